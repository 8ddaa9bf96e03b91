"""What numbers measure and what they count: the tables behind the tallies of an event."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, TypeVar

import msgspec

from according.errors import ModelError
from according.knowledge import tables

Kind = Literal["people", "weapon", "craft", "act", "thing", "none"]
Grows = Literal["up", "either", "no"]
_T = TypeVar("_T")


class Measure(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A measure: the words that mean it, the kinds it counts, types (``HARM/killed``), and how its numbers move."""

    words: tuple[str, ...]
    counts: tuple[Kind, ...]
    modes: tuple[str, ...]
    grows: Grows


class Counted(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The table of what is counted; see the comments of ``counted.yaml``."""

    kinds: dict[Kind, tuple[str, ...]]
    states: dict[str, str]
    deed_nouns: dict[str, str]
    parents: frozenset[str]
    aged: frozenset[str]
    ridden: frozenset[str]
    moving: frozenset[str]
    named_by_number: frozenset[str]
    generic: frozenset[str]
    same: dict[str, str]
    empty: frozenset[str]
    plurals: dict[str, str]
    when: frozenset[str]
    vague: frozenset[str]
    nobody: tuple[str, ...]
    refuted: tuple[str, ...]
    replaced: tuple[str, ...]
    units: frozenset[str]
    tolerance: float
    flying: frozenset[str]
    no_party: frozenset[str]


@lru_cache(maxsize=1)
def measures() -> dict[str, Measure]:
    """Return the measures by name, in the order in which they are tried."""
    return _load("tallies/measures", dict[str, Measure])


@lru_cache(maxsize=1)
def counted() -> Counted:
    """Return the table of what is counted."""
    return _load("tallies/counted", Counted)


@lru_cache(maxsize=1)
def kind_of_noun() -> dict[str, Kind]:
    """Return noun or phrase, in the singular, to its kind."""
    return {noun: kind for kind, nouns in counted().kinds.items() for noun in nouns}


@lru_cache(maxsize=1)
def phrases() -> dict[str, frozenset[tuple[str, ...]]]:
    """Return measure to its words, each as the base forms that must follow one another."""
    return {name: frozenset(tuple(w.split()) for w in measure.words) for name, measure in measures().items()}


@lru_cache(maxsize=1)
def base_forms() -> dict[str, frozenset[str]]:
    """Return an inflected form to the base forms it may be of, for all words of the measures."""
    words = {word for measure in measures().values() for phrase in measure.words for word in phrase.split()}
    irregular: dict[str, list[str]] = tables.load("tallies/irregular")
    found: dict[str, set[str]] = {}
    for word in words:
        for form in {word, *irregular.get(word, ()), *regular_forms(word)}:
            found.setdefault(form, set()).add(word)
    return {form: frozenset(bases) for form, bases in found.items()}


@lru_cache(maxsize=1)
def small_numbers() -> dict[str, float]:
    """Return the numbers up to twelve by their words."""
    table = tables.load("quantities/words")["small"]
    return {word: float(value) for word, value in table.items() if 0 < value <= 12}


def regular_forms(word: str) -> set[str]:
    """Return the forms that regular inflection makes of a verb or noun."""
    stem = word[:-1] if word.endswith("e") else word
    forms = {word + "s", word + "es", stem + "ed", stem + "ing"}
    if word.endswith("y") and word[-2:-1] not in "aeou":
        forms |= {word[:-1] + "ies", word[:-1] + "ied"}
    if len(word) > 2 and word[-1] not in "aeiouwxy" and word[-2] in "aeiou" and word[-3] not in "aeiou":
        forms |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    return forms


def _load(name: str, shape: type[_T]) -> _T:
    try:
        return msgspec.convert(tables.load(name), shape)
    except msgspec.ValidationError as error:
        raise ModelError(f"the table {name} is damaged: {error}", remedy="Install the package again.") from error
