"""``according serve`` as it is started: where it listens, and what it refuses to open to others."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from test_cli import environment

import according

MAIN = "import sys; from according.cli import main; main(sys.argv[1:])"


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", MAIN, "serve", *map(str, arguments)]


@pytest.fixture
def where(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    according.open_ledger(path).close()
    return path


def test_it_says_where_it_is_and_answers_there(where: Path) -> None:
    started = command("--ledger", where, "--port", 0, "--readonly")
    with subprocess.Popen(started, stderr=subprocess.PIPE, text=True, env=environment()) as server:
        try:
            assert server.stderr is not None
            said = server.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+/", said)
            assert found is not None, said
            assert httpx.get(f"{found[0]}healthz").json() == {"status": "ok"}
            assert httpx.get(found[0]).status_code == 200
        finally:
            server.terminate()
        server.wait(timeout=20)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--host", "0.0.0.0"], "--token"),
        (["--host", "0.0.0.0", "--token", "short"], "16 characters"),
        (["--port", "70000"], "70000"),
    ],
)
def test_it_does_not_open_a_ledger_to_everybody(given: list[str], said: str, where: Path) -> None:
    done = subprocess.run(
        command("--ledger", where, *given), capture_output=True, text=True, env=environment(), check=False, timeout=60
    )
    assert done.returncode == 2 and said in done.stderr


def test_a_ledger_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "none.db"
    done = subprocess.run(
        command("--ledger", missing), capture_output=True, text=True, env=environment(), check=False, timeout=60
    )
    assert done.returncode != 0 and "there is no ledger" in done.stderr
    assert not missing.exists()
