"""Constructions: a verb with what it governs settles the type of a deed."""

from __future__ import annotations

from typing import get_args

import pytest

import according
from according.claims import ClaimType
from according.knowledge import tables
from according.reading.constructions import agents, constructions


def types(text: str) -> dict[str, str]:
    """Trigger to type of each claim."""
    return {c.trigger.text: c.type for c in according.read(text, published="2023-05-04").claims}


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("The governor of Halden imposed a night curfew on the port.", "imposed", "COERCE"),
        ("The cabinet declared a state of siege in two provinces.", "declared", "COERCE"),
        ("The foreign minister defended Ankara's decision to close the strait.", "defended", "SUPPORT"),
        ("The president cancelled a trip to Vienna in protest.", "cancelled", "REJECT"),
        ("The junta granted the Red Cross access to the prison.", "granted", "CONCEDE"),
        ("The prime minister called President Emmanuel Macron on Sunday to explain the law.", "called", "CONSULT"),
        ("The prime minister called King Salman on Saturday, discussing ways to end the war.", "called", "CONSULT"),
        ("Hungary's government will not accept the plan.", "accept", "REJECT"),
        ("Air defences destroyed 14 drones over Velsk overnight, the governor said.", "destroyed", "DEFEND"),
        ("Nine missiles were destroyed by air defence units, the ministry said.", "destroyed", "DEFEND"),
        ("Border guards seized 40 rifles and a mortar near Velsk.", "seized", "COERCE"),
        ("The rebels seized the town of Velsk on Tuesday.", "seized", "ASSAULT"),
        ("Marines captured two militants in the hills.", "captured", "COERCE"),
        ("Medics treated 12 wounded at the port, the ministry said.", "treated", "AID"),
        ("Helicopters flew some of the wounded to Velsk, the ministry said.", "flew", "AID"),
        ("Rebels killed nine soldiers near Velsk on Monday.", "killed", "ASSAULT"),
        ("A blast killed nine soldiers near Velsk on Monday.", "killed", "HARM"),
        ("Soldiers killed near Velsk were buried on Monday.", "killed", "HARM"),
        ("The rebels gave up four villages on Tuesday.", "gave up", "RETREAT"),
        ("The delegation left Cairo on Tuesday without a deal.", "left", "CONSULT"),
        ("The militia is using the villagers as human shields, the army said.", "using", "COERCE"),
        ("The capture of the minister was announced on Monday.", "capture", "COERCE"),
        ("The president spoke by telephone with the king on Monday.", "spoke", "CONSULT"),
        ("After a telephone call with the king the president postponed the raid.", "call", "CONSULT"),
    ],
)
def test_the_verb_is_the_trigger(text: str, trigger: str, kind: str) -> None:
    assert types(text)[trigger] == kind


@pytest.mark.parametrize(
    ("text", "trigger", "verb", "kind"),
    [
        ("The attorney general ordered an inquiry into the shooting.", "inquiry", "ordered", "ACCUSE"),
        ("The rebels declared a ceasefire on Monday.", "ceasefire", "declared", "RETREAT"),
        ("Two lorries caught fire at the depot.", "fire", "caught", "HARM"),
        ("The movement said it had set free nine farm workers.", "free", "set", "RETREAT"),
        ("The African Union launched a mediation effort between the two governments.", "effort", "launched", "CONSULT"),
        ("The raids bore the hallmarks of the Northern Front, a diplomat said.", "hallmarks", "bore", "ACCUSE"),
        ("The Northern Front claimed responsibility for the shooting on Monday.", "shooting", "claimed", "ASSAULT"),
        ("The minister extended his condolences to the families of the victims.", "condolences", "extended", "SUPPORT"),
    ],
)
def test_the_noun_is_the_trigger(text: str, trigger: str, verb: str, kind: str) -> None:
    found = types(text)
    assert found[trigger] == kind
    assert verb not in found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A truce in the Gaza Strip came into force at seven in the morning.", "RETREAT"),
        ("The law on conscription came into force on Monday, the ministry said.", "POLICY"),
    ],
)
def test_what_comes_into_force_is_not_forced(text: str, kind: str) -> None:
    assert set(types(text).values()) <= {kind}


def test_what_is_lifted_is_a_deed_besides() -> None:
    found = types("The army lifted its five-month siege of Velsk on Tuesday.")
    assert found["lifted"] == "CONCEDE"
    assert found["siege"] == "COERCE"


@pytest.mark.parametrize(
    "text",
    [
        "Marines rehearsed an assault on a beach near Velsk on Tuesday.",
        "The exercise simulated strikes on command posts and a blockade of the port of Velsk.",
        "Pilots flew a mock attack on the harbour of Velsk on Tuesday.",
    ],
)
def test_what_is_rehearsed_has_not_happened(text: str) -> None:
    assert not set(types(text).values()) & {"ASSAULT", "COERCE"}


def test_a_cease_fire_is_no_fire() -> None:
    assert "ASSAULT" not in types("The cleric declared a cease-fire in August.").values()


def test_a_specific_object_goes_before_its_class() -> None:
    assert types("No aircraft was given permission to land in Velsk.").get("given") != "AID"


def test_what_one_cannot_do_is_not_refused() -> None:
    assert "REJECT" not in types("Aid workers cannot reach the villages around Velsk.").values()


def test_a_name_for_a_person_is_no_telephone_call() -> None:
    assert types("The opposition leader called President Emmanuel Macron a liar.").get("called") != "CONSULT"


def test_a_modifier_makes_no_construction_of_another_noun() -> None:
    assert types("The grid operator announced emergency cuts in three regions.").get("announced") != "COERCE"


def test_an_attack_to_come_is_not_refused() -> None:
    assert "REJECT" not in types("The general said his troops will not attack the town of Sarny.").values()


def test_every_row_names_a_type_and_no_pair_stands_twice() -> None:
    rows = tables.load("cues/constructions")
    assert {row["type"] for row in rows} <= set(get_args(ClaimType))
    assert all(("objects" in row) != ("subjects" in row) for row in rows)
    assert len(constructions()) == sum(len(row["verbs"]) * len(row.get("objects", ())) for row in rows)
    assert len(agents()) == sum(len(row["verbs"]) * len(row.get("subjects", ())) for row in rows)
