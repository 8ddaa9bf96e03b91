"""An event or claim as the timeline and the map show it: a heading that asserts nothing, its days, its places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from according.brief.headings import KNOWN, moves, place_of
from according.brief.texts import place_text, shown
from according.claims import Claim, Place, Report
from according.events import Event, EventPlace
from according.exchange.ledger.geojson import shown_places
from according.exchange.ledger.shared import dates_text, place_name, point, source_chain
from according.exchange.wording import one_line
from according.knowledge.brief import headings
from according.ledger.asking import ClaimRow
from according.web.server.addresses import event_address, report_address
from according.web.server.axis import When, when_of

AnyPlace = EventPlace | Place
_BEFORE = {"in": ", ", "to": " to ", "from": " from "}


@dataclass(frozen=True, slots=True)
class Happening:
    """One row. `status` is empty for a claim; `sources` counts independent ones; `source` is who says a claim."""

    kind: str
    id: str
    href: str
    type: str
    mode: str
    title: str
    status: str
    source: str
    start: str | None
    end: str | None
    granularity: str | None
    first_reported: str | None
    last_reported: str | None
    reports: int
    copies: int
    sources: int
    places: list[AnyPlace]
    """Those that a map shows: with coordinates, and none that only holds another."""
    unplaced: list[str]
    """Names of the others without coordinates."""
    says: str = ""
    """What a report says of an event, in its words."""

    @property
    def when(self) -> When | None:
        """Its days, or that of the first report."""
        return when_of(self.start, self.end, self.first_reported)

    @property
    def days(self) -> str:
        """Its days in words, as told."""
        return dates_text(self.start, self.end)


def of_event(event: Event) -> Happening:
    """Return an event as a row."""
    time = event.time
    return Happening(
        kind="event", id=event.id, href=event_address(event.id), type=event.type, mode=event.mode or "",
        title=_event_title(event), status=event.status, source="",
        start=time.start if time else None, end=time.end if time else None, granularity=time.granularity if time else None,
        first_reported=event.first_reported, last_reported=event.last_reported,
        reports=event.reports, copies=event.copies, sources=event.independent_sources,
        places=list(shown_places([p for p in event.locations if p.role == "in" or moves(event)])),
        unplaced=_unplaced(event.locations),
    )  # fmt: skip


def of_claim(row: ClaimRow) -> Happening:
    """Return a claim as a row."""
    claim, report, time = row.claim, row.report, row.claim.time
    return Happening(
        kind="claim", id=row.ref, href=report_address(report.id, claim.id), type=claim.type, mode=claim.mode or "",
        title=one_line(claim.text), status="", source=_source(claim, report),
        start=time.start if time else None, end=time.end if time else None, granularity=time.granularity if time else None,
        first_reported=report.published, last_reported=report.published, reports=1, copies=int(row.copy_of is not None),
        sources=1, places=list(shown_places(claim.locations)), unplaced=_unplaced(claim.locations),
    )  # fmt: skip


def _unplaced(places: Sequence[AnyPlace]) -> list[str]:
    return list(dict.fromkeys(place_name(p) for p in places if point(p) is None and place_name(p)))


def _source(claim: Claim, report: Report) -> str:
    return source_chain(claim).replace("<-", "←") or one_line(report.publisher or report.id)


def _event_title(event: Event) -> str:
    entry = headings()[event.type]
    noun = entry.modes.get(event.mode or "", entry.noun)
    where = place_of(event)
    if where is not None and where.name:
        return f"{noun}{_BEFORE[where.role]}{place_text(where)}"
    known = [p for p in (*event.actors, *event.recipients) if (p.entity or "").startswith(KNOWN)]
    named = list(dict.fromkeys(shown(p.name) for p in known))[:2]
    return f"{noun} ({' and '.join(named)} named)" if named else noun
