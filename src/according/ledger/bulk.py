"""Many rows into one table, without what the layers above the driver cost for each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import sqlite

from according.ledger.connect import is_sqlite
from according.ledger.rows import Row


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the same columns, two at least; none is fine."""
    if not rows:
        return
    if not is_sqlite(connection):
        connection.execute(insert(table), rows)
        return
    columns = tuple(rows[0])
    values: list[Any] = list(map(itemgetter(*columns), rows))
    connection.exec_driver_sql(_statement(table, columns), values)


@lru_cache(maxsize=64)
def _statement(table: Table, columns: tuple[str, ...]) -> str:
    quote = sqlite.dialect().identifier_preparer.quote
    names = ", ".join(map(quote, columns))
    return f"INSERT INTO {quote(table.name)} ({names}) VALUES ({', '.join('?' * len(columns))})"
