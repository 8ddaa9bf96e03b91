"""Numbers that are given without a deed ("police put the crowd at 3,000", "it was closer to 40"): of what was told before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from according.claims import Claim, Filler, Link, Quantity, Span
from according.knowledge import tables
from according.language.analysis import Analysis

REACH = 4
"""Sentences back that what is counted may have been told."""
_CLAUSE = 90
"""Most code points of a clause before its number."""
_NO_MEASURE = frozenset(
    ["ASSESS", "CAPABILITY", "ACCUSE", "REQUEST", "REJECT", "SUPPORT", "AGREE", "POLICY", "CONSULT", "THREATEN"]
)
_BARE = re.compile(r"[\"”]|\s*(?:$|[.,;:)]|(?:and|but|or|while|in all|so far|altogether)\b)")
"""What stands behind a number that has no noun."""


class Words(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The table ``cues/counts``: see there."""

    nouns: dict[str, str]
    putting: tuple[str, ...]
    standing: tuple[str, ...]
    nearness: tuple[str, ...]
    speaking: tuple[str, ...]
    existing: tuple[str, ...]
    saying: tuple[str, ...]
    states: dict[str, str]


@dataclass(frozen=True, slots=True)
class Count:
    """A clause that gives a number: `span` is what names it, a noun or else the number; `kind` what that noun says."""

    quantity: Quantity
    span: Span
    kind: str
    of: str | None
    clause: Span
    """From the first word of the clause to the number's end, or to the noun behind it."""
    only: bool = False
    """Whether it is one only where no other claim is measured by the number."""


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the table of clauses that give a number."""
    return msgspec.convert(tables.load("cues/counts"), Words)


def find_counts(analysis: Analysis, quantities: Sequence[Quantity]) -> list[Count]:
    """Return the clauses of a report that give no more than a number, in text order."""
    starts = [analysis.tokens[s.start].start for s in analysis.sentences]
    found = []
    for before_it, quantity in zip([None, *quantities], quantities, strict=False):
        if quantity.unit != "count":
            continue
        first = max((s for s in starts if s <= quantity.span[0]), default=0)
        before = analysis.text[max(first, quantity.span[0] - _CLAUSE) : quantity.span[0]]
        if before_it is not None and before_it.unit != "count" and before_it.span[0] >= first:
            continue  # "3,000 tonnes, and it was closer to 5,000 a year ago"
        bare = _BARE.match(analysis.text, quantity.span[1]) is not None
        one = _count(quantity, before, 2 if bare else 1 if quantity.of is None else 0)
        one = one or _of_state(quantity, analysis.text)
        if one is not None:
            found.append(one)
    return found


def counted_before(count: Count, claims: Sequence[Claim], back: Sequence[int]) -> Claim | None:
    """Return the claim that tells what a count is of: the last that is counted, of its noun or of its kind.

    `claims` are those told before it, in text order, `back` how many sentences before it each stands.
    """
    kind, _, mode = count.kind.partition("/")
    if kind:
        return next((c for c in reversed(claims) if c.type == kind and mode in ("", c.mode)), None)
    given = [
        (far, claim)
        for far, claim in zip(back, claims, strict=True)
        if far <= REACH
        and claim.type not in _NO_MEASURE
        and any(_counts(q, claim) and (not count.of or _noun(q.of) == _noun(count.of)) for q in claim.quantities)
    ]
    # A number hangs on every claim of its sentence: on the outcome rather than on the deed.
    last = [claim for far, claim in given if far == given[-1][0]]
    outcomes = [claim for claim in last if claim.type != "ASSAULT"]
    return next(iter(outcomes or last), None)


def _counts(quantity: Quantity, claim: Claim) -> bool:
    return quantity.unit == "count" and (quantity.of is not None or claim.mode is not None)


def told_already(count: Count, claims: Sequence[Claim], text: str) -> bool:
    """Whether another claim has the number: "the toll rose to 14", "put the figure at 18 dead"."""
    start, end = count.clause
    measuring = [c for c in claims if c.type not in _NO_MEASURE]
    if count.only and any(q.span == count.quantity.span for c in measuring for q in c.quantities):
        return True
    return any(
        (start <= c.trigger.span[0] < end and c.mode is not None)
        or (c.trigger.span[0] >= end and not text[end : c.trigger.span[0]].strip())
        for c in claims
    )


def counting(count: Count, claim: Claim, deed: Claim | None, text: str) -> Claim:
    """Return `claim` as one that gives no more than the number of `count`: of `deed`, where one was told before."""
    of = count.of or count.quantity.of
    claim.mode = count.kind.partition("/")[2] or None
    if deed is not None:
        of = of or next((q.of for q in deed.quantities if q.unit == "count" and q.of), None)
        claim.mode = claim.mode or deed.mode
        claim.actors, claim.recipients = _uncounted(deed.actors, deed), _uncounted(deed.recipients, deed)
        claim.instruments = deed.instruments
        # The day beside a number is that on which it was given.
        claim.locations, claim.time = claim.locations or deed.locations, deed.time
    claim.quantities = [msgspec.structs.replace(count.quantity, of=of)]
    claim.attribution = _of_clause(claim.attribution, count.clause, text)
    return claim


def _of_clause(chain: list[Link], clause: Span, text: str) -> list[Link]:
    """The sources of a clause: "according to X; police put it at 40" is by the police alone."""
    cues = [k.cue_span or k.span for k in chain]
    if not any(clause[0] <= cue[0] < clause[1] for cue in cues):
        return chain
    gaps = [text[min(cue[1], clause[1]) : max(cue[0], clause[0])] for cue in cues]
    return [link for link, gap in zip(chain, gaps, strict=True) if ";" not in gap]


def _of_state(quantity: Quantity, text: str) -> Count | None:
    """ "Three of the dead were women"."""
    found = _state_pattern().match(text, quantity.span[1])
    if found is None:
        return None
    kind = words().states[found["noun"].lower()]
    return Count(quantity, found.span("noun"), kind, found["of"], (quantity.span[0], found.end("noun")), only=True)


@lru_cache(maxsize=1)
def _state_pattern() -> re.Pattern[str]:
    noun = rf"(?P<noun>{_any(tuple(words().states))})"
    what = r"(?:\s+(?:were|was|are|is)\s+(?P<of>[A-Za-z][\w’' -]{1,30}?)(?=\s+and\b|[.,;]|$))?"
    return re.compile(rf"\s+of\s+(?:the|those|its|their)\s+{noun}\b{what}", re.IGNORECASE)


def _uncounted(fillers: list[Filler], deed: Claim) -> list[Filler]:
    """The parties of a deed that hold no number of it: "the rebels", not "17 women"."""
    return [f for f in fillers if not any(f.span[0] <= q.span[0] < f.span[1] for q in deed.quantities)]


def _count(quantity: Quantity, before: str, bare: int) -> Count | None:
    start = quantity.span[0] - len(before)
    for pattern, needs_bare in _patterns():
        found = pattern.search(before)
        if found is None or bare < needs_bare:
            continue
        groups = found.groupdict()
        noun = groups.get("noun")
        name = quantity.span
        if noun is not None:
            name = (start + found.start("noun"), start + found.end("noun"))
        kind = words().nouns.get(noun.lower(), "") if noun is not None else ""
        return Count(quantity, name, kind, groups.get("of"), (start + found.start(), quantity.span[1]))
    return None


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], int]]:
    """The clauses before a number, each with how bare the number must be: 1 without a noun, 2 at the end of its clause."""
    table = words()
    noun = rf"(?P<noun>{_any(tuple(table.nouns))})(?:\s+of\s+(?:(?:the|its|their|those|his|her|our|all)\s+)?(?P<of>[^,;:.()]{{2,40}}?))?"
    thing = rf"(?:(?:the|its|their|his|her|that|an?|overall|total|provisional)\s+)*(?:[\w’'-]+\s+)?{noun}"
    made = [
        (rf"\b(?:{_any(table.putting)})\s+{thing}\s+(?:at|to)\s+$", 0),
        (rf"\b(?:{_any(table.putting)})\s+(?:it|them)\s+at\s+$", 1),
        (rf"\b{thing}\s+(?:{_any(table.standing)})(?:\s+(?:now|already|still|only))?(?:\s+(?:at|to|{_any(table.nearness)}))?\s+$", 1),
        (rf"\b(?:it|they)\s+(?:was|were|is|are)\s+(?:{_any(table.nearness)})\s+$", 1),
        (rf"\b(?:{_any(table.speaking)})\s+an?\s+(?P<noun>{_any(tuple(table.nouns))})\s+of\s+$", 0),
        (rf"\b(?:{_any((*table.speaking, *table.existing, *table.saying))})\s+(?:only\s+)?$", 2),
    ]  # fmt: skip
    return [(re.compile(p, re.IGNORECASE), bare) for p, bare in made]


def _any(phrases: tuple[str, ...]) -> str:
    return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in sorted(phrases, key=len, reverse=True))


def _noun(of: str | None) -> str:
    return (of or "").lower().split()[-1].rstrip("s") if of else ""
