"""Our own lines of JSON: nothing is lost on the way out and back, and what is wrong is told with its line."""

import io
import json

import pytest
from fixture_reading import fixture_reading
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_data import MADE_BY, any_ledger, copies, exported, readings, sivka_event

from according.claims import Reading
from according.errors import ExchangeError
from according.exchange import open_writer
from according.exchange.ledger import LedgerData, Meta, export, read_jsonl


def back(data: bytes):
    return list(read_jsonl(io.BytesIO(data)))


def of_kind(data: bytes, kind: str):
    return [record.value for record in back(data) if record.kind == kind]


def test_the_lines_are_the_ledger():
    data, done = exported("jsonl", "all")
    assert of_kind(data, "reading") == readings()
    assert of_kind(data, "copies") == copies()
    assert of_kind(data, "event")[0] == sivka_event()
    assert of_kind(data, "review")[0]["claims"] == ["a/1", "b/2"]
    assert of_kind(data, "meta") == [Meta(holds="all", made_by=MADE_BY)]
    assert done.records == len(data.splitlines()) - 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_ledger())
def test_nothing_is_lost_on_the_way_out_and_back(data: LedgerData):
    lines, _ = exported("jsonl", "all", data)
    assert of_kind(lines, "reading") == data.readings
    assert of_kind(lines, "event") == data.events
    assert of_kind(lines, "copies") == data.copies
    assert of_kind(lines, "review") == data.reviews
    again = LedgerData(
        of_kind(lines, "reading"), of_kind(lines, "event"), of_kind(lines, "copies"), of_kind(lines, "review"), MADE_BY
    )
    assert exported("jsonl", "all", again)[0] == lines


def test_a_part_can_be_asked_for():
    assert {record.kind for record in back(exported("jsonl", "claims")[0])} == {"meta", "reading"}
    assert {record.kind for record in back(exported("jsonl", "events")[0])} == {"meta", "copies", "event"}
    reports = of_kind(exported("jsonl", "reports")[0], "report")
    assert reports == [reading.report for reading in readings()]


def test_lines_of_the_command_read_are_read_too():
    stream = io.BytesIO()
    writer = open_writer("jsonl", stream)
    writer.write(fixture_reading())
    writer.close()
    assert of_kind(stream.getvalue(), "reading") == [fixture_reading()]


def test_bare_events_and_copies_are_told_by_their_fields():
    data, _ = exported("jsonl", "events")
    bare = b"".join(
        json.dumps(line[line["kind"]]).encode() + b"\n"
        for line in map(json.loads, data.splitlines())
        if line["kind"] != "meta"
    )
    assert [record.kind for record in back(bare)] == ["copies", "event", "event"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"kind": "reading", "reading": {"report": {"id": "a"', "cut off"),
        (b"[1, 2]", "cannot be read"),
        (b'{"kind": "opinion", "opinion": {}}', "no kind of record 'opinion'"),
        (b'{"some": "thing"}', "no record of a ledger"),
        (b'{"kind": "event"}', "has none"),
        (b'{"kind": "event", "event": {"id": "e", "type": "PARTY", "mode": null, "status": "agreed"}}', "PARTY"),
        (b'{"kind": "review", "review": {"a": "\xff"}}', "UTF-8"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on(line, says):
    good = exported("jsonl", "claims")[0].splitlines(keepends=True)
    data = b"".join((good[0], b"\n", line + b"\n", *good[1:]))
    with pytest.raises(ExchangeError, match=r"import, line 3") as raised:
        back(data)
    assert says in str(raised.value)
    assert raised.value.remedy
    told: list[ExchangeError] = []
    found = list(read_jsonl(io.BytesIO(data), name="x.jsonl", on_error=told.append))
    assert [record.kind for record in found] == ["meta", "reading", "reading"]
    assert [record.line for record in found] == [1, 4, 5]
    assert [error.report for error in told] == ["x.jsonl, line 3"]


@pytest.mark.parametrize("change", [{"version": 2}, {"format": "other"}])
def test_an_unknown_version_stops_the_import_even_where_errors_are_taken(change):
    meta = {"kind": "meta", "meta": {"format": "according-ledger", "version": 1, **change}}
    told: list[ExchangeError] = []
    with pytest.raises(ExchangeError) as raised:
        list(read_jsonl(io.BytesIO(json.dumps(meta).encode()), on_error=told.append))
    assert not told
    assert raised.value.remedy


def test_an_unknown_schema_of_a_reading_is_told():
    reading = fixture_reading()
    reading.schema = "7"
    data, _ = exported("jsonl", "claims", LedgerData(readings=[reading]))
    with pytest.raises(ExchangeError, match="schema '7'"):
        back(data)


def _moved(reading: Reading) -> None:
    reading.claims[0].trigger.span = (0, 5)


def _other_text(reading: Reading) -> None:
    reading.report.text = "X" + reading.report.text[1:]
    reading.claims[0].span = (0, 1)
    reading.claims[0].text = "D"


def _cue(reading: Reading) -> None:
    reading.claims[0].attribution[0].cue = "never said"


@pytest.mark.parametrize("change", [_moved, _other_text, _cue])
def test_a_span_that_no_longer_quotes_its_text_is_told(change):
    reading = fixture_reading()
    change(reading)
    data, _ = exported("jsonl", "claims", LedgerData(readings=[reading]))
    with pytest.raises(ExchangeError, match="does not quote"):
        back(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode), st.integers(0, 400))
def test_no_line_is_ever_more_than_a_told_error(noise, at):
    good = exported("jsonl", "events", LedgerData(events=[sivka_event()]))[0]
    broken = good[:at] + noise + good[at:]
    told: list[ExchangeError] = []
    try:
        list(read_jsonl(io.BytesIO(broken), on_error=told.append))
    except ExchangeError as error:
        told.append(error)
    assert all(error.report and "line" in error.report and error.remedy for error in told)


def test_the_lines_stream():
    def endless():
        while True:
            yield sivka_event()

    class Enough(Exception):
        pass

    class Stream(io.BytesIO):
        def write(self, data):
            if self.tell() > 5000:
                raise Enough
            return super().write(data)

    with pytest.raises(Enough):
        export("jsonl", "events", LedgerData(events=endless()), Stream())
