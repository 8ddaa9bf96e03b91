"""What pairing knows: which words can name one kind of happening, how rare words are, what the evidence weighs."""

from __future__ import annotations

import csv
from functools import lru_cache

import msgspec

from according.errors import ModelError
from according.knowledge import tables


class Deeds(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A group of deeds: the types of its claims, and classes of triggers that name it where the type does not."""

    types: frozenset[str]
    triggers: frozenset[str]


class Settings(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The lists of ``settings.yaml``: see there."""

    empty: frozenset[str]
    deeds: dict[str, Deeds]
    counted: dict[str, str]
    together: list[tuple[str, str]]
    mutual: frozenset[str]
    undone: dict[str, frozenset[str]]
    particular: frozenset[str]
    far_sources: frozenset[str]
    may_be_force: frozenset[str]
    own: frozenset[str]
    speaking: frozenset[str]
    force_classes: frozenset[str]
    weapons: dict[str, list[str]]
    nights: list[str]
    day_before: list[str]
    day_after: list[str]
    aftermath: frozenset[str]
    aftermath_of: list[str]
    lasting: frozenset[str]
    words_put_out: frozenset[str]
    words_said: frozenset[str]
    separately: list[str]
    carrying: frozenset[str]
    ways: frozenset[str]
    ways_to: frozenset[str]


class Weights(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The logistic curves of ``weights.yaml``: a bias and a weight for each kind of evidence, by kind of pair."""

    told: dict[str, float]
    """Two reports, one of which has no date: fitted on the training part of ECB+."""
    dated: dict[str, float]
    """Two dated reports, not both on deeds of force: as `told`, but for what is set by hand."""
    situated: dict[str, float]
    """Two dated reports that both tell of force: set by hand."""
    within: dict[str, float]
    """Two claims of one report, not both deeds of force in a dated report: fitted likewise."""
    incident: dict[str, float]
    """Two claims of one dated report that both tell of force: set by hand."""


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the lists of ``settings.yaml``."""
    return msgspec.convert(tables.load("pairing/settings"), Settings, strict=False)


@lru_cache(maxsize=1)
def together() -> frozenset[tuple[str, str]]:
    """Return the pairs of groups of deeds that go together, either way round."""
    return frozenset(pair for a, b in settings().together for pair in ((a, b), (b, a)))


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Return the weights of ``weights.yaml``."""
    table = tables.load("pairing/weights")
    return msgspec.convert({**table, "dated": {**table["told"], **table["dated"]}}, Weights, strict=False)


@lru_cache(maxsize=1)
def classes() -> dict[str, frozenset[str]]:
    """Return the classes of happenings of each lemma (or lemmas joined by a blank: "shoot down")."""
    found: dict[str, set[str]] = {}
    for name, lemmas in tables.load("pairing/triggers")["alike"].items():
        for lemma in lemmas:
            found.setdefault(str(lemma), set()).add(name)
    return {lemma: frozenset(names) for lemma, names in found.items()}


@lru_cache(maxsize=1)
def light() -> frozenset[str]:
    """Return the lemmas that say little of what happened."""
    return frozenset(map(str, tables.load("pairing/triggers")["light"]))


@lru_cache(maxsize=1)
def weapon_classes() -> dict[str, str]:
    """Return the class of each word for a weapon."""
    return {word: name for name, words in settings().weapons.items() for word in words}


@lru_cache(maxsize=1)
def rarity() -> dict[str, float]:
    """Return how telling each common stem is, from 0 (in every text) to 1; stems that are not listed are worth 1."""
    path = tables.HERE / "pairing" / "rarity.csv"
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return {row["stem"]: float(row["worth"]) for row in csv.DictReader(r for r in lines if r[0] != "#")}
    except OSError as error:
        raise ModelError("the table pairing/rarity is missing", remedy="Install the package again.") from error
