"""The tables of names: well formed, unambiguous, wide enough, and right on settled cases."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from according.knowledge.names import Names, rows, split

TABLES = ("states", "organizations", "groups", "media", "equipment")
LEAST = {"states": 198, "organizations": 150, "groups": 150, "media": 200, "equipment": 400}
TOP = ("head_of_state", "head_of_government", "foreign_minister", "defence_minister")


@pytest.mark.parametrize("table", TABLES)
def test_ids_are_unique_and_tables_wide_enough(table: str) -> None:
    key = "iso2" if table == "states" else "id"
    ids = [row[key] for row in rows(table)]
    assert [i for i, n in Counter(ids).items() if n > 1] == []
    assert len(ids) >= LEAST[table]


def test_enough_persons() -> None:
    assert len({row["id"] for row in rows("persons")}) >= 300


def test_no_word_stands_for_two_states() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in rows("states"):
        for cell in ("name", "aliases", "demonyms", "capital", "metonyms"):
            for word in split(row[cell]):
                owners[word].add(row["iso2"])
    assert {w: s for w, s in owners.items() if len(s) > 1} == {}


@pytest.mark.parametrize("table", ("organizations", "groups", "media", "equipment", "persons"))
def test_states_are_iso_codes_of_the_table(table: str) -> None:
    known = {row["iso2"] for row in rows("states")} | {"", "HK"}
    assert {row["state"] for row in rows(table)} <= known


def test_a_person_has_one_name_and_gender() -> None:
    told: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows("persons"):
        told[row["id"]].add((row["name"], row["gender"]))
    assert {i: t for i, t in told.items() if len(t) > 1} == {}


def test_dates_of_office_are_ordered() -> None:
    for row in rows("persons"):
        start = date.fromisoformat(row["from"])
        assert not row["to"] or start <= date.fromisoformat(row["to"]), row


def test_an_office_has_one_holder_at_a_time() -> None:
    seats: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for row in rows("persons"):
        if row["office"] in TOP and row["state"]:
            seats[row["office"], row["state"]].append((row["from"], row["to"] or "9999-12-31", row["id"]))
    pairs = [(seat, a, b) for seat, held in seats.items() for a, b in pairwise(sorted(held))]
    clashes = [pair for pair in pairs if pair[2][0] < pair[1][1]]
    assert clashes == []


@pytest.mark.parametrize(
    ("office", "state", "day", "name"),
    [
        ("foreign_minister", "GB", "2024-11-25", "David Lammy"),
        ("foreign_minister", "GB", "2016-10-15", "Boris Johnson"),
        ("defence_minister", "US", "2016-12-11", "Ash Carter"),
        ("head_of_state", "UA", "2015-01-01", "Petro Poroshenko"),
        ("head_of_government", "IQ", "2016-12-11", "Haider al-Abadi"),
        ("head_of_state", "SY", "2016-12-11", "Bashar al-Assad"),
    ],
)
def test_holders(office: str, state: str, day: str, name: str) -> None:
    holder = Names().holder(office, state, date.fromisoformat(day))
    assert holder is not None and holder.name == name


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("Storm Shadow", "equipment:storm-shadow"),
        ("SCALP", "equipment:storm-shadow"),
        ("the Houthis", "group:houthis"),
        ("ISIL", "group:islamic-state"),
        ("Moscow", "state:RU"),
        ("TASS", "media:tass"),
    ],
)
def test_lookup(text: str, entity: str) -> None:
    assert entity in [n.entity for n in Names().lookup(text)]


@given(st.dates(date(2003, 1, 1), date(2025, 5, 31)))
def test_a_great_power_always_has_a_head_of_state(day: date) -> None:
    names = Names()
    for state in ("RU", "US", "FR", "CN"):
        if state != "CN" or day > date(2003, 3, 15):
            assert names.holder("head_of_state", state, day) is not None


@given(st.sampled_from(["foreign_minister", "defence_minister"]), st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_a_holder_holds_on_that_day(office: str, day: date) -> None:
    holder = Names().holder(office, "GB", day)
    if holder is not None:
        held = [r for r in rows("persons") if "person:" + r["id"] == holder.entity and r["office"] == office]
        assert any(r["from"] <= day.isoformat() <= (r["to"] or (day + timedelta(1)).isoformat()) for r in held)


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Volodymyr Zelenskiy", "person:volodymyr-zelensky"),
        ("Oleh Zelenskiy", None),
        ("Volodymyr Shevchenko", None),
    ],
)
def test_a_known_first_name_and_alias_together_are_the_person(name: str, person: str | None) -> None:
    found = Names().spelt_otherwise(name, date(2024, 11, 25))
    assert (found.entity if found is not None else None) == person
