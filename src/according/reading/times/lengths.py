"""Durations, sets, and moments counted from an anchor: two weeks, every day, a year ago, three days later."""

from __future__ import annotations

import re

from according.reading.quantities.numerals import parse_digits, parse_words, tidy
from according.reading.times.calendar import Moment, add_days, add_months, as_date, of_date
from according.reading.times.context import Context, Core, dated
from according.reading.times.lexicon import lexicon
from according.reading.times.relative import open_date, week_core, words_of

Match = re.Match[str]

_MONTHS = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}
_MOST = 1e9
_NOISE = re.compile(r"\b(?:another|more|full|long|straight|consecutive|whole|single)\b")
_FRACTIONS = {"1/2": 0.5, "1/4": 0.25, "1/8": 0.125, "½": 0.5}


def unit_of(word: str) -> str:
    """Return the code of a unit in the table, singular or plural."""
    units = lexicon().units
    name = word.lower()
    return units.get(name) or units[name[:-1]]


def count_of(words: str) -> float | None:
    """Return the number before a unit, 1 for an article; None for "several"."""
    plain = re.sub(r"[\s-]+", " ", _NOISE.sub(" ", words.lower())).strip()
    if plain in ("a", "an", ""):
        return 1
    if plain in ("a couple of", "couple of"):
        return 2
    extra = 0.5 if "and a half" in plain else 0.0
    plain = plain.replace("and a half", "").strip()
    for sign, part in _FRACTIONS.items():
        if plain.endswith(sign):
            plain, extra = plain[: -len(sign)].strip(), part
    number = parse_digits(plain) if plain[:1].isdigit() else parse_words(plain)
    return None if number is None or number > _MOST else number + extra


def duration_value(count: float | None, unit: str) -> str:
    """Return the TIMEX3 value of a length: ``P2W``, ``PT24H``, ``PXD``."""
    if unit == "2W":
        unit, count = "W", None if count is None else 2 * count
    head = "PT" if unit.startswith("T") else "P"
    return f"{head}{'X' if count is None else tidy(count)}{unit.removeprefix('T')}"


def length(ctx: Context, m: Match) -> Core | None:
    """Read "two weeks", "a year", "several days", "the 20-year-old"."""
    unit = unit_of(m["u"])
    count = count_of(m["n"])
    words = words_of(m["n"])
    if unit == "Q" or ((m["long"] or "").lower() == "old" and ctx.text[m.end("u")] == "-"):
        # "three quarters" is a fraction; the age of "a six-year-old" tells no time
        return None
    if words in ("a", "an") and not _whole_length(ctx, m, unit):
        return None
    if count == 1 and words == "one" and unit == "D" and m["u"].lower() == "day":
        return Core(m.end(), "DURATION", "P1D") if ctx.text[m.end("n") - 1 : m.end("n")] == "-" else None
    return Core(m.end(), "DURATION", duration_value(count, unit))


def _whole_length(ctx: Context, m: Match, unit: str) -> bool:
    """Tell "for a year" and "a week of fighting" from "the second time"."""
    if unit == "TS":
        return False
    after = ctx.text[m.end() : m.end() + 6].lower()
    return not after.startswith(("-", "'s", "’s"))


def lengths(ctx: Context, m: Match) -> Core | None:
    """Read a bare plural, "for years", where it measures."""
    before = ctx.text[max(0, m.start() - 16) : m.start()].lower()
    unit = unit_of(m["u"])
    if unit in ("TS", "WE") or re.search(r"(?:\bthe|\bthese|\bthose|\btheir|\d)[\s-]*$", before):
        return None
    if not m["long"] and not re.search(r"\b(?:for|after|of|within|in|over|with|took|last(?:ed)?|many)\s+$", before):
        return None
    return Core(m.end(), "DURATION", duration_value(None, unit))


def unit_long(ctx: Context, m: Match) -> Core:
    """Read "year-long"."""
    return Core(m.end(), "DURATION", duration_value(1, unit_of(m["u"])))


def half(ctx: Context, m: Match) -> Core:
    """Read "half an hour"."""
    values = {"hour": "PT30M", "day": "PT12H", "year": "P6M", "century": "P50Y", "decade": "P5Y", "minute": "PT30S"}
    return Core(m.end(), "DURATION", values[m["u"].lower()])


def stretch(ctx: Context, m: Match) -> Core:
    """Read "the last 24 hours": a length that ends, or begins, with the report's date."""
    unit, relation = unit_of(m["u"]), m["r"].lower()
    count = count_of(m["n"]) if m["n"] else None
    core = Core(m.end(), "DURATION", duration_value(count, unit))
    published = ctx.published
    if published is None or count is None or ctx.narrative:
        return core
    step = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(relation)
    if step is None:
        return core
    other = _moved(of_date(published), count * step, unit)
    day = as_date(other) if other else None
    if day is not None:
        core.interval, core.granularity = (min(day, published), max(day, published)), "day"
    return core


