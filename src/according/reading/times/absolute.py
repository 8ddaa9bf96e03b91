"""Expressions that name a date: full and partial dates, months, years, decades, centuries, holidays, seasons."""

from __future__ import annotations

import re
from datetime import date

from according.reading.quantities.numerals import parse_words
from according.reading.times.calendar import (
    Moment,
    add_days,
    as_date,
    of_date,
    season,
    value_of,
    years,
)
from according.reading.times.context import Context, Core, dated
from according.reading.times.holidays import holiday_date
from according.reading.times.lexicon import lexicon

Match = re.Match[str]

_YEAR_WORDS = re.compile(
    r"(?:\b(?:in|since|of|by|until|till|from|to|between|before|after|during|throughout|year|early|mid|late|and|or|around|circa|ca\.?"
    r"|the|for|spring|summer|autumn|fall|winter|[A-Z][a-z]+)|[(\[–—-]|[,;]|^|\n)\s*$"
)
# a lower-case plural, or a unit, behind the number: it counts things, where no word before makes it a year
_COUNTED = re.compile(
    r"\s+(?:(?:[a-z-]+\s+)?(?:[a-z]{3,}s|people|men|women|children|troops|aircraft|dead|wounded|killed)\b|(?:km|kg|m|ft|per\s?cent)\b)"
)
_NOT_COUNTED = re.compile(
    r"\s+(?:as|was|has|this|is|its|his|across|towards|unless|perhaps|always|thus|besides|sometimes)\b"
)
_NAMED_NUMBER = re.compile(
    r"\b(?:[Rr]esolution|[Aa]rticle|[Ff]light|[Rr]oom|[Rr]oute|[Pp]aragraph|[Ss]ection|[Nn]umber|[Nn]o\.|[Bb]oeing)\s+$"
)
_FIRMLY = re.compile(
    r"\b(?:in|since|of|by|the|early|late|mid|until|during|before|after|from|year|[A-Z][a-z]{2,}|[a-z]+'s)[\s,-]+$|\($"
)
_IN = re.compile(r"\b(?:in|since|by|until|of|from|to)\s+$")


def month_of(name: str) -> int:
    """Return the number of a month by its name or abbreviation."""
    return lexicon().months[name.rstrip(".").lower()]


def day_of(words: str) -> int:
    """Return the number of "5", "05" or "5th"."""
    return int(re.sub(r"\D", "", words))


def short_year(digits: str, near: int | None) -> int:
    """Return the year of two digits: the century that is nearest to `near`."""
    number = int(digits)
    base = near if near is not None else 2000
    return min((c + number for c in (1700, 1800, 1900, 2000)), key=lambda y: abs(y - base))


def written_year(ctx: Context, m: Match) -> int | None:
    """Return the year written in a match (groups y, ybc, ys, same, rel), None where there is none."""
    g = m.groupdict()
    if g.get("y"):
        return int(g["y"])
    if g.get("ybc"):
        return -int(g["ybc"])
    if g.get("ys"):
        return short_year(g["ys"], near_year(ctx))
    if g.get("same") and ctx.moment:
        return ctx.moment[0]
    if g.get("rel") and ctx.reference:
        return ctx.reference[0] + {"last": -1, "this": 0, "next": 1}[g["rel"].lower()]
    return None


SOON, SOON_IN_PAST = 62, 21
"""Days ahead up to which "27 October" is that of the next weeks, though nothing tells that it lies ahead, or what is told is past."""


def near_year(ctx: Context) -> int | None:
    """Return the year things are about: of the last mention in a history, else of the report."""
    return ctx.reference[0] if ctx.reference else ctx.moment[0] if ctx.moment else None


def infer_year(ctx: Context, start: int, end: int, month: int, day: int | None = None) -> int | None:
    """Return the year of a date without one; None where nothing tells."""
    if ctx.narrative:
        return ctx.story_year(month)
    if ctx.published is None:
        return None
    year = ctx.published.year
    here = (ctx.published.month, ctx.published.day if day is not None else 0)
    there = (month, day or 0)
    back, ahead = year - (there > here), year + (there < here)
    tense = ctx.tense(start, end)
    if (
        tense == "future"
        or (tense != "past" and ctx.is_due(start))
        or _is_soon(ctx.published, ahead, month, day, tense)
    ):
        return ahead
    return back


