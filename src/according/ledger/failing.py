"""Sources that could not be taken in, until they can."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select, update

from according.claims import Part
from according.errors import AccordingError
from according.ledger.makers import maker_of
from according.ledger.schema import FAILURES


class Failed(Part, kw_only=True):
    """A source that could not be taken in: why, what to do, and how often it was tried.

    `kind` is the class of the error, `origin` the path or address to add again; None where there is none (standard input).
    """

    source: str
    reason: str
    kind: str
    remedy: str | None
    first_at: str
    at: str
    tries: int
    origin: str | None = None


def note(connection: Connection, source: str, error: Exception, now: str, origin: str | None = None) -> None:
    """Write down that `source`, which was found in `origin`, failed (again)."""
    known = connection.execute(select(FAILURES.c.key, FAILURES.c.tries).where(FAILURES.c.source == source)).first()
    values = {
        "reason": error.message if isinstance(error, AccordingError) else str(error) or type(error).__name__,
        "kind": type(error).__name__,
        "remedy": error.remedy if isinstance(error, AccordingError) else None,
        "at": now,
        "resolved_at": None,
        "origin": origin,
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


def settle(connection: Connection, origin: str, before: str, now: str) -> None:
    """Write down that all of `origin` was taken in, but for what failed from the moment `before` on."""
    old = (FAILURES.c.origin == origin) & (FAILURES.c.at < before) & FAILURES.c.resolved_at.is_(None)
    connection.execute(update(FAILURES).where(old).values(resolved_at=now))


def any_unresolved(connection: Connection) -> bool:
    """Whether a source still fails."""
    return connection.scalar(select(FAILURES.c.key).where(FAILURES.c.resolved_at.is_(None)).limit(1)) is not None


def unresolved(connection: Connection) -> list[Failed]:
    """Return the sources that still fail, the one that failed last first."""
    columns = [FAILURES.c[name] for name in Failed.__struct_fields__]
    rows = connection.execute(select(*columns).where(FAILURES.c.resolved_at.is_(None)).order_by(FAILURES.c.at.desc()))
    return [Failed(**row._mapping) for row in rows]
