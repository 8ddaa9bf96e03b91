"""Many rows into one table, without what the layers above the driver cost for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, exc, insert
from sqlalchemy.dialects import sqlite

from according.ledger.connect import is_sqlite
from according.ledger.rows import Row

_AT_ONCE = 20_000
"""Rows that are handed to the driver together."""


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


def delete_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Delete the rows that have these values, each looked up by itself; all name the same columns, none is fine.

    Of a list of rows SQLite makes a search through the whole table.
    """
    if rows:
        where = (table.c[name] == bindparam(f"of_{name}") for name in rows[0])
        values = [{f"of_{name}": value for name, value in row.items()} for row in rows]
        connection.execute(delete(table).where(*where), values)


def insert_many(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert very many rows, each with the values of `columns` in their order; they need not all be at hand at once."""
    if is_sqlite(connection):
        left = iter(rows)
        while chunk := list(islice(left, _AT_ONCE)):
            connection.exec_driver_sql(_statement(table, tuple(columns)), chunk)
        return
    quote = connection.dialect.identifier_preparer.quote
    statement = f"COPY {quote(table.name)} ({', '.join(map(quote, columns))}) FROM STDIN"
    driver: Any = connection.connection.cursor()
    try:
        with driver, driver.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        known = connection.dialect.loaded_dbapi.Error
        raise exc.DBAPIError.instance(statement, None, error, known, dialect=connection.dialect) from error


@lru_cache(maxsize=64)
def _statement(table: Table, columns: tuple[str, ...]) -> str:
    quote = sqlite.dialect().identifier_preparer.quote
    names = ", ".join(map(quote, columns))
    return f"INSERT INTO {quote(table.name)} ({names}) VALUES ({', '.join('?' * len(columns))})"
