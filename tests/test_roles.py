"""Roles: who does it, to whom, with what."""

from __future__ import annotations

import pytest
from reports import needs_model

import according
from according.claims import Claim, Filler
from according.reading.roles import _each_once

pytestmark = needs_model


def claim(text: str, trigger: str) -> Claim:
    reading = according.read(text, published="2024-11-25")
    assert isinstance(reading, according.Reading)
    return next(c for c in reading.claims if c.trigger.text == trigger)


@pytest.mark.parametrize(
    ("text", "trigger", "means"),
    [
        ("Police said a mortar attack on the village killed four people.", "attack", "mortar"),
        ("Shells hit the town of Nareb on Monday.", "hit", "Shells"),
        ("Two rockets hit the market on Sunday, the governor said.", "hit", "rockets"),
        ("The army said drones struck a depot near Velsk on Friday.", "struck", "drones"),
    ],
)
def test_a_weapon_before_a_deed_or_as_its_subject_is_the_means(text: str, trigger: str, means: str) -> None:
    found = claim(text, trigger)
    assert any(means in f.text for f in found.instruments)
    assert not any(means in f.text for f in found.actors)


def test_who_stands_behind_a_participle_is_the_actor() -> None:
    found = claim("Insurgents led by the Northern Front took the town of Sarn on Monday.", "took")
    assert any("Insurgents" in f.text for f in found.actors)
    found = claim("Villages held by the Northern Front were shelled on Monday, residents said.", "held")
    assert [f.text for f in found.actors] == ["the Northern Front"]


def test_a_ship_acts_and_a_ferry_is_hit() -> None:
    assert [f.text for f in claim("A warship rammed a trawler off Sarn on Monday.", "rammed").actors] == ["A warship"]
    assert claim("Police said the ferry bombing killed nine people.", "bombing").instruments == []


def test_a_body_before_a_deed_is_the_actor() -> None:
    found = claim("Residents said a rebel attack on the town had killed nine people.", "attack")
    assert [f.text for f in found.actors] == ["rebel"]


def test_who_should_do_it_is_asked_by_who_says_so() -> None:
    found = claim("The government must investigate the killings, said Lena Hart.", "investigate")
    assert found.type == "REQUEST"
    assert "The government" in [f.text for f in found.recipients]
    assert [f.text for f in found.actors] == ["Lena Hart"]


def test_a_party_that_is_told_twice_fills_a_role_once() -> None:
    office = Filler(text="The president", span=(0, 13), name="Ana Ruiz")
    name = Filler(text="Ana Ruiz", span=(15, 23), name="Ana Ruiz")
    other = Filler(text="a minister", span=(28, 38), name="minister")
    assert _each_once([office, name, other]) == [name, other]
    assert _each_once([name, office]) == [name]
    rockets = [
        Filler(text=t, span=(n, n + 7), entity="equipment:rocket", name="rocket")
        for n, t in enumerate(("rockets", "missile"))
    ]
    assert _each_once(rockets) == rockets


@pytest.mark.parametrize(
    ("text", "trigger", "nobody"),
    [
        ("An air strike on the village of Nareb killed 13 people on Sunday, residents said.", "killed", "strike"),
        ("The conflict has displaced more than two million people since April.", "displaced", "conflict"),
        ("Norland strongly condemned Friday's suicide bombing of a mosque in Velsk.", "bombing", "Norland"),
        ("Thousands of families fled the town of Sarn after the attack.", "fled", "families"),
    ],
)
def test_who_does_no_deed_is_no_actor_of_it(text: str, trigger: str, nobody: str) -> None:
    assert not any(nobody in f.text for f in claim(text, trigger).actors)


@pytest.mark.parametrize(
    ("text", "trigger", "no_party"),
    [
        ("Norland has pledged $2.3 million to the victims of the floods in Sarn.", "pledged", "$"),
        ("A suicide bomber blew himself up among soldiers in the capital on Monday.", "blew", "himself"),
    ],
)
def test_money_and_oneself_are_no_parties(text: str, trigger: str, no_party: str) -> None:
    found = claim(text, trigger)
    assert not any(no_party in f.text for f in (*found.actors, *found.recipients))


def test_we_in_a_quotation_are_those_of_its_speaker() -> None:
    text = "“They use the dam as a prison, because they believe that we will not strike it,” Colonel Ilya Maron said."
    assert [f.name for f in claim(text, "strike").actors] == ["Ilya Maron"]


