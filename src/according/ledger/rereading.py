"""Reports read again by a newer model: the claims of before are superseded, never deleted."""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select, update

from according.claims import Reading, Report
from according.errors import LedgerError
from according.fusion.accounts import measure_of
from according.fusion.pairing import Features, features
from according.ledger import grounding, neighbours, verdicts
from according.ledger.adding import heirs_of
from according.ledger.copying import Copying
from according.ledger.deciding import decisions
from according.ledger.fusing import Fusing
from according.ledger.inserting import insert_claims
from according.ledger.makers import maker_of
from according.ledger.rows import ClaimRows, add_claims, packed_layers, report_of
from according.ledger.schema import BORROWED, CLAIMS, COPIES, REPORTS, standing


def stale(connection: Connection, maker: int | None) -> list[int]:
    """Return the keys of the current reports that `maker` has not read; all of them for None."""
    read = [REPORTS.c.maker != maker] if maker is not None else []
    return list(connection.scalars(select(REPORTS.c.key).where(standing(REPORTS), *read).order_by(REPORTS.c.key)))


def report(connection: Connection, key: int) -> Report:
    """Return a report with its text."""
    return report_of(connection.execute(select(REPORTS).where(REPORTS.c.key == key)).one())


def reread(connection: Connection, reading: Reading, now: str) -> set[int]:
    """Put the claims of `reading` in the place of those of its report; returns the keys of the events that changed.

    Raises `LedgerError` where the report is not there, is not current, or has another text.
    """
    grounding.check(reading)
    row = connection.execute(select(REPORTS).where(REPORTS.c.id == reading.report.id, standing(REPORTS))).first()
    if row is None or row.text != reading.report.text:
        why = "there is no such report" if row is None else "the report has another text"
        raise LedgerError(
            f"{why} in the ledger.", report=reading.report.id, remedy="Add it instead of reading it again."
        )
    maker = maker_of(connection, reading.made_by)
    fusing = Fusing(connection, maker, now, decisions(connection))
    copying = Copying(connection, maker, now)
    old = list(connection.scalars(select(CLAIMS.c.key).where(CLAIMS.c.report == row.key, standing(CLAIMS))))
    lost = fusing.end(neighbours.load(connection, old), "reread")
    connection.execute(update(CLAIMS).where(CLAIMS.c.key.in_(old)).values(known_until=now, ended_by="reread"))
    lent = update(BORROWED).where(or_(BORROWED.c.claim.in_(old), BORROWED.c.counterpart.in_(old)), standing(BORROWED))
    connection.execute(lent.values(known_until=now))
    connection.execute(
        update(REPORTS).where(REPORTS.c.key == row.key).values(maker=maker, layers=packed_layers(reading))
    )
    new = _insert(connection, reading, {"report": row.key, "maker": maker, "known_from": now})
    neighbours.put(connection, new)
    copies = set(connection.scalars(select(COPIES.c.copy).where(COPIES.c.original == row.key, standing(COPIES))))
    dirty = set(new) | copying.borrow({row.key, *copies})
    changed = fusing.fuse(dirty, [lost], heirs_of(connection, lost.home, {row.key: row.key}))
    return changed | verdicts.after_reading(connection, row.key, now)


def _insert(connection: Connection, reading: Reading, own: dict[str, object]) -> dict[int, Features]:
    rows = ClaimRows()
    first = (connection.scalar(select(func.max(CLAIMS.c.key))) or 0) + 1
    add_claims(rows, reading, first, own, measure_of)
    described = dict(enumerate(features(reading), first)) if reading.claims else {}
    for row in rows.claims:
        row["features"] = neighbours.encode(described[row["key"]]).decode()
    insert_claims(connection, rows)
    return described
