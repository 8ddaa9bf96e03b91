"""Where the event is, and what part of it a number is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from according.claims import Place, Quantity
from according.events import EventPlace
from according.fusion.accounts.assign import Measured
from according.fusion.told import Told

_FINE = {"point": 0, "district": 1, "region": 2, "sea": 3, "area": 4, "country": 5}


def precision(place: Place | EventPlace) -> int:
    """Return how fine a place is: 0 for a point, more for what is wider."""
    return _FINE.get(place.precision or "", 4)


def within(inner: Place | EventPlace, outer: Place | EventPlace) -> bool:
    """Whether `outer` is a region or country that is known to hold `inner`, and is not the same place."""
    if inner.entity == outer.entity or precision(outer) <= precision(inner):
        return False
    if outer.precision == "country":
        return outer.country is not None and inner.country == outer.country
    return outer.precision in ("region", "district") and inner.country == outer.country and inner.admin1 == outer.name


def located(places: Iterable[Place]) -> list[Place]:
    """Return the places where something happens, of those that the gazetteer knows."""
    return [p for p in places if p.role == "in" and p.precision is not None and p.entity is not None]


@dataclass(frozen=True, slots=True)
class Ground:
    """The places of an event that are sure to be its own, and those of them that hold no other."""

    sure: frozenset[str]
    leaves: tuple[Place, ...]

    def own(self, places: Iterable[Place]) -> list[Place]:
        """Return those of some places that are the event's own, not of a ship's port of call or a unit's base."""
        return [p for p in places if p.entity in self.sure]

    def scope(self, places: Sequence[Place]) -> str | None:
        """Return the names of the part that `places` cover, or None where they cover the whole or nothing is said."""
        mine = self.own(places)
        if not mine or all(any(_covers(p, leaf) for p in mine) for leaf in self.leaves):
            return None
        return ", ".join(sorted({p.name or p.text for p in mine}))


def ground(told: Sequence[Told], country: str | None) -> Ground:
    """Return the places of the event's claims: those told twice, or regions told at all, of its `country`."""
    every = {p.entity: p for t in told for p in located(t.claim.locations) if p.entity is not None}
    times = Counter(e for t in told for e in {p.entity for p in located(t.claim.locations)})
    sure = {
        e: p
        for e, p in every.items()
        if (country is None or p.country in (country, None))
        and (times[e] > 1 or len(every) == 1 or (p.precision in ("region", "district") and p.country == country))
    }
    leaves = [p for p in sure.values() if not any(within(other, p) for other in sure.values())]
    return Ground(frozenset(sure), tuple(sorted(leaves, key=lambda p: p.entity or "")))


def places_of_numbers(numbers: Sequence[Measured]) -> dict[int, list[Place]]:
    """Return by index the places that each number is about: its claim's, or its own share of them.

    "31 over Rostov and 14 over Voronezh": where one claim gives several numbers of one measure and names several
    places, each place goes with the number before it, or after it where the sentence begins with a place.
    """
    found = {i: located(m.told.claim.locations) for i, m in enumerate(numbers)}
    by_claim: dict[tuple[str, str], list[int]] = {}
    for i, m in enumerate(numbers):
        by_claim.setdefault((m.told.ref, m.measure), []).append(i)
    for indexes in by_claim.values():
        places = sorted(found[indexes[0]], key=lambda p: p.span)
        if len(indexes) > 1 and len(places) > 1:
            shares = _shares([numbers[i].quantity for i in indexes], places)
            found.update(zip(indexes, shares, strict=True))
    return found


def _shares(quantities: list[Quantity], places: list[Place]) -> list[list[Place]]:
    shares: list[list[Place]] = [[] for _ in quantities]
    place_first = places[0].span < min(q.span for q in quantities)
    for place in places:
        near = [
            (abs(place.span[0] - q.span[0]), i)
            for i, q in enumerate(quantities)
            if (place.span < q.span) is place_first
        ]
        if near:
            shares[min(near)[1]].append(place)
    return shares


def _covers(place: Place, leaf: Place) -> bool:
    return place.entity == leaf.entity or within(leaf, place)
