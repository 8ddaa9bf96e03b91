"""Where: names of places, boxes, and circles on the ground."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geographiclib.geodesic import Geodesic
from sqlalchemy import Connection, Float, Integer, Select, and_, column, or_, select, table

from according.errors import FilterError
from according.knowledge.gazetteer import Gazetteer
from according.knowledge.names import rows, split
from according.ledger.asking.filters import Box, Near
from according.ledger.asking.names import entries, is_id
from according.ledger.connect import is_sqlite
from according.ledger.folding import folded
from according.ledger.schema import PLACES, POINTS

_MOST_NAMED = 12
_UNIT = "admin1"
"""The kind of places whose name `places.admin1` holds."""
_KM_A_DEGREE = 110.574
"""Kilometres of a degree of latitude where it is shortest."""
_SPHERE_KM = 6371.0088
_ROUGH = 0.006
"""How far, as a share, a sphere's distance may be from the ellipsoid's."""
_BOXES: Any = table(
    "points_box", *(column(name, Float) for name in ("lat0", "lat1", "lon0", "lon1")), column("key", Integer)
)


@dataclass(frozen=True, slots=True)
class Called:
    """What names of places stand for: ids, names (`folding.folded`), regions by country and name, codes of countries."""

    entities: tuple[str, ...]
    names: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    countries: tuple[str, ...]


def country_of(value: str) -> str | None:
    """Return the code of the country that a name of a place is; None of a capital: "Kyiv" is a town here, no state."""
    if folded(value) in _no_countries():
        return None
    return next((entry.state for entry in entries(value) if entry.kind == "state"), None)


def called(connection: Connection, values: tuple[str, ...]) -> Called:
    """Return what names or ids of places stand for. Raises `FilterError` where nothing is called so."""
    ids, names, units, countries = set[str](), set[str](), set[tuple[str, str]](), set[str]()
    for value in values:
        country = country_of(value)
        if is_id(value):
            ids.add(value)
        elif country is not None:
            countries.add(country)
        else:
            names.add(folded(value))
            found = _gazetteer().lookup(value)
            ids |= {candidate.entity for candidate in found}
            if found and found[0].kind == _UNIT and found[0].country is not None:
                units.add((found[0].country, found[0].name))
            if not found and not _is_there(connection, folded(value)):
                raise FilterError(f"no place is called {value!r}.", remedy=_alike(connection, folded(value)))
    return Called(*(tuple(sorted(one)) for one in (ids, names, units, countries)))  # type: ignore[arg-type]


def in_box(connection: Connection, box: Box) -> Select[tuple[int]]:
    """Return the points in a box, its edges included."""
    return select(POINTS.c.key).where(_within(connection, box))


def near(connection: Connection, circle: Near) -> list[int]:
    """Return the points within a distance along the ground, on the WGS84 ellipsoid."""
    found = connection.execute(select(POINTS).where(_within(connection, around(circle))))
    return [row.key for row in found if is_within(circle, row.lat, row.lon)]


def around(circle: Near) -> Box:
    """Return the smallest box, rounded up, that holds a circle."""
    high = circle.km / _KM_A_DEGREE
    south, north = circle.lat - high, circle.lat + high
    if south <= -90 or north >= 90:
        return Box(west=-180, south=max(-90, south), east=180, north=min(90, north))
    angle = math.radians(min(high, 90))
    wide = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(circle.lat))))) * (1 + _ROUGH)
    if wide >= 180 or high >= 90:
        return Box(west=-180, south=south, east=180, north=north)
    return Box(west=_turned(circle.lon - wide), south=south, east=_turned(circle.lon + wide), north=north)


def is_within(circle: Near, lat: float, lon: float) -> bool:
    """Whether a point is in a circle: by the sphere where that is clear, else by the ellipsoid."""
    rough = _on_sphere(circle.lat, circle.lon, lat, lon)
    if abs(rough - circle.km) > _ROUGH * max(rough, circle.km):
        return rough <= circle.km
    exact = Geodesic.WGS84.Inverse(circle.lat, circle.lon, lat, lon, Geodesic.DISTANCE)["s12"] / 1000
    return bool(exact <= circle.km)


def _within(connection: Connection, box: Box) -> Any:
    east_west = [(box.west, box.east)] if box.west <= box.east else [(box.west, 180.0), (-180.0, box.east)]
    exact = POINTS.c.lat.between(box.south, box.north) & or_(*(POINTS.c.lon.between(*pair) for pair in east_west))
    if not is_sqlite(connection):
        return exact
    # The index of boxes holds single precision, rounded outwards: it finds, the points decide.
    found = [
        select(_BOXES.c.key).where(
            and_(_BOXES.c.lat1 >= box.south, _BOXES.c.lat0 <= box.north, _BOXES.c.lon1 >= west, _BOXES.c.lon0 <= east)
        )
        for west, east in east_west
    ]
    return or_(*(POINTS.c.key.in_(one) for one in found)) & exact


def _on_sphere(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    one, other, turn = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    half = math.sin((other - one) / 2) ** 2 + math.cos(one) * math.cos(other) * math.sin(turn / 2) ** 2
    return 2 * _SPHERE_KM * math.asin(math.sqrt(min(1.0, half)))


def _turned(lon: float) -> float:
    return (lon + 180) % 360 - 180


def _is_there(connection: Connection, wanted: str) -> bool:
    return connection.scalar(select(PLACES.c.key).where(PLACES.c.folded == wanted).limit(1)) is not None


def _alike(connection: Connection, wanted: str) -> str:
    words = [word for word in wanted.split() if len(word) > 2] or [wanted]
    like = [PLACES.c.folded.contains(word, autoescape=True) for word in words]
    found = connection.scalars(select(PLACES.c.name).where(*like).distinct().limit(_MOST_NAMED))
    listed = ", ".join(sorted(found))
    return f"Did you mean: {listed}?" if listed else "Name a box (--box) or a circle (--near) instead."


@lru_cache(maxsize=1)
def _no_countries() -> frozenset[str]:
    """Names that stand for a state but not for its land: capitals, seats of government, peoples."""
    own = {folded(row["name"]) for row in rows("states")}
    cells = ("capital", "metonyms", "demonyms")
    return frozenset(folded(x) for row in rows("states") for cell in cells for x in split(row[cell])) - own


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    return Gazetteer()
