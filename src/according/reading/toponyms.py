"""Toponym recognition: which tokens of a report name a place, and which places the name may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from according.knowledge import tables
from according.knowledge.gazetteer import Candidate, Gazetteer
from according.knowledge.names import Names
from according.knowledge.places.build import MAIN, SHORT
from according.language.analysis import Analysis
from according.reading.mentions import nouns

LONGEST = 5
"""Tokens of the longest name that is looked up where no mention says how long it is."""
_PROMINENT = 100_000
_KNOWN = 15_000
"""Inhabitants of a town that an organization is likelier called after than after a person of that name."""
_NO_PLACES = frozenset(["organization", "group", "media", "equipment"])
"""Kinds of names that are no places, whatever else is called so."""
_POSSESSIVE = ("'s", "’s", "'", "’")
_HOLDS = re.compile(
    r"\s*(?:[,(]|,?\s*(?:in|of)|['’]s|(?:,?\s*[a-z-]+){1,3}\s+(?:in|of))(?:\s+the)?"
    r"(?:\s+(?:north|south|east|west|central)[a-z-]*)?(?:\s+(?:region|province|state|city) of)?\s*"
)
_ARTICLE = re.compile(r"^(?:the|al|el|ar|ash|as|an|at|ad|az)[- ]", re.IGNORECASE)


@dataclass(slots=True)
class Toponym:
    """Tokens ``[start, end)`` that name a place, the places it may be, and what class word stands with it."""

    start: int
    end: int
    name: str
    candidates: list[Candidate]
    wanted: str | None = None
    """Precision the class word asks for: ``region`` of "Donetsk region", ``point`` of "the city of Homs"."""
    state: str | None = None
    """The state that the class word is of: ``KG`` of "the Kyrgyz border village of Kok-Tash"."""
    capital_of: str | None = None
    """The state whose capital has this name."""
    gap: str | None = None
    """The words up to the next toponym, where few."""
    embedded: bool = False
    """Whether it stands in the name of something else ("Kharkiv University"): a toponym, and no scene of anything."""

    def gap_to(self, other: Toponym) -> bool:
        """Whether `other` stands where a container stands: "Pokrovsk, Donetsk region", "Tripoli in Lebanon"."""
        return self.gap is not None and bool(_HOLDS.fullmatch(self.gap)) and other.start > self.end - 1


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return the words that stand around toponyms, ``toponyms/words.yaml``."""
    table = dict(tables.load("toponyms/words"))
    table["class_of"] = {word: kind for kind, listed in table["classes"].items() for word in listed}
    for key in ("parts", "before", "organizations", "not_places", "no_places", "of_their_state"):
        table[key] = frozenset(table[key])
    for key in ("not_places", "no_places"):
        table[key] |= table["directions"].keys()
    return table


@lru_cache(maxsize=1)
def _names() -> Names:
    return Names()


def recognise(analysis: Analysis, gazetteer: Gazetteer) -> list[Toponym]:
    """Return the toponyms in text order, from the engine's mentions first, then from names the gazetteer knows."""
    taken: set[int] = set()
    others: set[int] = set()
    found: list[Toponym] = []
    for mention in analysis.mentions:
        if mention.kind != "place":
            if mention.score > 0.5:
                others.update(range(mention.start, mention.end))
            continue
        start, end = _widen(analysis, gazetteer, *_trim(analysis, mention.start, mention.end))
        if not any(analysis.tokens[i].text[:1].isupper() for i in range(start, end)):
            continue
        if not taken.isdisjoint(range(start, end)) or _is_description(analysis, start, end):
            continue
        if _names_another(analysis, start, end):
            others.update(range(start, end))
            continue
        taken.update(range(start, end))
        found += _split(analysis, gazetteer, start, end)
    found += _by_table(analysis, gazetteer, taken, others)
    found += _in_organizations(analysis, gazetteer, {i for t in found for i in range(t.start, t.end)})
    found.sort(key=lambda t: t.start)
    for one, two in pairwise(found):
        if two.start - one.end <= 6:
            one.gap = analysis.text[analysis.tokens[one.end - 1].end : analysis.tokens[two.start].start]
    return found


