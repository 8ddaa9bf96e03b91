"""Lemmas of inflected words that the treebanks do not have."""

from __future__ import annotations

import pytest

from according.language.engine import MODELS
from according.language.lemmas import Lemmas


@pytest.fixture(scope="module")
def lemmas() -> Lemmas:
    return Lemmas(MODELS / "en" / "lemmas.tsv")


@pytest.mark.parametrize(
    ("word", "upos", "scripted", "lemma"),
    [
        ("repelled", "VERB", "repelle", "repel"),
        ("Severed", "VERB", "severe", "sever"),  # `severe` is a word, of another kind
        ("lorries", "NOUN", "lorrie", "lorry"),
        ("militiamen", "NOUN", "militiame", "militiaman"),
        ("embargo", "NOUN", "embarg", "embargo"),
        ("fled", "VERB", "flead", "flee"),
        ("Velsk", "PROPN", "velsk", "velsk"),
    ],
)
def test_words_of_the_field(lemmas: Lemmas, word: str, upos: str, scripted: str, lemma: str) -> None:
    assert lemmas.lemma(word, upos, scripted) == lemma