def _is_soon(published: date, year: int, month: int, day: int | None, tense: str | None) -> bool:
    """Whether a date without a year is so near ahead that the one almost a year back would have been told with its year."""
    found = as_date((year, month, day or 1))
    if found is None or (day is None and tense == "past"):
        return False
    return 0 < (found - published).days <= (SOON_IN_PAST if tense == "past" else SOON)


def undated(end: int, value: str, granularity: str) -> Core:
    """Return the reading of a date whose year nothing tells."""
    return Core(end, "DATE", value, None, granularity, None, open_year=True)


def iso(ctx: Context, m: Match) -> Core | None:
    """Read 2024-11-25, with or without a time of day."""
    moment = int(m["y"]), int(m["m"]), int(m["d"])
    if as_date(moment) is None:
        return None
    core = dated(m.end(), moment)
    if m["hh"]:
        core.type, core.value, core.granularity = "TIME", f"{core.value}T{m['hh']}:{m['mm']}", "instant"
        core.value += m["z"] or ""
    return core


def numeric(ctx: Context, m: Match) -> Core | None:
    """Read 25/11/2024, 11/25/2024, 25.11.2024: the order that makes a date near the report's, points day first."""
    year = int(m["y"]) if len(m["y"]) == 4 else short_year(m["y"], near_year(ctx))
    a, b = int(m["a"]), int(m["b"])
    both = [(year, b, a), (year, a, b)] if m["sep"] == "." else [(year, a, b), (year, b, a)]
    days = [d for d in map(as_date, both) if d is not None]
    if not days:
        return None
    published = ctx.published
    best = min(days, key=lambda d: abs((d - published).days)) if published else days[0]
    return dated(m.end(), of_date(best))


def full(ctx: Context, m: Match) -> Core | None:
    """Read a day and a month, with or without its year."""
    month, day = month_of(m["m"]), day_of(m["d"])
    year = written_year(ctx, m)
    if year is not None:
        return _checked(m.end(), (year, month, day))
    year = infer_year(ctx, m.start(), m.end(), month, day)
    if year is None:
        return undated(m.end(), f"XXXX-{month:02d}-{day:02d}", "day")
    core = _checked(m.end(), (year, month, day))
    if core:
        core.open_year = True
    return core


def _checked(end: int, moment: Moment) -> Core | None:
    if moment[0] > 0 and moment[2] is not None and as_date(moment) is None:
        return None
    return dated(end, moment)


def month(ctx: Context, m: Match) -> Core | None:
    """Read a month, with or without its year."""
    number = month_of(m["m"])
    year = written_year(ctx, m)
    if year is not None:
        return dated(m.end(), (year, number, None))
    if not _is_month(ctx, m):
        return None
    year = infer_year(ctx, m.start(), m.end(), number)
    if year is None:
        return undated(m.end(), f"XXXX-{number:02d}", "month")
    return dated(m.end(), (year, number, None), open_year=True)


_BEFORE_MONTH = re.compile(
    r"\b(?:in|last|since|of|by|early|mid|late|later|until|till|from|to|this|next|and|or|through|between|during|for|before|after|throughout|over|every|each|around|previous|following|the)[\s-]+$|[-–(]$",
    re.IGNORECASE,
)


def _is_month(ctx: Context, m: Match) -> bool:
    """Tell the months May and March, alone, from Theresa May, "may" and a march."""
    if m["m"].rstrip(".").lower() not in ("may", "march", "august", "april", "june"):
        return True
    return bool(_BEFORE_MONTH.search(ctx.text[max(0, m.start() - 12) : m.start()]))


def date_range(ctx: Context, m: Match) -> list[Core] | None:
    """Read two dates that share a month or a year; both get the interval from first to last."""
    g = m.groupdict()
    second_month = month_of(g.get("m2") or m["m1"])
    first_month = month_of(g.get("m1") or m["m2"])
    first_day = day_of(g["d1"]) if g.get("d1") else None
    second_day = day_of(g["d2"]) if g.get("d2") else None
    year = int(g["y2"]) if g.get("y2") else int(g["y1"]) if g.get("y1") else None
    open_year = year is None
    if year is None:
        year = infer_year(ctx, m.start(), m.end(), second_month, second_day)
    if year is None:
        return None
    first_year = int(g["y1"]) if g.get("y1") else year - (first_month > second_month)
    if g.get("y1") and not g.get("y2") and second_month < first_month:
        year += 1
    first = _checked(_first_end(m), (first_year, first_month, first_day))
    second = _checked(m.end(), (year, second_month, second_day))
    if first is None or second is None:
        return None
    second.start = m.start("d2") if "m2" not in g or (g.get("d2") and m.start("d2") < m.start("m2")) else m.start("m2")
    first.open_year = second.open_year = open_year
    if _joins(ctx.text[first.end : second.start]):
        span(first, second)
    return [first, second]