def _is_description(analysis: Analysis, start: int, end: int) -> bool:
    """Whether tokens say only what kind of place it is, and whose: "Ukrainian", "Ukrainian town"."""
    last = end
    while last > start and analysis.tokens[last - 1].text in words()["class_of"]:
        last -= 1
    return last > start and is_demonym(analysis.quote(start, last))


def _names_another(analysis: Analysis, start: int, end: int) -> bool:
    """Whether tokens taken for a place name a direction, an organization, a weapon or a ship: "the South", "Hamas", "the carrier Shandong"."""
    text = analysis.quote(start, end)
    if text.lower() in words()["no_places"]:
        return True
    known = _names().lookup(text)
    if known and all(n.kind in _NO_PLACES for n in known):
        return True
    before = analysis.tokens[start - 1] if start else None
    return before is not None and before.upos == "NOUN" and before.lemma in nouns()["equipment_classes"]["vessel"]


def is_demonym(text: str) -> bool:
    """Whether `text` is only an adjective of nationality or a people: "Syrian", "Ukrainians"."""
    return _names().is_demonym(text)


def _trim(analysis: Analysis, start: int, end: int) -> tuple[int, int]:
    """A mention without its article, its lower-case "northern" and its possessive."""
    tokens = analysis.tokens
    while start < end - 1 and (
        (tokens[start].upos in ("DET", "ADP", "PUNCT") and not _ARTICLE.match(tokens[start].text + " "))
        or tokens[start].text.lower() == "the"
        or tokens[start].text in words()["parts"]
    ):
        start += 1
    while end > start + 1 and (
        tokens[end - 1].upos in ("PUNCT", "PART", "ADP", "CCONJ") or tokens[end - 1].text in _POSSESSIVE
    ):
        if tokens[end - 1].text == "." and end - start == 2:
            break
        end -= 1
    return start, end


def _widen(analysis: Analysis, gazetteer: Gazetteer, start: int, end: int) -> tuple[int, int]:
    """A mention that is only a part of a known name grows to the whole: "States" of "United States"."""
    tokens = analysis.tokens
    for first, last in ((start - 1, end), (start, end + 1), (start - 1, end + 1), (start - 2, end), (start, end + 2)):
        if first < 0 or last > len(tokens) or tokens[first].sentence != tokens[last - 1].sentence:
            continue
        if not (tokens[first].text[:1].isupper() and tokens[last - 1].text[:1].isupper()):
            continue
        text = analysis.quote(first, last)
        if "\n" not in text and "," not in text and (gazetteer.knows(text) or _state(gazetteer, text)):
            return first, last
    return start, end


def _split(analysis: Analysis, gazetteer: Gazetteer, start: int, end: int) -> Iterator[Toponym]:
    """One toponym of a mention, or several where it holds a hierarchy ("Idlib province, Syria")."""
    whole = _toponym(analysis, gazetteer, start, end)
    commas = [i for i in range(start, end) if analysis.tokens[i].text == ","]
    if whole.candidates or not commas:
        yield whole
        return
    begin = start
    for stop in [*commas, end]:
        if begin < stop:
            yield _toponym(analysis, gazetteer, begin, stop)
        begin = stop + 1


def _toponym(analysis: Analysis, gazetteer: Gazetteer, start: int, end: int) -> Toponym:
    text = " ".join(analysis.quote(start, end).split())
    found = Toponym(start, end, text, candidates_of(gazetteer, text))
    if _names().is_capital(text):
        found.capital_of = _names().state_of(text)
    classes = words()["class_of"]
    inner = text.lower().split()
    if len(inner) > 1 and inner[-1] in classes:
        found.wanted = classes[inner[-1]]
    elif end < len(analysis.tokens) and analysis.tokens[end].text.lower() in classes:
        found.wanted = classes[analysis.tokens[end].text.lower()]
    elif start > 1 and analysis.tokens[start - 1].text == "of" and analysis.tokens[start - 2].text.lower() in classes:
        found.wanted = classes[analysis.tokens[start - 2].text.lower()]
        found.state = _state_of_class(analysis, start - 2)
    elif _shared_class(analysis, end):
        found.wanted = _shared_class(analysis, end)
    elif start and analysis.tokens[start - 1].text in words()["before_points"]:
        found.wanted = "point"
    return found


