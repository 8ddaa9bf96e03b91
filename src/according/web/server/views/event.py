"""One event: what is agreed and disputed, who says what side by side, numbers over time, and why its claims are together."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from according.brief.disputes import contested_measures
from according.brief.headings import verdict_text
from according.brief.index import publisher_of
from according.brief.texts import country_name, shown
from according.claims import Part
from according.events import Event, EventPlace
from according.exchange.ledger import LedgerData, export
from according.exchange.ledger.shared import point
from according.knowledge.brief import words
from according.ledger import asking
from according.ledger.asking import Filter, Slice
from according.ledger.reviews import KeptReview, numbered
from according.web.server.addresses import event_address, report_address
from according.web.server.happening.beside import Changed, SideOf, beside, changed
from according.web.server.happening.gather import Gathered, gather
from according.web.server.happening.joining import Step, happened, steps
from according.web.server.happening.numbers import rows_and_plots
from according.web.server.happening.points import points
from according.web.server.happening.sentences import gist_of
from according.web.server.happenings import of_event
from according.web.server.review_parts import ShownReview, shown_review
from according.web.server.view import Answer, Asked, View
from according.web.server.views.events import flat

_MOST_ALIKE = 8
_MOST = {"accounts": 20, "stands": 25, "named": 40, "numbers": 80, "marks": 40}
"""What the page shows of an event that everybody tells of: of a side, of a point, of what is said of one, and rows. The data has all."""
_ROLES = {"in": "where it is said to have happened", "from": "from", "to": "to"}


class PlaceTold(Part, kw_only=True):
    """A place of the event, no more precise than it was told."""

    name: str
    within: str
    role: str
    precision: str
    lat: float | None
    lon: float | None
    radius_km: float | None


class CopyTold(Part, kw_only=True):
    """A pair of reports of which one was taken from the other, and the numbers that changed on the way."""

    original: str
    original_publisher: str
    original_href: str
    copy: str
    copy_publisher: str
    copy_href: str
    share: float
    changed: list[Changed]


@dataclass(frozen=True, slots=True)
class Near:
    """Another event of the story."""

    id: str
    title: str
    href: str
    days: str
    status: str


def event(asked: Asked) -> Answer:
    """Return an event, as it stands or as it stood."""
    known = gather(asked.ledger, asked.path["id"], asked.filter.as_of)
    one, index = known.event, known.index
    sides = beside(index, one)
    told = points(index, one)
    numbers, plots = rows_and_plots(index, one)
    joined, left_out = _joined(asked, known)
    log = happened(known.log, one.id)
    copies = _copies(known)
    row = of_event(one)
    data = {
        "event": one, "title": row.title, "known_from": known.known_from, "updated_at": known.updated_at, "points": told,
        "sides": sides, "numbers": numbers, "places": list(map(place_told, one.locations)), "copies": copies,
        "joined": joined, "not_compared": left_out, "log": log, "log_entries": known.logged,
        "reviews": known.reviews, "story": [other.id for other in known.story],
    }  # fmt: skip
    return Answer(
        title=f"{row.title}, {row.days}" if row.days else row.title,
        data=data,
        rows=flat([one]),
        features=_features(known),
        page={
            **{name: value for name, value in data.items() if name != "title"},
            "row": row,
            "verdict": verdict_text(one, contested_measures(one)),
            "gist": gist_of(index, one),
            "claims": len({(ref.report, ref.claim) for account in one.accounts for ref in account.claims}),
            "plots": [plot for plot in plots if plot.marks <= _MOST["marks"]],
            "crowded": [plot.title for plot in plots if plot.marks > _MOST["marks"]],
            "most": _MOST,
            "anchors": _anchors(sides),
            "parties": _parties(one),
            "statuses": words().statuses,
            "whole_country": words().precisions["country"],
            "moved_from": known.asked if not one.id.startswith(known.asked) else None,
            "changed_copies": [copy for copy in copies if copy.changed],
            "near": [_near(other) for other in known.story],
            "alike": _alike(asked, one) if not asked.options.readonly else [],
            "reviews": [_reviewed(review) for review in known.reviews],
            "as_of": asked.filter.as_of,
            "done": _done(asked),
        },
    )


def _done(asked: Asked) -> ShownReview | None:
    """The review that was made just now, as the address says."""
    number = asked.params.get("done", "")
    one = numbered(asked.ledger, int(number)) if number.isdecimal() and len(number) < 16 else None
    return shown_review(one) if one is not None else None


def _reviewed(review: KeptReview) -> ShownReview:
    """A review with the words that it is about first."""
    made = shown_review(review)
    if review.trigger is None:
        return made
    return replace(made, lines=[f"“{shown(review.trigger)}” in {shown(review.report or '')}", *made.lines])


def _joined(asked: Asked, known: Gathered) -> tuple[list[Step], int]:
    """Why its claims are together; of what was at an earlier moment that is no longer known."""
    return steps(asked.ledger, known.index, known.event.id) if asked.filter.as_of is None else ([], 0)


def place_told(place: EventPlace) -> PlaceTold:
    """Return a place in words."""
    at = point(place)
    around = [part for part in (place.admin1, country_name(place.country)) if part and part != place.name]
    return PlaceTold(
        name=shown(place.name), within=shown(", ".join(around)), role=_ROLES[place.role],
        precision=words().precisions.get(place.precision or "unknown", place.precision or ""),
        lat=at[0] if at else None, lon=at[1] if at else None, radius_km=place.radius_km,
    )  # fmt: skip


def _parties(one: Event) -> list[tuple[str, list[str]]]:
    roles = (("Who", one.actors), ("To whom", one.recipients), ("With", one.instruments))
    found = [(label, list(dict.fromkeys(shown(party.name) for party in parties))) for label, parties in roles]
    return [(label, names) for label, names in found if names]


def _anchors(sides: list[SideOf]) -> dict[str, str]:
    """The first account of each claimant on the page."""
    found: dict[str, str] = {}
    for side in sides:
        for account in side.accounts[: _MOST["accounts"]]:
            found.setdefault(account.claimant, account.anchor)
    return found


def _copies(known: Gathered) -> list[CopyTold]:
    return [
        CopyTold(
            original=group.original, original_publisher=_publisher(known, group.original), original_href=report_address(group.original), copy=copy.report, copy_publisher=_publisher(known, copy.report),
            copy_href=report_address(copy.report), share=copy.containment, changed=list(map(changed, copy.changed)),
        )
        for group in known.copies
        for copy in group.copies
    ]  # fmt: skip


def _publisher(known: Gathered, report: str) -> str:
    found = known.index.reports.get(report)
    return publisher_of(found) if found is not None else shown(report)


def _near(other: Event) -> Near:
    row = of_event(other)
    return Near(other.id, row.title, event_address(other.id), row.days, other.status)


def _alike(asked: Asked, one: Event) -> list[Near]:
    """Events of its type, days and country, which a reviewer may find to be the same."""
    if one.time is None or one.time.start is None:
        return []
    country = next((place.country for place in one.locations if place.country), None)
    near = Filter(
        type=one.type, since=one.time.start[:10], until=(one.time.end or one.time.start)[:10], country=country or ()
    )
    page = asking.events(asked.ledger, near, sort="-day", part=Slice(limit=_MOST_ALIKE + 1))
    return [_near(row.event) for row in page.items if row.event.id != one.id][:_MOST_ALIKE]


def _features(known: Gathered) -> dict[str, Any]:
    """The event and its claims, those that are told of a place with coordinates."""
    stream = io.BytesIO()
    export("geojson", "all", LedgerData(readings=known.index.data.readings, events=[known.event]), stream)
    made: dict[str, Any] = msgspec.json.decode(stream.getvalue())
    return made


VIEWS = [
    View(
        name="event",
        path="/events/{id}",
        answer=event,
        template="event.html",
        summary="One event: accounts by side, points, numbers with their sources, places, copies, why it was joined, its log.",
        formats=("json", "csv", "geojson"),
    )
]
