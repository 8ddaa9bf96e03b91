"""Dates of publication as reports, pages and people write them, brought to ISO 8601."""

from __future__ import annotations

import datetime
import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
# All are matched against casefolded text.
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t?\d{4,6}z?)?$")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:\D.*)?$")
_DAY_MONTH = re.compile(r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]+)\.?,?[\s-]+(\d{4})\b.*$")
_MONTH_DAY = re.compile(r"(?:[a-z]+,?\s+)?([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b.*$")
_NUMBERS = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:\D.*)?$")


def iso_date(value: object) -> str | None:
    """Return `value` as ``YYYY-MM-DD``, or None where it is no date or could be two.

    Takes ISO dates and date-times (the date as written, whatever the time zone), ``25 November 2024``,
    ``Nov. 25, 2024``, ``Mon, 25 Nov 2024 10:00:00 GMT``, ``2024/11/25``, and ``25.11.2024`` where only one
    of the two numbers can be a month: ``11/12/2024`` is November or December, so it is None.
    """
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if not isinstance(value, str):
        return None
    text = value.strip().casefold()
    for pattern in (_ISO, _COMPACT, _YEAR_FIRST):
        if found := pattern.match(text):
            return _checked(*map(int, found.groups()))
    if found := _DAY_MONTH.match(text):
        return _checked(int(found[3]), _MONTHS.get(found[2], 0), int(found[1]))
    if found := _MONTH_DAY.match(text):
        return _checked(int(found[3]), _MONTHS.get(found[1], 0), int(found[2]))
    if found := _NUMBERS.match(text):
        return _by_elimination(int(found[1]), int(found[2]), int(found[3]))
    return None


def _by_elimination(first: int, second: int, year: int) -> str | None:
    if first > 12:
        return _checked(year, second, first)
    if second > 12 or first == second:
        return _checked(year, first, second)
    return None


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
