"""Events written from their claims: who says what, which numbers can both hold, who denies, who is whose voice."""

from __future__ import annotations

import random
from itertools import combinations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from according.claims import (
    Claim,
    ClaimType,
    Factuality,
    Filler,
    Link,
    Place,
    Polarity,
    Quantity,
    Report,
    SourceKind,
    TimeSpan,
    Trigger,
)
from according.events import Account, Claimant, Event, Tally
from according.fusion.accounts import claimant, contradict, describe, status
from according.fusion.told import Told

PUBLISHERS = {"a": "Tern Wire", "b": "Harrow Post", "c": "Fenland Echo", "d": "Quay Times"}
TOWN = {
    "name": "Brodnik",
    "entity": "geonames:1",
    "lat": 50.0,
    "lon": 36.0,
    "country": "UA",
    "admin1": "Kharkiv Oblast",
}
KINDS: dict[str, tuple[ClaimType, str | None]] = {
    "killed": ("HARM", "killed"), "injured": ("HARM", "injured"), "hurt": ("HARM", "injured"), "hit": ("ASSAULT", "strike"),
    "struck": ("ASSAULT", "strike"), "launched": ("ASSAULT", "strike"), "shot down": ("DEFEND", "intercept"),
    "destroyed": ("HARM", "damage"), "attack": ("ASSAULT", "strike"), "missing": ("HARM", "missing"),
}  # fmt: skip


def number(text: str, of: str | None, at: int = 10) -> Quantity:
    """ "3", "at least 3", "up to 40", "about 40", "24-99": spans of the made text."""
    bare = text.split()[-1]
    low, _, high = bare.partition("-")
    value = None if high else float(low)
    return Quantity(
        text=text, span=(at, at + len(text)), value=value, low=float(low), high=float(high or low), of=of,
        bound="min" if text.startswith("at least") else "max" if text.startswith("up to") else None,
        approximate=text.startswith("about"),
    )  # fmt: skip


def place(text: str, kind: str = "region", at: int = 60, **more: str) -> Place:
    known = {"name": text, "entity": f"geonames:{text}", "country": "UA", "precision": kind, **more}
    return Place(text=text, span=(at, at + len(text)), **known)


def link(source: str, at: int = 70, kind: SourceKind = "organization", **more: str) -> Link:
    slug = "-".join("".join(c if c.isalnum() else " " for c in source.casefold()).split())
    known = {"entity": f"name:{slug}", "name": source, "cue": "said", **more}
    return Link(source=source, span=(at, at + len(source)), kind=kind, **known)


def tell(
    report: str,
    trigger: str,
    by: str | Link | list[Link] | None = None,
    numbers: list[Quantity] | None = None,
    day: str = "2024-03-05",
    **more: object,
) -> Told:
    """A claim of a report without text: `report` begins with the letter of its publisher."""
    kind, mode = KINDS[trigger]
    chain = [] if by is None else by if isinstance(by, list) else [link(by) if isinstance(by, str) else by]
    at = int(str(more.pop("at", 0)))
    polarity: Polarity = "negative" if more.pop("denied", False) else "positive"
    copy_of = more.pop("copy_of", None)
    claim = Claim(
        id=f"{trigger}{at}", event="e1", type=kind, mode=mode, confidence=0.9, text=str(more.pop("text", trigger)),
        span=(at, at + 9), trigger=Trigger(text=trigger, span=(at, at + len(trigger))), attribution=chain,
        factuality=Factuality(polarity=polarity), quantities=numbers or [],
        locations=[Place(text="Brodnik", span=(50, 57), precision="point", **TOWN)],
    )  # fmt: skip
    for field, value in more.items():
        setattr(claim, field, value)
    moment = day if "T" in day else None
    origin = Report(id=report, text="", publisher=PUBLISHERS[report[0]], published=day[:10], published_at=moment)
    return Told(report=origin, claim=claim, copy_of=None if copy_of is None else str(copy_of))


def tallies(event: Event, name: str | None = None) -> list[tuple[str, float | None, float | None]]:
    return [(q.measure, q.low, q.high) for a in event.accounts for q in a.quantities if name in (None, a.claimant.name)]


def names(event: Event) -> set[str]:
    return {a.claimant.name for a in event.accounts}


# Numbers beside numbers

NOON, EVENING, MORROW = "2024-03-05T12:00:00Z", "2024-03-05T19:00:00Z", "2024-03-06T08:00:00Z"


