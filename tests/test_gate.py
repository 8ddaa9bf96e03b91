"""The relevance gate: what is about conflict passes, for one paragraph too; its cost is that of counting words."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from according.errors import ModelError
from according.language.gate import PATH, SHORT, Gate, best_stretch, features, word_hashes

needs_gate = pytest.mark.skipif(not PATH.exists(), reason="the gate is not built")
ATTACK = (
    "Shells fell on the port of Velsk on Monday and killed four dock workers, the regional governor said. The army blamed "
    "separatists, who denied it. The defence ministry said that two drones were shot down over the harbour. "
)
COOKING = (
    "Peel the apples and cut them into thin slices. Melt the butter in a wide pan, add the sugar and stir until it is brown. "
    "Put the slices into the pan with a little cinnamon and let them cook gently for ten minutes. "
)


@needs_gate
def test_a_report_on_an_attack_passes_and_a_recipe_does_not():
    gate = Gate()
    assert gate.passes(ATTACK) and not gate.passes(COOKING)


@needs_gate
def test_a_long_report_passes_for_one_paragraph():
    assert Gate().passes("\n\n".join([COOKING * 10, ATTACK, COOKING * 10]))
    assert not Gate().passes(COOKING * 21)


@needs_gate
def test_the_title_counts_and_what_is_too_short_passes():
    gate = Gate()
    assert gate.passes("Four killed in Velsk.") and gate.passes("")
    words = " ".join(["apples"] * SHORT)
    assert not gate.passes(words) and gate.passes(words, title=ATTACK)


@needs_gate
def test_digest_names_the_file():
    assert Gate().digest == Gate().digest and len(Gate().digest) == 16


@given(st.lists(st.text(st.characters(categories=["Ll", "Lo"]), min_size=1, max_size=8), max_size=40))
def test_words_are_hashed_whatever_their_case_and_what_parts_them(words):
    plain = " ".join(words)
    found = word_hashes(plain).tolist()
    assert found == [crc32(word.encode()) for word in words]
    assert word_hashes("«1. ".join(words).replace("«", "(") + "!").tolist() == found


def test_capitals_fold():
    assert word_hashes("THE Port").tolist() == word_hashes("the port").tolist()


def test_a_word_has_a_bucket_of_its_own_and_one_with_the_word_before():
    words, pairs = features("the port of the town of the port", 1 << 16).T
    assert words.max() < 1 << 15 <= pairs.min() and pairs.max() < 1 << 16
    assert words[0] == words[3] and pairs[1] == pairs[7] != pairs[4], "the same word; the same pair, and another"
    turned = features("port the", 1 << 16)
    assert turned[1, 1] != pairs[1], "order counts"
    assert features("", 1 << 16).shape == (0, 2)


@given(st.lists(st.floats(-3, 3, width=32), max_size=60), st.integers(1, 30))
def test_the_best_stretch_is_the_greatest_of_all(values, window):
    array = np.array(values, dtype=np.float32)
    found = best_stretch(array, window)
    if len(values) > window:
        assert found == pytest.approx(
            max(sum(values[n : n + window]) for n in range(len(values) - window + 1)), abs=1e-3
        )
    elif values:
        assert found == pytest.approx(sum(values) / len(values) * window, abs=1e-2)
    else:
        assert found == 0.0


def test_damaged_weights_are_said(tmp_path):
    (tmp_path / "gate.npz").write_bytes(b"no archive")
    with pytest.raises(ModelError, match="--no-gate"):
        Gate(tmp_path / "gate.npz")
