"""How other event formats name what we name: PLOVER, CAMEO (GDELT), ACLED, FollowTheMoney, codes of countries."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from according.claims import ClaimType
from according.knowledge import tables


class PloverMode(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PLOVER's name of one of our modes, if it has one, and the contexts it implies."""

    mode: str | None = None
    contexts: list[str] = msgspec.field(default_factory=list)


class PloverEntry(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """PLOVER's category of one of our types; None where it has none."""

    category: str | None
    quad: int | None = None
    scale: float | None = None
    contexts: list[str] = msgspec.field(default_factory=list)
    modes: dict[str, PloverMode] = msgspec.field(default_factory=dict)


class AcledTable(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """ACLED's vocabulary: keys of `sub_events` and `events` in lower case, days and kilometres by precision code."""

    sub_events: dict[str, list[ClaimType]]
    events: dict[str, list[ClaimType]]
    interactions: dict[int, str]
    slack_days: dict[int, int]
    radius_km: dict[int, float]


class GdeltTable(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Columns of GDELT 2.0's event files, blank-separated, and kilometres by type of place (None: no point)."""

    columns: str
    radius_km: dict[int, float | None]


class FtmTable(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Schemata of FollowTheMoney by the prefix of our entity ids and by kind of source; its codes of languages."""

    prefixes: dict[str, str]
    kinds: dict[str, str]
    languages: dict[str, str]


@dataclass(frozen=True, slots=True)
class Country:
    """One country: ISO 3166-1 alpha-2, alpha-3 and number, FIPS 10-4 (the last two may be empty), name."""

    iso2: str
    iso3: str
    number: str
    fips: str
    name: str


def _table(name: str, shape: Any) -> Any:
    return msgspec.convert(tables.load(f"exchange/{name}"), shape, strict=False)


@lru_cache(maxsize=1)
def plover() -> dict[ClaimType, PloverEntry]:
    """Return PLOVER's entry for each of our types."""
    table: dict[ClaimType, PloverEntry] = _table("plover", dict[ClaimType, PloverEntry])
    return table


@lru_cache(maxsize=1)
def cameo() -> dict[str, list[ClaimType]]:
    """Return our types by CAMEO code, of two to four digits."""
    table: dict[str, list[ClaimType]] = _table("cameo", dict[str, list[ClaimType]])
    return table


def cameo_types(code: str) -> list[ClaimType] | None:
    """Return our types for a CAMEO code, the likeliest first: empty where we have none, None where it is no code."""
    found = (cameo().get(code[:length]) for length in (4, 3, 2) if length <= len(code))
    return next((types for types in found if types is not None), None)


@lru_cache(maxsize=1)
def acled() -> AcledTable:
    """Return ACLED's vocabulary."""
    table: AcledTable = _table("acled", AcledTable)
    return table


@lru_cache(maxsize=1)
def gdelt() -> GdeltTable:
    """Return GDELT's columns and types of places."""
    table: GdeltTable = _table("gdelt", GdeltTable)
    return table


@lru_cache(maxsize=1)
def ftm() -> FtmTable:
    """Return what our entities are in FollowTheMoney."""
    table: FtmTable = _table("ftm", FtmTable)
    return table


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """Return the countries of the table, by their two letters."""
    with (tables.HERE / "exchange" / "countries.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(Country(**row) for row in csv.DictReader(line for line in lines if not line.startswith("#")))


@lru_cache(maxsize=1)
def by_iso2() -> dict[str, Country]:
    """Return the countries by ISO 3166-1 alpha-2."""
    return {country.iso2: country for country in countries()}


@lru_cache(maxsize=1)
def by_fips() -> dict[str, Country]:
    """Return the countries by FIPS 10-4."""
    return {country.fips: country for country in countries() if country.fips}


@lru_cache(maxsize=1)
def by_iso3() -> dict[str, Country]:
    """Return the countries by ISO 3166-1 alpha-3."""
    return {country.iso3: country for country in countries()}


@lru_cache(maxsize=1)
def by_number() -> dict[str, Country]:
    """Return the countries by ISO 3166-1 number, without zeros before it."""
    return {country.number: country for country in countries() if country.number}


@lru_cache(maxsize=1)
def by_country_name() -> dict[str, Country]:
    """Return the countries by their English name in lower case."""
    return {country.name.lower(): country for country in countries()}
