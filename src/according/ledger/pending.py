"""A load that is on its way: its reports and claims are in the ledger, copies and events are not yet.

As long as it is, the doctor says so: a ledger of which half is fused does not look like one that is well.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from according.ledger.schema import CLAIMS, EVENTS, META, REPORTS, REVIEWS

_NAME = "loading"


def pending(connection: Connection) -> str | None:
    """Return the folder whose load was begun and has not come to its end; None where there is none."""
    return connection.scalar(select(META.c.value).where(META.c.name == _NAME))


def begin(connection: Connection, folder: str) -> None:
    """Write down that the results in `folder` are being loaded."""
    end(connection)
    connection.execute(insert(META).values(name=_NAME, value=folder))


def end(connection: Connection) -> None:
    """Write down that everything in the ledger is fused."""
    connection.execute(delete(META).where(META.c.name == _NAME))


def is_empty(connection: Connection) -> bool:
    """Whether nothing was ever read into the ledger, or decided in it."""
    return all(connection.scalar(select(table.c.key).limit(1)) is None for table in (REPORTS, CLAIMS, EVENTS, REVIEWS))
