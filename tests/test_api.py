"""The Python API, with a stand-in where the engine is not what is tested."""

import sys
import threading
import types
from pathlib import Path

import pytest

import according
from according import api
from according.claims import Reading, Report

TEXT = "The port burned on Monday, the governor said."


class StandIn:
    made = 0

    def __init__(self, *, layers=False, threads=1):
        type(self).made += 1
        self.layers = layers

    def read(self, report):
        if "DEFECT" in report.text:
            raise ZeroDivisionError("oops")
        return Reading(report=report, claims=[])


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    module = types.ModuleType("according.reading.reader")
    module.Reader = StandIn
    monkeypatch.setitem(sys.modules, "according.reading.reader", module)
    monkeypatch.setattr(api, "_readers", {})
    monkeypatch.setattr(StandIn, "made", 0)


def test_a_str_is_a_text():
    report = according.read(TEXT, published="25 Nov 2024", publisher="P", title="T").report
    assert (report.text, report.published, report.publisher, report.title) == (TEXT, "2024-11-25", "P", "T")
    assert report.id == according.read(TEXT).report.id != according.read(TEXT + " ").report.id


def test_a_path_is_a_file_and_a_str_never_is(tmp_path):
    path = tmp_path / "port.txt"
    path.write_text(TEXT)
    assert according.read(path).report.id == "port.txt"
    with pytest.raises(according.UnreadableError, match=r"pathlib\.Path"):
        according.read(str(path))


def test_a_report_is_read_as_it_is_and_not_changed():
    given = Report(id="r", text=TEXT, publisher="Own")
    read = according.read(given, publisher="Other", published="2024-11-25").report
    assert (read.id, read.publisher, read.published, read.language) == ("r", "Own", "2024-11-25", "en")
    assert given == Report(id="r", text=TEXT, publisher="Own")
    moment = "2024-11-25T09:30:00Z"
    assert according.read(Report(id="r", text=TEXT, published_at=moment)).report.published_at == moment


def test_one_is_not_many(tmp_path):
    for path in (tmp_path, tmp_path / "x.jsonl"):
        with pytest.raises(according.UnreadableError, match="read_many"):
            according.read(path)
    with pytest.raises(TypeError, match="list"):
        according.read_many(TEXT)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", according.EmptyReportError),
        ("a\x00b", according.NotTextError),
        ("half \ud800", according.NotTextError),
        ("ж" * 30, according.LanguageError),
        ("a" * 101, according.TooLargeError),
    ],
)
def test_errors_are_raised_for_one(text, error):
    with pytest.raises(error) as caught:
        according.read(text, max_chars=100)
    assert caught.value.remedy


def test_a_date_must_be_a_date():
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        according.read(TEXT, published="11/12/2024")


def test_many_are_read_one_by_one_and_failures_stay_in_place(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    asked = []

    def sources():
        for source in (TEXT, "", tmp_path, Path("absent.txt"), "DEFECT", Report(id="r", text=TEXT)):
            asked.append(source)
            yield source

    found = according.read_many(sources())
    assert isinstance(next(found), Reading) and len(asked) == 1
    kinds = [result.source if isinstance(result, according.Failure) else result.report.id for result in found]
    assert kinds[1:3] == ["a.txt", "absent.txt"] and kinds[4] == "r"
    assert kinds[0].startswith("text-") and kinds[3].startswith("text-")


def test_what_the_intake_noted_is_a_warning_of_the_reading(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes("“No,” the owner of the café said.".encode("cp1252"))
    (warning,) = according.read(path).warnings
    assert "Windows-1252" in warning


def test_threads_share_one_reader():
    threads = [threading.Thread(target=according.read, args=(TEXT,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert StandIn.made == 1
    according.read(TEXT, layers=True)
    assert StandIn.made == 2
