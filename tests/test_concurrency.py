"""Several processes at one ledger: nobody fails, nothing that was acknowledged is lost, readers see whole states."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from incidents import VELSK_SHELLED, tell
from sqlalchemy import func, select

from according.errors import LedgerLockedError
from according.ledger import Ledger, connect, open_ledger, schema

HERE = Path(__file__).resolve().parent


def child(address: str, prefix: str, reports: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / "ledger_child.py"), address, prefix, str(reports)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def report_ids(ledger: Ledger) -> set[str]:
    with ledger.read() as connection:
        return set(connection.scalars(select(schema.REPORTS.c.id)))


def claims_and_members(ledger: Ledger) -> tuple[int | None, int | None]:
    with ledger.read() as connection:
        counts = [
            connection.scalar(select(func.count()).select_from(table).where(schema.standing(table)))
            for table in (schema.CLAIMS, schema.MEMBERS)
        ]
    return counts[0], counts[1]


def test_two_writers_and_four_readers_at_once(address: str) -> None:
    done = threading.Event()
    torn: list[tuple[int | None, int | None]] = []
    errors: list[Exception] = []

    def look() -> None:
        try:
            with open_ledger(address, readonly=True) as ledger:
                while not done.is_set():
                    claims, members = claims_and_members(ledger)
                    if claims != members:
                        torn.append((claims, members))
        except Exception as error:
            errors.append(error)

    # The writers find no ledger: one of them makes it while the other waits.
    writers = [child(address, prefix, 12) for prefix in "ab"]
    assert writers[0].stdout is not None
    first = writers[0].stdout.readline()
    readers = [threading.Thread(target=look) for _ in range(4)]
    for reader in readers:
        reader.start()
    rest = [writer.communicate()[0] for writer in writers]
    done.set()
    for reader in readers:
        reader.join()
    assert [writer.returncode for writer in writers] == [0, 0]
    assert errors == []
    assert torn == []
    with open_ledger(address) as ledger:
        added = {first.strip(), *rest[0].split(), *rest[1].split()}
        assert report_ids(ledger) == added == {f"{prefix}{n:03}" for prefix in "ab" for n in range(12)}
        assert ledger.doctor() == []


def test_a_killed_writer_loses_nothing_that_it_acknowledged(address: str) -> None:
    acknowledged: set[str] = set()
    for prefix in "abc":
        writer = child(address, prefix, 1000)
        assert writer.stdout is not None
        acknowledged.update(writer.stdout.readline().strip() for _ in range(5))
        writer.kill()
        acknowledged.update(line.strip() for line in writer.stdout if line.endswith("\n"))
        writer.wait()
    with open_ledger(address) as ledger:
        there = report_ids(ledger)
        assert acknowledged <= there
        # At most the one that it was busy with when it was killed.
        assert len(there - acknowledged) <= 3
        assert ledger.doctor() == []
        assert ledger.add(tell("later", VELSK_SHELLED)).status == "new"


def test_a_writer_that_waits_in_vain_says_so(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "WAIT_SECONDS", 0.05)
    with open_ledger(address) as one, open_ledger(address) as other, one.write():
        with pytest.raises(LedgerLockedError, match="in use") as caught:
            other.add(tell("one", VELSK_SHELLED))
        assert caught.value.remedy
        assert report_ids(other) == set()
