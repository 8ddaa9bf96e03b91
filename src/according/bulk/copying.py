"""Copies in bulk: which pairs of reports are worth comparing, and what the verified pairs of one connected group come to.

The rules are those of `fusion.copies`: a pair is found by its sketches, decided by comparing the texts, and chains of copies
are led back to their roots within each connected group of pairs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from according.claims import Reading
from according.events import CopyGroup
from according.fusion.copies import MIN_SHARED, MOST_CANDIDATES, WINDOW_DAYS, Taken, resolve
from according.fusion.fuse import counterparts, taken_over

MOST_SHARING = 64
"""Reports before and after it, in order of day, that a report is paired with among those that share a hash: what all
papers carry would else pair all with all."""

Ints = NDArray[np.int64]


class Settled(msgspec.Struct):
    """What one connected group of reports comes to: copies, the original of each borrowed claim, and pairs of claims (refs)
    that are one because one was copied from the other."""

    groups: list[CopyGroup]
    passages: dict[str, str]
    joined: list[tuple[str, str]]


def settle(readings: Mapping[str, Reading], links: Sequence[Taken]) -> Settled:
    """Lead the links of one connected group back to roots; `readings` holds every report that they name, with its text."""
    reports = {name: reading.report for name, reading in readings.items()}
    groups = resolve(sorted(links, key=lambda link: (link.copy.report, link.original)), reports)
    passages = taken_over(readings, groups)
    return Settled(groups, passages, counterparts(readings, passages))


def pairs(hashes: Ints, owners: Ints, days: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Return the pairs of reports worth comparing, the lesser first, sorted.

    `hashes` and `owners` are the rows of all sketches; reports are numbered in the order of their ids. `days` (0: unknown)
    and `sizes` (of the sketch) are by report.
    """
    count = len(days)
    alone = _alone(hashes)
    hashes, owners = hashes[~alone], owners[~alone]
    order = np.lexsort((owners, days[owners], hashes))
    hashes, owners = hashes[order], owners[order]
    found: list[Ints] = []
    for apart in range(1, MOST_SHARING + 1):
        same = hashes[apart:] == hashes[:-apart]
        if not same.any():
            break
        one, other = owners[:-apart][same], owners[apart:][same]
        near = (days[one] == 0) | (days[other] == 0) | (np.abs(days[one] - days[other]) <= WINDOW_DAYS)
        low, high = np.minimum(one, other)[near], np.maximum(one, other)[near]
        found.append(high * count + low)
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    coded, shared = np.unique(np.concatenate(found), return_counts=True)
    later, earlier = coded // count, coded % count
    enough = shared >= np.maximum(np.minimum(MIN_SHARED, sizes[later]), 1)
    later, earlier, shared = later[enough], earlier[enough], shared[enough]
    # Of each report those that share most; of these the first by id.
    order = np.lexsort((earlier, -shared, later))
    later, earlier = later[order], earlier[order]
    kept = rank_in_run(later) < MOST_CANDIDATES
    return earlier[kept], later[kept]


def rank_in_run(values: Ints) -> Ints:
    """Return for each of sorted `values` how many equal ones stand before it."""
    if not len(values):
        return np.empty(0, np.int64)
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    lengths = np.diff(np.concatenate((starts, [len(values)])))
    return np.arange(len(values)) - np.repeat(starts, lengths)


def _alone(values: Ints) -> NDArray[np.bool_]:
    """Return which of `values` stand once only."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    new = np.concatenate(([True], ordered[1:] != ordered[:-1], [True]))
    alone = np.empty(len(values), np.bool_)
    alone[order] = new[:-1] & new[1:]
    return alone
