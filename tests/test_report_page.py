import base64
import hashlib
import re
from html.parser import HTMLParser

from fixture_reading import fixture_reading, hostile_reading
from hypothesis import given
from hypothesis import strategies as st

from according.claims import ClaimType
from according.web.markup import escape, link
from according.web.report_page import _static, report_page
from according.web.segments import LANES, lanes, segments


class Page(HTMLParser):
    """The tags of a page, and the words of the report's text as a browser would show them."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.attributes, self.words = [], [], []
        self._deep = 0
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if ("class", "text") in attrs or self._deep:
            self._deep += tag == "div"

    def handle_endtag(self, tag):
        self._deep -= bool(self._deep) and tag == "div"

    def handle_data(self, data):
        if self._deep:
            self.words.append(data)


def test_the_page_shows_the_text_whole():
    reading = fixture_reading()
    shown = "".join(Page(report_page([reading])).words)
    assert shown.split() == reading.report.text.split()


def test_the_page_loads_nothing():
    page = Page(report_page([fixture_reading()]))
    assert not [tag for tag in page.tags if tag in ("link", "img", "iframe", "object", "embed", "base")]
    assert not [a for a in page.attributes if a[1] in ("src", "style", "srcset") or a[1].startswith("on")]
    assert [value for _, name, value in page.attributes if name == "href" and not value.startswith("#")] == [
        fixture_reading().report.url
    ]


def test_style_and_script_are_those_the_policy_names():
    source = report_page([fixture_reading()])
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', source)[1]
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_nothing_in_a_report_is_markup():
    source = report_page([hostile_reading(), fixture_reading()])
    page = Page(source)
    assert page.tags.count("script") == 1 and page.tags.count("style") == 1
    assert not {"img", "svg", "i"} & set(page.tags)
    assert "alert(" not in "".join(re.findall(r"<script>(.*?)</script>", source, re.DOTALL))
    assert not [value for _, name, value in page.attributes if name == "href" and "javascript" in value]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", source)
    assert "$title" in source.split("<body>")[1], "a template sign in a report stays as it is"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_escaped_text_opens_nothing(text):
    assert not set(escape(text)) & set("<>\"'")
    assert Page(f'<p title="{escape(text)}">{escape(text)}').tags == ["p"]


def test_only_addresses_of_the_web_are_links():
    assert link('https://a.example.org/?b="c', "x").startswith('<a href="https://a.example.org/?b=&quot;c"')
    for address in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example.org",
        "http://[bad",
        " java\nscript:x",
    ):
        assert "<a" not in link(address, "x")


def test_every_claim_is_in_the_list_and_reachable_by_keyboard():
    reading = fixture_reading()
    page = Page(report_page([reading]))
    assert len([a for a in page.attributes if a[1] == "data-claim"]) == len(reading.claims)
    opened = " ".join(v for _, name, v in page.attributes if name == "data-triggers").split()
    assert {int(number) for number in opened} == set(range(len(reading.claims)))
    assert len([a for a in page.attributes if a[:2] == ("b", "tabindex")]) == len(reading.claims)


def test_every_type_has_its_colour_by_day_and_by_night():
    style = _static("report.css")
    for kind in ClaimType.__args__:
        assert len(re.findall(rf"--{kind}:#", style)) == 2
        assert f".t-{kind}{{" in style


def test_many_reports_stand_on_one_page_with_distinct_ids():
    page = Page(report_page([fixture_reading(), fixture_reading()]))
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids)) == 2 * (1 + 9)


@given(st.text(alphabet="ab \n\r\u2028é😀", max_size=60), st.data())
def test_segments_are_the_text(text, data):
    claims = []
    for claim in fixture_reading().claims[:3]:
        start = data.draw(st.integers(0, len(text)))
        claim.span = (start, data.draw(st.integers(start, len(text))))
        claim.trigger.span = claim.span
        claims.append(claim)
    flat = [segment for line in segments(text, claims) for segment in line]
    kept = "".join(text[s.start : s.end] for s in flat)
    assert kept == re.sub(r"[\n\r\u2028]", "", text)
    for segment in flat:
        over = tuple(i for i, c in enumerate(claims) if c.span[0] <= segment.start < c.span[1])
        assert segment.claims == over


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(SPANS, max_size=12))
def test_overlapping_claims_lie_in_different_lanes(spans):
    found = lanes(spans)
    for i, a in enumerate(spans):
        for j, b in enumerate(spans[:i]):
            if a[0] < b[1] and b[0] < a[1] and found[i] == found[j]:
                assert found[i] == LANES - 1
