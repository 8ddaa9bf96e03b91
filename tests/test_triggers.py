"""Triggers: which words of a report name a happening, and what settles their type."""

from __future__ import annotations

import pytest
from reports import needs_model

import according

pytestmark = needs_model


def triggers(text: str) -> dict[str, str]:
    reading = according.read(text, published="2024-11-25")
    assert isinstance(reading, according.Reading)
    return {c.trigger.text: c.type for c in reading.claims}


def test_telling_a_name_is_no_accusation() -> None:
    assert "called" not in triggers("The drills in Norway, called Exercise Iron Dawn, began on Monday.")
    assert triggers("The minister called the attack an act of terror.")["called"] == "ACCUSE"


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("Our allies joined us in condemning these attacks, the minister said.", "condemning", "ACCUSE"),
        ("Troops besieged the town for three weeks, residents said.", "besieged", "COERCE"),
        ("The army liberated the village on Monday, it said.", "liberated", "ASSAULT"),
    ],
)
def test_some_triggers_have_one_type(text: str, trigger: str, kind: str) -> None:
    assert triggers(text)[trigger] == kind


def test_an_inquiry_that_should_be_made_is_asked_for() -> None:
    assert triggers("The government must investigate the killings, the group said.")["investigate"] == "REQUEST"
    assert triggers("Prosecutors investigated the killings, the group said.")["investigated"] == "ACCUSE"
