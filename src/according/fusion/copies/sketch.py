"""A small sample of a text by which its copies are found in a large store, without reading the others.

Shingles of `SHINGLE` words are hashed; of every `WINDOW` shingles on end the least hash is kept (winnowing: a MinHash of
each stretch, Schleimer, Wilkerson and Aiken 2003). So a passage taken over keeps its hashes whatever stands around it:
two texts that share a run of ``SHINGLE + WINDOW - 1`` words share a hash for certain, where one MinHash of the whole text
finds a quarter of it by luck. The head is kept whole, because it is what short cuts keep.

What a store has to do is one look-up of an index ``hash -> report``::

    SELECT report, count(*) AS shared FROM copy_sketch
    WHERE hash IN (:sketch) AND day BETWEEN :day - :window AND :day + :window
    GROUP BY report HAVING count(*) >= :min_shared ORDER BY shared DESC LIMIT :most
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from heapq import nsmallest

from according.fusion.copies.words import words_of

SHINGLE = 4
WINDOW = 8
HEAD = 12
"""Shingles at the head that are all kept."""
MOST_HASHES = 512
"""The most hashes of one text; a longer one (from some 2,200 words) keeps the least."""
MIN_SHARED = 3
"""Hashes that two reports share before it is worth comparing them: 99 % of passages of 24 words have them, and one in 600
pairs of news reports that have nothing to do with each other."""
MOST_CANDIDATES = 50
"""The most reports that are compared with one: those that share most."""


def sketch(text: str) -> list[int]:
    """Return the sample of `text`: sorted hashes in [0, 2**63), the same on every machine.

    A report of 300 words has some 75, any text at most `MOST_HASHES`, one of less than `SHINGLE` words none.
    """
    keys = words_of(text).keys
    hashes = [_hash(keys[i : i + SHINGLE]) for i in range(len(keys) - SHINGLE + 1)]
    head = set(hashes[:HEAD])
    kept = {min(hashes[i : i + WINDOW]) for i in range(max(len(hashes) - WINDOW + 1, 1) if hashes else 0)} - head
    return sorted({*head, *nsmallest(MOST_HASHES - len(head), kept)})


def candidates(sketch_a: list[int], counts: Mapping[str, int]) -> list[str]:
    """Return the ids of the reports worth comparing with the one of `sketch_a`, those that share most first.

    `counts` says for each other report how many hashes of `sketch_a` it holds. A report of which there are less than
    `MIN_SHARED` hashes in all needs to share all of them.
    """
    least = min(MIN_SHARED, len(sketch_a)) or 1
    enough = ((-shared, report) for report, shared in counts.items() if shared >= least)
    return [report for _, report in nsmallest(MOST_CANDIDATES, enough)]


def _hash(shingle: list[str]) -> int:
    digest = blake2b(" ".join(shingle).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