def _state_of_class(analysis: Analysis, i: int) -> str | None:
    """Whose village or province it is: not of a settlement or a base, which may stand in another's country."""
    tokens = analysis.tokens
    if tokens[i].text.lower() not in words()["of_their_state"]:
        return None
    named = [
        tokens[c].text
        for c in tokens[i].children
        if tokens[c].deprel in ("amod", "compound") and tokens[c].text[:1].isupper()
    ]
    return next((_names().state_of(text) for text in named if _names().is_demonym(text)), None)


def _shared_class(analysis: Analysis, end: int) -> str | None:
    """The class word that several names share: "the Rostov and Voronezh regions"."""
    tokens, i = analysis.tokens, end
    while i + 1 < len(tokens) and i < end + 12 and tokens[i].text in (",", "and", "or", "-"):
        i += 1
        while i < len(tokens) and tokens[i].text[:1].isupper():
            i += 1
    word = tokens[i].text.lower() if end < i < len(tokens) else ""
    return words()["class_of"].get(word) if word.endswith("s") else None


def candidates_of(gazetteer: Gazetteer, text: str) -> list[Candidate]:
    """Return the places `text` may name: as it is, as a state's other name, without article or class word."""
    full = words()["abbreviations"].get(text)
    if full is not None:
        return [c for c in gazetteer.lookup(full) if c.kind == "admin1"]
    listed = _state(gazetteer, text) or gazetteer.lookup(text)
    if text.isupper() and len(text) < 4:  # "EU" is no town of Normandy
        return [c for c in listed if c.rank == SHORT or c.precision == "country"]
    if listed or is_demonym(text):
        return listed
    for other in _variants(text):
        listed = _state(gazetteer, other) or gazetteer.lookup(other)
        if listed:
            return listed
    return []


def _state(gazetteer: Gazetteer, text: str) -> list[Candidate]:
    """The state by its table's names ("DR Congo"), before whatever else has that name."""
    code = _names().state_of(text)
    state = _names().state(code) if code else None
    if state is None or _names().is_capital(text) or is_demonym(text):
        return []
    listed = gazetteer.lookup(text)
    if any(c.kind == "admin1" and c.rank == MAIN and c.country == code for c in listed):
        return listed  # England is a part of the state that is called by it
    named = [replace(c, rank=MAIN) for c in gazetteer.lookup(state.name) if c.precision == "country"][:1]
    known = {c.entity for c in named}
    return named + [c for c in listed if c.entity not in known]


def _variants(text: str) -> Iterator[str]:
    plain = _ARTICLE.sub("", text)
    if plain != text:
        yield plain
    parts, classes = words()["parts"], words()["class_of"]
    listed = text.split()
    if len(listed) > 2 and listed[0].lower() in classes and listed[1] == "of":
        yield " ".join(listed[2:])
    if len(listed) > 1:
        if listed[-1].lower() in classes:
            yield " ".join(listed[:-1])
        if listed[0].lower() in parts:
            yield " ".join(listed[1:])
        if listed[0].lower().rstrip(".") in ("st", "ft", "mt"):
            yield " ".join([{"st": "Saint", "ft": "Fort", "mt": "Mount"}[listed[0].lower().rstrip(".")], *listed[1:]])
    for mark in ("'s ", "’s "):
        if mark in text:
            owner, owned = text.rsplit(mark, 1)
            code = _names().state_of(owner.split(mark)[-1])
            seat = _names().capital(code) if code and owned.lower() == "capital" else None
            yield seat or (owned if owned[:1].isupper() else owner)
    if not plain.isascii() or "-" not in text:
        return
    yield text.replace("-", "")


