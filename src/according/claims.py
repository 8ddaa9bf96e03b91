"""The model of the whole product: reports, claims and their parts.

The contract is the JSON shape in ``docs/claims.md``. Every ``span`` is a half-open interval
``(start, end)`` in Unicode code points of ``Report.text``, and ``text[start:end]`` is always the
quoted string that stands beside it.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Span = tuple[int, int]

ClaimType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE",
    "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "DEFEND", "HARM",
    "POLICY", "CAPABILITY", "ASSESS",
]  # fmt: skip
SourceKind = Literal["person", "organization", "state", "media", "anonymous", "document"]
Mode = Literal["direct", "indirect", "mixed"]
Certainty = Literal["certain", "probable", "possible", "unspecified"]
Polarity = Literal["positive", "negative"]
Realis = Literal["actual", "future", "hypothetical", "generic"]
Role = Literal["in", "from", "to"]
Bound = Literal["min", "max"]


class Part(msgspec.Struct, kw_only=True):
    """Base of everything that stands in a claim."""


class Report(Part, kw_only=True):
    """One news report as it was given: the text is never altered."""

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    """ISO date (``YYYY-MM-DD``), or None where neither the report nor the caller says."""
    published_at: str | None = None
    """The moment, as ``YYYY-MM-DDTHH:MM:SSZ``, where a clock time is known too."""
    language: str | None = None


class Trigger(Part, kw_only=True):
    """The word or words that name the happening."""

    text: str
    span: Span


class Link(Part, kw_only=True):
    """One link of a chain of sources."""

    source: str
    span: Span
    entity: str | None = None
    name: str | None = None
    kind: SourceKind = "organization"
    cue: str | None = None
    cue_span: Span | None = None
    mode: Mode = "indirect"


class Factuality(Part, kw_only=True):
    """How the last source of the chain presents the content (after Sauri & Pustejovsky 2009)."""

    certainty: Certainty = "certain"
    polarity: Polarity = "positive"
    realis: Realis = "actual"


class Filler(Part, kw_only=True):
    """Who or what fills a role; a pronoun keeps its span, what it stands for is in `name`."""

    text: str
    span: Span
    entity: str | None = None
    name: str | None = None


class Place(Part, kw_only=True):
    """A toponym in a claim. Coordinates are WGS84 degrees, or None where they are not known."""

    text: str
    span: Span
    name: str | None = None
    entity: str | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    admin1: str | None = None
    precision: str | None = None
    """What was said: ``point``, ``district``, ``region``, ``country``, ``sea`` or ``area``."""
    radius_km: float | None = None
    role: Role = "in"


class TimeSpan(Part, kw_only=True):
    """A closed interval of ISO dates."""

    text: str
    span: Span
    start: str | None
    end: str | None
    granularity: str = "day"


class Quantity(Part, kw_only=True):
    """A number that measures a claim, with what it counts. `value` is None for ranges."""

    text: str
    span: Span
    value: float | None
    low: float | None
    high: float | None
    approximate: bool = False
    bound: Bound | None = None
    unit: str = "count"
    of: str | None = None
    si_value: float | None = None
    si_unit: str | None = None


class Claim(Part, kw_only=True):
    """One happening, intention, capability or judgement, who puts it forward, and how surely."""

    id: str
    event: str
    type: ClaimType
    mode: str | None
    confidence: float
    text: str
    span: Span
    trigger: Trigger
    attribution: list[Link] = msgspec.field(default_factory=list)
    factuality: Factuality = msgspec.field(default_factory=Factuality)
    actors: list[Filler] = msgspec.field(default_factory=list)
    recipients: list[Filler] = msgspec.field(default_factory=list)
    instruments: list[Filler] = msgspec.field(default_factory=list)
    locations: list[Place] = msgspec.field(default_factory=list)
    time: TimeSpan | None = None
    quantities: list[Quantity] = msgspec.field(default_factory=list)


class AttributionLayer(Part, kw_only=True):
    """An attribution found in the report: lists of spans, discontinuous where the text is."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]
    mode: Mode


class EntityMention(Part, kw_only=True):
    """A mention of an entity."""

    text: str
    span: Span
    kind: str
    entity: str | None = None
    name: str | None = None


class PlaceMention(Part, kw_only=True):
    """A toponym of the report, whether a claim uses it or not."""

    text: str
    span: Span
    name: str | None = None
    entity: str | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    precision: str | None = None
    radius_km: float | None = None


class TimeMention(Part, kw_only=True):
    """A time expression: TIMEX3 `type` and `value`, and the closed interval of ISO dates, if known."""

    text: str
    span: Span
    type: str
    """``DATE``, ``TIME``, ``DURATION`` or ``SET``."""
    value: str
    start: str | None = None
    end: str | None = None
    granularity: str | None = None


class Layers(Part, kw_only=True):
    """Everything that was found in the report."""

    attributions: list[AttributionLayer] = msgspec.field(default_factory=list)
    entities: list[EntityMention] = msgspec.field(default_factory=list)
    places: list[PlaceMention] = msgspec.field(default_factory=list)
    times: list[TimeMention] = msgspec.field(default_factory=list)
    quantities: list[Quantity] = msgspec.field(default_factory=list)


class Reading(Part, kw_only=True):
    """A report and the claims read from it: what ``according read --format json`` prints."""

    schema: str = "1"
    report: Report
    claims: list[Claim]
    layers: Layers | None = None
    warnings: list[str] = msgspec.field(default_factory=list)
    """What the reader should know: no publication date, say, so relative times stay open."""
    made_by: dict[str, str] = msgspec.field(default_factory=dict)
    """Version of the package, digests of model and tables."""


def to_builtins(value: Any) -> Any:
    """Return `value` as plain lists, dicts and scalars, spans as lists."""
    return msgspec.json.decode(msgspec.json.encode(value))
