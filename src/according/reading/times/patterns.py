"""The rules of the grammar: what each kind of expression looks like, and how candidates are found.

One prefilter finds the words at which an expression may begin; its class names the few rules that are
tried there, and the longest match wins. A rule's kind is the name of the function that reads it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from according.reading.quantities.numerals import any_of
from according.reading.times.lexicon import lexicon, macros

# class of the first word -> kind, pattern. <name> stands for a macro of the lexicon.
_RULES: dict[str, list[tuple[str, str]]] = {
    "digit": [
        ("iso", r"(?P<y><year>)-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?:(?:T|\s+)(?P<hh>[0-2]\d):?(?P<mm>[0-5]\d)(?::[0-5]\d)?(?P<z>Z|[+-]\d\d:?\d\d)?)?(?![\d-])"),
        ("numeric", r"(?P<a>\d{1,2})(?P<sep>[/.])(?P<b>\d{1,2})(?P=sep)(?P<y><year>|\d\d)(?!\w|[/.]\d)"),
        ("range", r"(?P<d1><day>)(?:\s+(?P<m1><month>))?(?:\s+(?P<y1><year>))?<to>(?:the\s+)?(?P<d2><day>)\s+(?:of\s+)?(?P<m2><month>)(?:,?\s+(?P<y2><year>)\b<yearend>)?"),
        ("full", r"(?P<d><day>)\s*(?:of\s+)?(?P<m><month>)(?:,?\s+(?:of\s+)?(?:(?P<y><year>)\b<yearend>|(?P<ybc>\d{1,4})<bc>|['’](?P<ys>\d\d)\b))?"),
        ("decade", r"(?:(?P<y>1[0-9]\d0|20\d0)['’]?s|['’]?(?P<ys>[2-9]0)s)\b"),
        ("decade_bc", r"(?P<y>\d{1,3}0)s<bc>"),
        ("years", r"(?P<a><year>)(?:<dash>|/)(?P<b><year>|\d\d)(?![\d-])"),
        ("century", r"(?P<n>1?\d|2[01])(?:st|nd|rd|th)[-\s]+centur(?:y|ies)\b(?P<bc><bc>)?"),
        ("year_bc", r"(?P<y>\d{1,4})<bc>"),
        ("year", r"(?P<y><year>)\b<yearend>"),
        ("old_year", r"(?P<y>\d{3})(?![\w%:°]|[.,]\d)"),
        ("clock", r"(?P<c><clock>)(?:\s*\(?(?P<z><zone>))?"),
        ("ordinal_day", r"(?P<d>(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th))\b(?:\s+of\s+(?P<r>that|this|the|next|last)\s+month\b)?(?!\s+(?:of\s+)?(?:[A-Z]|anniversary|century|time|day|week|month|year|birthday|parallel))"),
    ],
    "month": [
        ("range", r"(?P<m1><month>)(?:\s+(?P<d1><day>))?(?:,?\s+(?P<y1><year>))?<to>(?P<m2><month>)(?:\s+(?P<d2><day>))?(?:,?\s+(?P<y2><year>)\b<yearend>)?"),
        ("range", r"(?P<m1><month>)\s+(?P<d1><day>)<to>(?:the\s+)?(?P<d2><day>)(?!\s*(?:[ap]\.?m|<month>))(?:,?\s+(?P<y2><year>)\b<yearend>)?"),
        ("full", r"(?P<m><month>)\s+(?:the\s+)?(?P<d><day>)(?!\s*[ap]\.?m\b)(?:\s*,?\s+(?:of\s+)?(?:(?P<y><year>)\b<yearend>|(?P<ybc>\d{1,4})<bc>|(?P<same>(?:that|the\s+same)\s+year)\b))?"),
        ("month", r"(?P<m><month>),?\s+(?:of\s+)?(?:(?P<y><year>)\b<yearend>|(?P<ybc>\d{1,4})<bc>|['’](?P<ys>\d\d)\b|(?P<same>(?:that|the\s+same)\s+year)\b|(?P<rel>last|next|this)\s+year\b)"),
        ("month", r"(?P<m><longmonth>)"),
    ],
    "weekday": [
        ("weekday", r"(?P<w><weekday>)(?:['’]s)?(?:\s+(?P<p><part>))?(?:\s+(?:a|this)\s+(?P<wk>week)\s+ago\b)?"),
        ("dated_weekday", r"(?P<w><anyweekday>),?\s+(?:the\s+)?(?=<month>\s+\d|\d)"),
    ],
    "season": [("season", r"(?P<s><season>)(?:\s+(?:of\s+)?(?:(?P<y><year>)\b<yearend>|(?P<ybc>\d{1,4})<bc>|(?P<same>(?:that|the\s+same)\s+year)\b))?")],
    "part": [
        ("part_of_date", r"(?P<p><part>)(?:\s+hours)?\s+(?:of|on)\s+(?:the\s+)?(?=\d|<month>|<weekday>|<year>)"),
        ("part_next", r"(?P<p><part>)\s+(?P<r>before|after)(?=[\s,]*(?:[.,;:)\n]|$)|\s+(?:had|has|have|was|were|did|while)\b)"),
        ("part", r"(?P<p><part>)"),
    ],
    "rel": [
        ("relative", r"(?P<r>last|next|this|that|previous|following|same|very\s+same|that\s+same|past|preceding|coming|current)\s+(?P<u><bigunit>)(?:['’]s)?"),
        ("relative_part", r"(?P<r>last|next|this|that|previous|following|same|that\s+same|preceding|coming)\s+(?P<p><part>)"),
        ("relative_month", r"(?P<r>last|next|this|that|previous|following|past|coming)\s+(?P<m><longmonth>)"),
        ("relative_weekday", r"(?P<r>last|next|this|that|previous|following|past|coming)\s+(?P<w><weekday>)(?:\s+(?P<p><part>))?"),
        ("relative_season", r"(?P<r>last|next|this|that|previous|following|past|coming)\s+(?P<s><season>)"),
        ("relative_holiday", r"(?P<r>last|next|this)\s+(?P<h><holiday>)"),
        ("stretch", r"(?P<r>last|past|previous|next|coming|following|first|final|preceding|recent|intervening)\s+(?:(?P<n><num>|<vague>)[\s-]+)?(?P<u>(?:<unit>))(?<=s)"),
        ("week_of", r"(?P<r>first|second|third|last|final)\s+(?P<u>week|day)\s+(?:of|in)\s+(?=<month>)"),
        ("same_time", r"same\s+(?:time|period)\b"),
    ],
    "number": [
        ("shifted", r"(?:<about>\s+)*(?P<n>an?\s+(?:full\s+)?|<num>[\s-]+|<vague>\s+)(?P<u><unit>)\s+(?P<r>ago|earlier|later|before\s+that|before(?=[\s,]*(?:[.,;]|$))|previously|after(?:wards?)\b|from\s+now|hence|on\b(?=,))"),
        ("half", r"(?P<q>half)\s+(?:an?|of\s+an?)\s+(?P<u>hour|day|year|century|decade|minute)\b"),
        ("length", r"(?:<about>\s+)*(?P<n>an?\s+(?:full\s+|single\s+|whole\s+)?|(?:another\s+)?<num>(?:[\s-]+(?:more|full|long|straight|consecutive|whole))?[\s-]+|<vague>\s+(?:more\s+)?)(?P<u><unit>)(?:[-\s]+(?P<long>long|old)\b)?"),
        ("century_word", r"(?P<n><ordinal>)[-\s]+centur(?:y|ies)\b(?P<bc><bc>)?"),
        ("half_of", r"(?P<h>first|second|latter)\s+(?:half|part)\s+of\s+(?:the\s+)?(?=<year>|<month>|\d0s|year)"),
        ("week_of", r"(?P<r>first|second|third|last|final)\s+(?P<u>week|day)\s+(?:of|in)\s+(?=<month>)"),
        ("stretch", r"(?P<r>first)\s+(?P<n><num>|<vague>)[\s-]+(?P<u>(?:<unit>))(?<=s)"),
    ],
    "unit": [
        ("shifted", r"(?P<n>)(?P<u><unit>)(?<=s)\s+(?P<r>ago|earlier|later|before\s+that|previously|afterwards?)\b"),
        ("unit_end", r"(?P<u>month|year|week)['’]s\s+(?:end|start)\b"),
        ("day_next", r"day\s+(?P<r>before\s+yesterday|after\s+tomorrow|before|after|following)(?=[\s,]*(?:[.,;:)\n]|$|yesterday|tomorrow|[a-z]+\s))"),
        ("lengths", r"(?P<u><unit>)(?<=s)(?:-(?P<long>long|old))?"),
        ("unit_long", r"(?P<u><bigunit>)-long\b"),
        ("named_year", r"years?\s+(?P<y><year>)\b<yearend>"),
        ("date_unit", r"(?P<u>weekend|year|month)\b(?!['’]s\s+(?:end|start))"),
    ],
    "mod": [("modifier", r"(?:very\s+)?(?P<p>early|mid|middle|late|later|earlier|end|beginning|start|outset|turn|close|rest|course)(?:[\s-]+(?:(?:in|of|on)\s+)?(?P<art>the\s+)?)")],
    "holiday": [("holiday", r"(?P<h><holiday>)(?:\s*,?\s+(?P<y><year>)\b<yearend>)?(?:\s+(?P<p>night|morning|evening))?")],
    "day": [
        ("deictic", r"(?P<w>today|yesterday|tomorrow|tonight|overnight)(?:['’]s)?\b(?:\s+(?P<p><part>))?"),
        ("overnight_into", r"overnight\s+(?:into|to)\s+(?P<w><weekday>|today)"),
    ],
    "ref": [("ref", r"(?P<x><ref>)")],
    "set": [
        ("set", r"(?P<x><set>)"),
        ("every", r"(?:every|each|per)\s+(?:(?P<n><num>|other|few)\s+)?(?P<u><unit>|<weekday>|<part>)"),
        ("every", r"(?:once|twice)\s+(?P<n>an?)\s+(?P<u><unit>)"),
    ],
}  # fmt: skip


@lru_cache(maxsize=1)
def rules() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Return the compiled rules by class of first word."""
    pieces = macros()

    def fill(pattern: str) -> str:
        # macros hold no macros, so one pass is enough
        return re.sub(r"(?<!P)<([a-z]+)>", lambda m: pieces[m.group(1)], pattern)

    return {group: [(kind, re.compile(fill(p), re.IGNORECASE)) for kind, p in table] for group, table in _RULES.items()}


