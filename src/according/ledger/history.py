"""The log of events: what was joined, parted and moved, when, by whom and why."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, or_, select

from according.claims import Part
from according.ledger.schema import EVENT_LOG


class LogEntry(Part, kw_only=True):
    """Something that happened to an event: see `schema.EVENT_LOG` for the kinds. `claims` are ``REPORT/CLAIM``."""

    at: str
    kind: str
    event: str
    other: str | None
    claims: list[str]
    by: str
    reason: str | None


def entries(connection: Connection, event: str | None = None) -> list[LogEntry]:
    """Return the entries about an event, or all, in the order in which they were written."""
    columns = [EVENT_LOG.c[name] for name in LogEntry.__struct_fields__]
    query = select(*columns).order_by(EVENT_LOG.c.key)
    if event is not None:
        query = query.where(or_(EVENT_LOG.c.event == event, EVENT_LOG.c.other == event))
    return [
        LogEntry(**dict(row._mapping) | {"claims": msgspec.json.decode(row.claims, type=list[str])})
        for row in connection.execute(query)
    ]
