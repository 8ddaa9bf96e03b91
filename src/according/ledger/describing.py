"""From the members of an event to what is shown of it, as it stands or as it stood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from according.events import Event
from according.fusion.accounts import describe
from according.fusion.told import Told
from according.ledger.lookups import KEYS, rows_for
from according.ledger.neighbours import CHUNK, chunks
from according.ledger.rows import METADATA, claim_of, report_of
from according.ledger.schema import BORROWED, CLAIMS, EVENTS, MEMBERS, REPORTS, standing

_REPORTS = select(*(REPORTS.c[name] for name in ("key", *METADATA))).where(REPORTS.c.key.in_(KEYS))


def told_of(connection: Connection, events: Iterable[int], as_of: str | None = None) -> dict[int, list[Told]]:
    """Return the claims of events by key, each with its report (without text) and what it was copied from."""
    members = list(rows_for(connection, _members_of(as_of), events))
    originals = _originals(connection, [row.key for row in members], as_of)
    rows = rows_for(connection, _REPORTS, (row.report for row in members))
    known = {row.key: report_of(row, with_text=False) for row in rows}
    told: defaultdict[int, list[Told]] = defaultdict(list)
    for row in members:
        one = Told(report=known[row.report], claim=claim_of(row.body), copy_of=originals.get(row.key))
        told[row.event].append(one)
    return dict(told)


def event_row(event: Event, claims: int) -> dict[str, Any]:
    """Return the columns of `events` that are taken from the event itself."""
    place = next((p for p in event.locations if p.role == "in"), None)
    start = event.time.start if event.time else None
    return {
        "type": event.type,
        "mode": event.mode,
        "status": event.status,
        "start": start,
        "end": event.time.end if event.time else None,
        "day": start or (event.first_reported[:10] if event.first_reported else None),
        "place": place.name if place else None,
        "place_entity": place.entity if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "country": place.country if place else None,
        "claims": claims,
        "reports": event.reports,
        "copies": event.copies,
        "independent_sources": event.independent_sources,
        "first_reported": event.first_reported,
        "last_reported": event.last_reported,
        "body": msgspec.json.encode(event).decode(),
    }


def events_as_of(connection: Connection, ids: Iterable[str], as_of: str) -> list[Event]:
    """Return events as they stood at a moment, described from the claims they had then; those without any are left out."""
    keys: dict[int, str] = {}
    for chunk in chunks(ids, CHUNK):
        query = select(EVENTS.c.key, EVENTS.c.id).where(EVENTS.c.id.in_(chunk), EVENTS.c.known_from <= as_of)
        keys.update((row.key, row.id) for row in connection.execute(query))
    told = told_of(connection, keys, as_of)
    return [describe(keys[key], told[key]) for key in keys if key in told]


def stored_events(connection: Connection, ids: Iterable[str]) -> list[Event]:
    """Return events as they stand, in the order of `ids`; ids that there are not, or that hold no claim now, are left out."""
    wanted = list(ids)
    bodies: dict[str, tuple[str, str | None]] = {}
    for chunk in chunks(wanted, CHUNK):
        query = select(EVENTS.c.id, EVENTS.c.body, EVENTS.c.story).where(EVENTS.c.id.in_(chunk), standing(EVENTS))
        bodies.update((row.id, (row.body, row.story)) for row in connection.execute(query))
    return [event_of(*bodies[one]) for one in wanted if one in bodies]


def event_of(body: str, story: str | None) -> Event:
    """Return the event of a row of `events`."""
    event = _EVENT.decode(body)
    event.story = story
    return event


@lru_cache(maxsize=8)
def _members_of(as_of: str | None) -> Any:
    query = select(MEMBERS.c.event, CLAIMS.c.key, CLAIMS.c.report, CLAIMS.c.body)
    query = query.join(CLAIMS, CLAIMS.c.key == MEMBERS.c.claim)
    return query.where(MEMBERS.c.event.in_(KEYS), standing(MEMBERS, as_of)).order_by(CLAIMS.c.key)


@lru_cache(maxsize=8)
def _originals_of(as_of: str | None) -> Any:
    query = select(BORROWED.c.claim, REPORTS.c.id).join(REPORTS, REPORTS.c.key == BORROWED.c.original)
    return query.where(BORROWED.c.claim.in_(KEYS), standing(BORROWED, as_of))


def _originals(connection: Connection, claims: list[int], as_of: str | None) -> dict[int, str]:
    return {row.claim: row.id for row in rows_for(connection, _originals_of(as_of), claims)}


_EVENT = msgspec.json.Decoder(Event)
