"""The tables of measures, of what is counted, and of claimants' words: well formed, and right on settled cases."""

from collections import Counter

import pytest

from according.claims import Claim, ClaimType, Filler, Quantity, Trigger
from according.fusion.accounts import measure_of
from according.fusion.accounts.claimants import folded
from according.fusion.accounts.numbers import counts_of
from according.knowledge.claimants import words
from according.knowledge.tallies import base_forms, counted, kind_of_noun, measures, phrases
from according.knowledge.types import load_types


def test_each_noun_is_of_one_kind() -> None:
    nouns = Counter(noun for nouns in counted().kinds.values() for noun in nouns)
    assert [noun for noun, n in nouns.items() if n > 1] == []


def test_states_are_measures_of_the_table() -> None:
    assert set(counted().states.values()) - set(measures()) == {"casualties"}


def test_modes_are_those_of_the_types() -> None:
    types = load_types()
    for measure in measures().values():
        for name in measure.modes:
            kind, _, mode = name.partition("/")
            assert kind in types and (not mode or mode in types[kind].modes), name


def test_words_that_mean_another_are_listed_where_they_are_of_a_kind() -> None:
    kinds = kind_of_noun()
    for word, other in counted().same.items():
        if word in kinds and other in kinds:
            assert kinds[word] == kinds[other], (word, other)


def test_the_words_of_every_measure_are_inflected() -> None:
    forms = base_forms()
    for phrase in {p for ps in phrases().values() for p in ps}:
        assert all(word in forms for word in phrase)
    assert {"shoot"} <= forms["shot"] and {"strike"} <= forms["struck"] and {"injure"} <= forms["injuring"]


def test_words_of_claimants_are_in_base_form() -> None:
    table = words()
    assert not set(table.same) & set(table.same.values())
    assert table.after_only <= set(table.voices)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the Kharkiv regional governor", "governor of the Kharkiv region"),
        ("Ukraine's State Emergency Service", "State Emergency Service of Ukraine"),
        ("Lebanese health ministry", "Lebanon’s Health Ministry"),
        ("prosecutors", "the prosecutor"),
        ("Russian Defense Ministry", "Russia's defence ministry"),
    ],
)
def test_names_that_say_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


CASES = [
    # trigger, type, mode, number, of, unit, measure
    ("killed", "HARM", "killed", "3", "people", "count", "killed"),
    ("killed", "ASSAULT", "strike", "3", "soldiers", "count", "killed"),
    ("lost", "HARM", "killed", "eight", "soldiers", "count", "killed"),
    ("toll", "HARM", "killed", "14", None, "count", "killed"),
    ("wounded", "HARM", "injured", "four", "electricians", "count", "injured"),
    ("killed", "HARM", "killed", "30", "Palestinians", "count", "killed"),
    ("hospitalised", "HARM", None, "two", "people", "count", "injured"),
    ("attack", "ASSAULT", "strike", "16", "injured", "count", "injured"),
    ("said", "HARM", "killed", "two", "of the dead were children", "count", "killed"),
    ("fled", "HARM", None, "4,000", "residents", "count", "displaced"),
    ("missing", "HARM", "missing", "six", "miners", "count", "missing"),
    ("detained", "COERCE", None, "40", "protesters", "count", "captured"),
    ("shot down", "DEFEND", "intercept", "45", "Ukrainian drones", "count", "intercepted"),
    ("destroyed", "HARM", "damage", "31", "drones", "count", "intercepted"),
    ("destroyed", "HARM", "damage", "12", "houses", "count", "destroyed"),
    ("downed", "ASSAULT", "strike", "45", "drones", "count", "intercepted"),
    ("launched", "ASSAULT", "strike", "30", "drones", "count", "launched"),
    ("fired", "ASSAULT", "strike", "three", None, "count", "launched"),
    ("dropped", "ASSAULT", None, "two", "bombs", "count", "launched"),
    ("attacked", "ASSAULT", None, "31", "Shahed drones", "count", "launched"),
    ("sent", "MOBILIZE", "deploy", "ten", "missiles", "count", "launched"),
    ("sent", "MOBILIZE", "deploy", "600", "troops", "count", "deployed"),
    ("hit", "ASSAULT", "strike", "two", "missiles", "count", "hit"),
    ("ablaze", "HARM", None, "three", "fuel tanks", "count", "damaged"),
    ("damaged", "HARM", "damage", "40", "flats", "count", "damaged"),
    ("strikes", "ASSAULT", "strike", "20", "strikes", "count", "strikes"),
    ("marched", "PROTEST", None, "5,000", "people", "count", "protesting"),
    ("joined", "PROTEST", None, "5,000", "people", "count", "protesting"),
    ("freed", "RETREAT", "release", "five", "hostages", "count", "released"),
    ("came back", "RETREAT", None, "four", "hostages", "count", "released"),
    ("abducted", "COERCE", None, "four", "nuns", "count", "captured"),
    ("seized", "COERCE", None, "seven", "fishing boats", "count", "captured"),
    ("drove off", "ASSAULT", None, "200", "cattle", "count", "stolen"),
    ("buried", "HARM", None, "23", "people", "count", "buried"),
    ("killed", "HARM", "killed", "one", "protester", "count", "killed"),
    ("killed", "HARM", "killed", "two", "hostages", "count", "killed"),
    ("delivered", "AID", "humanitarian", "20 tonnes", "flour", "tonnes", "delivered"),
    # what measures nothing of the event
    ("hit", "ASSAULT", "strike", "3", "people", "count", None),
    ("hit", "ASSAULT", "strike", "about 40 nautical miles", "west", "nautical miles", None),
    ("hit", "ASSAULT", "strike", "several", "houses", "count", None),
    ("injured", "HARM", "injured", "seven", "years", "count", None),
    ("kept up", "COERCE", None, "three", "drones", "count", None),
    ("held", "COERCE", None, "two hours", None, "hours", None),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[3]} {case[4]}")
def test_what_a_number_measures(case: tuple[str, ClaimType, str | None, str, str | None, str, str | None]) -> None:
    trigger, kind, mode, number, of, unit, expected = case
    claim = Claim(
        id="c", event="e", type=kind, mode=mode, confidence=0.9, text=trigger, span=(0, 9),
        trigger=Trigger(text=trigger, span=(0, 9)),
    )  # fmt: skip
    quantity = Quantity(text=number, span=(10, 12), value=1.0, low=1.0, high=1.0, unit=unit, of=of)
    assert measure_of(claim, quantity) == expected


@pytest.mark.parametrize(
    ("party", "value", "of"),
    [
        ("one soldier", 1.0, "soldier"),
        ("one of its soldiers", 1.0, "soldiers"),
        ("one", 1.0, "of them"),
    ],
)
def test_a_party_that_a_word_counts_is_a_number(party: str, value: float, of: str) -> None:
    text = f"The army said that {party} was hurt."
    start = text.index(party)
    claim = Claim(
        id="c1", event="c1", type="HARM", mode="injured", confidence=0.9, text=text, span=(0, len(text)),
        trigger=Trigger(text="hurt", span=(text.index("hurt"), text.index("hurt") + 4)),
        recipients=[Filler(text=party, span=(start, start + len(party)))],
    )  # fmt: skip
    [found] = counts_of(claim)
    assert (found.value, found.of) == (value, of)
    assert text[slice(*found.span)] == found.text == "one"
