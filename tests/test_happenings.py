"""The happenings of a report: which deeds belong together, and which words keep them apart."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from according.claims import Claim, ClaimType, Layers, Place, PlaceMention, Reading, Report, TimeMention, Trigger
from according.fusion.pairing import THRESHOLD, Features, features, pair
from according.fusion.pairing.model import moved
from according.knowledge import pairing as tables

DAY = "2024-02-08"
TOWNS = {
    "Arvik": {"lat": 59.65, "lon": 12.59, "country": "SE", "admin1": "Varmland"},
    "Kotlas": {"lat": 61.25, "lon": 46.65, "country": "RU", "admin1": "Arkhangelsk Oblast"},
}
TYPES: dict[str, ClaimType] = {
    "marched": "PROTEST", "detained": "COERCE", "hurt": "HARM", "seized": "COERCE", "held": "COERCE", "freed": "RETREAT",
    "kidnapped": "COERCE", "shelled": "ASSAULT", "killed": "HARM", "died": "HARM", "hit": "ASSAULT", "caught": "DEFEND",
}  # fmt: skip


def read(text: str, name: str = "r1", days: dict[str, str] | None = None) -> list[Features]:
    """Features of a claim for each word of `TYPES` in `text`; `days` are its times, all places those of `TOWNS`."""
    at = {word: text.index(word) for word in TYPES if word in text}
    times = [
        TimeMention(text=said, span=(text.index(said), text.index(said) + len(said)), type="DATE", value=day, start=day, end=day, granularity="day")
        for said, day in (days or {}).items()
    ]  # fmt: skip
    places = [
        PlaceMention(text=town, span=(text.index(town), text.index(town) + len(town)), name=town, precision="point", **known)  # type: ignore[arg-type]
        for town, known in TOWNS.items() if town in text
    ]  # fmt: skip
    claims = [_claim(text, word, start, places) for word, start in sorted(at.items(), key=lambda item: item[1])]
    report = Report(id=name, text=text, published=DAY)
    return features(Reading(report=report, claims=claims, layers=Layers(times=times, places=places)))


def _claim(text: str, word: str, start: int, places: list[PlaceMention]) -> Claim:
    head, tail = text.rfind(". ", 0, start), text.find(".", start)
    line = text.rfind("\n", 0, start)
    first = max(head + 2 if head >= 0 else 0, line + 1)
    known: list[dict[str, Any]] = [
        {"text": p.text, "span": p.span, "name": p.name, "precision": p.precision, **TOWNS[p.text]} for p in places if start < p.span[0] < tail
    ]  # fmt: skip
    return Claim(
        id=word, event=word, type=TYPES[word], mode=None, confidence=0.95, text=text[first:tail], span=(first, tail),
        trigger=Trigger(text=word, span=(start, start + len(word))), locations=[Place(**p) for p in known],
    )  # fmt: skip


def units(text: str, **given: Any) -> dict[str, str]:
    return {one.trigger: one.unit for one in read(text, **given)}


def test_a_march_and_what_came_of_it_are_one_happening() -> None:
    found = units(
        "Farmers marched through Arvik on Tuesday.\n\nNine of them were detained and two policemen were hurt."
    )
    assert found["marched"] == found["detained"] == found["hurt"]


def test_what_lies_before_the_news_is_another_happening() -> None:
    found = units("Boats were seized off Arvik.\n\nThe year before, soldiers had shelled Kotlas.")
    assert found["seized"] != found["shelled"]


def test_sections_of_a_round_up_are_not_one_happening() -> None:
    found = units("SWEDEN. A bomb killed two people at Arvik.\n\nRUSSIA. A drone hit a depot at Kotlas.")
    assert found["killed"] != found["hit"]


def test_who_is_freed_was_taken_before() -> None:
    first, second = read("Gunmen kidnapped a priest in Arvik.", "r1"), read("A priest was freed in Arvik.", "r2")
    assert pair(first[0], second[0]).score < THRESHOLD


def test_deeds_without_force_join_across_reports() -> None:
    first = read("Patrols seized a trawler near Arvik and its crew was held.", "r1")
    second = read("The crew of a trawler was detained near Arvik.", "r2")
    assert pair(first[0], second[0]).score >= THRESHOLD


def test_a_time_in_a_relative_clause_is_lent_to_nothing_outside_it() -> None:
    text = "Monks who were kidnapped on 2 January have been freed."
    kidnapped, freed = read(text, days={"2 January": "2024-01-02"})
    assert kidnapped.when is not None and kidnapped.when.start == "2024-01-02"
    assert freed.when is None or freed.when.start > "2024-02-01"


def test_a_day_beside_a_possessive_is_of_its_noun_alone() -> None:
    text = "Drones hit a ship near Arvik.\n\nThe owner said two men were killed. After Monday's raid nobody was held."
    held = next(one for one in read(text, days={"Monday": "2024-02-05"}) if one.trigger == "held")
    assert held.when is None or not held.when.sure


def test_dying_of_wounds_has_a_later_day_than_the_deed() -> None:
    died = read("A third man died in hospital on Wednesday.", days={"Wednesday": "2024-02-07"})[0]
    assert died.when is not None and died.when.start < "2024-02-07" and not died.when.sure


def test_the_place_of_a_bystander_is_not_the_place_of_the_deed() -> None:
    text = "Shells killed two in Arvik.\n\nThe governor, who was in Kotlas at the time, said a boy was hurt."
    hurt = next(one for one in read(text) if one.trigger == "hurt")
    assert "Kotlas" not in [spot.name for spot in [*hurt.places, *hurt.around]]


def test_a_word_that_names_another_deed_outweighs_its_type() -> None:
    assert read("Police caught two men in Arvik.")[0].deed == "custody"


def test_every_group_of_deeds_has_types_of_its_own_and_goes_with_known_ones() -> None:
    deeds = tables.settings().deeds
    every = [kind for group in deeds.values() for kind in group.types]
    assert len(every) == len(set(every))
    assert {name for pair_ in tables.together() for name in pair_} <= set(deeds)
    classes = {name for names in tables.classes().values() for name in names}
    assert all(group.triggers <= classes for group in deeds.values())
    assert all({name, *undone} <= classes for name, undone in tables.settings().undone.items())


@given(st.dates().map(str), st.integers(-10_000_000, 10_000_000), st.sampled_from(["", "T23:59:00Z"]))
def test_days_stay_within_the_calendar(day: str, days: int, hours: str) -> None:
    there = moved(day + hours, days)
    assert date.min.isoformat() <= there <= date.max.isoformat()
    assert moved(day + hours, 0) == day


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31", "2024-02-08T11:00:00Z"])
def test_a_report_of_any_day_has_features(published: str) -> None:
    text = "Gunmen seized the mayor of Arvik on Tuesday night."
    claim = read(text)[0]
    reading = Reading(
        report=Report(id="r", text=text, published=published), claims=[_claim(text, "seized", text.index("seized"), [])]
    )
    assert [one.trigger for one in features(reading)] == [claim.trigger]
