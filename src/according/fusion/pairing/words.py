"""Words as claims are compared by them: stems, the kinds of happening that a trigger can name, and what a word is worth."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import according.language
from according.knowledge import pairing

_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
_SUFFIXES = (
    "ational", "ations", "ation", "ements", "ement", "ments", "ment", "nesses", "ness", "ities", "ity", "ings", "ing",
    "ions", "ion", "ances", "ance", "ences", "ence", "als", "ers", "ies", "ied", "ed", "es", "er", "al", "ly", "s", "e",
    "y",
)  # fmt: skip
LEAST_STEM, LONG_STEM = 3, 5
"""Least letters left when a short, or a long, suffix is cut off: "sentence" keeps its last four."""


@lru_cache(maxsize=1)
def _lemmas() -> dict[str, str]:
    """Lemmas by form from the table beside the model, verbs first: "struck" is "strike"."""
    path = Path(according.language.__file__).parent / "models" / "en" / "lemmas.tsv"
    found: dict[str, str] = {}
    order = {"VERB": 0, "NOUN": 1, "ADJ": 2}
    best: dict[str, int] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        form, upos, lemma = line.split("\t")
        rank = order.get(upos)
        if rank is not None and rank < best.get(form, 9):
            found[form], best[form] = lemma or form, rank
    return found


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """Return the lemma of a word in lower case; a regular ending of an unknown word is cut off."""
    known = _lemmas().get(word)
    if known is not None and (known in pairing.classes() or known in pairing.light()):
        return known
    regular = _regular(word)
    return regular if known is None or regular in pairing.classes() else known


def _regular(word: str) -> str:
    for ending, least in (("ing", 5), ("ed", 4), ("ies", 5), ("s", 4)):
        if word.endswith(ending) and len(word) > least and not word.endswith("ss"):
            stem = word[: -len(ending)] + ("y" if ending == "ies" else "")
            return next((c for c in (stem, stem + "e") if c in pairing.classes()), stem)
    return word


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return what a word shares with its inflections and derivations: "killing" and "killed" are "kill"."""
    base = lemma(word)
    if not base.isalpha():
        return base
    for suffix in _SUFFIXES:
        least = LEAST_STEM if len(suffix) < 4 else LONG_STEM
        if base.endswith(suffix) and len(base) - len(suffix) >= least and not base.endswith("ss"):
            base = base[: -len(suffix)]
            break
    return base[:-1] if len(base) > LEAST_STEM and base[-1] == base[-2] else base


def plain_words(text: str) -> list[str]:
    """Return the words of `text` in order, in lower case and without accents."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        for mark in filter(unicodedata.combining, set(text)):
            text = text.replace(mark, "")
    return _WORD.findall(text.casefold())


@lru_cache(maxsize=512)
def telling(text: str) -> dict[str, float]:
    """Return the stems of `text` that say what it is about, with what each is worth, 0 to 1; to be read only."""
    empty, rarity = pairing.settings().empty, pairing.rarity()
    found = {}
    for word in plain_words(text):
        if word not in empty and (len(word) > 1 or word.isdigit()):
            root = stem(word)
            found[root] = rarity.get(root, 1.0)
    return found


def worth(root: str) -> float:
    """Return how telling a stem is, 0 to 1."""
    return pairing.rarity().get(root, 1.0)


@lru_cache(maxsize=16384)
def trigger_lemmas(text: str) -> tuple[str, ...]:
    """Return the lemmas of a trigger: "shot down" is ("shoot", "down")."""
    return tuple(lemma(word) for word in plain_words(text))


@lru_cache(maxsize=16384)
def kinds(text: str) -> frozenset[str]:
    """Return the kinds of happening that a trigger can name; of a phrase that is known as a whole, the phrase's only."""
    lemmas = trigger_lemmas(text)
    table = pairing.classes()
    first, *rest = plain_words(text) or [""]
    whole = table.get(" ".join(lemmas)) or table.get(" ".join([lemma(first), *rest]))
    if whole:
        return whole
    found: set[str] = set()
    for one in lemmas:
        found |= table.get(one, frozenset()) or table.get(stem(one), frozenset())
    return frozenset(found)


@lru_cache(maxsize=16384)
def roots(text: str) -> tuple[str, ...]:
    """Return the stems of a trigger."""
    return tuple(dict.fromkeys(stem(word) for word in plain_words(text)))


def is_light(text: str) -> bool:
    """Whether a trigger says little of what happened ("made", "took")."""
    return len(trigger_lemmas(text)) == 1 and trigger_lemmas(text)[0] in pairing.light()
