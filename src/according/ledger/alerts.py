"""What is worth telling at once of an event that changed: not every report, but a new source, number or contradiction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Literal, get_args

import msgspec

from according.claims import Part
from according.events import Account, Claimant, Event, Tally
from according.fusion.accounts.verdict import contested
from according.ledger.store import Ledger

Rule = Literal["new-source", "changed-number", "contradiction"]
RULES: tuple[Rule, ...] = get_args(Rule)
_Topic = tuple[str, str | None, str]
_Number = tuple[float | None, float | None, float | None, str | None]


class Alert(Part, kw_only=True):
    """One thing to tell: `what` in a line for people, `claims` (``REPORT/CLAIM``) say it, `about` names the event.

    `at` is the moment that the event is compared with.
    """

    rule: Rule
    event: str
    about: str
    what: str
    at: str
    claims: list[str] = msgspec.field(default_factory=list)


def alerts(ledger: Ledger, events: Iterable[str], since: str, rules: Collection[Rule] = RULES) -> list[Alert]:
    """Return what the events by id now have that was not in the ledger at the moment `since`.

    An event that took others in is compared with all of them: what moved is not new. Of an event that is new
    altogether only a contradiction is told.
    """
    found: list[Alert] = []
    for after in ledger.events(events):
        before = ledger.events(_homes(ledger, after.id, since), as_of=since)
        for rule, what, claims in _compared(before, after):
            if rule in rules:
                told = sorted(claims)
                found.append(Alert(rule=rule, event=after.id, about=about(after), what=what, at=since, claims=told))
    return found


def about(event: Event) -> str:
    """Return a few words that tell one event from another: ``ASSAULT strike, Velsk, 2024-03-05``."""
    place = next((place.name for place in event.locations if place.role == "in"), None)
    day = event.time.start if event.time else None
    kind = f"{event.type} {event.mode}" if event.mode else event.type
    return ", ".join(part for part in (kind, place, day) if part)


def _homes(ledger: Ledger, event: str, since: str) -> list[str]:
    """The event, and those whose claims came into it after `since`."""
    others = {
        entry.other if entry.event == event else entry.event
        for entry in ledger.log(event)
        if entry.at > since and entry.other is not None
    }
    return sorted({event} | {other for other in others if other is not None})


_Finding = tuple[Rule, str, list[str]]


def _compared(before: list[Event], after: Event) -> Iterator[_Finding]:
    if before:
        yield from _new_sources(before, after)
        yield from _changed_numbers(before, after)
    yield from _contradictions(before, after)


def _new_sources(before: list[Event], after: Event) -> Iterator[_Finding]:
    known = {name for event in before for name in _sources(event)}
    new = {key: account for key, account in _sources(after).items() if key not in known}
    if new and after.independent_sources > max(event.independent_sources for event in before):
        names = ", ".join(sorted(account.claimant.name for account in new.values()))
        count = after.independent_sources
        yield "new-source", f"{names}: now {count} independent sources", _refs(new.values())


def _sources(event: Event) -> dict[str, Account]:
    """Who says something of it that was not taken from elsewhere."""
    return {
        _key(account.claimant): account
        for account in event.accounts
        if any(claim.copy_of is None for claim in account.claims)
    }


def _changed_numbers(before: list[Event], after: Event) -> Iterator[_Finding]:
    known: defaultdict[_Topic, list[tuple[Claimant, Tally]]] = defaultdict(list)
    for event in before:
        for claimant, tally in _tallies(event):
            known[_topic(tally)].append((claimant, tally))
    for claimant, tally in _tallies(after):
        said = known[_topic(tally)]
        if tally.superseded or not said:
            continue
        own = [other for who, other in said if _key(who) == _key(claimant)]
        if _number(tally) in {_number(other) for other in own or [other for _, other in said]}:
            continue
        past = ", ".join(dict.fromkeys(f"{who.name} {_shown(other)}" for who, other in said if not other.superseded))
        instead = f"instead of {_shown(own[-1])}" if own else f"where it was {past}"
        yield "changed-number", f"{_counted(tally)}: {claimant.name} {_shown(tally)}, {instead}", list(tally.claims)


def _contradictions(before: list[Event], after: Event) -> Iterator[_Finding]:
    if after.status != "disputed":
        return
    denied = {
        _key(account.claimant) for event in before for account in event.accounts if account.polarity == "negative"
    }
    denying = [a for a in after.accounts if a.polarity == "negative" and _key(a.claimant) not in denied]
    said: list[str] = []
    claims: list[str] = []
    if denying and any(account.polarity == "positive" for account in after.accounts):
        said.append(f"denied by {', '.join(sorted({account.claimant.name for account in denying}))}")
        claims += _refs(denying)
    new = not any(event.status == "disputed" for event in before)
    for given in contested(after) if new else []:
        numbers = ", ".join(f"{account.claimant.name} {_shown(tally)}{_of(tally)}" for account, tally in given)
        said.append(f"{_counted(given[0][1])}: {numbers}")
        claims += [claim for _, tally in given for claim in tally.claims]
    if said:
        yield "contradiction", "; ".join(said), list(dict.fromkeys(claims))


def _tallies(event: Event) -> Iterator[tuple[Claimant, Tally]]:
    for account in event.accounts:
        for tally in account.quantities:
            yield account.claimant, tally


def _topic(tally: Tally) -> _Topic:
    return tally.measure, tally.scope, tally.unit


def _counted(tally: Tally) -> str:
    return f"{tally.measure} ({tally.scope})" if tally.scope else tally.measure


def _of(tally: Tally) -> str:
    return f" {tally.of}" if tally.of and tally.of != "people" else ""


def _number(tally: Tally) -> _Number:
    return tally.value, tally.low, tally.high, tally.bound


def _shown(tally: Tally) -> str:
    bound = {"min": "at least ", "max": "at most "}.get(tally.bound or "", "")
    if tally.value is not None:
        return f"{bound}{tally.value:g}"
    ends = [f"{end:g}" for end in (tally.low, tally.high) if end is not None]
    return bound + " to ".join(ends)


def _key(claimant: Claimant) -> str:
    return claimant.entity or claimant.name.casefold()


def _refs(accounts: Iterable[Account]) -> list[str]:
    return [f"{claim.report}/{claim.claim}" for account in accounts for claim in account.claims]
