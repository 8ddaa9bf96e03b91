"""News in JSON: ninjs 1 to 3, news-please, schema.org, in files, lists, graphs and lines."""

import hashlib
import json

import pytest
from local_web import STORY

from according.errors import EmptyReportError, TooLargeError, UnreadableError
from according.intake import Failure, IntakeOptions, open_reports, open_taken
from according.intake.newsjson import load_shapes

BODY = "\n".join(STORY)
MARKUP = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)

NINJS_1 = {
    "uri": "urn:newsml:harbour.example:20241125:depot",
    "type": "text",
    "version": "2",
    "versioncreated": "2024-11-25T08:30:00+02:00",
    "firstcreated": "2024-11-25T07:00:00+02:00",
    "pubstatus": "usable",
    "language": "en-GB",
    "headline": "Depot burns",
    "provider": "Harbour Agency",
    "body_html": MARKUP,
    "body_text": BODY,
}
NINJS_2 = {
    "uri": "urn:depot",
    "version": "3",
    "versioncreated": "2024-11-25T08:30:00Z",
    "pubstatus": "usable",
    "headlines": [{"role": "main", "contenttype": "text/html", "value": "<b>Depot</b>"}, {"value": "Depot burns"}],
    "bodies": [
        {"role": "web", "contenttype": "text/html", "value": MARKUP},
        {"role": "main", "contenttype": "text/plain", "value": BODY},
    ],
    "infosources": [{"name": "Harbour Agency", "role": "provider"}],
    "language": "en",
}
NINJS_3 = {
    "uri": "urn:depot",
    "version": "3",
    "versionCreated": "2024-11-25T08:30:00Z",
    "pubStatus": "usable",
    "headlines": [{"role": "main", "contentType": "text/plain", "value": "Depot burns"}],
    "bodies": [{"role": "main", "contentType": "text/html", "value": MARKUP}],
    "infoSources": [{"name": "Harbour Agency"}],
}
NEWS_PLEASE = {
    "authors": ["A Reporter"],
    "date_download": "2024-11-26 10:00:00",
    "date_modify": "2024-11-25 09:00:00",
    "date_publish": "2024-11-25 08:30:00",
    "description": "A depot burned.",
    "filename": "depot.json",
    "language": "en",
    "maintext": BODY,
    "source_domain": "harbour.example",
    "text": None,
    "title": "Depot burns",
    "url": "https://harbour.example/depot",
}
SCHEMA = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Depot burns",
    "datePublished": "2024-11-25T08:30:00+02:00",
    "dateModified": "2024-11-25T10:30:00+02:00",
    "publisher": {"@type": "NewsMediaOrganization", "name": "Harbour Post"},
    "articleBody": BODY,
    "mainEntityOfPage": {"@type": "WebPage", "@id": "https://harbour.example/depot"},
    "inLanguage": "en",
}
GRAPH = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Organization", "@id": "#us", "name": "Harbour Post", "url": "https://harbour.example"},
        {"@type": "WebPage", "@id": "https://harbour.example/depot", "name": "Depot burns | Harbour Post"},
        {**SCHEMA, "@type": ["Article", "schema:NewsArticle"], "publisher": {"@id": "#us"}},
        {"@type": "BreadcrumbList", "itemListElement": []},
    ],
}


class Notes(list):
    def __call__(self, report, message):
        self.append((report, message))


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def taken(*sources, notes=None, **options):
    return list(open_taken(sources, IntakeOptions(on_warning=notes if notes is not None else Notes(), **options)))


def one(source, **options):
    (item,) = taken(source, **options)
    return item


@pytest.mark.parametrize(
    ("record", "report_id", "publisher", "moment", "version"),
    [
        (NINJS_1, "urn:newsml:harbour.example:20241125:depot", "Harbour Agency", "2024-11-25T06:30:00Z", "2"),
        (NINJS_2, "urn:depot", "Harbour Agency", "2024-11-25T08:30:00Z", "3"),
        (NINJS_3, "urn:depot", "Harbour Agency", "2024-11-25T08:30:00Z", "3"),
        (NEWS_PLEASE, "https://harbour.example/depot", "harbour.example", None, "2024-11-25 09:00:00"),
        (SCHEMA, "https://harbour.example/depot", "Harbour Post", "2024-11-25T06:30:00Z", "2024-11-25T08:30:00Z"),
        (GRAPH, "https://harbour.example/depot", "Harbour Post", "2024-11-25T06:30:00Z", "2024-11-25T08:30:00Z"),
    ],
    ids=["ninjs 1", "ninjs 2", "ninjs 3", "news-please", "schema.org", "graph"],
)
@pytest.mark.parametrize("way", ["file", "list", "pretty", "line", "unnamed"])
def test_each_shape_in_each_way(tmp_path, record, report_id, publisher, moment, version, way):
    content = {
        "file": ("x.json", json.dumps(record)),
        "list": ("x.json", json.dumps([record])),
        "pretty": ("x", json.dumps(record, indent=2)),
        "line": ("x.jsonl", json.dumps(record) + "\n"),
        "unnamed": ("x.data", json.dumps(record) + "\n"),
    }[way]
    item = one(put(tmp_path, content[0], content[1].encode()))
    report = item.report
    assert (report.id, report.publisher, report.title) == (report_id, publisher, "Depot burns")
    assert (report.text, report.published, report.published_at) == (BODY, "2024-11-25", moment)
    assert (item.version, item.withdrawn, item.media_type) == (version, False, "application/json")
    assert json.loads(item.raw) == record and item.digest == hashlib.sha256(item.raw).hexdigest()
    assert report.url == (None if report_id.startswith("urn:") else report_id)


