"""Who an office, a respelled name or "their union" is; and numbers that stand in a party or count a part."""

from __future__ import annotations

import pytest

from according.claims import Claim, ClaimType, Filler, Link, Quantity, Report, SourceKind, Trigger
from according.events import Event
from according.fusion.accounts import describe
from according.fusion.told import Told


def tell(
    trigger: str,
    source: str,
    *,
    at: int = 0,
    kind: SourceKind = "anonymous",
    report: str = "a",
    type_: ClaimType = "HARM",
    parties: list[Filler] | None = None,
    numbers: list[Quantity] | None = None,
    text: str = "",
) -> Told:
    """A claim of a report without text, said by `source`, which stands right behind it."""
    slug = "-".join(source.casefold().replace("'", " ").replace(".", " ").split())
    link = Link(source=source, span=(at + 60, at + 60 + len(source)), entity=f"name:{slug}", name=source, kind=kind)
    claim = Claim(
        id=f"{trigger}{at}", event="e1", type=type_, mode=None, confidence=0.9, text=text or trigger, span=(at, at + 59),
        trigger=Trigger(text=trigger, span=(at + 30, at + 30 + len(trigger))), attribution=[link],
        recipients=parties or [], quantities=numbers or [],
    )  # fmt: skip
    return Told(report=Report(id=report, text="", publisher=f"Paper {report}", published="2024-03-05"), claim=claim)


def count(text: str, value: float, of: str, at: int) -> Quantity:
    return Quantity(text=text, span=(at, at + len(text)), value=value, low=value, high=value, of=of)


def claimants(*told: Told) -> set[str]:
    return {account.claimant.name for account in describe("e", list(told)).accounts}


def given(event: Event) -> set[tuple[str, float | None]]:
    return {(q.measure, q.value) for account in event.accounts for q in account.quantities}


@pytest.mark.parametrize(
    ("office", "name"),
    [
        ("a police officer", "Capt. Ove Lind"),
        ("the director of the town's hospital", "Dr. Siri Moen"),
        ("the head of a miners' union", "Ove Lind"),
    ],
)
def test_an_office_is_the_name_that_follows_it(office: str, name: str) -> None:
    assert len(claimants(tell("killed", office), tell("wounded", name, at=200, kind="person"))) == 1


@pytest.mark.parametrize(
    ("office", "name"),
    [
        ("a police officer", "Dr. Siri Moen"),
        ("police officers", "Capt. Ove Lind"),
        ("a resident", "Ove Lind"),
        ("the interior ministry", "Ove Lind"),
    ],
)
def test_others_who_speak_next_stay_others(office: str, name: str) -> None:
    assert len(claimants(tell("killed", office), tell("wounded", name, at=200, kind="person"))) == 2


def test_a_name_far_below_is_introduced_by_somebody_else() -> None:
    assert (
        len(claimants(tell("killed", "a police officer"), tell("wounded", "Capt. Ove Lind", at=900, kind="person")))
        == 2
    )


def test_one_mayor_in_two_spellings() -> None:
    told = [
        tell("killed", "the mayor of Gothab", kind="person"),
        tell("died", "the mayor of Gothåb", kind="person", report="b"),
    ]
    assert len(claimants(*told)) == 1


def test_a_union_of_reporters_has_a_name() -> None:
    told = [
        tell("seized", "the Fell Union of Reporters", kind="organization", type_="COERCE"),
        tell("detained", "the Fell Union of Reporters", kind="organization", type_="COERCE", report="b"),
    ]
    assert len(claimants(*told)) == 1


def test_what_is_a_groups_is_the_groups_that_was_named_before() -> None:
    houthis = tell("fired", "the Houthis", kind="organization", type_="ASSAULT")
    houthis.claim.attribution[0].entity = "group:houthis"
    others = tell("exploded", "the government", at=200, kind="organization", type_="ASSAULT")
    channel = tell("struck", "the group's television channel", at=400, kind="media", type_="ASSAULT")
    event = describe("e", [houthis, others, channel])
    homes = {c.claim: a.claimant.entity for a in event.accounts for c in a.claims}
    assert homes["struck400"] == homes["fired0"] != homes["exploded200"]


def test_one_of_a_party_is_a_number() -> None:
    one = Filler(text="one of its soldiers", span=(0, 19), entity="name:soldier", name="soldier")
    assert given(describe("e", [tell("died", "the army", kind="organization", parties=[one])])) == {("killed", 1.0)}


def test_a_part_measures_what_is_said_behind_it() -> None:
    six, three = count("six", 6, "shells", 10), count("three", 3, "of them", 50)
    fired = tell("fired", "the army", kind="organization", type_="ASSAULT", numbers=[six, three])
    landed = tell("landed", "the army", at=40, kind="organization", type_="ASSAULT", numbers=[six, three])
    assert given(describe("e", [fired, landed])) == {("launched", 6.0), ("fell", 3.0)}


def test_the_others_are_counted_like_those_before() -> None:
    some, rest = count("31", 31, "men", 5), count("61", 61, "farther south", 40)
    caught = tell("caught", "the union", kind="organization", type_="COERCE", numbers=[some, rest], text="caught 31 men and the other 61 farther south")  # fmt: skip
    assert given(describe("e", [caught])) == {("captured", 31.0), ("captured", 61.0)}
