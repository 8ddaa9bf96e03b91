"""All reports of the ledger fused anew: after a change of how claims are paired, or of what was left unfused."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, bindparam, delete, select, update

from according.claims import Claim, Reading
from according.fusion.pairing import Features, features
from according.ledger import neighbours, pending
from according.ledger.copying import Copying
from according.ledger.deciding import decisions
from according.ledger.fusing import Fusing
from according.ledger.neighbours import chunks
from according.ledger.rows import claim_of, layers_of, report_of
from according.ledger.schema import BLOCKS, CLAIMS, REPORTS, SKETCHES, standing

TOGETHER = 200
"""Reports that are fused at once."""


def refuse(connection: Connection, maker: int, now: str) -> set[int]:
    """Describe all current claims, build the indexes and fuse anew, the oldest reports first; events keep their ids.

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
        claims = _described(connection, chunk)
        neighbours.put(connection, claims)
        copies = copying.add(chunk)
        dirty = set(claims) | copying.borrow({*chunk, *copies})
        changed |= Fusing(connection, maker, now, decided).fuse(dirty)
    pending.end(connection)
    return changed


def _described(connection: Connection, reports: list[int]) -> dict[int, Features]:
    """Write the features of the current claims of reports anew, and return them."""
    columns = (CLAIMS.c.report, CLAIMS.c.key, CLAIMS.c.body)
    claims: defaultdict[int, dict[int, Claim]] = defaultdict(dict)
    for report, key, body in connection.execute(select(*columns).where(CLAIMS.c.report.in_(reports), standing(CLAIMS))):
        claims[report][key] = claim_of(body)
    found: dict[int, Features] = {}
    for row in connection.execute(select(REPORTS).where(REPORTS.c.key.in_(list(claims)))):
        own = dict(sorted(claims[row.key].items()))
        reading = Reading(report=report_of(row), claims=list(own.values()), layers=layers_of(row.layers))
        found.update(zip(own, features(reading), strict=True))
    rows = [{"_key": key, "features": neighbours.encode(one).decode()} for key, one in found.items()]
    if rows:
        connection.execute(
            update(CLAIMS).where(CLAIMS.c.key == bindparam("_key")).values(features=bindparam("features")), rows
        )
    return found
