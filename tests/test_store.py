"""What goes into a ledger comes out of it, on either database, and what it cannot do it says."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import msgspec
import pytest
from incidents import MADE_BY, OREN_BOMBED, VELSK_SHELLED, tell
from ledgers import new_database
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from according.claims import Reading
from according.errors import EmptyReportError, GroundingError, LedgerError, UnreadableError
from according.intake.options import Failure
from according.intake.taken import Taken
from according.ledger import Added, Ledger, connect, open_ledger, schema, upgrade


def counts(ledger: Ledger) -> dict[str, int]:
    with ledger.read() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in schema.METADATA.sorted_tables
        }


def event_ids(ledger: Ledger) -> list[str]:
    with ledger.read() as connection:
        query = select(schema.EVENTS.c.id).where(schema.standing(schema.EVENTS)).order_by(schema.EVENTS.c.id)
        return list(connection.scalars(query))


def taken(reading: Reading, raw: bytes = b"<p>raw</p>", **known: object) -> Taken:
    values = {"media_type": "text/html", "digest": hashlib.sha256(raw).hexdigest(), **known}
    return Taken(report=reading.report, raw=raw, **values)  # type: ignore[arg-type]


def test_a_reading_comes_out_as_it_went_in(ledger: Ledger) -> None:
    given = tell("one", VELSK_SHELLED, OREN_BOMBED, source="the governor")
    given.warnings = ["a warning"]
    assert ledger.add(given).status == "new"
    assert ledger.reading("one") == given


def test_adding_the_same_twice_changes_nothing(ledger: Ledger) -> None:
    first = ledger.add(tell("one", VELSK_SHELLED))
    before = counts(ledger)
    again = ledger.add(tell("one", VELSK_SHELLED))
    assert again == Added(report_id="one", status="unchanged")
    assert first.events
    assert counts(ledger) == before


def test_what_was_added_is_there_when_the_ledger_is_opened_again(address: str) -> None:
    with open_ledger(address) as ledger:
        events = ledger.add(tell("one", VELSK_SHELLED)).events
    with open_ledger(address, create=False, readonly=True) as ledger:
        assert [event.id for event in ledger.events(events)] == events


def test_reports_of_one_happening_come_to_one_event_with_both_accounts(ledger: Ledger) -> None:
    ledger.add(tell("one", VELSK_SHELLED, publisher="Morning Wire"))
    added = ledger.add(tell("two", VELSK_SHELLED, publisher="Evening Post", source="the mayor of Velsk", style=1))
    (event,) = [e for e in ledger.events(added.events) if e.type == "ASSAULT"]
    assert event.reports == 2
    assert {ref.report for account in event.accounts for ref in account.claims} == {"one", "two"}
    assert len({account.claimant.name for account in event.accounts}) == 2


def test_every_row_says_what_made_it(ledger: Ledger) -> None:
    ledger.add(tell("one", VELSK_SHELLED))
    rows = (schema.REPORTS, schema.CLAIMS, schema.EVENTS, schema.EVENT_LOG)
    with ledger.read() as connection:
        for table in rows:
            query = select(schema.MAKERS).join(table, table.c.maker == schema.MAKERS.c.key)
            assert {(m.version, m.model, m.tables) for m in connection.execute(query)} == {tuple(MADE_BY.values())}


def test_the_original_bytes_are_kept_and_the_same_bytes_once(ledger: Ledger) -> None:
    one, two = tell("one", VELSK_SHELLED), tell("two", OREN_BOMBED)
    ledger.add(one, taken(one, b"<html>\x00\xff" * 50, fetched_at="2024-03-06T10:00:00Z"))
    ledger.add(two, taken(two, b"<html>\x00\xff" * 50))
    assert ledger.original("one") == ledger.original("two") == b"<html>\x00\xff" * 50
    assert counts(ledger)["originals"] == 1
    ledger.add(tell("three", VELSK_SHELLED))
    assert ledger.original("three") is None


def test_a_claim_that_does_not_quote_its_report_is_not_stored(ledger: Ledger) -> None:
    wrong = tell("one", VELSK_SHELLED)
    wrong.claims[0].trigger = msgspec.structs.replace(wrong.claims[0].trigger, span=(0, 7))
    with pytest.raises(GroundingError, match="one: the span 0-7 does not quote 'shelled'"):
        ledger.add(wrong)
    assert counts(ledger)["reports"] == counts(ledger)["claims"] == 0


def test_a_batch_goes_on_after_what_fails_and_writes_it_down(ledger: Ledger) -> None:
    wrong = tell("wrong", VELSK_SHELLED)
    wrong.claims[0].span = (0, 3)
    lost = Failure("lost.txt", UnreadableError("cannot be opened.", remedy="Check the path."))
    found = list(ledger.add_many([tell("one", VELSK_SHELLED), wrong, lost, (tell("two", OREN_BOMBED), None)], batch=2))
    assert [f.status if isinstance(f, Added) else f.source for f in found] == ["new", "wrong", "lost.txt", "new"]
    failed = {f.source: f for f in ledger.failures()}
    assert set(failed) == {"wrong", "lost.txt"}
    assert (failed["lost.txt"].kind, failed["lost.txt"].remedy) == ("UnreadableError", "Check the path.")
    assert failed["lost.txt"].reason == "cannot be opened."


def test_a_failure_counts_its_tries_until_the_report_is_added(ledger: Ledger) -> None:
    ledger.fail("one", EmptyReportError("there is no text in it."))
    ledger.fail("one", EmptyReportError("there is still no text in it."))
    (failed,) = ledger.failures()
    assert (failed.tries, failed.reason) == (2, "there is still no text in it.")
    ledger.add(tell("one", VELSK_SHELLED))
    assert ledger.failures() == []
    assert counts(ledger)["failures"] == 1


def test_what_was_left_unfused_is_fused_later(ledger: Ledger) -> None:
    readings = [tell("one", VELSK_SHELLED), tell("two", VELSK_SHELLED, publisher="Evening Post", style=1)]
    assert [a.status for a in ledger.add_many(readings, fuse=False) if isinstance(a, Added)] == ["new", "new"]
    assert event_ids(ledger) == []
    assert [f.kind for f in ledger.doctor()] == ["unfused"]
    ledger.refuse()
    assert max(e.reports for e in ledger.events(event_ids(ledger))) == 2
    assert ledger.doctor() == []


def test_reports_and_claims_are_in_the_index_of_words(ledger: Ledger) -> None:
    ledger.add(tell("one", VELSK_SHELLED, extra="Windows rattled in the harbour district."))
    if connect.is_sqlite(ledger.engine):
        words = "SELECT count(*) FROM {0}_text WHERE {0}_text MATCH :word"
    else:
        words = "SELECT count(*) FROM {0} WHERE search @@ websearch_to_tsquery('english', :word)"
    with ledger.read() as connection:
        found = {
            word: [connection.scalar(text(words.format(t)), {"word": word}) for t in ("reports", "claims")]
            for word in ("rattling", "shelling", "absent")
        }
    assert found == {"rattling": [1, 0], "shelling": [1, 2], "absent": [0, 0]}


def test_the_log_of_events_cannot_be_changed(ledger: Ledger) -> None:
    ledger.add(tell("one", VELSK_SHELLED))
    for statement in ("UPDATE event_log SET kind = 'moved'", "DELETE FROM event_log"):
        with pytest.raises((LedgerError, DBAPIError), match="never changed"), ledger.write() as connection:
            connection.execute(text(statement))


def test_the_migrations_make_the_tables_of_the_schema(ledger: Ledger) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(upgrade.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [upgrade.HEAD]
    ours = set(schema.METADATA.tables) | {upgrade.VERSION_TABLE}
    indexes = {index.name for table in schema.METADATA.sorted_tables for index in table.indexes}

    def concerns_us(_: object, name: str | None, kind: str, __: bool, ___: object) -> bool:
        # The index of words is made by hand: a virtual table here, a generated column there.
        return {"table": name in ours, "index": name in indexes, "column": name != "search"}.get(kind, True)

    with ledger.read() as connection:
        options = {"version_table": upgrade.VERSION_TABLE, "include_object": concerns_us}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, schema.METADATA) == [], "write a migration (see migrations/freeze.py)"
        assert ours <= set(inspect(connection).get_table_names())


def test_a_ledger_of_the_first_tables_gets_the_index_of_withdrawals(address: str) -> None:
    with open_ledger(address) as ledger, ledger.write() as connection:
        connection.execute(text("DROP INDEX ix_reports_withdrawn_at"))
        connection.execute(text(f"UPDATE {upgrade.VERSION_TABLE} SET version_num = '0001'"))
    with open_ledger(address) as ledger, ledger.read() as connection:
        assert "ix_reports_withdrawn_at" in {index["name"] for index in inspect(connection).get_indexes("reports")}
        assert connection.scalar(text(f"SELECT version_num FROM {upgrade.VERSION_TABLE}")) == upgrade.HEAD


def test_a_ledger_made_by_a_newer_version_is_left_alone(address: str) -> None:
    with open_ledger(address) as ledger, ledger.write() as connection:
        connection.execute(text(f"UPDATE {upgrade.VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(LedgerError, match=r"newer version of according.*pip install --upgrade"):
        open_ledger(address)


def test_a_ledger_opened_for_reading_is_not_written(address: str) -> None:
    with pytest.raises(LedgerError):
        open_ledger(address, readonly=True)
    open_ledger(address).close()
    with open_ledger(address, readonly=True) as ledger, pytest.raises(LedgerError, match="reading only"):
        ledger.add(tell("one", VELSK_SHELLED))


def test_an_empty_database_is_no_ledger_unless_it_may_be_made(postgres: str) -> None:
    with pytest.raises(LedgerError, match="there is no ledger"):
        open_ledger(new_database(postgres), create=False)


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "there is no ledger"), (b"Dear reader, this is a letter.", "is no ledger"), ("table", "no ledger's")],
)
def test_what_is_no_ledger_is_named_and_left_as_it_is(
    tmp_path: Path, content: bytes | str | None, message: str
) -> None:
    path = tmp_path / "some.db"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content:
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE notes (note TEXT)")
        connection.close()
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(LedgerError, match=message) as caught:
        open_ledger(path, create=content is not None)
    assert caught.value.remedy
    assert (path.read_bytes() if path.exists() else None) == before


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("mysql://host/name", "cannot be kept in mysql"),
        ("sqlite://", "needs a file"),
        ("postgresql://nobody@127.0.0.1:9/none", "does not answer"),
        ("/nowhere/at/all/ledger.db", "there is no folder"),
        ("/", "is a folder"),
    ],
)
def test_an_address_that_leads_nowhere_says_what_to_do(address: str, message: str) -> None:
    with pytest.raises(LedgerError, match=message) as caught:
        open_ledger(address)
    assert caught.value.remedy


def test_a_missing_driver_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "find_spec", lambda name: None)
    with pytest.raises(LedgerError, match=r"pip install 'according\[postgresql\]'"):
        open_ledger("postgresql://host/name")


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.add(tell("one", VELSK_SHELLED))
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 200_000)
    with pytest.raises(LedgerError, match="damaged"):
        open_ledger(path)


def test_an_unknown_report_is_said_to_be_unknown(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="none: there is no such report"):
        ledger.reading("none")
    with pytest.raises(LedgerError, match="none: there is no such report"):
        ledger.withdraw("none", "a mistake")
