"""What surrounds a report: its other revisions, what it copied and who copied it."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, select

from according.claims import Part, Reading, Report, Span
from according.errors import MissingError
from according.events import ChangedNumber
from according.ledger.asking.answers import ClaimRow
from according.ledger.asking.claims import claim_rows, report_metas
from according.ledger.schema import CLAIMS, COPIES, REPORTS, standing
from according.ledger.store import Ledger

MOST_COPIES = 50
"""Copies of a report that are named."""


class Revision(Part, kw_only=True):
    """One version of a page. `known_until` is None for the one that stands."""

    id: str
    known_from: str
    known_until: str | None = None
    withdrawn_why: str | None = None


class Copied(Part, kw_only=True):
    """A report that was taken from another, seen from either: `report` is the other one."""

    report: Report
    """Without its text."""
    containment: float
    """Share of the shorter text, 0 to 1, that stands in the other."""
    passages: list[Span]
    """Stretches of the text of the report that was asked about."""
    changed: list[ChangedNumber]


class ReportRow(Part, kw_only=True):
    """A report with its claims, and what surrounds it."""

    reading: Reading
    """All claims that it tells, those that were rejected too, with its text."""
    claims: list[ClaimRow]
    """In the order of `reading.claims`."""
    revisions: list[Revision]
    """All versions of the page, this one among them, the first first."""
    copied_from: list[Copied]
    copied_by: list[Copied]
    """At most `MOST_COPIES`, the earliest first."""

    @property
    def stands(self) -> bool:
        """Whether it was neither replaced by a revision nor withdrawn."""
        return any(one.id == self.reading.report.id and one.known_until is None for one in self.revisions)


def report(ledger: Ledger, name: str) -> ReportRow:
    """Return a report by id, current or not. Raises `FilterError` where there is none."""
    with ledger.read() as connection:
        row = connection.execute(select(REPORTS.c.key, REPORTS.c.page).where(REPORTS.c.id == name)).first()
        if row is None:
            raise MissingError(f"there is no report {name!r}.", remedy="Look for it with a search.")
        rows = _claims(connection, row.key)
        revisions = _revisions(connection, row.page)
        copied_from = _copied(connection, row.key, of="copy")
        copied_by = _copied(connection, row.key, of="original")
    reading = ledger.reading(name)
    return ReportRow(
        reading=msgspec.structs.replace(reading, claims=[one.claim for one in rows]),
        claims=rows,
        revisions=revisions,
        copied_from=copied_from,
        copied_by=copied_by,
    )


def texts(ledger: Ledger, names: list[str]) -> dict[str, str]:
    """Return the texts of reports by id."""
    with ledger.read() as connection:
        found = connection.execute(select(REPORTS.c.id, REPORTS.c.text).where(REPORTS.c.id.in_(names)))
        return {row.id: row.text for row in found}


def _claims(connection: Connection, report: int) -> list[ClaimRow]:
    """Return the claims of the last reading in the order of the text: those that stand, stood last, or were rejected."""
    where = (CLAIMS.c.report == report, CLAIMS.c.ended_by.is_distinct_from("reread"))
    # A claim that was corrected has several rows: the last holds.
    found = connection.execute(select(CLAIMS.c.id, CLAIMS.c.key).where(*where).order_by(CLAIMS.c.key))
    rows = claim_rows(connection, list({row.id: row.key for row in found}.values()))
    return sorted(rows, key=lambda row: (row.claim.trigger.span, row.claim.span, row.claim.id))


def _revisions(connection: Connection, page: str) -> list[Revision]:
    columns = [REPORTS.c[name] for name in ("id", "known_from", "known_until", "withdrawn_why")]
    found = connection.execute(select(*columns).where(REPORTS.c.page == page).order_by(REPORTS.c.revision))
    return [Revision(**row._mapping) for row in found]


def _copied(connection: Connection, report: int, of: str) -> list[Copied]:
    """Return the pairs in which the report is the `copy` or the `original`."""
    own, other = (COPIES.c.copy, COPIES.c.original) if of == "copy" else (COPIES.c.original, COPIES.c.copy)
    passages = COPIES.c.passages if of == "copy" else COPIES.c.passages_original
    query = select(other.label("other"), COPIES.c.containment, passages.label("passages"), COPIES.c.changed)
    query = query.join(REPORTS, REPORTS.c.key == other).where(own == report, standing(COPIES))
    rows = connection.execute(query.order_by(REPORTS.c.published_at, REPORTS.c.key).limit(MOST_COPIES)).all()
    reports = report_metas(connection, [row.other for row in rows]) if rows else {}
    return [_one(row, reports[row.other]) for row in rows]


def _one(row: Any, report: Report) -> Copied:
    return Copied(
        report=report,
        containment=row.containment,
        passages=msgspec.json.decode(row.passages, type=list[Span]),
        changed=msgspec.json.decode(row.changed, type=list[ChangedNumber]),
    )
