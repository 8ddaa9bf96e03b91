"""Events by filter, as they stand or as they stood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, exists, or_, select

from according.events import Event
from according.fusion.accounts import describe
from according.ledger.asking.answers import EventRow, Page
from according.ledger.asking.claims import order, turned
from according.ledger.asking.conditions import Conditions, conditions, event_keys
from according.ledger.asking.filters import Filter, checked, many
from according.ledger.asking.plans import Arm, Slice, begins, beyond, count, cursor, fetch, lasting, overlaps, small_set
from according.ledger.asking.sql import among, aside
from according.ledger.describing import event_of, told_of
from according.ledger.neighbours import chunks
from according.ledger.schema import CLAIMS, EVENTS, MEMBERS, standing
from according.ledger.store import Ledger

EVENT_ORDERS: dict[str, ColumnElement[Any]] = {
    "day": EVENTS.c.day,
    "reported": EVENTS.c.last_reported,
    "sources": EVENTS.c.independent_sources,
    "reports": EVENTS.c.reports,
    "added": EVENTS.c.key,
}
"""What events can be sorted by; a minus before it turns it round."""
_OF_EVENTS = ("type", "mode", "since", "until", "event", "status", "independent", "as_of")
_TOGETHER = 50


def events(
    ledger: Ledger, asked: Filter | None = None, *, sort: str = "-reported", part: Slice | None = None
) -> Page[EventRow]:
    """Return the events that a filter asks for, by default those last reported on first; `sort` is one of `EVENT_ORDERS`.

    `type`, `mode`, `status`, `independent`, `since` and `until` are about the event, all else about one of its claims.
    Raises `FilterError`.
    """
    f = checked(asked)
    by, wanted = order(sort, EVENT_ORDERS), turned(sort, part)
    with ledger.read() as connection:
        if f.as_of is not None:
            return _as_of(connection, f, by, wanted)
        found = fetch(connection, event_arms(connection, f, by), wanted)
        items = event_rows(connection, [key for key, _ in found])
    return Page(items=items, next=cursor(*found[-1]) if found and len(found) == wanted.limit else None)


def count_events(ledger: Ledger, asked: Filter | None = None, most: int | None = None) -> int:
    """Return how many events a filter asks for, counted up to `most`."""
    f = checked(asked)
    with ledger.read() as connection:
        if f.as_of is not None:
            return len(_as_of(connection, f, EVENTS.c.day, Slice(limit=most)).items)
        return count(connection, event_arms(connection, f, EVENTS.c.day), most)


def each_event(connection: Connection, asked: Filter, sort: str = "-day") -> Iterator[Event]:
    """Yield all events of a checked filter, in order, a few at a time."""
    by = order(sort, EVENT_ORDERS)
    if asked.as_of is not None:
        yield from (row.event for row in _as_of(connection, asked, by, turned(sort, Slice(limit=None))).items)
        return
    found = fetch(connection, event_arms(connection, asked, by), turned(sort, Slice(limit=None)))
    for chunk in chunks([key for key, _ in found], _TOGETHER):
        yield from (row.event for row in event_rows(connection, chunk))


def event_arms(connection: Connection, f: Filter, by: ColumnElement[Any]) -> list[Arm]:
    """Return the ways to the events that a checked filter asks for."""
    own = [standing(EVENTS, f.as_of), *_own(connection, f)]
    types, about = many(f.type), about_claims(connection, f)
    of_type = [aside(EVENTS.c.type).in_(types)] if types else []
    if about is not None:
        few = small_set(connection, about)
        if few is not None:
            claims, rest = few
            mine = select(MEMBERS.c.event).where(among(connection, MEMBERS.c.claim, claims), _member(f))
            if rest.says_more or many(f.reviewed):
                mine = mine.join(CLAIMS, CLAIMS.c.key == MEMBERS.c.claim).where(*rest.tests)
            keys = sorted(set(connection.scalars(mine)))
            where = (among(connection, EVENTS.c.key, keys), *own, *of_type, *overlaps(EVENTS, f.since, f.until))
            return [Arm(EVENTS.c.key, by, EVENTS, where)]
        own.append(_has_claim(f, about))
    if by is not EVENTS.c.day:
        return [Arm(EVENTS.c.key, by, EVENTS, (*own, *of_type, *overlaps(EVENTS, f.since, f.until)))]
    lead = [EVENTS.c.type == types[0]] if len(types) == 1 else of_type
    first = Arm(EVENTS.c.key, by, EVENTS, (*lead, *begins(EVENTS, f.since, f.until), *own))
    return [first] if f.since is None else [first, lasting(EVENTS, f.since, f.until, by, [*own, *of_type])]


def about_claims(connection: Connection, f: Filter) -> Conditions | None:
    """Return what a filter asks of the claims of an event; None where nothing."""
    rest = msgspec.structs.replace(f, **{name: getattr(Filter(), name) for name in _OF_EVENTS if name != "as_of"})
    asked = {name: getattr(rest, name) for name in Filter.__struct_fields__ if name != "as_of"}
    bare = Filter()
    if all(value in (getattr(bare, name), ()) for name, value in asked.items()):
        return None
    return conditions(connection, rest)


def event_rows(connection: Connection, keys: list[int]) -> list[EventRow]:
    """Return the rows of events by key, in this order."""
    if not keys:
        return []
    columns = [EVENTS.c[name] for name in ("key", "body", "story", "known_from", "updated_at")]
    found = {row.key: row for row in connection.execute(select(*columns).where(among(connection, EVENTS.c.key, keys)))}
    return [
        EventRow(event=event_of(row.body, row.story), known_from=row.known_from, updated_at=row.updated_at)
        for key in keys
        if (row := found.get(key)) is not None
    ]


def _own(connection: Connection, f: Filter) -> list[Any]:
    where: list[Any] = [
        aside(EVENTS.c[name]).in_(many(getattr(f, name))) for name in ("mode", "status") if getattr(f, name)
    ]
    if f.independent is not None:
        where.append(EVENTS.c.independent_sources >= f.independent)
    if many(f.event):
        where.append(EVENTS.c.key.in_(event_keys(connection, many(f.event))))
    return where


def _member(f: Filter) -> Any:
    """Whether a claim belongs to an event; one that was rejected belongs to those that it has left."""
    now = standing(MEMBERS, f.as_of)
    return or_(now, MEMBERS.c.known_until.is_not(None)) if "rejected" in many(f.reviewed) else now


def _has_claim(f: Filter, about: Conditions) -> Any:
    mine = select(MEMBERS.c.key).join(CLAIMS, CLAIMS.c.key == MEMBERS.c.claim)
    return exists(mine.where(MEMBERS.c.event == EVENTS.c.key, _member(f), *about.tests).correlate(EVENTS))


def _as_of(connection: Connection, f: Filter, by: ColumnElement[Any], part: Slice) -> Page[EventRow]:
    """Events as they stood: as they stand where they have not changed since, else described from the claims of then."""
    assert f.as_of is not None
    upto = Slice(part.descending, None, 0)
    still = EVENTS.c.updated_at <= f.as_of
    arms = [Arm(arm.key, arm.value, arm.source, (*arm.where, still)) for arm in event_arms(connection, f, by)]
    rows = [(value, key) for key, value in fetch(connection, arms, upto)]
    old = _described(connection, f)
    rows += [(_value(event, by, key), key) for key, event in old.items()]
    dated = sorted((row for row in rows if row[0] is not None), reverse=part.descending)
    rows = dated + sorted((row for row in rows if row[0] is None), key=lambda row: row[1], reverse=part.descending)
    end = None if part.limit is None else part.offset + part.limit
    rows = beyond(rows, part)[part.offset : end]
    shown = [key for _, key in rows]
    same = {row.event.id: row for row in event_rows(connection, [key for key in shown if key not in old])}
    names = {row.key: (row.id, row.known_from) for row in connection.execute(_names(connection, shown))}
    items = [EventRow(event=old[key], known_from=names[key][1]) if key in old else same[names[key][0]] for key in shown]
    return Page(items=items, next=cursor(rows[-1][1], rows[-1][0]) if rows and len(rows) == part.limit else None)


def _described(connection: Connection, f: Filter) -> dict[int, Event]:
    """Events that have changed since, as they were, where they fit the filter."""
    about = about_claims(connection, f)
    changed = select(EVENTS.c.key, EVENTS.c.id).where(standing(EVENTS, f.as_of), EVENTS.c.updated_at > f.as_of)
    if about is not None:
        changed = changed.where(_has_claim(f, about))
    if many(f.event):
        changed = changed.where(EVENTS.c.key.in_(event_keys(connection, many(f.event))))
    names = {row.key: row.id for row in connection.execute(changed)}
    found: dict[int, Event] = {}
    for chunk in chunks(sorted(names), _TOGETHER):
        for key, told in told_of(connection, chunk, f.as_of).items():
            event = describe(names[key], told)
            if _fits(event, f):
                found[key] = event
    return found


def _fits(event: Event, f: Filter) -> bool:
    for name in ("type", "mode", "status"):
        if many(getattr(f, name)) and getattr(event, name) not in many(getattr(f, name)):
            return False
    if f.independent is not None and event.independent_sources < f.independent:
        return False
    start = (event.time.start if event.time else None) or (event.first_reported or "")[:10] or None
    end = (event.time.end if event.time else None) or start
    if f.since is not None and (end is None or max(end, start or end) < f.since):
        return False
    return f.until is None or (start is not None and start <= f.until)


def _value(event: Event, by: ColumnElement[Any], key: int) -> Any:
    values = {
        "day": (event.time.start if event.time else None) or (event.first_reported or "")[:10] or None,
        "last_reported": event.last_reported, "independent_sources": event.independent_sources, "reports": event.reports,
        "key": key,
    }  # fmt: skip
    return values[by.key or ""]


def _names(connection: Connection, keys: list[int]) -> Any:
    return select(EVENTS.c.key, EVENTS.c.id, EVENTS.c.known_from).where(among(connection, EVENTS.c.key, keys))
