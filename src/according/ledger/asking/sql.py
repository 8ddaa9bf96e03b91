"""Pieces of SQL that SQLite and PostgreSQL write differently, or that tell the planner what we know and it does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import BigInteger, ColumnElement, Connection, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from according.ledger.connect import is_sqlite


class aside(FunctionElement[Any]):
    """A column that is looked at in rows found by other means: SQLite must not find rows by it.

    It has no statistics, and takes every index to be as good as any other; we have counted.
    """

    inherit_cache = True

    def __init__(self, what: ColumnElement[Any]) -> None:
        super().__init__(what)
        self.type = what.type


@compiles(aside)
def _plain(element: aside, compiler: Any, **how: Any) -> str:
    return str(compiler.process(element.clauses.clauses[0], **how))


@compiles(aside, "sqlite")
def _plus(element: aside, compiler: Any, **how: Any) -> str:
    return f"+{compiler.process(element.clauses.clauses[0], **how)}"


def among(connection: Connection, what: ColumnElement[Any], keys: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition that `what` is one of `keys`, however many: they travel as one value."""
    if is_sqlite(connection):
        values = func.json_each(msgspec.json.encode(list(keys)).decode()).table_valued("value")
        return what.in_(select(values.c.value))
    return what == func.any(bindparam(None, list(keys), type_=ARRAY(BigInteger)))
