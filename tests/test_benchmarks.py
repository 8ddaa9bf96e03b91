"""The accuracy gate: it must fail where it should."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from according.bulk import load
from according.ledger import Added, open_ledger

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.fixture
def floors(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("floors")


@pytest.fixture
def accuracy(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("accuracy")


HAVE = {"gold": {"digest": "d1", "bounds": {"typed_f1": 0.7, "bad_spans": 0}}}


def test_good_figures_pass(floors: ModuleType) -> None:
    assert floors.faults(HAVE, "gold", "d1", {"typed_f1": 0.7, "bad_spans": 0, "whole": 0.1}) == []
    assert floors.faults(HAVE, "other", "d1", {"typed_f1": 0.0}) == []


@pytest.mark.parametrize(
    ("digest", "figures", "word"),
    [
        ("d1", {"typed_f1": 0.699, "bad_spans": 0}, "under its floor"),
        ("d1", {"typed_f1": 0.9, "bad_spans": 1}, "over its ceiling"),
        ("d1", {"bad_spans": 0}, "was not measured"),
        ("d2", {"typed_f1": 0.9, "bad_spans": 0}, "the corpus has changed"),
    ],
)
def test_faults_are_found(floors: ModuleType, digest: str, figures: dict[str, float], word: str) -> None:
    (fault,) = floors.faults(HAVE, "gold", digest, figures)
    assert word in fault


def test_floors_may_not_be_lowered(floors: ModuleType) -> None:
    lower = {"gold": {"digest": "d1", "bounds": {"typed_f1": 0.6, "bad_spans": 0}}}
    gone = {"gold": {"digest": "d1", "bounds": {"typed_f1": 0.7}}}
    changed = {"gold": {"digest": "d2", "bounds": {"typed_f1": 0.6}}}
    assert floors.laxer(HAVE, HAVE) == []
    assert len(floors.laxer(lower, HAVE)) == 1
    assert len(floors.laxer(gone, HAVE)) == 1
    assert len(floors.laxer({}, HAVE)) == 2
    assert floors.laxer(changed, HAVE) == [], "another corpus has floors of its own"


def test_raising_never_lowers(floors: ModuleType) -> None:
    better = floors.raised(HAVE, "gold", "d1", {"typed_f1": 0.8, "bad_spans": 0})
    assert better["gold"]["bounds"] == {"typed_f1": 0.795, "bad_spans": 0}
    worse = floors.raised(HAVE, "gold", "d1", {"typed_f1": 0.5, "bad_spans": 3})
    assert worse["gold"]["bounds"] == HAVE["gold"]["bounds"]
    assert floors.faults(better, "gold", "d1", {"typed_f1": 0.8, "bad_spans": 0}) == []


def test_tables_go_between_the_markers(accuracy: ModuleType, tmp_path: Path) -> None:
    document = tmp_path / "accuracy.md"
    document.write_text(f"# Ours\n\n{accuracy.BEGIN}\nstale\n{accuracy.END}\nand ours\n", encoding="utf-8")
    figures = {"gold": {"digest": "d1", "note": "n", "figures": {"typed_f1": 0.75, "bad_spans": 0.0}}}
    accuracy.write_document(figures, document)
    text = document.read_text(encoding="utf-8")
    assert text.startswith("# Ours\n") and text.endswith("and ours\n")
    assert "| typed f1 | 0.750 |" in text and "| bad spans | 0 |" in text
    assert "stale" not in text


def test_the_gate_uses_no_private_path() -> None:
    """Corpora are found beside the repository, on whatever machine."""
    for path in BENCHMARKS.glob("*.py"):
        assert "/work/" not in path.read_text(encoding="utf-8"), path.name
    assert str(BENCHMARKS) not in sys.path


def test_texts_are_dealt_out_evenly_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    rates = importlib.import_module("rates")
    texts = [{"id": str(n), "text": "x" * n} for n in (50, 10, 40, 5, 90, 5)]
    one, two = rates.shares(texts, 2)
    assert sorted(t["id"] for t in one + two) == sorted(t["id"] for t in texts)
    assert sum(len(t["text"]) for t in one) == sum(len(t["text"]) for t in two) == 100


def test_a_mixed_stream_has_the_share_that_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    mixed = importlib.import_module("mixed_stream")
    relevant = [{"id": f"r{n}", "text": "Shells fell.", "published": None} for n in range(30)]
    others = [{"id": f"o{n}", "text": "Apples were cut.", "published": None} for n in range(200)]
    stream = mixed.mixed_stream(relevant, others, 0.1, most=90)
    assert (stream.count(True), stream.count(False)) == (10, 90)
    assert stream == mixed.mixed_stream(relevant, others, 0.1, most=90), "the same for one seed"
    few = mixed.mixed_stream(relevant[:5], others, 0.1, most=90)
    assert (few.count(True), few.count(False)) == (5, 45), "no relevant report stands twice"


def test_made_reports_for_the_memory_share_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    memory = importlib.import_module("memory")
    assert len({memory.name(n) for n in range(50_000)}) == 50_000


def test_what_the_fusion_benchmark_keeps_can_be_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    bulk = importlib.import_module("bulk")
    bulk.fuse(30, 1, False, tmp_path / "out")
    assert "30 reports, 60 claims" in capsys.readouterr().out
    with open_ledger(tmp_path / "ledger.db") as ledger:
        loaded = list(load(ledger, tmp_path / "out"))
        assert [one.status for one in loaded if isinstance(one, Added)] == ["new"] * 30
        assert ledger.doctor() == []
