"""Names and noun phrases of a report: what can be referred to, with kind, gender and number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from according.knowledge import tables
from according.knowledge.names import Name, Names
from according.language.analysis import Analysis, Mention

_SPEAKING_KINDS = ("person", "organization", "equipment", "place", "nationality")
_LOWER_INSIDE = frozenset(["-", "’", "'", "al", "el", "ul", "bin", "ibn", "de", "von", "van", "der"])


@dataclass(frozen=True, slots=True)
class Identity:
    """What an expression stands for: a stable id, the display name, the kind, the state it belongs to."""

    entity: str | None
    name: str | None
    kind: str
    state: str | None = None


@dataclass(slots=True)
class Named:
    """A name over tokens ``[start, end)``: its entry in the tables, if any, and the engine's kind, if any."""

    start: int
    end: int
    kind: str
    entry: Name | None


@lru_cache(maxsize=1)
def nouns() -> dict[str, Any]:
    """Return the table of nouns, title words and anaphors."""
    table: dict[str, Any] = tables.load("identity/nouns")
    return {name: frozenset(words) if isinstance(words, list) else words for name, words in table.items()}


@lru_cache(maxsize=1)
def noun_classes() -> dict[str, str]:
    """Return noun to class; the first class of the table that lists a noun has it."""
    order = ("document", "anonymous", "unit", "group", "organization", "media", "equipment", "person", "place")
    return {noun: kind for kind in reversed(order) for noun in nouns()[kind]}


@lru_cache(maxsize=1)
def outlets() -> frozenset[str]:
    """Return the nouns that before a name say that it is a medium's: "the newspaper", "the agency"."""
    return frozenset(nouns()["media"]) | {"agency"}


def is_masthead(name: str) -> bool:
    """Whether a name is that of a newspaper or a station by its words: "the Gulf Examiner", "Radio Lagon"."""
    words = name.lower().split()
    return words[-1] in nouns()["mastheads"] or words[0] in nouns()["stations"]


@lru_cache(maxsize=1)
def first_names() -> dict[str, str]:
    """Return given name to ``m`` or ``f``."""
    table: dict[str, list[str]] = tables.load("identity/first_names")
    return {name: gender for gender, names in table.items() for name in names}


@lru_cache(maxsize=1)
def title_words() -> dict[str, str]:
    """Return title to gender, '' where it has none."""
    t = nouns()
    words = dict.fromkeys(t["titles_neutral"], "")
    return words | dict.fromkeys(t["titles_male"], "m") | dict.fromkeys(t["titles_female"], "f")


def noun_class(word: str) -> str | None:
    """Return the class of a noun in its dictionary form or as a regular plural, lower-cased."""
    table = noun_classes()
    for form in (word, word.removesuffix("s"), word.removesuffix("es")):
        if form in table:
            return table[form]
    if word.endswith("men"):
        return table.get(word[:-3] + "man")
    return table.get(word[:-3] + "y") if word.endswith("ies") else None


def identity_of(entry: Name) -> Identity:
    """Return the identity of an entry of the tables."""
    return Identity(entry.entity, entry.name, entry.kind, entry.state)


@lru_cache(maxsize=20_000)
def normalised(text: str) -> str:
    """Return the id of a name that the tables do not know: same words, same id."""
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return "name:" + "-".join(words)


def gender_of_entry(entry: Name) -> str:
    """Return the gender the tables give a person, '' if none."""
    extra: Mapping[str, str] | None = getattr(entry, "extra", None)
    found = extra.get("gender", "") if extra is not None else getattr(entry, "note", "")
    return found if found in ("m", "f") else ""


def is_title(analysis: Analysis, i: int) -> bool:
    """Whether token `i` is a title that stands before a person's name."""
    return analysis.tokens[i].lower in title_words()


def find_names(analysis: Analysis, names: Names) -> list[Named]:
    """Return the names of a report in text order, without overlaps; the longer of two wins, the table on a tie."""
    found = [*_from_tables(analysis, names), *_from_engine(analysis), *_proper_runs(analysis)]
    found = [x for x in (_strip(analysis, n) for n in found) if x.end > x.start]
    found.sort(key=lambda n: (-_strength(n), n.start))
    taken: set[int] = set()
    kept: list[Named] = []
    for n in found:
        if taken.isdisjoint(range(n.start, n.end)):
            kept.append(n)
            taken.update(range(n.start, n.end))
    return sorted(kept, key=lambda n: n.start)


def _strength(n: Named) -> float:
    return (n.end - n.start) + (0.5 if n.entry is not None else 0.2 if n.kind != "?" else 0.0)


def _from_tables(analysis: Analysis, names: Names) -> list[Named]:
    words = [t.text for t in analysis.tokens]
    found, i = [], 0
    while i < len(words):
        match = names.longest(words, i) if words[i][:1].isalnum() else None
        if match is None and words[i].isupper() and len(words[i]) > 3:
            # A headline or dateline in capitals.
            match = names.longest([w.capitalize() for w in words[i : i + 7]], 0)
            match = (i + match[0], match[1]) if match is not None else None
        if match is None or not match[1] or not _plausible(analysis, i, match[0], match[1][0]):
            i += 1
            continue
        end, entries = match
        found.append(Named(i, end, entries[0].kind, entries[0]))
        i = end
    return found


