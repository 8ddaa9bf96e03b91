"""From a path or an address to an engine, and the two kinds of transaction: reading and writing.

One writer at a time, whatever the database: fusion looks at events and then changes them, and two writers that do so at
once would each miss what the other joins. On SQLite ``BEGIN IMMEDIATE`` makes the others wait, on PostgreSQL an advisory
lock. Readers never wait, and see one state for as long as their transaction lasts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import QueuePool

from according.errors import LedgerError, LedgerLockedError

WAIT_SECONDS = 60
"""How long a writer waits for another."""
_CACHE_KIB = 128 * 1024
_LOG_PAGES = 10_000
"""Pages in the write-ahead log before they are put in their places: the more, the more changes of one page are one."""
_ADVISORY_LOCK = 0x6163636F7264  # "accord"
_WRITING = "according_writing"
_SQLITE_HEAD = b"SQLite format 3\x00"


def make_engine(path_or_url: str | Path, *, create: bool, readonly: bool) -> Engine:
    """Return an engine for the ledger at a path, a ``sqlite:///`` or a ``postgresql://`` address; nothing is read yet.

    Raises `LedgerError` where there is no such file, it is no SQLite file, or a driver is missing.
    """
    url = _url(path_or_url)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, create=create and not readonly, readonly=readonly)
    return _postgresql(url, readonly=readonly)


def shown(engine: Engine) -> str:
    """Return the address of the ledger as it may be shown: without a password."""
    url = engine.url
    return (url.database or ":memory:") if is_sqlite(engine) else url.render_as_string(hide_password=True)


def is_sqlite(bind: Engine | Connection) -> bool:
    """Whether the database is SQLite (else it is PostgreSQL)."""
    return bind.dialect.name == "sqlite"


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that sees one state of the ledger."""
    with translated(engine), engine.connect() as connection, connection.begin():
        if not is_sqlite(engine):
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield connection


@contextmanager
def writing(engine: Engine, *, unchecked: bool = False) -> Iterator[Connection]:
    """Open the one transaction that may write; waits for another writer, `WAIT_SECONDS` at most.

    What was written is safe, also from a power cut, when the block has ended. With `unchecked` SQLite does not look for the
    row that each new one refers to: of tens of millions in another order that is most of the time. Raises `LedgerLockedError`.
    """
    with (
        translated(engine),
        engine.connect().execution_options(**{_WRITING: True}) as connection,
        _references(connection, checked=not unchecked),
        connection.begin(),
    ):
        if not is_sqlite(engine):
            connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
        yield connection


@contextmanager
def _references(connection: Connection, *, checked: bool) -> Iterator[None]:
    """On SQLite, leave references unchecked for a while; it can be said between transactions alone."""
    if checked or not is_sqlite(connection):
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def keep_readers_free(engine: Engine) -> None:
    """Have the file of a new SQLite ledger written so that readers need not wait; it stays so. Nothing on PostgreSQL."""
    if not is_sqlite(engine):
        return
    with translated(engine):
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Turn what the database complains of into a `LedgerError` that says what to do."""
    try:
        yield
    except exc.DBAPIError as error:
        raise _explained(error, engine) from error


def _explained(error: exc.DBAPIError, engine: Engine) -> LedgerError:
    where, said = shown(engine), str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else ""
    lower = said.lower()
    if "locked" in lower or "lock timeout" in lower or "busy" in lower:
        return LedgerLockedError(
            f"the ledger {where} is in use: another writer did not finish within {WAIT_SECONDS} seconds.",
            remedy="Wait for the other `according add` or `watch` to finish, and try again.",
        )
    if "readonly" in lower or "read-only" in lower or "query_only" in lower:
        return LedgerError(f"the ledger {where} is open for reading only.", remedy="Open it without readonly.")
    if "not a database" in lower or "malformed" in lower or "disk image" in lower:
        return LedgerError(
            f"the ledger {where} is damaged ({said}).",
            remedy="Restore it from a copy, or run `sqlite3 FILE .recover` to save what is in it.",
        )
    if "disk is full" in lower or "no space" in lower:
        return LedgerError(f"there is no room left for the ledger {where}.", remedy="Free some space and add again.")
    if isinstance(error, exc.OperationalError) and not is_sqlite(engine):
        return LedgerError(
            f"the database server of {where} does not answer or turns us away ({said}).",
            remedy="Check that it runs, and the host, port, user and password in the address.",
        )
    if "unable to open" in lower:
        return LedgerError(
            f"the ledger {where} cannot be opened.",
            remedy="Check the folder and its permissions (it must be writable).",
        )
    return LedgerError(f"the database of {where} refused ({said}).", remedy="Run `according doctor`.")


def _url(path_or_url: str | Path) -> URL:
    named = str(path_or_url)
    if isinstance(path_or_url, Path) or "://" not in named:
        return URL.create("sqlite", database=named)
    head, rest = named.split("://", 1)
    if head in ("postgres", "postgresql", "postgresql+psycopg"):
        if find_spec("psycopg") is None:
            raise LedgerError(
                "the driver for PostgreSQL is not installed.", remedy="Run: pip install 'according[postgresql]'"
            )
        head = "postgresql+psycopg"
    elif head != "sqlite":
        raise LedgerError(
            f"a ledger cannot be kept in {head}://.", remedy="Name a file, sqlite:///FILE or postgresql://HOST/NAME."
        )
    try:
        return make_url(f"{head}://{rest}")
    except exc.ArgumentError as error:
        raise LedgerError("the address of the ledger cannot be read.", remedy="See docs/ledger.md.") from error


def _sqlite(url: URL, *, create: bool, readonly: bool) -> Engine:
    if not url.database or url.database == ":memory:":
        raise LedgerError("a ledger needs a file.", remedy="Name one, e.g. according.db.")
    path = Path(url.database)
    _check_file(path, create)
    # A reader that may not touch the log's index has to be lucky when a writer starts: `query_only` keeps it from writing.
    mode = "ro" if readonly and not os.access(path, os.W_OK) else ("rwc" if create else "rw")
    uri = f"{path.absolute().as_uri()}?mode={mode}"

    def connect() -> Any:
        import sqlite3

        return sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)

    engine = create_engine(url, creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        if readonly:
            connection.execute("PRAGMA query_only = ON")
            return
        # With FULL every commit waits for the disk: what was acknowledged outlives a power cut, not only a kill.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _check_file(path: Path, create: bool) -> None:
    if path.is_dir():
        raise LedgerError(f"{path} is a folder.", remedy=f"Name a file in it, e.g. {path / 'according.db'}.")
    if not path.exists():
        if not create:
            raise LedgerError(f"there is no ledger {path}.", remedy="Make one with `according add SOURCE...`.")
        if not path.parent.is_dir():
            raise LedgerError(f"there is no folder {path.parent}.", remedy="Make it first.")
        return
    try:
        with path.open("rb") as file:
            head = file.read(len(_SQLITE_HEAD))
    except OSError as error:
        raise LedgerError(f"{path} cannot be opened ({error.strerror}).", remedy="Check its permissions.") from error
    if head and head != _SQLITE_HEAD:
        raise LedgerError(f"{path} is no ledger.", remedy="Name another file; this one is left as it is.")


def _postgresql(url: URL, *, readonly: bool) -> Engine:
    settings = {"application_name": "according", "connect_timeout": 10}
    if readonly:
        settings["options"] = "-c default_transaction_read_only=on"
    return create_engine(url, connect_args=settings, pool_pre_ping=True)
