"""A view: data first, then the forms in which it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import QueryParams

from according.ledger import Ledger
from according.ledger.asking import Filter
from according.web.server.options import ServeOptions


@dataclass(frozen=True, slots=True)
class Asked:
    """What a view is given."""

    ledger: Ledger
    path: Mapping[str, str]
    """Parameters of the path."""
    params: QueryParams
    """Of the address, as they came."""
    filter: Filter
    """The common filters of the address, checked."""
    sort: str | None
    after: str | None
    """`Answer.next` of the page before."""
    limit: int
    options: ServeOptions


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view answers."""

    title: str
    data: Any
    """What ``.json`` gives: anything msgspec encodes; its shape is stable."""
    rows: list[dict[str, Any]] | None = None
    """What ``.csv`` gives; None where there is none."""
    features: dict[str, Any] | None = None
    """What ``.geojson`` gives, a FeatureCollection."""
    page: dict[str, Any] = field(default_factory=dict)
    """More for the template alone."""
    next: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A page with its other formats, which are its path with ``.json``, ``.csv``, ``.geojson`` behind it."""

    name: str
    path: str
    """Of Starlette: ``/events/{id}``."""
    answer: Callable[[Asked], Answer]
    """Runs in a thread. Raises `AccordingError`."""
    template: str
    summary: str
    """One line, for the description of the interface."""
    formats: tuple[str, ...] = ("json", "csv")