def tally(
    said: str, measure: str = "killed", of: str | None = "people", as_of: str | None = NOON, **more: object
) -> Tally:
    q = number(said, of)
    made = Tally(
        of=of, measure=measure, value=q.value, low=q.low, high=q.high, bound=q.bound, approximate=q.approximate,
        as_of=as_of, claims=[f"{said}/1"],
    )  # fmt: skip
    return msgspec.structs.replace(made, **more)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (tally("5"), tally("5"), False),
        (tally("5"), tally("8"), True),
        (tally("5"), tally("8", as_of=EVENING), False),  # a toll that has grown
        (tally("5", as_of=EVENING), tally("8"), True),  # and one that would have shrunk
        (tally("5", as_of="2024-03-05"), tally("8", as_of="2024-03-06"), False),
        (tally("5", as_of="2024-03-05"), tally("8", as_of=NOON), False),  # the day alone orders nothing
        (tally("45", "intercepted", "drones"), tally("54", "intercepted", "drones", EVENING), True),
        (tally("2", "launched", "drones"), tally("3", "launched", "drones", MORROW), True),
        (tally("4", "missing"), tally("1", "missing", as_of=EVENING), False),  # the missing are found
        (tally("at least 28"), tally("30"), False),
        (tally("at least 28"), tally("20"), True),
        (tally("up to 40"), tally("45"), True),
        (tally("up to 40"), tally("5"), False),
        (tally("24-99"), tally("41"), False),  # dozens
        (tally("24-99"), tally("150"), True),
        (tally("50-60", "launched", "rockets"), tally("about 40", "launched", "rockets"), True),
        (tally("about 40", "launched", "rockets"), tally("42", "launched", "rockets"), False),
        (tally("2", of="children"), tally("11"), False),  # a part of the whole
        (tally("40", of="fighters"), tally("5", as_of=MORROW), True),  # a part greater than it
        (tally("1", of="woman"), tally("1", of="person"), False),
        (tally("3", of="women"), tally("4", of="men"), False),
        (tally("6", "launched", "ballistic missiles"), tally("9", "launched", "missiles"), False),
        (tally("6", "launched", "drones"), tally("9", "launched", "missiles"), False),
        (tally("6", "launched", "Ukrainian drones"), tally("9", "launched", "drones"), True),
        (tally("32", "released", "Armenian soldiers"), tally("2", "released", "Azerbaijani soldiers"), False),
        (tally("32", "released", "Armenian soldiers"), tally("30", "released", "soldiers of Armenia"), True),
        (tally("31", "intercepted", "drones", scope="Rostov"), tally("45", "intercepted", "drones"), False),
        (tally("5"), tally("8", "injured"), False),
        (tally("5", superseded=True), tally("8"), False),
        (tally("0"), tally("3"), True),
        (tally("0", "casualties"), tally("3"), True),
        (tally("3", unit="tonnes"), tally("8"), False),
    ],
)
def test_numbers_that_cannot_both_hold(a: Tally, b: Tally, expected: bool) -> None:
    assert contradict(a, b) is expected
    assert contradict(b, a) is expected


NUMBERS = st.builds(
    tally,
    st.sampled_from(["3", "5", "8", "at least 5", "up to 8", "about 5", "24-99"]),
    st.sampled_from(["killed", "launched", "missing"]),
    st.sampled_from(["people", "children", "drones", None]),
    st.sampled_from([None, "2024-03-05", NOON, EVENING]),
)


@given(NUMBERS, NUMBERS)
def test_contradiction_is_mutual_and_nothing_contradicts_itself(a: Tally, b: Tally) -> None:
    assert contradict(a, b) is contradict(b, a)
    assert not contradict(a, a)


def account(name: str, *numbers: Tally, polarity: Polarity = "positive") -> Account:
    return Account(claimant=Claimant(name=name), polarity=polarity, quantities=list(numbers))


def test_status() -> None:
    assert status([account("mayor")]) == "single-source"
    assert status([account("mayor"), account("police")]) == "agreed"
    assert status([account("mayor"), account("mayor")]) == "single-source"
    assert status([account("mayor"), account("army", polarity="negative")]) == "disputed"
    assert status([account("mayor", tally("5")), account("police", tally("8"))]) == "disputed"
    assert status([account("mayor", tally("5")), account("police", tally("8", as_of=EVENING))]) == "agreed"


