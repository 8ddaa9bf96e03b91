"""Which pairs of claims are worth comparing, of a whole archive at once: those with a key in common, within caps.

The keys are those of `fusion.pairing`, and so is the first cap: of a key, the `MOST_SHARING` claims before and after it in
order of day. A claim is compared with at most `MOST_CANDIDATES` others, those that share most keys with it, as in a ledger.
Two caps more keep the cost of an archive in line with its size: a claim looks through its rarest keys first, and stops
when it has seen enough; and a key that very many share finds only chance neighbours, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from according.bulk.copying import Ints, rank_in_run
from according.fusion.pairing import MOST_SHARING
from according.fusion.pairing.clusters import MOST_OF_REPORT

MOST_CANDIDATES = 32
"""Claims that one claim is compared with at most by its keys: of the made stream 99.9 % of the edges that 64 would find."""
MOST_SEEN = 1024
"""Neighbours that a claim looks at through its keys, the rarest first, before the rest of the keys are left out."""
MOST_BLOCK = 20_000
"""Claims that share a key, from which on it is parted by months; what is still larger is left out."""
MONTH = 30
_AT_ONCE = 200_000
"""Rows of keys whose neighbours are looked at together: bounds the memory."""


class Blocks(NamedTuple):
    """The rows of all keys in the order of their blocks; within one, in the order of the claims' days."""

    owners: Ints
    """The number of the claim of each row."""
    block: Ints
    looked: Ints
    """The rows whose neighbours are looked at, by claim."""


def pairs(keys: Ints, owners: Ints, days: Ints) -> tuple[Ints, Ints]:
    """Return the pairs of claims that share keys, the lesser first, sorted, each once.

    `keys` and `owners` are the rows of all keys; claims are numbered in the order of their refs, `days` are by claim.
    """
    found = blocks(keys, owners, days)
    return united((best(found, share, len(days)) for share in shares(found)), len(days))


def blocks(keys: Ints, owners: Ints, days: Ints) -> Blocks:
    """Return the rows of keys as blocks of claims that are worth comparing (see `pairs`)."""
    hot = _sizes(keys) > MOST_BLOCK
    months = np.where(hot, days[owners] // MONTH, -1)
    order = np.lexsort((owners, days[owners], months, keys))
    keys, months, owners = keys[order], months[order], owners[order]
    new = (keys[1:] != keys[:-1]) | (months[1:] != months[:-1])
    block = np.cumsum(np.concatenate((np.zeros(min(len(keys), 1), np.int64), new)), dtype=np.int64)
    kept = np.bincount(block)[block] <= MOST_BLOCK
    keys, months, owners, block = keys[kept], months[kept], owners[kept], block[kept]
    sizes = np.bincount(block)[block]
    # Rows by claim, its rarest key first; keys of one size in the order of their numbers.
    by_claim = np.lexsort((months, keys, sizes, owners))
    mine = owners[by_claim]
    seen = np.minimum(sizes[by_claim] - 1, 2 * MOST_SHARING)
    before = np.cumsum(seen) - seen
    first = np.searchsorted(mine, mine, side="left")
    return Blocks(owners, block, by_claim[(before - before[first] < MOST_SEEN) & (seen > 0)])


def shares(found: Blocks) -> list[tuple[int, int]]:
    """Cut ``found.looked`` into shares of whole claims: the work of one task each."""
    owners = found.owners[found.looked]
    cuts, start = [], 0
    while start < len(owners):
        end = int(np.searchsorted(owners, owners[min(start + _AT_ONCE, len(owners)) - 1], side="right"))
        cuts.append((start, end))
        start = end
    return cuts


def best(found: Blocks, share: tuple[int, int], count: int) -> Ints:
    """Return the pairs (lesser times `count` plus greater) of the claims of one share, `count` being how many there are."""
    rows, owners, block = found.looked[slice(*share)], found.owners, found.block
    pairs_: list[Ints] = []
    for apart in range(1, MOST_SHARING + 1):
        for step in (-apart, apart):
            others = rows + step
            inside = (others >= 0) & (others < len(block))
            ones, others = rows[inside], others[inside]
            same = block[ones] == block[others]
            pairs_.append(owners[ones[same]] * count + owners[others[same]])
    coded, shared = np.unique(np.concatenate(pairs_), return_counts=True)
    one, other = coded // count, coded % count
    order = np.lexsort((other, -shared, one))
    one, other = one[order], other[order]
    kept = rank_in_run(one) < MOST_CANDIDATES
    one, other = one[kept], other[kept]
    return np.unique(np.minimum(one, other) * count + np.maximum(one, other))


def united(found: Iterable[Ints], count: int) -> tuple[Ints, Ints]:
    """Return the pairs of all shares together, each once."""
    coded = np.unique(np.concatenate([np.empty(0, np.int64), *found]))
    return coded // max(count, 1), coded % max(count, 1)


def near_in_report(reports: Ints, places: Ints) -> tuple[Ints, Ints]:
    """Return the pairs of claims of one report that stand near each other, the lesser first, each once.

    `reports` and `places` (of the trigger) are by claim.
    """
    order = np.lexsort((np.arange(len(places)), places, reports))
    held = reports[order]
    found: list[tuple[Ints, Ints]] = []
    for apart in range(1, MOST_OF_REPORT + 1):
        same = held[apart:] == held[:-apart]
        if not same.any():
            break
        found.append((order[:-apart][same], order[apart:][same]))
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    one, other = (np.concatenate(side) for side in zip(*found, strict=True))
    return np.minimum(one, other), np.maximum(one, other)


def _sizes(keys: Ints) -> Ints:
    """Return for each of `keys` how often it stands there."""
    if not len(keys):
        return keys
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    sizes: Ints = counts[inverse]
    return sizes
