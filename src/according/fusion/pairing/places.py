"""Whether two places can be one: as precisely as each was said, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from according.claims import Place, PlaceMention
from according.fusion.pairing.model import Features, Spot, one_unlisted
from according.fusion.pairing.words import plain_words

REACH = {"point": 12.0, "district": 40.0, "region": 150.0, "country": 800.0, "sea": 500.0, "area": 150.0}
"""Radius in km where the gazetteer gives none."""
EDGE_KM = 8.0
"""A town and what lies at its edge."""
SAME_KM = 25.0
"""Two entries of one name this near are one place."""
FAR_KM = 3000.0
"""From a sea or a continent to where no happening at it can be."""
_FINE = {"point", "district", "region"}
NEXT_TOWN_KM = 25.0
"""Nearer than that, a report may have named the next town."""
DOUBT_KM = 35.0
"""Two points further apart than that beyond it are two places for certain: gazetteers put provinces into their towns."""
REGION_KM = 200.0
"""A town that far outside a region does not lie in it: centres of regions are rough."""
_GENERIC = {"region", "oblast", "province", "governorate", "state", "district", "division", "county", "north", "south", "east",
            "west", "northern", "southern", "eastern", "western", "central", "upper", "lower", "new", "city", "al", "el", "the", "of"}  # fmt: skip
"""Words of many names of places."""


def spot_of(place: Place | PlaceMention) -> Spot | None:
    """Return a place of a claim as pairing sees it; None where it has no coordinates or is where something moved to."""
    if place.lat is None or place.lon is None or (isinstance(place, Place) and place.role != "in"):
        return None
    level = place.precision or "point"
    return Spot(
        name=place.name or place.text,
        level=level,
        lat=round(place.lat, 3),
        lon=round(place.lon, 3),
        reach=round(place.radius_km or REACH.get(level, REACH["area"]), 1),
        country=place.country,
        admin1=place.admin1,
    )


def is_name(text: str) -> bool:
    """Whether every word of a place has a capital: "Foubé", not "the market"."""
    words = text.split()
    return bool(words) and all(word[:1].isupper() for word in words)


def kilometres(a: Spot, b: Spot) -> float:
    """Return the distance of the centres in km, on a sphere: good to half a percent."""
    north, south = radians(a.lat), radians(b.lat)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 12742 * asin(sqrt(min(1.0, half)))


@lru_cache(maxsize=65536)
def agree(a: Spot, b: Spot) -> float:
    """Return 1 for one place, .8 at its edge, .6 where one lies in the other, .2 within one country or sea, 0 unknown, -.6 or -1 for two places."""
    if a.level == b.level and a.name == b.name and (a.country == b.country or kilometres(a, b) < SAME_KM):
        return 1.0 if a.level not in ("country", "sea") else 0.3
    levels = {a.level, b.level}
    if levels <= {"point", "district"} and plain_words(a.name) == plain_words(b.name):
        return (
            1.0 if kilometres(a, b) < SAME_KM else 0.3
        )  # of two towns of one name the gazetteer may have taken either
    if "country" in levels:
        if a.country is None or b.country is None:
            return 0.0
        return 0.2 if a.country == b.country else -1.0
    far = kilometres(a, b)
    if levels <= {"point", "district"} and "point" in levels:
        if far <= EDGE_KM:
            return 0.8
        near = max(NEXT_TOWN_KM, a.reach + b.reach)
        return 0.5 if far <= NEXT_TOWN_KM else 0.2 if far <= near else -0.6 if far <= near + DOUBT_KM else -1.0
    if levels & {"sea", "area"}:
        return 0.5 if far <= a.reach + b.reach else -1.0 if far > FAR_KM and levels & _FINE else 0.0
    if a.country == b.country and (
        _same(a.admin1, b.admin1) or set(plain_words(a.name)) & set(plain_words(b.name)) - _GENERIC
    ):
        return 0.6
    if a.country != b.country and far <= a.reach + b.reach:
        return 0.0  # on either side of a border
    if a.level == b.level or (a.admin1 and b.admin1 and a.country == b.country):
        return -1.0 if a.level == b.level or far > max(a.reach, b.reach) else 0.0
    if far > a.reach + b.reach + REGION_KM:
        return -1.0
    return 0.3 if far <= max(a.reach, b.reach) else 0.0


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def agreement(a: Features, b: Features) -> tuple[float, Spot | None, Spot | None]:
    """Return `best_agreement` of what two claims say of their places; 1 where both name a village that no table has."""
    return (1.0, None, None) if one_unlisted(a, b) else best_agreement(a.places, b.places)


def best_agreement(left: Sequence[Spot], right: Sequence[Spot]) -> tuple[float, Spot | None, Spot | None]:
    """Return the best agreement of any two of the places, and these two; 0 and None where there are none.

    Two regions that are not one outweigh what is not known of their towns.
    """
    best: tuple[float, Spot | None, Spot | None] | None = None
    apart: tuple[float, Spot | None, Spot | None] | None = None
    for a in left:
        for b in right:
            value = agree(a, b)
            if best is None or value > best[0]:
                best = (value, a, b)
            if value == -1 and a.level == b.level == "region":
                apart = (value, a, b)
    if best is not None and best[0] == 0 and apart is not None:
        return apart
    return best or (0.0, None, None)
