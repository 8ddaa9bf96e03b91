"""The marked reports that the model is trained on keep the contract; a sample of the files, all of their claims."""

import importlib
import sys
from pathlib import Path

import pytest

TRAINING = Path(__file__).resolve().parent.parent / "training"
REPORTS = sorted((TRAINING / "reports").glob("*.yaml"))


@pytest.fixture(scope="module")
def check():  # type: ignore[no-untyped-def]
    sys.path.insert(0, str(TRAINING))
    yield importlib.import_module("check_reports")
    sys.path.remove(str(TRAINING))


def test_there_are_reports() -> None:
    assert len(REPORTS) > 100
    assert all(path.with_suffix(".txt").exists() for path in REPORTS)


@pytest.mark.parametrize("path", REPORTS[::4], ids=lambda p: p.stem)
def test_every_claim_is_grounded_and_of_the_contract(check, path: Path) -> None:  # type: ignore[no-untyped-def]
    assert list(check.faults(path)) == []


def test_faults_are_found(check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "x.txt").write_text("Rebels shelled the market.", encoding="utf-8")
    (tmp_path / "x.yaml").write_text(
        "report: x.txt\nsource: ours\npublished: 2024-11-25\npublisher: P\nentities: {person: [Nobody]}\n"
        "claims:\n- {clause: 'Rebels shelled', trigger: bombed, type: BOMB, event: e, said: [], fact: sure}\n",
        encoding="utf-8",
    )
    found = " ".join(check.faults(tmp_path / "x.yaml"))
    for word in ("Nobody", "bombed", "BOMB", "sure"):
        assert word in found
