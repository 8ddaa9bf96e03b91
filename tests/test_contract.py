"""What is printed satisfies the schema that `according schema` prints, and the contract beyond it."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from reports import example_readings, needs_model

from according.claims import Claim, Reading, to_builtins


def claims() -> list[tuple[Reading, Claim]]:
    return [(reading, claim) for reading in example_readings() for claim in reading.claims]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    command = [sys.executable, "-m", "according.cli", "schema"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_the_schema_is_a_schema_and_refuses_nonsense(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert not Draft202012Validator(schema).is_valid({"schema": "1", "claims": "none"})


@needs_model
def test_every_example_satisfies_the_schema(schema: dict[str, Any]) -> None:
    validator = Draft202012Validator(schema)
    for reading in example_readings():
        errors = [f"{e.json_path}: {e.message}" for e in validator.iter_errors(to_builtins(reading))]
        assert not errors, (reading.report.id, errors[:5])


@needs_model
def test_every_example_yields_claims_and_ids_are_its_own() -> None:
    for reading in example_readings():
        ids = [claim.id for claim in reading.claims]
        assert ids, reading.report.id
        assert len(set(ids)) == len(ids), reading.report.id


@needs_model
def test_triggers_stand_in_their_claims_and_confidence_is_a_share() -> None:
    for reading, claim in claims():
        where = (reading.report.id, claim.text)
        assert claim.span[0] <= claim.trigger.span[0] < claim.trigger.span[1] <= claim.span[1], where
        assert 0 <= claim.confidence <= 1, where


@needs_model
def test_times_are_closed_intervals_of_dates() -> None:
    for reading, claim in claims():
        if claim.time is None or claim.time.start is None or claim.time.end is None:
            continue
        first = datetime.date.fromisoformat(claim.time.start[:10])
        assert first <= datetime.date.fromisoformat(claim.time.end[:10]), (reading.report.id, claim.text)


@needs_model
def test_places_stand_on_the_globe_and_quantities_have_an_order() -> None:
    for reading, claim in claims():
        where = (reading.report.id, claim.text)
        for place in claim.locations:
            assert (place.lat is None) == (place.lon is None), where
            assert -90 <= (place.lat or 0) <= 90 and -180 <= (place.lon or 0) <= 180, where
        for quantity in claim.quantities:
            assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high, where


@needs_model
def test_the_output_says_what_made_it() -> None:
    for reading in example_readings():
        assert reading.made_by.get("according"), reading.report.id
        assert reading.made_by.get("model"), reading.report.id
