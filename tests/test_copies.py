"""Copies: what was taken over is found, what two reporters have in common by rights is not, and no number is hidden."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from according.claims import Report
from according.events import CopyGroup
from according.fusion.copies import (
    MIN_SHARED,
    MOST_CANDIDATES,
    MOST_HASHES,
    candidates,
    compare,
    copied,
    group,
    original_first,
    sketch,
)
from according.fusion.copies.words import words_of
from according.knowledge import copying

WIRE = """KASSALA, Sudan (Heron Wire) - Gunmen on motorcycles attacked a fuel convoy near the town of Aroma on Sunday \
night, killing seven drivers and setting fire to 12 tankers, the governor of Kassala state said.

The convoy had stopped for the night beside a dry river bed when the shooting began, he told reporters at the hospital. \
Three guards were missing and a search party with camels had been sent after them, he added.

Shopkeepers in Aroma said petrol had doubled in price by Monday noon, and that queues of donkey carts stood outside the \
only pump still open.

No group has said that it was behind the raid. The road to the coast, the only one paved in the region, has been robbed \
at least nine times since the rains ended."""
WIRE_PARAGRAPHS = WIRE.split("\n\n")
OWN_WORDS = """Seven tanker drivers have died in an ambush on the road between Kassala and Port Sudan, according to the \
state's governor. Attackers riding motorcycles opened fire on the parked lorries late on Sunday close to Aroma, he said.

A dozen vehicles burned out. The provincial capital woke to fuel shortages on Monday, and taxi drivers slept in their \
cars so as not to lose their place in line.

Merchants' associations have long asked for escorts along the highway. A member of the chamber of commerce said insurers \
would now refuse the route altogether."""
STATEMENT = """"We shall pursue those who did this to the last dune of this desert and to the last well, and we say to \
their paymasters that no border and no money will hide them from the families of the dead,\""""
UNRELATED = """The county's orchestra opened its season with a symphony that nobody in the hall had heard before. Its \
composer, a retired bus driver, took his bow in a borrowed jacket, and the second violins stood up to clap.

Tickets for the remaining concerts go on sale at the town library, which has repaired its roof since the winter."""


def report(name: str, text: str, published: str | None = None, publisher: str | None = None) -> Report:
    day = published[:10] if published else None
    moment = published if published and "T" in published else None
    return Report(id=name, text=text, published=day, published_at=moment, publisher=publisher)


def said(text: str, other: str) -> list[tuple[str, str]]:
    found = compare(text, other)
    assert found
    return [(text[slice(*one)], other[slice(*two)]) for one, two in found.changed]


def pairs(groups: list[CopyGroup]) -> set[tuple[str, str]]:
    return {(g.original, copy.report) for g in groups for copy in g.copies}