def _in_organizations(analysis: Analysis, gazetteer: Gazetteer, taken: set[int]) -> Iterator[Toponym]:
    """Places that organizations are called after or belong to: "Ohio Department of Health", "Basra police"."""
    for mention in analysis.mentions:
        if mention.kind != "organization":
            continue
        start = mention.start + (analysis.tokens[mention.start].text.lower() == "the")
        known = _names().lookup(" ".join(analysis.quote(start, mention.end).split()))
        if known or not taken.isdisjoint(range(start, mention.end)):
            continue
        hit = _longest(analysis, gazetteer, start, mention.end - 1) if start < mention.end - 1 else None
        if hit is None or len(hit.name) < 4:
            continue
        best = hit.candidates[0]
        if best.precision in ("country", "region", "district") or best.population > _KNOWN:
            hit.embedded = True
            yield hit


def _by_table(analysis: Analysis, gazetteer: Gazetteer, taken: set[int], others: set[int]) -> Iterator[Toponym]:
    """Runs of proper nouns that the gazetteer knows and no mention covers."""
    tokens, strict = analysis.tokens, bool(analysis.mentions)
    i = 0
    while i < len(tokens):
        if not _opens(analysis, i) or i in taken or i in others:
            i += 1
            continue
        end = i + 1
        while (
            end < len(tokens)
            and end - i < LONGEST
            and end not in taken
            and end not in others
            and _goes_on(analysis, end)
        ):
            end += 1
        hit = _longest(analysis, gazetteer, i, end)
        if hit is None:
            i = end
            continue
        if _is_place(analysis, hit, end, strict):
            yield hit
            i = hit.end
        else:
            i = end


def _opens(analysis: Analysis, i: int) -> bool:
    token = analysis.tokens[i]
    return token.text[:1].isupper() and token.upos == "PROPN"


def _goes_on(analysis: Analysis, i: int) -> bool:
    token = analysis.tokens[i]
    if analysis.tokens[i - 1].sentence != token.sentence:
        return False
    return (token.text[:1].isupper() and token.upos in ("PROPN", "NOUN", "ADJ")) or token.text in (
        "-",
        "al",
        "el",
        "ez",
        "az",
        "of",
        "the",
    )


def _longest(analysis: Analysis, gazetteer: Gazetteer, start: int, end: int) -> Toponym | None:
    for stop in range(end, start, -1):
        if not analysis.tokens[stop - 1].text[:1].isupper():
            continue
        text = analysis.quote(start, stop)
        if text.lower() in words()["not_places"] or is_demonym(text):
            return None
        if (len(text) > 2 and gazetteer.knows(text)) or _state(gazetteer, text):
            hit = _toponym(analysis, gazetteer, start, stop)
            if hit.candidates:
                return hit
    return None


def _is_place(analysis: Analysis, hit: Toponym, run: int, strict: bool) -> bool:
    """Whether a known name is a place here: no part of a longer name, well placed, or too prominent to be else."""
    tokens, around = analysis.tokens, words()
    after = tokens[hit.end].text.lower() if hit.end < len(tokens) else ""
    before = tokens[hit.start - 1] if hit.start else None
    if after in around["organizations"] or (hit.end < run and after not in around["class_of"]):
        return False
    if any(n.kind == "person" or n.kind in _NO_PLACES for n in _names().lookup(hit.name)):
        return False
    lead = before.text.lower() if before is not None else ""
    if before is not None and before.upos == "PROPN" and before.text[:1].isupper() and lead not in around["parts"]:
        return False
    best = hit.candidates[0]
    prominent = best.precision in ("country", "sea") or best.is_ours or best.population > _PROMINENT
    placed = lead in around["before"] or lead in around["parts"] or after in around["class_of"]
    if strict:
        return (placed or prominent) and len(hit.name) > 3
    return prominent or (placed and len(hit.name) > 3)
