"""What stands beside a number says what it counts; and who is nobody that could be named. Texts are invented."""

from __future__ import annotations

import pytest

from according.claims import Claim, ClaimType, Filler, Link, Quantity, Report, Trigger
from according.fusion.accounts import measure_of
from according.fusion.accounts.claimants import origin, speaker
from according.fusion.told import Told
from according.reading.quantities.finder import find_quantities


def claim(text: str, trigger: str, kind: ClaimType = "HARM", *, mode: str | None = None, actors: str = "") -> Claim:
    at = text.index(trigger)
    doing = [Filler(text=actors, span=(text.index(actors), text.index(actors) + len(actors)))] if actors else []
    return Claim(
        id="c", event="e", type=kind, mode=mode, confidence=0.9, text=text, span=(0, len(text)),
        trigger=Trigger(text=trigger, span=(at, at + len(trigger))), actors=doing,
        recipients=[Filler(text=text[at:], span=(at, len(text)))] if actors else [],
    )  # fmt: skip


def number(text: str, word: str, value: float, of: str | None) -> Quantity:
    at = text.index(word)
    return Quantity(text=word, span=(at, at + len(word)), value=value, low=value, high=value, of=of)


@pytest.mark.parametrize(
    ("text", "trigger", "word", "of", "measure"),
    [
        ("five of the dead were nurses", "nurses", "five", "nurses", "killed"),
        ("after six of the wounded died in hospital", "died", "six", "wounded", "killed"),
        ("seven of those wounded were sent home", "sent", "seven", "wounded", "injured"),
        ("it found the bodies of nine herders", "found", "nine", "herders", "killed"),
        ("it found the remains of nine men and two boys", "found", "two", "boys", "killed"),
        ("the arrest of 14 students", "arrest", "14", "students", "captured"),
        ("a mother of eight was killed", "killed", "eight", None, None),
        ("was flown to 71 Base Hospital", "flown", "71", "Base Hospital", None),
    ],
)
def test_the_words_beside_a_number_say_what_it_measures(
    text: str, trigger: str, word: str, of: str | None, measure: str | None
) -> None:
    assert measure_of(claim(text, trigger), number(text, word, 9.0, of)) == measure


def test_who_does_a_deed_is_not_what_was_damaged() -> None:
    text = "Two helicopters wrecked a market"
    one = claim(text, "wrecked", mode="damage", actors="Two helicopters")
    assert measure_of(one, number(text, "Two", 2.0, "helicopters")) is None


def test_weapons_that_were_seized_were_not_launched() -> None:
    text = "troops seized nine rockets"
    assert (
        measure_of(claim(text, "seized", "ASSAULT", mode="occupy"), number(text, "nine", 9.0, "rockets")) == "captured"
    )


@pytest.mark.parametrize(
    "text", ["shortly before nine on Friday", "at half past six in the evening", "until eight in the morning"]
)
def test_an_hour_is_no_count(text: str) -> None:
    assert find_quantities(f"Shells fell on the market {text}.") == []


@pytest.mark.parametrize(
    "text", ["put the toll at nine on Friday", "hurt about five on Friday", "killed six in the morning"]
)
def test_a_count_on_a_day_stays_a_count(text: str) -> None:
    assert len(find_quantities(f"The hospital {text}.")) == 1


def test_up_to_is_no_bound_where_a_number_went_there() -> None:
    assert find_quantities("The toll has risen up to seven.")[0].bound is None
    assert find_quantities("It holds up to seven people.")[0].bound == "max"


def told(*links: Link) -> Told:
    one = claim("were hit", "hit")
    one.attribution = list(links)
    return Told(report=Report(id="r", text="", publisher="Harbour Gazette"), claim=one)


def link(source: str, **known: str) -> Link:
    return Link(source=source, span=(0, len(source)), entity=f"name:{source}", name=source, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize("source", ["Those", "two of them", "any of its fighters"])
def test_some_of_those_told_of_are_no_claimant(source: str) -> None:
    assert origin(told(link(source))) is None
    assert origin(told(link("the ministry"), link(source))) is not None


def test_an_adjective_of_direction_is_no_place_and_a_place_is_sought_where_the_event_is() -> None:
    assert speaker(told(link("two Western diplomats", kind="anonymous")), {}).side is None
    assert speaker(told(link("Police in Sulu")), {}, "PH").side == "PH"


def test_the_count_of_a_body_is_the_body_itself() -> None:
    assert speaker(told(link("the count of the rescue council")), {}).words == frozenset({"rescue", "council"})
