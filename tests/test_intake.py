import codecs
import datetime
import gzip
import io
import json
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from according.claims import Report
from according.errors import (
    EmptyReportError,
    LanguageError,
    NotTextError,
    TooLargeError,
    UnreadableError,
)
from according.intake import Failure, IntakeOptions, is_single, iso_date, open_reports, take_text
from according.intake.tongue import foreign_language

SHARED = Path(__file__).parent.parent.parent / "shared"


def packed(content):
    """Gzip without the time of day, so that every process collects the same tests."""
    return gzip.compress(content, mtime=0)


TEXT = "The port burned on Monday, the governor said.\r\nNobody was hurt.\n"
PAGE = """<!doctype html><html><head><title>Depot burns</title>
<meta property="og:site_name" content="Harbour Post">
<meta property="article:published_time" content="2024-11-25T23:30:00+02:00">
<link rel="canonical" href="https://harbour.example.org/depot"></head>
<body><nav><a href="/">Home</a> <a href="/s">Sport</a></nav><article><h1>Depot burns</h1>
<p>A fuel depot burned near the port on Monday after a drone strike,
the regional governor said in a statement.</p>
<p>Fire crews said that the blaze was out by noon, and that
nobody at the caf\xe9 beside the gate had been hurt.</p>
</article><footer>All rights reserved</footer></body></html>"""


class Notes(list):
    def __call__(self, report, message):
        self.append((report, message))


def taken(*sources, notes=None, **options):
    return list(open_reports(sources, IntakeOptions(on_warning=notes if notes is not None else Notes(), **options)))


def one(source, **options):
    (report,) = taken(source, **options)
    return report


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_text_is_taken_unchanged(tmp_path):
    report = one(put(tmp_path, "port.txt", TEXT), published="2024-11-25", publisher="P", title="T")
    assert report == Report(id="port.txt", text=TEXT, title="T", publisher="P", published="2024-11-25", language="en")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(str.strip))
def test_any_text_comes_out_as_it_went_in(text):
    assert take_text(text, "x", {}, IntakeOptions(force=True, on_warning=Notes())).text == text


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
    ],
)
@pytest.mark.parametrize("name", ["port.txt", "port"])
def test_unicode_encodings(tmp_path, encoding, mark, name):
    text = TEXT + "Kyïv 😀"
    assert one(put(tmp_path, name, mark + text.encode(encoding))).text == text


def test_windows_1252_is_read_with_a_warning(tmp_path):
    notes = Notes()
    report = one(put(tmp_path, "port.txt", "“No,” the café owner said.".encode("cp1252")), notes=notes)
    assert report.text == "“No,” the café owner said."
    assert notes[0][0] == "port.txt" and "Windows-1252" in notes[0][1]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyReportError),
        (b" \r\n\t", EmptyReportError),
        (b"abc\x00def", NotTextError),
        (b"%PDF-1.7 and so on", NotTextError),
        (b"PK\x03\x04 and so on", NotTextError),
        (bytes(range(1, 32)) * 3, NotTextError),
        (b"\x81\x8d caf\xe9", UnreadableError),
        (codecs.BOM_UTF16_LE + b"a", UnreadableError),
        (b"a" * 101, TooLargeError),
        (packed(b"The port burned on Monday, the governor said.")[:-12], UnreadableError),
        (packed(b"a" * 10_000_000), TooLargeError),
    ],
)
@pytest.mark.parametrize("name", ["x.txt", "x"])
def test_bad_input_fails_alone_with_a_remedy(tmp_path, name, content, error):
    bad = put(tmp_path, name, content)
    good = put(tmp_path, "good.txt", TEXT)
    failure, report = taken(bad, good, max_chars=100)
    assert isinstance(failure, Failure) and type(failure.error) is error
    assert failure.error.remedy and str(failure).startswith(f"{name}: ") and "\n" not in str(failure)
    assert report.text == TEXT


def test_the_limit_is_the_limit(tmp_path):
    assert one(put(tmp_path, "x.txt", "é" * 100), max_chars=100, force=True).text == "é" * 100
    assert isinstance(one(put(tmp_path, "x.txt", "é" * 101), max_chars=100, force=True), Failure)


def test_what_is_not_there_and_what_may_not_be_read(tmp_path):
    failure = one(tmp_path / "absent.txt")
    assert isinstance(failure.error, UnreadableError) and "no such file" in str(failure)


@pytest.mark.skipif(not hasattr(os, "mkfifo") or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path):
    path = put(tmp_path, "x.txt", TEXT)
    path.chmod(0)
    assert "Permission denied" in str(one(path))


