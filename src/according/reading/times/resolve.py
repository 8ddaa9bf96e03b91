"""From a match of the grammar to TIMEX3 type and value, and the interval it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from according.reading.times import calendar
from according.reading.times.patterns import words

if TYPE_CHECKING:
    from according.reading.times.finder import Context


@dataclass(slots=True)
class Resolved:
    """Type and value as in TIMEX3; `anchors`: later relative mentions may start from it."""

    type: str
    value: str
    start: date | None = None
    end: date | None = None
    granularity: str | None = None
    anchors: bool = True


Match = re.Match[str]


def number(text: str | None) -> float | None:
    """Return the number a word or digits say; None for vague ones."""
    if text is None:
        return 1
    plain = text.lower().strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain)
    table = words()["numbers"]
    if plain in table:
        return float(table[plain])
    parts = re.split(r"[- ]", plain)
    if len(parts) == 2 and all(p in table for p in parts):
        return float(table[parts[0]] + table[parts[1]])
    return 2.0 if "couple" in plain else None


def _month(text: str) -> int:
    return int(words()["month"][text.lower().strip(" .")])


def _unit(text: str) -> tuple[str, str, int]:
    plain = text.lower().strip()
    table = words()["units"]
    prefix, letter, days = table.get(plain) or table.get(plain[:-1]) or table["century" if "centur" in plain else "day"]
    return prefix, letter, days


def _day(day: date, suffix: str = "") -> Resolved:
    return Resolved("TIME" if suffix else "DATE", day.isoformat() + suffix, day, day, "day")


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year_for(month: int, day: int, c: Context) -> int | None:
    """The year of a date told without one."""
    if c.narrative and c.reference is not None:
        return c.reference.year
    if c.published is None:
        return c.reference.year if c.reference else None
    here = _safe(c.published.year, month, day) or _safe(c.published.year, month, 28)
    assert here is not None
    if c.tense == "future":
        return c.published.year if here >= c.published else c.published.year + 1
    if here <= c.published:
        return c.published.year
    ahead = (here - c.published).days
    # In the past tense a date ahead is of last year; without a tense the nearer of the two.
    return c.published.year - 1 if c.tense == "past" or ahead > 183 else c.published.year


def _dated(year: str | None, month: int, day: int, c: Context) -> Resolved | None:
    known = int(year) if year else _year_for(month, day, c)
    if known is None:
        return Resolved("DATE", f"XXXX-{month:02d}-{day:02d}", anchors=False)
    found = _safe(known, month, day)
    return _day(found) if found else None


def _digits(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def iso(m: Match, c: Context) -> Resolved | None:
    found = _safe(int(m["iso_y"]), int(m["iso_m"]), int(m["iso_d"]))
    return _day(found) if found else None


def slash(m: Match, c: Context) -> Resolved | None:
    a, b, y = int(m["sl_a"]), int(m["sl_b"]), int(m["sl_y"])
    y += 0 if y > 99 else 2000 if y < 50 else 1900
    month, day = (b, a) if a > 12 else (a, b)
    found = _safe(y, month, day)
    return _day(found) if found else None


def dmy(m: Match, c: Context) -> Resolved | None:
    return _dated(m["dmy_y"], _month(m["dmy_m"]), _digits(m["dmy_d"]), c)


def mdy(m: Match, c: Context) -> Resolved | None:
    return _dated(m["mdy_y"], _month(m["mdy_m"]), _digits(m["mdy_d"]), c)


def drange(m: Match, c: Context) -> Resolved | None:
    month = _month(m["dr_m"] or m["dr_m2"])
    first = _dated(m["dr_y"], month, _digits(m["dr_a"] or m["dr_a2"]), c)
    last = _dated(m["dr_y"], month, _digits(m["dr_b"] or m["dr_b2"]), c)
    if first is None or last is None or first.start is None or last.start is None or last.start < first.start:
        return first
    return Resolved("DATE", first.value, first.start, last.end, "day")


def mrange(m: Match, c: Context) -> Resolved | None:
    a, b = _month(m["mr_a"]), _month(m["mr_b"])
    year = int(m["mr_y"]) if m["mr_y"] else _year_for(a, 1, c)
    if year is None:
        return Resolved("DATE", f"XXXX-{a:02d}", anchors=False)
    end = calendar.month(year if b >= a else year + 1, b)[1]
    return Resolved("DATE", f"{year}-{a:02d}", date(year, a, 1), end, "month")


def _whole_month(year: int, number_: int, part: str | None) -> Resolved:
    start, end = calendar.part_of(calendar.month(year, number_), part.lower() if part else None)
    return Resolved("DATE", f"{year}-{number_:02d}", start, end, "month")


def my(m: Match, c: Context) -> Resolved | None:
    return _whole_month(int(m["my_y"]), _month(m["my_m"]), m["my_p"])


def month(m: Match, c: Context) -> Resolved | None:
    number_ = _month(m["mo_m"])
    relation = (m["mo_r"] or "").lower()
    year = _year_for(number_, 1, c)
    if c.published is not None and relation in ("last", "next", "this") and not c.narrative:
        year = c.published.year
        if relation == "last" and number_ >= c.published.month:
            year -= 1
        if relation == "next" and number_ <= c.published.month:
            year += 1
    if year is None:
        return Resolved("DATE", f"XXXX-{number_:02d}", anchors=False)
    return _whole_month(year, number_, m["mo_p"])


def season(m: Match, c: Context) -> Resolved | None:
    code = words()["seasons"][m["se_s"].lower()]
    relation = (m["se_r"] or "").lower()
    if m["se_y"]:
        year = int(m["se_y"])
    else:
        anchor = c.reference if c.narrative and c.reference else c.published
        if anchor is None:
            return Resolved("DATE", f"XXXX-{code}", anchors=False)
        year = anchor.year
        start = calendar.season(year, code)[0]
        if relation == "last" and start >= anchor or (not relation and not c.narrative and start > anchor and c.tense != "future"):
            year -= 1
        if relation == "next" and start <= anchor:
            year += 1
    start, end = calendar.season(year, code)
    return Resolved("DATE", f"{year}-{code}", start, end, "season")


def holiday(m: Match, c: Context) -> Resolved | None:
    month_, day = (int(x) for x in words()["holidays"][m["hol"].lower()].split("-"))
    return _dated(m["hol_y"], month_, day, c)


def _weekday_date(index: int, c: Context, relation: str) -> date | None:
    anchor = c.reference if c.narrative and c.reference else c.published
    if anchor is None:
        return None
    back = (anchor.weekday() - index) % 7
    ahead = (index - anchor.weekday()) % 7
    if relation in ("next", "coming"):
        return anchor + timedelta(days=ahead or 7)
    if relation in ("last", "past"):
        return anchor - timedelta(days=back or 7)
    if relation == "this":
        return calendar.week(anchor)[0] + timedelta(days=index)
    if c.tense == "future":
        return anchor + timedelta(days=ahead)
    return anchor - timedelta(days=back)


def weekday(m: Match, c: Context) -> Resolved | None:
    found = _weekday_date(words()["weekday"][m["we_d"].lower()], c, (m["we_r"] or "").lower())
    part = words()["parts"].get((m["we_t"] or "").lower())
    if found is None:
        return Resolved("DATE", "XXXX-WXX", anchors=False)
    return _day(found, f"T{part}" if part else "")


def day(m: Match, c: Context) -> Resolved | None:
    word = m["dy"].lower()
    anchor = c.published
    part = words()["parts"].get((m["dy_p"] or "").lower()) or ("NI" if word in ("tonight", "overnight") else None)
    if anchor is None:
        return Resolved("DATE", "XXXX-XX-XX", anchors=False)
    if word == "overnight":
        return Resolved("TIME", f"{anchor.isoformat()}TNI", anchor - timedelta(days=1), anchor, "day")
    found = anchor + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(word, 0))
    return _day(found, f"T{part}" if part else "")


def daybefore(m: Match, c: Context) -> Resolved | None:
    word = m["db"].lower()
    if word.endswith("yesterday") or word.endswith("tomorrow"):
        return _day(c.published + timedelta(days=-2 if "yesterday" in word else 2)) if c.published else None
    anchor = c.reference or c.published
    return _day(anchor + timedelta(days=-1 if word == "before" else 1)) if anchor else None


_BACK = frozenset(["last", "past", "previous", "preceding"])
_AHEAD = frozenset(["next", "coming", "following"])


def relative(m: Match, c: Context) -> Resolved | None:
    relation, unit_text = m["re_r"].lower(), m["re_u"].lower()
    textual = relation in ("following", "same", "that", "previous", "preceding") or (c.narrative and relation == "next")
    anchor = (c.reference or c.published) if textual else c.published
    if unit_text in words()["parts"] and unit_text != "night":
        part = words()["parts"][unit_text]
        return _day(anchor + timedelta(days=-1 if relation in _BACK else 0), f"T{part}") if anchor else None
    if anchor is None:
        return Resolved("DATE", "XXXX", anchors=False)
    step = -1 if relation in _BACK else 1 if relation in _AHEAD else 0
    if unit_text == "night":
        return _day(anchor + timedelta(days=step), "TNI")
    _, letter, _ = _unit(unit_text)
    moved = calendar.shift(anchor, "W" if letter == "WE" else letter, step)
    if moved is None:
        return None
    return _calendar_unit(moved, letter, m["re_p"])


def _calendar_unit(at: date, letter: str, part: str | None = None) -> Resolved | None:
    part = part.lower() if part else None
    if letter == "D":
        return _day(at)
    if letter == "W":
        start, end = calendar.week(at)
        return Resolved("DATE", calendar.week_value(at), start, end, "week")
    if letter == "WE":
        start, end = calendar.week(at)
        return Resolved("DATE", calendar.week_value(at) + "-WE", end - timedelta(days=1), end, "day")
    if letter == "M":
        return _whole_month(at.year, at.month, part)
    if letter == "Q":
        quarter = (at.month - 1) // 3
        start = date(at.year, quarter * 3 + 1, 1)
        return Resolved("DATE", f"{at.year}-Q{quarter + 1}", start, calendar.month(at.year, quarter * 3 + 3)[1], "month")
    if letter == "Y":
        start, end = calendar.part_of(calendar.year_of(at.year), part)
        return Resolved("DATE", f"{at.year}", start, end, "year")
    if letter == "DE":
        return _decade(at.year // 10 * 10, part)
    return Resolved("DATE", f"{at.year // 100}", date(at.year // 100 * 100, 1, 1), date(at.year // 100 * 100 + 99, 12, 31), "century")


def _decade(year: int, part: str | None) -> Resolved:
    start, end = calendar.part_of((date(year, 1, 1), date(year + 9, 12, 31)), part)
    return Resolved("DATE", f"{year // 10}", start, end, "decade", anchors=False)


def decade(m: Match, c: Context) -> Resolved | None:
    year = int(m["de_y"]) if m["de_y"] else 1900 + int(m["de_s"])
    return _decade(year, (m["de_p"] or "").lower() or None)


def century(m: Match, c: Context) -> Resolved | None:
    n = int(m["ce_n"])
    if n < 1:
        return None
    start, end = date(max(n * 100 - 100, 1), 1, 1), date(n * 100 - 1, 12, 31)
    return Resolved("DATE", f"{n - 1:02d}", start, end, "century", anchors=False)


def yrange(m: Match, c: Context) -> Resolved | None:
    a = int(m["yr_a"])
    b = int(m["yr_b"]) if len(m["yr_b"]) == 4 else a // 100 * 100 + int(m["yr_b"])
    return Resolved("DATE", str(a), date(a, 1, 1), date(b, 12, 31), "year") if b > a else None


def year(m: Match, c: Context) -> Resolved | None:
    found = int(m["ye"])
    start, end = calendar.part_of(calendar.year_of(found), (m["ye_p"] or "").lower() or None)
    return Resolved("DATE", m["ye"], start, end, "year")


def _duration_value(n: float | None, unit_text: str) -> str:
    prefix, letter, days = _unit(unit_text)
    amount = "X" if n is None else f"{n:g}"
    if unit_text.lower().startswith("fortnight") and n is not None:
        amount = f"{2 * n:g}"
    return f"P{prefix}{amount}{letter}"


def lasthours(m: Match, c: Context) -> Resolved | None:
    """``the last 24 hours``: a duration that ends (or begins) with the report's date."""
    n, unit_text = number(m["lh_n"]), m["lh_u"]
    value = _duration_value(n, unit_text)
    prefix, letter, _ = _unit(unit_text)
    if c.published is None or n is None or m["lh_r"].lower() in ("first", "following", "previous"):
        return Resolved("DURATION", value, anchors=False)
    step = -1 if m["lh_r"].lower() in _BACK else 1
    if prefix == "T":
        hours = {"H": 1.0, "M": 1 / 60, "S": 1 / 3600}[letter] * n
        moved: date | None = c.published + timedelta(days=step * max(1, round(hours / 24)))
    else:
        moved = calendar.shift(c.published, letter, step * int(n))
    if moved is None:
        return Resolved("DURATION", value, anchors=False)
    return Resolved("DURATION", value, min(moved, c.published), max(moved, c.published), "day", anchors=False)


