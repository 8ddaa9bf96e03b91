"""Large towns of the gazetteer, by which a reader finds the way on a map without borders."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import lru_cache

import msgspec

from according.errors import ModelError
from according.knowledge.gazetteer import FILE

LEAST_PEOPLE = 100_000
_QUERY = """
SELECT name, lat, lon, population FROM places
WHERE precision = 'point' AND kind = 'city' AND population >= ? AND lat IS NOT NULL ORDER BY population DESC, entity
"""


class Town(msgspec.Struct, kw_only=True, frozen=True):
    """A town and where it is, in degrees WGS84."""

    name: str
    lat: float
    lon: float
    people: int


@lru_cache(maxsize=1)
def towns() -> tuple[Town, ...]:
    """Return the towns of at least `LEAST_PEOPLE`, the largest first. Raises `ModelError` where there is no gazetteer."""
    try:
        with closing(sqlite3.connect(f"{FILE.resolve().as_uri()}?mode=ro", uri=True)) as base:
            rows = base.execute(_QUERY, (LEAST_PEOPLE,)).fetchall()
    except sqlite3.DatabaseError as error:
        raise ModelError(
            f"the gazetteer {FILE} cannot be read ({error})",
            remedy="Install the package again, or run: python -m according.knowledge.places.build",
        ) from error
    return tuple(Town(name=name, lat=lat, lon=lon, people=people) for name, lat, lon, people in rows)
