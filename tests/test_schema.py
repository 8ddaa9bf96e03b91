import json

import jsonschema
import pytest
from fixture_reading import fixture_reading, hostile_reading

from according.claims import Reading
from according.exchange.jsonout import as_fields, one_line_json, readable_json
from according.exchange.schema import json_schema


@pytest.fixture(scope="module")
def validator():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("reading", [fixture_reading(), hostile_reading()], ids=["fixture", "hostile"])
def test_what_is_printed_fits_the_schema(validator, reading):
    validator.validate(json.loads(one_line_json(reading)))
    validator.validate(json.loads(readable_json(as_fields(reading))))


def damaged(change):
    value = json.loads(one_line_json(fixture_reading()))
    change(value)
    return value


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v["claims"][0].update(type="WAR"),
        lambda v: v["claims"][0].update(span=[1]),
        lambda v: v["claims"][0].update(span=[-1, 2]),
        lambda v: v["claims"][0].pop("actors"),
        lambda v: v["claims"][0].update(confidence=1.5),
        lambda v: v["claims"][0]["factuality"].update(polarity="maybe"),
        lambda v: v["claims"][0]["locations"][0].update(lat=91),
        lambda v: v["claims"][0]["time"].update(start="Monday"),
        lambda v: v["report"].update(published="25.11.2024"),
        lambda v: v.update(schema="2"),
        lambda v: v.pop("report"),
    ],
)
def test_what_breaks_the_contract_does_not_fit(validator, change):
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(damaged(change))


def test_layers_may_be_left_out_but_not_null(validator):
    value = json.loads(one_line_json(fixture_reading()))
    del value["layers"]
    validator.validate(value)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(value | {"layers": None})


def test_readable_json_is_the_same_value():
    reading = fixture_reading()
    assert json.loads(readable_json(as_fields(reading))) == json.loads(one_line_json(reading))
    assert '"span": [97, 162]' in readable_json(as_fields(reading))


def test_the_schema_names_every_field_of_the_contract():
    schema = json_schema()["$defs"]
    for name in Reading.__struct_fields__:
        assert name in schema["Reading"]["properties"]


def test_the_fixture_quotes_its_report():
    reading = fixture_reading()

    def check(value):
        if isinstance(value, dict):
            if "span" in value:
                start, end = value["span"]
                assert reading.report.text[start:end] == value.get("text", value.get("source"))
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                check(item)

    check(json.loads(one_line_json(reading)))