def test_a_part_told_beside_its_whole_contradicts_nobody() -> None:
    """40 wounded, 12 of them badly; another says 38 that evening."""
    one = [tally("40", "injured", claims=["r/1"]), tally("12", "injured", claims=["r/2"])]
    other = tally("41", "injured", as_of=EVENING, claims=["s/1"])
    assert status([account("hospital", *one), account("mayor", other)]) == "agreed"
    again = [tally("40", "injured", claims=["r/1", "s/1"]), tally("12", "injured", as_of=EVENING, claims=["s/2"])]
    assert status([account("hospital", *again), account("mayor", tally("40", "injured"))]) == "agreed"


def test_a_number_of_them_is_a_part_and_replaces_nothing() -> None:
    told = [
        tell("a1", "injured", "mayor", [number("41", "people")], NOON),
        tell("a2", "injured", "mayor", [number("12", "them seriously")], EVENING),
    ]
    event = describe("E", told)
    assert [(q.value, q.of, q.superseded) for q in event.accounts[0].quantities] == [
        (41, "people", False), (12, "of them", False),
    ]  # fmt: skip


# Accounts


def test_side_by_side_and_never_averaged() -> None:
    event = describe(
        "E",
        [
            tell("a1", "killed", "mayor of Brodnik", [number("at least 3", "people")], NOON),
            tell("b1", "killed", "State Emergency Service", [number("5", "people")], EVENING),
            tell("b1", "injured", "State Emergency Service", [number("16", "people", 40)], EVENING, at=30),
            tell("c1", "hit", None, [], MORROW),
        ],
    )
    assert event.status == "agreed"
    assert (event.reports, event.copies, event.independent_sources) == (3, 0, 3)
    assert (event.first_reported, event.last_reported) == (NOON, MORROW)
    assert event.type == "ASSAULT"
    assert tallies(event) == [("killed", 3, 3), ("injured", 16, 16), ("killed", 5, 5)]
    assert [(a.claimant.name, a.claimant.side) for a in event.accounts] == [
        ("mayor of Brodnik", "UA"), ("State Emergency Service of Ukraine", "UA"), ("Fenland Echo", None),
    ]  # fmt: skip
    assert event.accounts[0].quantities[0].bound == "min" and event.accounts[0].quantities[0].as_of == NOON


def test_ten_papers_citing_one_ministry_are_one_source() -> None:
    ministry = [
        link("Russian Ministry of Defence", entity="org:ru-mod"),
        link("a spokesman for the Russian Ministry of Defence", kind="anonymous"),
        link("the ministry's bulletin", kind="document", entity="org:ru-mod", name="Russian Ministry of Defence"),
        link("Igor Konashenkov", kind="person", entity="person:igor-konashenkov"),
        link("Russia's defence ministry"),
    ]
    told = [tell(f"{'abcd'[i % 4]}{i}", "shot down", by, [number("45", "drones")]) for i, by in enumerate(ministry * 2)]
    event = describe("E", told)
    assert event.independent_sources == 1 and event.status == "single-source" and event.reports == 10
    assert [a.claimant for a in event.accounts] == [
        Claimant(name="Russian Ministry of Defence", entity="org:ru-mod", side="RU")
    ]
    (only,) = event.accounts[0].quantities
    assert len(only.claims) == 10


def test_the_origin_is_the_last_named_source() -> None:
    post, army = link("the Post", kind="media"), link("army")
    hearsay = Link(source="is believed", span=(5, 9), kind="anonymous", cue="is believed")
    inside = link("its forces", 20)
    own = {"a1": "Tern Wire"}
    assert claimant(tell("a1", "hit", [post, army]), own).name == "army"
    assert claimant(tell("a1", "hit", [army, hearsay]), own).name == "army"
    assert claimant(tell("a1", "hit", [army, inside]), own).name == "army"
    assert claimant(tell("a1", "hit", [hearsay]), own).name == "Tern Wire"
    unnamed = tell("a1", "hit")
    unnamed.report.publisher, unnamed.report.url = None, "https://news.example/a1"
    assert claimant(unnamed, {}).name == "news.example"
    assert claimant(tell("a1", "hit", link("it", name="crew", entity="name:crew")), own).name == "crew"
    assert claimant(tell("a1", "hit"), own) == Claimant(name="Tern Wire", entity="name:tern-wire")