COPIES = {
    "whole": WIRE,
    "another agency's tag": WIRE.replace("(Heron Wire) - ", ""),
    "cut to the first paragraph": WIRE_PARAGRAPHS[0],
    "a new lead": "Lorries burned through the night in eastern Sudan.\n\n" + "\n\n".join(WIRE_PARAGRAPHS[1:]),
    "in another order": "\n\n".join(reversed(WIRE_PARAGRAPHS)),
    "laid out on one line": " ".join(WIRE.split()),
    "laid out in short lines": re.sub(r"(\S+ \S+ \S+) ", "\\1\n", WIRE),
    "in capitals and typographic marks": WIRE.upper().replace("-", "–").replace("'", "’"),
    "a passage in a live page": f"18:20 - {UNRELATED}\n\n17:05 - {WIRE_PARAGRAPHS[1]}\n\n16:40 - Trams run again.",
    "with a foot": WIRE + "\n\nSign up for our newsletter to get the day's news. © Lowland Times 2024.",
    "edited by hand": WIRE.replace("Gunmen on motorcycles", "Armed men on motorbikes")
    .replace("setting fire to 12 tankers", "burning twelve tankers")
    .replace("had been sent after them", "was sent out")
    .replace("only one paved in", "only asphalt in"),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_a_copy_is_found_and_compared(copy: str) -> None:
    shared = set(sketch(WIRE)) & set(sketch(copy))
    assert candidates(sketch(copy), {"wire": len(shared)}) == ["wire"]
    found = compare(WIRE, copy)
    assert found
    assert found.changed == []
    assert len(found.passages_a) == len(found.passages_b) > 0
    assert 0 < found.containment <= 1


NO_COPIES = {
    "the same event in own words": OWN_WORDS,
    "something else": UNRELATED,
    "nothing": "",
    "two words": "Sudan attack",
    "one sentence of the official in both": OWN_WORDS
    + " Three guards were missing and a search party had been sent after them, he added.",
}


@pytest.mark.parametrize("other", NO_COPIES.values(), ids=NO_COPIES)
def test_what_reporters_have_in_common_is_no_copy(other: str) -> None:
    assert compare(WIRE, other) is None
    assert compare(other, WIRE) is None


def test_one_sentence_of_a_ministry_in_two_reports_is_no_copy_but_a_short_paragraph_is() -> None:
    statement = (
        " The ministry of the interior said its patrols had searched 45 lorries on the coast road since Sunday, "
        "including 31 near Haiya and 14 near the wells."
    )
    assert compare(WIRE + statement, UNRELATED + statement) is None
    paragraph = "The hospital has two surgeons and no blood. A plane with supplies was due on Tuesday, doctors said."
    assert compare(f"{WIRE}\n\n{paragraph}", f"{UNRELATED}\n\n09:40 {paragraph}\n\n{UNRELATED.lower()[::-1]}")


@pytest.mark.parametrize("marks", ['""', "“”", "‘’", "«»"])
def test_a_shared_quotation_is_no_copy(marks: str) -> None:
    statement = STATEMENT.replace('"', marks[0], 1).replace('"', marks[1])
    one = f"{WIRE}\n\n{statement} the governor said."
    two = f"{OWN_WORDS}\n\n{statement} said the governor of the state."
    assert compare(one, two) is None
    # ... but a report that is mostly quotation is still a copy where all of it was taken over.
    short = f"The governor of Kassala vowed revenge at the gates of the hospital.\n\n{statement} he said."
    assert compare(short, short)


def test_a_foot_that_all_reports_of_a_publisher_have_is_no_copy() -> None:
    foot = (
        "\n\nReporting by our correspondents in Kassala and Khartoum; editing by the night desk of the paper in the city. "
        "All rights reserved. This material may not be published, broadcast, rewritten or redistributed in whole or part. "
        "Sign up here for the morning briefing and have the news of the day in your inbox before breakfast."
    )
    assert compare(WIRE + foot, UNRELATED + foot) is None


def test_a_formula_filled_anew_is_no_copy() -> None:
    bulletin = (
        "Air defences destroyed {} drones over the {} region during the past night, the ministry said in its daily summary "
        "of the fighting. It put enemy losses along the line of contact at {} soldiers, {} armoured vehicles and {} guns."
    )
    assert compare(bulletin.format(45, "northern", 310, 12, 7), bulletin.format(19, "southern", 275, 9, 11)) is None
    assert said(bulletin.format(45, "northern", 310, 12, 7), bulletin.format(54, "northern", 310, 12, 7)) == [
        ("45", "54")
    ]


@pytest.mark.parametrize(
    ("was", "now", "old", "new"),
    [
        ("killing seven drivers", "killing nine drivers", "seven", "nine"),
        ("12 tankers", "21 tankers", "12", "21"),
        ("12 tankers", "twenty-one tankers", "12", "twenty-one"),
        ("killing seven drivers", "killing at least 9 of the drivers", "seven", "9"),
        ("nine times", "19 times", "nine", "19"),
        ("Three guards", "Four guards", "Three", "Four"),
        ("seven drivers", "1,200 drivers", "seven", "1,200"),
    ],
)
def test_a_changed_number_is_shown(was: str, now: str, old: str, new: str) -> None:
    assert said(WIRE, WIRE.replace(was, now)) == [(old, new)]
    assert said(WIRE.replace(was, now), WIRE) == [(new, old)]


def test_the_same_number_in_other_words_is_no_change() -> None:
    assert said(WIRE, WIRE.replace("12 tankers", "twelve tankers").replace("seven drivers", "7 drivers")) == []
    million = "About 1.2 million litres of fuel were lost in the fire beside the river bed, the company said on Monday."
    assert said(million, million.replace("1.2 million", "1,200,000")) == []


def test_passages_pair_and_say_where_a_claim_stands() -> None:
    copy = f"{UNRELATED}\n\n{WIRE_PARAGRAPHS[1]}"
    found = compare(WIRE, copy)
    assert found
    assert [words_of(WIRE[slice(*s)]).keys for s in found.passages_a] == [
        words_of(copy[slice(*s)]).keys for s in found.passages_b
    ]
    inside, outside = copy.index("Three guards"), copy.index("took his bow")
    assert copied(found.passages_b, (inside, inside + 24))
    assert not copied(found.passages_b, (outside, outside + 12))


@pytest.mark.parametrize(
    "tag",
    [
        "ADEN (Associated Press) - ",
        "ADEN (AP) — ",
        "ADEN (AFP/AP) - ",
        "By AP staff\n",
        "The Associated Press reported on Monday: ",
        "According to the Associated Press, ",
    ],
)
def test_an_agency_that_the_text_names_is_the_original(tag: str) -> None:
    agency = report("b", UNRELATED, "2024-05-02T10:00:00Z", "Associated Press")
    paper = report("a", tag + UNRELATED, "2024-05-01T10:00:00Z", "Lowland Times")
    assert original_first(agency, paper)
    assert not original_first(paper, agency)


def test_a_publisher_of_no_table_is_known_by_its_tag() -> None:
    wire = report("b", WIRE, "2024-05-06T12:00:00Z", "Heron Wire")
    paper = report("a", WIRE, "2024-05-06T09:00:00Z", "Harbour Post")
    assert original_first(wire, paper)
    assert not original_first(paper, wire)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (report("b", WIRE, "2024-05-05T09:00:00Z"), report("a", WIRE, "2024-05-06T08:00:00Z")),
        (report("b", WIRE, "2024-05-05"), report("a", WIRE, "2024-05-06T08:00:00Z")),
        (report("b", WIRE, "2024-05-05"), report("a", WIRE_PARAGRAPHS[0], "2024-05-05T08:00:00Z")),
        (report("b", WIRE), report("a", WIRE_PARAGRAPHS[0], "2024-05-05")),
        (report("a", WIRE), report("b", WIRE)),
    ],
)
def test_time_then_wholeness_then_id_decide(first: Report, second: Report) -> None:
    assert original_first(first, second)
    assert not original_first(second, first)


