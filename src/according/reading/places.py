"""Toponyms of a report with their coordinates: recognised, resolved in context, moved where a distance says so."""

from __future__ import annotations

import re

from geographiclib.geodesic import Geodesic

from according.claims import PlaceMention
from according.knowledge.gazetteer import Candidate, Gazetteer
from according.knowledge.places.build import slug
from according.language.analysis import Analysis
from according.reading.geolocation import resolve
from according.reading.toponyms import Toponym, recognise, words

_MILE_KM = 1.609344
_OFFSET = re.compile(
    r"(\d+(?:[.,]\d+)?)[\s-]*(km|kms|kilomet(?:er|re)s?|miles?|mi)\s*(?:\([^)]{0,24}\)\s*)?(?:to the\s+|due\s+)?"
    r"([a-z-]+)\s+of\s+(?:the\s+(?:\w+\s+){1,2}of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)


def find_places(analysis: Analysis, gazetteer: Gazetteer) -> list[PlaceMention]:
    """Return the places that a report names, in text order; coordinates are None where no table has the name.

    Spans are characters of the text. Demonyms are no places; "20 km north of X" is a point
    computed from X, with a radius.
    """
    return [place for place, embedded in find_toponyms(analysis, gazetteer) if not embedded]


def find_toponyms(analysis: Analysis, gazetteer: Gazetteer) -> list[tuple[PlaceMention, bool]]:
    """Return every toponym, and whether it stands in the name of something else ("Kharkiv University")."""
    toponyms = recognise(analysis, gazetteer)
    return [(_mention(analysis, t, c), t.embedded) for t, c in zip(toponyms, resolve(toponyms), strict=True)]


def _mention(analysis: Analysis, toponym: Toponym, place: Candidate | None) -> PlaceMention:
    start, end = analysis.span(toponym.start, toponym.end)
    text = analysis.text[start:end]
    if place is None:
        name = " ".join(text.split())
        return PlaceMention(text=text, span=(start, end), name=name, entity=slug(name))
    made = PlaceMention(
        text=text, span=(start, end), name=place.name, entity=place.entity, lat=place.lat, lon=place.lon,
        country=place.country, admin1=place.admin1, precision=place.precision, radius_km=place.radius_km,
    )  # fmt: skip
    return moved(made, analysis.text[max(0, start - 70) : start])


def moved(place: PlaceMention, before: str) -> PlaceMention:
    """Move `place` where the text `before` it only measures from it: "20 km north of Kupiansk"."""
    match = _OFFSET.search(before)
    bearing = words()["directions"].get(match[3].lower()) if match else None
    if match is None or bearing is None or place.lat is None or place.lon is None:
        return place
    km = float(match[1].replace(",", ".")) * (_MILE_KM if match[2].lower().startswith("mi") else 1.0)
    end = Geodesic.WGS84.Direct(place.lat, place.lon, bearing, km * 1000)
    place.lat, place.lon = round(end["lat2"], 4), round(end["lon2"], 4)
    place.radius_km = round(max(1.0, km / 4), 1)  # a compass point of eight is good to a quarter of the way
    place.precision = "area"
    return place
