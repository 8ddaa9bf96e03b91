"""What is in a ledger, or in the part of it that a filter asks for, to be written out: one report at a time."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import select

from according.claims import Reading
from according.events import CopyGroup, Event
from according.ledger import asking
from according.ledger.anchors import groups
from according.ledger.asking import Filter, Slice
from according.ledger.asking.filters import checked
from according.ledger.makers import makers
from according.ledger.rows import claim_of
from according.ledger.schema import CLAIMS, MAKERS, REPORTS, standing
from according.ledger.store import Ledger

_PAGE = 1000


def each_reading(ledger: Ledger, asked: Filter | None = None, *, as_read: bool = False) -> Iterator[Reading]:
    """Yield the current reports with their claims, in the order of their adding, without what was rejected.

    A filter leaves out the claims that do not fit it, and the reports without any that do. With `as_read` the claims are
    as they were read, before any review: with the reviews they say all. Raises `FilterError`.
    """
    if not _asks(asked):
        with ledger.read() as connection:
            names = connection.scalars(select(REPORTS.c.id).where(standing(REPORTS)).order_by(REPORTS.c.key)).all()
        for name in names:
            yield _reading(ledger, name, as_read)
        return
    wanted: dict[str, list[int]] = {}
    for row in _claims(ledger, asked):
        wanted.setdefault(row.report.id, []).append(row.key)
    for name, keys in wanted.items():
        with ledger.read() as connection:
            bodies = connection.scalars(
                select(CLAIMS.c.body).where(CLAIMS.c.key.in_(keys)).order_by(CLAIMS.c.key)
            ).all()
        yield msgspec.structs.replace(ledger.reading(name), claims=list(map(claim_of, bodies)))


def _asks(asked: Filter | None) -> bool:
    return asked is not None and checked(asked) != checked(Filter())


def _reading(ledger: Ledger, name: str, as_read: bool) -> Reading:
    reading = ledger.reading(name)
    with ledger.read() as connection:
        key = connection.scalars(select(REPORTS.c.key).where(REPORTS.c.id == name)).one()
        if as_read:
            claims = [group.read for group in groups(connection, key).values()]
        else:
            bodies = select(CLAIMS.c.body).where(CLAIMS.c.report == key, standing(CLAIMS)).order_by(CLAIMS.c.key)
            claims = list(map(claim_of, connection.scalars(bodies)))
    return msgspec.structs.replace(reading, claims=claims)


def each_event(ledger: Ledger, asked: Filter | None = None) -> Iterator[Event]:
    """Yield the events of a filter, the latest first. Raises `FilterError`."""
    after: str | None = None
    if asked is not None and asked.as_of is not None:
        yield from (row.event for row in asking.events(ledger, asked, part=Slice(limit=None)).items)
        return
    while True:
        page = asking.events(ledger, asked, part=Slice(limit=_PAGE, after=after))
        yield from (row.event for row in page.items)
        if page.next is None:
            return
        after = page.next


def each_copy(ledger: Ledger, asked: Filter | None = None) -> Iterator[CopyGroup]:
    """Yield the groups of copies; with a filter those of which a report has a claim that fits it."""
    as_of = checked(asked).as_of if asked is not None else None
    plain = asked is None or checked(asked) == checked(Filter(as_of=asked.as_of))
    told = None if plain else {row.report.id for row in _claims(ledger, asked)}
    for group in ledger.copies(as_of):
        if told is None or told & {group.original, *(copy.report for copy in group.copies)}:
            yield group


def made_by(ledger: Ledger) -> dict[str, str]:
    """Return the version, model and tables that read last; empty where nothing was read."""
    with ledger.read() as connection:
        known = makers(connection)
        keys = connection.scalars(select(MAKERS.c.key).order_by(MAKERS.c.key.desc())).all()
    return next((known[key] for key in keys if "model" in known[key]), {})


def _claims(ledger: Ledger, asked: Filter | None) -> Iterator[asking.ClaimRow]:
    after: str | None = None
    while True:
        page = asking.claims(ledger, asked, sort="added", part=Slice(limit=_PAGE, after=after))
        yield from page.items
        if page.next is None:
            return
        after = page.next
