"""Answers that take long and change only when the ledger does: kept until then."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import func, select

from according.ledger import Ledger
from according.ledger.schema import EVENT_LOG, REPORTS, REVIEWS

T = TypeVar("T")
Mark = tuple[int | None, ...]


class _Kept:
    """One answer with what it was made of; who asks while it is being made waits for it."""

    def __init__(self) -> None:
        self.making = Lock()
        self.last: tuple[Mark, object] | None = None


_KEPT: WeakKeyDictionary[Ledger, dict[str, _Kept]] = WeakKeyDictionary()
_LOCK = Lock()


def remembered(ledger: Ledger, name: str, make: Callable[[], T]) -> T:
    """Return what `make` made last under `name`, or makes now, if a report, event or review came since."""
    with _LOCK:
        kept = _KEPT.setdefault(ledger, {}).setdefault(name, _Kept())
    with kept.making:
        mark = _mark(ledger)
        if kept.last is None or kept.last[0] != mark:
            kept.last = (mark, make())
        return kept.last[1]  # type: ignore[return-value]


def _mark(ledger: Ledger) -> Mark:
    """The last row of each table that is added to when something changes."""
    with ledger.read() as connection:
        return tuple(connection.scalar(select(func.max(table.c.key))) for table in (REPORTS, EVENT_LOG, REVIEWS))
