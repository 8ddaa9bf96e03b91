"""Web archives: each page a report, damage costs only what is damaged."""

import gzip
import io
import random
import zlib

import pytest
from warc_data import other, packed, page, record, records, url, wacz

from according.errors import TooLargeError, UnreadableError
from according.intake import Failure, IntakeOptions, is_single, open_reports, open_taken
from according.intake.unpack import BombError, Gunzip


class Notes(list):
    def __call__(self, report, message):
        self.append((report, message))


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


def taken(path, notes=None, **options):
    return list(open_taken([path], IntakeOptions(on_warning=notes if notes is not None else Notes(), **options)))


def outcome(items):
    return ["-" if isinstance(item, Failure) else item.report.id.rpartition("/")[2] for item in items]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.warc", b"".join(records())),
        ("a.warc.gz", packed(records())),
        ("a.warc.gz", gzip.compress(b"".join(records()), mtime=0)),
        ("a.archive", packed(records())),
        ("a", b"".join(records())),
    ],
)
def test_each_page_is_a_report(tmp_path, name, content):
    items = taken(put(tmp_path, name, content))
    assert [item.report.id for item in items] == [url(number) for number in range(4)]
    first = items[0]
    assert first.raw == page(0) and first.media_type == "text/html"
    assert first.report.title == "Depot 0 burns" and first.report.publisher == "harbour.example"
    assert (first.url, first.fetched_at) == (url(0), "2024-11-26T08:30:00Z")
    assert "drone strike" in first.report.text and "<p>" not in first.report.text
    assert not is_single([tmp_path / "a.warc.gz"])


def test_the_page_s_own_date_and_never_that_of_fetching(tmp_path):
    dated = '<meta property="article:published_time" content="2024-11-25T07:00:00Z">'
    content = record(url("dated"), page(1, dated)) + record(url("bare"), page(2))
    dated, bare = taken(put(tmp_path, "a.warc", content))
    assert (dated.report.published, dated.report.published_at) == ("2024-11-25", "2024-11-25T07:00:00Z")
    assert dated.warnings == []
    assert (bare.report.published, bare.fetched_at) == (None, "2024-11-26T08:30:00Z")
    assert "no date of publication: 2024-11-26 is only when it was fetched" in bare.warnings[0]


def test_the_page_s_own_address_outweighs_the_record_s(tmp_path):
    canonical = '<link rel="canonical" href="https://harbour.example/depot">'
    (item,) = taken(put(tmp_path, "a.warc", record(url("depot?from=feed"), page(1, canonical))))
    assert item.report.url == "https://harbour.example/depot"
    assert item.report.id == item.url == url("depot?from=feed")


def test_what_is_no_page_is_passed_over_and_counted(tmp_path):
    content = [
        other("warcinfo"),
        record(url("gone"), page(1), status="404 Not Found"),
        record(url("moved"), b"", status="301 Moved"),
        record(url("picture"), b"\xff\xd8\xff", kind="image/jpeg"),
        record(url("style"), b"p {}", kind="text/css"),
        other("request", b"GET / HTTP/1.1\r\n\r\n"),
        record(url("page"), page(2), kind="application/xhtml+xml"),
    ]
    notes = Notes()
    assert outcome(taken(put(tmp_path, "a.warc.gz", packed(content)), notes)) == ["page"]
    assert len(notes) == 1 and notes[0][0] == "a.warc.gz" and "4 records passed over" in notes[0][1]
    assert "status 404 1" in notes[0][1] and "image/jpeg 1" in notes[0][1]


def flipped(data, *places):
    out = bytearray(data)
    for place in places:
        out[place] ^= 0xFF
    return bytes(out)


R = records()
Z = [gzip.compress(part, mtime=0) for part in R]


@pytest.mark.parametrize(
    ("what", "content", "expected"),
    [
        ("cut short", b"".join(R)[:-100], ["0", "1", "2", "-"]),
        ("cut in a head", R[0] + R[1][:60], ["0", "-"]),
        ("too long a length", R[0] + R[1].replace(b"Content-Length: ", b"Content-Length: 9") + R[2] + R[3], ["0", "-", "2", "3"]),
        ("rubbish between", R[0] + b"rubbish\r\n" + R[1] + R[2], ["0", "-", "1", "2"]),
        ("no HTTP inside", R[0] + R[1].replace(b"HTTP/1.1", b"\0\xff\0\xff") + R[2], ["0", "-", "2"]),
        ("gzip: cut short", packed(R)[:-30], ["0", "1", "2", "-"]),
        ("gzip: cut inside", Z[0] + Z[1][:100] + Z[2], ["0", "-", "2"]),
        ("gzip: a byte wrong", Z[0] + flipped(Z[1], 120) + Z[2] + Z[3], ["0", "-", "2", "3"]),
        ("gzip: the checksum wrong", Z[0] + flipped(Z[1], -6) + Z[2], ["0", "-", "2"]),
        ("gzip: the head wrong", Z[0] + flipped(Z[1], 0, 1) + Z[2], ["0", "2"]),
        ("gzip: rubbish between", Z[0] + b"rubbish" + Z[1], ["0", "1"]),
    ],
)  # fmt: skip
def test_damage_costs_only_what_is_damaged(tmp_path, what, content, expected):
    items = taken(put(tmp_path, "a.warc", content))
    assert outcome(items) == expected
    for item in items:
        if isinstance(item, Failure):
            assert item.error.remedy and str(item).startswith("a.warc")


