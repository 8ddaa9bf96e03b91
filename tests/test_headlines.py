"""Sources of headlines stand beside a colon."""

from __future__ import annotations

import pytest

import according

BELOW = "\n\nBy a correspondent\n\nThe fighting went on for a third day on Sunday."


@pytest.mark.parametrize(
    ("headline", "trigger", "source"),
    [
        ("Ambush on army bus in desert kills 27 soldiers: monitor", "kills", "monitor"),
        ("Rebels attacked port of Velsk: UN agency", "attacked", "UN agency"),
        ("Minister: peace talks failed", "talks", "Minister"),
    ],
)
def test_who_stands_beside_the_colon_says_it(headline: str, trigger: str, source: str) -> None:
    reading = according.read(headline + BELOW, published="2024-11-25")
    found = next(c for c in reading.claims if c.trigger.text == trigger)
    assert [link.source for link in found.attribution] == [source]
    assert found.attribution[0].cue is None


@pytest.mark.parametrize(
    "headline",
    [
        "Syria: 30 killed in raids on market",
        "Rebels attacked port of Velsk: what is known",
        "Rebels attacked port of Velsk on Sunday: 12 killed",
    ],
)
def test_a_place_or_a_number_says_nothing(headline: str) -> None:
    reading = according.read(headline + BELOW, published="2024-11-25")
    told = [c for c in reading.claims if c.trigger.span[1] <= len(headline)]
    assert told
    assert not any(c.attribution for c in told)
