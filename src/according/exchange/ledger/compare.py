"""Our events against those of another data set: which are the same, which we lack, which only we have, and why.

A pair can be the same happening where nothing speaks against it: the days lie close, the types can mean one deed,
and the places lie close, or bear one name, or (where one is only a country or unknown) the parties agree. The best
pair is taken first, then the next best of those left: one of ours to one of theirs, whatever the order of the input.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from according.events import Event
from according.exchange.ledger.foreign import Foreign
from according.exchange.ledger.parties import Parties
from according.exchange.ledger.places import Relation, nearness
from according.exchange.ledger.shared import dates_text, event_title, iso_day
from according.knowledge.types import load_types

TypeRelation = Literal["same", "possible", "family", "other"]


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """How far two tellings of one happening may lie apart."""

    days: int = 1
    """Days between the intervals, beside the slack that a data set itself gives."""
    km: float = 50.0
    """Kilometres between the places, beside their radii."""


@dataclass(frozen=True, slots=True)
class Why:
    """What speaks for and against a pair; `km` is None where one of them has no point."""

    days: int
    km: float | None
    place: Relation
    """``near``, ``name`` (the same, without a distance), ``country``, ``unknown``, ``far`` or ``other country``."""
    type: TypeRelation
    """``same`` (theirs means ours first), ``possible`` (among others), ``family`` (a kindred type), ``other``."""
    parties: tuple[str, ...]
    """Who takes part by both."""
    against: tuple[str, ...]
    """The reasons why it is no match; empty for a match."""
    fatalities: str = ""
    """The dead by them and, claimant by claimant, by us; never a reason against."""

    @property
    def score(self) -> float:
        """How good a pair it is, from 0 to 1; comparable within one comparison only."""
        near = {"near": 1.0 - min((self.km or 0.0) / 200.0, 0.5), "name": 0.7, "country": 0.3}.get(self.place, 0.1)
        deed = {"same": 1.0, "possible": 0.8, "family": 0.4, "other": 0.0}[self.type]
        when = 1.0 / (1 + self.days)
        return 0.35 * near + 0.25 * deed + 0.2 * when + 0.2 * min(len(self.parties), 2) / 2

    def __str__(self) -> str:
        """One line for people."""
        said = [f"{self.days} day{'' if self.days == 1 else 's'} apart"]
        said.append(f"{self.km:.0f} km apart" if self.km is not None else f"place: {self.place}")
        said.append(f"type: {self.type}")
        said.append(f"both name {', '.join(self.parties)}" if self.parties else "no party in common")
        said += [self.fatalities] if self.fatalities else []
        return "; ".join(said)


@dataclass(frozen=True, slots=True)
class Match:
    """One happening in both."""

    ours: Event
    theirs: Foreign
    why: Why


@dataclass(frozen=True, slots=True)
class Missing:
    """An event of theirs without one of ours, with the nearest of ours and why it is not it."""

    theirs: Foreign
    nearest: str | None
    why: Why | None
    taken: bool = False
    """Whether the nearest would do, but is matched with another."""


@dataclass(frozen=True, slots=True)
class Extra:
    """An event of ours without one of theirs, with the nearest of theirs and why it is not it."""

    ours: Event
    nearest: str | None
    why: Why | None
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome. `outside` are events of theirs that are of no type of ours (a public statement, say)."""

    matched: list[Match] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    extra: list[Extra] = field(default_factory=list)
    outside: list[Foreign] = field(default_factory=list)

    def rows(self) -> Iterator[dict[str, str | int | float | None]]:
        """Yield a flat row an event: verdict, both ids, what, when, where, distances and the reason."""
        for match in self.matched:
            yield _row("matched", match.ours, match.theirs, match.why, str(match.why))
        for missing in self.missing:
            reason = _reason(missing.nearest, missing.why, missing.taken)
            yield _row("missing", None, missing.theirs, missing.why, reason)
        for extra in self.extra:
            yield _row("extra", extra.ours, None, extra.why, _reason(extra.nearest, extra.why, extra.taken))
        for theirs in self.outside:
            yield _row("outside", None, theirs, None, "we have no such type")


def compare(ours: Iterable[Event], theirs: Iterable[Foreign], options: CompareOptions | None = None) -> Comparison:
    """Match our events with theirs, one to one; the same events in any order give the same outcome.

    An event of ours without a day, or that spans more than two months, cannot be matched: it is among the extra.
    """
    mine = sorted(ours, key=lambda event: event.id)
    every = sorted(theirs, key=lambda foreign: (foreign.data, foreign.id, foreign.line))
    others = [foreign for foreign in every if foreign.types]
    good, near_ours, near_theirs = _weighed(_pairs(mine, others, options or CompareOptions()))
    taken: set[int] = set()
    used: set[int] = set()
    matched: list[Match] = []
    for i, j, why in sorted(good, key=lambda pair: (-pair[2].score, pair[0], pair[1])):
        if i not in taken and j not in used:
            taken.add(i)
            used.add(j)
            matched.append(Match(mine[i], others[j], why))
    matched.sort(key=lambda match: (match.theirs.date, match.theirs.id, match.ours.id))
    return Comparison(
        matched,
        [Missing(other, *_named(near_theirs.get(j), mine)) for j, other in enumerate(others) if j not in used],
        [Extra(event, *_named(near_ours.get(i), others)) for i, event in enumerate(mine) if i not in taken],
        [foreign for foreign in every if not foreign.types],
    )


