"""The description of the interface, as OpenAPI 3.1."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from according.knowledge.types import load_types
from according.ledger.asking.filters import CHOICES
from according.web.server.asked import FILTERS, LIMIT, MANY, MOST
from according.web.server.filter_form import LABELS
from according.web.server.formats import MEDIA
from according.web.server.view import View

_EXAMPLES = {
    "box": "22,44,41,53",
    "near": "50.45,30.52,25",
    "quantity": "killed:5..20",
    "since": "2024-11",
    "until": "2024-11-25",
}
_PATH = re.compile(r"\{(\w+)(?::path)?\}")


def described(views: Iterable[View], version: str) -> dict[str, Any]:
    """Return the document: each view in each of its formats, with the filters that all of them take."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "according",
            "version": version,
            "summary": "A ledger of sourced claims: what is said to have happened, according to whom, and how surely.",
        },
        "paths": {
            f"{_named(view.path)}.{form}": {"get": _operation(view, form)} for view in views for form in view.formats
        },
        "components": {
            "parameters": {name: _parameter(name) for name in FILTERS} | _paging(),
            "responses": _responses(),
        },
    }


def stem(path: str) -> str:
    """Return the path that the ending of a format is put behind."""
    return path if path != "/" else "/today"


def _named(path: str) -> str:
    return _PATH.sub(r"{\1}", stem(path))


def _operation(view: View, form: str) -> dict[str, Any]:
    own = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PATH.findall(view.path)
    ]
    shared = [{"$ref": f"#/components/parameters/{name}"} for name in (*FILTERS, "sort", "after", "limit")]
    return {
        "operationId": f"{view.name}_{form}",
        "summary": view.summary,
        "parameters": [*own, *shared],
        "responses": {
            "200": {"description": "What was asked for.", "content": {MEDIA[form].partition(";")[0]: {}}},
            "400": {"$ref": "#/components/responses/refused"},
        },
    }


def _parameter(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if name == "type":
        schema["enum"] = list(load_types())
    elif name in CHOICES:
        schema["enum"] = list(CHOICES[name])
    elif name in ("confidence", "independent"):
        schema = {"type": "number", "minimum": 0}
    found = {
        "name": name, "in": "query", "description": LABELS.get(name, name),
        "schema": {"type": "array", "items": schema} if name in MANY else schema,
    }  # fmt: skip
    return found | ({"example": _EXAMPLES[name]} if name in _EXAMPLES else {})


def _paging() -> dict[str, Any]:
    return {
        "sort": {"name": "sort", "in": "query", "description": "An order; a minus before it turns it round.", "schema": {"type": "string"}},
        "after": {"name": "after", "in": "query", "description": "The `next` of the page before.", "schema": {"type": "string"}},
        "limit": {
            "name": "limit", "in": "query", "description": "Rows of a page.",
            "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT},
        },
    }  # fmt: skip


def _responses() -> dict[str, Any]:
    said = {"type": "object", "properties": {"error": {"type": "string"}, "remedy": {"type": "string"}}}
    return {
        "refused": {
            "description": "What was asked names what there is not; `remedy` says what there is.",
            "content": {"application/json": {"schema": said}},
        }
    }
