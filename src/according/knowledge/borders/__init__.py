"""How the map draws borders: which areas are disputed, and as whose they are drawn. The front end's build cuts them out."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from according.errors import ModelError
from according.knowledge import tables


class Area(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """An area whose status is disputed; see the head of ``areas.yaml``."""

    name: str
    why: str
    origin: list[str] = msgspec.field(name="from")
    drawn: str | None = None
    whole: bool = False
    outline: list[tuple[float, float]] = msgspec.field(default_factory=list)


@lru_cache(maxsize=1)
def areas() -> tuple[Area, ...]:
    """Return the disputed areas in the order of the table. Raises `ModelError` where it is missing or damaged."""
    shape: Any = tuple[Area, ...]
    try:
        found: tuple[Area, ...] = msgspec.convert(tables.load("borders/areas"), shape)
    except msgspec.ValidationError as error:
        raise ModelError(f"the table borders/areas is damaged: {error}", remedy="Install the package again.") from error
    return found
