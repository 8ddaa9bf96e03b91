"""The gazetteer: names of places to coordinates, from a read-only SQLite file built with the package."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from according.errors import ModelError
from according.knowledge import tables
from according.knowledge.places.build import MAIN, fold

FILE: Path = tables.HERE / "places" / "gazetteer.sqlite"
_QUERY = """
SELECT p.entity, p.name, p.lat, p.lon, p.country, a.name, p.kind, p.population, p.precision, p.radius_km, n.rank
FROM names AS n JOIN places AS p ON p.id = n.place LEFT JOIN places AS a ON a.id = p.admin1
WHERE n.key = ? ORDER BY n.rank, p.population DESC, p.id LIMIT 80
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place a name may stand for; degrees WGS84, `radius_km` of what is more than a point."""

    entity: str
    """``geonames:ID``, or ``place:slug`` for a place of our own tables."""
    name: str
    lat: float
    lon: float
    country: str | None
    """ISO 3166-1 alpha-2; None for seas and regions across borders."""
    admin1: str | None
    """Name of the first-level unit."""
    kind: str
    """Feature class: ``city``, ``country``, ``admin1``, ``sea``, ``base`` ..."""
    population: int
    precision: str
    """``point``, ``district``, ``region``, ``country``, ``sea`` or ``area``."""
    radius_km: float | None
    rank: int = MAIN
    """How good the name is for the place: 0 its own, 1 another spelling, 2 without designator, 3 abbreviation."""

    @property
    def is_ours(self) -> bool:
        """Whether it is of our own tables, which hold what reports on wars name."""
        return self.entity.startswith("place:")


class Gazetteer:
    """Look-ups by name; safe to share between threads.

    Raises:
        ModelError: the gazetteer was not built, or the file is another one.
    """

    def __init__(self, file: Path = FILE) -> None:
        self._file = file
        self._local = threading.local()
        self._find = lru_cache(maxsize=50_000)(self._query)
        if not file.exists():
            raise self._error("is missing")
        try:
            self._find("")
        except sqlite3.DatabaseError as error:
            raise self._error(f"cannot be read ({error})") from error

    def lookup(self, name: str) -> list[Candidate]:
        """Return the places of a name, those whose own name it is first, then by population."""
        return list(self._find(fold(name)))

    def knows(self, name: str) -> bool:
        """Whether any place has this name."""
        return bool(self._find(fold(name)))

    def countries(self) -> frozenset[str]:
        """Return the codes of all countries and territories that have a place here."""
        with closing(sqlite3.connect(f"{self._file.resolve().as_uri()}?mode=ro", uri=True)) as base:
            return frozenset(row[0] for row in base.execute("SELECT DISTINCT country FROM places WHERE country <> ''"))

    def _query(self, key: str) -> tuple[Candidate, ...]:
        base: sqlite3.Connection | None = getattr(self._local, "base", None)
        if base is None:
            base = sqlite3.connect(f"{self._file.resolve().as_uri()}?mode=ro", uri=True)
            self._local.base = base
        return tuple(Candidate(*row) for row in base.execute(_QUERY, (key,)))

    def _error(self, what: str) -> ModelError:
        return ModelError(
            f"the gazetteer {self._file} {what}",
            remedy="Install the package again, or run: python -m according.knowledge.places.build",
        )
