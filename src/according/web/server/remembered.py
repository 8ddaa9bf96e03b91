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
_KEPT: WeakKeyDictionary[Ledger, dict[str, tuple[Mark, object]]] = WeakKeyDictionary()
_LOCK = Lock()


def remembered(ledger: Ledger, name: str, make: Callable[[], T]) -> T:
    """Return what `make` made last under `name`, or makes now, if a report, event or review came since."""
    mark = _mark(ledger)
    with _LOCK:
        known = _KEPT.setdefault(ledger, {}).get(name)
    if known is not None and known[0] == mark:
        return known[1]  # type: ignore[return-value]
    made = make()
    with _LOCK:
        _KEPT[ledger][name] = (mark, made)
    return made


def _mark(ledger: Ledger) -> Mark:
    """The last row of each table that is added to when something changes."""
    with ledger.read() as connection:
        return tuple(connection.scalar(select(func.max(table.c.key))) for table in (REPORTS, EVENT_LOG, REVIEWS))
