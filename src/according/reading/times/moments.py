"""Expressions at or within a day, and readings of a part of a longer time: Thursday night, 9 a.m., early May."""

from __future__ import annotations

import re
from datetime import date, timedelta

from according.reading.times.absolute import weekday_date
from according.reading.times.calendar import add_days, as_date, of_date, part_of
from according.reading.times.context import Context, Core
from according.reading.times.lexicon import lexicon
from according.reading.times.relative import day_core, words_of

Match = re.Match[str]

_PARTS = {
    "early": "early", "beginning": "early", "start": "early", "outset": "early", "turn": "early",
    "mid": "mid", "middle": "mid", "late": "late", "end": "late", "close": "late",
}  # fmt: skip
_SAME_SENTENCE, _SAME_STORY = 90, 600
_INTO_DATE = re.compile(r"\s*(?:\([^()\n]{1,20}\)\s*)?(?:,\s*)?(?:on\s+)?")


def weekday(ctx: Context, m: Match) -> Core:
    """Read "Thursday", "Thursday night", "Monday week ago"."""
    number = lexicon().weekdays[m["w"].lower()]
    part = lexicon().parts[m["p"].lower()] if m["p"] else None
    day = weekday_date(ctx, number, ctx.tense(m.start(), m.end()))
    if day is None:
        return Core(m.end(), "TIME" if part else "DATE", f"XXXX-WXX-{number + 1}" + (f"T{part}" if part else ""))
    return day_core(m.end(), add_days(day, -7) if m["wk"] else day, part)


def dated_weekday(ctx: Context, m: Match) -> list[Core] | None:
    """Read "Thursday, 21 November": the date decides."""
    inner = ctx.read(m.end())
    return inner if inner and inner[0].granularity == "day" else None


def part_of_date(ctx: Context, m: Match) -> list[Core] | None:
    """Read "the night of 5 May"."""
    inner = ctx.read(m.end())
    if not inner or inner[0].granularity != "day" or inner[0].type != "DATE":
        return None
    inner[0].type = "TIME"
    inner[0].value += "T" + lexicon().parts[m["p"].lower()]
    return inner


_PART_BEFORE = re.compile(r"\b(?:in|at|by|until|before|after|during|since|that)\s+(?:the\s+)?(?:early\s+|late\s+)?$")


def part(ctx: Context, m: Match) -> Core | None:
    """Read "in the morning", "at dawn" of the day last spoken of."""
    if not _PART_BEFORE.search(ctx.text[max(0, m.start() - 24) : m.start()].lower()):
        return None
    return day_core(m.end(), as_date(_here(ctx, m.start())), lexicon().parts[m["p"].lower()])


def _here(ctx: Context, at: int) -> tuple[int, int | None, int | None] | None:
    """Return the day that a time of day belongs to: the one just spoken of, in news else the day the story is on.

    News that tells what happened on Thursday goes on with "at about 11 in the morning" of that day; a line of a live page
    that opens with a time of day is of the day of the page.
    """
    if ctx.narrative:
        return ctx.moment
    opens = ctx.text.rfind("\n", 0, at) + 1 == at
    if ctx.moment is None or opens:
        return ctx.reference
    if at - ctx.moment_at < _SAME_SENTENCE or _is_story(ctx, ctx.moment, at):
        return ctx.moment
    return ctx.reference


def _is_story(ctx: Context, moment: tuple[int, int | None, int | None], at: int) -> bool:
    """Whether the past is told there, and the day last spoken of is one of the week before the report, not far above."""
    day = as_date(moment)
    if day is None or ctx.published is None or at - ctx.moment_at > _SAME_STORY or ctx.tense(at, at) != "past":
        return False
    return 0 <= (ctx.published - day).days < 7


def clock(ctx: Context, m: Match) -> Core | list[Core] | None:
    """Read a time of day, with the date behind it if there is one ("9 a.m. Tuesday")."""
    text = words_of(m["c"])
    hour, minute = _hour_minute(text)
    if not re.search(r"[apm:]|h", text) and not m["z"]:
        return None
    if hour > 24 or minute > 59:
        return None
    value = f"T{hour:02d}:{minute:02d}"
    at = _INTO_DATE.match(ctx.text, m.end())
    inner = ctx.read(at.end()) if at and "\n" not in at.group() else None
    if inner and inner[0].type == "DATE" and inner[0].granularity == "day" and len(inner) == 1:
        core = inner[0]
        core.type, core.value, core.granularity = "TIME", core.value + value, "instant"
        return core
    core = day_core(m.end(), as_date(_here(ctx, m.start())))
    core.type, core.value, core.granularity, core.moment = "TIME", core.value + value, "instant", None
    return core