def ago(m: Match, c: Context) -> Resolved | None:
    n, unit_text, relation = number(m["ag_n"]), m["ag_u"], m["ag_r"].lower()
    prefix, letter, _ = _unit(unit_text)
    if relation in ("before", "after", "previously") and c.reference is None:
        return Resolved("DURATION", _duration_value(n, unit_text), anchors=False)
    anchor = c.published if relation in ("ago", "from now") else (c.reference or c.published)
    if n is None or anchor is None:
        return Resolved("DATE", "PAST_REF" if relation == "ago" else "XXXX", anchors=False)
    step = 1 if relation in ("later", "after", "afterward", "afterwards", "from now") else -1
    if prefix == "T":
        return Resolved("DURATION", _duration_value(n, unit_text), anchors=False)
    moved = calendar.shift(anchor, letter, step * int(n))
    if moved is None:
        return None
    return _calendar_unit(moved, "Y" if letter in ("DE", "CE") else "D" if letter == "WE" else letter)


def every(m: Match, c: Context) -> Resolved | None:
    if m["ev_s"]:
        return Resolved("SET", str(words()["sets"][m["ev_s"].lower()]), anchors=False)
    unit_text = m["ev_u"].lower()
    if unit_text in words()["weekday"]:
        return Resolved("SET", f"XXXX-WXX-{words()['weekday'][unit_text] + 1}", anchors=False)
    if unit_text in words()["parts"]:
        return Resolved("SET", f"XXXX-XX-XXT{words()['parts'][unit_text]}", anchors=False)
    return Resolved("SET", _duration_value(number(m["ev_n"]), unit_text), anchors=False)


