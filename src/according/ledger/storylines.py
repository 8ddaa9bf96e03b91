"""Stories over the events that changed: which incidents the same reports keep telling together."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from according.fusion.stories import LEAST_REPORTS, stories
from according.ledger.lookups import KEYS, rows_for
from according.ledger.schema import BORROWED, CLAIMS, EVENTS, MEMBERS, REPORTS, standing

MOST_EVENTS = 200
"""Events whose stories are told anew at once, the changed ones first."""
MOST_REPORTS = 400
"""Reports through which other events are looked for."""


_TOLD = MEMBERS.join(CLAIMS, CLAIMS.c.key == MEMBERS.c.claim).join(REPORTS, REPORTS.c.key == CLAIMS.c.report)
_REPORTS = (
    select(MEMBERS.c.event, REPORTS.c.id)
    .select_from(_TOLD.outerjoin(BORROWED, (BORROWED.c.claim == CLAIMS.c.key) & standing(BORROWED)))
    .where(MEMBERS.c.event.in_(KEYS), standing(MEMBERS), BORROWED.c.key.is_(None))
    .distinct()
)
_OF_REPORTS = select(MEMBERS.c.event).select_from(_TOLD).where(REPORTS.c.id.in_(KEYS), standing(MEMBERS)).distinct()
_OF_STORIES = select(EVENTS.c.key).where(EVENTS.c.story.in_(KEYS), standing(EVENTS))
_STORIES = select(EVENTS.c.key, EVENTS.c.story).where(EVENTS.c.key.in_(KEYS))
_IDS = select(EVENTS.c.key, EVENTS.c.id).where(EVENTS.c.key.in_(KEYS), standing(EVENTS))


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
    made = stories({ids[event]: reports for event, reports in told.items() if event in ids})
    before = _stories(connection, set(told))
    for event in told:
        story = made.get(ids.get(event, ""))
        if story != before.get(event):
            connection.execute(update(EVENTS).where(EVENTS.c.key == event).values(story=story))


def _reports(connection: Connection, events: set[int]) -> dict[int, set[str]]:
    """Return the reports that tell of events in words of their own."""
    reports: dict[int, set[str]] = {event: set() for event in events}
    for event, report in rows_for(connection, _REPORTS, events):
        reports[event].add(report)
    return reports


def _of_reports(connection: Connection, reports: list[str]) -> set[int]:
    return {row.event for row in rows_for(connection, _OF_REPORTS, reports)}


def _of_stories(connection: Connection, names: set[str]) -> set[int]:
    return {row.key for row in rows_for(connection, _OF_STORIES, names)}


def _stories(connection: Connection, events: set[int]) -> dict[int, str | None]:
    return {row.key: row.story for row in rows_for(connection, _STORIES, events)}


def _ids(connection: Connection, events: Iterable[int]) -> dict[int, str]:
    return {row.key: row.id for row in rows_for(connection, _IDS, events)}
