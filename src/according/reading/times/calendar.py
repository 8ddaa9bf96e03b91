"""Calendar arithmetic: intervals and TIMEX3 values of days, weeks, months, seasons, decades.

Years before Christ are negative numbers (480 BC is -480); they have a value but no interval, since
``datetime.date`` has none.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

Interval = tuple[date, date]
Moment = tuple[int, int | None, int | None]
"""Year, month and day as far as they are known."""

_SEASON_MONTHS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}
_THIRDS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}


def of_date(day: date) -> Moment:
    """Return the moment of a date."""
    return day.year, day.month, day.day


def as_date(moment: Moment | None) -> date | None:
    """Return the date of a moment known to the day, else None."""
    if moment is None or moment[1] is None or moment[2] is None:
        return None
    try:
        return date(moment[0], moment[1], moment[2])
    except ValueError:
        return None


def value_of(moment: Moment) -> str:
    """Return the TIMEX3 value: ``2024-11-25``, ``2024-11``, ``2024``, ``BC0480-08``."""
    year, month, day = moment
    text = f"BC{-year:04d}" if year < 0 else f"{year:04d}"
    if month is not None:
        text += f"-{month:02d}"
        if day is not None:
            text += f"-{day:02d}"
    return text


def interval_of(moment: Moment) -> Interval | None:
    """Return the closed interval of a moment; None before Christ and for days that are none."""
    year, month, day = moment
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def granularity_of(moment: Moment) -> str:
    """Return ``day``, ``month`` or ``year``."""
    return "year" if moment[1] is None else "month" if moment[2] is None else "day"


def week(day: date) -> Interval:
    """Return Monday to Sunday around `day`, cut at the end of the calendar."""
    try:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    except OverflowError:
        return day, day


def week_value(day: date) -> str:
    """Return the TIMEX3 value of the ISO week of `day`."""
    iso = day.isocalendar()
    return f"{iso.year:04d}-W{iso.week:02d}"


def season(year: int, code: str) -> Interval | None:
    """Return the meteorological season of the north; winter runs into the next year."""
    first, last = _SEASON_MONTHS[code]
    try:
        end = year + 1 if last < first else year
        return date(year, first, 1), date(end, last, monthrange(end, last)[1])
    except ValueError:
        return None


def years(first: int, last: int) -> Interval | None:
    """Return the interval of whole years."""
    try:
        return date(first, 1, 1), date(last, 12, 31)
    except ValueError:
        return None


def easter(year: int) -> date:
    """Return Easter Sunday of the western churches (the anonymous Gregorian computus)."""
    golden, century, rest = year % 19, year // 100, year % 100
    skipped = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - skipped + 15) % 30
    offset = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * offset) // 451
    month, day = divmod(epact + offset - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def weekday_of_month(year: int, month: int, weekday: int, which: int) -> date:
    """Return the `which`-th weekday (Monday 0) of a month; -1 is the last."""
    if which < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def add_months(moment: Moment, count: int) -> Moment:
    """Return `moment` moved by months, its day cut to the month's end."""
    year, month, day = moment
    index = year * 12 + (month or 1) - 1 + count
    year, number = divmod(index, 12)
    number += 1
    if day is not None and 1 <= year <= 9999:
        day = min(day, monthrange(year, number)[1])
    return year, number, day


def add_days(day: date, count: int) -> date | None:
    """Return `day` moved by days; None outside the calendar."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None


def part_of(interval: Interval, part: str | None) -> Interval:
    """Return the early, middle or late third, or the first or second half, of an interval.

    Years are cut at months and decades at years, as people mean them.
    """
    start, end = interval
    days = (end - start).days + 1
    if not part or days < 3:
        return interval
    whole_years = start.month == start.day == 1 and (end.month, end.day) == (12, 31)
    months = (end.year - start.year + 1) * 12
    if part in ("first", "second"):
        middle = _month_start(start, months // 2) if whole_years else start + timedelta(days=(days + 1) // 2)
        return (start, middle - timedelta(days=1)) if part == "first" else (middle, end)
    if 28 <= days <= 31 and start.day == 1:
        a, b = _THIRDS[part]
        return start.replace(day=a), start.replace(day=min(b, end.day))
    place = ("early", "mid", "late").index(part)
    if whole_years:
        step = months // 36 * 12 if months >= 36 else months // 3
        cuts = _month_start(start, step), _month_start(start, 2 * step)
    else:
        cuts = start + timedelta(days=days // 3), start + timedelta(days=2 * (days // 3))
    first = (start, *cuts)[place]
    return first, end if place == 2 else cuts[place] - timedelta(days=1)


def _month_start(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, 1)
