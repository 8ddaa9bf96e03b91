"""Decoding of arc scores."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from according.language.tree import decode, is_tree


def test_greedy_heads_stand_where_they_are_a_tree() -> None:
    scores = np.array([[0, 5, 0], [0, 9, 0], [0, 4, 1]], dtype=np.float32)
    assert decode(scores).tolist() == [1, 1, 1]


def test_a_cycle_is_broken_at_the_least_cost() -> None:
    # Words 0 and 1 want each other; the root score of 2 and the arc 1 -> 2 are the best way out.
    scores = np.array([[0, 9, 1], [8, 0, 7], [0, 0, 5]], dtype=np.float32)
    assert decode(scores).tolist() == [1, 2, 2]


@given(st.integers(1, 9).flatmap(lambda n: arrays(np.float32, (n, n), elements=st.floats(-9, 9, width=32))))
def test_the_result_is_always_a_tree(scores: np.ndarray) -> None:
    assert is_tree(decode(scores))


@given(st.integers(2, 5).flatmap(lambda n: arrays(np.float32, (n, n), elements=st.integers(-9, 9).map(float))))
def test_no_tree_with_one_of_the_likeliest_roots_is_better(scores: np.ndarray) -> None:
    n = len(scores)
    likely = set(np.argsort(-np.diag(scores))[:3].tolist())
    every = (np.array(heads) for heads in np.ndindex(*(n,) * n))
    trees = [h for h in every if is_tree(h) and int(np.flatnonzero(h == np.arange(n))[0]) in likely]
    best = max(float(scores[np.arange(n), h].sum()) for h in trees)
    assert float(scores[np.arange(n), decode(scores)].sum()) >= best
