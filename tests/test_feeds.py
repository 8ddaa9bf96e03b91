"""RSS and Atom files: each entry a report, and what is only a summary says so."""

import json

import pytest
from local_web import STORY

from according.errors import EmptyReportError, UnreadableError
from according.intake import Failure, IntakeOptions, is_single, open_taken
from according.intake.feed import looks_like_feed, parse_feed

BODY = "\n".join(STORY)
MARKUP = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Harbour Post</title><link>https://harbour.example</link><language>en-gb</language>
<item><title>Depot &amp;amp; gate burn</title><link>https://harbour.example/depot</link><guid>depot-1</guid>
<pubDate>Mon, 25 Nov 2024 10:00:00 +0200</pubDate><description>A depot burned.</description>
<content:encoded><![CDATA[{MARKUP}]]></content:encoded></item>
<item><title>Bridge shut</title><link>https://harbour.example/bridge</link><guid>bridge-1</guid>
<pubDate>Tue, 26 Nov 2024 08:00:00 GMT</pubDate><description>The bridge was shut on Tuesday, the mayor said.</description></item>
<item><title>Nothing in it</title><guid>empty-1</guid></item>
</channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>Harbour Post</title><id>urn:feed</id><updated>2024-11-26T00:00:00Z</updated>
<entry><title>Depot burns</title><id>urn:depot</id><link href="https://harbour.example/depot"/>
<published>2024-11-25T10:00:00+02:00</published><updated>2024-11-25T12:00:00+02:00</updated>
<content type="html">{MARKUP.replace("<", "&lt;")}</content></entry>
<entry><title>Bridge shut</title><id>urn:bridge</id><updated>2024-11-26T12:00:00Z</updated>
<summary>The bridge was shut on Tuesday, the mayor said.</summary></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old Post</title></channel>
<item rdf:about="https://old.example/1"><title>T</title><link>https://old.example/1</link><dc:date>2024-11-25T10:00:00Z</dc:date>
<description>The port burned on Monday, the governor said.</description></item></rdf:RDF>"""


class Notes(list):
    def __call__(self, report, message):
        self.append((report, message))


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def taken(path, notes=None, **options):
    return list(open_taken([path], IntakeOptions(on_warning=notes if notes is not None else Notes(), **options)))


@pytest.mark.parametrize("name", ["feed.rss", "feed.xml", "feed"])
def test_rss_entries(tmp_path, name):
    full, summary, nothing = taken(put(tmp_path, name, RSS))
    report = full.report
    assert (report.id, report.url) == ("https://harbour.example/depot",) * 2
    assert (report.title, report.publisher, report.language) == ("Depot & gate burn", "Harbour Post", "en-gb")
    assert (report.published, report.published_at) == ("2024-11-25", "2024-11-25T08:00:00Z")
    assert (report.text, full.raw, full.media_type) == (BODY, MARKUP.encode(), "text/html")
    assert full.warnings == [] and full.fetched_at is None
    assert summary.report.text == "The bridge was shut on Tuesday, the mayor said."
    assert "only a summary" in summary.warnings[0]
    assert isinstance(nothing.error, EmptyReportError) and "empty-1" in nothing.source


def test_atom_entries(tmp_path):
    full, summary = taken(put(tmp_path, "feed.atom", ATOM))
    assert (full.report.text, full.report.published_at) == (BODY, "2024-11-25T08:00:00Z")
    assert full.version == "2024-11-25T10:00:00Z"
    assert (summary.report.id, summary.report.published) == ("urn:bridge", "2024-11-26")
    assert "only a summary" in summary.warnings[0] and "last changed" in summary.warnings[1]


def test_rss_of_the_first_kind(tmp_path):
    (item,) = taken(put(tmp_path, "feed.rdf", RDF))
    assert (item.report.id, item.report.publisher) == ("https://old.example/1", "Old Post")
    assert item.report.published_at == "2024-11-25T10:00:00Z"


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_other_encodings(tmp_path, encoding):
    content = RSS.replace("UTF-8", encoding).replace("the mayor", "the mayor of Zürich")
    items = taken(put(tmp_path, "feed.xml", content.encode(encoding)))
    assert "mayor of Zürich" in items[1].report.text


@pytest.mark.parametrize(
    "end", ["The port burned on Monday … [more…]", "The port burned on Monday [...]", "The port burned…"]
)
def test_a_content_that_trails_off_is_a_summary(tmp_path, end):
    items = taken(put(tmp_path, "feed.rss", RSS.replace(MARKUP, f"<p>{end}</p>")))
    assert ("only a summary" in " ".join(items[0].warnings)) == (not end.endswith("more…]"))


def test_a_damaged_feed_gives_what_could_be_read_and_says_so(tmp_path):
    items = taken(put(tmp_path, "feed.rss", RSS[: RSS.index("<item><title>Nothing") - 40]))
    depot, bridge = items
    assert depot.report.text == BODY and "damaged" in " ".join(depot.warnings)
    assert isinstance(bridge, Failure) and "bridge" in bridge.source


@pytest.mark.parametrize(
    "content", ["", "<rss", "<rss version='2.0'><channel></channel></rss>", "<html><body>x</body></html>", "hello"]
)
def test_what_is_no_feed(tmp_path, content):
    (failure,) = taken(put(tmp_path, "feed.rss", content))
    assert isinstance(failure, Failure) and isinstance(failure.error, (UnreadableError, EmptyReportError))


def test_entities_are_neither_fetched_nor_blown_up(tmp_path):
    secret = put(tmp_path, "secret.txt", "the secret of the house")
    outside = f'<!DOCTYPE rss [<!ENTITY s SYSTEM "file://{secret}">]>'
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    inside = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>'
    for doctype, entity in ((outside, "&s;"), (inside, "&l9;")):
        content = RSS.replace("<rss ", f"{doctype}<rss ").replace("The bridge", f"The bridge {entity}")
        text = " ".join(
            item.report.text for item in taken(put(tmp_path, "feed.rss", content)) if not isinstance(item, Failure)
        )
        assert "secret" not in text and len(text) < 2000


def test_a_feed_is_never_taken_for_the_name_of_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "trap", RSS)
    with pytest.raises(UnreadableError):
        parse_feed(b"trap", "x")


def test_feeds_are_told_from_pages():
    assert all(looks_like_feed(content.encode()) for content in (RSS, ATOM, RDF))
    assert looks_like_feed(RSS.encode("utf-16"))
    assert not looks_like_feed(b"<!doctype html><html><body><rss ></body></html>")
    assert not looks_like_feed(b"The rss element <rssx>")


def test_the_signature_changes_with_what_the_feed_says_and_only_then():
    first, again = parse_feed(RSS.encode(), "x"), parse_feed(RSS.encode(), "y")
    assert [e.signature for e in first.entries[:2]] == [e.signature for e in again.entries[:2]]
    changed = parse_feed(RSS.replace("was shut", "was opened").encode(), "x")
    assert [a.signature == b.signature for a, b in zip(first.entries, changed.entries, strict=True)] == [
        True,
        False,
        True,
    ]


def test_a_folder_takes_feeds_and_a_feed_is_many_reports(tmp_path):
    put(tmp_path, "feed.atom", ATOM)
    put(tmp_path, "feed.xml", RDF)
    put(tmp_path, "one.jsonl", json.dumps({"text": BODY}))
    assert [item.report.publisher for item in taken(tmp_path)] == ["Harbour Post", "Harbour Post", "Old Post", None]
    assert not is_single([tmp_path / "feed.atom"])
