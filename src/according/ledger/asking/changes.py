"""What changed last: the events that the log tells of since a moment."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from according.ledger.schema import EVENT_LOG, EVENTS, REPORTS, standing
from according.ledger.store import Ledger

_ENTRIES = 20
"""Entries of the log that are looked at for each event that is wanted."""


def last_change(ledger: Ledger) -> str | None:
    """Return the moment at which the ledger last changed what it tells of events; None where it never did."""
    with ledger.read() as connection:
        found: str | None = connection.scalar(select(func.max(EVENT_LOG.c.at)))
        return found


def changed_events(ledger: Ledger, since: str, most: int) -> list[str]:
    """Return the ids of `most` events that changed after the moment `since` and still stand, the last changed first."""
    with ledger.read() as connection:
        return _standing(connection, _logged(connection, since, most))[:most]


def most_told(ledger: Ledger, ids: Sequence[str], most: int) -> list[str]:
    """Return `most` of the events by id, those with most independent sources first, the disputed first among equals."""
    with ledger.read() as connection:
        order = (EVENTS.c.independent_sources.desc(), (EVENTS.c.status == "disputed").desc(), EVENTS.c.id)
        return list(connection.scalars(select(EVENTS.c.id).where(EVENTS.c.id.in_(ids)).order_by(*order).limit(most)))


def added_reports(ledger: Ledger, since: str, most: int) -> int:
    """Return how many reports came into the ledger after the moment `since`, counted up to `most`."""
    with ledger.read() as connection:
        came = select(REPORTS.c.key).where(REPORTS.c.known_from > since).limit(most).subquery()
        return connection.scalar(select(func.count()).select_from(came)) or 0


def _logged(connection: Connection, since: str, most: int) -> list[str]:
    query = (
        select(EVENT_LOG.c.event).where(EVENT_LOG.c.at > since).order_by(EVENT_LOG.c.at.desc(), EVENT_LOG.c.key.desc())
    )
    return list(dict.fromkeys(connection.scalars(query.limit(most * _ENTRIES))))


def _standing(connection: Connection, ids: Sequence[str]) -> list[str]:
    still = set(connection.scalars(select(EVENTS.c.id).where(EVENTS.c.id.in_(ids), standing(EVENTS)))) if ids else set()
    return [name for name in ids if name in still]
