"""Claims, events and numbers as data frames of either library, which are loaded only when they are asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from incidents import OREN_BOMBED, VELSK_SHELLED, tell

from according.errors import FilterError, LedgerError
from according.ledger import Ledger, frames, open_ledger
from according.ledger.asking import Filter, Slice, claims, events, tallies
from according.ledger.frames import claims_frame, events_frame, tallies_frame
from according.ledger.upgrade import moment

LIBRARIES = ("pandas", "polars")
FRAMES: list[Callable[..., Any]] = [claims_frame, events_frame, tallies_frame]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(tmp_path_factory.mktemp("frames") / "ledger.db") as opened:
        opened.add(tell("one", VELSK_SHELLED, publisher="Morning Wire"))
        opened.add(tell("two", VELSK_SHELLED, publisher="Evening Post", source="the governor", style=1))
        opened.add(tell("three", OREN_BOMBED, publisher=None, published=None, style=2))
        yield opened


def records(frame: Any, kind: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame.to_dict("records") if kind == "pandas" else frame.to_dicts()
    return rows


@pytest.fixture(params=LIBRARIES)
def kind(request: pytest.FixtureRequest) -> str:
    pytest.importorskip(request.param)
    return str(request.param)


def test_a_frame_has_a_row_for_each_row_of_the_answer_in_its_order(filled: Ledger, kind: str) -> None:
    whole = Slice(limit=None)
    shown = [row["ref"] for row in records(claims_frame(filled, None, kind), kind)]
    assert shown == [row.ref for row in claims(filled, part=whole).items]
    shown = [row["event"] for row in records(events_frame(filled, None, kind), kind)]
    assert shown == [row.event.id for row in events(filled, part=whole).items]
    told = [(row["claimant"], row["value"]) for row in records(tallies_frame(filled, None, kind), kind)]
    assert told == [(row.claimant.name, row.value) for row in tallies(filled, part=whole).items]


def test_columns_hold_what_the_claim_says(filled: Ledger, kind: str) -> None:
    (row,) = records(claims_frame(filled, Filter(report="two", type="HARM"), kind), kind)
    assert (row["ref"], row["publisher"], row["origin"], row["place"]) == (
        "two/h0",
        "Evening Post",
        "the governor",
        "Velsk",
    )
    assert (row["lat"], row["lon"], row["value"], row["of"]) == (49.10, 37.20, 4.0, "people")
    start = row["start"] if kind == "polars" else row["start"].date()
    assert start == date(2024, 3, 5)
    text = filled.reading("two").report.text
    assert text[row["span_start"] : row["span_end"]] == row["text"]
    (deed,) = records(claims_frame(filled, Filter(report="two", type="ASSAULT"), kind), kind)
    assert (list(deed["actors"]), list(deed["actor_entities"])) == (["Russia"], ["state:RU"])


def test_what_is_not_known_is_missing_and_not_nought(filled: Ledger, kind: str) -> None:
    frame = claims_frame(filled, Filter(report="three", type="ASSAULT"), kind)
    columns = ("publisher", "published", "origin", "value", "copy_of")
    missing = [frame[name].isna().all() if kind == "pandas" else frame[name].is_null().all() for name in columns]
    assert all(missing)


@pytest.mark.parametrize("make", FRAMES)
def test_an_empty_answer_has_the_same_columns_and_types(filled: Ledger, kind: str, make: Callable[..., Any]) -> None:
    empty, full = make(filled, Filter(type="PROTEST"), kind), make(filled, None, kind)
    assert len(empty) == 0 < len(full)
    assert list(empty.columns) == list(full.columns)
    assert list(empty.dtypes) == list(full.dtypes)


def test_a_frame_of_many_pages_is_whole(filled: Ledger, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {make: len(make(filled, None, kind)) for make in FRAMES}
    monkeypatch.setattr(frames, "_AT_ONCE", 2)
    assert {make: len(make(filled, None, kind)) for make in FRAMES} == whole
    assert len(events_frame(filled, Filter(as_of=moment()), kind)) == whole[events_frame]


def test_a_library_that_is_missing_is_named_with_its_command(filled: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    for make in FRAMES:
        with pytest.raises(LedgerError, match=r"polars is not installed\. Run: pip install 'according\[frames\]'"):
            make(filled, None, "polars")
    with pytest.raises(LedgerError, match="no frames of 'excel'"):
        claims_frame(filled, None, "excel")  # type: ignore[arg-type]


def test_a_wrong_filter_is_an_error_here_too(filled: Ledger, kind: str) -> None:
    with pytest.raises(FilterError, match="no type"):
        claims_frame(filled, Filter(type="WAR"), kind)  # type: ignore[arg-type]


def test_neither_library_is_loaded_before_it_is_needed() -> None:
    code = "import sys, according.ledger.frames; print([m for m in ('pandas', 'polars') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
