"""Clauses that give no more than a number, or none: who gives it, and what of. All texts are invented."""

from __future__ import annotations

from datetime import date

import pytest
from reports import needs_model

from according import read
from according.claims import Claim

MARCH = "Hundreds of students marched in Dakar on Friday. "
RAID = "Gunmen seized 17 women near Zurmi, police said. "
BLAST = "The blast killed 29 people, police said. "


def counted(text: str, number: str) -> tuple[str, str | None, str | None, str | None]:
    """Type, mode, what is counted, and the origin of the one claim that a number of `text` measures."""
    claims = [c for c in read(text, published=date(2024, 5, 14)).claims if any(q.text == number for q in c.quantities)]
    assert len(claims) == 1
    claim: Claim = claims[0]
    quantity = next(q for q in claim.quantities if q.text == number)
    return claim.type, claim.mode, quantity.of, claim.attribution[-1].source if claim.attribution else None


@needs_model
@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        (MARCH + "Police put the crowd at 3,000.", "3,000", ("PROTEST", None, "students", "Police")),
        (MARCH + "Organisers spoke of a crowd of 2,000.", "2,000", ("PROTEST", None, "students", "Organisers")),
        (MARCH + "The mayor said it was closer to 700.", "700", ("PROTEST", None, "students", "The mayor")),
        (RAID + "A chief said the number was 43.", "43", ("COERCE", None, "women", "A chief")),
        (BLAST + "The Red Cross put it at 35.", "35", ("HARM", "killed", "people", "The Red Cross")),
        (
            "Troops arrested 16 men; the Prisoners' Society counted 21.",
            "21",
            ("COERCE", None, "men", "the Prisoners' Society"),
        ),
        (BLAST + "The interior ministry says 27.", "27", ("HARM", "killed", "people", "The interior ministry")),
    ],
)
def test_a_bare_number_counts_what_was_told_before(text: str, number: str, expected: tuple[str, ...]) -> None:
    assert counted(text, number) == expected


@needs_model
def test_some_of_the_dead_are_a_number_of_the_dead() -> None:
    text = (
        "A bomb killed seven officers, the president said. Three of the dead were women and none was over 30, he said."
    )
    assert counted(text, "Three") == ("HARM", "killed", "women", "he")


@needs_model
def test_a_number_of_something_counts_that() -> None:
    text = "Militants fired about 60 rockets at Karvin, the army said. The group put the number of rockets at 150."
    assert counted(text, "150") == ("ASSAULT", "strike", "rockets", "The group")


@needs_model
def test_who_puts_it_at_a_number_says_nothing_beside_it() -> None:
    text = "More than 600 people have fled, according to a student group; the state's police put it at 420."
    fled, put = (next(c for c in read(text).claims if c.trigger.text == word) for word in ("fled", "420"))
    assert [link.source for link in fled.attribution] == ["a student group"]
    assert [link.source for link in put.attribution] == ["the state's police"]
    assert put.event == fled.event


@needs_model
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Police put the toll at 12 dead.", "12"),  # "dead" tells it
        ("The mine produced 3,000 tonnes in May, and it was closer to 5,000 a year ago, he said.", "5,000"),
        ("The minister spoke of 70.", "70"),  # of what?
        ('The army said four gendarmes were killed. The group said seven "occupiers" had died.', "seven"),
    ],
)
def test_no_claim_of_a_number_alone(text: str, number: str) -> None:
    assert number not in [c.trigger.text for c in read(text).claims]


@needs_model
@pytest.mark.parametrize(
    "text",
    [
        "The mayor gave no casualties.",
        "There were no figures of dead or wounded, the army said.",
        "Officials gave no details of the attack.",
        "There were no immediate reports of casualties.",
    ],
)
def test_what_is_not_given_is_no_zero(text: str) -> None:
    assert read(text).claims == []


@needs_model
def test_none_is_a_number() -> None:
    assert [(c.type, c.factuality.polarity) for c in read("The mayor reported no casualties.").claims] == [
        ("HARM", "negative")
    ]


@needs_model
@pytest.mark.parametrize("text", ["Soldiers shot dead a boy of 14.", "The blast killed a mother of six."])
def test_an_age_or_a_family_is_no_number_of_the_deed(text: str) -> None:
    assert [q.text for c in read(text).claims for q in c.quantities] == []


@needs_model
def test_a_name_before_what_it_is_called_gives_the_number() -> None:
    text = "Villagers fled. Radio Fleuve, a local station, counted 19 dead, six of them children."
    claim = next(c for c in read(text).claims if c.trigger.text == "dead")
    assert [link.source for link in claim.attribution] == ["Radio Fleuve"]


@needs_model
def test_a_dateline_is_nobody() -> None:
    text = "JERUSALEM: Said to be the largest barrage in weeks, 40 rockets were fired on Sunday."
    assert [link.source for c in read(text).claims for link in c.attribution] == []


@needs_model
def test_a_number_behind_a_semicolon_is_of_another_clause() -> None:
    text = "Two of the 19 men were released, a lawyer said; the prosecutor said 21 had been detained."
    released = next(c for c in read(text).claims if c.trigger.text == "released")
    assert "21" not in [q.text for q in released.quantities]
