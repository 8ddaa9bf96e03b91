"""Where the events are: spots by map, drawn no more precisely than they were told."""

from __future__ import annotations

from according.brief.headings import place_of
from according.brief.index import Index
from according.brief.model import Atlas, Landmark, Panel, Precision, Spot
from according.brief.texts import country_name, listed, shown
from according.brief.view import HEIGHT, WIDTH, view_of
from according.events import Event, EventPlace, Status
from according.exchange.ledger.geojson import distance_km
from according.exchange.ledger.shared import point
from according.knowledge.brief import words
from according.knowledge.brief.towns import towns

NEAR_KM = 450.0
"""Places so near each other share a map."""
WIDEST_KM = 400.0
"""Radius of the widest circle that is drawn; wider places, and countries, are only named."""
LANDMARKS = 7
"""Large towns that a map shows for orientation at most."""
_GRAVEST: tuple[Status, ...] = ("disputed", "agreed", "single-source")


def atlas(index: Index, events: list[Event]) -> Atlas:
    """Return the places of events, each once, numbered map by map."""
    spots: dict[tuple[str, str], Spot] = {}
    nowhere = 0
    for event in events:
        place = place_of(event)
        if place is None or not place.name:
            nowhere += 1
            continue
        key = (place.entity or place.name.casefold(), place.country or "")
        spot = spots.setdefault(key, _spot(place, event.status))
        spot.events.append(event.id)
        spot.status = min(spot.status, event.status, key=_GRAVEST.index)
    drawn = [s for s in spots.values() if s.drawn in ("point", "circle")]
    named = [s for s in spots.values() if s.drawn not in ("point", "circle")]
    panels = [_panel(group) for group in _groups(sorted(drawn, key=_order))]
    panels.sort(key=lambda p: (-sum(len(s.events) for s in p.spots), p.title))
    for number, spot in enumerate([*(s for p in panels for s in p.spots), *sorted(named, key=_order)], start=1):
        spot.number = number
    return Atlas(panels=panels, named=sorted(named, key=_order), nowhere=nowhere)


def _order(spot: Spot) -> tuple[int, str, str]:
    return (-len(spot.events), spot.name, spot.within)


def _spot(place: EventPlace, status: Status) -> Spot:
    here = point(place)
    around = [part for part in (place.admin1, country_name(place.country)) if part and part != place.name]
    return Spot(
        number=0,
        name=shown(place.name),
        within=shown(", ".join(around)),
        lat=here[0] if here else None,
        lon=here[1] if here else None,
        radius_km=place.radius_km,
        drawn=_drawn(place),
        precision=words().precisions.get(place.precision or "unknown", shown(place.precision or "")),
        status=status,
        events=[],
    )


def _drawn(place: EventPlace) -> Precision:
    if point(place) is None:
        return "unknown"
    if place.precision == "point":
        return "point"
    if place.precision == "country" or place.radius_km is None or not 0 < place.radius_km <= WIDEST_KM:
        return "wide"
    return "circle"


def _groups(spots: list[Spot]) -> list[list[Spot]]:
    """Places that are near one another, or near one that is near."""
    left, found = list(spots), []
    while left:
        group = [left.pop(0)]
        for here in group:
            near = [s for s in left if _km(here, s) <= NEAR_KM]
            group += near
            left = [s for s in left if s not in near]
        found.append(sorted(group, key=_order))
    return found


def _km(a: Spot, b: Spot) -> float:
    return distance_km(a.lat or 0.0, a.lon or 0.0, b.lat or 0.0, b.lon or 0.0)


def _panel(spots: list[Spot]) -> Panel:
    countries = list(dict.fromkeys(s.within.split(", ")[-1] or s.name for s in spots))
    return Panel(title=listed(countries, 4), spots=spots, landmarks=_landmarks(spots))


def _landmarks(spots: list[Spot]) -> list[Landmark]:
    """The largest towns on the map that are not told of."""
    view, names = view_of(spots), {s.name.casefold() for s in spots}
    found: list[Landmark] = []
    for town in towns():
        x, y = view.at(town.lat, town.lon)
        apart = all(_far(view.at(o.lat, o.lon), (x, y)) for o in found)
        if 8 < x < WIDTH - 8 and 18 < y < HEIGHT - 8 and apart and town.name.casefold() not in names:
            found.append(Landmark(name=shown(town.name), lat=town.lat, lon=town.lon))
        if len(found) == LANDMARKS:
            break
    return found


def _far(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return abs(a[0] - b[0]) + abs(a[1] - b[1]) > 45
