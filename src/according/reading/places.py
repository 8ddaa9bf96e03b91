"""Toponyms of a report: recognised from mentions and the gazetteer, resolved in the report's own context."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, log10, radians, sin, sqrt
from typing import Any

from geographiclib.geodesic import Geodesic

from according.claims import PlaceMention
from according.knowledge import tables
from according.knowledge.gazetteer import Candidate, Gazetteer
from according.knowledge.names import Names, bare_name
from according.language.analysis import Analysis
from according.reading.phrases import Range

_OFFSET = re.compile(
    r"(\d+(?:[.,]\d+)?)[\s-]*(km|kilomet(?:er|re)s?|miles?)\s*(?:\([^)]{0,20}\)\s*)?(?:to the\s+)?([a-z-]+)\s+of\s+(?:the\s+\w+\s+of\s+)?$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Found:
    """A toponym's tokens, its name, and the places it may be."""

    start: int
    end: int
    name: str
    candidates: tuple[Candidate, ...]


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    table = dict(tables.load("toponyms/words"))
    for key in ("kinds", "parts", "before", "organizations", "not_places"):
        table[key] = frozenset(table[key])
    return table


@lru_cache(maxsize=1)
def _names() -> Names:
    return Names()


def find_places(analysis: Analysis, gazetteer: Gazetteer) -> list[PlaceMention]:
    """Return the toponyms in text order; coordinates are None where a name is in no table.

    Demonyms are states, not places; "20 km north of X" is a point computed from X, with a radius.
    """
    found = sorted(_recognised(analysis, gazetteer), key=lambda f: f.start)
    focus = _focus(found)
    chosen: list[Candidate | None] = []
    settled = [
        f.candidates[0]
        for f in found
        if len(f.candidates) == 1 or (f.candidates and f.candidates[0].precision == "country")
    ]
    for k, f in enumerate(found):
        chosen.append(_choose(f, _container(found, k), focus, settled))
    return [_mention(analysis, f, c) for f, c in zip(found, chosen, strict=True)]


def _recognised(analysis: Analysis, gazetteer: Gazetteer) -> Iterator[_Found]:
    taken: set[int] = set()
    others: set[int] = set()
    for m in analysis.mentions:
        if m.kind == "place":
            start, end = _extent(analysis, m.start, m.end)
            if any(
                analysis.tokens[i].upos in ("PROPN", "X") or analysis.tokens[i].text[:1].isupper()
                for i in range(start, end)
            ):
                taken.update(range(start, end))
                yield from _split(analysis, gazetteer, start, end)
        elif m.score > 0.5:
            others.update(range(m.start, m.end))
    yield from _by_table(analysis, gazetteer, taken, others)


def _extent(analysis: Analysis, start: int, end: int) -> Range:
    """A place mention without determiner, "northern" and the class word that only describes it."""
    words = [t.text.lower() for t in analysis.tokens]
    while start < end - 1 and (
        analysis.tokens[start].upos in ("DET", "ADP", "PUNCT")
        or (words[start] in _words()["parts"] and not analysis.tokens[start].text[0].isupper())
    ):
        start += 1
    while end > start + 1 and (
        analysis.tokens[end - 1].upos in ("PUNCT", "PART", "ADP", "CCONJ") or words[end - 1] in ("'s", "’s")
    ):
        end -= 1
    return start, end


def _split(analysis: Analysis, gazetteer: Gazetteer, start: int, end: int) -> Iterator[_Found]:
    """One toponym of a mention, or several where it holds a list or a hierarchy ("Idlib province, Syria")."""
    text = analysis.quote(start, end)
    whole = gazetteer.lookup(text)
    commas = [i for i in range(start, end) if analysis.tokens[i].text == ","]
    if whole or not commas:
        yield _Found(start, end, text, whole or _variants(gazetteer, text))
        return
    begin = start
    for stop in [*commas, end]:
        if begin < stop:
            part = analysis.quote(begin, stop)
            yield _Found(begin, stop, part, gazetteer.lookup(part) or _variants(gazetteer, part))
        begin = stop + 1


def _variants(gazetteer: Gazetteer, text: str) -> tuple[Candidate, ...]:
    """The name with its class word added or taken off, a state's other names, a possessive's last part."""
    plain = bare_name(" ".join(text.split()))
    tries = [re.sub(r"^(?:al|Al|el|El|ar|Ar|ash|Ash|as|As|an|An|at|At|ad|Ad)[- ]", "", plain)]
    words = plain.split()
    if len(words) > 1:
        kinds, parts = _words()["kinds"], _words()["parts"]
        if words[-1].lower() in kinds:
            tries += [" ".join(words[:-1]), f"{' '.join(words[:-1])} Oblast", f"{' '.join(words[:-1])} Governorate"]
        if words[0].lower() in parts:
            tries.append(" ".join(words[1:]))
        if (
            words[0].lower() in ("city", "town", "village", "province", "state", "region", "district", "port")
            and words[1] == "of"
        ):
            tries.append(" ".join(words[2:]))
        if "'s" in plain or "’s" in plain:
            tries.append(re.split(r"['’]s\s*", plain)[-1])
    for code in [_names().state_of(plain)]:
        state = (
            _names().state(code) if code and not _names().is_capital(plain) and not _names().is_demonym(plain) else None
        )
        if state is not None:
            tries.insert(0, state.name)
    for name in tries:
        found = gazetteer.lookup(name) if name else ()
        if found:
            return found
    return ()


