"""Same-event ids within a report."""

from __future__ import annotations

import according


def events(text: str) -> dict[str, str]:
    """Trigger to event of each claim; of a word that comes twice the last."""
    return {c.trigger.text: c.event for c in according.read(text, published="2024-11-25").claims}


def test_an_attack_and_what_came_of_it_are_one() -> None:
    found = events("Rebels shelled the port of Velsk on Sunday, killing 12 dockers, the governor said.")
    assert found["shelled"] == found["killing"]


def test_deeds_of_two_parties_are_two() -> None:
    found = events("Russia attacked Odesa with drones on Sunday. Ukraine struck a depot in Bryansk on Sunday.")
    assert found["attacked"] != found["struck"]


def test_one_link_does_not_join_what_the_others_keep_apart() -> None:
    text = (
        "Rebels attacked the town of Velsk on Friday. On Saturday soldiers attacked the town of Sarn. "
        "The attack on Sarn killed nine people. The attack on Velsk wounded two."
    )
    reading = according.read(text, published="2024-11-25")
    days = {}
    for claim in reading.claims:
        if claim.time is not None:
            days.setdefault(claim.event, set()).add(claim.time.start)
    assert days
    assert all(len(own) == 1 for own in days.values())
