"""The doctor finds what is damaged, missing or silent, says what to do, and finds nothing in a ledger that is well."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from incidents import OREN_BOMBED, VELSK_SHELLED, tell
from sqlalchemy import text

from according.errors import UnreadableError
from according.ledger import Finding, Ledger, connect, open_ledger


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    list(ledger.add_many([tell("one", VELSK_SHELLED), tell("two", OREN_BOMBED, publisher="Evening Post", style=1)]))
    return ledger


def findings(ledger: Ledger) -> dict[str, Finding]:
    found = ledger.doctor()
    assert all(f.remedy and f.message and f.count for f in found)
    return {f.kind: f for f in found}


def change(ledger: Ledger, *statements: str) -> None:
    """Change the database behind the ledger's back, references unchecked."""
    if connect.is_sqlite(ledger.engine):
        with sqlite3.connect(str(ledger.engine.url.database)) as raw:
            for statement in statements:
                raw.execute(statement)
        raw.close()
        return
    with ledger.engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))
        connection.execute(text("SET session_replication_role = DEFAULT"))


def test_a_ledger_that_is_well_has_no_findings(filled: Ledger) -> None:
    assert filled.doctor() == []


def test_rows_without_their_report_are_found(filled: Ledger) -> None:
    change(filled, "DELETE FROM reports WHERE id = 'two'")
    found = {f.message: f for f in filled.doctor() if f.kind == "orphans"}
    claims = found["rows of claims refer to rows of reports that are not there."]
    assert (claims.level, claims.count) == ("error", 2)


def test_spans_that_no_longer_quote_their_text_are_found(filled: Ledger) -> None:
    change(filled, "UPDATE reports SET text = 'X' || text WHERE id = 'one'")
    found = findings(filled)["spans"]
    assert found.level == "error"
    assert found.examples[0].startswith("one/d0: the span 0-")


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE claims SET known_until = '2024', ended_by = 'revision' WHERE key = 1", "no longer current"),
        (
            "INSERT INTO members (event, claim, known_from) SELECT event, claim, known_from FROM members",
            "several events",
        ),
        ("UPDATE members SET known_until = '2024' WHERE event = 1", "hold no claim"),
    ],
)
def test_events_that_do_not_fit_their_claims_are_found(filled: Ledger, statement: str, message: str) -> None:
    change(filled, statement)
    found = [f for f in filled.doctor() if f.kind == "events"]
    assert any(message in f.message for f in found)


def test_reports_without_a_date_are_found(ledger: Ledger) -> None:
    ledger.add(tell("one", VELSK_SHELLED, published=None))
    found = findings(ledger)["undated"]
    assert (found.level, found.examples) == ("warning", ["one"])


def test_a_source_that_fell_silent_is_found_and_a_slow_one_is_not(ledger: Ledger) -> None:
    daily = [tell(f"d{n}", VELSK_SHELLED, published=f"2024-03-{n:02}", publisher="Daily") for n in range(6, 12)]
    weekly = [
        tell(f"w{n}", VELSK_SHELLED, published=f"2024-03-{n:02}", publisher="Weekly", style=1) for n in (6, 13, 20)
    ]
    rare = [
        tell(f"m{n}", VELSK_SHELLED, published=f"2024-{n:02}-06", publisher="Monthly", style=2) for n in range(1, 7)
    ]
    list(ledger.add_many([*daily, *weekly, *rare], fuse=False))
    assert findings(ledger)["silent"].examples == ["Daily: nothing since 2024-03-11"]


def test_failed_sources_are_named_until_they_are_settled(filled: Ledger) -> None:
    filled.fail("lost.txt", UnreadableError("cannot be opened."))
    assert findings(filled)["failures"].examples == ["lost.txt: cannot be opened."]


def test_damage_to_the_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        list(ledger.add_many([tell("one", VELSK_SHELLED)]))
    with sqlite3.connect(path) as raw:
        page_size = raw.execute("PRAGMA page_size").fetchone()[0]
        (root,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_reports_published'").fetchone()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    data = bytearray(path.read_bytes())
    # The index loses its only entry: the page then says that it has none.
    at = (root - 1) * page_size
    data[at + 3 : at + 5] = b"\x00\x00"
    path.write_bytes(bytes(data))
    with open_ledger(path) as ledger:
        found = findings(ledger)["damaged"]
    assert found.level == "error"
    assert any("ix_reports_published" in example for example in found.examples)


def test_errors_stand_before_warnings(filled: Ledger) -> None:
    change(
        filled,
        "UPDATE reports SET published = NULL WHERE id = 'two'",
        "UPDATE reports SET text = 'X' || text WHERE id = 'one'",
    )
    assert [f.level for f in filled.doctor()] == ["error", "warning"]
