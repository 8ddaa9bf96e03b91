"""Which claim of a report a number measures: readings hang a number on every claim of its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

import msgspec

from according.claims import Claim, Quantity, Span
from according.fusion.accounts.numbers import counts_of, measure_of, partitive, thing_of
from according.fusion.accounts.wording import among
from according.fusion.told import Told
from according.knowledge.tallies import measures

_CHOICES = 4
"""Claims that are tried for a number, the nearest first."""
_MOST = 20_000
"""Ways of dividing the numbers of one sentence that are tried before the nearest claims are taken."""
_CROWDED = 60
"""Characters that a second number of a claim must be nearer to it than to another claim that has none."""

_WHOLES = {"intercepted": "launched", "launched": "launched"}
"""What the whole measures where a part of it measures something: who shoots down 24 of 31 counts 31 launched."""

_PARTED = 5
"""How much worse it is that one claim counts a part and its whole."""


_BEHIND = 30
"""Most code points from a number "of them" to what is said of them."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A number of a report with the claim and the measure that it belongs to."""

    told: Told
    quantity: Quantity
    measure: str


def measured(told: Sequence[Told]) -> list[Measured]:
    """Return the numbers that the claims give, each once a report and with the claim that it measures.

    `told` may be of many reports. A number that measures none of the claims is left out.
    """
    by_report: dict[str, list[Told]] = {}
    for t in told:
        by_report.setdefault(t.report.id, []).append(t)
    found: list[Measured] = []
    for claims in by_report.values():
        mine = [m for group in _sentences(_candidates(claims)) for m in _divide(group)]
        found.extend(_named(m, mine) for m in mine)
    return found


def _named(m: Measured, others: Sequence[Measured]) -> Measured:
    """A number of weapons that leaves them out counts those before it: "60 rockets were fired, 41 were intercepted"."""
    if m.quantity.unit != "count" or thing_of(m.quantity.of).kind is not None or partitive(m.quantity.of):
        return m
    entry = measures().get(m.measure)
    if entry is None or entry.counts[:1] != ("weapon",):
        return m
    before = [
        o.quantity for o in others if o.quantity.span < m.quantity.span and thing_of(o.quantity.of).kind == "weapon"
    ]
    of = max(before, key=lambda q: q.span).of if before else m.quantity.of
    return replace(m, quantity=msgspec.structs.replace(m.quantity, of=of))


def _candidates(claims: list[Told]) -> list[list[Measured]]:
    """For each number of a report in text order the claims that it can measure, the nearest first."""
    by_span: dict[Span, list[Measured]] = {}
    given = [(told, quantity) for told in claims for quantity in counts_of(told.claim)]
    wholes = _wholes([quantity for _, quantity in given])
    for told, quantity in given:
        measure = measure_of(told.claim, quantity)
        relative = told.claim.text.lower().startswith(("who ", "which ", "whom "))
        if relative and any(_parted(quantity, other) for _, other in given):
            continue  # "four of the five who were seized": five were
        if quantity.span in wholes and not relative:
            measure = _WHOLES.get(measure or "")
        if measure is None and told.claim.trigger.span == quantity.span:
            measure = _measure_before(quantity, given)
        if _lost_from_sight(told.claim, quantity, [q for _, q in given]):
            continue
        if measure is not None or partitive(quantity.of):
            by_span.setdefault(quantity.span, []).append(Measured(told, quantity, measure or ""))
    return [sorted(by_span[span], key=_distance)[:_CHOICES] for span in sorted(by_span)]


def _measure_before(quantity: Quantity, given: Sequence[tuple[Told, Quantity]]) -> str | None:
    """What a number that is a claim by itself measures: what the one before it does ("some 300 took part. X said 2,000")."""
    before = [(q.span, m) for t, q in given if q.span < quantity.span and (m := measure_of(t.claim, q)) is not None]
    return max(before)[1] if before else None


def _lost_from_sight(claim: Claim, quantity: Quantity, others: Iterable[Quantity]) -> bool:
    """Whether what is lost are weapons that were counted before: "24 drones were shot down. Seven were lost"."""
    if claim.trigger.text.lower() != "lost" or thing_of(quantity.of).kind is not None:
        return False
    before = max((q for q in others if q.of and q.span < quantity.span), key=lambda q: q.span, default=None)
    return before is not None and thing_of(before.of).kind == "weapon"


