"""Holidays of the table: fixed days, days by weekday of a month, days by Easter."""

from __future__ import annotations

from datetime import date, timedelta

from according.reading.times.calendar import easter, weekday_of_month
from according.reading.times.lexicon import lexicon


def holiday_date(name: str, number: int) -> date:
    """Return the day of a holiday of the table in a year."""
    x = lexicon()
    if name in x.fixed:
        month_number, day = map(int, x.fixed[name].split("-"))
        return date(number, month_number, day)
    if name in x.movable:
        return weekday_of_month(number, *x.movable[name])
    return easter(number) + timedelta(days=x.easter[name])
