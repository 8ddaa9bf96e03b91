"""The brief: what it says and does not say, that it is the same every time, and that no text of a report can act in it."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import briefs
import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from reports import GOLDEN, example_readings, needs_model

from according.brief import Brief, BriefData, BriefOptions, Gaps, brief, to_html, to_markdown
from according.brief.chart import chart
from according.brief.index import Told, sentence_of
from according.brief.mapping import panel_image
from according.brief.method import sentences
from according.brief.model import Entry, Sentence
from according.brief.texts import days_text, tally_words
from according.claims import Claim, ClaimType, Quantity, Reading, Report, Trigger
from according.errors import ExchangeError
from according.events import EventPlace, Tally
from according.exchange.wording import one_line
from according.knowledge.brief import headings, words

HERE = GOLDEN / "brief"
WRITERS = {"velmar.html": to_html, "velmar.md": to_markdown}


def made(**options: object) -> Brief:
    return brief(briefs.data(), dataclasses.replace(briefs.OPTIONS, **options))  # type: ignore[arg-type]


def text_of(sentence: Sentence) -> str:
    return "".join(f"“{p.text}”" if p.kind == "quote" else p.text for p in sentence.pieces)


def entries(of: Brief) -> dict[str, Entry]:
    return {entry.id: entry for day in of.days for entry in day.entries}


def statements(of: Brief) -> dict[str, str]:
    return {group.label: " ".join(map(text_of, group.sentences)) for group in of.statements}


# What stands in it


@pytest.mark.parametrize("name", WRITERS)
def test_the_invented_ledger_gives_the_brief_that_somebody_looked_at(name: str) -> None:
    """Where a difference is right: ``python tests/test_brief.py`` writes the files anew; read the difference."""
    assert WRITERS[name](made()) == (HERE / name).read_text(encoding="utf-8")


def test_articles_sources_and_events_are_three_numbers() -> None:
    figures = made().figures
    assert (figures.articles, figures.copies, figures.undated) == (4, 1, 1), (
        "the report of February is none of the window"
    )
    assert figures.sources == 4, "port authority, Northern Command, doctor, Bay Post: the copy adds none"
    assert figures.events == 5
    assert figures.by_status == {"agreed": 0, "disputed": 1, "single-source": 4}


def test_an_account_has_its_numbers_and_whole_sentences() -> None:
    first = text_of(entries(made())["strike"].accounts[0])
    assert first.startswith("Port authority (Portugal) — 5 sailors killed (earlier at least 3). Said: “A missile hit")
    assert "the port authority said.” (Coast Wire, 5 March, 06:00 UTC)" in first


def test_a_denial_is_told_as_a_denial() -> None:
    told = made()
    denial = next(s for s in entries(told)["strike"].accounts if "denied" in text_of(s))
    assert text_of(denial).startswith("Northern Command denied: “The Northern Command denied that it had fired")
    assert "denied, in whole or in part, by Northern Command" in text_of(entries(told)["strike"].verdict)
    headed = {card.heading for dispute in told.disputes for card in dispute.cards}
    assert {"Say that it is so", "Deny it, or a part of it"} <= headed


def test_what_nobody_says_happened_is_in_no_chronology() -> None:
    told = made()
    assert set(entries(told)) == {"strike", "pilot"}
    said = statements(told)
    assert "Northern Command said, of what could happen: “It warned" in said["Threats"]
    assert (
        "Northern Command said, of what is to come: “The Northern Command said that it would"
        in said["Promises and plans"]
    )
    assert "Bay Post reported: “No ship has left Velmar since.”" in said["What is said not to be so"]


def test_no_second_not_is_put_before_words_that_say_not() -> None:
    assert "not so: “No ship" not in " ".join(statements(made()).values())


def test_a_claim_is_never_quoted_as_a_fact_that_it_is_not() -> None:
    quoted = {claim.ref: claim for source in made().sources for claim in source.claims}
    assert quoted["strike.txt/fired"].stance == "denied"
    assert quoted["strike.txt/close"].stance == "said, of what could happen"
    assert (quoted["undated.txt/left"].quote, quoted["undated.txt/left"].stance) == (
        "has left Velmar since",
        "reported that it was not so",
    )
    assert quoted["strike.txt/hit"].stance == ""
    for page in (to_html(made()), to_markdown(made())):
        assert "The Northern Command; denied" in page


def test_hearsay_is_named_as_such() -> None:
    assert "passed on as hearsay (“reportedly”)" in text_of(entries(made())["pilot"].accounts[0])


def test_numbers_are_as_their_claimants_gave_them() -> None:
    (killed,) = (group for group in made().tallies if group.measure == "killed")
    assert [(f.claimant, f.words, f.superseded) for f in killed.figures] == [
        ("port authority", "at least 3", True),
        ("doctor", "“between eight and ten” (8 to 10)", False),
        ("port authority", "5", False),
        ("port authority", "6", False),
    ]


@pytest.mark.parametrize(
    ("known", "said", "expected"),
    [
        ({"value": 28, "bound": "min"}, None, "at least 28 people"),
        ({"value": 40, "bound": "max"}, None, "at most 40 people"),
        ({"value": 200, "approximate": True}, None, "about 200 people"),
        ({"value": 0}, None, "nobody"),
        ({"value": 1}, None, "1 person"),
        ({"value": None, "low": 6, "high": 9}, "6 to 9", "6 to 9 people"),
        ({"value": None, "low": 300, "high": 900}, "several hundred", "“several hundred” (300 to 900) people"),
        ({"value": 0.5}, "nearly half", "nearly half people"),
        ({"value": 17500, "unit": "tonnes", "of": "food"}, None, "17,500 tonnes food"),
    ],
)
def test_a_number_in_words(known: dict[str, object], said: str | None, expected: str) -> None:
    ends = {"low": known["value"], "high": known["value"], "of": "people", "measure": "killed"} | known
    quantity = Quantity(text=said, span=(0, 1), value=None, low=None, high=None) if said else None
    assert tally_words(Tally(**ends), quantity) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-06-10", "2024-06-10", "10 June 2024"),
        ("2024-06-10", "2024-06-11", "10–11 June 2024"),
        ("2024-05-31", "2024-06-01", "31 May – 1 June 2024"),
        ("2023-12-31", "2024-01-01", "31 December 2023 – 1 January 2024"),
        ("2023-10-01", "2023-10-31", "October 2023"),
        ("2023-01-01", "2023-12-31", "2023"),
        (None, "2024-05-03", "until 3 May 2024"),
        ("2024-05-03", None, "from 3 May 2024"),
        (None, None, ""),
    ],
)
def test_days_in_words(start: str | None, end: str | None, expected: str) -> None:
    assert days_text(start, end) == expected


def test_a_copy_that_changed_a_number_is_told() -> None:
    changed = made().disputes[-1]
    assert changed.title == "A copy changed a number: Coast Wire and Delta Times"
    assert [card.heading for card in changed.cards] == ["Five", "Six"]


def test_accounts_that_cannot_both_hold_stand_side_by_side() -> None:
    cards = made().disputes[0].cards
    assert [card.heading for card in cards] == ["5 sailors", "6 sailors", "“between eight and ten” (8 to 10)"]
    assert all(line.all_cites() for card in cards for line in card.lines)


def test_new_claims_stand_by_side_without_copies() -> None:
    sides = {side.name: side for side in made().sides}
    assert [voice.name for voice in sides["Portugal"].voices] == ["Port authority"]
    cited = {ref for side in sides.values() for v in side.voices for line in v.lines for ref in line.all_cites()}
    assert "toll.txt/killed" in cited
    assert not any(ref.startswith("old.txt") for ref in cited), "what was told before the window is not new"


def test_gaps_are_loud() -> None:
    told = made()
    texts = " ".join(gap.text for gap in told.gaps)
    for expected in (
        "1 report could not be taken in",
        "1 source fell silent",
        "1 report withdrawn since",
        "not being in English",
        "without a date",
    ):
        assert expected in texts
    assert "1 claim left out: the reading is not sure enough." in texts
    assert "Not complete." in to_html(told)
    assert "**Not complete:**" in to_markdown(told)


@pytest.mark.parametrize("dateline", ["VELMAR, March 5 (Reuters) - ", "Velmar (TASS) - ", "VELMAR — "])
def test_a_dateline_is_no_part_of_what_is_quoted(dateline: str) -> None:
    said = "A missile hit a grain ship."
    at = len(dateline)
    one = Claim(
        id="hit", event="e", type="ASSAULT", mode="strike", confidence=0.9, text=said[:-1], span=(at, at + len(said) - 1),
        trigger=Trigger(text="hit", span=(at + 10, at + 13)),
    )  # fmt: skip
    assert sentence_of(Told("r/hit", Report(id="r", text=dateline + said), one, None)).text == said


def test_an_empty_window_does_not_look_like_peace() -> None:
    told = brief(BriefData(readings=[], events=[]), briefs.OPTIONS)
    assert told.gaps[0].text.startswith("No report of this window is in the ledger. That is no sign of peace")
    assert "no sign of peace: nothing was read" in to_html(told)
    assert "no sign of peace: nothing was read" in to_markdown(told)


def test_what_is_left_out_for_room_is_counted() -> None:
    told = made(most_events=1)
    assert (len(entries(told)), told.left_out) == (1, 1)
    assert "1 less widely told event left out for room" in to_html(told)


def test_claims_whose_report_is_not_there_are_cited_and_missed() -> None:
    given = briefs.data()
    few = dataclasses.replace(given, readings=[r for r in given.readings if r.report.id != "folder/copy.txt"])
    told = brief(few, briefs.OPTIONS)
    assert any("cannot be quoted" in gap.text for gap in told.gaps)
    assert "folder/copy.txt/killed" in told.numbers
    assert "(its words are not in this brief's data)" in to_html(told)


# Where it leads


def test_every_sentence_cites_claims_and_every_number_leads_somewhere() -> None:
    told = made()
    for sentence in sentences(told):
        if sentence not in told.copied:
            assert sentence.all_cites(), text_of(sentence)
    assert_links(to_html(told))
    assert_links(MarkdownIt("commonmark").enable("table").render(to_markdown(told)))


def test_claims_lead_to_the_ledger_where_it_is_served() -> None:
    told = made(base_url="https://desk.example/")
    for page in (to_html(told), to_markdown(told)):
        assert "https://desk.example/claims/strike.txt/hit" in page
        assert "https://desk.example/claims/folder%2Fcopy.txt/killed" in page
        assert "#s1" not in page.replace('id="s1', "")


def test_quotations_are_the_reports_words() -> None:
    assert_quoted(made(), briefs.readings())


def test_sources_are_numbered_without_gaps() -> None:
    told = made()
    numbers = [claim.number for source in told.sources for claim in source.claims]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {source.report: source.copy_of for source in told.sources}[
        "folder/copy.txt"
    ] == "Coast Wire, “Report toll.txt”"


# That it is the same every time


@given(seed=st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_order_of_the_data_makes_no_difference(seed: st.Random) -> None:  # type: ignore[name-defined]
    readings, events = briefs.readings(), briefs.events()
    seed.shuffle(readings)
    seed.shuffle(events)
    given_data = dataclasses.replace(briefs.data(), readings=readings, events=events)
    assert to_html(brief(given_data, briefs.OPTIONS)) == to_html(made())


def test_the_same_bytes_in_every_process() -> None:
    code = "import briefs, hashlib; from according.brief import *\nb = brief(briefs.data(), briefs.OPTIONS)\n"
    code += "print(hashlib.sha256((to_html(b) + to_markdown(b)).encode()).hexdigest())"
    own = hashlib.sha256((to_html(made()) + to_markdown(made())).encode()).hexdigest()
    for seed in ("1", "2"):
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": str(Path(__file__).parent),
            "TZ": "Asia/Tokyo",
        }
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == own


def test_no_time_is_printed_that_was_not_given() -> None:
    assert "made " not in re.sub(r"<style>.*?</style>", "", to_html(made()), flags=re.S).split("<main")[0]
    assert "made Friday at seven" in to_html(made(made_at="Friday at seven"))


# That no text acts in it

HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><style>*{display:none}", "javascript:alert(1)",
    "' onmouseover='alert(1)", "]]><!--", "[click](javascript:alert(1))", "![x](https://evil.example/p.png)", "<https://evil.example>",
    "https://evil.example/x", "www.evil.example", "| a | b |", "# head", "\n\n- item\n", "`code`", "&lt;script&gt;", "\u202eabc", "\x00\x08\ud800",
    "[1]: https://evil.example", "*b* _i_", "1. one", "\\", "$\\{x\\}", "data:text/html,<script>alert(1)</script>",
]  # fmt: skip
hostile = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5), min_size=1, max_size=3).map(" ".join)


@given(bad=st.lists(hostile, min_size=8, max_size=8), where=st.sampled_from([None, "https://desk.example"]))
@example(bad=["x", "x", " https://evil.example/x", *"xxxxx"], where=None)
@settings(max_examples=60, deadline=None)
def test_hostile_texts_stay_texts(bad: list[str], where: str | None) -> None:
    told = brief(poisoned(bad), dataclasses.replace(briefs.OPTIONS, base_url=where, title=bad[0], made_at=bad[1]))
    page, mark = to_html(told), to_markdown(told)
    page.encode()
    mark.encode()
    assert_harmless(page)
    assert_harmless(MarkdownIt("commonmark").enable("table").render(mark), anchors=True)
    assert_harmless(MarkdownIt("gfm-like", {"linkify": False}).render(mark), anchors=True)
    assert_links(page)


def poisoned(bad: list[str]) -> BriefData:
    """The invented ledger with a hostile text wherever a report or a name can put one."""
    readings, events = briefs.readings(), briefs.events()
    for reading in readings:
        r = reading.report
        r.title, r.publisher, r.url = bad[0], bad[1], bad[2]
        reading.warnings = [bad[3]]
        reading.made_by = {bad[4]: bad[5]}
        for one in reading.claims:  # quoted as it stands where the text is not at hand
            one.text = bad[6]
    for event in events:
        for account in event.accounts:
            account.claimant.name = bad[7] or "x"
            for tally in account.quantities:
                tally.of, tally.unit, tally.scope = bad[3], bad[4], bad[5]
        for place in event.locations:
            place.name, place.admin1, place.country = bad[6] or "x", bad[0], bad[1]
    events[0].id = bad[2] or "x"
    gaps = Gaps(not_english=[bad[0]])
    return BriefData(readings=readings, events=events, copies=briefs.copies(), gaps=gaps)


ALLOWED = set(
    "html head meta title style body a header h1 h2 h3 h4 p div span small b strong nav ul ol li main section aside article bdi q "
    "figure figcaption svg line text circle polygon path rect table caption thead tbody tr th td dl dt dd code br footer em".split()
)


class Tags(HTMLParser):
    """Tags and attributes of a page, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(page)
    return parser.seen