def _plausible(analysis: Analysis, start: int, end: int, entry: Name) -> bool:
    """A name is no ordinary word: "us", "is" and a capital at the start of a sentence are not enough."""
    tokens = analysis.tokens[start:end]
    if tokens[-1].sentence != tokens[0].sentence:
        return False
    if len(tokens) > 1 or entry.kind == "equipment":
        return True
    return tokens[0].text[:1].isupper() and tokens[0].upos not in ("PRON", "AUX", "VERB", "DET", "ADP", "ADV")


def _from_engine(analysis: Analysis) -> list[Named]:
    found = []
    for m in analysis.mentions:
        proper = [t for t in analysis.tokens[m.start : m.end] if t.upos == "PROPN" and t.text[:1].isupper()]
        last = analysis.tokens[m.end - 1]
        if m.kind in _SPEAKING_KINDS and proper and not last.text[:1].islower():
            found.append(Named(m.start, m.end, m.kind, None))
    return found


def _proper_runs(analysis: Analysis) -> list[Named]:
    """Runs of proper nouns, with the small words inside that bind them ("Khan al-Assal", "Jean-Noël Barrot")."""
    tokens, found, i = analysis.tokens, [], 0
    while i < len(tokens):
        if tokens[i].upos != "PROPN" or not tokens[i].text[:1].isupper():
            i += 1
            continue
        start = i
        i += 1
        while i < len(tokens) and tokens[i].sentence == tokens[start].sentence:
            proper = tokens[i].upos == "PROPN" and (tokens[i].text[:1].isupper() or tokens[i].text[:1].isdigit())
            if not proper and not (tokens[i].text in _LOWER_INSIDE and _bound(analysis, i, start)):
                break
            i += 1
        first = analysis.sentences[tokens[start].sentence].start
        if (
            i - start == 1
            and start == first
            and i < len(tokens)
            and tokens[start].head == i
            and tokens[i].upos == "NOUN"
        ):
            # The capital is the sentence's ("State television").
            continue
        found.append(Named(start, i, _kind_of_run(analysis, start, i), None))
    return found


def _bound(analysis: Analysis, i: int, start: int) -> bool:
    tokens = analysis.tokens
    following = i + 1 < len(tokens) and tokens[i + 1].upos == "PROPN" and tokens[i + 1].sentence == tokens[i].sentence
    return following and (tokens[i].text.isalpha() or tokens[i].start == tokens[i - 1].end)


def _kind_of_run(analysis: Analysis, start: int, end: int) -> str:
    """The engine's kind where it marks part of the run, else what titles and nouns say; '?' if nothing does."""
    inside = [m.kind for m in analysis.mentions if m.start < end and start < m.end and not _has_adposition(analysis, m)]
    before = start - 1
    if is_title(analysis, start) or (before >= 0 and is_title(analysis, before)):
        return "person"
    if analysis.tokens[start].text in first_names() and end - start > 1:
        return "person"
    kind = noun_class(analysis.tokens[end - 1].lower)
    if kind in ("organization", "media", "unit", "group"):
        return kind
    return inside[0] if inside else "?"


def _has_adposition(analysis: Analysis, m: Mention) -> bool:
    """Whether a person the engine marks is a description that holds other names ("Minister for the Middle East")."""
    return m.kind == "person" and any(t.upos == "ADP" for t in analysis.tokens[m.start : m.end])


def _is_date(analysis: Analysis, i: int) -> bool:
    text = analysis.tokens[i].text
    word = text.split(".")[0]
    return word in nouns()["calendar"] or analysis.tokens[i].upos in ("NUM", "PUNCT") or text[:1].isdigit()


def _strip(analysis: Analysis, n: Named) -> Named:
    """Take article, titles and a final possessive off a name."""
    start, end, kind = n.start, n.end, n.kind
    tokens = analysis.tokens
    if n.entry is None:
        while start < end and (tokens[start].upos == "DET" or (n.kind == "person" and is_title(analysis, start))):
            start += 1
        titles = [i for i in range(start, end - 1) if is_title(analysis, i)]
        if titles and noun_class(tokens[end - 1].lower) is None:
            # "Foreign Minister Barrot": the name begins after the last title of the run.
            start, kind = titles[-1] + 1, "person"
        while start < end - 1 and kind == "person" and not tokens[start].text[:1].isupper():
            start += 1
    while end > start and tokens[end - 1].text in ("'s", "’s", "'", "’", "-"):
        end -= 1
    if n.entry is None and all(_is_date(analysis, i) for i in range(start, end)):
        return Named(start, start, kind, None)
    if start > n.start and start < end and tokens[start].upos == "ADP":
        # "Minister for the Middle East" is a title, no name.
        return Named(start, start, kind, None)
    of = end < len(tokens) and tokens[end].text == "of"
    if n.entry is None and of and end == start + 1 and noun_class(tokens[start].lower) is not None:
        # "Ministry of Defence", "Government of Iraq": the first word alone names nothing.
        return Named(start, start, kind, None)
    if n.entry is None and end > start and is_title(analysis, end - 1) and tokens[start].text not in first_names():
        # So is "the Foreign Secretary".
        return Named(start, start, kind, None)
    article = tokens[start - 1].lower if start else ""
    if n.entry is None and kind == "person" and article == "the" and start == n.start:
        # "the Yi Peng": no person; a ship, mostly, or a body.
        kind = "?"
    return n if (start, end, kind) == (n.start, n.end, n.kind) else Named(start, end, kind, n.entry)