def _wholes(quantities: list[Quantity]) -> set[Span]:
    """The numbers of which another is said to be a part."""
    return {q.span for q in quantities if any(_parted(part, q) for part in quantities)}


def _parted(part: Quantity, whole: Quantity) -> bool:
    """Whether one number is said to be of another: 24 of 31 in "24 of 31 drones", three in "three of its 22 crew"."""
    if not len(" of ") <= whole.span[0] - part.span[1] <= len(" of their "):
        return False
    said = (part.of or "").removeprefix("of ").removeprefix("the ").startswith(whole.text)
    return said or (part.of is not None and part.of == whole.of)


def _distance(m: Measured) -> tuple[int, str]:
    (start, end), (first, last), (low, high) = m.quantity.span, m.told.claim.trigger.span, m.told.claim.span
    outside = 0 if low <= start and end <= high else _CROWDED // 2
    return max(first - end, start - last, 0) + outside, m.told.claim.id


def _sentences(candidates: list[list[Measured]]) -> Iterator[list[list[Measured]]]:
    """Numbers that compete for the same claims, together."""
    groups: list[tuple[set[str], list[list[Measured]]]] = []
    for choices in candidates:
        claims = {m.told.claim.id for m in choices}
        mine = [g for g in groups if g[0] & claims]
        for g in mine:
            groups.remove(g)
        groups.append((claims.union(*(g[0] for g in mine)), [c for g in mine for c in g[1]] + [choices]))
    yield from (g[1] for g in groups)


def _divide(group: list[list[Measured]]) -> list[Measured]:
    """The division with the least distances, where a claim takes a second number only if no other claim is near.

    A number "of them" measures what the number before it does.
    """
    whole = [choices for n, choices in enumerate(group) if not _is_part(choices) or (not n and _is_among(choices))]
    ways = islice(product(*whole), _MOST)
    found = min(map(list, ways), key=lambda way: (_cost(way), [_distance(m) for m in way]))
    for choices in group:
        if choices not in whole:
            found += _part(choices, [m for m in found if m.quantity.span < choices[0].quantity.span])
    return found


def _is_some_of(quantity: Quantity) -> bool:
    return (quantity.of or "").lower().removeprefix("of ").startswith(("them", "whom"))


def _is_part(choices: Sequence[Measured]) -> bool:
    return partitive(choices[0].quantity.of) or _is_among(choices)


def _is_among(choices: Sequence[Measured]) -> bool:
    return any(among(m.told.claim, m.quantity) for m in choices)


def _part(choices: Sequence[Measured], before: Sequence[Measured]) -> list[Measured]:
    """What a number "of them" measures: what is said right behind it ("30 of them were arrested"), else what the number
    before it does."""
    quantity = choices[0].quantity
    if before:
        # "Nine civilians, four of them children, and 21 others": others than the nine.
        # "27 of 30 drones were downed, 11 of them": of the 27.
        named = [m for m in sorted(before, key=lambda m: m.quantity.span) if not _is_some_of(m.quantity)]
        parts = [m for m in named if any(_parted(m.quantity, n.quantity) for n in named)]
        last = next(reversed(named), before[-1])
        whole = next((m for m in reversed(parts) if _parted(m.quantity, last.quantity)), last)
        same = msgspec.structs.replace(quantity, of=whole.quantity.of)
        if not partitive(quantity.of):
            return [replace(whole, quantity=quantity)]
        for m in choices:
            if 0 <= m.told.claim.trigger.span[0] - quantity.span[1] <= _BEHIND and m.told is not whole.told:
                measure = measure_of(m.told.claim, same)
                if measure is not None and measure != whole.measure:
                    return [Measured(m.told, same, measure)]
        return [replace(whole, quantity=quantity)]
    return [m for m in choices if m.measure][:1]


def _cost(way: Sequence[Measured]) -> int:
    crowded = len(way) - len({m.told.claim.id for m in way})
    crossed = sum(
        1
        for i, a in enumerate(way)
        for b in way[i + 1 :]
        if a.quantity.span < b.quantity.span and a.told.claim.trigger.span > b.told.claim.trigger.span
    )
    split = sum(1 for a in way for b in way if _parted(a.quantity, b.quantity) and a.told is b.told)
    return sum(_distance(m)[0] for m in way) + _CROWDED * (crowded + crossed + _PARTED * split)
