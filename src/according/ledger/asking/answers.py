"""What the ledger answers: typed rows, and pages of them."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

import msgspec

from according.claims import Claim, Part, Report, Span
from according.events import Claimant, Event

T = TypeVar("T")
Verdict = Literal["accepted", "rejected", "corrected"]


class Page(Part, Generic[T], kw_only=True):
    """Rows in order; `next` asks for the page after it, None where there is none."""

    items: list[T]
    next: str | None = None


class ClaimRow(Part, kw_only=True):
    """A claim with the report that tells it. `claim.text` is the quoted text, `claim.span` where it stands."""

    key: int
    """Number of the row in this ledger."""
    claim: Claim
    report: Report
    """Without its text."""
    event: str | None = None
    """Id of its event in the ledger; `claim.event` is the report's own."""
    copy_of: str | None = None
    """The report that the passage was taken from."""
    verdicts: list[Verdict] = msgspec.field(default_factory=list)
    original: Claim | None = None
    """What was read, where `claim` was corrected."""
    known_from: str
    known_until: str | None = None
    made_by: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def ref(self) -> str:
        """``REPORT/CLAIM``."""
        return f"{self.report.id}/{self.claim.id}"


class EventRow(Part, kw_only=True):
    """An event, and since when it is in the ledger."""

    event: Event
    known_from: str
    updated_at: str | None = None
    """When it changed last; None where it is shown as it was at a moment."""


class TallyRow(Part, kw_only=True):
    """A number that a claimant gives of an event."""

    event: str
    type: str
    day: str | None
    place: str | None
    claimant: Claimant
    measure: str
    of: str | None
    value: float | None
    low: float | None
    high: float | None
    bound: str | None
    approximate: bool
    unit: str
    as_of: str | None
    scope: str | None
    superseded: bool
    claims: list[str]
    """``REPORT/CLAIM`` of each claim that gives it."""


class Spread(Part, kw_only=True):
    """What the accounts of one event say of one measure and scope: from the lowest to the highest, and nothing between.

    `best` is the number that most claimants give as their last, None where no two give the same: it is never a mean.
    """

    event: str
    measure: str
    of: str | None
    unit: str
    scope: str | None
    low: float | None
    best: float | None
    high: float | None
    open_below: bool
    """Whether the lowest account says "at most", so that it may be less."""
    open_above: bool
    """Whether the highest account says "at least", so that it may be more."""
    accounts: list[TallyRow]
    """The standing numbers, by claimant."""


class SourceRow(Part, kw_only=True):
    """A publisher of reports, or an origin of claims."""

    name: str
    entity: str | None
    kind: Literal["publisher", "origin"]
    side: str | None
    reports: int
    """Reports that it published, or in which it speaks."""
    copies: int
    """Of these, reports that were taken from others, whole or in part."""
    roots: int
    """Of these, reports that were not."""
    claims: int
    first_seen: str | None
    last_seen: str | None
    silent_since: str | None = None
    """Its last day, where it has been silent for much longer than it used to be."""


class EntityRow(Part, kw_only=True):
    """Who or what is in claims, with the number of claims by role."""

    name: str
    entity: str | None
    claims: int
    roles: dict[str, int]
    first_seen: str | None
    last_seen: str | None


class Hit(Part, kw_only=True):
    """A report or claim in which words were found; spans are of the report's text."""

    kind: Literal["report", "claim"]
    report: Report
    """Without its text."""
    claim: ClaimRow | None = None
    score: float
    """Higher is better; only scores of one search compare."""
    snippet: str
    span: Span
    """Where the snippet stands; a report found by its title alone shows the beginning of its text."""
    marks: list[Span]
    """Where in the text the words stand, inside the snippet."""
    title_marks: list[Span] = msgspec.field(default_factory=list)
    """Where in the title."""


class Count(Part, kw_only=True):
    """How often a value stands in the claims asked for; `entity` is the value's id where `value` is a name."""

    value: str | None
    count: int
    entity: str | None = None


class Bucket(Part, kw_only=True):
    """Claims of one type in one day, week (its Monday) or month (its first day)."""

    start: str | None
    type: str
    count: int
