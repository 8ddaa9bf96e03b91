"""The JSON Schema (2020-12) of what ``according read --format json`` prints for one report."""

from __future__ import annotations

from typing import Any

import msgspec

from according.claims import Reading

_OPTIONAL = {"layers"}
"""Fields of a reading that are left out where they were not asked for."""
_DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def json_schema() -> dict[str, Any]:
    """Return the schema: every field is always there, save `layers`, which ``--layers`` adds."""
    (top,), parts = msgspec.json.schema_components([Reading], ref_template="#/$defs/{name}")
    for part in parts.values():
        # A field with a default need not be given to us, but we always print it.
        part["required"] = [name for name in part["properties"] if name not in _OPTIONAL]
        for name, shape in part["properties"].items():
            shape.pop("default", None)
            _tighten(name, shape)
    parts["Reading"]["properties"]["layers"] = {"$ref": "#/$defs/Layers"}
    parts["Reading"]["properties"]["schema"] = {"const": "1"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A report and the claims read from it",
        "description": "Every span is [start, end) in Unicode code points of report.text, and quotes it.",
        **top,
        "$defs": parts,
    }


def _tighten(name: str, shape: dict[str, Any]) -> None:
    """Say what the Python types cannot: offsets are not negative, dates are ISO dates, shares are shares."""
    for tuple_shape in _tuples(shape):
        for item in tuple_shape["prefixItems"]:
            item["minimum"] = 0
    if name == "confidence":
        shape |= {"minimum": 0, "maximum": 1}
    elif name in ("published", "start", "end"):
        shape.clear()
        shape["anyOf"] = [_DATE, {"type": "null"}]
    elif name in ("lat", "lon"):
        most = 90 if name == "lat" else 180
        shape.clear()
        shape["anyOf"] = [{"type": "number", "minimum": -most, "maximum": most}, {"type": "null"}]
    elif name == "country":
        shape.clear()
        shape["anyOf"] = [{"type": "string", "pattern": "^[A-Z]{2}$"}, {"type": "null"}]


def _tuples(shape: Any) -> list[dict[str, Any]]:
    if isinstance(shape, list):
        return [found for item in shape for found in _tuples(item)]
    if not isinstance(shape, dict):
        return []
    own = [shape] if "prefixItems" in shape else []
    return own + [found for value in shape.values() for found in _tuples(value)]
