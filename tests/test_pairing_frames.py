"""What pairing lends a claim of when and where, and what stands in its sentence and is another's. All texts are invented."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from according.claims import Claim, Filler, Layers, Place, PlaceMention, Reading, Report, TimeMention, Trigger
from according.fusion.pairing import Features, features
from according.fusion.pairing.model import When
from according.fusion.pairing.vetoes import undone, veto


def deeds(
    text: str,
    *triggers: tuple[str, Any],
    published: str = "2024-03-14",
    ends: dict[str, str] | None = None,
    **days: str,
) -> dict[str, Features]:
    """Features of claims with these triggers and types, in the order of the text; `days` are the days by their words,
    `ends` the last ones of longer times.
    """
    times = []
    for word, day in days.items():
        at = text.index(word.replace("_", " "))
        times.append(
            TimeMention(
                text=word.replace("_", " "), span=(at, at + len(word)), type="DATE", value=day, start=day,
                end=(ends or {}).get(word, day),
                granularity="day",
            )
        )  # fmt: skip
    claims = []
    for n, (word, kind) in enumerate(triggers, 1):
        at = text.index(word)
        claims.append(
            Claim(
                id=f"c{n}", event=f"e{n}", type=kind, mode=None, confidence=0.9, text=word, span=(at, at + len(word)),
                trigger=Trigger(text=word, span=(at, at + len(word))),
            )
        )  # fmt: skip
    made = features(
        Reading(report=Report(id="r", text=text, published=published), claims=claims, layers=Layers(times=times))
    )
    return {one.trigger: one for one in made}


def test_the_day_of_a_relative_clause_is_not_lent_outside_it() -> None:
    told = deeds(
        "Soldiers freed nine miners who were abducted near the quarry on Sunday.",
        ("freed", "RETREAT"), ("abducted", "COERCE"), Sunday="2024-03-10",
    )  # fmt: skip
    assert told["abducted"].when == When(start="2024-03-10", end="2024-03-10")
    assert told["freed"].when is None or not told["freed"].when.sure


def test_who_is_meant_takes_no_day_from_outside() -> None:
    told = deeds(
        "Six clerks who were arrested at the customs house were let go on Tuesday.",
        ("arrested", "COERCE"), ("let", "RETREAT"), Tuesday="2024-03-12",
    )  # fmt: skip
    assert told["let"].when == When(start="2024-03-12", end="2024-03-12")
    assert told["arrested"].when is None


def test_the_day_of_what_somebody_is_arrested_for_is_not_that_of_the_arrest() -> None:
    told = deeds(
        "Police arrested three men over the murder of a judge in Tarvin on Monday.",
        ("arrested", "COERCE"), ("murder", "ASSAULT"), Monday="2024-03-11",
    )  # fmt: skip
    assert told["murder"].when == When(start="2024-03-11", end="2024-03-11")
    assert told["arrested"].when is None or not told["arrested"].when.sure


def test_the_day_of_an_accusation_is_not_that_of_the_deed() -> None:
    told = deeds(
        "The governor on Wednesday accused the rebels of shelling the port.",
        ("accused", "ACCUSE"), ("shelling", "ASSAULT"), Wednesday="2024-03-13",
    )  # fmt: skip
    assert told["shelling"].when is not None
    assert not told["shelling"].when.sure


def test_the_day_of_a_sentence_is_not_that_of_what_was_said_before_it() -> None:
    told = deeds(
        "The army blamed the militia. In-March rockets had hit a bus.",
        ("blamed", "ACCUSE"), ("hit", "ASSAULT"), **{"In-March": "2024-03-02"},
    )  # fmt: skip
    assert told["hit"].when == When(start="2024-03-02", end="2024-03-02")


def test_days_after_a_deed_is_the_day_of_another() -> None:
    told = deeds(
        "The raid on Thursday came three days after shells killed a family in the town.",
        ("raid", "ASSAULT"), ("killed", "HARM"), Thursday="2024-03-14",
    )  # fmt: skip
    assert told["raid"].when == When(start="2024-03-14", end="2024-03-14")
    assert told["killed"].when == When(start="2024-03-11", end="2024-03-11", earlier=True)


def test_a_capital_that_speaks_is_no_scene() -> None:
    text = "Bishkek accused Tajik guards of shelling a post."
    town = {"name": "Bishkek", "entity": "geonames:1528675", "lat": 42.87, "lon": 74.59, "country": "KG"}
    claim = Claim(
        id="c1", event="e1", type="ASSAULT", mode=None, confidence=0.9, text=text, span=(0, len(text)),
        trigger=Trigger(text="shelling", span=(text.index("shelling"), text.index(" a post"))),
        actors=[Filler(text="Bishkek", span=(0, 7), entity="state:KG", name="Kyrgyzstan")],
        locations=[Place(text="Bishkek", span=(0, 7), precision="point", **town)],
    )  # fmt: skip
    layers = Layers(places=[PlaceMention(text="Bishkek", span=(0, 7), precision="point", **town)])
    made = features(Reading(report=Report(id="r", text=text), claims=[claim], layers=layers))
    assert made[0].places == []


@pytest.mark.parametrize(("one", "other"), [("escaped", "kidnapped"), ("freed", "abducted")])
def test_who_comes_free_was_taken_in_another_happening(one: str, other: str) -> None:
    told = deeds(f"Nine {one} on Tuesday. They were {other} before.", (one, "HARM"), (other, "COERCE"))
    assert undone(told[one], told[other])


# Times that are lent to nothing, or only near


def is_open(one: Features) -> bool:
    return one.when is None or not one.when.sure


def test_a_dateline_dates_no_deed() -> None:
    told = deeds(
        "TARVIN, March-13 (Hill Press) - Gunmen raided a village in the north, two officials said.",
        ("raided", "ASSAULT"), **{"March-13": "2024-03-13"},
    )  # fmt: skip
    assert is_open(told["raided"])


def test_an_entry_of_a_chronicle_dates_what_it_tells() -> None:
    told = deeds("March-13 - Gunmen raided a village.", ("raided", "ASSAULT"), **{"March-13": "2024-03-13"})
    assert told["raided"].when == When(start="2024-03-13", end="2024-03-13")


def test_until_when_something_lasts_is_not_when_another_deed_was() -> None:
    told = deeds(
        "Flights are suspended until Friday. Air defences shot down two drones.",
        ("shot down", "DEFEND"), Friday="2024-03-15",
    )  # fmt: skip
    assert is_open(told["shot down"])


@pytest.mark.parametrize(
    "text",
    [
        "The mayor put the dead at 38, up from 23 on Tuesday.",
        "The dead are ten more than the army had announced on Tuesday.",
    ],
)
def test_the_day_of_an_earlier_figure_is_not_that_of_the_deed(text: str) -> None:
    told = deeds(text, ("dead", "HARM"), Tuesday="2024-03-12")
    assert is_open(told["dead"])


def test_what_happened_in_mondays_ambush_has_its_day() -> None:
    told = deeds("Six soldiers lost their lives in Monday's ambush.", ("lost", "HARM"), Monday="2024-03-11")
    assert told["lost"].when == When(start="2024-03-11", end="2024-03-11")


def test_a_long_time_reaches_over_no_comma() -> None:
    time = {"last-year": "2023-01-01"}
    text = "The front, which took up arms last-year, said two children were killed."
    whole = deeds(text, ("killed", "HARM"), ends={"last-year": "2023-12-31"}, **time)
    assert is_open(whole["killed"])


def test_two_reports_name_a_village_that_no_table_has() -> None:
    def told(name: str, region: tuple[str, float, float]) -> Features:
        text = f"Gunmen raided Umm Tarfa in {region[0]} on Monday."
        first, second = text.index("Umm Tarfa"), text.index(region[0])
        listed = PlaceMention(
            text=region[0], span=(second, second + len(region[0])), name=region[0], lat=region[1], lon=region[2],
            precision="point", country="SD",
        )  # fmt: skip
        unlisted = PlaceMention(text="Umm Tarfa", span=(first, first + 9), name="Umm Tarfa")
        at = text.index("raided")
        claim = Claim(
            id="c1", event="e1", type="ASSAULT", mode=None, confidence=0.9, text=text, span=(0, len(text)),
            trigger=Trigger(text="raided", span=(at, at + 6)),
            locations=[Place(text=region[0], span=listed.span, name=region[0], lat=region[1], lon=region[2], precision="point", country="SD")],
        )  # fmt: skip
        layers = Layers(places=[unlisted, listed])
        return features(
            Reading(report=Report(id=name, text=text, published="2024-03-12"), claims=[claim], layers=layers)
        )[0]

    one, other = told("a", ("Kebra", 13.0, 25.0)), told("b", ("Donka", 15.5, 25.0))
    assert one.unlisted == ["umm tarfa"]
    assert veto(one, other) is None
    alone = replace(other, unlisted=[])
    assert "in different places" in (veto(one, alone) or "")
