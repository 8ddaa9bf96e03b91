"""Damaged and hostile input: 500 mutations of pages, feeds, archives and JSON, and not one stops a batch."""

import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from local_web import STORY, html
from test_feeds import ATOM, RDF, RSS
from test_newsjson import GRAPH, NEWS_PLEASE, NINJS_1, NINJS_3, SCHEMA
from warc_data import packed, records, wacz

from according.errors import IntakeError
from according.intake import Failure, IntakeOptions, Taken, open_taken

DATED = '<meta charset="utf-8"><meta property="article:published_time" content="2024-11-25T07:00:00Z">'
LD = f'<script type="application/ld+json">{json.dumps(GRAPH)}</script>'
SEEDS = {
    "page": (["x.html", "x"], [html("Depot burns", *STORY, head=DATED), html("Depot", *STORY, head=LD), b"<article><p>" + STORY[0].encode() + b"<p>" + STORY[1].encode()]),
    "feed": (["x.rss", "x.xml"], [RSS.encode(), ATOM.encode(), RDF.encode(), RSS.replace("UTF-8", "utf-16").encode("utf-16")]),
    "archive": (["x.warc", "x.wacz", "x"], [
        b"".join(records(3)), packed(records(3)), gzip.compress(b"".join(records(3)), mtime=0),
        wacz({"a.warc.gz": packed(records(2)), "b.warc": records(1)[0]}, ["https://harbour.example/0"]),
    ]),
    "json": (["x.json", "x.jsonl", "x"], [
        *(json.dumps(record).encode() for record in (NINJS_1, NINJS_3, NEWS_PLEASE, SCHEMA, GRAPH, [NINJS_1, SCHEMA])),
        b"\n".join(json.dumps(record).encode() for record in (NINJS_1, {"id": "a", "text": STORY[0]}, GRAPH)),
        json.dumps(NINJS_1, indent=1).encode(),
    ]),
}  # fmt: skip
PIECES = [
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b"&#0;", b"&#xD800;", b"&x;", b"<![CDATA[", b"]]>",
    b"<!--", b"<script>", b"<?xml version='1.0' encoding='ebcdic'?>", b'<meta charset="idna">', b'<meta charset="utf-16">',
    b"charset=hex", b"{", b"[", b'"', b"}", b"\r\n\r\n", b"WARC/1.1\r\n", b"Content-Length: 99999999999999999999\r\n",
    b"Content-Encoding: gzip\r\n", b"Transfer-Encoding: chunked\r\n", b"\x1f\x8b\x08\0", b"PK\x03\x04", b"1e400", b"-", b"NaN",
    b"9999-99-99T99:99:99Z", b'{"@graph":[', b"<div>" * 3000, b"[" * 3000, b'{"a":' * 3000, b"<item>" * 500, b"A" * 5000,
]  # fmt: skip


def replaced(data, start, end, piece):
    return data[:start] + piece + data[end:]


@st.composite
def mutated(draw, kind):
    """The name of a file, and a seed of its kind with up to four things done to it."""
    names, seeds = SEEDS[kind]
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
        what = draw(st.sampled_from(["flip", "cut", "head", "insert", "double", "put", "random", "charset"]))
        if what == "flip" and data:
            place = min(start, len(data) - 1)
            data = replaced(data, place, place + 1, bytes([data[place] ^ (1 << draw(st.integers(0, 7)))]))
        elif what == "cut":
            data = data[:end]
        elif what == "head":
            data = data[start:]
        elif what == "insert":
            data = replaced(data, start, start, draw(st.sampled_from(PIECES)))
        elif what == "double":
            data = replaced(data, start, start, data[start : min(end, start + 20_000)])
        elif what == "put":
            data = replaced(data, start, min(end, start + 40), draw(st.sampled_from(PIECES)))
        elif what == "random":
            data = replaced(data, start, start, draw(st.binary(max_size=40)))
        elif what == "charset":
            data = data.replace(
                b"utf-8", draw(st.sampled_from([b"utf-7", b"idna", b"zip", b"\xff", b"", b"punycode", b"undefined"]))
            )
    return draw(st.sampled_from(names)), data


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("malformed")


@pytest.mark.parametrize("kind", SEEDS)
@settings(
    max_examples=125, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip
@given(data=st.data())
def test_every_mutation_gives_reports_or_a_reason(folder, kind, data):
    name, content = data.draw(mutated(kind))
    path = folder / name
    path.write_bytes(content)
    notes = []
    items = list(open_taken([path], IntakeOptions(on_warning=lambda report, message: notes.append(message))))
    # What is no page in an archive is passed over, and that is said too.
    assert items or notes
    for item in items:
        if isinstance(item, Failure):
            assert isinstance(item.error, IntakeError) and item.error.message and item.error.remedy
            assert str(item) and item.source
        else:
            assert isinstance(item, Taken) and item.report.id and (item.report.text.strip() or item.withdrawn)
            assert len(item.digest) == 64 and item.raw is not None
            item.report.text.encode("utf-8")


def test_the_seeds_are_good(folder):
    for kind, (names, seeds) in SEEDS.items():
        for number, seed in enumerate(seeds):
            ending = ".wacz" if seed.startswith(b"PK") else "" if kind == "archive" else names[0].removeprefix("x")
            path = folder / f"{kind}{number}{ending}"
            path.write_bytes(seed)
            items = list(open_taken([path], IntakeOptions(on_warning=lambda report, message: None)))
            assert items and all(isinstance(item, Taken) or "empty-1" in item.source for item in items), (path, items)