CHAIN = [
    report("wire", WIRE, "2024-05-06T05:00:00Z", "Heron Wire"),
    report("paper", "Lorries burn in Sudan.\n\n" + WIRE, "2024-05-06T06:00:00Z", "Harbour Post"),
    report(
        "cut",
        "Lorries burn in Sudan.\n\n" + "\n\n".join(WIRE_PARAGRAPHS[:2]),
        "2024-05-06T07:00:00Z",
        "Northgate Herald",
    ),
    report("other", UNRELATED, "2024-05-06T05:30:00Z", "Lowland Times"),
    report("both", f"{WIRE_PARAGRAPHS[1]}\n\n{UNRELATED}", "2024-05-07T07:00:00Z", "Meridian Courier"),
    report("own", OWN_WORDS, "2024-05-06T09:00:00Z", "Saltley Echo"),
]


def test_chains_end_at_the_root_and_composites_stand_in_two_groups() -> None:
    expected = {("wire", "paper"), ("wire", "cut"), ("wire", "both"), ("other", "both")}
    for order in list(permutations(CHAIN))[::37]:
        assert pairs(group(order)) == expected
    assert [g.original for g in group(CHAIN)] == ["wire", "other"]


def test_a_copy_of_a_copy_beyond_the_window_still_has_the_root() -> None:
    days = [report(f"r{n}", WIRE, f"2024-05-{1 + 6 * n:02}", f"Paper {n}") for n in range(3)]
    assert pairs(group(days)) == {("r0", "r1"), ("r0", "r2")}
    assert pairs(group([days[0], days[2]])) == set()
    assert pairs(group([days[0], days[2]], window_days=12)) == {("r0", "r2")}
    undated = report("undated", WIRE)
    assert pairs(group([days[2], undated])) == {("undated", "r2")} or pairs(group([days[2], undated])) == {
        ("r2", "undated")
    }


def test_a_new_lead_that_is_copied_on_belongs_to_who_wrote_it() -> None:
    lead = (
        "In the moonlight the burning lorries could be seen from the minaret of Aroma, where the muezzin counted the flames "
        "and then, he told this newspaper, went down to wake the baker, the nurse and the only policeman of the town."
    )
    paper = report("paper", f"{lead}\n\n" + "\n\n".join(WIRE_PARAGRAPHS[1:]), "2024-05-06T06:00:00Z", "Harbour Post")
    echo = report("echo", paper.text, "2024-05-06T08:00:00Z", "Saltley Echo")
    assert pairs(group([CHAIN[0], paper, echo])) == {("wire", "paper"), ("wire", "echo"), ("paper", "echo")}