def test_states_groups_media_and_bodies_have_their_side() -> None:
    def side(by: Link) -> str | None:
        return claimant(tell("a1", "hit", by), {}).side

    assert side(link("Moscow", kind="state", entity="state:RU", name="Russia")) == "RU"
    assert side(link("The Houthis", entity="group:houthis", name="Houthis")) == "group:houthis"
    assert side(link("a Hezbollah official", kind="anonymous")) == "group:hezbollah"
    assert side(link("the governor of the Rostov region", kind="person")) == "RU"
    assert side(link("Ukrainian officials", kind="anonymous")) == "UA"
    assert side(link("UN", entity="org:un", name="United Nations")) is None
    assert side(link("Reuters", kind="media", entity="media:reuters")) is None


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("the regional governor", "governor of the Kharkiv region"),
        ("prosecutors", "Kharkiv regional prosecutor's office"),
        ("a spokeswoman for the prosecutor's office", "Kharkiv regional prosecutor's office"),
        ("Governor Ostap Lyman", "Ostap Lyman"),
        ("Sudan's health ministry", "the Sudanese health ministry"),
        ("a source in the Security Service of Ukraine", "Security Service of Ukraine"),
        ("Ukraine's army", "the Ukrainian military"),
        ("the army", "Ukraine's army"),  # where it happened
        ("the army's spokesman for the Northern Shield operation", "the army"),
    ],
)
def test_names_of_one_claimant_in_two_reports(short: str, full: str) -> None:
    event = describe("E", [tell("a1", "hit", short), tell("b1", "hit", full)])
    assert event.independent_sources == 1, names(event)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("governor of the Kharkiv region", "governor of the Rostov region"),
        ("Ukrainian military", "Russian military"),
        ("officials in Kyiv", "officials in Kyiv"),
        ("a resident", "a resident"),  # of each paper its own
        ("Ukrainian officials", "Ukrainian officials"),
        ("mayor", "police"),
    ],
)
def test_claimants_that_are_two(one: str, other: str) -> None:
    event = describe("E", [tell("a1", "hit", one), tell("b1", "hit", other)])
    assert event.independent_sources == 2, names(event)


def test_a_bare_source_is_the_one_named_before_it_in_the_report() -> None:
    told = [
        tell("a1", "hit", link("a source in the Security Service of Ukraine", 5)),
        tell("a1", "launched", link("The source", 200, name="source"), [number("30", "drones", 220)], at=210),
        tell("b1", "hit", link("its military spokesman", 300), at=250),
        tell("b1", "struck", link("the Houthis", 100, entity="group:houthis", name="Houthis"), at=110),
    ]
    event = describe("E", told)
    assert {a.claimant.entity for a in event.accounts} == {"org:sbu", "group:houthis"}
    assert "source in the Security Service of Ukraine" in names(event)


def test_another_official_is_another() -> None:
    one, other = link("a US official", kind="anonymous"), link("another US official", 200, kind="anonymous")
    event = describe("E", [tell("a1", "hit", one), tell("a1", "launched", other, at=190)])
    assert event.independent_sources == 2, names(event)


def test_the_rebels_are_the_one_group_that_is_named() -> None:
    houthis = link("the Houthis", entity="group:houthis", name="Houthis")
    told = [tell("a1", "hit", houthis), tell("a1", "launched", link("The rebels", 200, name="rebels"), at=190)]
    assert describe("E", told).independent_sources == 1
    others = link("Hezbollah", 300, entity="group:hezbollah", name="Hezbollah")
    assert describe("E", [*told, tell("a1", "struck", others, at=290)]).independent_sources == 3


@pytest.mark.parametrize(
    ("source", "shown"), [("its chairman", "chairman"), ("23 rebels", "rebels"), ("the mayor", "mayor")]
)
def test_a_claimant_is_shown_without_whose_or_how_many(source: str, shown: str) -> None:
    assert names(describe("E", [tell("a1", "hit", source)])) == {shown}


def test_a_trigger_without_a_word_is_no_defect() -> None:
    blank = tell("a1", "hit", None, [number("3", "people")])
    blank.claim.trigger = Trigger(text="\x85", span=(3, 4))
    assert describe("E", [blank]).reports == 1


def test_an_age_is_no_number_of_the_event() -> None:
    boy = tell("a1", "killed", "police", [number("14", None, 16)], text="killed a boy of 14", span=(0, 18))
    assert tallies(describe("E", [boy])) == []


def test_numbers_of_no_measure() -> None:
    helicopters = Filler(text="two helicopters", span=(0, 15))
    school = Filler(text="a school", span=(25, 33))
    fired = tell("a1", "hit", "teacher", [number("2", "helicopters", 0)], text="two helicopters hit a school", span=(0, 30),
                 actors=[helicopters], recipients=[school])  # fmt: skip
    fired.claim.trigger = Trigger(text="hit", span=(16, 19))
    assert tallies(describe("E", [fired])) == []
    missing = tell("a1", "missing", "monk", [number("2", "nights")])
    assert tallies(describe("E", [missing])) == []
    pier = tell("a1", "hit", "navy", [number("2", "hit")])
    assert tallies(describe("E", [pier])) == [("hit", 2, 2)]


