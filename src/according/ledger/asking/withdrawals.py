"""Reports that were withdrawn: what they had told is told no more, and that has to be seen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, func, or_, select

from according.claims import Part
from according.ledger.schema import CLAIMS, REPORTS, standing
from according.ledger.store import Ledger


class Withdrawn(Part, kw_only=True):
    """A report that was withdrawn, and how many claims it took back."""

    report: str
    publisher: str | None = None
    title: str | None = None
    published: str | None = None
    withdrawn_at: str
    """Moment at which the ledger learned of it, UTC."""
    why: str | None = None
    claims: int
    """Claims that stood until then."""


def withdrawn(
    ledger: Ledger, since: str, until: str | None = None, *, published: tuple[str, str | None] | None = None
) -> list[Withdrawn]:
    """Return the reports that were withdrawn since a day or moment, until a day, which is in it, the last first.

    `published` are such days: reports that came out on them, both in them, are among them whenever they were withdrawn. A
    page that was written anew since is left out: it stands again.
    """
    again = REPORTS.alias("again")
    stands = select(again.c.key).where(again.c.page == REPORTS.c.page, standing(again)).exists()
    asked = _between(REPORTS.c.withdrawn_at, since, until)
    if published is not None:
        asked = or_(asked, _between(REPORTS.c.published, *published))
    # A version that came after the withdrawal bears its moment too.
    of_it = and_(REPORTS.c.withdrawn_at.is_not(None), REPORTS.c.known_from <= REPORTS.c.withdrawn_at, ~stands)
    took_back = and_(
        CLAIMS.c.report == REPORTS.c.key,
        CLAIMS.c.ended_by == "withdrawal",
        CLAIMS.c.known_from < REPORTS.c.withdrawn_at,
    )
    columns = [REPORTS.c[name] for name in ("publisher", "title", "published", "withdrawn_at")]
    claims = select(func.count()).select_from(CLAIMS).where(took_back).scalar_subquery()
    query = select(REPORTS.c.id.label("report"), REPORTS.c.withdrawn_why.label("why"), claims.label("claims"), *columns)
    order = (REPORTS.c.withdrawn_at.desc(), REPORTS.c.id)
    with ledger.read() as connection:
        return [Withdrawn(**row._mapping) for row in connection.execute(query.where(of_it, asked).order_by(*order))]


def _between(column: Column[Any], since: str, until: str | None) -> ColumnElement[bool]:
    if until is None:
        return column >= since
    return and_(column >= since, column < (date.fromisoformat(until) + timedelta(days=1)).isoformat())
