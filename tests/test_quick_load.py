"""Results of a bulk job in an empty ledger: taken as they are, they come to what adding comes to, whatever breaks off when."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from bulk_data import stored
from incidents import OREN_BOMBED, TARNA_STRUCK, VELSK_SHELLED, Incident, tell
from reports import example_readings
from sqlalchemy import select
from test_incremental import STREAM, grouped, homes, replayed

from according.bulk import quick
from according.bulk.files import VERSION, Manifest, load_manifest, save_manifest
from according.bulk.loading import Wanted, load, readings
from according.bulk.local import fuse_parts
from according.bulk.output import write_results
from according.bulk.results import Results
from according.claims import Reading
from according.events import Event
from according.ledger import Added, Ledger, asking, fusing, neighbours, open_ledger, schema, settling
from according.ledger.contents import each_event, each_reading
from according.ledger.explaining import explain

LATE = (
    tell("z1", VELSK_SHELLED, published="2024-03-07", publisher="Coast Letter", style=1),
    tell("z2", OREN_BOMBED, TARNA_STRUCK, published="2024-03-21", publisher="Coast Letter", style=2),
)

MANIFEST = Manifest(VERSION, {}, {})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return finished(tmp_path / "out", list(STREAM))


@pytest.fixture
def never_fused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is loaded must not be fused by the ledger."""

    def fuse(*_: Any) -> None:
        raise AssertionError("fused anew")

    monkeypatch.setattr(fusing.Fusing, "fuse", fuse)


def finished(out: Path, of: list[Reading]) -> Path:
    job, ids = stored(out, of)
    write_results(job, ids, fuse_parts(job, ids, 1, lambda *_: None))
    return out


def added(path: Path, folder: Path) -> Ledger:
    """A ledger to which the same reports were added as they are otherwise."""
    ledger = open_ledger(path)
    list(ledger.add_many(readings(folder, Wanted())))
    return ledger


def tables(ledger: Ledger) -> dict[str, Any]:
    """What later fusion looks at, by the names of reports and claims."""
    report, claim, original = schema.REPORTS, schema.CLAIMS, schema.REPORTS.alias("original")
    copies, sketches, blocks, borrowed = schema.COPIES, schema.SKETCHES, schema.BLOCKS, schema.BORROWED
    other = schema.CLAIMS.alias("other")
    queries = {
        "copies": select(original.c.id, report.c.id, copies.c.passages, copies.c.passages_original, copies.c.changed)
        .join(report, report.c.key == copies.c.copy)
        .join(original, original.c.key == copies.c.original)
        .where(schema.standing(copies)),
        "borrowed": select(report.c.id, claim.c.id, original.c.id, other.c.id)
        .select_from(borrowed)
        .join(claim, claim.c.key == borrowed.c.claim)
        .join(report, report.c.key == claim.c.report)
        .join(original, original.c.key == borrowed.c.original)
        .outerjoin(other, other.c.key == borrowed.c.counterpart)
        .where(schema.standing(borrowed)),
        "sketches": select(sketches.c.hash, sketches.c.day, report.c.id).join(report),
        "blocks": select(blocks.c.hash, blocks.c.day, report.c.id, claim.c.id)
        .join(claim, claim.c.key == blocks.c.claim)
        .join(report, report.c.key == claim.c.report),
    }
    with ledger.read() as connection:
        found: dict[str, Any] = {
            name: sorted(map(tuple, connection.execute(q)), key=repr) for name, q in queries.items()
        }
        packed = connection.execute(select(report.c.id, claim.c.id, claim.c.features).join(report))
        found["features"] = {(r, c): neighbours.decode(f) for r, c, f in packed}
    return found


def events(ledger: Ledger) -> dict[str, Event]:
    return {event.id: event for event in each_event(ledger)}


def assert_same(one: Ledger, other: Ledger) -> None:
    assert events(one) == events(other) != {}
    assert homes(one) == homes(other) == replayed(one.log())
    assert grouped(one.copies()) == grouped(other.copies())
    assert sorted(asking.tallies(one).items, key=repr) == sorted(asking.tallies(other).items, key=repr)
    assert list(each_reading(one)) == list(each_reading(other))
    assert tables(one) == tables(other)
    assert {f.kind for f in one.doctor()} == {f.kind for f in other.doctor()} <= {"undated", "silent"}


@pytest.mark.usefixtures("never_fused")
@pytest.mark.parametrize("work", [True, False], ids=["with _work", "without"])
def test_results_are_taken_as_they_are_and_come_to_the_same_as_adding(
    ledger: Ledger, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: bool
) -> None:
    if not work:
        shutil.rmtree(folder / "_work")
    assert {one.status for one in load(ledger, folder) if isinstance(one, Added)} == {"new"}
    monkeypatch.undo()
    with added(tmp_path / "added.db", folder) as other:
        assert_same(ledger, other)
        for late in LATE:
            assert set(ledger.add(late).events) == set(other.add(late).events) != set()
        assert_same(ledger, other)
        ledger.withdraw("a1", "wrong")
        other.withdraw("a1", "wrong")
        assert_same(ledger, other)
        name = next(iter(events(ledger)))
        assert explain(ledger, name).joined == explain(other, name).joined
    assert {one.status for one in load(ledger, folder) if isinstance(one, Added)} == {"unchanged"}


@pytest.mark.usefixtures("never_fused")
def test_the_examples_come_to_the_same_as_adding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = finished(tmp_path / "out", list(example_readings()))
    with open_ledger(tmp_path / "quick.db") as ledger:
        list(load(ledger, folder))
        monkeypatch.undo()
        with added(tmp_path / "added.db", folder) as other:
            assert_same(ledger, other)