def _by_table(analysis: Analysis, gazetteer: Gazetteer, taken: set[int], others: set[int]) -> Iterator[_Found]:
    """Capitalised runs that the gazetteer knows and no mention covers."""
    tokens = analysis.tokens
    i = 0
    while i < len(tokens):
        if i in taken or i in others or tokens[i].upos != "PROPN" or not tokens[i].text[:1].isupper():
            i += 1
            continue
        end = i
        while (
            end < len(tokens)
            and end - i < 5
            and end not in taken
            and end not in others
            and (tokens[end].upos == "PROPN" or tokens[end].text in ("-", "'", "el", "al", "of"))
        ):
            end += 1
        hit = _longest(analysis, gazetteer, i, end)
        if hit is None:
            i += 1
            continue
        if _is_place(analysis, hit.start, hit.end, end):
            yield hit
        i = hit.end


def _longest(analysis: Analysis, gazetteer: Gazetteer, start: int, end: int) -> _Found | None:
    for stop in range(end, start, -1):
        text = analysis.quote(start, stop)
        if text.lower() in _words()["not_places"] or len(text) < 3:
            continue
        found = gazetteer.lookup(text)
        if (
            not found
            and (code := _names().state_of(text))
            and not _names().is_capital(text)
            and not _names().is_demonym(text)
        ):
            state = _names().state(code)
            found = gazetteer.lookup(state.name) if state else ()
        if found:
            return _Found(start, stop, text, found)
    return None


def _is_place(analysis: Analysis, start: int, end: int, run: int) -> bool:
    """Whether a known name in capitals is a place here: not a part of a longer name, not a person, well placed."""
    tokens = analysis.tokens
    after = tokens[end].text.lower() if end < len(tokens) else ""
    before = tokens[start - 1] if start else None
    if after in _words()["organizations"] or (
        end < run and tokens[end].text[0].isupper() and after not in _words()["kinds"]
    ):
        return False
    if before is not None and before.upos == "PROPN" and before.text.lower() not in _words()["parts"]:
        return False
    if before is not None and before.text.lower() in _words()["before"] | _words()["parts"] | _words()["kinds"] | {","}:
        return True
    return after in _words()["kinds"] or after in ("'s", "’s") or _names().state_of(tokens[start].text) is not None


def _focus(found: list[_Found]) -> Counter[str]:
    """How often each country is named or is the only one a name can be in."""
    counts: Counter[str] = Counter()
    for f in found:
        countries = {c.country for c in f.candidates if c.country}
        if len(countries) == 1:
            counts[next(iter(countries))] += 2 if f.candidates[0].precision == "country" else 1
        elif f.candidates and f.candidates[0].country and f.candidates[0].population > 300_000:
            counts[f.candidates[0].country] += 1
    return counts


def _container(found: list[_Found], k: int) -> _Found | None:
    """The place that stands right behind and holds this one: "Pokrovsk, Donetsk region", "Tripoli in Lebanon"."""
    if k + 1 < len(found) and 0 <= found[k + 1].start - found[k].end <= 2:
        return found[k + 1]
    return None


def _choose(f: _Found, container: _Found | None, focus: Counter[str], settled: list[Candidate]) -> Candidate | None:
    if not f.candidates:
        return None
    total = sum(focus.values()) or 1
    best: tuple[float, Candidate] | None = None
    for rank, c in enumerate(f.candidates):
        score = 0.55 * log10(c.population + 10) if c.precision == "point" else 3.3
        if c.entity.startswith("place:"):
            score += 2.0
        if c.precision == "country":
            score += 2.5
        if c.country:
            score += 3.0 * focus[c.country] / total
        if container is not None:
            held = {h.country for h in container.candidates[:3]} | {
                h.admin1 for h in container.candidates[:3] if h.admin1
            }
            if c.country in held or (c.admin1 and c.admin1 in held):
                score += 2.5
        near = min((_km(c, s) for s in settled if s.entity != c.entity and s.precision != "country"), default=None)
        if near is not None:
            score += 1.5 if near < 150 else 0.8 if near < 500 else 0.0
        score -= rank * 0.01
        if best is None or score > best[0]:
            best = score, c
    assert best is not None
    return best[1]


def _km(a: Candidate, b: Candidate) -> float:
    """Great-circle distance in km (haversine; an ellipsoid adds nothing at this use)."""
    p, q, r, s = map(radians, (a.lat, a.lon, b.lat, b.lon))
    return 12742 * asin(sqrt(sin((r - p) / 2) ** 2 + cos(p) * cos(r) * sin((s - q) / 2) ** 2))


def _mention(analysis: Analysis, f: _Found, c: Candidate | None) -> PlaceMention:
    start, end = analysis.span(f.start, f.end)
    name = " ".join(bare_name(analysis.text[start:end]).split())
    made = PlaceMention(text=analysis.text[start:end], span=(start, end), name=c.name if c else name)
    if c is None:
        made.entity = f"name:{name.lower().replace(' ', '-')}"
        return made
    made.entity, made.lat, made.lon, made.country = c.entity, c.lat, c.lon, c.country
    made.admin1, made.precision, made.radius_km = c.admin1, c.precision, c.radius_km
    _offset(analysis.text[max(0, start - 60) : start], made)
    return made


def _offset(before: str, place: PlaceMention) -> None:
    """Move a place that only anchors a distance: "20 km north of Kupiansk"."""
    match = _OFFSET.search(before)
    directions = _words()["directions"]
    if match is None or match.group(3).lower() not in directions or place.lat is None or place.lon is None:
        return
    km = float(match.group(1).replace(",", ".")) * (1.609344 if match.group(2).lower().startswith("mi") else 1.0)
    moved = Geodesic.WGS84.Direct(place.lat, place.lon, directions[match.group(3).lower()], km * 1000)
    place.lat, place.lon = round(moved["lat2"], 4), round(moved["lon2"], 4)
    place.radius_km = round(max(1.0, km / 4), 1)
    place.precision = "area"
