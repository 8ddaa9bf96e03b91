"""Numbers beside numbers: which are of the same, which can both hold, which replace another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from according.claims import Quantity
from according.events import Tally
from according.fusion.accounts.numbers import (
    OF_THEM,
    Thing,
    counted_words,
    measures_people,
    partitive,
    states_of,
    thing_of,
)
from according.knowledge.tallies import counted, measures

_ENDLESS = float("inf")


def tally_of(quantity: Quantity, measure: str, scope: str | None = None) -> Tally:
    """Return a number as a tally, without claims or date. A range keeps its two ends, a vague count its interval."""
    return Tally(
        of=_of(quantity, measure),
        measure=measure,
        value=quantity.value,
        low=quantity.low,
        high=quantity.high,
        bound=quantity.bound,
        unit=quantity.unit,
        approximate=quantity.approximate,
        scope=scope,
    )


def _of(quantity: Quantity, measure: str) -> str | None:
    words = counted_words(quantity.of)
    if partitive(quantity.of):
        return words if thing_of(quantity.of).kind is not None else OF_THEM
    if not measures_people(measure):
        return words
    thing = thing_of(words)
    return words if thing.kind == "people" or (thing.kind is not None and not thing.listed) else "people"


def _thing(tally: Tally) -> Thing:
    thing = thing_of(tally.of)
    anybody = not thing.listed and measures_people(tally.measure)
    return replace(thing, kind="people") if anybody else thing


def contradict(a: Tally, b: Tally) -> bool:
    """Whether two numbers cannot both hold.

    They can where they differ in measure, unit or scope; where one counts a part of the other ("two children") and is
    no greater; where bounds or ranges meet ("at least 28" and 30); where the later of two tolls is the greater; and
    where one was replaced by its own claimant.
    """
    if not comparable(a, b) or a.superseded or b.superseded:
        return False
    part = _part(_thing(a), _thing(b))
    if part is None or not _apart(a, b):
        return False
    if part > 0 and interval(a)[0] <= interval(b)[1]:
        return False
    if part < 0 and interval(b)[0] <= interval(a)[1]:
        return False
    return not _grown(a, b) and not _grown(b, a)


def comparable(a: Tally, b: Tally) -> bool:
    """Whether two numbers are of one measure, unit and scope, and not of what is of different states: each side's prisoners."""
    same_scope = (a.scope or "").casefold() == (b.scope or "").casefold()
    mine, theirs = states_of(a.of), states_of(b.of)
    if mine and theirs and mine.isdisjoint(theirs):
        return False
    return (a.measure == b.measure or _nobody(a, b) or _nobody(b, a)) and a.unit == b.unit and same_scope


def _nobody(a: Tally, b: Tally) -> bool:
    """ "No casualties" is no dead and no injured."""
    return a.measure == "casualties" and a.high == 0 and b.measure in ("killed", "injured")


def interval(t: Tally) -> tuple[float, float]:
    """Return the least and the greatest number that a tally leaves open."""
    low = t.low if t.low is not None else t.value
    high = t.high if t.high is not None else t.value
    give = counted().tolerance if t.approximate else 0.0
    low = 0.0 if low is None or t.bound == "max" else low * (1 - give)
    high = _ENDLESS if high is None or t.bound == "min" else high * (1 + give)
    return low, high


def same_number(a: Tally, b: Tally) -> bool:
    """Whether two tallies say one number of one thing, bound or no bound."""
    ends = (a.value, a.low, a.high) == (b.value, b.low, b.high)
    return ends and a.measure == b.measure and a.unit == b.unit and _part(_thing(a), _thing(b)) == 0


def replaces(later: Tally, earlier: Tally) -> bool:
    """Whether a claimant who says `later` no longer says `earlier`: another number of the same, said after it.

    A part ("five civilians") replaces the whole only where it is greater than the whole.
    """
    if not comparable(later, earlier) or not _after(later.as_of, earlier.as_of):
        return False
    if (later.value, later.low, later.high) == (earlier.value, earlier.low, earlier.high):
        return False
    part = _part(_thing(later), _thing(earlier))
    if part is None:
        return False
    if part == 0:
        return True
    greater = _greater(later, earlier)
    return greater if part > 0 else not greater and interval(earlier)[0] > interval(later)[1]


