"""Today: what is new, and what is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from according.errors import FilterError
from according.ledger import Ledger, asking
from according.ledger.alerts import RULES, Alert, alerts
from according.ledger.asking import EventRow, Filter, Slice
from according.ledger.asking.changes import added_reports, changed_events, last_change, most_told
from according.web.server.addresses import event_address, report_address
from according.web.server.happening.listing import lines
from according.web.server.happenings import Happening, of_event
from according.web.server.view import Answer, Asked, View

HOURS = 24
MOST_CHANGED = 200
"""Events that are counted as changed: the last ones."""
MOST_EVENTS = 50
"""Of these, events that are looked at for what is new of them: the most widely told."""
_MOST_REPORTS = 10_000
_MOST_NEW = 12
_MOST_TOLD = 10
"""Alerts of a kind, and withdrawn reports, that stand open; the others are folded."""
_MOST_FAILED = 20
HEADINGS = {
    "contradiction": ("Contradiction", "Contradictions"),
    "changed-number": ("Changed number", "Changed numbers"),
    "new-source": ("New independent source", "New independent sources"),
}
"""Of one, and of several."""


def today(asked: Asked) -> Answer:
    """Return what is new since ``hours`` before the last change of the ledger, or before now if it changed since."""
    hours = _hours(asked.params.get("hours"))
    last = last_change(asked.ledger)
    now = asked.options.clock().astimezone(UTC)
    from_now = now - timedelta(hours=hours)
    quiet = last is not None and datetime.fromisoformat(last) < from_now
    start = datetime.fromisoformat(last) - timedelta(hours=hours) if quiet and last else from_now
    since = start.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    changed = changed_events(asked.ledger, since, MOST_CHANGED)
    seen = most_told(asked.ledger, changed, MOST_EVENTS)
    told = alerts(asked.ledger, seen, since)
    new = _rows(asked.ledger, seen[:_MOST_NEW])
    with asked.ledger.read() as connection:
        latest = lines(connection, new, None)
    named = _named(asked.ledger, told)
    failures = asked.ledger.failures()
    silent = asking.silent_publishers(asked.ledger)
    withdrawn = asking.withdrawn(asked.ledger, since)
    by_rule = [(rule, [one for one in told if one.rule == rule]) for rule in sorted(RULES, key=list(HEADINGS).index)]
    groups = [(HEADINGS[rule][len(ones) > 1], ones) for rule, ones in by_rule if ones]
    reports = added_reports(asked.ledger, since, _MOST_REPORTS)
    return Answer(
        title="Today",
        data={
            "since": since, "last_change": last, "reports": reports, "events_changed": changed, "alerts": told,
            "silent": silent, "skipped": failures, "withdrawn": withdrawn,
        },
        rows=[_row(one) for one in told],
        page={
            "since": since, "last": last, "quiet": quiet, "hours": hours, "reports": reports, "most_reports": _MOST_REPORTS,
            "changed": len(changed), "most_changed": MOST_CHANGED, "seen": len(seen), "most_told": _MOST_TOLD,
            "groups": groups, "lines": latest, "silent": silent,
            "failed": failures[:_MOST_FAILED], "failures": len(failures), "about": _href, "named": named,
            "withdrawn": [(one, report_address(one.report)) for one in withdrawn],
        },
    )  # fmt: skip


def _named(ledger: Ledger, told: list[Alert]) -> dict[str, Happening]:
    """The events of alerts as the other lists name them."""
    return {row.event.id: of_event(row.event) for row in _rows(ledger, list({one.event: None for one in told}))}


def _rows(ledger: Ledger, ids: list[str]) -> list[EventRow]:
    """The events by id, in their order."""
    if not ids:
        return []
    rows = asking.events(ledger, Filter(event=tuple(ids)), part=Slice(limit=len(ids))).items
    return sorted(rows, key=lambda row: ids.index(row.event.id))


def _href(one: Alert) -> str:
    return event_address(one.event)


def _row(one: Alert) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(one)
    return found


def _hours(value: str | None) -> int:
    if not value:
        return HOURS
    if not value.isdecimal() or not 0 < int(value[:5]) <= 8760 or len(value) > 4:
        raise FilterError(f"{value!r} is no number of hours.", remedy="Take a number from 1 to 8760.")
    return int(value)


VIEWS = [
    View(
        "today",
        "/",
        today,
        "today.html",
        "What is new: sources, numbers, contradictions; what was withdrawn, fell silent or was skipped.",
    )
]