def test_what_is_counted_ends_before_a_time_and_goes_on_where_it_is_left_out() -> None:
    overnight = tell("a1", "shot down", "air force", [number("24", "drones overnight")])
    assert [(q.measure, q.of) for a in describe("E", [overnight]).accounts for q in a.quantities] == [
        ("intercepted", "drones")
    ]
    both = [number("17", "drones", 10), number("4", "destroyed", 60)]
    assert tallies(describe("E", [tell("a1", "destroyed", "ministry", both)])) == [
        ("intercepted", 17, 17), ("intercepted", 4, 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("trigger", "text", "said", "of", "at"),
    [
        ("hit", "militants in three cars hit a checkpoint", "3", "cars", 13),
        ("destroyed", "destroyed nothing but in three cars", "3", "cars", 25),
    ],
)
def test_what_somebody_came_in_is_in_no_tally(trigger: str, text: str, said: str, of: str, at: int) -> None:
    assert text[at:].startswith("three cars")
    quantity = msgspec.structs.replace(number(said, of, at), span=(at, at + len("three")))
    told = tell("a1", trigger, "police", [quantity], text=text, span=(0, len(text)))
    assert tallies(describe("E", [told])) == []


def test_a_number_by_itself_measures_what_the_one_before_it_does() -> None:
    first = tell("a1", "hit", "police", [number("300", "people", 0)], text="300 people took part", span=(0, 20))
    first.claim.trigger = Trigger(text="part", span=(16, 20))
    second = tell("a1", "hit", "committee", [number("2000", "people", 60)], at=50, text="2000", span=(60, 64))
    second.claim.trigger = Trigger(text="2000", span=(60, 64))
    event = describe("E", [first, second])
    assert tallies(event, "committee") == [("protesting", 2000, 2000)]


def test_weapons_that_are_left_out_are_those_counted_before() -> None:
    told = [
        tell("a1", "launched", "army", [number("60", "rockets", 10)]),
        tell("a1", "shot down", "army", [number("41", None, 110)], at=100),
    ]
    assert {(q.measure, q.of) for a in describe("E", told).accounts for q in a.quantities} == {
        ("launched", "rockets"), ("intercepted", "rockets"),
    }  # fmt: skip


def test_some_of_them_are_of_the_part_that_the_deed_was_done_to() -> None:
    text = "27 of 30 drones had been downed, 11 of them over the coast"
    numbers = [number("27", "of 30 drones", 0), number("30", "drones", 6), number("11", "them", 33)]
    told = tell("a1", "shot down", "air force", numbers, text=text, span=(0, len(text)))
    assert sorted(tallies(describe("E", [told]))) == [
        ("intercepted", 11, 11),
        ("intercepted", 27, 27),
        ("launched", 30, 30),
    ]


def test_a_state_is_its_ministry_where_only_one_speaks() -> None:
    moscow = link("Moscow", kind="state", entity="state:RU", name="Russia")
    ministry = link("Russian Ministry of Defence", entity="org:ru-mod")
    assert describe("E", [tell("a1", "hit", moscow), tell("b1", "hit", ministry)]).independent_sources == 1
    assert names(describe("E", [tell("a1", "hit", moscow)])) == {"Russia"}


# Denials


def test_a_denial_is_an_account_of_its_own_and_disputes() -> None:
    ministry = link("Russian Ministry of Defence", entity="org:ru-mod")
    told = [
        tell("a1", "hit", "governor of the Kharkiv region"),
        tell("b1", "struck", ministry, denied=True),
        tell("b1", "hit", ministry, [number("up to 40", "fighters", 30)], at=20),
    ]
    event = describe("E", told)
    assert event.status == "disputed" and event.independent_sources == 2
    assert [(a.claimant.entity, a.polarity) for a in event.accounts if a.claimant.side == "RU"] == [
        ("org:ru-mod", "negative"), ("org:ru-mod", "positive"),
    ]  # fmt: skip


def test_nobody_was_hurt_is_a_number_and_no_denial() -> None:
    nobody = tell("a1", "hurt", "mayor", day=NOON, denied=True, text="that nobody had been hurt")
    event = describe("E", [nobody, tell("b1", "hit")])
    assert event.status == "agreed" and tallies(event, "mayor") == [("injured", 0, 0)]
    wounded = tell("b1", "injured", "police", [number("3", "people")], NOON, at=40)
    assert describe("E", [nobody, wounded]).status == "disputed"
    assert describe("E", [nobody, msgspec.structs.replace(wounded, report=tell("c1", "hit", day=MORROW).report)]).status == "agreed"  # fmt: skip


def test_a_denial_of_what_nobody_asserts_disputes_nothing() -> None:
    told = [tell("a1", "hit", "mayor"), tell("b1", "missing", "police", denied=True)]
    event = describe("E", told)
    assert event.status == "agreed"
    assert {a.polarity for a in event.accounts} == {"positive", "negative"}


def test_who_denies_alone_disputes_and_who_says_not_alone_does_not() -> None:
    army = link("Russian Ministry of Defence", entity="org:ru-mod")
    assert describe("E", [tell("a1", "struck", army, denied=True)]).status == "disputed"
    assert describe("E", [tell("a1", "struck", denied=True)]).status == "single-source"


def test_a_general_denial_disputes_what_is_said_in_general_alone() -> None:
    moscow, kyiv = link("Moscow", entity="state:RU", cue="denies"), link("Kyiv", entity="state:UA", cue="says")
    plain = {"locations": [], "recipients": [Filler(text="civilians", span=(20, 29))]}
    denial = tell("a1", "attack", moscow, denied=True, **plain)
    assert describe("E", [denial]).status == "single-source"
    assert describe("E", [denial, tell("b1", "attack", kyiv, **plain)]).status == "disputed"


def test_a_denied_part_disputes() -> None:
    mortars = Filler(text="mortars", span=(30, 37), entity="equipment:mortar", name="mortar")
    struck = tell("a1", "struck", "border service", instruments=[mortars])
    guards = tell("b1", "missing", "state committee", denied=True, instruments=[mortars])
    assert describe("E", [struck, guards]).status == "disputed"
    said_so = link("state committee", cue="denied")
    assert describe("E", [struck, tell("b1", "missing", said_so, denied=True)]).status == "disputed"


def test_a_number_that_its_source_refutes_is_none_of_its_numbers() -> None:
    text = "killed 12 people, not 17"
    told = tell(
        "a1", "killed", "police", [number("12", "people", 7), number("17", "killed", 22)], text=text, span=(0, 24)
    )
    assert tallies(describe("E", [told])) == [("killed", 12, 12)]


def test_a_number_that_another_has_grown_from_is_superseded() -> None:
    text = "44 people were killed, up from 38"
    told = tell(
        "a1", "killed", "police", [number("44", "people", 0), number("38", "people", 31)], text=text, span=(0, 33)
    )
    assert {(q.value, q.superseded) for q in describe("E", [told]).accounts[0].quantities} == {(44, False), (38, True)}


# Time, scope, copies


def test_a_corrected_number_stays_and_is_marked() -> None:
    source = "source in the Security Service of Ukraine"
    told = [
        tell("a1", "launched", source, [number("30", "drones")], NOON),
        tell("a2", "launched", source, [number("36", "drones"), number("30", "drones", 30)], MORROW),
        tell("b1", "killed", "mayor", [number("3", "people")], NOON),
        tell("c1", "killed", "mayor", [number("5", "civilians")], MORROW),
    ]
    event = describe("E", told)
    marked = {(q.measure, q.value): q.superseded for a in event.accounts for q in a.quantities}
    assert marked == {("launched", 30): True, ("launched", 36): False, ("killed", 3): True, ("killed", 5): False}
    assert event.status == "agreed"
    less = [
        tell("a1", "killed", "mayor", [number("15", "people")], NOON),
        tell("a2", "killed", "mayor", [number("12", "people"), number("15", "people", 40)], MORROW),
    ]
    assert {(q.value, q.superseded) for q in describe("E", less).accounts[0].quantities} == {(15, True), (12, False)}


@pytest.mark.parametrize("where", [[], [place("Rostov Oblast")]])
def test_a_later_whole_toll_supersedes_what_was_the_whole_before(where: list[Place]) -> None:
    first = tell("a1", "injured", "mayor", [number("3", "guards")], NOON, locations=where)
    beside = tell("a1", "injured", "mayor", [number("2", "cooks", 60)], NOON, at=50)
    later = tell("b1", "injured", "mayor", [number("7", "people")], MORROW)
    elsewhere = tell("c1", "hit", locations=[place("Voronezh Oblast")])
    marks = lambda told: {q.value: q.superseded for a in describe("E", told).accounts for q in a.quantities}  # noqa: E731
    assert marks([first, later, elsewhere]) == {3: True, 7: False}
    assert marks([first, beside, later, elsewhere]) == {3: False, 2: False, 7: False}  # a list is no whole


def test_numbers_of_a_part_have_its_place_as_scope() -> None:
    rostov, voronezh = place("Rostov Oblast", at=40), place("Voronezh Oblast", at=80)
    both = [number("31", "drones", 30), number("14", "drones", 70)]
    told = [
        tell("a1", "shot down", "ministry", [number("45", "drones")], locations=[rostov, voronezh]),
        tell("a1", "destroyed", "ministry", both, locations=[rostov, voronezh], at=100),
        tell("b1", "shot down", "ministry", [number("45", "drones")], locations=[]),
    ]
    event = describe("E", told)
    assert {(q.value, q.scope) for a in event.accounts for q in a.quantities} == {
        (45, None), (31, "Rostov Oblast"), (14, "Voronezh Oblast"),
    }  # fmt: skip
    assert event.status == "single-source"


def test_a_town_and_its_region_are_one_scope() -> None:
    region = place("Kharkiv Oblast")
    told = [
        tell("a1", "killed", "mayor", [number("3", "people")], NOON),
        tell("b1", "killed", "police", [number("5", "people")], NOON, locations=[region]),
        tell("c1", "hit"),
    ]
    event = describe("E", told)
    assert event.status == "disputed"
    assert [p.name for p in event.locations] == ["Brodnik", "Kharkiv Oblast"]


def test_a_copy_is_its_original_and_its_changed_number_another_account() -> None:
    army = "army"
    told = [
        tell("a1", "shot down", army, [number("45", "drones")], NOON, text="shot down 45 drones over the river"),
        tell("a1", "hit", None, [], NOON, at=30),
        tell("b1", "shot down", army, [number("54", "drones")], EVENING, copy_of="a1", text="shot down 54 drones over the river"),
        tell("b1", "hit", None, [], EVENING, copy_of="a1", at=30),
        tell("c1", "shot down", link("he", kind="person", entity="name:he"), [number("45", "drones")], EVENING, copy_of="a1",
             text="shot down 45 drones over the river"),
    ]  # fmt: skip
    event = describe("E", told)
    assert (event.reports, event.copies, event.independent_sources) == (3, 2, 2)
    assert names(event) == {"army", "Tern Wire"}
    by_value = {q.value: a for a in event.accounts for q in a.quantities}
    assert by_value[45] is not by_value[54] and by_value[45].claimant == by_value[54].claimant
    assert [(c.report, c.copy_of) for c in by_value[54].claims] == [("b1", "a1")]
    assert {q.as_of for a in event.accounts for q in a.quantities} == {NOON}
    assert event.status == "disputed"


def test_the_new_lead_of_a_copy_is_its_originals_voice_too() -> None:
    told = [
        tell("a1", "hit", "mayor", text="hit the mill"),
        tell("b1", "hit", "mayor", text="hit the mill", copy_of="a1"),
        tell("b1", "struck", at=40),
        tell("c1", "struck"),
    ]
    assert names(describe("E", told)) == {"mayor", "Tern Wire", "Fenland Echo"}


# Which claim a number measures


def test_numbers_that_stand_on_every_claim_of_a_sentence_measure_one() -> None:
    """ "... killing at least three people and injuring 11 ..." """
    both = [number("at least 3", "people", 48), number("11", None, 76)]
    told = [
        tell("a1", "hit", "mayor", both, at=10),
        tell("a1", "killed", "mayor", both, at=40),
        tell("a1", "injured", "mayor", both, at=67),
    ]
    assert tallies(describe("E", told)) == [("injured", 11, 11), ("killed", 3, 3)]


def test_a_part_and_its_whole_in_one_phrase() -> None:
    """ "shot down 24 of 31 drones" counts what was launched as well."""
    both = [number("24", "of 31 drones", 20), number("31", "drones", 26)]
    assert tallies(describe("E", [tell("a1", "shot down", "army", both, at=10)])) == [
        ("intercepted", 24, 24), ("launched", 31, 31),
    ]  # fmt: skip


# What the event is


def time(start: str, end: str, granularity: str = "day") -> TimeSpan:
    return TimeSpan(text="then", span=(90, 94), start=start, end=end, granularity=granularity)


def test_the_time_is_the_most_precise_that_fits_most_and_no_average() -> None:
    told = [
        tell("a1", "hit", time=time("2024-03-04", "2024-03-05")),
        tell("b1", "hit", time=time("2024-03-04", "2024-03-04")),
        tell("c1", "hit", time=time("2024-03-05", "2024-03-05")),
        tell("d1", "hit", time=time("2024-03-01", "2024-03-31", "month")),
    ]
    found = describe("E", told).time
    assert found is not None and (found.start, found.end) == ("2024-03-04", "2024-03-05")


def test_parties_are_the_most_told_first_and_no_numbers() -> None:
    def actor(name: str, entity: str | None = None) -> list[Filler]:
        return [Filler(text=name, span=(0, len(name)), name=name, entity=entity)]

    told = [
        tell("a1", "hit", actors=actor("Russia", "state:RU")),
        tell("b1", "hit", actors=actor("Russia", "state:RU")),
        tell("c1", "hit", actors=actor("a missile", "equipment:missile")),
        tell("d1", "hit", actors=actor("three people")),
        tell("d1", "struck", actors=actor("its forces"), at=30),
    ]
    event = describe("E", told)
    assert [p.name for p in event.actors] == ["Russia"]
    assert [p.name for p in event.instruments] == ["a missile"]


# Invariants

SOURCES = st.sampled_from([None, "mayor", "police", "the army", "army spokesman", "a resident", "Ukrainian officials"])
COUNTS = st.sampled_from([[], [number("3", "people")], [number("5", "people")], [number("at least 4", "children")],
                          [number("7", "drones"), number("2", "missiles", 40)]])  # fmt: skip
CLAIMS = st.builds(
    lambda letter, n, trigger, by, numbers, day, denied: tell(
        f"{letter}{n}", trigger, by, numbers, day, denied=denied, at=n * 20
    ),
    st.sampled_from("abcd"), st.integers(0, 3), st.sampled_from(sorted(KINDS)), SOURCES, COUNTS,
    st.sampled_from([NOON, EVENING, "2024-03-06"]), st.booleans(),
)  # fmt: skip
STREAMS = st.lists(CLAIMS, min_size=1, max_size=12, unique_by=lambda t: t.ref)


@settings(deadline=None)
@given(STREAMS, st.integers(0, 1000))
def test_the_order_of_the_claims_does_not_matter(told: list[Told], seed: int) -> None:
    shuffled = list(told)
    random.Random(seed).shuffle(shuffled)
    encode = msgspec.json.encode
    assert encode(describe("E", told)) == encode(describe("E", shuffled))


@given(STREAMS)
def test_every_claim_is_in_one_account_and_every_number_was_said(told: list[Told]) -> None:
    event = describe("E", told)
    refs = [f"{c.report}/{c.claim}" for a in event.accounts for c in a.claims]
    assert sorted(refs) == sorted(t.ref for t in told)
    said = {t.ref: {q.value for q in t.claim.quantities} for t in told}
    for a in event.accounts:
        mine = {f"{c.report}/{c.claim}" for c in a.claims}
        for q in a.quantities:
            assert set(q.claims) <= mine and q.claims
            assert all(q.value in said[ref] for ref in q.claims)
    assert event.independent_sources == len({a.claimant.entity for a in event.accounts})
    assert 1 <= event.independent_sources <= len(event.accounts)


@given(STREAMS)
def test_agreement_needs_two_and_no_contradiction(told: list[Told]) -> None:
    event = describe("E", told)
    if event.status == "agreed":
        assert event.independent_sources > 1
        current = [q for a in event.accounts for q in a.quantities if not q.superseded]
        apart = [(a, b) for a, b in combinations(current, 2) if contradict(a, b)]
        shared = [{c.split("/")[0] for c in a.claims} & {c.split("/")[0] for c in b.claims} for a, b in apart]
        assert all(shared), "two numbers of two reports contradict in an event that is agreed"
    if event.status == "single-source":
        assert event.independent_sources == 1


def test_a_body_of_the_tables_has_its_own_side_whoever_was_taken_for_its_voice() -> None:
    told = [
        tell("a1", "hit", link("The air force", 20), at=0),
        tell("a1", "killed", link("its governor", 320, name="Russian Ministry of Defence's governor"), at=300),
    ]
    sides = {a.claimant.entity: a.claimant.side for a in describe("e", told).accounts}
    assert sides["org:ua-air-force"] == "UA"
