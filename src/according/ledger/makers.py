"""Which version, model and tables made a row."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select

from according import __version__
from according.ledger.schema import MAKERS

UNKNOWN = "unknown"


def maker_of(connection: Connection, made_by: Mapping[str, str]) -> int:
    """Return the key of a maker, `Reading.made_by`; it is added where it is new."""
    key = known_maker(connection, made_by)
    if key is None:
        connection.execute(insert(MAKERS).values(**_values(made_by)))
        key = known_maker(connection, made_by)
    assert key is not None, "the row that was just written is not there"
    return key


def known_maker(connection: Connection, made_by: Mapping[str, str]) -> int | None:
    """Return the key of a maker; None where no row was made by it yet."""
    where = [MAKERS.c[name] == value for name, value in _values(made_by).items()]
    return connection.scalar(select(MAKERS.c.key).where(*where))


def _values(made_by: Mapping[str, str]) -> dict[str, str]:
    return {
        "version": made_by.get("according") or __version__,
        "model": made_by.get("model") or UNKNOWN,
        "tables": made_by.get("tables") or UNKNOWN,
    }


def makers(connection: Connection) -> dict[int, dict[str, str]]:
    """Return all makers by key, as `Reading.made_by` has them; what is not known is left out."""
    found: dict[int, dict[str, str]] = {}
    for row in connection.execute(select(MAKERS)):
        values = {"according": row.version, "model": row.model, "tables": row.tables}
        found[row.key] = {name: value for name, value in values.items() if value != UNKNOWN}
    return found