def test_of_one_great_gzip_member_what_stands_before_the_damage_is_taken(tmp_path):
    long = record(url("long"), page(9) + random.Random(1).randbytes(9000).hex().encode())
    items = taken(put(tmp_path, "a.warc.gz", gzip.compress(b"".join([*R, long]), mtime=0)[:-4000]))
    assert outcome(items)[:4] == ["0", "1", "2", "3"] and set(outcome(items)[4:]) == {"-"}


@pytest.mark.parametrize("content", [b"", b"hello", b"WARC/1.1\r\n", gzip.compress(b"", mtime=0)])
def test_an_archive_without_a_record_is_a_failure(tmp_path, content):
    items = taken(put(tmp_path, "a.warc", content))
    assert items and all(isinstance(item, Failure) and isinstance(item.error, UnreadableError) for item in items)


def test_pages_are_unpacked_as_a_browser_does(tmp_path):
    body = page(1)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    content = [
        record(url("gzip"), gzip.compress(body, mtime=0), headers="Content-Encoding: gzip\r\n"),
        record(url("deflate"), zlib.compress(body), headers="Content-Encoding: deflate\r\n"),
        record(url("chunked"), chunked, headers="Transfer-Encoding: chunked\r\n"),
        record(url("unpacked already"), body, headers="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
        record(url("unpacked br"), body, headers="Content-Encoding: br\r\n"),
    ]
    items = taken(put(tmp_path, "a.warc", b"".join(content)))
    assert [item.raw for item in items] == [body] * 5


def test_the_charset_of_the_server_is_believed(tmp_path):
    body = page(1).replace(b"the gate", "the café".encode("iso-8859-1"))
    (item,) = taken(put(tmp_path, "a.warc", record(url(1), body, kind="text/html; charset=iso-8859-1")))
    assert "the café" in item.report.text and not any("Windows" in note for note in item.warnings)


def test_a_page_that_was_not_archived_whole_says_so(tmp_path):
    (item,) = taken(put(tmp_path, "a.warc", record(url(1), page(1), warc="WARC-Truncated: length\r\n")))
    assert "not archived whole (length)" in " ".join(item.warnings)


@pytest.mark.parametrize("headers", ["", "Content-Encoding: gzip\r\n"])
def test_a_bomb_among_pages_costs_only_itself(tmp_path, headers):
    zeros = b"\0" * 70_000_000
    body = gzip.compress(zeros, mtime=0) if headers else zeros
    content = packed([R[0], record(url("bomb"), body, headers=headers), R[1]])
    items = taken(put(tmp_path, "a.warc.gz", content), max_chars=100_000)
    assert outcome(items)[0] == "0" and outcome(items)[-1] == "1"
    assert isinstance(items[1], Failure) and "-" in outcome(items)[1:-1]


def test_an_unpacked_page_over_the_limit_is_a_failure(tmp_path):
    items = taken(put(tmp_path, "a.warc", record(url("long"), b"<p>" * 50_000) + R[1]), max_chars=1000)
    assert isinstance(items[0].error, TooLargeError) and outcome(items) == ["-", "1"]


def test_gunzip_stops_at_a_bomb_and_gives_what_is_none():
    with pytest.raises(BombError):
        while Gunzip(io.BytesIO(gzip.compress(b"\0" * 80_000_000))).readall():
            pass
    whole = gzip.compress(b"one ") + b"\0" * 512 + gzip.compress(b"two")
    assert Gunzip(io.BytesIO(whole)).readall() == b"one two"
    for damaged, error in ((whole[:-3], EOFError), (whole + b"rubbish", zlib.error)):
        with pytest.raises(error):
            Gunzip(io.BytesIO(damaged)).readall()


def test_a_wacz_gives_the_pages_that_it_lists(tmp_path):
    archives = {"one.warc.gz": packed(R[:2]), "two.warc": R[2] + R[3]}
    notes = Notes()
    items = taken(put(tmp_path, "site.wacz", wacz(archives, [url(0), url(3) + "#part"])), notes)
    assert outcome(items) == ["0", "3"]
    assert {report for report, _ in notes} == {"site.wacz/archive/one.warc.gz", "site.wacz/archive/two.warc"}
    assert all("parts of pages 1" in message for _, message in notes)
    assert outcome(taken(put(tmp_path, "all.wacz", wacz(archives)))) == ["0", "1", "2", "3"]


def test_a_damaged_archive_in_a_wacz_leaves_the_others(tmp_path):
    content = wacz({"a.warc.gz": Z[0] + flipped(Z[1], 120), "b.warc.gz": Z[2]})
    assert outcome(taken(put(tmp_path, "x.wacz", content))) == ["0", "-", "2"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and so on", wacz({"a.warc": R[0]})[:-40], wacz({})])
def test_what_is_no_wacz(tmp_path, content):
    (failure,) = taken(put(tmp_path, "x.wacz", content))
    assert isinstance(failure, Failure) and isinstance(failure.error, UnreadableError)


def test_archives_in_a_folder_and_from_standard_input(tmp_path, monkeypatch):
    put(tmp_path, "a.warc.gz", packed(R))
    put(tmp_path, "b.wacz", wacz({"x.warc": b"".join(R)}))
    assert len(list(open_reports([tmp_path], IntakeOptions(on_warning=Notes())))) == 8

    class Pipe(io.RawIOBase):
        def __init__(self, data):
            self.data = io.BytesIO(data)

        def readable(self):
            return True

        def readinto(self, buffer):
            return self.data.readinto(buffer)

    for content in (packed(R), b"".join(R)):
        stdin = type("Stdin", (), {"buffer": io.BufferedReader(Pipe(content))})
        monkeypatch.setattr("sys.stdin", stdin)
        assert [item.report.id for item in taken("-")] == [url(number) for number in range(4)]
