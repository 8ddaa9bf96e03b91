"""The tables of the grammar of times, and the pieces of pattern made from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from according.knowledge import tables
from according.reading.quantities.numerals import any_of, table, word_number


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by what they mean; months count from 1, weekdays from Monday 0."""

    months: dict[str, int]
    weekdays: dict[str, int]
    seasons: dict[str, str]
    parts: dict[str, str]
    units: dict[str, str]
    refs: dict[str, str]
    sets: dict[str, str]
    ordinals: dict[str, int]
    zones: dict[str, str]
    fixed: dict[str, str]
    movable: dict[str, list[int]]
    easter: dict[str, int]
    vague: frozenset[str]
    about: tuple[str, ...]
    future_cues: tuple[str, ...]

    @property
    def holidays(self) -> list[str]:
        """Return all names of days."""
        return [*self.fixed, *self.movable, *self.easter]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the tables, loaded once."""
    w: dict[str, Any] = tables.load("times/words")
    days: dict[str, Any] = tables.load("times/holidays")
    return Lexicon(
        months={name: i + 1 for i, names in enumerate(w["months"]) for name in names},
        weekdays={name: i for i, names in enumerate(w["weekdays"]) for name in names},
        seasons=w["seasons"],
        parts=w["parts"],
        units=w["units"],
        refs={word: value for value, words in w["fixed_refs"].items() for word in words},
        sets=w["sets"],
        ordinals=table()["ordinals"],
        zones=w["zones"],
        fixed=days["fixed"],
        movable=days["weekday_of_month"],
        easter=days["from_easter"],
        vague=frozenset(w["vague"]),
        about=tuple(w["about"]),
        future_cues=tuple(w["future_cues"]),
    )


def _capital(names: list[str]) -> str:
    return "|".join(f"{n.capitalize()}|{n.upper()}" for n in sorted(names, key=len, reverse=True))


@lru_cache(maxsize=1)
def macros() -> dict[str, str]:
    """Return the pieces of pattern by name, as the rules in `patterns` use them in angle brackets."""
    x = lexicon()
    long_months = [m for m in x.months if len(m) > 4 or m in ("may", "june", "july")]
    short_months = [m for m in x.months if m not in long_months]
    long_days = [d for d in x.weekdays if d.endswith("day")]
    short_days = [d for d in x.weekdays if not d.endswith("day")]
    ordinal_words = any_of(o for o in x.ordinals if o not in ("first", "second"))
    year = r"(?:1[0-9]\d\d|20\d\d)"
    return {
        # months and weekdays are capitalised: "may" and "march" are words
        "month": rf"(?-i:(?:{_capital(long_months)})\b|(?:{_capital(short_months)})\b\.?)",
        "longmonth": rf"(?-i:(?:{_capital(long_months)})\b|(?:{_capital(short_months)})\b\.)",
        "weekday": rf"(?-i:(?:{_capital(long_days)})\b)",
        "anyweekday": rf"(?-i:(?:{_capital(long_days)})\b|(?:{_capital(short_days)})\b\.?)",
        "season": rf"(?:{any_of(x.seasons)})\b",
        "part": rf"(?:{any_of(x.parts)})\b",
        "unit": rf"(?:{any_of(x.units)})s?\b",
        "bigunit": r"(?:day|night|week|weekend|month|quarter|year|decade|century|fortnight|hour|minute)\b",
        "year": year,
        "yearend": r"(?:(?!\d|[.,]\d|%))",
        "day": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[:.,]\d)",
        "num": rf"(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)(?:\s+1/[248]|½)?|{word_number()}(?:\s+and\s+a\s+half)?)",
        "vague": rf"(?:{any_of(x.vague)})",
        "about": rf"(?:{any_of(x.about)})",
        "ordinal": rf"(?:{ordinal_words}|first|second|\d{{1,2}}(?:st|nd|rd|th))\b",
        "dash": r"\s*(?:-|–|—|−)\s*",
        "to": r"(?:\s*(?:-|–|—|−|/)\s*|\s+(?:to|and|or|until|till|through)\s+)",
        "holiday": rf"(?:{any_of(x.holidays)})\b",
        "zone": rf"(?:{any_of(x.zones)})\b",
        "bc": r"(?:\s*(?-i:B\.?C\.?(?:E\.?)?)(?![\w]))",
        "clock": r"(?:(?:[01]?\d|2[0-4])[:.h][0-5]\d(?:[:.][0-5]\d)?(?:\s?[ap]\.?m\b\.?|\s?h(?:ou)?rs?\b)?|(?:1[0-2]|0?[1-9])\s?(?:[ap]\.m\.?|[ap]m\b)|(?:[01]\d|2[0-4])[0-5]\d\s?(?:hours|hrs|h|GMT|UTC)\b)",
        "ref": rf"(?:{any_of(x.refs)})\b",
        "set": rf"(?:{any_of(x.sets)})\b",
    }
