"""Reviews as they are kept, and which claims they are about now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, select

from according.claims import Part, Span
from according.ledger.anchors import anchor_in, groups, report_named, unpacked
from according.ledger.schema import CLAIMS, REPORTS, REVIEWS, VERDICTS, standing

Kind = Literal["accept", "reject", "correct", "merge", "split", "note"]
JUDGING = ("accept", "reject", "correct", "note")
"""Reviews of one claim."""
PAIRED = ("merge", "split")
"""Reviews of two."""


class KeptReview(Part, kw_only=True):
    """A review as it is kept: spans are of the triggers, in the reports' texts."""

    id: int
    at: str
    author: str
    kind: Kind
    report: str | None = None
    span: Span | None = None
    trigger: str | None = None
    other_report: str | None = None
    other_span: Span | None = None
    other_trigger: str | None = None
    event: str | None = None
    changes: dict[str, Any] = msgspec.field(default_factory=dict)
    note: str | None = None
    reason: str | None = None
    undone_at: str | None = None
    undone_by: str | None = None
    claim: str | None = None
    """``REPORT/CLAIM`` that it is about now; None where nothing stands there any more, or it was undone."""


def kept(connection: Connection, *where: Any) -> list[tuple[KeptReview, Any]]:
    """Return all reviews, or those for which conditions on `REVIEWS` hold, with their rows, undone ones too, the first first."""
    rows = connection.execute(select(REVIEWS).where(*where).order_by(REVIEWS.c.key)).all()
    about = (
        select(VERDICTS.c.review, REPORTS.c.id, CLAIMS.c.id)
        .join(CLAIMS, CLAIMS.c.key == VERDICTS.c.claim)
        .join(REPORTS, REPORTS.c.key == CLAIMS.c.report)
        .where(standing(VERDICTS))
    )
    if where:
        about = about.where(VERDICTS.c.review.in_([row.key for row in rows]))
    refs = {key: f"{report}/{claim}" for key, report, claim in connection.execute(about)}
    return [(_one(row, refs), row) for row in rows]


def _one(row: Any, refs: dict[int, str]) -> KeptReview:
    body = unpacked(row.body)
    one, other = anchor_in(row), anchor_in(row, other=True)
    return KeptReview(
        id=row.key, at=row.at, author=row.author, kind=row.kind, report=row.report, span=one.span if one else None,
        trigger=row.trigger, other_report=row.other_report, other_span=other.span if other else None,
        other_trigger=row.other_trigger, event=row.event, changes=body.get("changes") or {}, note=body.get("note"),
        reason=row.reason, undone_at=row.undone_at, undone_by=row.undone_by, claim=refs.get(row.key),
    )  # fmt: skip


def about(connection: Connection, row: Any) -> Iterator[str]:
    """Yield the claims, rejected ones too, that stand where a review says, whether it was undone or not."""
    for anchor in (anchor_in(row), anchor_in(row, other=True)):
        report = report_named(connection, anchor.report) if anchor is not None else None
        if anchor is None or report is None:
            continue
        found = anchor.best((group.read for group in groups(connection, report.key).values()), report.id)
        if found is not None:
            yield f"{report.id}/{found[0].id}"


def lost(connection: Connection) -> list[KeptReview]:
    """Return the standing reviews that find no claim where theirs stood."""
    return [
        one
        for one, row in kept(connection)
        if one.undone_at is None
        and one.report is not None
        and (one.claim is None if one.kind in JUDGING else len(set(about(connection, row))) < 2)
    ]