@pytest.mark.parametrize(
    "text",
    [
        "The blast in Sarn left four people dead on Sunday, police said.",
        "Fourteen people lost their lives in the fire on Sunday, the governor said.",
        "The war has caused more than 3,000 deaths since April, the United Nations said.",
    ],
)
def test_a_verb_that_carries_a_harm_is_no_second_claim(text: str) -> None:
    reading = according.read(text, published="2024-11-25")
    assert len([c for c in reading.claims if c.type == "HARM"]) == 1


def test_a_platform_that_acts_is_the_means_besides() -> None:
    found = claim("Norlandish warplanes bombed the harbour of Velsk on Monday, residents said.", "bombed")
    assert any("warplanes" in f.text for f in found.instruments)
    assert any("orland" in f.text for f in found.actors)


def test_what_another_deed_is_done_with_is_no_means_of_this_one() -> None:
    found = claim(
        "Norland moved three destroyers to the strait and put its air defences on alert, the ministry said.", "alert"
    )
    assert [f.text for f in found.instruments] == ["its air defences"]


def test_whom_something_is_given_is_the_recipient_and_not_the_thing() -> None:
    found = claim("The government gave the rebels an ultimatum on Monday.", "ultimatum")
    assert [f.text for f in found.recipients] == ["the rebels"]


def test_bodies_that_are_found_are_those_to_whom_it_happened() -> None:
    found = claim("Rescuers found 22 bodies at Velsk on Monday.", "bodies")
    assert [f.text for f in found.recipients] == ["22 bodies"]


def test_lives_that_are_lost_are_nobody() -> None:
    found = claim("Fourteen people lost their lives in the shelling on Sunday, the governor said.", "lost")
    assert not any("lives" in f.text for f in found.recipients)


def test_a_state_whose_border_is_meant_is_no_party() -> None:
    found = claim("The fighting near the border with Georgia and Azerbaijan left six soldiers dead.", "fighting")
    assert not [f.text for f in (*found.actors, *found.recipients) if f.text in ("Georgia", "Azerbaijan")]


def test_a_town_before_a_deed_or_behind_what_it_is_says_where() -> None:
    found = claim("The army denied that it had carried out the Basra attack.", "attack")
    assert "Basra" not in [f.text for f in found.actors]
    found = claim("In the regional capital, Tartus, police shot four men on Friday.", "shot")
    assert [f.text for f in found.actors] == ["police"]


def test_who_behind_a_day_is_no_day() -> None:
    reading = according.read("Police shot four men Friday who attacked a checkpoint.", published="2009-03-22")
    assert isinstance(reading, according.Reading)
    found = next(c for c in reading.claims if c.trigger.text == "attacked")
    assert "Friday" not in [f.name for f in found.actors]


def test_the_group_is_no_security_service() -> None:
    text = "The Federal Security Service said 12 gunmen died. The group attacked two villages."
    assert [f.name for f in claim(text, "attacked").actors] != ["FSB"]


def test_how_a_deed_is_done_is_no_deed_of_its_own() -> None:
    reading = according.read("Police fatally shot four men at a checkpoint.", published="2009-03-22")
    assert isinstance(reading, according.Reading)
    assert [c.trigger.text for c in reading.claims] == ["shot"]


@pytest.mark.parametrize(
    ("text", "trigger", "actors"),
    [
        ("The president has signed an order to bomb the port.", "bomb", ["The president"]),
        ("Aides described the minister's haste to withdraw from the town.", "withdraw", ["the minister"]),
        ("The general announced a plan to bomb the port.", "bomb", ["The general"]),
    ],
)
def test_who_gives_an_order_acts_and_not_the_order(text: str, trigger: str, actors: list[str]) -> None:
    assert [f.text for f in claim(text, trigger).actors] == actors


def test_who_is_accused_of_a_deed_does_it() -> None:
    text = "The ministry accused the militia of kidnapping three engineers."
    assert [f.text for f in claim(text, "kidnapping").actors] == ["the militia"]


def test_the_first_word_of_a_sentence_is_nobody_for_its_capital() -> None:
    text = "Heavy shelling hit the village of Velsk overnight, the governor said."
    assert "Heavy" not in [f.text for f in claim(text, "shelling").actors]
