"""Stories over the events that changed: which incidents the same reports keep telling together."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from according.fusion.stories import LEAST_REPORTS, stories
from according.ledger.neighbours import CHUNK, chunks
from according.ledger.schema import BORROWED, CLAIMS, EVENTS, MEMBERS, REPORTS, standing

MOST_EVENTS = 200
"""Events whose stories are told anew at once, the changed ones first."""
MOST_REPORTS = 400
"""Reports through which other events are looked for."""


def retell(connection: Connection, changed: set[int], closed: Iterable[int] = ()) -> None:
    """Find the stories of `changed` events anew, with the events that share reports with them and with their stories."""
    told = _reports(connection, changed)
    several = {event for event, reports in told.items() if len(reports) >= LEAST_REPORTS}
    names = _stories(connection, changed | set(closed))
    if not several and not any(names.values()):
        return
    near = set(several) | _of_reports(connection, sorted({r for event in several for r in told[event]})[:MOST_REPORTS])
    near |= _of_stories(connection, {story for story in names.values() if story})
    others = sorted(near - changed)[: max(0, MOST_EVENTS - len(changed))]
    told |= _reports(connection, set(others))
    ids = _ids(connection, told)
    found = stories({ids[event]: reports for event, reports in told.items() if event in ids})
    before = _stories(connection, set(told))
    for event in told:
        story = found.get(ids.get(event, ""))
        if story != before.get(event):
            connection.execute(update(EVENTS).where(EVENTS.c.key == event).values(story=story))


def _reports(connection: Connection, events: set[int]) -> dict[int, set[str]]:
    """Return the reports that tell of events in words of their own."""
    found: dict[int, set[str]] = {event: set() for event in events}
    for chunk in chunks(sorted(events), CHUNK):
        query = (
            select(MEMBERS.c.event, REPORTS.c.id)
            .join(CLAIMS, CLAIMS.c.key == MEMBERS.c.claim)
            .join(REPORTS, REPORTS.c.key == CLAIMS.c.report)
            .outerjoin(BORROWED, (BORROWED.c.claim == CLAIMS.c.key) & standing(BORROWED))
            .where(MEMBERS.c.event.in_(chunk), standing(MEMBERS), BORROWED.c.key.is_(None))
            .distinct()
        )
        for event, report in connection.execute(query):
            found[event].add(report)
    return found


def _of_reports(connection: Connection, reports: list[str]) -> set[int]:
    found: set[int] = set()
    for chunk in chunks(reports, CHUNK):
        query = (
            select(MEMBERS.c.event)
            .join(CLAIMS, CLAIMS.c.key == MEMBERS.c.claim)
            .join(REPORTS, REPORTS.c.key == CLAIMS.c.report)
            .where(REPORTS.c.id.in_(chunk), standing(MEMBERS))
            .distinct()
        )
        found.update(connection.scalars(query))
    return found


def _of_stories(connection: Connection, names: set[str]) -> set[int]:
    return set(connection.scalars(select(EVENTS.c.key).where(EVENTS.c.story.in_(sorted(names)), standing(EVENTS))))


def _stories(connection: Connection, events: set[int]) -> dict[int, str | None]:
    found: dict[int, str | None] = {}
    for chunk in chunks(sorted(events), CHUNK):
        query = select(EVENTS.c.key, EVENTS.c.story).where(EVENTS.c.key.in_(chunk))
        found.update((row.key, row.story) for row in connection.execute(query))
    return found


def _ids(connection: Connection, events: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in chunks(sorted(events), CHUNK):
        query = select(EVENTS.c.key, EVENTS.c.id).where(EVENTS.c.key.in_(chunk), standing(EVENTS))
        found.update((row.key, row.id) for row in connection.execute(query))
    return found