def assert_harmless(page: str, anchors: bool = False) -> None:
    for tag, attributes in tags(page):
        assert tag in ALLOWED, tag
        assert not {
            name for name in attributes if name.startswith("on") or name in ("src", "style", "srcset", "action")
        }
        target = attributes.get("href")
        if target is not None:
            assert target.startswith(
                ("#", "https://desk.example/claims/", "https://example.org/", "https://evil.example")
            ), target
            assert tag == "a"
        if anchors and tag == "a" and target is None:
            assert re.fullmatch(r"s\d+", attributes.get("id") or ""), attributes


def assert_links(page: str) -> None:
    seen = tags(page)
    ids = [attributes["id"] for _, attributes in seen if "id" in attributes]
    assert len(ids) == len(set(ids)), "an anchor stands twice"
    for _, attributes in seen:
        target = attributes.get("href") or ""
        if target.startswith("#"):
            assert target[1:] in ids, target


def assert_quoted(told: Brief, readings: list[Reading]) -> None:
    """Every quotation stands in the report of every claim that it is cited for."""
    texts = {reading.report.id: one_line(reading.report.text) for reading in readings}
    for sentence in sentences(told):
        for piece in sentence.pieces:
            if piece.kind == "quote":
                inside = piece.text.removeprefix("… ").removesuffix(" …")
                assert piece.cites or sentence.cites
                for ref in piece.cites:
                    assert inside in texts[ref.rpartition("/")[0]]
    for source in told.sources:
        for claim in source.claims:
            assert claim.quote in texts[source.report]


