"""The model of the ledger: events, what each claimant says of them, and copies.

The contract is "An event in the ledger" in ``docs/claims.md``. An event holds no text of its own: every statement in it
leads to claims of reports, and they to characters. Times are ISO dates, or date-times in UTC where they are known.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from according.claims import Bound, Certainty, ClaimType, Part, Polarity, Role, Span

Status = Literal["agreed", "disputed", "single-source"]


class Party(Part, kw_only=True):
    """Who or what takes part, as the claims of the event name it."""

    name: str
    entity: str | None = None


class EventPlace(Part, kw_only=True):
    """Where it happened, as precisely as it was said."""

    name: str
    entity: str | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    precision: str | None = None
    radius_km: float | None = None
    role: Role = "in"


class EventTime(Part, kw_only=True):
    """When it happened: a closed interval."""

    start: str | None = None
    end: str | None = None
    granularity: str = "day"


class Claimant(Part, kw_only=True):
    """Whose account it is: an origin of claims, or the publisher where a report speaks for itself."""

    name: str
    entity: str | None = None
    side: str | None = None
    """ISO 3166-1 alpha-2 of the state, or the id of the group, that the claimant belongs to."""


class Tally(Part, kw_only=True):
    """A number that a claimant gives. Only numbers of one `measure` and one `scope` can contradict."""

    of: str | None
    measure: str
    value: float | None
    low: float | None
    high: float | None
    bound: Bound | None = None
    unit: str = "count"
    approximate: bool = False
    as_of: str | None = None
    """When it was said."""
    scope: str | None = None
    """The place that it is about, where it is not the event's."""
    superseded: bool = False
    """Whether the same claimant has since given another."""
    claims: list[str] = msgspec.field(default_factory=list)
    """``report/claim`` of each claim that gives it."""


class ClaimRef(Part, kw_only=True):
    """A claim of a report, by ids; `trigger` is a span of the report's text."""

    report: str
    claim: str
    trigger: Span
    copy_of: str | None = None
    """The report from which this one took the passage."""


class Account(Part, kw_only=True):
    """What one claimant says of the event, with one polarity."""

    claimant: Claimant
    polarity: Polarity = "positive"
    certainty: Certainty = "certain"
    quantities: list[Tally] = msgspec.field(default_factory=list)
    claims: list[ClaimRef] = msgspec.field(default_factory=list)


class Event(Part, kw_only=True):
    """Claims of many reports about one happening, told claimant by claimant; nothing in it is averaged."""

    id: str
    type: ClaimType
    mode: str | None
    status: Status
    actors: list[Party] = msgspec.field(default_factory=list)
    recipients: list[Party] = msgspec.field(default_factory=list)
    instruments: list[Party] = msgspec.field(default_factory=list)
    locations: list[EventPlace] = msgspec.field(default_factory=list)
    time: EventTime | None = None
    reports: int = 0
    copies: int = 0
    independent_sources: int = 0
    first_reported: str | None = None
    last_reported: str | None = None
    story: str | None = None
    """Id shared by the incidents of one story (a raid and what followed from it); None where it stands alone."""
    accounts: list[Account] = msgspec.field(default_factory=list)


class ChangedNumber(Part, kw_only=True):
    """Where a copy says another number than its original: spans in either text."""

    original: Span
    copy: Span
    said: str
    instead_of: str


class CopyOf(Part, kw_only=True):
    """A report whose text was taken from another, whole or in part."""

    report: str
    containment: float
    """Share of the shorter text, 0 to 1, that stands in the other."""
    passage: list[Span] = msgspec.field(default_factory=list)
    """The stretches of the copy's text that were taken over."""
    changed: list[ChangedNumber] = msgspec.field(default_factory=list)


class CopyGroup(Part, kw_only=True):
    """An original and its copies."""

    original: str
    copies: list[CopyOf]
