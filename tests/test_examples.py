"""The example reports: complete, and read as they were when somebody last looked (tests/golden)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from golden import file_of, stable
from reports import EXAMPLES, GOLDEN, example_readings, example_reports, needs_model


def test_there_are_enough_examples_and_each_says_where_it_is_from() -> None:
    reports = example_reports()
    assert len(reports) >= 8
    for report in reports:
        assert report.title, report.id
        assert report.publisher, report.id
        assert re.fullmatch(r"2024-11-\d\d", report.published or ""), report.id
        assert (report.url or "").startswith("https://example.org/"), report.id
        assert 90 <= len(report.text.split()) <= 330, report.id


def test_the_readme_of_the_examples_says_they_are_invented_and_lists_them() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert "invented" in readme
    for path in EXAMPLES.iterdir():
        if path.suffix in (".txt", ".html", ".jsonl"):
            assert f"`{path.name}`" in readme


ROUNDING = 0.002
"""How much a confidence may differ: behind the network numpy rounds the last bit by processor, and three digits are kept."""


def difference(was: Any, now: Any, at: str = "") -> list[str]:
    """Where two JSON values differ, a line each: easier to read than two long documents."""
    if isinstance(was, dict) and isinstance(now, dict):
        keys = [*was, *(k for k in now if k not in was)]
        return [line for k in keys for line in difference(was.get(k), now.get(k), f"{at}.{k}")]
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        pairs = zip(was, now, strict=True)
        return [line for i, (a, b) in enumerate(pairs) for line in difference(a, b, f"{at}[{i}]")]
    if isinstance(was, list) and isinstance(now, list):
        return [f"{at}: {len(was)} -> {len(now)}"]
    if at.endswith(".confidence") and isinstance(was, float) and isinstance(now, float):
        return [] if abs(was - now) <= ROUNDING else [f"{at}: {was} -> {now}"]
    return [] if was == now else [f"{at}: {was!r} -> {now!r}"]


def test_difference_names_the_place() -> None:
    was, now = {"a": [{"b": 1}], "c": [1]}, {"a": [{"b": 2}], "c": [1, 2]}
    assert difference(was, now) == [".a[0].b: 1 -> 2", ".c: 1 -> 2"]
    assert difference(was, was) == []
    assert difference({"confidence": 0.91}, {"confidence": 0.911}) == []
    assert difference({"confidence": 0.91}, {"confidence": 0.97}) == [".confidence: 0.91 -> 0.97"]


@needs_model
def test_every_example_has_a_golden_reading_and_no_other_is_left() -> None:
    wanted = {file_of(report.id) for report in example_reports()}
    assert wanted == set(GOLDEN.glob("*.json")), "run script/golden, and read the difference"


@needs_model
@pytest.mark.parametrize("number", range(len(example_reports())), ids=[r.id for r in example_reports()])
def test_example_is_read_as_before(number: int) -> None:
    reading = example_readings()[number]
    path = file_of(reading.report.id)
    assert path.exists(), "run script/golden, and read the difference"
    changed = difference(json.loads(path.read_text(encoding="utf-8")), stable(reading))
    assert not changed, "\n".join([*changed[:20], "if this is better: script/golden"])


@needs_model
def test_reading_in_another_order_gives_the_same_bytes() -> None:
    import msgspec

    from according import Reader

    reader = Reader(layers=True)
    in_order = {r.report.id: msgspec.json.encode(r.claims) for r in example_readings()}
    for report in reversed(example_reports()):
        assert msgspec.json.encode(reader.read(report).claims) == in_order[report.id], report.id