def test_a_page_gives_its_article_and_what_it_says_of_itself(tmp_path):
    report = one(put(tmp_path, "depot.html", PAGE), published="2020-01-01", publisher="Other")
    assert (report.title, report.publisher, report.published) == ("Depot burns", "Harbour Post", "2024-11-25")
    assert report.url == "https://harbour.example.org/depot"
    assert "drone strike" in report.text and "Sport" not in report.text and "<p>" not in report.text


@pytest.mark.parametrize("name", ["page", "page.aspx", "page.html.gz"])
def test_pages_are_known_by_what_is_in_them(tmp_path, name):
    content = PAGE.encode()
    report = one(put(tmp_path, name, packed(content) if name.endswith("gz") else content))
    assert report.publisher == "Harbour Post"


def test_a_page_s_declared_charset_is_believed(tmp_path):
    page = PAGE.replace("<head>", '<head><meta charset="iso-8859-2">').replace("caf\xe9", "\u0141\xf3d\u017a gate")
    notes = Notes()
    assert "Łódź" in one(put(tmp_path, "x.html", page.encode("iso-8859-2")), notes=notes).text
    assert notes == []


def test_a_page_without_an_article(tmp_path):
    failure = one(put(tmp_path, "x.html", "<html><body><img alt=''></body></html>"))
    assert isinstance(failure.error, EmptyReportError)


@pytest.mark.parametrize("ending", [".meta.yaml", ".meta.json"])
def test_a_sidecar_outweighs_the_page_and_the_options(tmp_path, ending):
    page = put(tmp_path, "depot.html", PAGE)
    fields = {"title": "Told", "published": "2024-11-26", "id": "ignored"}
    put(tmp_path, "depot" + ending, json.dumps(fields))
    report = one(page, published="2020-01-01")
    assert (report.id, report.title, report.published) == ("depot.html", "Told", "2024-11-26")
    assert report.publisher == "Harbour Post"


def test_a_yaml_date_is_a_date_and_a_damaged_sidecar_costs_a_warning(tmp_path):
    path = put(tmp_path, "a.txt", TEXT)
    put(tmp_path, "a.meta.yaml", "published: 2024-11-25\n")
    assert one(path).published == "2024-11-25"
    put(tmp_path, "a.meta.yaml", "published: [")
    notes = Notes()
    assert one(path, notes=notes).published is None
    assert "a.meta.yaml" in notes[0][1]


def lines(*records):
    return "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records)


@pytest.mark.parametrize("name", ["many.jsonl", "many.jsonl.gz", "many.data"])
def test_json_lines_in_order_each_failing_alone(tmp_path, name):
    content = lines(
        {"id": "a", "text": TEXT, "published": "2024-11-25", "extra": 1},
        "{broken",
        "",
        {"id": 7, "text": TEXT, "published": "11/12/2024"},
        {"title": "no text"},
        [1],
        {"text": TEXT},
        {"id": "e", "text": " "},
        {"id": "s", "text": "half \ud800"},
    ).encode()
    notes = Notes()
    found = taken(put(tmp_path, name, packed(content) if name.endswith("gz") else content), notes=notes)
    names = [f"failed {item.source}" if isinstance(item, Failure) else item.id for item in found]
    assert names[:5] == ["a", f"failed {name}:2", "7", f"failed {name}:5", f"failed {name}:6"]
    assert names[5:7] == [f"{name}:7", f"failed {name}:8 (e)"]
    assert names[7].startswith(f"failed {name}:9")
    assert found[0].text == TEXT
    assert notes == [("7", notes[0][1])] and "11/12/2024" in notes[0][1]


def test_two_lines_of_one_id_that_differ_are_told(tmp_path):
    content = lines(
        {"id": "a", "text": TEXT},
        {"id": "b", "text": TEXT, "url": "https://x.example/1"},
        {"id": "a", "text": TEXT},
        {"id": "a", "text": "The port burned."},
        {"id": "b", "text": TEXT, "url": "https://x.example/2"},
    )
    notes = Notes()
    assert [report.id for report in taken(put(tmp_path, "x.jsonl", content), notes=notes)] == ["a", "b", "a", "a", "b"]
    assert notes == [
        ("a", "line 4 has the id of line 3 and says something else: in a ledger it is a revision of that, and takes its place."),
        ("b", "line 5 has the id of line 2 and says something else: in a ledger it gets an id of its own, being of another address."),
    ]  # fmt: skip


def test_an_overlong_line_is_passed_over_and_the_next_is_read(tmp_path):
    content = lines({"id": "long", "text": "a" * 200_000}, {"id": "b", "text": "The port burned."})
    failure, report = taken(put(tmp_path, "x.jsonl", content), max_chars=100)
    assert isinstance(failure.error, TooLargeError) and report.id == "b"