def _hour_minute(text: str) -> tuple[int, int]:
    digits = re.findall(r"\d+", text)
    if len(digits) == 1 and len(digits[0]) == 4:
        digits = [digits[0][:2], digits[0][2:]]
    hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    half = re.search(r"([ap])\.?m", text)
    if half and half[1] == "p" and hour < 12:
        hour += 12
    if half and half[1] == "a" and hour == 12:
        hour = 0
    return hour, minute


def deictic(ctx: Context, m: Match) -> Core | None:
    """Read today, yesterday, tomorrow, tonight, overnight."""
    word = m["w"].lower()
    part = lexicon().parts[m["p"].lower()] if m["p"] else "NI" if word in ("tonight", "overnight") else None
    if word == "today" and ctx.narrative:
        return Core(m.end(), "DATE", "PRESENT_REF")
    published = None if ctx.narrative else ctx.published
    if word == "overnight":
        return overnight(m.end(), published)
    day = add_days(published, {"yesterday": -1, "tomorrow": 1}.get(word, 0)) if published else None
    return day_core(m.end(), day, part)


def overnight(end: int, day: date | None) -> Core:
    """Return the night into a day: two dates."""
    core = day_core(end, day, "NI")
    before = add_days(day, -1) if day else None
    if day and before:
        core.interval = before, day
    return core


def overnight_into(ctx: Context, m: Match) -> Core:
    """Read "overnight into Tuesday"."""
    word = m["w"].lower()
    if word == "today":
        return overnight(m.end(), ctx.published)
    return overnight(m.end(), weekday_date(ctx, lexicon().weekdays[word], ctx.tense(m.start(), m.end())))


def ref(ctx: Context, m: Match) -> Core | None:
    """Read "now", "recently", "the future"."""
    return Core(m.end(), "DATE", lexicon().refs[words_of(m["x"])])


def modifier(ctx: Context, m: Match) -> list[Core] | None:
    """Read "early May", "the end of the year", "later that month": the value of the whole, a part of its interval."""
    inner = ctx.read(m.end("art") if m["art"] else m.end())
    if not inner and m["art"]:
        inner = ctx.unit(m.end())
    if not inner or inner[0].type not in ("DATE", "TIME") or inner[0].value.endswith("_REF"):
        return None
    part = _PARTS.get(words_of(m["p"]))
    core = inner[0]
    if core.interval and core.granularity != "day" and len(inner) == 1:
        core.interval = part_of(core.interval, part)
    return inner


def half_of(ctx: Context, m: Match) -> list[Core] | None:
    """Read "the first half of 2008"."""
    inner = ctx.read(m.end()) or ctx.unit(m.end())
    if not inner or inner[0].granularity not in ("year", "month", "decade"):
        return None
    core, which = inner[0], "first" if m["h"].lower() == "first" else "second"
    if core.granularity == "year":
        core.value += "-H1" if which == "first" else "-H2"
    if core.interval:
        core.interval = part_of(core.interval, which)
    return inner


def week_of(ctx: Context, m: Match) -> list[Core] | None:
    """Read "the last week of May", "the first day of May"."""
    inner = ctx.read(m.end())
    if not inner or inner[0].granularity != "month" or not inner[0].interval:
        return None
    core, word, length = inner[0], m["r"].lower(), 6 if m["u"].lower() == "week" else 0
    assert core.interval is not None
    first, last = core.interval
    index = {"first": 0, "second": 1, "third": 2}.get(word)
    start = last - timedelta(days=length) if index is None else first + timedelta(days=index * (length + 1))
    core.interval = start, start + timedelta(days=length)
    core.granularity = "week" if length else "day"
    if not length:
        core.value, core.moment = start.isoformat(), of_date(start)
    return inner
