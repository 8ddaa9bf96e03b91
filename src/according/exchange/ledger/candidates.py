"""Which of our events are worth holding against one of another data set: those of its days and its part of the world."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from according.events import Event
from according.exchange.ledger.foreign import Foreign
from according.exchange.ledger.places import exact_point
from according.exchange.ledger.shared import iso_day

LONGEST_DAYS = 62
"""Days of the longest interval that can be matched; a longer one says no more than none."""
_KM_A_DEGREE = 110.0

_Cell = tuple[date, int, int]


def days_of(event: Event) -> tuple[date, date] | None:
    """Return the first and last day of an event, None where it has none or spans more than two months."""
    start = iso_day(event.time.start) if event.time else None
    end = iso_day(event.time.end) if event.time else None
    first, last = start or end, end or start
    if first is None or last is None or not 0 <= (last - first).days <= LONGEST_DAYS:
        return None
    return first, last


class Candidates:
    """Our events by day and by degree of latitude and longitude, or by country where they have no point."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._cells: dict[_Cell, list[int]] = defaultdict(list)
        self._vague: dict[tuple[date, str | None], list[int]] = defaultdict(list)
        self._every: dict[tuple[date, str | None], list[int]] = defaultdict(list)
        self._days: dict[date, list[int]] = defaultdict(list)
        self._widest = 0.0
        for i, event in enumerate(events):
            self._enter(i, event)

    def _enter(self, i: int, event: Event) -> None:
        span = days_of(event)
        if span is None:
            return
        points = [at for place in event.locations if (at := exact_point(place))]
        countries = {place.country for place in event.locations} or {None}
        vague = {place.country for place in event.locations if not exact_point(place)} if points else countries
        cells = {(math.floor(lat), _column(math.floor(lon))) for lat, lon in points}
        self._widest = max([self._widest, *(p.radius_km or 0.0 for p in event.locations if exact_point(p))])
        for step in range((span[1] - span[0]).days + 1):
            day = span[0] + timedelta(step)
            self._days[day].append(i)
            for lat, lon in cells:
                self._cells[day, lat, lon].append(i)
            for country in vague:
                self._vague[day, country].append(i)
            for country in countries:
                self._every[day, country].append(i)

    def near(self, foreign: Foreign, days: int, km: float) -> list[int]:
        """Return the numbers of the events within `days` days and, where both have a point, about `km` kilometres."""
        found: set[int] = set()
        middle = date.fromisoformat(foreign.date)
        exact = foreign.lat is not None and foreign.lon is not None and foreign.radius_km is not None
        cells = list(self._around(foreign, km)) if exact else []
        for step in range(-days, days + 1):
            day = middle + timedelta(step)
            if day not in self._days:
                continue
            if exact:
                for lat, lon in cells:
                    found.update(self._cells.get((day, lat, lon), ()))
            table = self._vague if exact else self._every
            if foreign.country is None and not exact:
                found.update(self._days[day])
            else:
                found.update(table.get((day, foreign.country), ()), table.get((day, None), ()))
        return sorted(found)

    def _around(self, foreign: Foreign, km: float) -> Iterator[tuple[int, int]]:
        """The degrees that a circle around the place touches."""
        lat, lon = foreign.lat or 0.0, foreign.lon or 0.0
        tall = (km + self._widest + (foreign.radius_km or 0.0)) / _KM_A_DEGREE
        furthest = abs(lat) + tall
        # By the poles a circle has every longitude.
        wide = 180.0 if furthest >= 89 else min(tall / math.cos(math.radians(furthest)), 180.0)
        for row in range(math.floor(lat - tall), math.floor(lat + tall) + 1):
            for column in range(math.floor(lon - wide), math.floor(lon + wide) + 1):
                yield row, _column(column)


def _column(lon: int) -> int:
    """A degree of longitude from -180 to 179: both sides of the date line are one."""
    return (lon + 180) % 360 - 180
