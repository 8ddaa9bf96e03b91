"""Map: where it is said to have happened, drawn no more precisely than it was told, and beside it what cannot be drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from according.brief.texts import country_name
from according.exchange.ledger.shared import point
from according.exchange.wording import one_line
from according.knowledge.borders import areas
from according.knowledge.brief import words
from according.ledger import asking
from according.ledger.asking import Slice
from according.web.server.addresses import changed
from according.web.server.happenings import AnyPlace, Happening, of_event
from according.web.server.view import Answer, Asked, View

MOST = 150
"""Events of a map at most: the latest of those asked for."""
SHOWN = 6
"""Events of a place that the page lists; the rest are counted."""
_WIDEST_KM = 1500.0
"""Radius of the widest circle that is drawn."""
_GRAVEST = ("disputed", "agreed", "single-source")


@dataclass(slots=True)
class Spot:
    """A place with the events told of it; `drawn` is ``point``, ``circle`` or ``country``, empty where it is only listed."""

    name: str
    within: str
    country: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    precision: str
    drawn: str
    events: list[Happening] = field(default_factory=list)

    @property
    def status(self) -> str:
        """The gravest status of its events."""
        return min((e.status for e in self.events), key=_GRAVEST.index)


def atlas(asked: Asked) -> Answer:
    """Return the places of events, each once, most told of first, as features where they can be drawn."""
    given = asked.params.get("limit")
    part = Slice(limit=min(asked.limit, MOST) if given else MOST, after=asked.after)
    page = asking.events(asked.ledger, asked.filter, sort=asked.sort or "-day", part=part)
    happenings = [of_event(row.event) for row in page.items]
    found = spots(happenings)
    drawn = [s for s in found if s.drawn]
    placed = {e.id for s in drawn for e in s.events}
    nowhere = [e for e in happenings if not e.places and e.id not in placed]
    data = {
        "places": [_spot_data(s) | {"events": [_event(e) for e in s.events]} for s in found],
        "nowhere": [_event(e) for e in nowhere],
        "next": page.next,
    }
    rows = [_spot_data(s) | _event(e) for s in found for e in s.events]
    return Answer(
        title="Map",
        data=data,
        rows=rows,
        features={"type": "FeatureCollection", "features": [_feature(n, s) for n, s in enumerate(drawn, 1)]},
        page={
            "drawn": drawn,
            "listed": [s for s in found if not s.drawn],
            "nowhere": nowhere,
            "unplaced": [e for e in nowhere if e.unplaced],
            "placeless": [e for e in nowhere if not e.unplaced],
            "events": len(happenings),
            "placed": len(placed),
            "shown": SHOWN,
            "precisions": words().precisions,
            "areas": areas(),
            "country_name": country_name,
            "features": changed("/map.geojson", asked.params.multi_items(), {}),
            "timeline": changed("/timeline", asked.params.multi_items(), {"limit": None}),
        },
        next=page.next,
    )


def spots(happenings: list[Happening]) -> list[Spot]:
    """Return the places of happenings, each once: first those that can be drawn, the most told of first."""
    found: dict[tuple[str, str, str], Spot] = {}
    for it in happenings:
        for place in it.places:
            name = one_line(place.name or "")
            key = (place.entity or name.casefold(), place.country or "", place.precision or "")
            spot = found.setdefault(key, _spot(name, place))
            if it not in spot.events:
                spot.events.append(it)
    return sorted(found.values(), key=lambda s: (not s.drawn, -len(s.events), s.name, s.within))


def _spot(name: str, place: AnyPlace) -> Spot:
    at = point(place)
    around = [one_line(part) for part in (place.admin1, country_name(place.country)) if part and part != name]
    return Spot(
        name=name, within=", ".join(around), country=place.country,
        lat=at[0] if at else None, lon=at[1] if at else None, radius_km=place.radius_km,
        precision=place.precision or "unknown", drawn=_drawn(place),
    )  # fmt: skip


def _drawn(place: AnyPlace) -> str:
    if place.precision == "country" and place.country:
        return "country"
    if point(place) is None:
        return ""
    if place.precision == "point":
        return "point"
    return "circle" if place.radius_km is not None and 0 < place.radius_km <= _WIDEST_KM else ""


def _spot_data(spot: Spot) -> dict[str, Any]:
    return {
        "place": spot.name, "within": spot.within or None, "country": spot.country, "lat": spot.lat, "lon": spot.lon,
        "precision": spot.precision, "radius_km": spot.radius_km,
    }  # fmt: skip


def _event(it: Happening) -> dict[str, Any]:
    return {
        "id": it.id, "type": it.type, "title": it.title, "status": it.status, "start": it.start, "end": it.end,
        "first_reported": it.first_reported,
    }  # fmt: skip


def _feature(number: int, spot: Spot) -> dict[str, Any]:
    at = None if spot.lon is None else {"type": "Point", "coordinates": [spot.lon, spot.lat]}
    about = {name: value for name, value in _spot_data(spot).items() if name not in ("lat", "lon")}
    events = [
        {
            "id": e.id,
            "type": e.type,
            "title": e.title,
            "status": e.status,
            "start": e.start,
            "end": e.end,
            "href": e.href,
        }
        for e in spot.events
    ]
    more = {"number": number, "drawn": spot.drawn, "status": spot.status, "events": events}
    return {"type": "Feature", "id": number, "geometry": at, "properties": about | more}


VIEWS = [
    View(
        name="map",
        path="/map",
        answer=atlas,
        template="atlas.html",
        summary="Places of events with their precision and radius; events without coordinates are listed in `nowhere`.",
        formats=("json", "csv", "geojson"),
    )
]
