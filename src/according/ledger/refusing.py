"""All reports of the ledger fused anew: after a change of how claims are paired, or of what was left unfused."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from according.ledger import neighbours
from according.ledger.copying import Copying
from according.ledger.deciding import decisions
from according.ledger.fusing import Fusing
from according.ledger.neighbours import chunks
from according.ledger.schema import BLOCKS, CLAIMS, REPORTS, SKETCHES, standing

TOGETHER = 200
"""Reports that are fused at once."""


def refuse(connection: Connection, maker: int, now: str) -> set[int]:
    """Build the indexes anew and fuse all current claims, the oldest reports first; events keep their ids.

    Returns the keys of the events that were described anew.
    """
    connection.execute(delete(BLOCKS))
    connection.execute(delete(SKETCHES))
    order = (REPORTS.c.published, REPORTS.c.id)
    reports = list(connection.scalars(select(REPORTS.c.key).where(standing(REPORTS)).order_by(*order)))
    decided = decisions(connection)
    changed: set[int] = set()
    for chunk in chunks(reports, TOGETHER):
        # What is at hand of the texts of one batch is let go with it.
        copying = Copying(connection, maker, now)
        claims = neighbours.load(
            connection, connection.scalars(select(CLAIMS.c.key).where(CLAIMS.c.report.in_(chunk), standing(CLAIMS)))
        )
        neighbours.put(connection, claims)
        copies = copying.add(chunk)
        dirty = set(claims) | copying.borrow({*chunk, *copies})
        changed |= Fusing(connection, maker, now, decided).fuse(dirty)
    return changed
