"""A brief as data: sentences in pieces, each with the claims that it rests on, before any format.

Claims are cited as ``REPORT/CLAIM``. All texts are plain and as hostile as the reports were: formats escape them.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from according.claims import Bound, Part
from according.events import Status

PieceKind = Literal["plain", "name", "quote", "number", "note"]
Precision = Literal["point", "circle", "wide", "unknown"]


class Piece(Part, kw_only=True):
    """A stretch of a sentence; a ``quote`` holds a report's own words, without marks. `cites` are the claims in it."""

    kind: PieceKind
    text: str
    cites: list[str] = msgspec.field(default_factory=list)


class Sentence(Part, kw_only=True):
    """A sentence of the brief, and the claims that it rests on."""

    pieces: list[Piece]
    cites: list[str] = msgspec.field(default_factory=list)
    """Those that no piece of it cites."""

    def all_cites(self) -> list[str]:
        """Return every claim that the sentence cites, once."""
        return list(dict.fromkeys([ref for p in self.pieces for ref in p.cites] + self.cites))


class Figures(Part, kw_only=True):
    """Articles, independent sources and events: three numbers that are never mixed."""

    articles: int
    copies: int
    undated: int
    sources: int
    events: int
    by_status: dict[Status, int]


class Entry(Part, kw_only=True):
    """One event: who says what of it. `when` is in words; `counts` are its sources, reports and copies in words."""

    id: str
    title: str
    when: str
    status: Status
    counts: str
    gist: Sentence | None
    """The claim that says best what it is, in its report's words."""
    verdict: Sentence
    accounts: list[Sentence]
    has_numbers: bool = False


class Day(Part, kw_only=True):
    """The events of a day, or of what is not one day; the most told first."""

    label: str
    note: str = ""
    entries: list[Entry]


class Voice(Part, kw_only=True):
    """What one claimant newly says; `more` is how many further statements are not shown."""

    name: str
    claims: int
    lines: list[Sentence]
    more: int = 0


class Side(Part, kw_only=True):
    """The claimants of one side, whoever says most first."""

    name: str
    claims: int
    voices: list[Voice]


class Figure(Part, kw_only=True):
    """A number as a claimant gives it: `words` for people, the rest for the chart. `at` is ISO, a day or a moment."""

    claimant: str
    words: str
    mark: str
    """Short, for the chart: ``≥ 28``, ``6–9``."""
    value: float | None
    low: float | None
    high: float | None
    bound: Bound | None
    at: str | None
    of: str
    kind: str
    """What it counts, by and large: only numbers of one kind share a chart."""
    superseded: bool
    unsure: bool
    """Whether the reading of every claim that gives it is doubtful."""
    cites: list[str]


class Tallies(Part, kw_only=True):
    """The numbers of one measure of one event, in the order in which they were said."""

    event: str
    title: str
    measure: str
    scope: str | None
    unit: str
    contested: bool
    figures: list[Figure]
    chart: bool = False


class Card(Part, kw_only=True):
    """One of the accounts that do not go together, and who gives it."""

    heading: str
    lines: list[Sentence]


class Dispute(Part, kw_only=True):
    """A point on which claimants contradict each other."""

    event: str | None
    title: str
    about: str
    cards: list[Card]


class Statements(Part, kw_only=True):
    """Statements of one kind."""

    label: str
    note: str
    sentences: list[Sentence]
    more: int = 0


class Spot(Part, kw_only=True):
    """A place of events. `drawn` says how: only a ``point`` is one; a ``circle`` has `radius_km`; the rest is only named."""

    number: int
    name: str
    within: str
    lat: float | None
    lon: float | None
    radius_km: float | None
    drawn: Precision
    precision: str
    status: Status
    events: list[str]


class Landmark(Part, kw_only=True):
    """A large town, by which to find the way; nothing is told of it."""

    name: str
    lat: float
    lon: float


class Panel(Part, kw_only=True):
    """Places that lie near each other, on one map, and large towns around them."""

    title: str
    spots: list[Spot]
    landmarks: list[Landmark]


class Atlas(Part, kw_only=True):
    """All places, by map, and those that are only named: too wide, or not known where."""

    panels: list[Panel]
    named: list[Spot]
    nowhere: int
    """Events of which no place is told."""


class Quoted(Part, kw_only=True):
    """A claim that the brief cites, under its number, in the report's words: of the claim alone, or "" where unknown.

    `by` is its chain of sources, outermost first. `stance` says what the words alone may not: that it is denied, foreseen,
    hearsay; empty where it is asserted.
    """

    number: int
    ref: str
    quote: str
    by: str
    stance: str


class Source(Part, kw_only=True):
    """A report that the brief cites."""

    report: str
    title: str
    publisher: str | None
    published: str | None
    url: str | None
    copy_of: str | None
    claims: list[Quoted]


class Publisher(Part, kw_only=True):
    """How many reports a publisher has in the window, and how many of them are copies."""

    name: str
    reports: int
    copies: int
    claims: int


class Gap(Part, kw_only=True):
    """Something that is missing, and the things themselves."""

    text: str
    items: list[str] = msgspec.field(default_factory=list)


class Brief(Part, kw_only=True):
    """A brief; `to_html` and `to_markdown` write it."""

    title: str
    window: str
    made_at: str | None
    base_url: str | None
    figures: Figures
    leading: list[Entry]
    days: list[Day]
    left_out: int
    """Events of the chronology that are not told, for room."""
    sides: list[Side]
    press: list[Voice]
    tallies: list[Tallies]
    disputes: list[Dispute]
    statements: list[Statements]
    atlas: Atlas
    publishers: list[Publisher]
    copied: list[Sentence]
    made_by: list[str]
    gaps: list[Gap]
    sources: list[Source]
    numbers: dict[str, int]
    """The number of each claim that is cited, by ``REPORT/CLAIM``."""