def duration(m: Match, c: Context) -> Resolved | None:
    text = m["du_n"].lower()
    n = 1.0 if "entire" in text or "whole" in text else 0.5 if text.startswith("half") else number(text)
    if text in ("some", "many", "few") and not m["du_u"].lower().endswith("s"):
        return None
    return Resolved("DURATION", _duration_value(n, m["du_u"]), anchors=False)


def vague(m: Match, c: Context) -> Resolved | None:
    return Resolved("DURATION", _duration_value(None, m["va"]), anchors=False)


def clock(m: Match, c: Context) -> Resolved | None:
    text = m["cl"].lower().replace(" ", "")
    parts = re.match(r"(\d{1,2})(?:[:.h](\d\d))?", text)
    if parts is None:
        return None
    hour, minute = int(parts[1]), int(parts[2] or 0)
    if re.search(r"p\.?m", text) and hour < 12:
        hour += 12
    if re.search(r"a\.?m", text) and hour == 12:
        hour = 0
    if hour > 24:
        return None
    return _at(f"T{hour:02d}:{minute:02d}", c)


def noon(m: Match, c: Context) -> Resolved | None:
    return _at("T24:00" if m["no"].lower() == "midnight" else "T12:00", c)


def _at(time: str, c: Context) -> Resolved:
    anchor = c.reference or c.published
    if anchor is None:
        return Resolved("TIME", f"XXXX-XX-XX{time}", anchors=False)
    return Resolved("TIME", anchor.isoformat() + time, anchor, anchor, "instant", anchors=False)


def ref(m: Match, c: Context) -> Resolved | None:
    text = m["rf"].lower()
    kind = "PRESENT_REF" if text in words()["present"] else "PAST_REF" if text in words()["past"] else "FUTURE_REF"
    return Resolved("DATE", kind, anchors=False)


HANDLERS: dict[str, Callable[[Match, Context], Resolved | None]] = {
    f.__name__: f
    for f in (
        iso, slash, drange, dmy, mdy, mrange, my, holiday, season, month, lasthours, ago, relative, daybefore, day, weekday,
        decade, century, yrange, year, every, duration, vague, clock, ref, noon,
    )
}  # fmt: skip
