"""Which claims tell of one happening: vetoes, scores, clusters, decisions."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from according.claims import (
    Claim,
    Filler,
    Layers,
    Link,
    Place,
    Quantity,
    Reading,
    Report,
    TimeMention,
    TimeSpan,
    Trigger,
)
from according.errors import DecisionError
from according.fusion.pairing import MOST_SHARING, Features, cluster, event_id, features, pair
from according.fusion.pairing.blocking import keys
from according.fusion.pairing.clusters import MOST_OF_REPORT, candidates
from according.fusion.pairing.evidence import gather
from according.fusion.pairing.general import is_general
from according.fusion.pairing.linking import MOST_COMPARED, AverageLink
from according.fusion.pairing.model import Number, Spot, When
from according.fusion.pairing.places import agree
from according.fusion.pairing.words import kinds, lemma, plain_words, stem, telling
from according.fusion.told import Decisions
from according.knowledge import pairing as tables

TOWN = Spot(name="Vasylkiv", level="point", lat=50.18, lon=30.32, reach=12.0, country="UA", admin1="Kyiv Oblast")
FAR = Spot(name="Izmail", level="point", lat=45.35, lon=28.84, reach=12.0, country="UA", admin1="Odesa Oblast")
REGION = Spot(name="Kyiv Oblast", level="region", lat=50.3, lon=30.5, reach=120.0, country="UA", admin1="Kyiv Oblast")
ABROAD = Spot(name="Bryansk", level="point", lat=53.25, lon=34.37, reach=12.0, country="RU", admin1="Bryansk Oblast")


def strike(ref: str, **given: Any) -> Features:
    """A strike on a depot in a town on a Tuesday, changed by `given`."""
    report = ref.split("/")[0]
    fields: dict[str, Any] = {
        "ref": ref,
        "report": report,
        "event": "e1",
        "unit": ref,
        "type": "ASSAULT",
        "trigger": "struck",
        "place": 10,
        "sentence": 0,
        "paragraph": 0,
        "deed": "force",
        "roots": ["strik"],
        "kinds": ["strike"],
        "names": {"depot": 0.6, "vasylkiv": 0.8},
        "words": {"depot": 0.6, "vasylkiv": 0.8},
        "topic": {"vasylkiv": 0.8, "depot": 0.6},
        "places": [TOWN],
        "when": When(start="2025-05-06", end="2025-05-06"),
        "published": "2025-05-06",
    }
    made = Features(**{**fields, **given})
    made.keys = keys(made)
    return made


# Words


@pytest.mark.parametrize(
    ("one", "other"),
    [("killed", "killing"), ("sentenced", "sentencing"), ("struck", "strikes"), ("explosion", "explosions")],
)
def test_inflections_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_irregular_forms_have_their_lemma() -> None:
    assert [lemma(word) for word in ("shot", "struck", "fell")] == ["shoot", "strike", "fall"]


def test_a_phrase_names_what_it_names_as_a_whole() -> None:
    assert kinds("shot down") == {"intercept"}
    assert "shoot" in kinds("shot")


def test_empty_words_tell_nothing() -> None:
    assert telling("it was said on Monday that") == {}


@given(st.text())
def test_words_are_made_of_any_text(text: str) -> None:
    assert all(0 <= worth <= 1 for worth in telling(text).values())
    assert all(word == word.casefold() for word in plain_words(text))


# Tables


def test_no_class_of_triggers_stands_alone() -> None:
    table = tables.classes()
    sizes: dict[str, int] = {}
    for names in table.values():
        for name in names:
            sizes[name] = sizes.get(name, 0) + 1
    assert min(sizes.values()) >= 2


OTHERWISE: list[dict[str, Any]] = [
    {},
    {"type": "HARM", "polarity": "negative", "realis": "planned", "past": True, "section": 1, "doubt": 0.5},
    {"type": "ASSESS", "roots": ["shell"], "kinds": ["strike", "shoot"], "sources": ["state:RU"], "apart": True},
    {"roots": ["arrest"], "kinds": ["arrest"], "sentence": 1, "place": 99, "sources": ["state:RU"]},
    {"light": True, "sentence": 4, "paragraph": 2, "place": 500, "event": "e2", "weapons": ["drone"]},
    {"actors": ["state:RU"], "recipients": ["person:a"], "weapons": ["drone"], "persons": ["orlov"], "sentence": 9},
    {"actors": ["state:RU"], "recipients": ["person:a"], "weapons": ["gun"], "persons": ["petrov"], "paragraph": 1},
    {"numbers": [Number(low=3, high=3, of="person")], "told": {"depot": 1.0}, "deeds": ["force"], "persons": ["orlov"]},
    {"deed": "custody", "deeds": ["custody"], "kinds": ["arrest"], "roots": ["took"]},
    {"deed": "release", "deeds": ["release"], "kinds": ["release"], "roots": ["freed"]},
    {"places": [FAR]},
    {"places": [], "around": [TOWN]},
    {"when": None, "paragraph": 1, "place": 400},
    {"when": None, "published": "2025-07-01"},
    {"when": When(start="2025-05-06", end="2025-05-06", sure=False)},
    {"when": When(start="2025-05-04", end="2025-05-05", sure=False, earlier=True)},
    {"when": When(start="2025-05-01", end="2025-06-20")},
]


def test_every_weight_belongs_to_evidence_that_some_pair_has() -> None:
    undated, no_deed = {"published": None}, {"deed": ""}
    seen: dict[str, set[str]] = {}
    for one, other in product(OTHERWISE, repeat=2):
        for first, second in (({}, {}), (undated, undated), (no_deed, no_deed), (undated | no_deed, undated | no_deed)):
            for report in "ab":
                kind, evidence = gather(strike("a/1", **one | first), strike(f"{report}/2", **other | second))
                seen.setdefault(kind, set()).update(evidence)
    for kind in ("within", "incident", "situated", "dated", "told"):
        assert set(getattr(tables.weights(), kind)) - {"bias"} <= seen[kind], kind


@pytest.mark.parametrize("one", OTHERWISE)
def test_what_there_is_not_is_no_evidence(one: dict[str, Any]) -> None:
    assert all(gather(strike("a/1"), strike("b/1", **one))[1].values())


# Vetoes


def test_another_day_is_another_happening() -> None:
    found = pair(strike("a/1"), strike("b/1", when=When(start="2025-05-07", end="2025-05-07"), published="2025-05-07"))
    assert found.veto == "at different times: 2025-05-06 and 2025-05-07"
    assert found.score == 0


def test_when_a_report_came_out_excludes_no_day() -> None:
    unsure = When(start="2025-05-08", end="2025-05-09", sure=False)
    assert pair(strike("a/1"), strike("b/1", when=unsure, published="2025-05-09")).veto is None


def test_without_a_day_reports_weeks_apart_do_not_meet() -> None:
    one, other = strike("a/1", when=None), strike("b/1", when=None, published="2025-06-06")
    assert pair(one, other).veto == "reported 31 days apart, and neither says when"
    assert pair(one, strike("b/1", when=None, published="2025-05-08")).veto is None


def test_two_nights_are_two_though_they_share_a_day() -> None:
    first = When(start="2025-05-05", end="2025-05-06", night=True)
    second = When(start="2025-05-06", end="2025-05-07", night=True)
    assert pair(strike("a/1", when=first), strike("b/1", when=second)).veto is not None
    assert pair(strike("a/1", when=first), strike("b/1")).veto is None


def test_nothing_is_told_as_done_before_it_happens() -> None:
    later = strike("b/1", when=When(start="2025-05-20", end="2025-05-20"), published="2025-05-20")
    assert "told as done on 2025-05-06" in (pair(strike("a/1", when=None), later).veto or "")
    assert pair(strike("a/1", when=None, realis="future"), later).veto is None


def test_two_towns_are_two_happenings() -> None:
    assert pair(strike("a/1"), strike("b/1", places=[FAR])).veto == "in different places: Vasylkiv and Izmail"
    assert pair(strike("a/1"), strike("b/1", places=[FAR, TOWN])).veto is None


def test_a_region_does_not_exclude_its_town_and_does_another_states() -> None:
    assert agree(TOWN, REGION) > 0
    assert agree(REGION, ABROAD) == -1


@given(st.sampled_from([TOWN, FAR, REGION, ABROAD]), st.sampled_from([TOWN, FAR, REGION, ABROAD]))
def test_places_agree_both_ways(a: Spot, b: Spot) -> None:
    assert agree(a, b) == agree(b, a)


def test_two_regions_are_two_happenings_though_their_towns_may_be_near() -> None:
    chin = Spot(name="Chin State", level="region", lat=22.0, lon=93.5, reach=150.0, country="MM", admin1="Chin State")
    town = Spot(name="Thantlang", level="district", lat=22.7, lon=93.43, reach=20.0, country="MM", admin1="Chin State")
    sagaing = Spot(
        name="Sagaing Region", level="region", lat=23.5, lon=94.0, reach=150.0, country="MM", admin1="Sagaing Region"
    )
    one, other = strike("a/1", places=[chin, town]), strike("b/1", places=[sagaing])
    assert pair(one, other).veto == "in different places: Chin State and Sagaing Region"
    assert pair(strike("a/1", places=[town]), other).veto is None


def test_swapped_roles_are_two_happenings() -> None:
    one = strike("a/1", actors=["state:UA"], recipients=["state:RU"])
    other = strike("b/1", actors=["state:RU"], recipients=["state:UA"])
    assert "roles are swapped" in (pair(one, other).veto or "")
    assert pair(one, strike("b/1", actors=["state:UA"])).veto is None


def test_an_exchange_is_one_happening_whoever_is_told_to_release() -> None:
    freed: dict[str, Any] = {"type": "RETREAT", "deed": "release", "trigger": "released", "roots": ["releas"]}
    one = strike("a/1", actors=["state:UA"], recipients=["state:RU"], **freed)
    other = strike("b/1", actors=["state:RU"], recipients=["state:UA"], **freed)
    assert pair(one, other).veto is None
    later = strike(
        "c/1", actors=["state:RU"], recipients=["state:UA"], when=When(start="2025-05-09", end="2025-05-09"), **freed
    )
    assert "different times" in (pair(one, later).veto or "")


@given(st.integers(0, 999), st.integers(0, 999))
def test_a_differing_number_is_never_a_veto(one: int, other: int) -> None:
    a = strike("a/1", numbers=[Number(low=one, high=one, of="people")])
    b = strike("b/1", numbers=[Number(low=other, high=other, of="people")])
    without = pair(strike("a/1"), strike("b/1")).score
    assert pair(a, b).veto is None
    assert pair(a, b).score >= without


# Scores


def test_the_reasons_are_plain_english() -> None:
    found = pair(strike("a/1"), strike("b/1"))
    assert found.score > 0.9
    assert {"same place: Vasylkiv", "same day", "same trigger: struck"} <= set(found.reasons)


def test_what_speaks_against_it_is_said_too() -> None:
    found = pair(strike("a/1", weapons=["drone"]), strike("b/1", weapons=["shell"]))
    assert "against it: different weapons" in found.reasons


def test_without_dates_like_deeds_of_one_matter_join_and_others_do_not() -> None:
    told = {"deed": "", "published": None, "when": None, "places": [], "type": "COERCE", "trigger": "arrested", "roots": ["arrest"], "kinds": ["arrest"]}  # fmt: skip
    elsewhere = {**told, "topic": {"harbour": 1.0}, "names": {"smuggler": 1.0}, "words": {"smuggler": 1.0}}
    assert pair(strike("a/1", **told), strike("b/1", **told)).score > 0.6
    assert pair(strike("a/1", **told), strike("b/1", **elsewhere)).score < 0.4


def test_different_persons_are_hardly_one_happening() -> None:
    told: dict[str, Any] = {"deed": "", "published": None, "when": None, "places": []}
    one, other = strike("a/1", persons=["marlow"], **told), strike("b/1", persons=["ferris"], **told)
    assert pair(one, other).score < 0.2
    assert "against it: different persons take part" in pair(one, other).reasons


# Clusters


@st.composite
def some_features(draw: st.DrawFn) -> list[Features]:
    made = []
    for n in range(draw(st.integers(1, 12))):
        day = draw(st.sampled_from(["2025-05-06", "2025-05-07", None]))
        made.append(
            strike(
                f"r{draw(st.integers(0, 4))}/{n}",
                place=n,
                places=[draw(st.sampled_from([TOWN, FAR, REGION]))] if draw(st.booleans()) else [],
                when=When(start=day, end=day) if day else None,
                topic=draw(st.sampled_from([{"vasylkiv": 1.0}, {"depot": 1.0}, {"depot": 0.6, "vasylkiv": 0.8}])),
                names=draw(st.sampled_from([{}, {"depot": 0.9}, {"vasylkiv": 1.0}])),
                deed=draw(st.sampled_from(["", "force", "custody"])),
            )
        )
    return made


@given(some_features(), st.randoms())
def test_every_claim_is_in_one_event_whatever_the_order(made: list[Features], random: Any) -> None:
    found = cluster(made)
    assert sorted(ref for group in found for ref in group) == sorted(one.ref for one in made)
    random.shuffle(made)
    assert cluster(made) == found


@given(some_features())
def test_no_event_holds_two_claims_that_exclude_each_other(made: list[Features]) -> None:
    by_ref = {one.ref: one for one in made}
    for group in cluster(made):
        assert not [(a, b) for a, b in combinations(group, 2) if pair(by_ref[a], by_ref[b]).veto]


@given(some_features(), st.data())
@settings(deadline=None)
def test_decisions_hold_and_carry_over(made: list[Features], data: st.DataObject) -> None:
    refs = sorted(one.ref for one in made)
    couples = st.tuples(st.sampled_from(refs), st.sampled_from(refs)).filter(lambda pair: pair[0] != pair[1])
    drawn = st.sets(couples, max_size=4) if len(refs) > 1 else st.just(set())
    decisions = Decisions(together=data.draw(drawn), apart=data.draw(drawn))
    joined = {ref: {ref} for ref in refs}
    for a, b in decisions.together:
        whole = joined[a] | joined[b]
        joined.update(dict.fromkeys(whole, whole))
    if any(b in joined[a] for a, b in decisions.apart):
        with pytest.raises(DecisionError):
            cluster(made, decisions)
        return
    home = {ref: n for n, group in enumerate(cluster(made, decisions)) for ref in group}
    assert all(home[a] == home[b] for ref in refs for a, b in product([ref], joined[ref]))
    assert all(home[one] != home[other] for a, b in decisions.apart for one in joined[a] for other in joined[b])


def test_copied_claims_are_joined_unless_a_reviewer_parts_them() -> None:
    one, other = strike("a/1"), strike("b/1", places=[FAR])
    assert cluster([one, other], joined=[("a/1", "b/1")]) == [["a/1", "b/1"]]
    parted = Decisions(apart={("a/1", "b/1")})
    assert cluster([one, other], parted, joined=[("a/1", "b/1")]) == [["a/1"], ["b/1"]]


def test_a_round_up_is_no_bridge() -> None:
    first = [strike(f"a{n}/1") for n in range(3)]
    second = [strike(f"b{n}/1", places=[FAR], names={"izmail": 1.0}, topic={"izmail": 1.0}) for n in range(3)]
    both = {"vasylkiv": 0.7, "izmail": 0.7}
    round_up = [strike("z/1", topic=both), strike("z/2", topic=both, places=[FAR], names={"izmail": 1.0}, paragraph=4)]
    found = cluster([*first, *second, *round_up])
    assert ["a0/1", "a1/1", "a2/1", "z/1"] in found
    assert ["b0/1", "b1/1", "b2/1", "z/2"] in found


@pytest.mark.parametrize("many", [200, 400])
def test_the_pairs_of_a_hot_key_grow_with_its_claims_only(many: int) -> None:
    hot = [strike(f"r{n:04}/1") for n in range(many)]
    assert many < len(candidates(hot)) <= many * MOST_SHARING


def test_the_pairs_of_a_long_report_grow_with_its_claims_only() -> None:
    long = [strike(f"a/{n:04}", place=n, when=None, places=[], topic={}, names={}) for n in range(200)]
    assert len(candidates(long)) <= 200 * MOST_OF_REPORT


def test_an_event_keeps_its_id_while_it_keeps_its_first_claim() -> None:
    assert event_id(["a/1", "b/2"]) == event_id(["b/2", "a/1", "c/3"])
    assert event_id(["a/1"]) != event_id(["b/2"])


def test_average_link_does_not_chain() -> None:
    """Neighbours in a row are alike, its ends are not: single link would make one cluster of it."""
    row = list(range(12))
    link = AverageLink(lambda a, b: 1.0 if abs(a - b) == 1 else 0.0, 0.5)
    found = link.run([[n] for n in row], [(n, n + 1) for n in row[:-1]])
    assert max(map(len, found)) <= 3


def test_large_clusters_are_compared_by_some_of_their_members() -> None:
    asked: set[tuple[int, int]] = set()

    def score(a: int, b: int) -> float:
        asked.add((a, b))
        return 1.0

    AverageLink(score, 0.5).agreement(list(range(100)), list(range(100, 200)))
    assert len(asked) == MOST_COMPARED**2


# From readings

TEXT = (
    "Drones hit a fuel depot in Vasylkiv on Tuesday.\n\nThree workers were wounded.\n\n"
    "The night before, shells had struck a school."
)


def claim(name: str, word: str, kind: Any, **given: Any) -> Claim:
    start = TEXT.index(word)
    sentence = TEXT[start : TEXT.index(".", start)]
    return Claim(
        id=name,
        event=given.pop("event", name),
        type=kind,
        mode=None,
        confidence=0.9,
        text=sentence,
        span=(start, start + len(sentence)),
        trigger=Trigger(text=word, span=(start, start + len(word))),
        **given,
    )


def reading() -> Reading:
    at = TEXT.index("Vasylkiv")
    town = Place(
        text="Vasylkiv", span=(at, at + 8), name="Vasylkiv", lat=50.18, lon=30.32, country="UA", precision="point"
    )
    day = TEXT.index("Tuesday")
    tuesday = TimeSpan(text="Tuesday", span=(day, day + 7), start="2025-05-06", end="2025-05-06")
    said = TimeMention(
        text="Tuesday",
        span=tuesday.span,
        type="DATE",
        value="2025-05-06",
        start="2025-05-06",
        end="2025-05-06",
        granularity="day",
    )
    three = TEXT.index("Three")
    return Reading(
        report=Report(id="r1", text=TEXT, published="2025-05-06"),
        claims=[
            claim("c1", "hit", "ASSAULT", event="e1", locations=[town], time=tuesday),
            claim(
                "c2",
                "wounded",
                "HARM",
                event="e1",
                recipients=[Filler(text="Three workers", span=(three, three + 13))],
                quantities=[Quantity(text="Three", span=(three, three + 5), value=3, low=3, high=3, of="workers")],
            ),
            claim("c3", "struck", "ASSAULT", event="e1"),
        ],
        layers=Layers(times=[said]),
    )


def test_what_is_told_as_one_shares_when_and_where() -> None:
    first, second, _ = features(reading())
    assert second.unit == first.unit
    assert second.places == first.places
    assert second.when == When(start="2025-05-06", end="2025-05-06")
    assert second.numbers == [Number(low=3, high=3, of="work")]


def test_the_night_before_is_another_happening() -> None:
    first, _, third = features(reading())
    assert third.unit != first.unit
    assert third.when == When(start="2025-05-05", end="2025-05-06", night=True, earlier=True)


def test_where_somebody_was_bound_for_is_no_place_of_the_deed() -> None:
    text = "Drones hit a tanker bound for Mombasa."
    at = text.index("Mombasa")
    port = Place(
        text="Mombasa", span=(at, at + 7), name="Mombasa", lat=-4.05, lon=39.67, country="KE", precision="point"
    )
    hit = Claim(
        id="c1", event="e1", type="ASSAULT", mode=None, confidence=0.9, text=text, span=(0, len(text)),
        trigger=Trigger(text="hit", span=(7, 10)), locations=[port],
    )  # fmt: skip
    assert features(Reading(report=Report(id="r1", text=text), claims=[hit]))[0].places == []


@pytest.mark.parametrize(
    ("text", "trigger", "whom", "cue", "expected"),
    [
        ("targeting civilians", "targeting", "civilians", "denies", True),
        ("that it targets civilian infrastructure", "targets", "civilian infrastructure", "denies", True),
        ("it does not target Ukrainian civilians", "target", "Ukrainian civilians", "says", True),
        ("targeting the civilians", "targeting", "the civilians", "denies", False),
        ("targeting any civilian", "targeting", "any civilian", "denies", False),
        ("targeting Vasylkiv", "targeting", "Vasylkiv", "denies", False),
        ("that it targeted civilians", "targeted", "civilians", "denies", False),
        ("it did not target civilians", "target", "civilians", "says", False),
        ("our forces do not shell civilians", "shell", "civilians", "said", False),
    ],
)
def test_what_somebody_keeps_saying_of_a_kind_is_of_no_single_happening(
    text: str, trigger: str, whom: str, cue: str, expected: bool
) -> None:
    at = text.index(trigger)
    claim = Claim(
        id="c1", event="e1", type="ASSAULT", mode=None, confidence=0.9, text=text, span=(0, len(text)),
        trigger=Trigger(text=trigger, span=(at, at + len(trigger))),
        attribution=[Link(source="Moscow", span=(90, 96), cue=cue)],
        recipients=[Filler(text=whom, span=(text.index(whom), text.index(whom) + len(whom)))],
    )  # fmt: skip
    assert is_general(claim) is expected


def test_a_general_denial_is_of_no_single_deed() -> None:
    denial = strike("b/1", general=True, polarity="negative", when=None, places=[])
    assert pair(strike("a/1"), denial).veto == "a general denial: struck"
    assert pair(strike("a/1", general=True, when=None, places=[]), denial).veto is None
    assert pair(strike("a/1"), strike("b/1", general=True)).veto is None


def test_features_keep_in_json() -> None:
    made = features(reading())
    assert msgspec.json.decode(msgspec.json.encode(made), type=list[Features]) == made
    assert [one.ref for one in made] == ["r1/c1", "r1/c2", "r1/c3"]
    assert all(one.keys for one in made)


def test_a_report_without_claims_has_no_features() -> None:
    assert features(Reading(report=Report(id="r", text="Nothing."), claims=[])) == []


def test_claims_alone_suffice() -> None:
    """A reading without layers is paired too, with what its claims say."""
    bare = reading()
    bare.layers = None
    assert len(features(bare)) == 3
