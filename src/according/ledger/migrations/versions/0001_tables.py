"""The tables of the first ledger, their full-text indexes, and the box index of points.

The tables stand in ``0001_sqlite.sql`` and ``0001_postgresql.sql`` (see `freeze`), what only one of the databases knows in
``0001_sqlite_search.sql`` and ``0001_postgresql_search.sql``. A blank line parts the statements.
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    connection = op.get_bind()
    for part in ("", "_search"):
        path = Path(__file__).with_name(f"{revision}_{connection.dialect.name}{part}.sql")
        for statement in path.read_text(encoding="utf-8").split("\n\n"):
            connection.exec_driver_sql(statement.strip())
