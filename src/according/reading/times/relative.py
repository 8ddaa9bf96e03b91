"""Expressions relative to an anchor: last week, the following spring, that day, next Monday, the year's end."""

from __future__ import annotations

import re
from datetime import date, timedelta

from according.reading.times.absolute import month_of, season_core, weekday_date
from according.reading.times.calendar import (
    Moment,
    add_days,
    add_months,
    as_date,
    of_date,
    value_of,
    week,
    week_value,
    years,
)
from according.reading.times.context import Context, Core, dated
from according.reading.times.holidays import holiday_date
from according.reading.times.lexicon import lexicon

Match = re.Match[str]

_TEXTUAL = frozenset(["previous", "preceding", "following", "that", "same", "that same", "very same"])
_STEP = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "next": 1, "following": 1, "coming": 1}
_UNKNOWN = {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "year": "XXXX"}


def words_of(text: str) -> str:
    """Return a relation in lower case with single blanks."""
    return re.sub(r"\s+", " ", text.lower()).strip()


def base_of(ctx: Context, relation: str, *, near: bool = False) -> Moment | None:
    """Return the anchor of a relation: the mention before for "that", the report's date for "last".

    `near` marks what narrates even in news ("the next day").
    """
    if relation in _TEXTUAL or near:
        return ctx.moment or ctx.reference
    return ctx.reference


def open_date(end: int, unit: str, suffix: str = "") -> Core:
    """Return a relative date whose anchor is not known."""
    return Core(end, "TIME" if suffix else "DATE", _UNKNOWN.get(unit, "XXXX") + suffix)


def day_core(end: int, day: date | None, part: str | None = None) -> Core:
    """Return the reading of a day, or of a part of it (a code of the table of parts)."""
    if day is None:
        return open_date(end, "day", f"T{part}" if part else "")
    core = dated(end, of_date(day))
    if part:
        core.type, core.value = "TIME", f"{core.value}T{part}"
    return core


def relative(ctx: Context, m: Match) -> Core | None:
    """Read "last month", "this week", "the next day", "that year", "the past decade"."""
    relation, unit = words_of(m["r"]), m["u"].lower()
    if unit in ("hour", "minute", "fortnight", "century") or (relation == "past" and unit != "weekend"):
        return _past_stretch(ctx, m, unit)
    if unit == "night":
        return _night(ctx, m, relation)
    base = base_of(ctx, relation, near=unit == "day")
    step = _STEP.get(relation, 0)
    if unit == "day" and relation in ("last", "coming", "current"):
        return None
    if base is None:
        return open_date(m.end(), unit)
    return unit_core(m.end(), base, unit, step)


def _past_stretch(ctx: Context, m: Match, unit: str) -> Core | None:
    if words_of(m["r"]) in ("same", "that", "this", "that same", "very same"):
        return Core(m.end(), "DATE", "PRESENT_REF") if unit == "century" else None
    code = {"hour": "PT1H", "minute": "PT1M", "fortnight": "P2W", "century": "P1CE"}.get(unit)
    return Core(m.end(), "DURATION", code or f"P1{lexicon().units[unit]}")


def _night(ctx: Context, m: Match, relation: str) -> Core:
    day = as_date(base_of(ctx, relation, near=relation == "next"))
    return day_core(m.end(), add_days(day, _STEP.get(relation, 0)) if day else None, "NI")


def unit_core(end: int, base: Moment, unit: str, step: int) -> Core:
    """Return the calendar unit around `base`, moved by `step` units."""
    year, month, _ = base
    day = as_date(base)
    if unit == "year":
        return dated(end, (year + step, None, None))
    if unit == "decade":
        first = year // 10 * 10 + 10 * step
        value = f"BC{-first // 10:03d}" if first < 0 else f"{first // 10:03d}"
        return Core(end, "DATE", value, years(first, first + 9), "decade")
    if unit in ("month", "quarter"):
        if month is None:
            return open_date(end, "month")
        if unit == "month":
            moved = add_months((year, month, None), step)
            return dated(end, moved)
        return _quarter(end, add_months((year, month, None), 3 * step))
    moved_day = add_days(day, step * (1 if unit == "day" else 7)) if day else None
    if moved_day is None:
        return open_date(end, unit)
    if unit == "day":
        return dated(end, of_date(moved_day))
    return week_core(end, moved_day, weekend=unit == "weekend")


def week_core(end: int, day: date, *, weekend: bool = False) -> Core:
    """Return the week, or the weekend, around a day."""
    monday, sunday = week(day)
    first = sunday - timedelta(days=1) if weekend else monday
    value = week_value(day) + ("-WE" if weekend else "")
    return Core(end, "DATE", value, (first, sunday), "day" if weekend else "week", of_date(first))


