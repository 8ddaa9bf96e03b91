"""What the tests over the example reports share."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from according import read_many
from according.claims import Reading, Report
from according.intake import Failure, IntakeOptions, open_reports

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
GOLDEN = ROOT / "tests" / "golden"
MODEL = ROOT / "src" / "according" / "language" / "models" / "en" / "model.onnx"

needs_model = pytest.mark.skipif(not MODEL.exists(), reason="the model is not here: see its model card")


@lru_cache(maxsize=1)
def example_reports() -> tuple[Report, ...]:
    """The reports of examples/ as the intake gives them."""
    found = list(open_reports([EXAMPLES], IntakeOptions()))
    assert not [r for r in found if isinstance(r, Failure)], "an example cannot be taken in"
    return tuple(r for r in found if isinstance(r, Report))


@lru_cache(maxsize=1)
def example_readings() -> tuple[Reading, ...]:
    """The same, read, with layers."""
    found = list(read_many([EXAMPLES], layers=True))
    failed = [str(r) for r in found if isinstance(r, Failure)]
    assert not failed, f"an example cannot be read: {failed}"
    return tuple(r for r in found if isinstance(r, Reading))
