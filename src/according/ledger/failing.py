"""Sources that could not be taken in, until they can."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select, update

from according.claims import Part
from according.errors import AccordingError
from according.ledger.makers import maker_of
from according.ledger.schema import FAILURES


class Failed(Part, kw_only=True):
    """A source that could not be taken in: why, what to do, and how often it was tried. `kind` is the class of the error."""

    source: str
    reason: str
    kind: str
    remedy: str | None
    first_at: str
    at: str
    tries: int


def note(connection: Connection, source: str, error: Exception, now: str) -> None:
    """Write down that `source` failed (again)."""
    known = connection.execute(select(FAILURES.c.key, FAILURES.c.tries).where(FAILURES.c.source == source)).first()
    ours = isinstance(error, AccordingError)
    values = {
        "reason": error.message if isinstance(error, AccordingError) else str(error) or type(error).__name__,
        "kind": type(error).__name__,
        "remedy": error.remedy if isinstance(error, AccordingError) and ours else None,
        "at": now,
        "resolved_at": None,
        "maker": maker_of(connection, {}),
    }
    if known is None:
        connection.execute(insert(FAILURES).values(source=source, first_at=now, tries=1, **values))
    else:
        connection.execute(update(FAILURES).where(FAILURES.c.key == known.key).values(tries=known.tries + 1, **values))


def resolve(connection: Connection, sources: Iterable[str], now: str) -> None:
    """Write down that sources were taken in."""
    which = FAILURES.c.source.in_(sorted(sources)) & FAILURES.c.resolved_at.is_(None)
    connection.execute(update(FAILURES).where(which).values(resolved_at=now))


def unresolved(connection: Connection) -> list[Failed]:
    """Return the sources that still fail, the one that failed last first."""
    columns = [FAILURES.c[name] for name in Failed.__struct_fields__]
    rows = connection.execute(select(*columns).where(FAILURES.c.resolved_at.is_(None)).order_by(FAILURES.c.at.desc()))
    return [Failed(**row._mapping) for row in rows]