def _quarter(end: int, moment: Moment) -> Core:
    number = ((moment[1] or 1) - 1) // 3
    first, last = dated(end, (moment[0], number * 3 + 1, None)), dated(end, (moment[0], number * 3 + 3, None))
    both = (first.interval[0], last.interval[1]) if first.interval and last.interval else None
    return Core(end, "DATE", f"{value_of((moment[0], None, None))}-Q{number + 1}", both, "month", moment)


def relative_part(ctx: Context, m: Match) -> Core | None:
    """Read "this morning", "the next evening", "that night"."""
    relation, part = words_of(m["r"]), lexicon().parts[m["p"].lower()]
    day = as_date(base_of(ctx, relation, near=relation in ("next", "that")))
    return day_core(m.end(), add_days(day, _STEP.get(relation, 0)) if day else None, part)


def part_next(ctx: Context, m: Match) -> Core:
    """Read "the evening before", "the morning after": of the day beside the one told of last."""
    day = as_date(ctx.moment or ctx.reference)
    step = -1 if words_of(m["r"]) == "before" else 1
    return day_core(m.end(), add_days(day, step) if day else None, lexicon().parts[m["p"].lower()])


def relative_month(ctx: Context, m: Match) -> Core:
    """Read "last March": the latest before the month of the anchor."""
    relation, number = words_of(m["r"]), month_of(m["m"])
    base = base_of(ctx, relation)
    if base is None:
        return Core(m.end(), "DATE", f"XXXX-{number:02d}", None, "month")
    step, here = _STEP.get(relation, 0), base[1] or number
    year = base[0] + (-1 if step < 0 and number >= here else 1 if step > 0 and number <= here else 0)
    return dated(m.end(), (year, number, None))


def relative_weekday(ctx: Context, m: Match) -> Core:
    """Read "last Wednesday" (the latest before), "next Monday" (the first after), "this Friday"."""
    relation, number = words_of(m["r"]), lexicon().weekdays[m["w"].lower()]
    part = lexicon().parts[m["p"].lower()] if m["p"] else None
    base = as_date(base_of(ctx, relation))
    if base is None:
        return Core(m.end(), "DATE", f"XXXX-WXX-{number + 1}", None, "day")
    step = _STEP.get(relation, 0)
    if step == 0:
        monday = week(base)[0]
        return day_core(m.end(), add_days(monday, number), part)
    back = (base.weekday() - number) % 7
    return day_core(m.end(), add_days(base, -(back or 7) if step < 0 else 7 - back), part)


def relative_season(ctx: Context, m: Match) -> Core:
    """Read "last winter", "that spring", "the following summer"."""
    relation, code = words_of(m["r"]), lexicon().seasons[m["s"].lower()]
    base = base_of(ctx, relation)
    if base is None:
        return Core(m.end(), "DATE", f"XXXX-{code}", None, "season")
    step = _STEP.get(relation, 0)
    first = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
    here = base[1] or first
    year = base[0] + (-1 if step < 0 and first >= here - 2 else 1 if step > 0 and first <= here else 0)
    return season_core(m.end(), year, code)


def relative_holiday(ctx: Context, m: Match) -> Core | None:
    """Read "last Christmas", "next Easter"."""
    base = as_date(ctx.reference)
    name = words_of(m["h"])
    if base is None or not 1584 <= base.year <= 9997 or m["h"][0].islower():
        return None
    days = [holiday_date(name, base.year + i) for i in (-1, 0, 1)]
    step = _STEP.get(words_of(m["r"]), 0)
    if step < 0:
        return dated(m.end(), of_date(max(d for d in days if d < base)))
    return dated(m.end(), of_date(min(d for d in days if d > base) if step > 0 else days[1]))


def same_time(ctx: Context, m: Match) -> Core | None:
    """Read "the same time" in a history."""
    if ctx.moment is None or not ctx.narrative:
        return None
    core = dated(m.end(), ctx.moment)
    core.moment = None
    return core


def unit_end(ctx: Context, m: Match) -> Core:
    """Read "the year's end"."""
    base, unit = base_of(ctx, "that"), m["u"].lower()
    return unit_core(m.end(), base, unit, 0) if base else open_date(m.end(), unit)


def date_unit(ctx: Context, m: Match) -> Core | None:
    """Read "over the weekend" and "in the month" said of a known one."""
    lead = ctx.text[max(0, m.start() - 20) : m.start()].lower()
    unit = m["u"].lower()
    if not re.search(r"\b(?:of|in|over|during|on|by|at|for|until|throughout)\s+the\s+(?:rest\s+of\s+the\s+)?$", lead):
        return None
    if unit != "weekend":
        base = base_of(ctx, "that")
        follows = re.match(r"\s*(?:[.,;)]|$|and\b|but\b|when\b)", ctx.text[m.end() : m.end() + 8])
        if not follows or base is None or re.search(r"\bfor\s+the\s+$", lead):
            return None
        return unit_core(m.end(), base, unit, 0)
    saturday = weekday_date(ctx, 5, ctx.tense(m.start(), m.end()))
    return week_core(m.end(), saturday, weekend=True) if saturday else open_date(m.end(), unit)