def _first_end(m: Match) -> int:
    return max(m.end(name) for name in ("d1", "m1", "y1") if name in m.re.groupindex)


def _joins(between: str) -> bool:
    return between.strip().lower() not in ("or", "/")


def span(first: Core, second: Core) -> None:
    """Give both ends of a range the interval of the whole."""
    if first.interval and second.interval and first.interval[0] <= second.interval[1]:
        first.interval = second.interval = (first.interval[0], second.interval[1])


def decade(ctx: Context, m: Match) -> Core | None:
    """Read "1990s" and "the '80s"."""
    if not m["y"] and not _DECADE_WORDS.search(ctx.text[max(0, m.start() - 10) : m.end()]):
        return None
    first = int(m["y"]) if m["y"] else short_year(m["ys"], min(near_year(ctx) or 1980, 1999))
    return Core(m.end(), "DATE", str(first // 10), years(first, first + 9), "decade", (first, None, None))


_DECADE_WORDS = re.compile(r"(?:['’]|\b(?:the|early|mid|late)[\s-]+)\d0s$", re.IGNORECASE)


def decade_bc(ctx: Context, m: Match) -> Core:
    """Read "the 480s BC"."""
    first = int(m["y"])
    return Core(m.end(), "DATE", f"BC{first // 10:03d}", None, "decade", (-first, None, None))


def year_range(ctx: Context, m: Match) -> list[Core] | None:
    """Read 1914-1918 and 1915-17."""
    first = int(m["a"])
    second = int(m["b"]) if len(m["b"]) == 4 else first // 100 * 100 + int(m["b"])
    if second <= first or second - first > 400:
        return None
    pair = dated(m.end("a"), (first, None, None)), dated(m.end(), (second, None, None), start=m.start("b"))
    span(*pair)
    return list(pair)


def century(ctx: Context, m: Match) -> Core:
    """Read "19th century"."""
    return _century(m.end(), int(m["n"]), bool(m["bc"]))


def century_word(ctx: Context, m: Match) -> Core | None:
    """Read "twentieth century"."""
    number = lexicon().ordinals.get(m["n"].lower()) or parse_words(m["n"])
    return _century(m.end(), int(number), bool(m["bc"])) if number else None


def _century(end: int, number: int, before_christ: bool) -> Core:
    if before_christ:
        return Core(end, "DATE", f"BC{number - 1:02d}", None, "century", (-number * 100, None, None))
    first = (number - 1) * 100
    return Core(end, "DATE", f"{number - 1:02d}", years(max(first, 1), first + 99), "century", (first, None, None))


def year_bc(ctx: Context, m: Match) -> Core:
    """Read "480 BC"."""
    return dated(m.end(), (-int(m["y"]), None, None))


def year(ctx: Context, m: Match) -> Core | None:
    """Read a bare year where the words around it do not count things, and no designation goes before."""
    lead = ctx.text[max(0, m.start() - 14) : m.start()]
    if _NAMED_NUMBER.search(lead):
        return None
    if _COUNTED.match(ctx.text, m.end()) and not _NOT_COUNTED.match(ctx.text, m.end()) and not _FIRMLY.search(lead):
        return None
    number = int(m["y"])
    before = ctx.text[max(0, m.start() - 16) : m.start()]
    if not _YEAR_WORDS.search(before) and not _plausible(ctx, number):
        return None
    if ctx.published and not ctx.narrative and number > ctx.published.year + 60:
        return None
    return dated(m.end(), (number, None, None))


def _plausible(ctx: Context, number: int) -> bool:
    near = near_year(ctx)
    return near is not None and near - 120 <= number <= near + 20


def named_year(ctx: Context, m: Match) -> Core:
    """Read "the year 1812"."""
    return dated(m.end(), (int(m["y"]), None, None))


def old_year(ctx: Context, m: Match) -> Core | None:
    """Read "in 490" where the text is about times before Christ."""
    if (
        not ctx.ancient
        or not _IN.search(ctx.text[max(0, m.start() - 8) : m.start()])
        or _COUNTED.match(ctx.text, m.end())
    ):
        return None
    return dated(m.end(), (-int(m["y"]), None, None))


def ordinal_day(ctx: Context, m: Match) -> Core | None:
    """Read "the 25th": of the month that was last spoken of."""
    before = ctx.text[max(0, m.start() - 12) : m.start()]
    if not re.search(r"\b(?:on|by|until|till|to|from|of|and|before|after|since)\s+(?:the\s+)?$", before, re.IGNORECASE):
        return None
    if not m["r"] and not re.match(
        r"\s*(?:[.,;)]|$|\s(?:and|to|when|after|before|but|until|in|at|he|they|it|of that)\b)",
        ctx.text[m.end() :][:12],
    ):
        return None
    base = ctx.moment or ctx.reference
    if base is None or base[1] is None:
        return None
    return _checked(m.end(), (base[0], base[1], day_of(m["d"])))


def holiday(ctx: Context, m: Match) -> Core | None:
    """Read the name of a day, with or without its year."""
    name = re.sub(r"\s+", " ", m["h"].lower())
    if m["h"][0].islower():
        return None
    number = int(m["y"]) if m["y"] else None
    core = holiday_in(ctx, m, name, number)
    if core and m["p"]:
        core.type, core.value = (
            "TIME",
            core.value + "T" + {"night": "NI", "morning": "MO", "evening": "EV"}[m["p"].lower()],
        )
    return core


def holiday_in(ctx: Context, m: Match, name: str, number: int | None) -> Core | None:
    """Return the day of a holiday in a year, or in the year the text means."""
    inferred = number is None
    if number is None:
        rough = holiday_date(name, near_year(ctx) or 2000)
        number = infer_year(ctx, m.start(), m.end(), rough.month, rough.day)
    if number is None or not 1583 <= number <= 9998:
        fixed = lexicon().fixed.get(name)
        return undated(m.end(), f"XXXX-{fixed}" if fixed else "XXXX-XX-XX", "day")
    return dated(m.end(), of_date(holiday_date(name, number)), open_year=inferred)


_SEASON_BEFORE = re.compile(
    r"\b(?:in|the|of|last|next|this|by|during|until|since|early|mid|late|through|throughout|following|and|every|each|that)[\s-]+$|^$",
    re.IGNORECASE,
)


def named_season(ctx: Context, m: Match) -> Core | None:
    """Read a season; "fall" and "spring" alone only where they cannot be verbs."""
    code = lexicon().seasons[m["s"].lower()]
    number = written_year(ctx, m)
    before = ctx.text[max(0, m.start() - 12) : m.start()]
    if number is None:
        if not _SEASON_BEFORE.search(before) or (
            m["s"].lower() == "fall" and re.match(r"\s+(?:of|in|from|to|into|under)\b", ctx.text[m.end() : m.end() + 8])
        ):
            return None
        earlier = re.search(r"(1[0-9]\d\d|20\d\d)\s$", before)
        number = int(earlier[1]) if earlier else None
    if number is None:
        first = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
        number = infer_year(ctx, m.start(), m.end(), first)
    if number is None:
        return undated(m.end(), f"XXXX-{code}", "season")
    return season_core(m.end(), number, code)


def season_core(end: int, number: int, code: str) -> Core:
    """Return the reading of a season of a year."""
    head = value_of((number, None, None))
    return Core(
        end,
        "DATE",
        f"{head}-{code}",
        season(number, code) if number > 0 else None,
        "season",
        (number, None, None),
    )


def weekday_date(ctx: Context, weekday: int, tense: str | None) -> date | None:
    """Return the latest such weekday up to the reference, its own day included; in future tense the next after it."""
    reference = as_date(ctx.reference)
    if reference is None:
        return None
    back = (reference.weekday() - weekday) % 7
    return add_days(reference, 7 - back) if tense == "future" else add_days(reference, -back)
