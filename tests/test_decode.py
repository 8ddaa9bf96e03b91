"""Mentions from the scores of tags."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from according.language.decode import mentions

TAGS = ["O", "B-person", "I-person", "B-place", "I-place"]


def total(scores: np.ndarray, tags: tuple[int, ...]) -> float:
    """Score of these tags together; none where one may not follow the other."""
    names = [TAGS[t] for t in tags]
    for before, name in zip(["O", *names], names, strict=False):
        if name.startswith("I-") and before[2:] != name[2:]:
            return -np.inf
    return float(sum(scores[i, t] for i, t in enumerate(tags)))


@given(st.integers(1, 4).flatmap(lambda n: arrays(np.float32, (n, len(TAGS)), elements=st.integers(-9, 0).map(float))))
def test_no_tags_that_may_follow_each_other_are_better(scores: np.ndarray) -> None:
    found = [0] * len(scores)
    for mention in mentions(scores, TAGS, 0):
        for i in range(mention.start, mention.end):
            found[i] = TAGS.index(("B-" if i == mention.start else "I-") + mention.kind)
    assert total(scores, tuple(found)) == max(total(scores, tags) for tags in np.ndindex(*(len(TAGS),) * len(scores)))


def test_a_tag_that_goes_on_from_nothing_gives_way() -> None:
    scores = np.log(np.array([[0.3, 0.2, 0.5, 0.0001, 0.0001], [0.1, 0.1, 0.7, 0.05, 0.05]], dtype=np.float32))
    assert [(m.start, m.end, m.kind) for m in mentions(scores, TAGS, 7)] == [(7, 9, "person")]