def test_the_page_asks_nobody_for_anything() -> None:
    page = to_html(made())
    style = re.search(r"<style>(.*?)</style>", page, re.S)
    assert style is not None
    assert not re.search(r"url\(|@import|@font-face|expression", style[1])
    assert "default-src 'none'" in page.replace("&#x27;", "'")
    assert "script" not in {tag for tag, _ in tags(page)}


# Maps and charts


def test_a_region_is_a_circle_and_only_a_point_is_a_point() -> None:
    (panel,) = made().atlas.panels
    image = panel_image(panel, {})
    assert {spot.name: spot.drawn for spot in panel.spots} == {"Velmar": "point", "Velmar strait": "circle"}
    assert image.count('class="area"') == 1
    assert len(re.findall(r'class="m( hollow)?"', image)) == 1


@pytest.mark.parametrize(
    ("known", "drawn"),
    [
        ({"precision": "country", "radius_km": 300.0}, "wide"),
        ({"precision": "sea", "radius_km": 1200.0}, "wide"),
        ({"precision": "region", "radius_km": None}, "wide"),
        ({"precision": "point", "lat": None}, "unknown"),
        ({"precision": "point", "lat": float("nan")}, "unknown"),
        ({"precision": None, "radius_km": None}, "wide"),
    ],
)
def test_what_is_wide_or_unknown_is_named_and_not_drawn(known: dict[str, object], drawn: str) -> None:
    events = briefs.events()
    place = {"name": "Norland", "lat": 1.0, "lon": 2.0, "precision": "point"} | known
    events[0].locations = [EventPlace(**place)]  # type: ignore[arg-type]
    told = brief(dataclasses.replace(briefs.data(), events=events), briefs.OPTIONS)
    assert [(spot.name, spot.drawn) for spot in told.atlas.named] == [("Norland", drawn)]


