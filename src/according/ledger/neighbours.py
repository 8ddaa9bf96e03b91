"""The blocks of current claims: which claims are worth comparing with new ones, without reading the rest of the ledger."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, bindparam, select, text

from according.fusion.pairing import MOST_SHARING, Features
from according.ledger.bulk import delete_rows, insert_rows
from according.ledger.connect import is_sqlite
from according.ledger.schema import BLOCKS, CLAIMS

T = TypeVar("T")
MOST_CANDIDATES = 64
"""Claims that one claim is compared with at most, those that share most keys with it."""
CHUNK = 5000
"""Values that one statement names at most."""

# A statement a key: the database stops after `MOST_SHARING` rows of each, however hot the key is.
_AFTER = "SELECT claim FROM blocks WHERE hash = ? AND day >= ? ORDER BY day, claim LIMIT ?"
_BEFORE = "SELECT claim FROM blocks WHERE hash = ? AND day < ? ORDER BY day DESC, claim DESC LIMIT ?"
_LATERAL = """
SELECT p.hash, p.day, b.claim FROM unnest(CAST(:hashes AS bigint[]), CAST(:days AS integer[])) AS p(hash, day)
CROSS JOIN LATERAL (
  (SELECT claim FROM blocks WHERE hash = p.hash AND day >= p.day ORDER BY day, claim LIMIT :most)
  UNION ALL
  (SELECT claim FROM blocks WHERE hash = p.hash AND day < p.day ORDER BY day DESC, claim DESC LIMIT :most)
) AS b
"""
_FEATURES = select(CLAIMS.c.key, CLAIMS.c.features).where(
    CLAIMS.c.key.in_(bindparam("keys", expanding=True)), CLAIMS.c.features.is_not(None)
)
Probe = tuple[int, int]


def day_number(day: str | None) -> int:
    """Return an ISO date as the number of the day, 0 where there is none."""
    return _ordinal(day[:10]) if day else 0


def put(connection: Connection, features: Mapping[int, Features]) -> None:
    """Index claims, by their keys, as worth comparing."""
    rows = [{"hash": h, "day": day, "claim": claim} for claim, one in features.items() for h, day in probes(one)]
    insert_rows(connection, BLOCKS, rows)


def remove(connection: Connection, features: Mapping[int, Features]) -> None:
    """Take claims out of the index."""
    rows = [{"hash": h, "day": day, "claim": claim} for claim, one in features.items() for h, day in probes(one)]
    delete_rows(connection, BLOCKS, rows)


def candidates(connection: Connection, features: Mapping[int, Features]) -> dict[int, list[int]]:
    """Return for each of the claims `features` the claims worth comparing with it, those that share most keys first."""
    asked: defaultdict[Probe, list[int]] = defaultdict(list)
    for claim, one in features.items():
        for probe in probes(one):
            asked[probe].append(claim)
    counts: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for probe, found in _shared(connection, list(asked)):
        for claim in asked[probe]:
            counts[claim].update(found)
    best: dict[int, list[int]] = {}
    for claim, shared in counts.items():
        shared.pop(claim, None)
        best[claim] = sorted(shared, key=lambda other: (-shared[other], other))[:MOST_CANDIDATES]
    return best


def load(connection: Connection, claims: Iterable[int]) -> dict[int, Features]:
    """Return the features of claims by key; claims that were never fused are left out."""
    found: dict[int, Features] = {}
    for chunk in chunks(sorted(set(claims)), CHUNK):
        found.update((row.key, decode(row.features)) for row in connection.execute(_FEATURES, {"keys": chunk}))
    return found


def probes(features: Features) -> list[Probe]:
    """Return the keys of a claim as they stand in the index: hash and number of the day."""
    day = day_number(features.day)
    return [(_hash(key), day) for key in features.keys]


def chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield `values` in lists of `size` at most."""
    left = iter(values)
    while chunk := list(islice(left, size)):
        yield chunk


def _shared(connection: Connection, asked: Sequence[Probe]) -> Iterator[tuple[Probe, list[int]]]:
    if is_sqlite(connection):
        # The driver itself: a thousand small look-ups a report are too many for the layers above it.
        cursor: Any = connection.connection.cursor()
        for key, day in asked:
            found = cursor.execute(_AFTER, (key, day, MOST_SHARING)).fetchall()
            found += cursor.execute(_BEFORE, (key, day, MOST_SHARING)).fetchall()
            yield (key, day), [row[0] for row in found]
        cursor.close()
        return
    by_probe: defaultdict[Probe, list[int]] = defaultdict(list)
    for chunk in chunks(asked, CHUNK):
        values = {"hashes": [p[0] for p in chunk], "days": [p[1] for p in chunk], "most": MOST_SHARING}
        for row in connection.execute(text(_LATERAL), values):
            by_probe[row.hash, row.day].append(row.claim)
    yield from by_probe.items()


@lru_cache(maxsize=65536)
def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") >> 1


@lru_cache(maxsize=8192)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


encode = msgspec.json.Encoder().encode
_DECODER = msgspec.json.Decoder(Features)


@lru_cache(maxsize=4096)
def decode(features: str) -> Features:
    """Return the features of a `claims.features`; they are shared, so never to be changed."""
    return _DECODER.decode(features)
