"""Which pairs of claims are worth comparing, of a whole archive at once: those with a key in common, within caps.

The keys are those of `fusion.pairing`, and so is the first cap: of a key, the `MOST_SHARING` claims before and after it in
order of day. A claim is compared with at most `MOST_CANDIDATES` others, those that share most keys with it, as in a ledger.
Two caps more keep the cost of an archive in line with its size: a claim looks through its rarest keys first, and stops
when it has seen enough; and a key that very many share finds only chance neighbours, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

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


def pairs(keys: Ints, owners: Ints, days: Ints) -> tuple[Ints, Ints]:
    """Return the pairs of claims that share keys, the lesser first, sorted, each once.

    `keys` and `owners` are the rows of all keys; claims are numbered in the order of their refs, `days` are by claim.
    """
    if not len(keys):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    hot = _sizes(keys) > MOST_BLOCK
    months = np.where(hot, days[owners] // MONTH, -1)
    order = np.lexsort((owners, days[owners], months, keys))
    keys, months, owners = keys[order], months[order], owners[order]
    block = np.cumsum(np.concatenate(([0], (keys[1:] != keys[:-1]) | (months[1:] != months[:-1]))), dtype=np.int64)
    kept = np.bincount(block)[block] <= MOST_BLOCK
    keys, months, owners, block = keys[kept], months[kept], owners[kept], block[kept]
    sizes = np.bincount(block)[block] if len(block) else block
    # Rows by claim, its rarest key first; keys of one size in the order of their numbers.
    by_claim = np.lexsort((months, keys, sizes, owners))
    mine = owners[by_claim]
    seen = np.minimum(sizes[by_claim] - 1, 2 * MOST_SHARING)
    before = np.cumsum(seen) - seen
    first = np.searchsorted(mine, mine, side="left")
    looked = by_claim[(before - before[first] < MOST_SEEN) & (seen > 0)]
    found = [_best(rows, owners, block, len(days)) for rows in _shares(looked, owners)]
    coded = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    return coded // len(days), coded % len(days)


def _best(rows: Ints, owners: Ints, block: Ints, count: int) -> Ints:
    """Return the pairs (lesser times `count` plus greater) of the claims whose rows of keys are at `rows`."""
    found: list[Ints] = []
    for apart in range(1, MOST_SHARING + 1):
        for step in (-apart, apart):
            others = rows + step
            inside = (others >= 0) & (others < len(block))
            ones, others = rows[inside], others[inside]
            same = block[ones] == block[others]
            found.append(owners[ones[same]] * count + owners[others[same]])
    coded, shared = np.unique(np.concatenate(found), return_counts=True)
    one, other = coded // count, coded % count
    order = np.lexsort((other, -shared, one))
    one, other = one[order], other[order]
    kept = rank_in_run(one) < MOST_CANDIDATES
    one, other = one[kept], other[kept]
    return np.unique(np.minimum(one, other) * count + np.maximum(one, other))


def _shares(looked: Ints, owners: Ints) -> Iterator[Ints]:
    """Cut rows that are sorted by claim into shares of whole claims."""
    start = 0
    while start < len(looked):
        end = min(start + _AT_ONCE, len(looked))
        while end < len(looked) and owners[looked[end]] == owners[looked[end - 1]]:
            end += 1
        yield looked[start:end]
        start = end


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