def test_a_gzip_cut_short_gives_what_was_whole(tmp_path):
    content = packed(lines(*({"id": str(i), "text": os.urandom(4000).hex()} for i in range(50))).encode())
    found = taken(put(tmp_path, "x.jsonl.gz", content[: len(content) // 2]), force=True)
    assert len(found) > 5
    assert all(isinstance(item, Report) for item in found[:-1])
    assert isinstance(found[-1], Failure) and "damaged" in str(found[-1])


def test_folders_are_walked_sorted_and_say_what_they_pass_over(tmp_path):
    for name in (
        "b.txt",
        "a/z.txt",
        "a/y.html",
        "c.jsonl",
        "c.pdf",
        ".hidden.txt",
        ".git/x.txt",
        "b.meta.yaml",
    ):
        content = {"a/y.html": PAGE, "c.jsonl": lines({"id": "c", "text": TEXT}), "b.meta.yaml": "{title: T}"}
        put(tmp_path, name, content.get(name, TEXT))
    notes = Notes()
    assert [report.id for report in taken(tmp_path, notes=notes)] == ["a/y.html", "a/z.txt", "b.txt", "c"]
    assert notes == [(str(tmp_path), notes[0][1])] and ".pdf 1" in notes[0][1]


def test_an_empty_folder_is_a_failure(tmp_path):
    assert isinstance(one(tmp_path).error, EmptyReportError)


def test_two_files_of_one_name_have_two_ids(tmp_path):
    first, second = put(tmp_path, "a/x.txt", TEXT), put(tmp_path, "b/x.txt", TEXT)
    for sources in ([first, second], [second, first]):
        assert [report.id for report in taken(*sources)] == [str(path) for path in sources]


class FakeStdin:
    def __init__(self, data):
        self.buffer = io.BufferedReader(io.BytesIO(data))


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (TEXT.encode(), ["stdin"]),
        (PAGE.encode(), ["stdin"]),
        (lines({"id": "a", "text": TEXT}, {"id": "b", "text": TEXT}).encode(), ["a", "b"]),
        (packed(lines({"id": "a", "text": TEXT}).encode()), ["a"]),
        (b'{"curly": "but no report"} said the minister.', ["stdin"]),
    ],
)
def test_standard_input_is_told_apart(monkeypatch, data, ids):
    monkeypatch.setattr("sys.stdin", FakeStdin(data))
    assert [report.id for report in taken("-")] == ids


def test_what_names_one_report(tmp_path):
    assert is_single(["a.txt"]) and is_single(["-"]) and is_single(["a.html.gz"])
    assert not is_single([tmp_path]) and not is_single(["a.jsonl.gz"]) and not is_single(["a.txt", "b.txt"])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-11-25", "2024-11-25"),
        ("2024-11-25T23:30:00+02:00", "2024-11-25"),
        ("20241125", "2024-11-25"),
        ("20241125T083000Z", "2024-11-25"),
        ("2024/11/25", "2024-11-25"),
        ("25 November 2024", "2024-11-25"),
        ("Nov. 5, 2024", "2024-11-05"),
        ("Monday, November 25th, 2024", "2024-11-25"),
        ("Mon, 25 Nov 2024 10:00:00 GMT", "2024-11-25"),
        ("25.11.2024", "2024-11-25"),
        ("11/25/2024", "2024-11-25"),
        ("11/11/2024", "2024-11-11"),
        ("11/12/2024", None),
        ("2024-02-30", None),
        ("yesterday", None),
        ("Foo 25, 2024", None),
        ("", None),
        (20241125, None),
        (None, None),
    ],
)
def test_dates(written, expected):
    assert iso_date(written) == expected


@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_every_iso_date_is_itself(date):
    assert iso_date(date.isoformat()) == iso_date(date) == date.isoformat()


@given(st.text(max_size=30))
def test_iso_date_never_raises(text):
    assert iso_date(text) is None or len(iso_date(text)) == 10


FOREIGN = yaml.safe_load((Path(__file__).parent / "fixtures" / "foreign.yaml").read_text("utf-8"))


@pytest.mark.parametrize("language", FOREIGN)
def test_other_languages_are_refused_unless_forced(tmp_path, language):
    assert foreign_language(FOREIGN[language]) == language
    path = put(tmp_path, "x.txt", FOREIGN[language])
    failure = one(path)
    assert isinstance(failure.error, LanguageError) and "--force" in str(failure)
    assert one(path, force=True).text == FOREIGN[language]


def test_short_texts_pass_and_english_with_foreign_names_is_english():
    assert foreign_language("Der Hafen brennt.") is None
    assert foreign_language("The paper Süddeutsche Zeitung and the agency РИА Новости said so.") is None


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
def test_no_english_report_is_refused():
    paths = [path for folder in ("reports", "gold", "train") for path in sorted((SHARED / folder).glob("*.txt"))]
    assert len(paths) > 50
    assert [path.name for path in paths if foreign_language(path.read_text("utf-8"))] == []
