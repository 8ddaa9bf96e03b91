"""Rows by their keys, a few thousand at a time, by statements that are made once.

Fusing one report takes some forty small look-ups, and to put a statement together costs more than to run it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam

from according.ledger.neighbours import CHUNK, chunks

KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
"""Stands in a statement for the keys that it is run with: ``column.in_(KEYS)``."""


def rows_for(connection: Connection, statement: Any, keys: Iterable[Any]) -> Iterator[Any]:
    """Yield the rows that `statement` finds for each of `keys`, in no order over all; without keys none."""
    for chunk in chunks(sorted(set(keys)), CHUNK):
        yield from connection.execute(statement, {"keys": chunk})
