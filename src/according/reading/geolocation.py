"""Toponym resolution: which of a name's places a report means, from what else it names.

Every reading of every name is weighed by itself (how well known, how well the name fits, the class word beside it) and
by the company it keeps: the place that stands behind it as its container, the countries and provinces the other
names point to, and the distance to their likely places. Names are weighed together, a few rounds, so that two rare
readings close to one another can outweigh two famous ones far apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import log10

import numpy as np
from numpy.typing import NDArray

from according.knowledge.gazetteer import Candidate
from according.knowledge.places.build import MAIN, fold
from according.reading.toponyms import Toponym

Floats = NDArray[np.float64]

_SHORTENED = 2
"""Rank from which a name is no more than a part or an abbreviation of the place's own."""
_KNOWN = (30_000, 200_000)
"""Inhabitants from which a place may be named in a report about another part of the world without its country: by its own name, by another."""
_STRAY_KM = 1500.0
_EVERYWHERE = frozenset(["US"])
"""States that so many reports name that it tells little of where the towns of one lie."""
ROUNDS = 4
_COMPACT = frozenset(["point", "district", "region", "area"])
"""Precisions whose distance from one another tells something: a country's middle is nowhere."""
KEPT = 14
"""Readings of one name that are weighed: the best by themselves, and those in the countries named."""
_NEAR_KM = 120.0
_COUNTRY, _ADMIN1, _DISTANCE, _CONTAINER, _CLASS = 2.2, 1.6, 1.5, 6.0, 1.6
_EXONYM, _CAPITAL, _CITY = 3.0, 1.0, 1.5
_PROMINENT = 100_000
"""Inhabitants of a city that a report may name without saying where it is."""
_RANK = (0.0, 0.7, 1.2, 2.5)
"""What a name costs that is not the place's own: other spelling, without designator, abbreviation."""
_YIELDS = 3.0
"""What it costs besides where a place at least as well known has it for its own: Kaliningrad is not Korolev, once called so."""
_BASE = {"country": 7.5, "sea": 5.0, "area": 3.6, "region": 2.6, "district": 0.4, "point": 0.8}
_PER_MAGNITUDE = {"point": 0.55, "region": 0.4, "district": 0.3}


@dataclass(slots=True)
class _Name:
    """All mentions of one name under one container, with its readings."""

    readings: list[Candidate]
    mentions: list[int] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    holder: Toponym | None = None
    """What is said to hold it: Texas, of "Ber, Texas"."""


def resolve(toponyms: Sequence[Toponym]) -> list[Candidate | None]:
    """Return the place of each toponym, None where no table has its name. One name has one sense, unless contained."""
    names = _names(toponyms)
    chosen: list[Candidate | None] = [None] * len(toponyms)
    if not names:
        return chosen
    best = [name.readings[n] for name, n in zip(names, _weigh(names), strict=True)]
    for k, name in enumerate(names):
        if _is_held(best[k], name.holder) or not _is_stray(best[k], [*best[:k], *best[k + 1 :]]):
            for mention in name.mentions:
                chosen[mention] = best[k]
    return chosen


