"""Brings a ledger to the tables of this version when it is opened, or says why not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from according import __version__
from according.errors import LedgerError
from according.ledger.connect import keep_readers_free, reading, shown, writing
from according.ledger.schema import META

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0002"
"""The newest migration; opening a ledger that is at it needs no alembic, which takes a while to load."""
VERSION_TABLE = "according_schema"


def bring_up(engine: Engine, *, create: bool, readonly: bool) -> None:
    """Create or migrate the tables where that is needed and allowed.

    Raises `LedgerError` where there is no ledger, the database belongs to something else, or a newer version made it.
    """
    with reading(engine) as connection:
        found = _version(connection, engine)
    if found == HEAD:
        return
    if readonly or (found is None and not create):
        state = "there is no ledger in" if found is None else "an older version of according made"
        raise LedgerError(f"{state} {shown(engine)}.", remedy="Open it once for writing, e.g. with `according add`.")
    if found is None:
        keep_readers_free(engine)
    with writing(engine) as connection:
        # Another process may have done it while this one waited.
        before = _version(connection, engine)
        if before != HEAD:
            _migrate(connection)
        if before is None:
            now = moment()
            rows = [{"name": "created_at", "value": now}, {"name": "created_by", "value": __version__}]
            connection.execute(META.insert(), rows)


def moment() -> str:
    """Return now as the ledger writes moments: UTC, to the microsecond."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _version(connection: Connection, engine: Engine) -> str | None:
    """Return the migration that the ledger is at, None for an empty database."""
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE not in tables:
        if "reports" in tables or (tables and connection.dialect.name == "sqlite"):
            raise LedgerError(
                f"{shown(engine)} holds tables that are no ledger's.",
                remedy="Name another file or database; this one is left as it is.",
            )
        return None
    version = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))
    if version is not None and str(version) > HEAD:
        raise LedgerError(
            f"a newer version of according made the ledger {shown(engine)} (tables {version}, known {HEAD}).",
            remedy="Run: pip install --upgrade according",
        )
    return str(version) if version else None


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
