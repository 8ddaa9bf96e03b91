"""Bulletins: a paragraph that names the day, and under it a list of what was done on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec

from according.claims import Claim, Span, TimeMention, TimeSpan
from according.reading.happenings import FORCE

LEAST_ITEMS = 3
"""Items from which lines with a mark before them are a list."""
_ITEM = re.compile(r"^[^\S\n]*(?:--|[-–—•*·▪.])[^\S\n]+\S.*$", re.MULTILINE)
_LINE = re.compile(r"^.*\S.*$", re.MULTILINE)


def date_items(
    text: str, claims: Sequence[Claim], times: Sequence[TimeMention], time_of: Callable[[TimeMention], TimeSpan]
) -> None:
    """Give deeds of force without a time, in the list and in the paragraph above it, the one day that this paragraph names.

    Guide of the claims: a claim without a time of its own has that of the claim it belongs to.
    """
    items = [m.span() for m in _ITEM.finditer(text)]
    if len(items) < LEAST_ITEMS:
        return
    above = [m.span() for m in _LINE.finditer(text, 0, items[0][0]) if m.span() not in items]
    for line in reversed(above):
        days = {(t.start, t.end): t for t in times if _is_day(t) and _inside(t.span, line)}
        if len(days) > 1:
            return
        if days:
            day = time_of(next(iter(days.values())))
            for claim in claims:
                if _lacks_time(claim) and any(_inside(claim.trigger.span, where) for where in (line, *items)):
                    claim.time = msgspec.structs.replace(day)
            return


def _is_day(time: TimeMention) -> bool:
    return time.type == "DATE" and time.start is not None and time.start == time.end


def _lacks_time(claim: Claim) -> bool:
    return claim.time is None and claim.type in FORCE and claim.factuality.realis == "actual"


def _inside(span: Span, where: Span) -> bool:
    return where[0] <= span[0] and span[1] <= where[1]
