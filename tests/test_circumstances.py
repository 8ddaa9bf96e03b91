"""Where and how many: which places and numbers of a sentence belong to a claim, and in which role."""

import pytest

import according
from according.claims import Claim
from according.language.engine import MODELS

pytestmark = pytest.mark.skipif(not (MODELS / "en" / "model.onnx").exists(), reason="the model is not built")


def claim(text: str, trigger: str) -> Claim:
    reading = according.read(text, published="2024-11-25")
    assert isinstance(reading, according.Reading)
    return next(c for c in reading.claims if c.trigger.text == trigger)


@pytest.mark.parametrize(
    ("text", "trigger", "role", "place"),
    [
        ("The army withdrew from Kupiansk on Sunday.", "withdrew", "from", "Kupiansk"),
        ("North Korea sent 10,000 troops to Russia in October.", "sent", "to", "Russia"),
        ("Rebels shelled a market in Aleppo on Sunday.", "shelled", "in", "Aleppo"),
        ("The garrison pulled out towards Gao on Sunday.", "pulled out", "to", "Gao"),
    ],
)
def test_the_preposition_says_the_role_of_a_place(text: str, trigger: str, role: str, place: str) -> None:
    assert (role, place) in [(p.role, p.text) for p in claim(text, trigger).locations]


def test_a_place_that_only_holds_another_is_left_out() -> None:
    found = claim("A bomb exploded in Masbah in central Baghdad on Monday.", "exploded").locations
    assert [p.text for p in found] == ["Masbah"]


@pytest.mark.parametrize(
    ("text", "trigger", "places"),
    [
        ("The army shelled the town of Rastan, north of Homs, on Monday.", "shelled", ["Rastan"]),
        ("A car bomb killed 11 soldiers near the Sinai town of Al-Arish on Monday.", "killed", ["Al-Arish"]),
        ("Shells fell on Kharkiv and the Sumy region on Monday.", "fell", ["Kharkiv", "Sumy region"]),
    ],
)
def test_a_place_that_says_where_another_is_is_left_out(text: str, trigger: str, places: list[str]) -> None:
    assert [p.text.removeprefix("the ") for p in claim(text, trigger).locations] == places


def test_the_means_are_no_place() -> None:
    text = "The opposition says the army used napalm, chlorine and incendiary bombs against civilian areas."
    assert "napalm" not in [p.text for p in claim(text, "used").locations]


def test_a_number_without_a_noun_counts_what_the_claim_says() -> None:
    counted = claim("Three soldiers were killed and 12 were wounded in the attack.", "wounded").quantities
    assert [(q.value, q.of) for q in counted if q.value == 12] == [(12, "wounded")]


def test_each_verb_of_a_coordination_has_its_own_number() -> None:
    text = "The shelling destroyed three houses and damaged 12 shops in Avdiivka, police said."
    assert [q.value for q in claim(text, "destroyed").quantities] == [3]
    assert [q.value for q in claim(text, "damaged").quantities] == [12]


def test_the_town_is_named_not_described() -> None:
    found = claim("A missile hit a school in the eastern Ukrainian town of Chuhuiv on Monday.", "hit").locations
    assert [p.text for p in found] == ["Chuhuiv"]


def test_names_that_share_a_class_word_are_of_that_class() -> None:
    found = claim("Drones were shot down over the Rostov and Voronezh regions on Monday.", "shot down").locations
    assert [(p.name, p.precision) for p in found] == [("Rostov Oblast", "region"), ("Voronezh Oblast", "region")]


def test_a_place_in_the_name_of_an_organization_is_no_scene() -> None:
    text = "A spokesman for the Kharkiv Regional Administration said a missile hit Izium on Monday."
    reading = according.read(text, published="2024-11-25", layers=True)
    assert isinstance(reading, according.Reading)
    assert all(p.text != "Kharkiv" for c in reading.claims for p in c.locations)


def test_an_age_counts_nobody() -> None:
    text = "Noam Levi, 19, and Dana Katz, 24, were killed when a rocket hit their car near Ashkelon on Monday."
    assert claim(text, "killed").quantities == []


def test_an_article_beside_a_number_counts_one() -> None:
    counted = claim("A bomb killed six police officers and a civilian in Sarny on Monday.", "killed").quantities
    assert [(q.text, q.value, q.of) for q in counted] == [("six", 6, "police officers"), ("a", 1, "civilian")]


def test_a_number_behind_a_noun_is_a_name() -> None:
    counted = claim("Fifteen shells fell near police posts 250 and 251 on Monday.", "fell").quantities
    assert [q.value for q in counted] == [15]


def test_what_is_believed_to_remain_is_counted() -> None:
    counted = claim("Some 50,000 civilians are believed to remain in the besieged town of Sarny.", "remain").quantities
    assert [(q.value, q.of) for q in counted] == [(50_000, "civilians")]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Norway accused the government of abandoning the people of Khartoum.", "accused"),
        ("The minister urged all sides to end the fighting in Darfur.", "urged"),
        ("Berlin condemned the attack on a convoy near Goma.", "condemned"),
    ],
)
def test_what_is_said_of_a_place_is_not_said_there(text: str, trigger: str) -> None:
    assert claim(text, trigger).locations == []


def test_the_wounded_were_not_hit_where_they_were_taken() -> None:
    found = claim("The group said 14 wounded sailors had been taken to a hospital in Yevpatoria.", "wounded")
    assert found.locations == []


def test_a_region_beside_a_town_of_another_is_a_place_of_its_own() -> None:
    found = claim("Air defences destroyed drones over the Bryansk region and over Kursk on Sunday.", "destroyed")
    assert {p.text for p in found.locations} == {"Bryansk region", "Kursk"}


def test_where_people_fled_is_not_where_houses_burned() -> None:
    text = "The ministry said that 31 houses had burned and that 1,200 people had fled towards the town of Batken."
    assert claim(text, "burned").locations == []
    assert [(p.text, p.role) for p in claim(text, "fled").locations] == [("Batken", "to")]


def test_what_is_to_stay_closed_lies_ahead() -> None:
    reading = according.read(
        "Shops in Bannu are to stay closed on Wednesday in protest.", published="2011-02-15", layers=True
    )
    assert isinstance(reading, according.Reading) and reading.layers is not None
    assert [t.start for t in reading.layers.times] == ["2011-02-16"]


@pytest.mark.parametrize(
    ("text", "trigger", "places"),
    [
        ("Two missiles were shot down by U.S. ships in the Red Sea.", "shot down", ["Red Sea"]),
        ("A bomb exploded outside the U.S. embassies in Nairobi and Nicosia.", "exploded", ["Nairobi", "Nicosia"]),
        ("Shells hit a post on the Lebanon border on Sunday.", "hit", ["Lebanon"]),
    ],
)
def test_a_state_that_says_whose_something_is_is_not_where(text: str, trigger: str, places: list[str]) -> None:
    assert [p.name for p in claim(text, trigger).locations if p.lat is not None] == places


def test_where_the_source_sits_is_not_where_it_happened() -> None:
    text = "The Human Rights Monitor, which is based in Britain, said the rebels had reached the town of Raqqa."
    assert "Britain" not in [p.text for p in claim(text, "reached").locations]


def test_a_goal_is_no_scene_besides() -> None:
    found = claim("About 1,000 troops earmarked for Poland crossed into Poland from Germany.", "crossed").locations
    assert [(p.role, p.text) for p in found] == [("to", "Poland"), ("from", "Germany")]
