"""News as agencies, crawlers and pages write it in JSON: ninjs 1 to 3, news-please, schema.org; and our own records.

Where each shape keeps what a report needs stands in ``knowledge/intake/news_json.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from according.intake.markup import fragment_text, has_markup
from according.intake.take import METADATA
from according.intake.taken import Found
from according.knowledge.tables import load

JSON_TYPE = "application/json"
_DEEPEST = 6
"""Levels of lists and graphs that are looked into for articles."""


class Shape(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Names of the fields, in small letters, in which one shape of news in JSON keeps what a report needs."""

    marks: list[str]
    types: list[str] = []
    id: list[str]
    text: list[str]
    bodies: list[str] = []
    title: list[str]
    headlines: list[str] = []
    publisher: list[str]
    url: list[str]
    published: list[str]
    version: list[str] = []
    fetched: list[str] = []
    status: list[str] = []
    note: list[str] = []
    language: list[str]


@lru_cache(maxsize=1)
def load_shapes() -> dict[str, Shape]:
    """Return the shapes by name, in the order in which they are tried."""
    table = {name: shape for name, shape in load("intake/news_json").items() if name != "withdrawn"}
    return msgspec.convert(table, dict[str, Shape])


def articles(value: Any, depth: int = _DEEPEST) -> Iterator[dict[str, Any]]:
    """Yield the records in a decoded JSON `value` that have a shape that is known, in its order."""
    if isinstance(value, list) and depth:
        for part in value:
            yield from articles(part, depth - 1)
    elif isinstance(value, dict):
        graph = value.get("@graph")
        if isinstance(graph, list) and depth:
            nodes = {node["@id"]: node for node in graph if isinstance(node, dict) and isinstance(node.get("@id"), str)}
            yield from (_linked(record, nodes) for record in articles(graph, depth - 1))
        elif is_own(value) or shape_of(value):
            yield value


def is_own(record: Mapping[str, Any]) -> bool:
    """Whether `record` is a report as this package writes it: an object with a ``text``."""
    return isinstance(record.get("text"), str) and not shape_of(record)


def shape_of(record: Mapping[str, Any]) -> Shape | None:
    """Return the first shape that `record` has, or None."""
    lowered = {key.casefold(): value for key, value in record.items()}
    types = {name.rpartition("/")[2].rpartition(":")[2] for name in _strings(lowered.get("@type"))}
    for shape in load_shapes().values():
        if types & set(shape.types) or any(_given(lowered.get(mark)) for mark in shape.marks):
            return shape
    return None


def found_in(record: Mapping[str, Any], raw: bytes, place: str) -> Found:
    """Return the text of `record` and what it says of it; `place` is its id where it has none.

    A record without a text gives an empty one, which `take` refuses unless the record is a withdrawal.
    """
    shape = shape_of(record)
    if shape is None:
        return _own(record, raw, place)
    fields = {key.casefold(): value for key, value in record.items()}
    report_id = _first(fields, shape.id) or place
    text = _body(fields, shape)
    withdrawn = _withdrawn(fields, shape)
    return Found(
        id=report_id,
        text=fragment_text(text, report_id) if has_markup(text) else text,
        raw=raw,
        media_type=JSON_TYPE,
        known={
            "title": _value_of(_main(fields, shape.headlines)) or _first(fields, shape.title),
            "publisher": _first(fields, shape.publisher),
            "url": _address(_first(fields, shape.url)),
            "published": _first(fields, shape.published),
            "language": _first(fields, shape.language),
        },
        fetched_at=_first(fields, shape.fetched),
        version=_first(fields, shape.version),
        withdrawn_why=withdrawn,
    )


def _own(record: Mapping[str, Any], raw: bytes, place: str) -> Found:
    given = record.get("id")
    report_id = str(given) if isinstance(given, (str, int)) and str(given).strip() else place
    known = {key: record.get(key) for key in METADATA}
    return Found(id=report_id, text=record["text"], raw=raw, media_type=JSON_TYPE, known=known)


def _body(fields: Mapping[str, Any], shape: Shape) -> str:
    for name in shape.text:
        if isinstance(fields.get(name), str) and fields[name].strip():
            return str(fields[name])
    return _value_of(_main(fields, shape.bodies)) or ""


def _main(fields: Mapping[str, Any], names: list[str]) -> Any:
    """Return the part to be taken of a list of bodies or headlines: plain text before markup, then the first."""
    parts = [part for name in names if isinstance(fields.get(name), list) for part in fields[name]]
    usable = [part for part in parts if _value_of(part)]
    return min(usable, key=lambda part: not _is_plain(part), default=None)


def _is_plain(part: Any) -> bool:
    if not isinstance(part, dict):
        return True
    stated = next((value for key, value in part.items() if key.casefold() == "contenttype"), "text/plain")
    return str(stated).casefold().startswith("text/plain")


def _value_of(part: Any) -> str | None:
    value = part.get("value") if isinstance(part, dict) else part
    return value if isinstance(value, str) and value.strip() else None


def _withdrawn(fields: Mapping[str, Any], shape: Shape) -> str | None:
    status = _first(fields, shape.status)
    if (
        status is None
        or status.rpartition("/")[2].rpartition(":")[2].casefold() not in load("intake/news_json")["withdrawn"]
    ):
        return None
    note = _first(fields, shape.note)
    return f"{status}: {note}" if note else status


def _first(fields: Mapping[str, Any], names: list[str]) -> str | None:
    for name in names:
        if text := _plain(fields.get(name)):
            return text
    return None


def _plain(value: Any, depth: int = 3) -> str | None:
    """Return the name of a thing, or the text or number itself; of several the first."""
    if isinstance(value, bool) or value is None or not depth:
        return None
    if isinstance(value, (str, int, float)):
        return str(value).strip() or None
    if isinstance(value, list):
        return next((text for part in value if (text := _plain(part, depth - 1))), None)
    if isinstance(value, dict):
        return next((text for key in _NAMES if (text := _plain(value.get(key), depth - 1))), None)
    return None


_NAMES = ("name", "@value", "value", "literal", "@id", "url")
"""Where an object says in words what it is, the best first."""


def _linked(record: dict[str, Any], nodes: Mapping[str, Any]) -> dict[str, Any]:
    """Return `record` with references to other nodes of its graph filled in, one level deep."""

    def target(value: Any) -> Any:
        if isinstance(value, dict) and set(value) <= {"@id", "@type"} and value.get("@id") in nodes:
            return nodes[value["@id"]]
        return value

    # The page that an article is on is wanted by its address, not by its name.
    return {key: value if key == "mainEntityOfPage" else target(value) for key, value in record.items()}


def _address(value: str | None) -> str | None:
    return value if value and value.startswith(("http://", "https://")) else None


def _given(value: Any) -> bool:
    return value is not None and value != "" and value != []


def _strings(value: Any) -> list[str]:
    return [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str)]
