"""Every span quotes its text, whatever characters a report holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reports import example_readings, example_reports, needs_model

from according.claims import Reading, Report, to_builtins

QUOTED = (("text", "span"), ("source", "span"), ("cue", "cue_span"))

# Letters of other scripts, combining marks, signs beyond the first plane, all kinds of line ends and spaces.
ODD = st.text(
    alphabet=st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("\r\n\t\u00a0\u2028\u200b\u200d\u0301\ufeff“”‘’…—🔥👩🏽‍🚒İßﬁ"),
    ),
    min_size=1,
    max_size=12,
)


def faults(text: str, node: Any) -> Iterator[str]:
    """What in a reading does not quote `text`."""
    if isinstance(node, dict):
        for key, span in QUOTED:
            if isinstance(node.get(key), str) and node.get(span) is not None:
                start, end = node[span]
                if not 0 <= start < end <= len(text) or text[start:end] != node[key]:
                    yield f"{key} {node[key]!r} at {node[span]}"
        for value in node.values():
            yield from faults(text, value)
    elif isinstance(node, list):
        for value in node:
            yield from faults(text, value)


def check(reading: Reading) -> None:
    text = reading.report.text
    found = list(faults(text, to_builtins(reading.claims)))
    if reading.layers is not None:
        found += faults(text, to_builtins(reading.layers))
        for a in reading.layers.attributions:
            for start, end in (*a.source, *a.cue, *a.content):
                if not 0 <= start < end <= len(text):
                    found.append(f"attribution at {start}, {end}")
    assert not found, found


def test_faults_are_seen() -> None:
    assert list(faults("abc", [{"trigger": {"text": "b", "span": [0, 1]}}])) == ["text 'b' at [0, 1]"]
    assert not list(faults("abc", [{"trigger": {"text": "b", "span": [1, 2]}, "cue": None, "cue_span": None}]))


@needs_model
def test_examples_quote_their_text() -> None:
    for reading in example_readings():
        check(reading)


@needs_model
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_reports_with_odd_characters_quote_their_text(data: st.DataObject) -> None:
    from according.api import shared_reader

    report = data.draw(st.sampled_from(example_reports()), label="report")
    text = report.text[: data.draw(st.integers(200, 700), label="length")]
    for _ in range(data.draw(st.integers(1, 4), label="insertions")):
        at = data.draw(st.integers(0, len(text)), label="at")
        text = text[:at] + data.draw(ODD, label="what") + text[at:]
    reading = shared_reader(layers=True).read(Report(id="odd", text=text, published=report.published))
    assert reading.report.text == text
    check(reading)