def test_an_update_that_uses_its_own_background_again_is_no_copy_but_putting_it_out_again_is() -> None:
    fresh = (
        "KASSALA, Sudan (Heron Wire) - Two of three guards missing since an ambush in eastern Sudan walked into a police post on "
        "Wednesday, thirsty and unhurt, officials in the state capital said. They had hidden in a well and drunk from it, and "
        "had met nobody on the way but a boy with goats. The third was last seen running towards the hills. A plane has been "
        "asked for."
    )
    update = report("update", f"{fresh}\n\n{WIRE_PARAGRAPHS[3]}", "2024-05-08T05:00:00Z", "Heron Wire")
    again = report("again", WIRE.replace("seven drivers", "eight drivers"), "2024-05-06T11:00:00Z", "Heron Wire")
    taken_by_another = report("paper", f"{UNRELATED}\n\n{WIRE_PARAGRAPHS[3]}", "2024-05-08T05:00:00Z", "Harbour Post")
    assert pairs(group([CHAIN[0], update])) == set()
    groups = group([CHAIN[0], again])
    assert pairs(groups) == {("wire", "again")}
    assert [(n.instead_of, n.said) for n in groups[0].copies[0].changed] == [("seven", "eight")]
    assert pairs(group([CHAIN[0], taken_by_another])) == {("wire", "paper")}
    # A paper that carries the update carries the update, not the report before it.
    carried = report("carried", update.text, "2024-05-08T07:00:00Z", "Harbour Post")
    assert pairs(group([CHAIN[0], update, carried])) == {("update", "carried")}


def test_sketches_are_the_same_on_every_machine() -> None:
    assert sketch("One two three four.") == sketch("1 TWO\n3, 4!") == [3524030232024568891]
    assert sketch("three words only") == []


words = st.lists(st.text("abcdefgh", min_size=2, max_size=6), min_size=40, max_size=120, unique=True)


@given(words, words, words)
@settings(max_examples=40, deadline=None)
def test_a_passage_is_found_wherever_it_stands(before: list[str], passage: list[str], after: list[str]) -> None:
    whole = " ".join(passage)
    around = " ".join([*before, *passage, *after])
    assert len(set(sketch(whole)) & set(sketch(around))) >= MIN_SHARED
    found = compare(whole, around)
    assert found
    assert found.containment == 1


@given(st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_spans_lie_in_their_texts_and_pair(a: str, b: str) -> None:
    hashes = sketch(a)
    assert hashes == sorted(set(hashes))
    assert all(0 <= h < 2**63 for h in hashes)
    found = compare(a + WIRE_PARAGRAPHS[1] + b, b + " " + WIRE_PARAGRAPHS[1] + " " + a)
    if found:
        one, two = a + WIRE_PARAGRAPHS[1] + b, b + " " + WIRE_PARAGRAPHS[1] + " " + a
        assert len(found.passages_a) == len(found.passages_b)
        assert all(0 <= s < e <= len(one) for s, e in found.passages_a)
        assert all(0 <= s < e <= len(two) for s, e in found.passages_b)
        assert 0 < found.containment <= 1


def test_a_sketch_is_bounded_and_so_are_candidates() -> None:
    long = " ".join(f"word{n}" for n in range(20_000))
    assert len(sketch(long)) == MOST_HASHES
    many = {f"r{n:03}": 2 + n % 7 for n in range(200)}
    best = candidates(sketch(WIRE), many)
    assert len(best) == MOST_CANDIDATES
    assert min(many[r] for r in best) >= max(many[r] for r in many if r not in best)
    assert candidates(sketch(WIRE), {"one": 1}) == []
    assert candidates(sketch("Just four words here"), {"one": 1}) == ["one"]


@pytest.mark.parametrize(
    "sentence",
    [
        "All rights reserved.",
        "Copyright 2024 The Associated Press.",
        "© 2024 Lowland Times",
        "Sign up for our evening briefing.",
        "Follow us on Telegram.",
        "(Reporting by A. Writer in Aden; editing by B. Writer)",
        "Two writers in Cairo contributed to this report.",
        "The claim could not be independently verified.",
    ],
)
def test_boilerplate_is_left_out(sentence: str) -> None:
    assert (
        words_of(f"The road is open.\n\n{sentence}\n\nThe bridge is not.").keys
        == words_of("The road is open. The bridge is not.").keys
    )


def test_news_is_no_boilerplate() -> None:
    for sentence in [
        "The council said that the rights of fishermen were reserved for islanders.",
        "Soldiers followed the convoy on foot and reported by radio.",
        "The newsletter of the sect called for more attacks.",
        "Inspectors verified that the seals had not been broken.",
    ]:
        assert len(words_of(sentence)) == len(sentence.split())


def test_tables_of_copying_are_well_formed() -> None:
    assert all(word == word.lower() for word in copying.boilerplate())
    head, anywhere = copying.tag_patterns(("AP", "Heron Wire"))
    assert head.search("(AP)")
    assert not head.search("(ap)")
    assert anywhere.search("heron wire reported")
    assert not anywhere.search("a report of herons")
    assert "AP" in copying.publisher_names("The Associated Press")
    assert copying.same_publisher("AP", "Associated Press")
    assert not copying.same_publisher("AP", None)
    assert copying.publisher_names("Nobody's Gazette") == ("Nobody's Gazette",)
