"""The layer of entities: what is marked, and as what."""

import pytest

import according
from according.language.engine import MODELS

pytestmark = pytest.mark.skipif(not (MODELS / "en" / "model.onnx").exists(), reason="the model is not built")


def kinds(text: str) -> dict[str, str]:
    reading = according.read(text, published="2024-11-25", layers=True)
    assert isinstance(reading, according.Reading) and reading.layers is not None
    assert all(text[m.span[0] : m.span[1]] == m.text for m in reading.layers.entities)
    return {m.text: m.kind for m in reading.layers.entities}


@pytest.mark.parametrize("people", ["Kurdish", "Yazidi", "Tuareg", "Rohingya"])
def test_a_people_is_marked_as_a_nationality_is(people: str) -> None:
    assert kinds(f"The army said {people} villagers had fled.")[people] == "nationality"


def test_a_pronoun_of_a_person_is_a_person_whoever_it_is() -> None:
    assert kinds("He was shot at the checkpoint.")["He"] == "person"


def test_an_operation_and_a_deity_are_no_entities() -> None:
    found = kinds("Operation Silver Heron began on Monday. They thanked God.")
    assert "God" not in found and not any(text.startswith("Operation") for text in found)


def test_many_people_in_one_noun_are_a_body() -> None:
    found = kinds("The local population fled the town after the attack.")
    assert [kind for text, kind in found.items() if text.endswith("population")] == ["organization"]


def test_toponyms_in_names_of_organizations_are_places_of_the_layer() -> None:
    reading = according.read(
        "The Ohio Department of Health said four people had died.", published="2024-11-25", layers=True
    )
    assert isinstance(reading, according.Reading) and reading.layers is not None
    assert [(p.text, p.country) for p in reading.layers.places] == [("Ohio", "US")]


def test_a_state_that_stands_before_a_noun_acts_and_is_no_place() -> None:
    assert kinds("The governor said U.S. companies had left Basra.")["U.S."] == "organization"
    assert kinds("The governor said the companies had left the U.S. on Monday.")["U.S."] == "place"


def test_a_political_settlement_is_no_place() -> None:
    found = kinds("The envoy said only a political settlement could end the war around the settlement of Marn.")
    assert not any(text.endswith("political settlement") for text in found)
