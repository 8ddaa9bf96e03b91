"""Patterns and tables of the grammar of quantities."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from typing import Any

from according.knowledge import tables
from according.reading.quantities.numerals import alternatives


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return the tables of number words, bounds and currencies."""
    return dict(tables.load("quantities/words"))


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """Return the signs, codes and names of currencies, as they are written in the middle of a sentence."""
    return frozenset(map(str, words()["currency"]))


@lru_cache(maxsize=1)
def units() -> dict[str, tuple[str, float, str]]:
    """Return unit name, lower-cased, to its canonical name, factor to SI, SI unit."""
    path = tables.HERE / "quantities" / "units.csv"
    lines = [x for x in path.read_text(encoding="utf-8").splitlines() if not x.startswith("#")]
    found: dict[str, tuple[str, float, str]] = {}
    for row in csv.DictReader(lines):
        names = row["names"].split("|")
        for name in names:
            found[name.lower()] = names[0], float(row["factor"]), row["si"]
    return found


def _any(names: Any) -> str:
    return alternatives(sorted(map(str, names), key=lambda n: -len(n)))


@lru_cache(maxsize=1)
def grammar() -> re.Pattern[str]:
    """Return the pattern of one quantity: bounds, currency sign, number or range, scale, unit."""
    w = words()
    small = _any(w["small"])
    tens = _any(s for s, n in w["small"].items() if n >= 20)
    scales = _any(s for s in w["scale"] if len(s) > 2)
    signs = _any(s for s in w["currency"] if not s.isalpha() or s in ("USD", "EUR", "GBP", "INR"))
    spelled = (
        rf"(?:(?:{small})(?:[-\s](?:{small}))?|an?\s+(?=(?:{scales}|dozen)\b)|half\s+an?\s+(?=(?:{scales}|dozen)\b))"
        rf"(?:[-\s]*(?:{scales}|dozen)(?:\s+and)?(?:\s+(?:{small})(?:-(?:{small}))?)?)*"
    )
    digits = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    many = rf"(?:[-\s]?(?:hundred|thousand|{scales}|dozen))+\b"
    scale = rf"(?:{many}|\s?(?:bn|mn|mln|tn|k)\b|(?<=\d)[mb]\b(?!\s*(?:from|away|high|long|wide|\(|deep|tall)))"
    money = rf"(?:{many}|\s?(?:bn|mn|mln|tn|k|m|b)\b)"
    bounds = _any([*w["minimum"], *w["maximum"], *w["approximate"]])
    fraction = _any(w["fractions"])
    vague = _any(w["vague"])
    return re.compile(
        rf"""(?<![\w.\-/'’]) (?:(?P<bounds>(?:(?:{bounds})\s+)+))?
        (?: (?P<calibre>\d{{2,3}}/\d{{2,3}})(?=[-\s]*calib)
          | (?P<mach>mach\s+(?P<mach_n>\d+(?:\.\d+)?))
          | (?P<sign>{signs})\s?(?P<sn>{digits})(?:(?P<ss1>{money})?(?:\s?[-–]\s?|\s+to\s+)(?:{signs})?(?P<sn2>{digits}))?(?P<ss>{money})?
          | (?P<ff>(?:one|two|three|four)[-\s](?:thirds|quarters|fifths|tenths))\b
          | (?P<nf>\d{{1,2}}/(?:10|[234568]))(?=\s+[a-z])
          | (?:between\s+(?P<b1>{digits}|{spelled})(?P<bs1>{scale}|%)?\s+and\s+(?P<b2>{digits}|{spelled})(?P<bs2>{scale})?)
          | (?!(?:{tens})-(?:{small}))(?P<r1>{digits}|(?:{small}))(?:%(?=.{{1,12}}%))?(?:\s?[-–]\s?|\s+(?:to|or)\s+)(?P<r2>{digits}|(?:{small}))(?P<rs>{scale})?(?![-/]\d)
          | (?P<neg>minus[-\s])?(?P<n>{digits})(?P<ns>{scale})?
          | (?P<vague>{vague})\b
          | (?P<dozen>a\s+dozen)\b
          | (?P<sp>{spelled})\b
          | (?P<fr>(?:an?\s+|one[-\s]|two[-\s]|three[-\s])?(?:{fraction}|thirds|quarters|fifths?|tenths?))\b(?=\s+(?:of|the|a|an|its|their|all)\b)
        )""",
        re.IGNORECASE | re.VERBOSE,
    )


@lru_cache(maxsize=1)
def after() -> re.Pattern[str]:
    """Return the pattern of a unit right behind a number."""
    names = [n for n in units() if n not in ("mach",)]
    money = [c for c in words()["currency"] if c.isalpha()]
    return re.compile(
        rf"(?:[-\s]?(?P<square>square|cubic|sq\.?)\s+)?[-\s]?(?P<unit>{_any(names)})(?![\w])(?:[-\s]old\b)?|\s+(?:US\s+|million\s+)?(?P<money>{_any(money)})\b",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def clock() -> dict[str, re.Pattern[str]]:
    """Return what stands before and behind an hour that is said without "o'clock"; `half` suffices alone."""
    table = words()["clock"]
    return {
        "half": re.compile(rf"\b(?:{_any(table['half'])})\s+$"),
        "before": re.compile(
            rf"\b(?<!toll )(?<!number )(?<!figure )(?<!it )(?<!them )(?<!count )(?<!stood )(?<!stands )(?:{_any(table['before'])})\s+$"
        ),
        "behind": re.compile(rf"\s+(?:{_any(table['behind'])})\b"),
    }
