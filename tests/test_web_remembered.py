"""What takes long is counted once: before anybody asks, and not twice at a time."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from web_ledger import filled

import according
from according.ledger import asking
from according.web.server.app import create_app
from according.web.server.options import ServeOptions
from according.web.server.remembered import remembered


def test_who_asks_while_it_is_made_waits_for_it(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return len(made)

    with according.open_ledger(tmp_path / "a.db") as ledger, ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: remembered(ledger, "it", make), range(4))) == [1, 1, 1, 1]
        with pytest.raises(ZeroDivisionError):
            remembered(ledger, "other", lambda: 1 // 0)
        assert remembered(ledger, "other", lambda: 2) == 2


def test_a_server_counts_publishers_before_anybody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    honest = asking.sources

    def counting(*args: Any, **more: Any) -> Any:
        counted.append(1)
        return honest(*args, **more)

    monkeypatch.setattr(asking, "sources", counting)
    with filled(tmp_path) as ledger:
        with TestClient(create_app(ledger, ServeOptions()), base_url="http://127.0.0.1:8000") as client:
            assert client.get("/sources").status_code == 200
            assert client.get("/sources").status_code == 200
        assert counted == [1]