def _moved(anchor: Moment, count: float, unit: str) -> Moment | None:
    """Return an anchor moved by whole units; hours count as days from 24 on, at least one."""
    if unit in _MONTHS:
        moved = add_months(anchor, round(count * _MONTHS[unit])) if abs(count) < 1e5 else None
        return moved if moved and 1 <= moved[0] <= 9999 else None
    day = as_date(anchor)
    if day is None or abs(count) > 1e6:
        return None
    days = {"D": 1.0, "W": 7.0, "2W": 14.0, "WE": 7.0, "TH": 1 / 24, "TM": 1 / 1440, "TS": 1 / 86400}[unit] * count
    whole = round(days) if unit[0] != "T" else (-1 if days < 0 else 1) * max(1, round(abs(days)))
    target = add_days(day, whole)
    return of_date(target) if target else None


def shifted(ctx: Context, m: Match) -> Core | None:
    """Read "a week ago", "two months later", "the year before"."""
    unit, relation = unit_of(m["u"]), words_of(m["r"])
    count = count_of(m["n"]) if words_of(m["n"]) else None
    backward = relation in ("ago", "earlier", "before", "before that", "previously")
    deictic = relation in ("ago", "from now", "hence")
    if count is None:
        return Core(m.end(), "DATE", "PAST_REF" if backward else "FUTURE_REF")
    published = of_date(ctx.published) if ctx.published else None
    anchor = (None if ctx.narrative else published) if deictic else ctx.moment or published
    if anchor is None:
        return open_date(m.end(), {"M": "month", "Y": "year", "W": "week"}.get(unit, "day" if unit == "D" else "year"))
    if unit.startswith("T"):
        if anchor[2] is None:
            return open_date(m.end(), "day")
        return dated(m.end(), anchor)
    return counted_from(m.end(), anchor, -count if backward else count, unit)


def counted_from(end: int, anchor: Moment, count: float, unit: str) -> Core | None:
    """Return the day, week, month or year that lies `count` units from `anchor`."""
    if unit in ("Y", "DE", "CE"):
        year = anchor[0] + round(count * {"Y": 1, "DE": 10, "CE": 100}[unit])
        return dated(end, (year, None, None)) if -9999 < year < 9999 else None
    if unit in ("M", "Q"):
        if anchor[1] is None:
            return open_date(end, "month")
        moved = _moved((anchor[0], anchor[1], None), count, unit)
        return dated(end, moved) if moved else None
    moved = _moved(anchor, count, unit)
    day = as_date(moved)
    if day is None:
        return open_date(end, "week" if unit in ("W", "2W") else "day")
    if unit == "D":
        return dated(end, of_date(day))
    core = week_core(end, day)
    core.moment = of_date(day)
    return core


def day_next(ctx: Context, m: Match) -> Core | None:
    """Read "the day before", and "the day before yesterday"."""
    relation = words_of(m["r"])
    if relation.endswith(("yesterday", "tomorrow")):
        anchor, step = as_date(of_date(ctx.published)) if ctx.published else None, 2
    else:
        anchor, step = as_date(ctx.moment or ctx.reference), 1
        if re.match(
            r"\s+(?!(?:and|but|when|in|at|on|that|he|she|it|they|by|from|to|was|were|had)\b)[a-zA-Z]",
            ctx.text[m.end() :][:10],
        ):
            anchor = None
    if anchor is None:
        return open_date(m.end(), "day")
    target = add_days(anchor, -step if "before" in relation else step)
    return dated(m.end(), of_date(target)) if target else None


def set_(ctx: Context, m: Match) -> Core:
    """Read "daily", "weekly"."""
    return Core(m.end(), "SET", lexicon().sets[words_of(m["x"])])


def every(ctx: Context, m: Match) -> Core:
    """Read "every day", "each Friday", "twice a year"."""
    x, name = lexicon(), m["u"].lower()
    if name in x.weekdays:
        return Core(m.end(), "SET", f"XXXX-WXX-{x.weekdays[name] + 1}")
    if name in x.parts and name not in x.units:
        return Core(m.end(), "SET", f"XXXX-XX-XXT{x.parts[name]}")
    words = words_of(m["n"] or "a")
    return Core(m.end(), "SET", duration_value({"other": 2}.get(words, count_of(words)), unit_of(name)))
