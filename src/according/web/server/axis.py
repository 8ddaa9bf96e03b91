"""A time axis in per cent of its width, and where on it a thing stands whose time is only known to an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from according.exchange.ledger.shared import iso_day

TICKS = 5
"""Ticks at most: as many as fit a phone."""
_LEAST_DAYS = 6
_MANY = 0.85
"""Share of the intervals that are always on the axis."""
_SHORTER = 0.5
"""The others are shown at its ends, where the axis is by this share shorter without them."""
_MARGIN, _LONG = 0.1, 400
_STEPS = (1, 2, 3, 7, 14)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000)
Beyond = Literal["", "before", "after"]


@dataclass(frozen=True, slots=True)
class When:
    """A closed interval of days, and whether the report says it (`told`) or only the day of the report is known."""

    start: date
    end: date
    told: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the axis, in per cent; `beyond` says that it lies outside, at which end."""

    x: float
    width: float
    beyond: Beyond = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the axis and what stands at it: a day, month or year."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def x(self, day: date) -> float:
        """Return where a day begins, in per cent; below 0 or above 100 outside."""
        return round(100 * (day - self.first).days / self.days, 2)

    def place(self, when: When) -> Place:
        """Return where an interval stands, cut to the axis."""
        if when.end < self.first:
            return Place(0, 0, "before")
        if when.start > self.last:
            return Place(100, 0, "after")
        end = min(when.end, self.last)  # a calendar has a last day, with none behind it
        left, right = max(0.0, self.x(when.start)), round(100 * ((end - self.first).days + 1) / self.days, 2)
        return Place(left, round(right - left, 2))

    def ticks(self) -> list[Tick]:
        """Return at most `TICKS` ticks at round days, months or years."""
        for step in _STEPS:
            if self.days / step <= TICKS:
                return [Tick(self.x(day), day.isoformat()) for day in self._days(step)]
        months = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1
        for step in _MONTH_STEPS:
            found = [month for month in self._months(step) if self.first <= month <= self.last]
            if months / step <= TICKS:
                return [Tick(self.x(m), str(m.year) if step % 12 == 0 else m.isoformat()[:7]) for m in found]
        return []

    def _days(self, step: int) -> list[date]:
        # Weeks begin on Mondays; day 1 of the proleptic calendar is one.
        first = self.first.toordinal()
        begin = first + (1 - first) % step
        return [date.fromordinal(n) for n in range(begin, self.last.toordinal() + 1, step)]

    def _months(self, step: int) -> list[date]:
        first = 12 * self.first.year + self.first.month - 1
        last = 12 * self.last.year + self.last.month - 1
        return [date(n // 12, n % 12 + 1, 1) for n in range(first + (-first) % step, last + 1, step) if n >= 12]


def when_of(start: str | None, end: str | None, reported: str | None) -> When | None:
    """Return the interval of ISO days, or else the day of the report; None where neither is known."""
    first, last = iso_day(start), iso_day(end)
    if first is not None or last is not None:
        first, last = first or last, last or first
        assert first is not None and last is not None
        return When(min(first, last), max(first, last))
    day = iso_day(reported)
    return When(day, day, told=False) if day is not None else None


def axis_of(whens: Sequence[When], since: str | None = None, until: str | None = None) -> Axis | None:
    """Return an axis that shows most intervals, and ends where `since` and `until` (ISO days) say; None without any.

    One report that recalls 1991 among a hundred of this week does not squeeze the week to a line: it is shown at the edge.
    """
    low, high = iso_day(since), iso_day(until)
    if not whens and (low is None or high is None):
        return None
    first, last = _most(whens) if whens else (date.max, date.min)
    first, last = low or first, high or last
    last = max(first, last)
    short = _LEAST_DAYS - (last - first).days
    if short > 0 and not (low and high):
        first = first if low else _moved(first, -(short // 2))
        last = last if high else _moved(last, short - short // 2)
    return Axis(first, last)


def _most(whens: Sequence[When]) -> tuple[date, date]:
    """Return the ends of all, or those of the shortest stretch with the many, where that is much shorter."""
    starts = sorted(w.start for w in whens)
    begin, end = starts[0], max(w.end for w in whens)
    many = max(1, math.ceil(len(starts) * _MANY))
    first, last = min(zip(starts, starts[many - 1 :], strict=False), key=lambda ends: ends[1] - ends[0])
    # An interval of years that begins among the many is cut, rather than stretching the axis.
    last = max([last, *(w.end for w in whens if first <= w.start <= last and (w.end - w.start).days <= _LONG)])
    margin = max(_LEAST_DAYS, int((last - first).days * _MARGIN))
    first, last = max(begin, _moved(first, -margin)), min(end, _moved(last, margin))
    return (first, last) if (last - first) < (end - begin) * _SHORTER else (begin, end)


def _moved(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal() - 1))
