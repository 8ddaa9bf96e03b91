"""Dates of publication as reports, pages and people write them, brought to ISO 8601."""

from __future__ import annotations

import datetime
import email.utils
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


def iso_moment(value: object) -> str | None:
    """Return `value` as ``YYYY-MM-DDTHH:MM:SSZ``, or None where it is no date with clock time and zone.

    Takes ISO date-times and those of mail and feeds (RFC 5322).
    """
    if isinstance(value, str):
        value = _moment(value.strip())
    if not isinstance(value, datetime.datetime) or value.tzinfo is None:
        return None
    try:
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError):
        return None


def _moment(text: str) -> datetime.datetime | None:
    if "T" not in text and ":" not in text:
        return None
    for parse in (datetime.datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            return parse(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
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
