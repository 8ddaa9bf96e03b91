"""Where two texts run side by side: stretches of the same words, however they were moved about.

Greedy tiling (Wise 1993): the longest common run first, then the longest of what is left, so that paragraphs found in
another order still pair. Runs on one line with a few other words between them are one passage, so that a typing error
or an edited word does not cut it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from according.fusion.copies.words import NUMBER, SEED, Words

GAP = 8
"""The most words between two runs of one passage, in either text."""
_BACK = 3
"""How many passages back a run may go on: a chance run in between does not cut a passage."""
_COMMON = 8
"""A run of `SEED` words that stands more often than this in one text finds nothing that others do not."""


@dataclass(slots=True)
class Passage:
    """Aligned stretches: words ``[a, a_end)`` of one text and ``[b, b_end)`` of the other, and the pairs that are equal."""

    a: int
    a_end: int
    b: int
    b_end: int
    pairs: list[tuple[int, int]] = field(default_factory=list)
    numbers: list[tuple[int, int]] = field(default_factory=list)
    """Pairs of words that are numbers on both sides and stand where the other does, equal in what they say or not."""


def align(a: Words, b: Words) -> list[Passage]:
    """Return the passages of two texts in the order of the first; no word stands in two of them."""
    tiles = _tiles(a, b)
    passages: list[Passage] = []
    for start_a, start_b, length in tiles:
        near = (p for p in passages[-_BACK:] if 0 <= start_b - p.b_end <= GAP and start_a - p.a_end <= GAP)
        before = next(near, None)
        pairs = [(start_a + i, start_b + i) for i in range(length)]
        if before:
            _bridge(before, (start_a, start_b), a, b)
            before.a_end, before.b_end = start_a + length, start_b + length
            before.pairs += pairs
        else:
            passages.append(Passage(start_a, start_a + length, start_b, start_b + length, pairs))
    for passage in passages:
        numbers = [(i, j) for i, j in passage.pairs if a.said[i] is not None and b.said[j] is not None]
        passage.numbers = sorted(numbers + passage.numbers)
        passage.pairs.sort()
    return passages


def _bridge(passage: Passage, to: tuple[int, int], a: Words, b: Words) -> None:
    """Pair what is equal between the end of `passage` and the next run, and numbers that stand for each other there."""
    left, right = range(passage.a_end, to[0]), range(passage.b_end, to[1])
    if not left or not right:
        return
    equal = _common(left, right, a.keys, b.keys)
    passage.pairs += equal
    corners = [(left.start - 1, right.start - 1), *equal, to]
    for (i, j), (i_end, j_end) in pairwise(corners):
        said_a = [n for n in range(i + 1, i_end) if a.said[n] is not None]
        said_b = [n for n in range(j + 1, j_end) if b.said[n] is not None]
        passage.numbers += zip(said_a, said_b, strict=False)


def _common(left: range, right: range, a: list[str], b: list[str]) -> list[tuple[int, int]]:
    """Return the pairs of a longest common subsequence of two short stretches."""
    rows, columns = len(left), len(right)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            same = a[left[i]] == b[right[j]]
            best[i][j] = 1 + best[i + 1][j + 1] if same else max(best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < rows and j < columns:
        if a[left[i]] == b[right[j]]:
            pairs.append((left[i], right[j]))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _tiles(a: Words, b: Words) -> list[tuple[int, int, int]]:
    """Return ``(start in a, start in b, words)`` of the tiles, in the order of `a`."""
    free_a, free_b = bytearray(b"\1") * len(a), bytearray(b"\1") * len(b)
    tiles = []
    for length, i, j in sorted(_runs(a, b), key=lambda run: (-run[0], run[1], run[2])):
        at = 0
        while at < length:
            if not (free_a[i + at] and free_b[j + at]):
                at += 1
                continue
            end = at + 1
            while end < length and free_a[i + end] and free_b[j + end]:
                end += 1
            if end - at >= SEED:
                tiles.append((i + at, j + at, end - at))
                free_a[i + at : i + end] = free_b[j + at : j + end] = bytes(end - at)
            at = end
    return sorted(tiles)


def _runs(a: Words, b: Words) -> list[tuple[int, int, int]]:
    """Return ``(words, start in a, start in b)`` of every longest run of at least `SEED` equal words."""
    places, keys_a, keys_b = b.grams, a.keys, b.keys
    seeds = [
        (i, gram)
        for gram in a.grams.keys() & places.keys()
        if len(places[gram]) <= _COMMON and gram.count(NUMBER) <= SEED // 2
        for i in a.grams[gram]
    ]
    runs: list[tuple[int, int, int]] = []
    reached: dict[int, int] = {}
    for i, gram in sorted(seeds):
        for j in places[gram]:
            shift = i - j
            if reached.get(shift, 0) > i:
                continue
            start, end = i, i + SEED
            while start > max(shift, 0) and keys_a[start - 1] == keys_b[start - 1 - shift]:
                start -= 1
            while end < len(keys_a) and end - shift < len(keys_b) and keys_a[end] == keys_b[end - shift]:
                end += 1
            reached[shift] = end
            runs.append((end - start, start, start - shift))
    return runs
