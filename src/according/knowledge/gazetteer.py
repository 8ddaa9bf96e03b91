"""The gazetteer: names of places to coordinates, from a read-only SQLite file built with the package."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from according.errors import ModelError
from according.knowledge import tables
from according.knowledge.names import bare_name
from according.knowledge.places.build import fold

FILE: Path = tables.HERE / "places" / "gazetteer.sqlite"
_COLUMNS = "entity, place.name, lat, lon, country, admin1, kind, population, precision, radius"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place a name may stand for; degrees WGS84, `radius_km` of what is more than a point."""

    entity: str
    name: str
    lat: float
    lon: float
    country: str | None
    admin1: str | None
    kind: str
    population: int
    precision: str
    radius_km: float | None


class Gazetteer:
    """Look-ups by name; safe to share between threads.

    Raises:
        ModelError: the gazetteer was not built.
    """

    def __init__(self, file: Path = FILE) -> None:
        if not file.exists():
            raise ModelError(
                f"the gazetteer {file} is missing",
                remedy="Install the package again, or run: python -m according.knowledge.places.build",
            )
        self._file = file
        self._local = threading.local()
        self._find = lru_cache(maxsize=50_000)(self._query)

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        """Return the places of a name, our own tables first, then by population."""
        return self._find(fold(bare_name(name)))

    def _query(self, key: str) -> tuple[Candidate, ...]:
        db = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, check_same_thread=False)
        rows = db.execute(
            f"SELECT {_COLUMNS} FROM name JOIN place ON place.id = name.place WHERE name.name = ?"
            " ORDER BY (entity LIKE 'place:%') DESC, (kind = 'country') DESC, population DESC, place.id LIMIT 40",
            (key,),
        )
        return tuple(Candidate(*row) for row in rows)