def _is_stray(place: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether a little-known reading is far from all else that a report names: rather a village that no table has.

    "Ber", told with Mali, is not the county in Texas that is also called so.
    """
    if place.precision not in ("point", "district", "region") or place.country is None or not others:
        return False
    if place.rank < _SHORTENED and (place.population >= _KNOWN[place.rank] or place.is_ours):
        return False
    return all(one.country != place.country and _km(one, place) > _STRAY_KM for one in others)


def _names(toponyms: Sequence[Toponym]) -> list[_Name]:
    grouped: dict[tuple[str, str, str], _Name] = {}
    contained: dict[str, str] = {}
    holders = [_container(toponyms, k) for k in range(len(toponyms))]
    for toponym, holder in zip(toponyms, holders, strict=True):
        if holder is not None:
            contained.setdefault(fold(toponym.name), fold(holder.name))
    countries = {t.candidates[0].country for t in toponyms if t.candidates and t.candidates[0].precision == "country"}
    states = {fold(t.name): t.state for t in toponyms if t.state is not None}
    for k, toponym in enumerate(toponyms):
        key = fold(toponym.name)
        if key in states:  # what is said to be a country's is nowhere else, though no table has it there
            toponym = replace(toponym, candidates=[c for c in toponym.candidates if c.country == states[key]])
        if not toponym.candidates:
            continue
        holder = holders[k]
        within = fold(holder.name) if holder is not None else contained.get(key, "")
        name = grouped.setdefault((key, within, toponym.wanted or ""), _Name([]))
        name.mentions.append(k)
        if not name.readings:
            name.holder = next((t for t in toponyms if within and fold(t.name) == within), None)
            _fill(name, toponym, countries)
    return list(grouped.values())


def _fill(name: _Name, toponym: Toponym, countries: set[str | None]) -> None:
    weighed = [(own_weight(c, toponym, name.holder), c) for c in toponym.candidates]
    best = max((np.inf if c.is_ours else w for w, c in weighed if c.rank == MAIN), default=-np.inf)
    weighed = [
        (w - _YIELDS if c.rank > MAIN and w <= best and c.precision != toponym.wanted else w, c) for w, c in weighed
    ]
    weighed.sort(key=lambda w: (-w[0] - (1.5 if w[1].country in countries else 0.0), w[1].entity))
    name.readings = [c for _, c in weighed[:KEPT]]
    name.own = [w for w, _ in weighed[:KEPT]]


def own_weight(place: Candidate, toponym: Toponym, holder: Toponym | None) -> float:
    """Return how likely a reading is by itself, its class word and its container; a log weight."""
    weight = _BASE[place.precision] - _RANK[place.rank]
    weight += _PER_MAGNITUDE.get(place.precision, 0.0) * log10(place.population + 10)
    if place.precision == "point" and place.population > _PROMINENT and toponym.wanted in (None, "point"):
        weight += _CITY
    if place.is_ours or (place.radius_km and place.precision == "point"):
        weight += 1.5  # our own tables hold what war reporting names
    if place.precision == "country":
        weight -= _EXONYM if place.rank else 0.0
        weight -= _CLASS if toponym.wanted == "region" else 0.0
    elif toponym.wanted is not None:
        weight += _CLASS if toponym.wanted == place.precision else -0.5 * _CLASS
    if toponym.capital_of is not None and place.country == toponym.capital_of and place.precision == "point":
        weight += _CAPITAL
    if _is_held(place, holder):
        weight += _CONTAINER
    return weight


def _is_held(place: Candidate, holder: Toponym | None) -> bool:
    """Whether a likely reading of what is said to hold a place does."""
    return holder is not None and any(_holds(h, place) for h in holder.candidates[:6])


def _holds(holder: Candidate, place: Candidate) -> bool:
    if holder.entity == place.entity or holder.country != place.country:
        return False
    if holder.precision == "country":
        return True
    if holder.kind == "admin1" or holder.precision == "region":
        return place.admin1 == holder.name or _km(holder, place) < (holder.radius_km or 100.0)
    return holder.precision == "district" and _km(holder, place) < 60.0


def _container(toponyms: Sequence[Toponym], k: int) -> Toponym | None:
    """The larger place that stands right behind: "Pokrovsk, Donetsk region", "Tripoli in Lebanon"."""
    if k + 1 >= len(toponyms):
        return None
    here, behind = toponyms[k], toponyms[k + 1]
    larger = ("country", "region", "district")
    if here.gap_to(behind) and any(c.precision in larger for c in behind.candidates[:6]):
        return behind
    return None


def _km(a: Candidate, b: Candidate) -> float:
    return float(_distances(np.array([a.lat, b.lat]), np.array([a.lon, b.lon]))[0, 1])


def _distances(lat: Floats, lon: Floats) -> Floats:
    """Great-circle distances in km, all against all (haversine; the ellipsoid adds nothing here)."""
    p, q = np.radians(lat), np.radians(lon)
    x, y, z = np.cos(p) * np.cos(q), np.cos(p) * np.sin(q), np.sin(p)
    chord = np.outer(x, x) + np.outer(y, y) + np.outer(z, z)
    made: Floats = 6371.0 * np.arccos(np.clip(chord, -1.0, 1.0))
    return made


def _weigh(names: list[_Name]) -> list[int]:
    """Return the index of the best reading of every name."""
    readings = [c for n in names for c in n.readings]
    owner = np.repeat(np.arange(len(names)), [len(n.readings) for n in names])
    own = np.array([w for n in names for w in n.own])
    apart = owner[:, None] != owner[None, :]
    compact = np.array([c.precision in _COMPACT for c in readings])
    km = _distances(np.array([c.lat for c in readings]), np.array([c.lon for c in readings]))
    close = np.exp(-km / _NEAR_KM) * apart * compact[:, None] * compact[None, :]
    tells = np.array([0.3 if c.precision == "country" and c.country in _EVERYWHERE else 1.0 for c in readings])
    land = _same([c.country for c in readings]) * apart * tells[None, :]
    unit = (
        _same([f"{c.country} {c.admin1 or c.name}" if c.admin1 or c.kind == "admin1" else None for c in readings])
        * apart
    )
    mentions = np.array([1.0 + log10(len(n.mentions)) for n in names])[owner]
    starts = np.searchsorted(owner, np.arange(len(names) + 1))
    total = max(float(mentions[starts[:-1]].sum()), 1.0)
    weight = own
    for _ in range(ROUNDS):
        chance = _chances(weight, owner, len(names)) * mentions
        weight = own + _COUNTRY * np.minimum(land @ chance, 4.0) / min(total, 4.0)
        weight = weight + _ADMIN1 * np.minimum(unit @ chance, 2.0) / 2.0 * 1.5
        weight = weight + _DISTANCE * np.minimum(close @ chance, 3.0)
    return [int(np.argmax(weight[a:b])) for a, b in itertools.pairwise(starts)]


def _same(labels: Sequence[str | None]) -> Floats:
    """A matrix that is 1 where two labels are the same and known."""
    numbers: dict[str, int] = {}
    codes = np.array([-1 if x is None else numbers.setdefault(x, len(numbers)) for x in labels])
    made: Floats = ((codes[:, None] == codes[None, :]) & (codes >= 0)[:, None]).astype(np.float64)
    return made


def _chances(weight: Floats, owner: NDArray[np.int64], count: int) -> Floats:
    """Softmax over the readings of each name."""
    top = np.full(count, -np.inf)
    np.maximum.at(top, owner, weight)
    power = np.exp(weight - top[owner])
    made: Floats = power / np.bincount(owner, power, count)[owner]
    return made
