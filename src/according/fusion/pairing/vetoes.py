"""What makes one happening of two claims impossible. A differing number never does."""

from __future__ import annotations

from according.fusion.pairing.model import Features, When
from according.fusion.pairing.places import agreement
from according.knowledge import pairing

MOST_DAYS_APART = 14
"""Days between reports of one happening that say nothing of its day."""


def veto(a: Features, b: Features) -> str | None:
    """Return why the two cannot tell of one happening, in plain English; None where they can."""
    return (
        _times(a, b)
        or _reports(a, b)
        or _foretold(a, b)
        or _foretold(b, a)
        or _places(a, b)
        or _swapped(a, b)
        or _cause(a, b)
        or _general(a, b)
    )


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
    one, other = a.compared, b.compared
    if one.sure or other.sure or not (one.reported and other.reported):
        return None
    apart = abs(one.reported - other.reported)
    return f"reported {apart} days apart, and neither says when" if apart > MOST_DAYS_APART else None


def _foretold(told: Features, other: Features) -> str | None:
    """What a report tells as having happened cannot happen after it came out."""
    when, latest = other.when, told.compared.latest
    if when is None or not (latest and when.sure and when.start > latest):
        return None
    return f"told as done on {(told.published or '')[:10]}, before {days(when)}"


def _places(a: Features, b: Features) -> str | None:
    if not a.places or not b.places:
        return None
    value, one, other = agreement(a, b)
    if value > -1 or one is None or other is None or (one.level != other.level and not (a.published and b.published)):
        return None
    return f"in different places: {one.name} and {other.name}"


def _swapped(a: Features, b: Features) -> str | None:
    """Who acts in the one is acted on in the other, and the other way round; of an exchange both sides are told so."""
    if a.type != b.type or (a.deed == b.deed and a.deed in pairing.settings().mutual):
        return None
    one, other = a.compared, b.compared
    turned = one.acting & other.suffering
    if not turned or not one.suffering & other.acting or one.acting & other.acting or one.suffering & other.suffering:
        return None
    return f"roles are swapped: {', '.join(sorted(turned))} acts in one and suffers in the other"


def _cause(a: Features, b: Features) -> str | None:
    """What somebody was arrested for is no part of the arrest."""
    if a.report != b.report or a.sentence != b.sentence or a.cause == b.cause:
        return None
    return f"{(b if a.cause else a).trigger.lower()} was done over it: {(a if a.cause else b).trigger.lower()}"


def _general(a: Features, b: Features) -> str | None:
    """Who denies that such things are ever done denies no single one of them."""
    if a.general == b.general:
        return None
    denial = a if a.general else b
    return f"a general denial: {denial.trigger.lower()}" if denial.polarity == "negative" else None


def undone(a: Features, b: Features) -> bool:
    """Whether one undoes what the other does: who is set free was taken before, and that is another happening."""
    mine, theirs = a.compared.kinds, b.compared.kinds
    if a.deed == b.deed or mine & theirs:
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