_Pair = tuple[int, int, Why]
_Near = dict[int, tuple[int, Why]]


def _named(
    near: tuple[int, Why] | None, of: Sequence[Event] | Sequence[Foreign]
) -> tuple[str | None, Why | None, bool]:
    """The fields that tell of the nearest: its id, why, and whether it would do."""
    return (of[near[0]].id, near[1], not near[1].against) if near else (None, None, False)


def _weighed(pairs: Iterable[_Pair]) -> tuple[list[_Pair], _Near, _Near]:
    """The pairs that would do; and the nearest to each of ours and of theirs: the fewest reasons against, then the best."""
    good: list[_Pair] = []
    ours: _Near = {}
    theirs: _Near = {}
    for i, j, why in pairs:
        if not why.against:
            good.append((i, j, why))
        for near, this, that in ((ours, i, j), (theirs, j, i)):
            known = near.get(this)
            if known is None or (*_merit(why), that) < (*_merit(known[1]), known[0]):
                near[this] = (that, why)
    return good, ours, theirs


def _merit(why: Why) -> tuple[int, float]:
    return len(why.against), -why.score


def _pairs(mine: Sequence[Event], others: Sequence[Foreign], options: CompareOptions) -> Iterator[_Pair]:
    """Every pair whose days lie so close that it may match, or be the nearest."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for i, event in enumerate(mine):
        for day in _days(event):
            by_day[day].append(i)
    parties = Parties()
    for j, foreign in enumerate(others):
        reach = options.days + foreign.slack_days + _LOOK_FURTHER
        middle = date.fromisoformat(foreign.date)
        steps = (middle + timedelta(step) for step in range(-reach, reach + 1))
        near = {i for day in steps for i in by_day.get(day, ())}
        for i in sorted(near):
            yield i, j, _why(mine[i], foreign, parties, options)


_LOOK_FURTHER = 2
"""Days beyond what may match in which a nearest event is looked for, to say what it lacks."""
_LONGEST = 62
"""Days of the longest interval that can be matched; a longer one says no more than none."""


def _days(event: Event) -> list[date]:
    start = iso_day(event.time.start) if event.time else None
    end = iso_day(event.time.end) if event.time else None
    first, last = start or end, end or start
    if first is None or last is None or not 0 <= (last - first).days <= _LONGEST:
        return []
    return [first + timedelta(step) for step in range((last - first).days + 1)]


def _why(event: Event, foreign: Foreign, parties: Parties, options: CompareOptions) -> Why:
    days = _days_apart(event, foreign)
    place = nearness(event.locations, foreign, options.km)
    kind = _type_relation(event, foreign)
    shared = parties.shared(event, foreign)
    against = ["day"] * (days > options.days)
    against += ["place"] * (place.relation in ("far", "other country"))
    against += ["type"] * (kind in ("family", "other"))
    against += [_NO_PLACE] * (place.relation in ("country", "unknown") and not shared)
    return Why(days, place.km, place.relation, kind, shared, tuple(against), _fatalities(event, foreign))


_NO_PLACE = "no place to go by, and no party in common"


def _days_apart(event: Event, foreign: Foreign) -> int:
    """Days between the intervals, none where they overlap."""
    span = _days(event)
    day, slack = date.fromisoformat(foreign.date), timedelta(foreign.slack_days)
    return max((span[0] - day - slack).days, (day - slack - span[-1]).days, 0)


def _type_relation(event: Event, foreign: Foreign) -> TypeRelation:
    if foreign.types[0] == event.type:
        return "same"
    if event.type in foreign.types:
        return "possible"
    family = load_types()[event.type].family
    return "family" if any(load_types()[kind].family == family for kind in foreign.types) else "other"


def _fatalities(event: Event, foreign: Foreign) -> str:
    if foreign.fatalities is None:
        return ""
    given = [
        f"{account.claimant.name} {tally.low or 0:g}-{tally.high:g}" if tally.value is None and tally.high is not None
        else f"{account.claimant.name} {tally.value if tally.value is not None else tally.low or 0:g}"
        for account in event.accounts
        for tally in account.quantities
        if tally.measure == "killed" and not tally.superseded
    ]  # fmt: skip
    return f"dead: {foreign.fatalities} by {foreign.data}, {', '.join(given) or 'no number'} by us"


def _reason(nearest: str | None, why: Why | None, taken: bool) -> str:
    if why is None:
        return "nothing near these days, or it has no day"
    if taken:
        return f"{nearest} fits, but fits another better ({why})"
    return f"nearest is {nearest}, against it: {', '.join(why.against)} ({why})"


def _row(
    verdict: str, ours: Event | None, theirs: Foreign | None, why: Why | None, reason: str
) -> dict[str, str | int | float | None]:
    when = ours.time if ours else None
    return {
        "verdict": verdict,
        "ours": ours.id if ours else None,
        "theirs": theirs.id if theirs else None,
        "our_event": event_title(ours) if ours else None,
        "their_event": f"{theirs.kind}: {', '.join(theirs.actors)}, {theirs.place or ''}" if theirs else None,
        "our_date": dates_text(when.start, when.end) if when else None,
        "their_date": theirs.date if theirs else None,
        "days": why.days if why else None,
        "km": round(why.km, 1) if why and why.km is not None else None,
        "place": why.place if why else None,
        "type": why.type if why else None,
        "parties": ", ".join(why.parties) if why else None,
        "reason": reason,
    }
