"""How near the places of one of our events lie to that of another data set's event."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from according.events import EventPlace
from according.exchange.ledger.foreign import Foreign
from according.exchange.ledger.geojson import distance_km
from according.exchange.ledger.shared import point

Relation = Literal["near", "name", "country", "unknown", "far", "other country"]

_EARTH_KM = 6371.0
_VAGUE = ("country", "region", "sea", "area")
"""Precisions whose coordinates are a middle, which no distance is counted from."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How two places stand to each other, and the kilometres where both have a point."""

    relation: Relation
    km: float | None = None


def nearness(places: Sequence[EventPlace], foreign: Foreign, most_km: float) -> Nearness:
    """Return how the nearest of `places` stands to the place of `foreign`; radii count beside `most_km`."""
    found = [_one(place, foreign, most_km) for place in places if place.role == "in"] or [
        _one(place, foreign, most_km) for place in places
    ]
    order: dict[Relation, int] = {"near": 0, "name": 1, "country": 2, "unknown": 3, "far": 4, "other country": 5}
    return min(found, key=lambda n: (order[n.relation], n.km or 0.0), default=Nearness("unknown"))


def exact_point(place: EventPlace) -> tuple[float, float] | None:
    """Return (latitude, longitude) from which distances can be counted: not the middle of a country or region."""
    return point(place) if place.precision not in _VAGUE else None


def _one(place: EventPlace, foreign: Foreign, most_km: float) -> Nearness:
    here = exact_point(place)
    exact = here is not None and foreign.lat is not None and foreign.lon is not None and foreign.radius_km is not None
    if here and exact and foreign.lat is not None and foreign.lon is not None:
        reach = most_km + (place.radius_km or 0.0) + (foreign.radius_km or 0.0)
        km = _about_km(*here, foreign.lat, foreign.lon)
        if abs(km - reach) <= 0.01 * km:
            km = distance_km(*here, foreign.lat, foreign.lon)
        return Nearness("near" if km <= reach else "far", km)
    if place.country and foreign.country and place.country != foreign.country:
        return Nearness("other country")
    if _folded(place.name) and _folded(place.name) in _parts(foreign.place):
        return Nearness("name")
    return Nearness("country") if place.country and place.country == foreign.country else Nearness("unknown")


def _about_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Kilometres on a sphere, right to .6 %: a geodesic costs fifty times as much, and most pairs are clear."""
    north, east = math.radians(lat2 - lat1) / 2, math.radians(lon2 - lon1) / 2
    chord = math.sin(north) ** 2 + math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(east) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def _folded(name: str | None) -> str:
    return " ".join((name or "").casefold().split())


def _parts(name: str | None) -> set[str]:
    """The names within ``Town, Region, Country``, less the last, which is the country's."""
    parts = [_folded(part) for part in (name or "").split(",")]
    return set(parts[:-1] or parts)