@given(st.floats(-90, 90), st.floats(-180, 180), st.sampled_from([0.0, 0.5, 60.0]))
@example(lat=90.0, lon=0.0, away=0.0)
@settings(max_examples=50, deadline=None)
def test_places_lie_inside_their_map_wherever_on_earth(lat: float, lon: float, away: float) -> None:
    events = briefs.events()
    other = (lon + away / 60 + 180) % 360 - 180
    events[0].locations = [EventPlace(name="Here", lat=lat, lon=lon, precision="point")]
    events[3].locations = [EventPlace(name="There", lat=lat, lon=other, precision="district", radius_km=20.0)]
    told = brief(dataclasses.replace(briefs.data(), events=events), briefs.OPTIONS)
    for panel in told.atlas.panels:
        for mark in re.findall(r'c[xy]="([^"]+)" ', panel_image(panel, {})):
            assert 0 <= float(mark) <= 380


def test_the_chart_has_a_shape_for_each_claimant_and_both_ends_of_a_range() -> None:
    (killed,) = (group for group in made().tallies if group.measure == "killed")
    assert killed.chart
    drawn = chart(killed)
    assert [name for name, _ in drawn.legend] == ["port authority", "doctor"]
    assert len({shape for _, shape in drawn.legend}) == 2
    assert drawn.image.count("<rect") == 0
    assert len(re.findall("<polygon", drawn.image)) == 2, "both ends of the range, and nothing between them"
    assert len(re.findall('<circle[^>]*class="m hollow"', drawn.image)) == 1, "the replaced number"
    assert drawn.image.count('class="head"') == 1, "the arrow of at least"


