"""What asking needs beside the tables of what was read and fused: verdicts of reviews, and indexes for common questions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Float, Index, Table, Text, text

from according.ledger.columns import METADATA, key, known, to
from according.ledger.tables_fused import EVENTS
from according.ledger.tables_read import CLAIMS, PARTIES, PLACES, REPORTS

__all__ = ["VERDICTS"]

VERDICTS = Table(
    "verdicts",
    METADATA,
    key(),
    to("reviews"),
    to("claims"),
    *known(),
    Column("kind", Text, nullable=False),
    Column("fit", Float, nullable=False),
    Index(None, "claim", "known_until"),
    Index(None, "review", "known_until"),
    Index(None, "kind", "known_until", "claim"),
)
"""Which claim each standing review is about now; `kind` is the review's. A review whose claim was read differently, so that
nothing stands where its trigger stood, has no current row: it is kept, and reported. `fit` is the share of the trigger's
characters, 0 to 1, that the two have in common. A rejected claim is the row that ended with it, a corrected one the row that
took the place of what was read."""


def _where(condition: str) -> dict[str, Any]:
    """Return the option of an index over the rows for which `condition` holds."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


_LASTING = _where('"end" > start')

# By publisher, or by day of publication; and the publishers with what they have told, without reading a report.
Index("ix_claims_publisher_day", CLAIMS.c.publisher, CLAIMS.c.day, CLAIMS.c.known_until)
Index("ix_claims_published", CLAIMS.c.published)
# The least sure first, for those who review.
Index("ix_claims_confidence", CLAIMS.c.confidence)
Index("ix_reports_publisher_known", REPORTS.c.publisher, REPORTS.c.known_until, REPORTS.c.published)
# What lasts longer than a day: a period asks for what began before it too, and would have to read all that is older.
Index("ix_claims_lasting", CLAIMS.c.end, CLAIMS.c.start, **_LASTING)
Index("ix_events_lasting", EVENTS.c.end, EVENTS.c.start, **_LASTING)
# The few claims that stand no more: other tables need not read every claim to leave them out.
Index("ix_claims_ended", CLAIMS.c.known_until, **_where("known_until IS NOT NULL"))
# The few reports that were withdrawn.
Index("ix_reports_withdrawn_at", REPORTS.c.withdrawn_at, **_where("withdrawn_at IS NOT NULL"))
# Parties without an id: hardly any, but they would have to be looked for among all.
Index(
    "ix_parties_unnamed", *(PARTIES.c[name] for name in ("folded", "role", "day", "claim")), **_where("entity IS NULL")
)
# What lies in a region.
Index("ix_places_admin1", PLACES.c.admin1, PLACES.c.country, PLACES.c.day, PLACES.c.claim)
