"""What makes one happening of two claims impossible. A differing number never does."""

from __future__ import annotations

from datetime import date, timedelta

from according.fusion.pairing.model import Features, When
from according.fusion.pairing.places import best_agreement
from according.knowledge import pairing

TIME_ZONES = timedelta(days=1)
"""How much later than the day of a report's publication a day somewhere else can be."""
MOST_DAYS_APART = 14
"""Days between reports of one happening that say nothing of its day."""
_THINGS = ("equipment:", "name:")


def veto(a: Features, b: Features) -> str | None:
    """Return why the two cannot tell of one happening, in plain English; None where they can."""
    return _times(a, b) or _reports(a, b) or _foretold(a, b) or _foretold(b, a) or _places(a, b) or _swapped(a, b)


def days(when: When) -> str:
    """Return a time as people write it."""
    return when.start if when.start == when.end else f"{when.start} to {when.end}"


def overlap(a: When, b: When) -> bool:
    """Whether two closed intervals have a day in common; of two nights, whether they are one."""
    if a.night and b.night:
        return a.start == b.start
    return a.start <= b.end and b.start <= a.end


def _times(a: Features, b: Features) -> str | None:
    if a.when is None or b.when is None or not (a.when.sure and b.when.sure) or overlap(a.when, b.when):
        return None
    return f"at different times: {days(a.when)} and {days(b.when)}"


def _reports(a: Features, b: Features) -> str | None:
    """Without a day of their own, claims of reports weeks apart do not meet: else what papers keep saying grows for ever."""
    if _is_sure(a) or _is_sure(b) or a.published is None or b.published is None:
        return None
    days = abs((date.fromisoformat(a.published[:10]) - date.fromisoformat(b.published[:10])).days)
    return f"reported {days} days apart, and neither says when" if days > MOST_DAYS_APART else None


def _is_sure(one: Features) -> bool:
    return one.when is not None and one.when.sure


def _foretold(told: Features, other: Features) -> str | None:
    """What a report tells as having happened cannot happen after it came out."""
    if told.published is None or other.when is None or not other.when.sure or told.realis != "actual":
        return None
    latest = (date.fromisoformat(told.published[:10]) + TIME_ZONES).isoformat()
    if other.when.start <= latest:
        return None
    return f"told as done on {told.published[:10]}, before {days(other.when)}"


def _places(a: Features, b: Features) -> str | None:
    if not a.places or not b.places:
        return None
    value, one, other = best_agreement(a.places, b.places)
    if value > -1 or one is None or other is None or (one.level != other.level and not (a.published and b.published)):
        return None
    return f"in different places: {one.name} and {other.name}"


def _swapped(a: Features, b: Features) -> str | None:
    """Who acts in the one is acted on in the other, and the other way round."""
    if a.type != b.type:
        return None
    sides = [
        {e for e in side if not e.startswith(_THINGS)} for side in (a.actors, a.recipients, b.actors, b.recipients)
    ]
    if not all(sides) or sides[0] & sides[2] or sides[1] & sides[3]:
        return None
    if sides[0] & sides[3] and sides[1] & sides[2]:
        return f"roles are swapped: {', '.join(sorted(sides[0] & sides[3]))} acts in one and suffers in the other"
    return None


def undone(a: Features, b: Features) -> bool:
    """Whether one undoes what the other does: who is set free was taken before, and that is another happening."""
    mine, theirs = set(a.kinds), set(b.kinds)
    if mine & theirs or a.deed == b.deed:
        return False
    return any(
        (name in mine and theirs & undoes) or (name in theirs and mine & undoes)
        for name, undoes in pairing.settings().undone.items()
    )


def other_persons(a: Features, b: Features) -> bool:
    """Whether persons take part in both, and none of either is named in the other's report."""
    return bool(a.persons and b.persons) and not (_named_in(a, b) or _named_in(b, a))


def _named_in(a: Features, b: Features) -> bool:
    return any(person in b.topic or person in b.persons for person in a.persons)
