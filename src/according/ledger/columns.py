"""What the tables of a ledger have in common: keys, references, and since when and until when a row was known."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    or_,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# SQLite numbers rows by itself only where the type is INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")


def key() -> Column[int]:
    """Return the number of a row."""
    return Column("key", Key, primary_key=True)


def to(table: str, name: str | None = None, *, null: bool = False, primary: bool = False) -> Column[int]:
    """Return a reference to a row of `table`, by default under the singular of its name."""
    target = ForeignKey(f"{table}.key")
    return Column(name or table.removesuffix("s"), Key, target, nullable=null, primary_key=primary, autoincrement=False)


def known() -> tuple[Column[str], Column[str]]:
    """Return the columns that say since when a row was known, and until when: null while it is current."""
    return Column("known_from", Text, nullable=False), Column("known_until", Text)


def standing(table: FromClause, as_of: str | None = None) -> ColumnElement[bool]:
    """Return the condition that a row of `table` is current, or was at the moment `as_of`."""
    since, until = table.c.known_from, table.c.known_until
    if as_of is None:
        return until.is_(None)
    return and_(since <= as_of, or_(until.is_(None), until > as_of))


def row_of(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """Return `values` with None for each column that is missing: rows of one insert need the same columns."""
    return {column.name: values.get(column.name) for column in table.columns if column.name != "key"}
