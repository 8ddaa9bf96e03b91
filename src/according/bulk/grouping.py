"""What hangs together: connected components, and how one that grew too large is cut along its weakest edges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from according.bulk.copying import Ints

MOST_TOGETHER = 2_000
"""Claims that are clustered together. Average link joins the likeliest first, so that what weak edges hold together in a
component of thousands it would hardly join: there the weak ones are left out, step by step."""
STEPS = (0.5, 0.58, 0.66, 0.74, 0.82, 0.9, 0.96)
"""Scores below which edges are left out, one step after the other, where a component is larger than that."""


def components(count: int, one: Ints, other: Ints) -> Ints:
    """Return for each of ``0 .. count - 1`` the least that it hangs together with through the edges ``(one, other)``."""
    label = np.arange(count)
    left, right = one, other
    while len(left):
        low = np.minimum(label[left], label[right])
        np.minimum.at(label, label[left], low)
        np.minimum.at(label, label[right], low)
        while not np.array_equal(label, shorter := label[label]):
            label = shorter
        open_ = label[left] != label[right]
        left, right = left[open_], right[open_]
    return label


def cut(
    count: int, edges: tuple[Ints, Ints, np.ndarray[tuple[int], np.dtype[np.float64]]], most: int = MOST_TOGETHER
) -> Ints:
    """Return the components of edges ``(one, other, score)``; of those larger than `most`, without their weakest edges.

    What people or copies joined has the score 1 and is never cut.
    """
    one, other, score = edges
    kept = np.ones(len(one), np.bool_)
    label = components(count, one, other)
    for step in STEPS:
        large = np.bincount(label, minlength=count)[label] > most
        if not large.any():
            break
        kept &= ~(large[one] & (score < step))
        label = components(count, one[kept], other[kept])
    return label


def runs(label: Ints) -> list[Ints]:
    """Return the members of each component of at least two, and of each alone, in the order of their least."""
    order = np.argsort(label, kind="stable")
    ordered = label[order]
    if not len(label):
        return []
    return np.split(order, np.flatnonzero(ordered[1:] != ordered[:-1]) + 1)


def batches(groups: Sequence[Ints], least: int) -> list[list[Ints]]:
    """Put groups together until they hold at least `least` members: what one task does."""
    found: list[list[Ints]] = []
    held: list[Ints] = []
    size = 0
    for group in groups:
        held.append(group)
        size += len(group)
        if size >= least:
            found.append(held)
            held, size = [], 0
    return [*found, held] if held else found