def test_many_in_one_file_in_their_order(tmp_path):
    records = [{**NINJS_1, "uri": f"urn:{number}"} for number in range(3)]
    path = put(tmp_path, "x.json", [records[0], {"nothing": 1}, *records[1:], [SCHEMA, NEWS_PLEASE]])
    items = taken(path)
    assert [item.source if isinstance(item, Failure) else item.report.id for item in items] == [
        "urn:0", "x.json:2", "urn:1", "urn:2", "https://harbour.example/depot", "https://harbour.example/depot"
    ]  # fmt: skip
    assert [json.loads(item.raw)["uri"] for item in items[:4] if not isinstance(item, Failure)] == [
        "urn:0",
        "urn:1",
        "urn:2",
    ]


def test_lines_of_all_shapes_and_our_own_in_one_file(tmp_path):
    lines = [NINJS_1, {"id": "ours", "text": BODY, "published_at": "2024-11-25T10:00:00+02:00"}, GRAPH, NEWS_PLEASE]
    items = taken(put(tmp_path, "x.jsonl", b"\n".join(json.dumps(line).encode() for line in lines)))
    assert [item.report.text for item in items] == [BODY] * 4
    ours = items[1].report
    assert (ours.published, ours.published_at) == ("2024-11-25", "2024-11-25T08:00:00Z")
    assert items[1].raw == json.dumps(lines[1]).encode()


@pytest.mark.parametrize(
    "status", ["canceled", "cancelled", "withheld", "CANCELED", "http://cv.iptc.org/newscodes/pubstatusg2/canceled"]
)
@pytest.mark.parametrize("field", ["pubstatus", "pubStatus"])
def test_a_withdrawal_is_not_lost(tmp_path, status, field):
    record = {key: value for key, value in NINJS_1.items() if key != "pubstatus"}
    record |= {field: status, "ednote": "Kill: the depot did not burn."}
    item = one(put(tmp_path, "x.json", record))
    assert item.withdrawn and item.withdrawn_why == f"{status}: Kill: the depot did not burn."
    assert item.report.text == BODY and "withdrawn by its publisher" in item.warnings[0]
    for name in ("body_text", "body_html"):
        del record[name]
    item = one(put(tmp_path, "x.json", record))
    assert item.withdrawn and item.report.text == "" and item.report.id == NINJS_1["uri"]
    (failure,) = open_reports([tmp_path / "x.json"], IntakeOptions(on_warning=Notes()))
    assert isinstance(failure.error, EmptyReportError) and "withdrew" in str(failure)


def test_usable_withdraws_nothing_and_a_record_without_a_text_fails(tmp_path):
    assert not one(put(tmp_path, "x.json", NINJS_1)).withdrawn
    failure = one(put(tmp_path, "x.json", {**NINJS_3, "bodies": []}))
    assert isinstance(failure, Failure) and isinstance(failure.error, EmptyReportError)


def test_markup_becomes_text_a_line_a_paragraph(tmp_path):
    markup = (
        "<!-- x --><h2>Fire &amp; smoke</h2>\n<p>The  port\nburned<br/>on <b>Mon</b>day.</p><script>alert(1)</script>"
        "<ul><li>One was hurt</li><li>Two fled</li></ul><style>p {}</style><p></p>tail"
    )
    item = one(put(tmp_path, "x.json", {**SCHEMA, "articleBody": markup}))
    assert item.report.text == "Fire & smoke\nThe port burned\non Monday.\nOne was hurt\nTwo fled\ntail"


def test_angle_brackets_in_a_plain_text_stay(tmp_path):
    text = "The minister said that x < y and y > z, and 3 <5 were hurt."
    assert one(put(tmp_path, "x.json", {**SCHEMA, "articleBody": text})).report.text == text


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b"[1, 2]", b'{"a": {"text": "deep"}}', b"[" * 100_000, b'{"a":' * 100_000, b"nothing",
     b'{"text": "The port burned on Monday\xff."}', b'{"text": 1}', b'{"@graph": [{"@type": "WebPage"}]}'],
)  # fmt: skip
def test_what_is_no_report(tmp_path, content):
    items = taken(put(tmp_path, "x.json", content))
    assert items and all(isinstance(item, Failure) and isinstance(item.error, UnreadableError) for item in items)
    assert all(item.error.remedy for item in items)


def test_json_that_holds_no_report_is_passed_over_in_a_folder(tmp_path):
    put(tmp_path, "a.json", {"name": "package", "version": "1"})
    put(tmp_path, "b.json", NINJS_1)
    put(tmp_path, "c.xml", b"<?xml version='1.0'?><config/>")
    put(tmp_path, "d.json", b"{broken")
    notes = Notes()
    report, failure = taken(tmp_path, notes=notes)
    assert report.report.id == NINJS_1["uri"] and failure.source == "d.json"
    assert [about for about, message in notes if "passed over" in message] == ["a.json", "c.xml"]
    assert isinstance(one(tmp_path / "a.json"), Failure)


def test_limits_hold(tmp_path):
    failure = one(put(tmp_path, "x.json", {**NINJS_1, "body_text": "a" * 2000}), max_chars=1000)
    assert isinstance(failure.error, TooLargeError)


def test_bytes_are_kept_only_where_they_are_wanted(tmp_path):
    item = one(put(tmp_path, "x.json", NINJS_1), keep_raw=False)
    assert item.raw is None and item.digest == hashlib.sha256(json.dumps(NINJS_1).encode()).hexdigest()


def test_the_table_of_shapes_names_fields_in_small_letters():
    shapes = load_shapes()
    assert list(shapes) == ["news-please", "schema.org", "ninjs"]
    for shape in shapes.values():
        names = [*shape.marks, *shape.id, *shape.text, *shape.title, *shape.publisher, *shape.published, *shape.version]
        assert names == [name.casefold() for name in names] and shape.marks
