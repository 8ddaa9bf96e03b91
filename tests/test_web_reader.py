"""The report reader: the text of the page is the text of the report, whatever lies over it; and what a form changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
from fixture_reading import fixture_reading, hostile_reading
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from incidents import OREN_BOMBED, VELSK_SHELLED, tell
from ledger_data import any_reading, claims
from starlette.testclient import TestClient

from according.claims import Claim, Factuality, Reading, Trigger
from according.errors import ReviewError
from according.exchange.harmless import visible
from according.ledger import Ledger, asking, open_ledger
from according.ledger.correcting import corrected, resolved, with_text
from according.web.segments import LANES
from according.web.server.addresses import claim_anchor, report_address
from according.web.server.app import create_app
from according.web.server.correcting_form import changes_of, form_fields, standing
from according.web.server.reading_text import Marks, kind_of_line, shown_text
from according.web.server.views.report import MOST_CARDS

LINE_ENDS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"


@dataclass
class Text(HTMLParser):
    """What a browser would show inside ``.text``, and the tags that stand there."""

    shown: str = ""
    tags: set[str] = field(default_factory=set)
    offsets: list[tuple[int, str]] = field(default_factory=list)
    depth: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self.depth:
            self.tags.add(tag)
            self.depth += tag == "div"
            if given.get("data-s"):
                self.offsets.append((int(given["data-s"] or 0), ""))
        elif "text" in (given.get("class") or "").split():
            self.depth = 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth) and tag == "div"

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.shown += data
            if self.offsets and data.strip("\n"):
                start, text = self.offsets[-1]
                self.offsets[-1] = (start, text + data)


def page_of(reading: Reading, path: Any) -> tuple[str, Text]:
    with open_ledger(path / "one.db") as ledger:
        ledger.add(reading)
        found = client(ledger).get(report_address(reading.report.id))
    assert found.status_code == 200, found.text
    text = Text()
    text.feed(found.text)
    return found.text, text


def client(ledger: Ledger) -> TestClient:
    return TestClient(create_app(ledger), base_url="http://127.0.0.1", headers={"sec-fetch-site": "same-origin"})


@settings(max_examples=50)
@given(any_reading(), st.data())
def test_the_pieces_are_the_text(reading: Reading, data: st.DataObject) -> None:
    text = reading.report.text
    chosen = data.draw(st.none() | st.integers(0, len(reading.claims) - 1)) if reading.claims else None
    some = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda s: (min(s), max(s)))
    marks = Marks(
        chosen, frozenset(data.draw(st.sets(st.integers(0, 3)))), tuple(data.draw(st.lists(some, max_size=2)))
    )
    shown = shown_text(text, reading.claims, marks)
    assert len(shown.lines) == len(text.splitlines())
    for line, whole in zip(shown.lines, text.splitlines(), strict=True):
        assert "".join(piece.text for piece in line).rstrip(LINE_ENDS) == whole.rstrip(LINE_ENDS)
        assert all(text[piece.start : piece.start + len(piece.text)] == piece.text for piece in line)


TYPES = ("ASSAULT", "HARM", "ACCUSE", "AID")


@st.composite
def laid(draw: st.DrawFn, text: str, most: int) -> list[Claim]:
    """Claims anywhere in a text, each with its trigger in it."""
    found = []
    for n in range(draw(st.integers(1, most))):
        start, end = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        trigger = (start, draw(st.integers(start, end)))
        fact = Factuality(polarity=draw(st.sampled_from(["positive", "negative"])))
        one = Claim(
            id=str(n), event="e", type=draw(st.sampled_from(TYPES)), mode=None, confidence=0.5, text=text[start:end],
            span=(start, end), trigger=Trigger(text=text[slice(*trigger)], span=trigger), factuality=fact,
        )  # fmt: skip
        found.append(one)
    return found


@given(st.text("ab c\n", min_size=3, max_size=40), st.data())
def test_each_claim_is_drawn_under_all_its_words_and_no_others(text: str, data: st.DataObject) -> None:
    found = data.draw(laid(text, 7))
    shown = shown_text(text, found)
    assert shown.depth <= LANES
    for n, claim in enumerate(found):
        under = [
            (piece.start, piece.start + len(piece.text))
            for line in shown.lines
            for piece in line
            if n in [int(pair.split(":")[1]) for pair in piece.claims.split()]
        ]
        drawn = {at for start, end in under for at in range(start, end)}
        assert drawn == {at for at in range(*claim.span) if text[at] != "\n"}


@given(st.text("ab c", min_size=3, max_size=30), st.data())
def test_overlapping_claims_have_each_a_line_of_their_own(text: str, data: st.DataObject) -> None:
    found = data.draw(laid(text, LANES))
    for line in shown_text(text, found).lines:
        for piece in line:
            lanes = [pair.split(":")[0] for pair in piece.claims.split()]
            assert len(set(lanes)) == len(lanes)
            classes = piece.classes.split()
            for pair in piece.claims.split():
                lane, number = map(int, pair.split(":"))
                assert f"l{lane}-{found[number].type}" in classes
                assert f"{kind_of_line(found[number])}{lane}" in classes


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_reading())
def test_the_text_of_the_page_is_the_text_of_the_report(
    tmp_path_factory: pytest.TempPathFactory, reading: Reading
) -> None:
    reading.report.id, reading.report.published, reading.report.published_at = "r1", "2024-03-06", None
    for claim in reading.claims:
        claim.time = None
    _, text = page_of(reading, tmp_path_factory.mktemp("page"))
    told = [line.rstrip(LINE_ENDS) for line in reading.report.text.splitlines()]
    assert "".join(text.shown.split()) == "".join("".join(map(visible, told)).split())
    assert text.tags <= {"p", "span", "a"}
    for start, piece in text.offsets:
        assert visible(reading.report.text[start : start + len(piece)]) == piece


def test_a_hostile_report_is_shown_and_does_nothing(tmp_path: Any) -> None:
    page, text = page_of(hostile_reading(), tmp_path)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<svg" not in page
    assert 'href="javascript:' not in page
    assert "\u202e" not in page
    assert "<script>alert(1)</script>" in text.shown
    assert text.tags <= {"p", "span", "a"}


def test_the_reader_shows_every_field_of_a_claim(tmp_path: Any) -> None:
    reading = fixture_reading()
    page, _ = page_of(reading, tmp_path)
    for claim in reading.claims:
        assert f'id="{claim_anchor(claim.id)}"' in page
        assert f"{claim.span[0]}-{claim.span[1]}" in page
    for words in ("Said by", "How sure", "Who", "To whom", "With", "Where", "When", "How many", "Confidence"):
        assert f"<dt>{words}</dt>" in page


@pytest.fixture
def copied(tmp_path: Any) -> Any:
    """A report, its copy with another number, and a revision of the first."""
    first = tell("one", VELSK_SHELLED, publisher="Morning Wire", url="https://wire.example.org/1")
    text = first.report.text.replace("four", "five").replace(" 4 ", " 5 ")
    copy = tell("two", VELSK_SHELLED, publisher="Evening Post", style=0)
    again = tell("one-b", VELSK_SHELLED, OREN_BOMBED, publisher="Morning Wire", url="https://wire.example.org/1")
    with open_ledger(tmp_path / "l.db") as ledger:
        list(ledger.add_many([first, copy, again]))
        assert text
        yield ledger


def test_revisions_are_named_and_an_old_one_says_that_it_stands_no_more(copied: Ledger) -> None:
    names = [one.id for one in asking.report(copied, "one").revisions]
    assert names[0] == "one"
    assert len(names) == 2
    old = client(copied).get("/reports/one").text
    assert "This version stands no more" in old
    assert 'name="decide"' not in old
    new = client(copied).get(report_address(names[1])).text
    assert "stands no more" not in new
    assert "<h2>Revisions</h2>" in new
    assert 'name="decide"' in new


def test_copies_are_named_on_either_side(copied: Ledger) -> None:
    sides = {
        name: asking.report(copied, name) for name in ("two", *[r.id for r in asking.report(copied, "one").revisions])
    }
    pairs = {(name, other.report.id) for name, row in sides.items() for other in row.copied_from}
    assert pairs
    for copy, original in pairs:
        assert f"/reports/{original}" in client(copied).get(report_address(copy)).text
        assert f"/reports/{copy}" in client(copied).get(report_address(original)).text


def test_a_report_that_is_not_there_is_said_with_what_to_do(copied: Ledger) -> None:
    found = client(copied).get("/reports/no-such")
    assert found.status_code == 404
    assert "no-such" in found.text


@settings(max_examples=50)
@given(st.text("ab c\n", min_size=3, max_size=40).filter(lambda t: t.strip()), st.data())
def test_a_form_that_was_not_changed_changes_nothing(text: str, data: st.DataObject) -> None:
    claim = data.draw(claims(text, 0))
    fields = form_fields(claim)
    assert changes_of(claim, text, fields) == {}
    browser = {name: value.replace("\n", "\r\n") for name, value in fields.items()}
    assert changes_of(claim, text, browser | {"start": "", "end": ""}) == {}


def of_fixture() -> tuple[Claim, str]:
    reading = fixture_reading()
    return next(claim for claim in reading.claims if claim.actors), reading.report.text


def made(sent: dict[str, str]) -> Claim:
    claim, text = of_fixture()
    change = with_text(resolved(claim, changes_of(claim, text, form_fields(claim) | sent), text), text)
    return corrected(claim, [change])


def test_facts_are_corrected() -> None:
    after = made({"type": "HARM", "certainty": "possible", "polarity": "negative", "realis": "future"})
    assert (after.type, after.mode) == ("HARM", None)
    assert (after.factuality.certainty, after.factuality.polarity, after.factuality.realis) == (
        "possible", "negative", "future",
    )  # fmt: skip


def test_a_line_that_stays_keeps_all_that_is_known_of_the_part() -> None:
    claim, text = of_fixture()
    assert claim.actors
    word = text.split()[0]
    after = made({"actors": form_fields(claim)["actors"] + f"\n{word} = somebody else"})
    assert after.actors[:-1] == claim.actors
    assert (after.actors[-1].name, after.actors[-1].entity) == ("somebody else", None)
    assert text[slice(*after.actors[-1].span)] == word


def test_another_name_for_the_same_words_leaves_them_where_they_stand() -> None:
    claim, _ = of_fixture()
    first = claim.actors[0]
    after = made({"actors": f"{' '.join(first.text.split())} = the Coast Guard"})
    assert [(a.span, a.name, a.entity) for a in after.actors] == [(first.span, "the Coast Guard", None)]


def test_numbers_are_read_with_their_bounds() -> None:
    _, text = of_fixture()
    word = text.split()[1]
    (one,) = made({"quantities": f"{word} = at least 1,200 people"}).quantities
    assert (one.value, one.low, one.high, one.bound, one.of) == (1200, 1200, None, "min", "people")
    (other,) = made({"quantities": f"{word} = about 6 to 9 boats"}).quantities
    assert (other.value, other.low, other.high, other.approximate) == (None, 6, 9, True)


def test_words_may_be_broken_anywhere() -> None:
    text = "The army\nshelled  the town, the army said."
    assert standing("army shelled the town", text, 0) == [4, 26]
    assert standing("army", text, 40) == [32, 36]
    with pytest.raises(ReviewError, match="does not stand"):
        standing("the navy", text, 0)


def test_what_was_chosen_in_the_text_is_the_span() -> None:
    claim, text = of_fixture()
    start, end = claim.trigger.span
    sent = form_fields(claim) | {"words": text[start:end], "start": str(start), "end": str(end)}
    assert changes_of(claim, text, sent) == {"span": [start, end]}
    # What was written afterwards counts more than what was chosen before.
    assert changes_of(claim, text, sent | {"words": form_fields(claim)["words"]}) == {}


def test_a_report_of_very_many_claims_is_a_light_page(tmp_path: Any) -> None:
    reading = tell("long", VELSK_SHELLED, OREN_BOMBED)
    first = reading.report.text
    reading.report.text = "\n".join([first] * 25)
    claims = []
    for n in range(25):
        by = n * (len(first) + 1)
        for one in tell(f"part-{n}", VELSK_SHELLED, OREN_BOMBED).claims:
            claims.append(moved(one, by, f"{one.id}-{n}"))
    reading.claims = claims
    page, text = page_of(reading, tmp_path)
    assert len(claims) > MOST_CARDS
    assert len(page) < 400_000
    assert "".join(text.shown.split()) == "".join(reading.report.text.split())
    with open_ledger(tmp_path / "one.db") as ledger:
        asked = client(ledger).get("/reports/long", params={"claim": claims[7].id}).text
    assert asked.count("<dt>Confidence</dt>") == 1


def moved(claim: Claim, by: int, name: str) -> Claim:
    """The claim with all its spans further on in the text."""

    def move(value: Any, key: str = "") -> Any:
        if key in ("span", "cue_span") and value is not None:
            return [value[0] + by, value[1] + by]
        if isinstance(value, dict):
            return {k: move(v, k) for k, v in value.items()}
        return [move(one) for one in value] if isinstance(value, list) else value

    return msgspec.convert({**move(msgspec.to_builtins(claim)), "id": name}, Claim)
