"""What the words beside a number say of it: "three of the dead", "the bodies of nine", "a mother of six"."""

from __future__ import annotations

import re
from functools import lru_cache

from according.claims import Claim, Quantity
from according.knowledge.tallies import counted

_REACH = 60
"""Code points before and behind a number that are read."""
_APPROXIMATELY = r"(?:(?:at least|more than|about|around|some|nearly|almost|over|only|another|up to|as many as) )*"
_OF_STATE = re.compile(
    rf" of (?:the|those|its|their|his|her|our) {_APPROXIMATELY}(?P<first>[\w-]+)(?: (?P<second>[a-z]+))?"
)
"""Behind "three": "of the dead", "of the 15 wounded", "of those killed"."""
_NOUN_OF = re.compile(
    rf"\b(?P<noun>[A-Za-z]+) of (?:[\w’' -]{{1,40}}? and )?{_APPROXIMATELY}(?:(?:the|its|their|all|these|those) )?$"
)
"""Before "nine": "the bodies of", "the remains of eleven children and"."""
_AMONG = re.compile(
    rf"\b(?:including|include|includes|included|among them|among whom|amongst them|of them|of whom|counting)[ ,:]*{_APPROXIMATELY}(?:the )?$"
)


def beside(claim: Claim, quantity: Quantity) -> tuple[str, str]:
    """Return what stands before and behind a number in its claim, else in the filler that holds it; "" where neither does."""
    for text, (start, end) in [
        (claim.text, claim.span),
        *((f.text, f.span) for f in (*claim.recipients, *claim.actors)),
    ]:
        if start <= quantity.span[0] and quantity.span[1] <= end:
            first, last = quantity.span[0] - start, quantity.span[1] - start
            return text[max(0, first - _REACH) : first], text[last : last + _REACH]
    return "", ""


def state_of_whole(claim: Claim, quantity: Quantity) -> str | None:
    """Return the measure of those of whom the number is a part: ``killed`` for "three of the dead"."""
    said = _OF_STATE.match(beside(claim, quantity)[1])
    states = counted().states
    return next((states[word] for word in said.group("first", "second") if word in states), None) if said else None


def deed_of(claim: Claim, quantity: Quantity) -> str | None:
    """Return the measure that a noun before the number names: ``captured`` for "the arrest of 12 people"."""
    before, _ = beside(claim, quantity)
    said = _NOUN_OF.search(before)
    return _deed_nouns().get(said["noun"].lower()) if said is not None else None


def refuted(claim: Claim, quantity: Quantity) -> bool:
    """Whether the source says that it is another number: the 17 of "12, not 17"."""
    return _stands_before(counted().refuted, claim, quantity)


def replaced(claim: Claim, quantity: Quantity) -> bool:
    """Whether the number is what another has grown or shrunk from: the 38 of "44, up from 38", "to 44 from 38"."""
    before = beside(claim, quantity)[0].lower()
    return _stands_before(counted().replaced, claim, quantity) or re.search(r"\bto [\w,.-]+ from $", before) is not None


def _stands_before(phrases: tuple[str, ...], claim: Claim, quantity: Quantity) -> bool:
    before = beside(claim, quantity)[0].lower()
    return re.search(rf"\b(?:{'|'.join(map(re.escape, phrases))}) {_APPROXIMATELY}$", before) is not None


def ridden(claim: Claim, quantity: Quantity) -> bool:
    """Whether those counted carry who does the deed: "militants in three cars"."""
    before, behind = beside(claim, quantity)
    noun = re.match(r" (\w+?)s?\b", behind)
    return noun is not None and noun[1].lower() in counted().ridden and re.search(
        rf"\b(?:in|on|aboard) {_APPROXIMATELY}$", before.lower()
    ) is not None  # fmt: skip


def moved_to(claim: Claim, quantity: Quantity) -> bool:
    """Whether the trigger only says how the number moved: "the number of missing fell to eight"."""
    words = claim.trigger.text.lower().split()
    return (
        not counted().moving.isdisjoint(words[:1])
        and re.search(r"\b(?:to|by) $", beside(claim, quantity)[0].lower()) is not None
    )


def of_family(claim: Claim, quantity: Quantity) -> bool:
    """Whether the number tells of somebody's children or age: "a mother of six", "a boy of 14"."""
    before, _ = beside(claim, quantity)
    said = re.search(r"\b(\w+) of $", before)
    return said is not None and said[1].lower() in counted().parents | counted().aged


def among(claim: Claim, quantity: Quantity) -> bool:
    """Whether the number is said to be a part of the one before it: "including three children"."""
    return _AMONG.search(beside(claim, quantity)[0]) is not None


def designation(_: Claim, quantity: Quantity) -> bool:
    """Whether the number is part of a name: "92 Base Hospital", "44 RR"."""
    words = (quantity.of or "").split()
    return (quantity.unit == "count" and len(words) > 0 and words[-1].isupper() and len(words[-1]) > 1) or (
        len(words) > 1 and all(w[:1].isupper() for w in words) and words[-1].lower() in counted().named_by_number
    )


def doer(claim: Claim, quantity: Quantity) -> bool:
    """Whether those counted do the deed and are not who suffers it: "two helicopters fired on a school"."""
    start, end = quantity.span
    holds = [
        [s <= start and end <= e for s, e in (f.span for f in fillers)] for fillers in (claim.actors, claim.recipients)
    ]
    return any(holds[0]) and bool(holds[1]) and not any(holds[1]) and claim.trigger.span[0] >= end


@lru_cache(maxsize=1)
def _deed_nouns() -> dict[str, str]:
    """Singular and plural of the nouns of deeds, to their measures."""
    table = counted().deed_nouns
    return {
        form: measure
        for noun, measure in table.items()
        for form in (noun, noun + "s", noun[:-1] + "ies" if noun.endswith("y") else noun)
    }