def test_a_load_that_is_broken_off_says_so_and_the_next_one_completes_it(
    ledger: Ledger, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "MOST_REPORTS", 4)
    begun = load(ledger, folder)
    assert isinstance(next(begun), Added)
    begun.close()
    assert [f.kind for f in ledger.doctor() if f.level == "error"] == ["loading"]
    assert events(ledger) == {}
    monkeypatch.setattr(settling.Settling, "index", broken)
    with pytest.raises(KeyboardInterrupt):
        list(load(ledger, folder))
    assert [f.kind for f in ledger.doctor() if f.level == "error"] == ["loading"]
    assert events(ledger) == {}
    monkeypatch.undo()
    assert [one.status for one in load(ledger, folder) if isinstance(one, Added)] == ["unchanged"] * len(STREAM)
    with added(tmp_path / "added.db", folder) as other:
        assert_same(ledger, other)


def broken(*_: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("mend", ["load", "rebuild"])
def test_what_was_added_to_a_load_that_was_broken_off_is_fused_with_it(
    ledger: Ledger, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mend: str
) -> None:
    monkeypatch.setattr(settling.Settling, "index", broken)
    with pytest.raises(KeyboardInterrupt):
        list(load(ledger, folder))
    monkeypatch.undo()
    ledger.add(LATE[0])
    list(load(ledger, folder)) if mend == "load" else ledger.refuse()
    with added(tmp_path / "added.db", folder) as other:
        other.add(LATE[0])
        assert_alike(ledger, other)


def parted(ledger: Ledger) -> set[frozenset[str]]:
    told: dict[str, set[str]] = {}
    for claim, event in homes(ledger).items():
        told.setdefault(event, set()).add(claim)
    return {frozenset(one) for one in told.values()}


def loaded_quickly(ledger: Ledger, folder: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    called: list[int] = []
    whole = quick.load

    def spy(*given: Any) -> Any:
        called.append(1)
        return whole(*given)

    monkeypatch.setattr(quick, "load", spy)
    list(load(ledger, folder))
    return bool(called)


def test_a_ledger_with_something_in_it_fuses_for_itself(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger, open_ledger(tmp_path / "other.db") as other:
        for one in (ledger, other):
            one.add(LATE[0])
        assert not loaded_quickly(ledger, folder, monkeypatch)
        list(other.add_many(readings(folder, Wanted())))
        assert_same(ledger, other)


def test_results_of_another_version_or_other_tables_are_fused_anew(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = load_manifest(folder)
    assert manifest is not None
    for name in ("according", "tables"):
        made = manifest.made_by | {name: "another"}
        save_manifest(folder, msgspec.structs.replace(manifest, made_by=made))
        with open_ledger(tmp_path / f"{name}.db") as ledger:
            assert not loaded_quickly(ledger, folder, monkeypatch)
            assert events(ledger) != {}


def test_later_versions_of_pages_are_revisions_as_they_always_are(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(name: str, day: str, style: int, *told: Incident) -> Reading:
        return tell(
            name, *told, published=day, url=f"https://wire.example/{told[0].verb}?utm_source={name}", style=style
        )

    twice = [
        page("p1", "2024-03-06", 0, VELSK_SHELLED),
        page("p2", "2024-03-07", 1, VELSK_SHELLED, OREN_BOMBED),
        page("q0", "2024-03-05", 0, TARNA_STRUCK),
        page("q1", "2024-03-06", 1, TARNA_STRUCK),
        # Of the two copies the second is one of the first as long as their original is not there.
        tell("r1", TARNA_STRUCK, published="2024-03-07", publisher="Harbour Times", style=1),
        tell("r2", TARNA_STRUCK, published="2024-03-08", publisher="Evening Post", style=1),
    ]
    every = [*STREAM, *twice]
    folder = finished(tmp_path / "out", every)
    assert Results(folder, MANIFEST).later_versions() == {"p2", "q1"}
    monkeypatch.setattr(Ledger, "add_many", broken)
    with pytest.raises(KeyboardInterrupt):
        list(load(ledger, folder))
    monkeypatch.undo()
    with open_ledger(tmp_path / "first.db") as other:
        list(other.add_many(one for one in every if one.report.id not in {"p2", "q1"}))
        assert grouped(other.copies())["r1"].keys() == {"r2"}
        assert_alike(ledger, other)
    with added(tmp_path / "added.db", folder) as other:
        found = [one.status for one in load(ledger, folder) if isinstance(one, Added)]
        assert (found.count("revision"), found.count("unchanged")) == (2, len(every) - 2)
        assert_alike(ledger, other)
    with open_ledger(tmp_path / "at once.db") as ledger_:
        assert {one.status for one in load(ledger_, folder) if isinstance(one, Added)} == {"new", "revision"}
        assert_alike(ledger_, ledger)
    assert {one.status for one in load(ledger, folder) if isinstance(one, Added)} == {"unchanged"}


def assert_alike(one: Ledger, other: Ledger) -> None:
    """The same but for the ids of events, which depend on the order of adding."""
    assert parted(one) == parted(other)
    assert grouped(one.copies()) == grouped(other.copies())
    assert statuses(one) == statuses(other)
    assert {f.kind for f in one.doctor()} == {f.kind for f in other.doctor()} <= {"undated", "silent"}
    assert homes(one) == replayed(one.log())


def statuses(ledger: Ledger) -> dict[str, bool]:
    """Which reports stand."""
    with ledger.read() as connection:
        rows = connection.execute(select(schema.REPORTS.c.id, schema.REPORTS.c.known_until))
        return {name: until is None for name, until in rows}
