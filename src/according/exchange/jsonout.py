"""JSON as programs want it (one line) and as people can read it (spans on one line)."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from according.claims import Reading


def as_fields(reading: Reading) -> dict[str, Any]:
    """Return the top fields of the contract; `layers` only where it was asked for."""
    fields: dict[str, Any] = {
        "schema": reading.schema,
        "report": reading.report,
        "claims": reading.claims,
        "warnings": reading.warnings,
        "made_by": reading.made_by,
    }
    if reading.layers is not None:
        fields["layers"] = reading.layers
    return fields


def one_line_json(reading: Reading) -> bytes:
    """Return `reading` on one line, without the line end."""
    return msgspec.json.encode(as_fields(reading))


def readable_json(value: Any) -> str:
    """Return `value` indented, with lists and objects of scalars on one line where they are short."""
    return _indented(json.loads(msgspec.json.encode(value)), "")


def _indented(value: Any, margin: str) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or not value:
        return flat
    items = list(value.values()) if isinstance(value, dict) else value
    if len(flat) + len(margin) <= 100 and not any(_nested(item) for item in items):
        return flat
    inner = margin + "  "
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(k, ensure_ascii=False)}: {_indented(v, inner)}" for k, v in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{margin}}}"
    return "[\n" + ",\n".join(inner + _indented(item, inner) for item in value) + f"\n{margin}]"


def _nested(item: Any) -> bool:
    """Whether `item` holds more than a span's two numbers."""
    return isinstance(item, dict) or (isinstance(item, list) and any(isinstance(x, (dict, list)) for x in item))