def outgrows(later: Tally, earlier: Tally) -> bool:
    """Whether `later` is the toll of all that `earlier` was the whole toll of: "seven wounded" after "three guards".

    Whether `earlier` was all that its claimant counted then is for the caller to see.
    """
    if later.measure != earlier.measure or later.unit != earlier.unit or not growing(later.measure):
        return False
    if later.scope not in (None, earlier.scope) or not _after(later.as_of, earlier.as_of):
        return False
    return _part(_thing(later), _thing(earlier)) in (0, -1) and interval(later)[0] > interval(earlier)[0]


def parts(tallies: Sequence[Tally]) -> list[Tally]:
    """Return those of one claimant's numbers that were said as a part of a greater one, in one report of one time.

    "40 were wounded, 12 of them badly": 12 is no other count of the wounded.
    """
    return [t for t in tallies if any(_part_of(t, whole) for whole in tallies if whole is not t)]


def _part_of(t: Tally, whole: Tally) -> bool:
    """Smaller, of one report, and not what the whole was corrected from or to ("36, not 30" is one claim)."""
    smaller = interval(t)[1] <= interval(whole)[0] and t.value != whole.value
    if not smaller or not comparable(t, whole) or _part(_thing(t), _thing(whole)) is None:
        return False
    together = {c.split("/")[0] for c in t.claims} & {c.split("/")[0] for c in whole.claims}
    corrected = _after(t.as_of, whole.as_of) and set(t.claims) & set(whole.claims)
    return bool(together) and not _after(whole.as_of, t.as_of) and not corrected


def _apart(a: Tally, b: Tally) -> bool:
    (low, high), (least, most) = interval(a), interval(b)
    return high < least or most < low


def _greater(a: Tally, b: Tally) -> bool:
    return interval(a)[0] > interval(b)[1] or (a.high or 0) > (b.high or 0)


def growing(measure: str) -> bool:
    """Whether honest numbers of a measure rise with time, as tolls do."""
    entry = measures().get(measure)
    return entry is None or entry.grows == "up"


def _grown(later: Tally, earlier: Tally) -> bool:
    """Whether `later` is what `earlier` has grown to. Where clocks are missing on one day, growth is not ruled out."""
    either = later.measure in measures() and measures()[later.measure].grows == "either"
    if not either and not (growing(later.measure) and interval(later)[0] > interval(earlier)[1]):
        return False
    if _after(later.as_of, earlier.as_of):
        return True
    one_report = {c.split("/")[0] for c in later.claims} & {c.split("/")[0] for c in earlier.claims}
    days = (later.as_of or "")[:10], (earlier.as_of or "")[:10]
    clockless = min(len(later.as_of or ""), len(earlier.as_of or "")) <= 10
    return days[0] == days[1] and clockless and not one_report and bool(days[0])


def _after(a: str | None, b: str | None) -> bool:
    """Whether a moment is surely after another: a day without a clock is after no moment of that day."""
    if not a or not b:
        return False
    if min(len(a), len(b)) <= 10:
        return a[:10] > b[:10]
    return a > b


def _part(a: Thing, b: Thing) -> int | None:
    """0 where two things are the same, 1 where `a` is a part of `b`, -1 the other way, None where they are apart."""
    if OF_THEM in (a.noun, b.noun):
        return None if a.noun == b.noun else 1 if a.noun == OF_THEM else -1
    if a.kind is None or b.kind is None:
        return 0
    if a.kind != b.kind:
        return None
    if a.generic or b.generic:
        return 0 if a.generic and b.generic else 1 if b.generic else -1
    if a.noun != b.noun:
        return None
    if a.modifiers == b.modifiers:
        return 0
    if a.modifiers > b.modifiers:
        return 1
    return -1 if a.modifiers < b.modifiers else None


def first_said(dates: Iterable[str | None]) -> str | None:
    """Return the earliest of some dates or moments, of those that are known."""
    return min((d for d in dates if d), default=None)
