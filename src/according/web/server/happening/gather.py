"""Everything that the page of an event is made from, read in one state of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from according.brief import BriefData, BriefOptions
from according.brief.index import Index
from according.claims import Claim, Reading, Report
from according.errors import MissingError
from according.events import CopyGroup, Event
from according.fusion.accounts import describe
from according.fusion.told import Told
from according.ledger import Ledger
from according.ledger.anchors import unpacked
from according.ledger.asking.conditions import event_keys
from according.ledger.copygroups import copy_groups
from according.ledger.describing import event_of, told_of
from according.ledger.history import LogEntry, entries
from according.ledger.kept import PAIRED, KeptReview, kept
from according.ledger.neighbours import chunks
from according.ledger.schema import EVENTS, REPORTS, REVIEWS, standing

MOST_TEXTS = 200
"""Reports whose sentences are shown; of an event that more tell of, the others are linked by the words of their claims."""
_MOST_NEAR = 12
_MOST_LOGGED = 60
_MOST_REVIEWS = 40


@dataclass(frozen=True, slots=True)
class Gathered:
    """An event, its claims with their reports, and what is known of it. `asked` is the id under which it was asked for."""

    event: Event
    asked: str
    index: Index
    copies: list[CopyGroup]
    log: list[LogEntry]
    logged: int
    """Entries of the log in all; `log` has the last of them."""
    known_from: str
    updated_at: str
    story: list[Event]
    """Other events of its story, the first ones."""
    reviews: list[KeptReview]
    """Notes on the event, and what joined claims of its reports or parted them, the last first."""


def gather(ledger: Ledger, name: str, as_of: str | None = None) -> Gathered:
    """Return an event by id, or by the beginning of one, as it stands or stood at a moment (`Filter.as_of`, checked).

    An event that went on in another is answered with that one. Raises `FilterError` where there is none.
    """
    with ledger.read() as connection:
        row = _row(connection, name, as_of)
        told = told_of(connection, [row.key], as_of).get(row.key, [])
        event = describe(row.id, told) if as_of is not None else event_of(row.body, row.story)
        reports = list(dict.fromkeys(one.report.id for one in told))
        copies = copy_groups(connection, as_of, among=reports)
        texts = _texts(connection, reports[:MOST_TEXTS])
        log = [entry for entry in entries(connection, row.id) if as_of is None or entry.at <= as_of]
        reviews = _reviews(connection, row.id, reports)
        story = _story(connection, event, row.key) if as_of is None else []
    return Gathered(
        event=event, asked=name, reviews=reviews, index=_index(event, told, texts, copies), copies=copies, log=log[-_MOST_LOGGED:],
        logged=len(log), known_from=row.known_from, updated_at=row.updated_at, story=story,
    )  # fmt: skip


def _row(connection: Connection, name: str, as_of: str | None) -> Any:
    keys = event_keys(connection, (name,))
    query = select(EVENTS).where(EVENTS.c.key.in_(keys), standing(EVENTS, as_of)).order_by(EVENTS.c.key)
    row = connection.execute(query).first()
    if row is None:
        then = f" at {as_of}" if as_of is not None else " any more"
        raise MissingError(
            f"the event {name} holds no claim{then}.",
            remedy="Its reports were withdrawn or revised, or came later: see the list of events.",
        )
    return row


def _texts(connection: Connection, reports: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in chunks(reports, 500):
        query = select(REPORTS.c.id, REPORTS.c.text).where(REPORTS.c.id.in_(chunk))
        found.update((row.id, row.text) for row in connection.execute(query))
    return found


def _reviews(connection: Connection, event: str, reports: list[str]) -> list[KeptReview]:
    """A decision of many pairs of claims once."""
    here = or_(REVIEWS.c.report.in_(reports), REVIEWS.c.other_report.in_(reports))
    where = or_(REVIEWS.c.event == event, and_(REVIEWS.c.kind.in_(PAIRED), here))
    found = {unpacked(row.body).get("rows", [row.key])[0]: one for one, row in reversed(kept(connection, where))}
    return list(found.values())[:_MOST_REVIEWS]


def _story(connection: Connection, event: Event, key: int) -> list[Event]:
    if event.story is None:
        return []
    where = (EVENTS.c.story == event.story, EVENTS.c.key != key, standing(EVENTS))
    query = select(EVENTS.c.body, EVENTS.c.story).where(*where).order_by(EVENTS.c.day, EVENTS.c.key).limit(_MOST_NEAR)
    return [event_of(row.body, row.story) for row in connection.execute(query)]


def _index(event: Event, told: list[Told], texts: dict[str, str], copies: list[CopyGroup]) -> Index:
    """Return what the brief's sentences are made from: it quotes, names and charts a single event just as well."""
    claims: dict[str, list[Claim]] = {}
    reports: dict[str, Report] = {}
    for one in told:
        reports[one.report.id] = one.report
        claims.setdefault(one.report.id, []).append(one.claim)
    readings = []
    for name, report in reports.items():
        report.text = texts.get(name, "")
        readings.append(Reading(report=report, claims=claims[name]))
    return Index.of(BriefData(readings, [event], copies), BriefOptions(since="0001-01-01"))
