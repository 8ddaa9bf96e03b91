"""Turns of a transcript: who is named before the colon says what follows; a dateline says nothing."""

from __future__ import annotations

from reports import needs_model

import according
from according.claims import Claim

pytestmark = needs_model

BRIEFING = """MS. HARLOW: Good afternoon. The United States condemns yesterday's attack on a convoy near Velsk.

We call on all parties to stop the fighting.

QUESTION: Belgrade says that police attacked the crossing. Do you agree?

MS. HARLOW: We were not consulted about that operation.
"""


def claims(text: str) -> dict[str, Claim]:
    reading = according.read(text, published="2024-11-25")
    assert isinstance(reading, according.Reading)
    return {c.trigger.text: c for c in reading.claims}


def test_who_has_the_turn_is_the_source() -> None:
    found = claims(BRIEFING)
    assert [link.source for link in found["condemns"].attribution] == ["MS. HARLOW"]
    assert found["condemns"].attribution[0].mode == "direct"
    assert [link.source for link in found["attacked"].attribution] == ["QUESTION", "Belgrade"]


def test_a_turn_goes_on_over_paragraphs_until_the_next() -> None:
    found = claims(BRIEFING)
    asked = next(c for word, c in found.items() if word.startswith("call"))
    assert [link.source for link in asked.attribution] == ["MS. HARLOW"]


def test_in_an_interview_the_answers_are_of_whom_it_introduces() -> None:
    text = (
        "Aoife Brennan was until June the deputy envoy for sanctions. She spoke to us in Dublin.\n\n"
        "Q: Has Moscow threatened the harbour?\n\nA: Rebels shelled the harbour on Monday.\n\n"
        "Q: And then?\n\nA: They withdrew from the town."
    )
    found = claims(text)
    assert [link.source for link in found["shelled"].attribution] == ["Aoife Brennan"]
    assert all(link.source not in ("A", "Q") for c in found.values() for link in c.attribution)


def test_a_dateline_has_no_turn() -> None:
    found = claims("JERUSALEM: Rebels shelled a market on Monday.\n\nVELSK: Four people were killed.")
    assert all(not c.attribution for c in found.values())
