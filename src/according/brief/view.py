"""From degrees to a small map: which stretch of the earth it shows, and where a place stands on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from according.brief.model import Spot

WIDTH, HEIGHT = 380.0, 300.0
KM = 111.32
"""Kilometres in a degree of latitude."""
LEAST_KM = 320.0
"""Width and height of the country that a map shows at least."""
_EDGE = 30.0


@dataclass(frozen=True, slots=True)
class View:
    """From degrees to the drawing: equidistant along the meridians, and along the middle parallel."""

    lat: float
    lon: float
    scale: float
    """Units of the drawing in a kilometre."""

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Return where a point stands in the drawing, in it or out of it."""
        east = (lon - self.lon + 180) % 360 - 180
        return (
            WIDTH / 2 + east * KM * math.cos(math.radians(self.lat)) * self.scale,
            HEIGHT / 2 - (lat - self.lat) * KM * self.scale,
        )


def view_of(spots: Sequence[Spot]) -> View:
    """Return the view that holds all spots with their circles, and some country around them."""
    first = spots[0].lon or 0.0
    lons = [((s.lon or 0.0) - first + 180) % 360 - 180 for s in spots]
    lats = [s.lat or 0.0 for s in spots]
    parallel = math.cos(math.radians((min(lats) + max(lats)) / 2)) or 0.01
    reach = [s.radius_km or 0.0 if s.drawn == "circle" else 0.0 for s in spots]
    west = min(lon - r / (KM * parallel) for lon, r in zip(lons, reach, strict=True))
    east = max(lon + r / (KM * parallel) for lon, r in zip(lons, reach, strict=True))
    south = min(lat - r / KM for lat, r in zip(lats, reach, strict=True))
    north = max(lat + r / KM for lat, r in zip(lats, reach, strict=True))
    wide = max((east - west) * KM * parallel, LEAST_KM)
    high = max((north - south) * KM, LEAST_KM)
    scale = min((WIDTH - 2 * _EDGE) / wide, (HEIGHT - 2 * _EDGE) / high)
    return View((south + north) / 2, first + (west + east) / 2, scale)
