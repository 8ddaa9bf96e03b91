"""Who tells: publishers of reports and origins of claims, with how much of it is their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, case, func, select

from according.errors import FilterError
from according.ledger.asking.answers import Page, SourceRow
from according.ledger.asking.conditions import conditions
from according.ledger.asking.filters import Filter, checked
from according.ledger.asking.names import distinct, entries
from according.ledger.asking.plans import Slice, keys_of, latest
from according.ledger.asking.sql import among
from according.ledger.folding import folded
from according.ledger.rows import side_of
from according.ledger.schema import BORROWED, CLAIMS, COPIES, REPORTS, standing
from according.ledger.silence import LEAST_DAYS, silent
from according.ledger.store import Ledger

Kind = Literal["publisher", "origin"]
SOURCE_ORDERS = ("claims", "reports", "roots", "copies", "name", "first_seen", "last_seen")
"""What sources can be sorted by; a minus before it turns it round."""
_ORIGIN = func.coalesce(CLAIMS.c.origin_entity, CLAIMS.c.origin)


def sources(
    ledger: Ledger,
    asked: Filter | None = None,
    *,
    kind: Kind = "publisher",
    name: str | None = None,
    sort: str = "-claims",
    part: Slice | None = None,
) -> Page[SourceRow]:
    """Return who publishes, or who is the origin of, the claims asked for; without a filter every publisher.

    `name` is a part of the name, `part.within` looks at the latest so many claims alone. Raises `FilterError`.
    """
    if sort.removeprefix("-") not in SOURCE_ORDERS:
        raise FilterError(f"sources cannot be sorted by {sort!r}.", remedy=f"Sort by: {', '.join(SOURCE_ORDERS)}.")
    f, wanted = checked(asked), part or Slice()
    with ledger.read() as connection:
        rows = (_publishers if kind == "publisher" else _origins)(connection, f, wanted.within)
        if name is not None:
            rows = [row for row in rows if folded(name) in folded(row.name)]
        end = None if wanted.limit is None else wanted.offset + wanted.limit
        shown = in_order(rows, sort)[wanted.offset : end]
        _tell_silent(connection, shown, kind)
    return Page(items=shown)


def silent_publishers(ledger: Ledger) -> list[SourceRow]:
    """Return the publishers that used to tell and no longer do, the one that told last first.

    Only those are counted: that takes milliseconds where `sources` goes through every claim.
    """
    with ledger.read() as connection:
        last = {name: _last_day(connection, name) for name in distinct(connection, REPORTS, "publisher")}
        found = _silent_of(connection, {name: day for name, day in last.items() if day is not None}, "publisher")
        rows = _publishers(connection, Filter(publisher=tuple(found)), None) if found else []
        for row in rows:
            row.silent_since = found[row.name].isoformat()
    return sorted(rows, key=lambda row: (row.silent_since or "", row.name), reverse=True)


def in_order(rows: list[Any], sort: str) -> list[Any]:
    """Return rows sorted by a field, and among equals by name; those without a value last."""
    field = sort.removeprefix("-")
    rows = sorted(rows, key=lambda row: (row.name, row.entity or ""))
    valued = [row for row in rows if getattr(row, field) is not None]
    valued.sort(key=lambda row: getattr(row, field), reverse=sort.startswith("-"))
    return valued + [row for row in rows if getattr(row, field) is None]


def _is_asked(connection: Connection, f: Filter, within: int | None) -> ColumnElement[bool]:
    asked = conditions(connection, f)
    if within is not None:
        return among(connection, CLAIMS.c.key, latest(connection, asked, within))
    return CLAIMS.c.key.in_(keys_of(connection, asked))


def _publishers(connection: Connection, f: Filter, within: int | None) -> list[SourceRow]:
    everything = f == Filter(as_of=f.as_of) and within is None
    number = func.count()
    if everything:
        there = standing(REPORTS, f.as_of)
        told = select(CLAIMS.c.publisher, number).where(standing(CLAIMS, f.as_of)).group_by(CLAIMS.c.publisher)
    else:
        here = _is_asked(connection, f, within)
        there = REPORTS.c.key.in_(select(CLAIMS.c.report).where(here))
        told = select(CLAIMS.c.publisher, number).where(here).group_by(CLAIMS.c.publisher)
    copied = REPORTS.c.key.in_(select(COPIES.c.copy).where(standing(COPIES, f.as_of)))
    days = (func.min(REPORTS.c.published), func.max(REPORTS.c.published))
    query = select(REPORTS.c.publisher, number, func.sum(case((copied, 1), else_=0)), *days)
    claims = {row[0]: row[1] for row in connection.execute(told)}
    return [
        _row(publisher, None, "publisher", (reports, copies, claims.get(publisher, 0)), (first, last))
        for publisher, reports, copies, first, last in connection.execute(
            query.where(there).group_by(REPORTS.c.publisher)
        )
        if publisher is not None
    ]


def _origins(connection: Connection, f: Filter, within: int | None) -> list[SourceRow]:
    here = _is_asked(connection, f, within)
    lent = CLAIMS.c.key.in_(select(BORROWED.c.claim).where(standing(BORROWED, f.as_of)))
    own = func.count(case((~lent, CLAIMS.c.report)).distinct())
    seen = (func.min(CLAIMS.c.published), func.max(CLAIMS.c.published))
    names = (func.max(CLAIMS.c.origin), func.max(CLAIMS.c.origin_entity))
    query = select(*names, func.count(CLAIMS.c.report.distinct()), own, func.count(), *seen)
    query = query.where(here, CLAIMS.c.origin.is_not(None)).group_by(_ORIGIN)
    return [
        _row(name, entity, "origin", (reports, reports - roots, claims), (first, last))
        for name, entity, reports, roots, claims, first, last in connection.execute(query)
    ]


def _row(
    name: str, entity: str | None, kind: Kind, counts: tuple[int, int, int], seen: tuple[str | None, str | None]
) -> SourceRow:
    reports, copies, claims = counts
    if kind == "publisher":
        entity = next((entry.entity for entry in entries(name) if entry.kind == "media"), None)
    return SourceRow(
        name=name, entity=entity, kind=kind, side=side_of(entity, name), reports=reports, copies=copies,
        roots=reports - copies, claims=claims, first_seen=seen[0], last_seen=seen[1],
    )  # fmt: skip


def _tell_silent(connection: Connection, rows: Sequence[SourceRow], kind: Kind) -> None:
    """Say of each source whether it has fallen silent, as of the newest report."""
    names = {(row.name if kind == "publisher" else row.entity or ""): row for row in rows}
    found = _silent_of(connection, {name: row.last_seen or "" for name, row in names.items() if name}, kind)
    for name, row in names.items():
        row.silent_since = found[name].isoformat() if name in found else None


def _silent_of(connection: Connection, last: Mapping[str, str], kind: Kind) -> dict[str, date]:
    """Return who of those whose `last` day (or an earlier one) is known has fallen silent, with the last day of all.

    Who told lately cannot be silent: the days of the others alone are read.
    """
    newest = connection.scalar(select(func.max(REPORTS.c.published)))
    if newest is None:
        return {}
    lately = (date.fromisoformat(newest[:10]) - timedelta(days=LEAST_DAYS)).isoformat()
    who = [name for name, day in last.items() if day[:10] < lately]
    if not who:
        return {}
    if kind == "publisher":
        told = (REPORTS.c.publisher.in_(who), standing(REPORTS))
        query = select(REPORTS.c.publisher, REPORTS.c.published).where(*told).distinct()
    else:
        told = (CLAIMS.c.origin_entity.in_(who), standing(CLAIMS))
        query = select(CLAIMS.c.origin_entity, CLAIMS.c.published).where(*told).distinct()
    days: defaultdict[str, set[date]] = defaultdict(set)
    for source, published in connection.execute(query):
        if published is not None:
            days[source].add(date.fromisoformat(published[:10]))
    return silent(days, date.fromisoformat(newest[:10]))


def _last_day(connection: Connection, publisher: str) -> str | None:
    day: str | None = connection.scalar(
        select(func.max(REPORTS.c.published)).where(REPORTS.c.publisher == publisher, standing(REPORTS))
    )
    return day
