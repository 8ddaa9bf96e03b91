"""Ledgers to test on: each test that takes `address` or `ledger` runs on SQLite and on a real PostgreSQL server.

The server is private: started for the session by a user that is not root, in a temporary folder, on a Unix socket only.
Without PostgreSQL's programs its tests are skipped, unless ACCORDING_REQUIRE_POSTGRES=1 says that they have to be there.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from according.ledger import Ledger, open_ledger

USER = "ledger"
REQUIRED = os.environ.get("ACCORDING_REQUIRE_POSTGRES") == "1"
_numbers = count(1)


def postgres_folder() -> Path | None:
    """The folder with initdb and pg_ctl, the newest version first."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of the server, with ``{}`` for the name of a database."""
    programs = postgres_folder()
    if programs is None:
        reason = "PostgreSQL is not installed (no initdb): install it to run these tests on it too"
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="according-pg-"))
    owner = _owner()
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    # A test server need not outlive a power cut.
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c max_connections=40"
    try:
        _run(owner, programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        _run(owner, programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "-t", "60", "start")
        yield f"postgresql://{USER}@/{{}}?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():
            _run(owner, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a ledger that is not there yet (on PostgreSQL: an empty database)."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    server: str = request.getfixturevalue("postgres")
    return new_database(server)


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    """An empty ledger, open."""
    with open_ledger(address) as opened:
        yield opened


def new_database(server: str) -> str:
    name = f"ledger_{os.getpid()}_{next(_numbers)}"
    engine = create_engine(server.format("postgres").replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.format(name)


def _owner() -> pwd.struct_passwd | None:
    """Who runs the server: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _run(owner: pwd.struct_passwd | None, *command: object) -> None:
    words = [str(word) for word in command]
    who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    # The server keeps what it was started with open: it must not be a pipe that somebody waits on.
    done = subprocess.run(words, cwd="/", check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **who)  # type: ignore[call-overload]
    assert done.returncode == 0, f"{' '.join(words)} failed"
