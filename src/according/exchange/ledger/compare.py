"""Our events against those of another data set: which are the same, which we lack, which only we have, and why.

A pair can be the same happening where nothing speaks against it: the days lie close, the types can mean one deed,
and the places lie close, or bear one name, or (where one is only a country or unknown) the parties agree. The best
pair is taken first, then the next best of those left: one of ours to one of theirs, whatever the order of the input.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from according.events import Event
from according.exchange.ledger.candidates import Candidates, days_of
from according.exchange.ledger.foreign import Foreign
from according.exchange.ledger.parties import Parties
from according.exchange.ledger.places import Relation, nearness
from according.exchange.ledger.shared import dates_text, event_title
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
    best_ours: dict[int, tuple[int, float, int]] = {}
    best_theirs: dict[int, tuple[int, float, int]] = {}
    for i, j, why in pairs:
        if not why.against:
            good.append((i, j, why))
        reasons, score = len(why.against), why.score
        for near, best, this, that in ((ours, best_ours, i, j), (theirs, best_theirs, j, i)):
            merit = (reasons, -score, that)
            if this not in best or merit < best[this]:
                best[this], near[this] = merit, (that, why)
    return good, ours, theirs


def _pairs(mine: Sequence[Event], others: Sequence[Foreign], options: CompareOptions) -> Iterator[_Pair]:
    """Every pair that lies so close that it may match, or be the nearest."""
    candidates, parties = Candidates(mine), Parties()
    for j, foreign in enumerate(others):
        days = options.days + foreign.slack_days + _LOOK_FURTHER_DAYS
        for i in candidates.near(foreign, days, options.km + _LOOK_FURTHER_KM):
            yield i, j, _why(mine[i], foreign, parties, options)


_LOOK_FURTHER_DAYS = 2
_LOOK_FURTHER_KM = 50.0
"""How far beyond what may match a nearest event is looked for, to say what it lacks."""


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
    span = days_of(event) or (date.min, date.max)
    day = date.fromisoformat(foreign.date)
    return max((span[0] - day).days - foreign.slack_days, (day - span[1]).days - foreign.slack_days, 0)


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
        return "nothing near on these days, or it has no day"
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