@lru_cache(maxsize=1)
def starters() -> dict[str, tuple[str, ...]]:
    """Return the classes of rules by the first word of an expression."""
    x = lexicon()
    groups: dict[str, list[str]] = {}

    def add(words: list[str], *classes: str) -> None:
        for word in words:
            groups.setdefault(word, []).extend(c for c in classes if c not in groups.get(word, []))

    add(list(x.months), "month")
    add(list(x.weekdays), "weekday")
    add(list(x.seasons), "season")
    add(list(x.parts), "part")
    add([form for u in x.units for form in (u, u + "s")], "unit")
    add(
        "last next this that previous following same past preceding coming current first final recent intervening second third very".split(),
        "rel",
    )
    add(
        "early mid middle late later earlier end beginning start outset turn close rest course very".split(),
        "mod",
    )
    add("today yesterday tomorrow tonight overnight".split(), "day")
    add([h.split()[0].replace("-", " ").split()[0] for h in x.holidays], "holiday")
    add([r.split()[0] for r in x.refs], "ref")
    add([*x.sets, "every", "each", "per", "once", "twice"], "set")
    from according.reading.quantities.numerals import table

    numbers = table()
    add(
        [*numbers["ones"], *numbers["tens"], *numbers["scales"], *x.ordinals, "half", "latter", "another"],
        "number",
    )
    add([w.split()[0] for w in [*x.vague, *x.about] if w.split()[0] not in ("a",)], "number")
    return {word: tuple(classes) for word, classes in groups.items()}


@lru_cache(maxsize=1)
def prefilter() -> re.Pattern[str]:
    """Return the pattern of places where an expression may begin: an article, then a known word or digits."""
    words = any_of(starters())
    return re.compile(
        rf"(?<![\w$€£¥#])(?P<art>(?:the|an?)\s+)?(?:(?P<w>{words})\b|(?P<q>['’])?(?P<n>\d+))", re.IGNORECASE
    )
