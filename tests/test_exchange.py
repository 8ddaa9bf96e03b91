import csv
import io
import json
import re
from pathlib import Path

import pytest
from fixture_reading import fixture_reading, hostile_reading
from hypothesis import given
from hypothesis import strategies as st

from according.claims import ClaimType, Quantity, Reading, Report, TimeSpan
from according.exchange import FORMATS, open_writer, wording
from according.exchange.markdown import escape
from according.exchange.sentences import sentence_around
from according.exchange.table import COLUMNS
from according.exchange.terminal import terminal
from according.knowledge.types import load_types

ROOT = Path(__file__).parent.parent
EMPTY = Reading(report=Report(id="none", text="The sun shone."), claims=[])


def written(form, *readings, **options):
    stream = io.BytesIO()
    writer = open_writer(form, stream, **options)
    for reading in readings:
        writer.write(reading)
    writer.close()
    return stream.getvalue().decode()


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_writes_a_report_with_and_without_claims(form):
    assert "shot down" in written(form, fixture_reading())
    assert written(form, EMPTY)


def test_json_is_an_object_for_one_and_an_array_for_many():
    one, two = fixture_reading(), EMPTY
    assert json.loads(written("json", one))["report"]["id"] == "harbour-sivka"
    assert [r["report"]["id"] for r in json.loads(written("json", one, single=False))] == ["harbour-sivka"]
    expected = ["harbour-sivka", "none"]
    assert [r["report"]["id"] for r in json.loads(written("json", one, two, single=False))] == expected
    assert [r["report"]["id"] for r in json.loads(written("json", one, two))] == expected
    assert json.loads(written("json", single=False)) == []
    assert written("json") == ""


def test_jsonl_is_one_line_a_report_in_order():
    lines = written("jsonl", EMPTY, fixture_reading()).splitlines()
    assert [json.loads(line)["report"]["id"] for line in lines] == ["none", "harbour-sivka"]
    assert "layers" not in json.loads(lines[0])


def test_csv_has_one_row_a_claim():
    rows = list(csv.DictReader(io.StringIO(written("csv", fixture_reading(), EMPTY))))
    assert len(rows) == 9
    assert rows[4]["chain"] == "NTA; Defence Ministry; a daily bulletin"
    assert (rows[4]["origin"], rows[4]["origin_kind"], rows[4]["value"]) == (
        "a daily bulletin",
        "document",
        "45",
    )
    text = fixture_reading().report.text
    for row in rows:
        assert text[int(row["start"]) : int(row["end"])] == row["text"]


def test_csv_disarms_formulas():
    row = next(csv.DictReader(io.StringIO(written("csv", hostile_reading()))))
    assert row["text"].startswith("'=cmd()")
    assert row["actors"] == "'=1+1"


def test_csv_columns_are_documented():
    text = (ROOT / "docs/commands.md").read_text("utf-8")
    assert [name for name in COLUMNS if f"`{name}`" not in text] == []


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_table_keeps_to_the_width_and_says_everything(width):
    shown = terminal(fixture_reading(), width=width)
    assert max(map(len, shown.splitlines())) <= width
    flat = " ".join(shown.split())
    for words in (
        "DEFEND · intercept",
        "← The Defence Ministry ←",
        "45 drones",
        "said not to be so",
        "at least 3",
    ):
        assert words in flat


def test_colour_adds_no_word():
    plain, coloured = terminal(fixture_reading()), terminal(fixture_reading(), colour=True)
    assert "\x1b[1m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain


def test_the_table_lets_no_escape_sequence_through():
    shown = terminal(hostile_reading())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert "�[31m" in shown


def test_the_table_falls_back_where_the_terminal_has_no_arrows():
    stream = io.BytesIO()
    open_writer("table", stream, encoding="ascii").write(fixture_reading())
    assert "NTA <- The Defence" in " ".join(stream.getvalue().decode("ascii").split())


def test_markdown_holds_no_markup_of_the_report():
    shown = written("markdown", hostile_reading())
    assert "<script>" not in shown
    assert "[a](b)" not in shown


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_markdown_escape_only_adds_backslashes(text):
    flat = " ".join(text.split())
    escaped = escape(text)
    assert re.sub(r"\\(.)", r"\1", escaped) == flat
    assert not re.search(r"(?<!\\)[<`\[]", escaped)


@given(st.text(alphabet="aB. \n“”!U.S", min_size=1, max_size=80), st.data())
def test_a_sentence_holds_its_span_in_one_piece(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = sentence_around(text, (start, end))
    assert 0 <= first <= start < end <= last <= len(text)


def test_sentences_are_not_cut_at_initials_and_titles():
    text = "Rain fell. Gen. A. Maron of the U.S. Army said troops left. Others stayed."
    first, last = sentence_around(text, (text.index("left"), text.index("left") + 4))
    assert text[first:last] == "Gen. A. Maron of the U.S. Army said troops left."


def quantity(**fields):
    base = {"text": "x", "span": (0, 1), "value": None, "low": None, "high": None}
    return wording.quantity_text(Quantity(**(base | fields)))


def test_quantities_in_words():
    assert quantity(value=12000, of="troops") == "12,000 troops"
    assert quantity(value=3, bound="min", of="workers") == "at least 3 workers"
    assert quantity(low=10, high=15, of="drones") == "10 to 15 drones"
    assert quantity(value=2.5, unit="km", approximate=True) == "about 2.5 km"
    assert quantity(high=7, bound="max") == "at most 7"


def test_times_in_words():
    assert wording.time_text(TimeSpan(text="on Monday", span=(0, 9), start="2024-11-25", end="2024-11-25")) == (
        "25 Nov 2024 (on Monday)"
    )
    assert wording.time_text(TimeSpan(text="lately", span=(0, 6), start=None, end=None)) == "lately (open)"


def test_a_name_is_told_only_where_it_says_more():
    assert wording.named("he", "Ilya Maron") == "he (Ilya Maron)"
    assert wording.named("the Defence Ministry", "Defence Ministry") == "the Defence Ministry"


def test_types_are_explained_all_and_only():
    table = load_types()
    assert tuple(table) == ClaimType.__args__
    for entry in table.values():
        assert entry.label and entry.what.endswith(".") and len(entry.examples) >= 2


def test_wordings_cover_every_value():
    from according import claims

    table = wording.words()
    for field, values in {
        "certainty": claims.Certainty,
        "polarity": claims.Polarity,
        "realis": claims.Realis,
        "mode": claims.Mode,
        "kind": claims.SourceKind,
        "role": claims.Role,
        "bound": claims.Bound,
    }.items():
        assert set(table[field]) == set(values.__args__), field


def test_a_stop_behind_a_month_or_a_title_ends_no_sentence() -> None:
    text = "He left. No food came since Oct. 1 and Gen. Lee said so. It ended in Oct. The rest followed."
    first, last = sentence_around(text, (text.index("food"), text.index("food") + 4))
    assert text[first:last] == "No food came since Oct. 1 and Gen. Lee said so."
