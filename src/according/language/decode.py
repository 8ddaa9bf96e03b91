"""Scores of the heads to mentions and lemmas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from according.language.analysis import Mention


@lru_cache(maxsize=4)
def _transitions(tags: tuple[str, ...]) -> NDArray[np.float32]:
    """0 where a tag may follow another, minus infinity where BIO forbids it."""
    table = np.zeros((len(tags), len(tags)), dtype=np.float32)
    for j, tag in enumerate(tags):
        if tag.startswith("I-"):
            for i, before in enumerate(tags):
                if before[2:] != tag[2:]:
                    table[i, j] = -np.inf
    return table


def mentions(scores: NDArray[np.float32], tags: Sequence[str], offset: int) -> list[Mention]:
    """Return the best mentions of one sentence; `scores` are log probabilities.

    Where the best tag of each word may follow that of the word before, these are the best ones together; else constrained Viterbi.
    """
    best = scores.argmax(axis=1)
    if not best.any():
        return []
    table = _transitions(tuple(tags))
    allowed = not tags[best[0]].startswith("I-") and not table[best[:-1], best[1:]].any()
    return _spans(scores, best.tolist() if allowed else _viterbi(scores, tags, table), tags, offset)


def _viterbi(scores: NDArray[np.float32], tags: Sequence[str], table: NDArray[np.float32]) -> list[int]:
    n = len(scores)
    back = np.zeros(scores.shape, dtype=np.int64)
    best = scores[0].copy()
    for j, tag in enumerate(tags):
        if tag.startswith("I-"):
            best[j] = -np.inf
    for i in range(1, n):
        paths = best[:, None] + table
        back[i] = paths.argmax(axis=0)
        best = paths.max(axis=0) + scores[i]
    path = [int(best.argmax())]
    for i in range(n - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    path.reverse()
    return path


def _spans(scores: NDArray[np.float32], path: list[int], tags: Sequence[str], offset: int) -> list[Mention]:
    found: list[Mention] = []
    start = -1
    for i in range(len(path) + 1):
        tag = tags[path[i]] if i < len(path) else "O"
        if start >= 0 and not tag.startswith("I-"):
            kind = tags[path[start]][2:]
            chosen = [scores[k, path[k]] for k in range(start, i)]
            found.append(Mention(offset + start, offset + i, kind, float(np.exp(min(chosen)))))
            start = -1
        if tag.startswith("B-"):
            start = i
    return found


def lemma(word: str, script: str) -> str:
    """Apply a lemma script ``strip|append`` to the lower-cased word; the word itself where it does not fit."""
    lower = word.lower()
    strip, _, tail = script.partition("|")
    cut = int(strip)
    if cut > len(lower):
        return lower
    found = (lower[: len(lower) - cut] + tail) or lower
    if found.endswith("i") and lower.endswith(("ied", "ies")):
        return found[:-1] + "y"  # English stems do not end so: "denied" is of "deny"
    return found
