"""What is done for one report must not cost more in a large ledger: no statement goes through a whole table."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from incidents import OREN_BOMBED, VELSK_SHELLED, tell
from sqlalchemy import event

from according.ledger import Ledger, open_ledger
from according.ledger.explaining import explain
from according.ledger.reviews import Review, review

URL = "https://wire.example.org/velsk"
GROWING = (
    "reports", "claims", "parties", "places", "amounts", "points", "sketches", "copies", "borrowed", "blocks", "events",
    "members", "event_log",
)  # fmt: skip


@pytest.fixture
def filled(tmp_path: Path) -> Any:
    with open_ledger(tmp_path / "ledger.db") as ledger:
        told = [tell(f"r{n}", VELSK_SHELLED, OREN_BOMBED, publisher=f"Paper {n}", style=n % 3) for n in range(6)]
        list(ledger.add_many([*told, tell("page", VELSK_SHELLED, url=URL, publisher="Kestrel Wire")]))
        yield ledger


def ids(ledger: Ledger) -> list[str]:
    with sqlite3.connect(str(ledger.engine.url.database)) as raw:
        found = [row[0] for row in raw.execute("SELECT id FROM events WHERE known_until IS NULL ORDER BY id")]
    raw.close()
    return found


def scans(ledger: Ledger, statements: list[tuple[str, Any]]) -> set[str]:
    """Statements that go through a table which grows with the reports."""
    found = set()
    with sqlite3.connect(str(ledger.engine.url.database)) as raw:
        for statement, values in statements:
            if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
                for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", values):
                    words = row[3].split()
                    last_alone = "LIMIT ?" in statement and "WHERE" not in statement
                    if words[0] == "SCAN" and words[1] in GROWING and not last_alone:
                        found.add(f"{' '.join(statement.split())[:300]}: {row[3]}")
    raw.close()
    return found


def asked_of(ledger: Ledger, act: Any) -> list[tuple[str, Any]]:
    statements: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        statements.append((statement, values[0] if many else values))

    event.listen(ledger.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(ledger.engine, "before_cursor_execute", note)
    return statements


@pytest.mark.parametrize(
    "act",
    [
        lambda ledger: ledger.add(tell("late", VELSK_SHELLED, publisher="Coast Letter", style=1)),
        lambda ledger: ledger.add(tell("new", VELSK_SHELLED, OREN_BOMBED, url=URL, publisher="Kestrel Wire", style=1)),
        lambda ledger: ledger.withdraw("page", "not so"),
        lambda ledger: ledger.reread(tell("r1", VELSK_SHELLED, OREN_BOMBED, publisher="Paper 1", style=1)),
        lambda ledger: explain(ledger, ids(ledger)[0][:-1]),
        lambda ledger: review(
            ledger, Review(kind="merge", author="n.", event=ids(ledger)[0][:-1], other_event=ids(ledger)[1])
        ),
        lambda ledger: review(ledger, Review(kind="reject", author="n.", claim="r1/d0")),
    ],
    ids=["add", "revise", "withdraw", "reread", "explain", "merge", "reject"],
)
def test_no_statement_goes_through_a_table_that_grows(filled: Ledger, act: Any) -> None:
    statements = asked_of(filled, lambda: act(filled))
    assert statements
    assert scans(filled, statements) == set()