def test_a_chart_of_one_moment_has_a_row_for_each_claimant() -> None:
    (killed,) = (group for group in made().tallies if group.measure == "killed")
    for figure in killed.figures:
        figure.at = "2024-03-06"
    drawn = chart(killed)
    assert drawn.legend == []
    assert "≥ 3: port authority" in drawn.image


# Options and tables


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": "yesterday"},
        {"since": "2024-03-09"},
        {"until": "2024-02-30"},
        {"base_url": "javascript:alert(1)"},
        {"base_url": "https://desk.example/?next=x"},
        {"base_url": 'https://desk.example/">'},
        {"base_url": "//evil.example"},
    ],
)
def test_wrong_options_are_refused_with_what_to_do(wrong: dict[str, str]) -> None:
    with pytest.raises(ExchangeError) as caught:
        dataclasses.replace(briefs.OPTIONS, **wrong)  # type: ignore[arg-type]
    assert caught.value.remedy


def test_every_type_has_a_heading_and_a_section() -> None:
    assert set(headings()) == set(get_args(ClaimType))
    assert {entry.section for entry in headings().values()} <= {"deed", *words().groups}


def test_a_brief_is_data() -> None:
    told = made()
    assert msgspec.json.decode(msgspec.json.encode(told), type=Brief) == told


@needs_model
def test_the_examples_make_a_brief_whose_words_are_theirs() -> None:
    from according.fusion.fuse import fuse

    readings = list(example_readings())
    fused = fuse(readings)
    given_data = BriefData(readings=readings, events=fused.events, copies=fused.copies)
    told = brief(given_data, BriefOptions(since="2024-11-18", until="2024-11-30"))
    assert told.figures.articles == len(readings)
    assert told.days and told.statements and told.atlas.panels
    assert_quoted(told, readings)
    page = to_html(told)
    assert_harmless(page)
    assert_links(page)
    assert_links(MarkdownIt("commonmark").enable("table").render(to_markdown(told)))


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for name, write in WRITERS.items():
        (HERE / name).write_text(write(made()), encoding="utf-8")
