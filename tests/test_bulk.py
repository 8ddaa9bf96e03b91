"""Archives: every record is read once, whatever the parts; what is killed loses nothing; events are those of a ledger."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from bulk_data import command, rows, stored
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from test_incremental import STREAM
from warc_data import other, packed, records

from according.bulk import Settings, blocking, copying
from according.bulk.files import load_manifest
from according.bulk.grouping import components, cut
from according.bulk.loading import Wanted, load
from according.bulk.local import fuse_parts
from according.bulk.output import write_results
from according.bulk.plan import Source, plan
from according.bulk.tables import event_of
from according.bulk.units import units
from according.errors import BulkError, UnreadableError
from according.events import Event
from according.fusion.fuse import fuse
from according.intake.options import Failure, IntakeOptions
from according.ledger import open_ledger
from according.ledger.contents import each_event

TEXT = "Shells hit the port of Velsk, the governor said."


def lines(folder: Path, texts: list[str], name: str = "a.jsonl") -> Path:
    folder.mkdir(exist_ok=True)
    told = [
        {"id": f"{name}-{n}", "text": text, "published": f"2024-11-{n % 28 + 1:02}"} for n, text in enumerate(texts)
    ]
    (folder / name).write_text("".join(json.dumps(one) + "\n" for one in told), encoding="utf-8")
    return folder


def taken(source: Source, part_bytes: int) -> list[str]:
    """The ids of all reports, part after part; what fails has its place."""
    found = []
    for part in plan(source, part_bytes):
        for _, unit in units(source, part, IntakeOptions()):
            found += [item.source if isinstance(item, Failure) else item.report.id for item in unit()]
    return found


@settings(max_examples=25, deadline=None)
@given(
    texts=st.lists(st.sampled_from(["", "not json", TEXT, TEXT * 40]), min_size=1, max_size=30),
    part_bytes=st.integers(1, 4000),
    end=st.booleans(),
)
def test_lines_are_each_in_one_part_under_the_name_of_their_number(tmp_path_factory, texts, part_bytes, end):
    folder = tmp_path_factory.mktemp("lines")
    bodies = [json.dumps({"text": text}) if text == TEXT or len(text) > 100 else text for text in texts]
    (folder / "a.jsonl").write_text("\n".join(bodies) + "\n" * end, encoding="utf-8")
    wanted = [f"a.jsonl:{n}" for n, body in enumerate(bodies, 1) if body]
    assert taken(Source.of(str(folder)), part_bytes) == wanted


@pytest.mark.parametrize("part_bytes", [1, 100, 300, 10_000])
def test_records_of_an_archive_are_each_in_one_part(tmp_path, part_bytes):
    parts = [other("warcinfo"), *records(7), other("metadata")]
    (tmp_path / "CC-NEWS-1.warc.gz").write_bytes(packed(parts))
    assert taken(Source.of(str(tmp_path)), part_bytes) == [f"https://harbour.example/{n}" for n in range(7)]


def test_a_damaged_record_of_an_archive_fails_alone(tmp_path):
    members = [gzip.compress(one) for one in records(3)]
    members[1] = members[1][:60] + b"\0" * 20 + members[1][80:]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(members))
    ids = taken(Source.of(str(tmp_path)), 10_000)
    assert [one for one in ids if one.startswith("http")] == ["https://harbour.example/0", "https://harbour.example/2"]
    assert len(ids) == 3


@pytest.mark.parametrize("part_bytes", [1, 500, 1_000_000])
def test_rows_of_parquet_are_each_in_one_part(tmp_path, part_bytes):
    table = pa.table({"id": [f"r{n}" for n in range(23)], "text": [TEXT] * 23, "published": ["2024-11-25"] * 23})
    parquet.write_table(table, tmp_path / "a.parquet", row_group_size=5)
    assert taken(Source.of(str(tmp_path)), part_bytes) == [f"r{n}" for n in range(23)]


def test_an_address_of_another_file_system_is_read(tmp_path):
    import fsspec

    fs = fsspec.filesystem("memory")
    fs.pipe("/wire/day.jsonl", json.dumps({"id": "m1", "text": TEXT}).encode())
    assert taken(Source.of("memory://wire"), 1000) == ["m1"]
    with pytest.raises(UnreadableError, match="no such"):
        plan(Source.of("memory://nowhere"))


def events_of(out: Path) -> dict[str, Event]:
    return {event.id: event for event in (event_of(row["body"]) for row in rows(out, "events"))}


def test_events_and_copies_are_those_of_fusion_and_of_a_ledger(tmp_path):
    readings = list(STREAM)
    job, ids = stored(tmp_path / "out", readings)
    write_results(job, ids, fuse_parts(job, ids, 2, lambda *_: None))
    wanted = fuse(readings)
    assert events_of(Path(job.out)) == {event.id: event for event in wanted.events}
    copies = {(row["original"], row["report"], row["containment"]) for row in rows(Path(job.out), "copies")}
    assert copies == {(g.original, c.report, c.containment) for g in wanted.copies for c in g.copies} != set()
    with open_ledger(tmp_path / "ledger.db") as ledger:
        list(load(ledger, Path(job.out)))
        assert {event.id: event for event in each_event(ledger)} == events_of(Path(job.out))
        assert {one.status for one in load(ledger, Path(job.out))} == {"unchanged"}
    of_event = {row["event_id"] for row in rows(Path(job.out), "claims")}
    assert of_event == {event.id for event in wanted.events}


def test_a_part_of_the_results_is_loaded(tmp_path):
    job, ids = stored(tmp_path / "out", list(STREAM))
    write_results(job, ids, fuse_parts(job, ids, 1, lambda *_: None))
    with open_ledger(tmp_path / "ledger.db") as ledger:
        wanted = Wanted(since="2024-03-07", until="2024-03-09", publishers=("Kestrel Wire",))
        assert [one.report_id for one in load(ledger, Path(job.out), wanted)] == ["b1", "c1"]
    with open_ledger(tmp_path / "none.db") as ledger:
        assert list(load(ledger, Path(job.out), Wanted(types=("SANCTION",)))) == []
        with pytest.raises(BulkError, match="no finished results"):
            list(load(ledger, tmp_path))


def test_of_a_report_that_came_twice_the_latest_version_stands(tmp_path):
    folder = lines(tmp_path / "in", [TEXT, TEXT + " Four died."])
    for name in ("b.jsonl", "c.jsonl"):
        (folder / name).write_text(
            json.dumps({"id": "a.jsonl-0", "text": TEXT + " Five died.", "published": "2024-11-09"})
        )
    done = command(tmp_path / "mind", "bulk", folder, "--out", tmp_path / "out", "--no-gate")
    assert done.returncode == 0, done.stderr
    assert sorted(row["published"] for row in rows(tmp_path / "out", "reports")) == ["2024-11-02", "2024-11-09"]
    assert {row["source"] for row in rows(tmp_path / "out", "failures")} == {"a.jsonl-0"}


def test_a_finished_job_is_not_done_again_and_new_files_are_added(tmp_path):
    folder, out = lines(tmp_path / "in", [TEXT] * 3), tmp_path / "out"
    assert "3 reports read" in command(tmp_path / "mind", "bulk", folder, "--out", out).stdout
    again = command(tmp_path / "mind", "bulk", folder, "--out", out)
    assert "0 of 1 parts now" in again.stdout and "events" not in again.stdout
    other_settings = command(tmp_path / "mind", "bulk", folder, "--out", out, "--force")
    assert other_settings.returncode == 1 and "another job (force differ)" in other_settings.stderr


def test_a_record_that_kills_its_process_is_set_aside_and_the_rest_is_read(tmp_path):
    folder = lines(tmp_path / "in", [TEXT, "POISON here", TEXT, "POISON there", TEXT])
    done = command(tmp_path / "mind", "bulk", folder, "--out", tmp_path / "out", "--no-gate", "--cores", "1")
    assert done.returncode == 3, done.stderr
    assert "signal 9" in done.stderr
    failed = rows(tmp_path / "out", "failures")
    assert {(row["source"], row["kind"]) for row in failed} == {("a.jsonl-1", "BulkError"), ("a.jsonl-3", "BulkError")}
    assert "died, twice" in failed[0]["reason"]
    assert {row["report"] for row in rows(tmp_path / "out", "reports")} == {"a.jsonl-0", "a.jsonl-2", "a.jsonl-4"}


def test_a_worker_killed_in_mid_job_loses_nothing(tmp_path):
    texts = [TEXT, TEXT, "KILL-ME " + TEXT, TEXT]
    folder = lines(tmp_path / "in", texts)
    done = command(tmp_path / "mind", "bulk", folder, "--out", tmp_path / "out", "--no-gate", "--cores", "1")
    assert (done.returncode, "signal 9" in done.stderr) == (0, True), done.stderr
    plain = command(tmp_path / "mind", "bulk", folder, "--out", tmp_path / "plain", "--no-gate", "--cores", "1")
    assert plain.stderr == ""
    for name in ("reports", "claims", "events", "failures"):
        assert rows(tmp_path / "out", name) == rows(tmp_path / "plain", name)


def test_a_job_killed_whole_goes_on_where_it_was(tmp_path):
    folder = tmp_path / "in"
    for n in range(3):
        # Each file is a part of its own: none is small enough to be put with another.
        lines(folder, [("STOP-ALL " if n == 2 and not i else "") + TEXT * 200 for i in range(450)], f"{n}.jsonl")
    killed = command(tmp_path / "mind", "bulk", folder, "--out", tmp_path / "out", "--no-gate", "--cores", "1")
    assert killed.returncode == -9
    before = load_manifest(tmp_path / "out")
    assert before is not None and before.done and before.fused is None
    done = command(tmp_path / "mind", "bulk", folder, "--out", tmp_path / "out", "--no-gate", "--cores", "1")
    assert done.returncode == 0, done.stderr
    after = load_manifest(tmp_path / "out")
    assert after is not None and len(rows(tmp_path / "out", "reports")) == 1350
    assert f"{len(after.done) - len(before.done)} of {len(after.done)} parts now" in done.stdout


PAIRS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60)


@given(PAIRS)
def test_components_are_what_edges_reach(pairs):
    label = components(31, *(np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1)))
    near = {n: {n} for n in range(31)}
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    for n in range(31):
        reached, front = {n}, {n}
        while front:
            front = {m for f in front for m in near[f]} - reached
            reached |= front
        assert label[n] == min(reached)


def test_a_component_that_is_too_large_is_cut_at_its_weakest_edges():
    one, other_ = np.arange(9), np.arange(1, 10)
    score = np.array([0.9, 0.9, 0.45, 0.9, 0.9, 0.45, 0.9, 0.9, 1.0])
    assert cut(10, (one, other_, score), most=10).tolist() == [0] * 10
    assert cut(10, (one, other_, score), most=4).tolist() == [0, 0, 0, 3, 3, 3, 6, 6, 6, 6]


def test_a_hot_key_is_parted_by_month_and_costs_no_more_than_its_share(monkeypatch):
    monkeypatch.setattr(blocking, "MOST_BLOCK", 50)
    days = np.arange(400)
    one, other_ = blocking.pairs(np.zeros(400, np.int64), np.arange(400), days)
    assert 0 < len(one) <= 400 * blocking.MOST_CANDIDATES
    assert (days[one] // blocking.MONTH == days[other_] // blocking.MONTH).all()
    same_day = np.full(400, 7)
    assert len(blocking.pairs(np.zeros(400, np.int64), np.arange(400), same_day)[0]) == 0


def test_what_very_many_carry_does_not_pair_all_with_all():
    count = 2000
    hashes = np.tile(np.arange(5), count)
    one, other_ = copying.pairs(hashes, np.repeat(np.arange(count), 5), np.zeros(count, np.int64), np.full(count, 5))
    assert count - 1 <= len(one) <= count * copying.MOST_CANDIDATES
    assert (one < other_).all()


def test_settings_say_where_results_are(tmp_path):
    job = Settings(input="x", out=str(tmp_path))
    assert job.path("p", "claims").parent == job.done("p").parent
