"""Writes the tables of the first migration down as SQL: ``python -m according.ledger.migrations.freeze``.

A migration must not change with the schema, or old ledgers would not get what new ones have. Until the first release the
files may be written anew; from then on a change of the schema is a migration of its own, and `upgrade.HEAD` its number.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from according.ledger.schema import METADATA

FOLDER = Path(__file__).parent / "versions"
FIRST = "0001"


def statements(dialect: Dialect) -> list[str]:
    """Return the statements that make the tables and indexes of the schema."""
    found = []
    for table in METADATA.sorted_tables:
        found.append(str(CreateTable(table).compile(dialect=dialect)))
        by_name = sorted(table.indexes, key=lambda index: index.name or "")
        found += [str(CreateIndex(index).compile(dialect=dialect)) for index in by_name]
    return ["\n".join(line.rstrip().replace("\t", "  ") for line in one.strip().splitlines()) + ";" for one in found]


def main() -> None:
    """Write the files."""
    for name, dialect in (("sqlite", sqlite.dialect()), ("postgresql", postgresql.dialect())):  # type: ignore[no-untyped-call]
        (FOLDER / f"{FIRST}_{name}.sql").write_text("\n\n".join(statements(dialect)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
