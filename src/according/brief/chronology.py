"""The events of the window by day, each with its status and who says so."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from according.brief.disputes import contested_measures
from according.brief.headings import DEED, counts_text, section, title, verdict_text
from according.brief.index import NEWS_DAYS, Index
from according.brief.model import Day, Entry
from according.brief.telling import account_sentences, gist, plain, refs_of
from according.brief.texts import day_text, when_text
from according.events import Event
from according.exchange.ledger.shared import iso_day

_RANK = {"disputed": 0, "agreed": 1, "single-source": 2}
LEADING = 6
"""Events that stand at the head of the brief at most."""


def importance(event: Event) -> tuple[int, int, int, str]:
    """By which events are sorted, the most widely told first."""
    return (-event.independent_sources, _RANK[event.status], -event.reports, event.id)


def deeds(index: Index) -> tuple[list[Event], int]:
    """Return the events of the chronology, the most told first, and how many are left out for room."""
    found = sorted((e for e in index.events if section(index, e) == DEED), key=importance)
    most = index.options.most_events
    return found[:most], len(found[most:])


def entry(index: Index, event: Event) -> Entry:
    """Return an event as it is told."""
    quoted: set[tuple[str, int, int]] = set()
    accounts = [s for account in event.accounts for s in account_sentences(index, event, account, quoted)]
    told = {t.ref for t in index.roots(event)}
    cites = [next((ref for ref in refs_of(account) if ref in told), "") for account in event.accounts]
    return Entry(
        id=event.id,
        title=title(index, event),
        when=when_text(event.time),
        status=event.status,
        counts=counts_text(event),
        gist=gist(index, event),
        verdict=plain(verdict_text(event, contested_measures(event)), [c for c in cites if c]),
        accounts=accounts,
        has_numbers=any(account.quantities for account in event.accounts),
    )


def leading(index: Index, told: list[Event]) -> list[Event]:
    """Return the events that the desk should look at first: disputed, or told by several, of the window."""
    days = {e.id: _place_in_time(index, e) for e in told}
    fit = [e for e in told if days[e.id][0] == 0 and (e.status == "disputed" or e.independent_sources > 1)]
    return fit[:LEADING]


def by_day(index: Index, told: list[Event]) -> list[Day]:
    """Return the events by day: the days of the window in their order, then what is not one day, and background."""
    groups: defaultdict[tuple[int, str], list[Event]] = defaultdict(list)
    for event in told:
        groups[_place_in_time(index, event)].append(event)
    return [
        Day(label=_label(key), note=_NOTES.get(key[0], ""), entries=[entry(index, e) for e in _together(groups[key])])
        for key in sorted(groups)
    ]


_DAY, _UNDATED, _LONG, _AHEAD, _BEFORE = range(5)
_LABELS = {
    _UNDATED: "Day not said",
    _LONG: "Over a longer time",
    _AHEAD: "After the window",
    _BEFORE: "Background: what lies further back",
}
_NOTES = {
    _UNDATED: "The reports do not say on which day.",
    _LONG: "Told of weeks, months or years, not of a day.",
    _BEFORE: "Told again in reports of this window.",
}


def _label(key: tuple[int, str]) -> str:
    return day_text(key[1], weekday=True) if key[0] == _DAY else _LABELS[key[0]]


def _place_in_time(index: Index, event: Event) -> tuple[int, str]:
    since, until = iso_day(index.options.since), iso_day(index.options.until)
    assert since is not None
    time = event.time
    start, end = (iso_day(time.start), iso_day(time.end)) if time is not None else (None, None)
    if start is None and end is None:
        return _UNDATED, ""
    if (end or start or since) < since - timedelta(days=NEWS_DAYS):
        return _BEFORE, ""
    if until is not None and (start or end or until) > until:
        return _AHEAD, ""
    days = index.days(event)
    return (_DAY, days[0]) if days is not None else (_LONG, "")


def _together(events: list[Event]) -> list[Event]:
    """The most told first, those of one story after its first."""
    first: dict[str, int] = {}
    for at, event in enumerate(events):
        first.setdefault(event.story or event.id, at)
    return sorted(events, key=lambda e: (first[e.story or e.id], importance(e)))
