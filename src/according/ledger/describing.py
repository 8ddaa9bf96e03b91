"""From the members of an event to what is shown of it, as it stands or as it stood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from according.events import Event
from according.fusion.accounts import describe
from according.fusion.told import Told
from according.ledger.neighbours import CHUNK, chunks
from according.ledger.rows import claim_of, report_of
from according.ledger.schema import BORROWED, CLAIMS, EVENTS, MEMBERS, REPORTS, standing

_META = [column for column in REPORTS.c if column.name not in ("text", "warnings")]


def told_of(connection: Connection, events: Iterable[int], as_of: str | None = None) -> dict[int, list[Told]]:
    """Return the claims of events by key, each with its report (without text) and what it was copied from."""
    members: list[Any] = []
    for chunk in chunks(sorted(set(events)), CHUNK):
        query = (
            select(MEMBERS.c.event, CLAIMS.c.key, CLAIMS.c.report, CLAIMS.c.body)
            .join(CLAIMS, CLAIMS.c.key == MEMBERS.c.claim)
            .where(MEMBERS.c.event.in_(chunk), standing(MEMBERS, as_of))
            .order_by(CLAIMS.c.key)
        )
        members += connection.execute(query).all()
    originals = _originals(connection, [row.key for row in members], as_of)
    reports: dict[int, Any] = {}
    for chunk in chunks(sorted({row.report for row in members}), CHUNK):
        query = select(*_META).where(REPORTS.c.key.in_(chunk))
        reports.update((row.key, row) for row in connection.execute(query))
    known = {key: report_of(row, with_text=False) for key, row in reports.items()}
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
    found: dict[str, tuple[str, str | None]] = {}
    for chunk in chunks(wanted, CHUNK):
        query = select(EVENTS.c.id, EVENTS.c.body, EVENTS.c.story).where(EVENTS.c.id.in_(chunk), standing(EVENTS))
        found.update((row.id, (row.body, row.story)) for row in connection.execute(query))
    return [event_of(*found[one]) for one in wanted if one in found]


def event_of(body: str, story: str | None) -> Event:
    """Return the event of a row of `events`."""
    event = _EVENT.decode(body)
    event.story = story
    return event


def _originals(connection: Connection, claims: list[int], as_of: str | None) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in chunks(claims, CHUNK):
        query = (
            select(BORROWED.c.claim, REPORTS.c.id)
            .join(REPORTS, REPORTS.c.key == BORROWED.c.original)
            .where(BORROWED.c.claim.in_(chunk), standing(BORROWED, as_of))
        )
        found.update((row.claim, row.id) for row in connection.execute(query))
    return found


_EVENT = msgspec.json.Decoder(Event)
