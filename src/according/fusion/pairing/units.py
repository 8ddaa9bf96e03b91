"""The happenings of one report: claims that are told as one lend each other when, where and with what."""

from __future__ import annotations

from itertools import combinations

from msgspec.structs import replace

from according.claims import Layers, Reading
from according.fusion.pairing.blocking import keys
from according.fusion.pairing.clusters import MOST_OF_REPORT, THRESHOLD
from according.fusion.pairing.describe import MOST_NAMES, MOST_PLACES, MOST_TOLD, describe, heaviest
from according.fusion.pairing.linking import AverageLink
from according.fusion.pairing.model import Features, Spot
from according.fusion.pairing.scoring import score

_NAMES_LOOKED_AT = ("person", "organization")
_POOLED = (("names", MOST_NAMES), ("told", MOST_TOLD))


def features(reading: Reading) -> list[Features]:
    """Return the features of every claim of `reading`, in its order.

    Read with layers: without them a claim that gives no time cannot take that of the words around it.
    """
    described = describe(reading)
    order = sorted(range(len(described)), key=lambda n: (described[n].place, described[n].ref))
    told = [described[n] for n in order]
    for group in _units(told):
        members = [told[n] for n in group]
        for one in members:
            one.unit = members[0].unit
        if all(one.deed for one in members) and members[0].published is not None:
            for n, shared in zip(group, _shared(members), strict=True):
                described[order[n]] = shared
    for one in described:
        one.keys = keys(one)
    return described


def layers_looked_at(layers: Layers) -> Layers:
    """Return the part of a text's layers that `features` looks at: what a store must keep to pair its claims anew."""
    names = [e for e in layers.entities if e.kind in _NAMES_LOOKED_AT]
    return Layers(times=layers.times, places=layers.places, entities=names)


def _units(told: list[Features]) -> list[list[int]]:
    link = AverageLink(lambda a, b: score(told[a], told[b]), THRESHOLD)
    near = [(a, b) for a, b in combinations(range(len(told)), 2) if b - a <= MOST_OF_REPORT]
    edges = [(a, b) for a, b in near if (link.pair(a, b) or 0.0) >= THRESHOLD]
    return link.run([[n] for n in range(len(told))], edges)


def _shared(members: list[Features]) -> list[Features]:
    """What one claim of a happening says is true of the others: when, where, with what and who."""
    times = [one.when for one in members if _is_dated(one)]
    places: dict[str, Spot] = {spot.name: spot for one in members for spot in one.places}
    around = {spot.name: spot for one in members for spot in one.around}
    unlisted = list(dict.fromkeys(name for one in members for name in one.unlisted))[:MOST_PLACES]
    weapons = sorted({weapon for one in members for weapon in one.weapons})
    persons = sorted({person for one in members for person in one.persons})
    deeds = sorted({one.deed for one in members})
    names, told = (_pooled([getattr(one, field) for one in members], most) for field, most in _POOLED)
    found = []
    for one in members:
        own = {spot.name for spot in one.places}
        others = [spot for spot in places.values() if spot.name not in own]
        found.append(
            replace(
                one,
                when=times[0] if times and not _is_dated(one) else one.when,
                places=[*one.places, *others][:MOST_PLACES],
                unlisted=unlisted,
                around=[] if places else list(around.values())[:MOST_PLACES],
                weapons=one.weapons or weapons,
                persons=persons,
                deeds=deeds,
                names=names,
                told=told,
            )
        )
    return found


def _is_dated(one: Features) -> bool:
    """Whether a claim has a day of its own: "this week" is made more exact by the others."""
    return one.when is not None and one.when.sure and not one.when.vague


def _pooled(bags: list[dict[str, float]], most: int) -> dict[str, float]:
    """The heaviest stems of all bags, of unit length; a stem weighs what it weighs most."""
    found: dict[str, float] = {}
    for bag in bags:
        for root, weight in bag.items():
            found[root] = max(found.get(root, 0.0), weight)
    return heaviest(found, most)
