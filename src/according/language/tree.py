"""Arc scores to a tree: greedy first, Chu-Liu-Edmonds where that is none (about one sentence in twenty)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Heads = NDArray[np.int64]


def decode(scores: Scores) -> Heads:
    """Return the head of each word of one sentence; ``scores[d, h]``, the diagonal scores the root.

    The root's head is itself; there is exactly one root.
    """
    heads: Heads = scores.argmax(axis=1)
    if is_tree(heads):
        return heads
    own = np.diag(scores).copy()
    others = scores.copy()
    np.fill_diagonal(others, -np.inf)
    attached = others.max(axis=1)
    best: tuple[float, Heads] | None = None
    # Only words that may well be the root are tried as one, and only where its tree could be better: the search is quadratic.
    for root in np.argsort(-own)[:3]:
        if best is not None and float(attached.sum() - attached[root] + own[root]) <= best[0]:
            continue
        candidate = _edmonds(scores, int(root))
        total = float(scores[np.arange(len(scores)), candidate].sum())
        if best is None or total > best[0]:
            best = total, candidate
    assert best is not None
    return best[1]


def is_tree(heads: Heads) -> bool:
    """Whether there is one root and no cycle."""
    n = len(heads)
    roots = [i for i in range(n) if heads[i] == i]
    if len(roots) != 1:
        return False
    state = [0] * n
    state[roots[0]] = 2
    for i in range(n):
        path = []
        while state[i] == 0:
            state[i] = 1
            path.append(i)
            i = int(heads[i])
        if state[i] == 1:
            return False
        for k in path:
            state[k] = 2
    return True


def _edmonds(scores: Scores, root: int) -> Heads:
    """Maximum spanning arborescence with a given root (Chu & Liu 1965, Edmonds 1967)."""
    s = scores.astype(np.float64).copy()
    np.fill_diagonal(s, -np.inf)
    s[root, :] = -np.inf
    s[root, root] = 0.0
    return _contract(s, root)


def _contract(s: NDArray[np.float64], root: int) -> Heads:
    heads: Heads = s.argmax(axis=1)
    heads[root] = root
    cycle = _cycle(heads, root)
    if not cycle:
        return heads
    n = len(s)
    inside = np.zeros(n, dtype=bool)
    inside[cycle] = True
    outside = np.flatnonzero(~inside)
    members = np.array(cycle)
    kept = s[members, heads[members]]
    m = len(outside)
    small = np.full((m + 1, m + 1), -np.inf)
    small[:m, :m] = s[np.ix_(outside, outside)]
    leave = s[np.ix_(outside, members)]
    small[:m, m] = leave.max(axis=1)
    enter = s[np.ix_(members, outside)] - kept[:, None]
    small[m, :m] = enter.max(axis=0)
    new_root = int(np.flatnonzero(outside == root)[0])
    solved = _contract(small, new_root)
    result: Heads = heads.copy()
    for i, word in enumerate(outside):
        h = int(solved[i])
        result[word] = members[int(leave[i].argmax())] if h == m else outside[h]
    into = int(solved[m])
    broken = members[int(enter[:, into].argmax())]
    result[broken] = outside[into]
    result[root] = root
    return result


def _cycle(heads: Heads, root: int) -> list[int]:
    seen = np.zeros(len(heads), dtype=np.int64)
    for start in range(len(heads)):
        i, mark = start, start + 1
        while i != root and seen[i] == 0:
            seen[i] = mark
            i = int(heads[i])
        if i != root and seen[i] == mark:
            cycle = [i]
            k = int(heads[i])
            while k != i:
                cycle.append(k)
                k = int(heads[k])
            return cycle
    return []
