"""The bytes that reports were drawn from, each once."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select

from according.ledger.schema import ORIGINALS

if TYPE_CHECKING:
    from according.intake.taken import Taken


def keep(connection: Connection, taken: Taken) -> int | None:
    """Return the key of the bytes of a report, which are stored where they are new; None where they were not kept."""
    if taken.raw is None:
        return None
    known = connection.scalar(select(ORIGINALS.c.key).where(ORIGINALS.c.digest == taken.digest))
    if known is None:
        row = {"digest": taken.digest, "media_type": taken.media_type, "size": len(taken.raw)}
        connection.execute(insert(ORIGINALS).values(**row, bytes=zlib.compress(taken.raw, 6)))
        known = connection.scalar(select(ORIGINALS.c.key).where(ORIGINALS.c.digest == taken.digest))
    return known


def original(connection: Connection, key: int) -> bytes:
    """Return bytes as they were fetched."""
    packed = connection.scalar(select(ORIGINALS.c.bytes).where(ORIGINALS.c.key == key))
    return zlib.decompress(packed) if packed is not None else b""
