"""Places of a happening: how a mention becomes one, which of several stand, and the words of movement."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any

from according.claims import Place, PlaceMention, Role
from according.knowledge import tables

_HOLDS = re.compile(r"(?:\s+area|\s+district|\s+neighbou?rhood)?\s*,?\s*(?:in|of)\s+(?:the\s+)?(?:[a-z]+\s+){0,2}")
"""What stands between a place and the wider one that holds it: "Masbah in central Baghdad"."""
_BESIDE = re.compile(
    r"(?:\s+(?:area|camp|district|region))?\s*,?\s*(?:(?:about|some|around|just)\s+)?(?:[\d.,]+\s*(?:km|kilomet(?:er|re)s|miles)\s+)?"
    r"(?:(?:to\s+the\s+)?(?:north|south|east|west)[\w-]*\s+of|near|outside|from|on\s+the\s+border\s+with|close\s+to|not\s+far\s+from)\s+(?:the\s+)?"
)
"""What stands between a place and another that only says where it is: "Rastan, north of Homs"."""
_HELD = re.compile(
    r"(?:['’]s)?\s+(?:[a-z]+\s+)?(?:town|city|village|district|neighbou?rhood|suburb|port|camp)\s+of\s+", re.IGNORECASE
)
"""What stands between a place and a finer one in it: "the Sinai town of Al-Arish"."""
_OTHER = re.compile(r"\b(?:and|or|to)\b|[;:]")
_NEAR = 60
"""Code points between a village that no table has and the state or region in which it is."""


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
    # "Troops earmarked for Poland crossed into Poland": the goal is no scene beside.
    ends = {name for role, name in best if role != "in"}
    best = {key: value for key, value in best.items() if key[0] != "in" or key[1] not in ends}
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


def apart(text: str, places: list[Place]) -> list[Place]:
    """Leave out a place that only says where the one beside it is: "Wadi Barada, an area of Damascus"; in text order."""
    idle: set[int] = set()
    for n, (p, q) in enumerate(pairwise(places)):
        between = text[p.span[1] : q.span[0]]
        if p.role != q.role:
            continue
        if _HOLDS.fullmatch(between) or _BESIDE.fullmatch(between) or _has_unlisted(q, p, between):
            idle.add(n + 1)
        elif _HELD.fullmatch(between):
            idle.add(n)
    return [place for n, place in enumerate(places) if n not in idle]


def _has_unlisted(wide: Place, fine: Place, between: str) -> bool:
    """Whether a village that no table has stands before the state or region in which it is."""
    coarse = _FINENESS.get(wide.precision or "", 9) <= 1
    return coarse and fine.lat is None and len(between) < _NEAR and _OTHER.search(between) is None
