"""Places of a happening: how a mention becomes one, which of several stand, and the words of movement."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from according.claims import Place, PlaceMention, Role
from according.knowledge import tables


@lru_cache(maxsize=1)
def motion() -> dict[str, Any]:
    """Return the words of movement, ``cues/motion``: class of preposition to words, and verbs."""
    table = tables.load("cues/motion")
    classes = {name: frozenset(words) for name, words in table["prepositions"].items()}
    return {**classes, "all": frozenset().union(*classes.values()), "verbs": table["verbs"]}


def place_of(mention: PlaceMention, role: Role) -> Place:
    """Return a place of a claim in its role, as the layer of places has it."""
    return Place(
        text=mention.text,
        span=mention.span,
        name=mention.name,
        entity=mention.entity,
        lat=mention.lat,
        lon=mention.lon,
        country=mention.country,
        admin1=mention.admin1,
        precision=mention.precision,
        radius_km=mention.radius_km,
        role=role,
    )


def distinct(found: list[tuple[float, Place]]) -> list[Place]:
    """Return the finest of nested places, each once, in text order."""
    best: dict[tuple[str, str | None], tuple[float, Place]] = {}
    for score, place in found:
        key = (place.role, place.entity or place.name)
        if key not in best or best[key][0] < score:
            best[key] = score, place
    places = sorted((p for _, p in best.values()), key=lambda p: p.span)
    kept: list[Place] = []
    for p in places:
        holder = any(q is not p and _holds(p, q) for q in places)
        if not holder:
            kept.append(p)
    return kept


_FINENESS = {"country": 0, "region": 1, "district": 2, "point": 3}


def _holds(wide: Place, fine: Place) -> bool:
    """Whether `wide` only says where `fine` is: "Odesa, Ukraine"."""
    a, b = _FINENESS.get(wide.precision or "", 9), _FINENESS.get(fine.precision or "", -1)
    near = abs(fine.span[0] - wide.span[0]) < 60
    if wide.precision == "region" and wide.name and fine.admin1 and wide.name[:3] != fine.admin1[:3]:
        return False  # "over the Bryansk region and over Kursk"; spellings differ, seldom in how they begin
    return wide.role == fine.role and wide.country == fine.country and a < b and a <= 1 and near
