"""What a rule needs to know beside its words: the two anchors, the tense, the kind of text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from according.reading.quantities.numerals import any_of
from according.reading.times.calendar import Interval, Moment, granularity_of, interval_of, of_date, value_of
from according.reading.times.lexicon import lexicon

Tense = Callable[[int], str | None]

_NARRATIVE_YEARS = 4
_YEAR = re.compile(r"(?<![\w$€£.,:-])(?:1[0-9]\d\d|20\d\d)(?![\w%]|[.,:]\d)")
_BC = re.compile(r"\b\d{1,4}\s?B\.?C\b")
_DEICTIC = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|(?:last|next|this)\s+(?:week|month|night)|ago"
    r"|(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?]['\"”’)]*\s+(?=[A-Z“\"'‘])|\n\s*\n")
_PAST = re.compile(r"\b(?:was|were|had|did|said|told|has|have|came|began|left|took|[a-z]{3,}ed)\b")
_REACH = 140


@dataclass(slots=True)
class Core:
    """A reading of one expression: end offset, TIMEX3 type and value, interval, and what it anchors."""

    end: int
    type: str
    value: str
    interval: Interval | None = None
    granularity: str | None = None
    moment: Moment | None = None
    """What later expressions may be relative to; None leaves the anchor where it was."""
    start: int | None = None
    open_year: bool = False
    """The year was inferred, not written: a range with a written year at its other end corrects it."""


Reader = Callable[[int], list[Core]]


def _nothing(at: int) -> list[Core]:
    return []


def dated(end: int, moment: Moment, *, start: int | None = None, open_year: bool = False) -> Core:
    """Return the reading of a calendar date, month or year."""
    return Core(
        end, "DATE", value_of(moment), interval_of(moment), granularity_of(moment), moment, start, open_year
    )  # fmt: skip


@lru_cache(maxsize=1)
def _future() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(lexicon().future_cues)})(?!\w)|['’]ll\b", re.IGNORECASE)


class Context:
    """One text being read, from left to right."""

    def __init__(self, text: str, published: date | None, tense_at: Tense | None) -> None:
        self.text, self.published, self._tense_at = text, published, tense_at
        years = [int(y) for y in _YEAR.findall(text)]
        deictic = sum(1 for _ in _DEICTIC.finditer(text))
        before_christ = sum(1 for _ in _BC.finditer(text))
        self.ancient = before_christ >= 3
        far = sum(published is None or abs(y - published.year) > 1 for y in years) + before_christ
        # a history dates by years, news by days of the week
        self.narrative = far >= _NARRATIVE_YEARS and far > 3 * deictic
        self.moment: Moment | None = None
        self.moment_at = -1
        self.read: Reader = _nothing
        """Read the expression that begins at an offset (set by the finder); empty where there is none."""
        self.unit: Reader = _nothing
        """Read "month" or "year" at an offset as the one last spoken of."""

    @property
    def reference(self) -> Moment | None:
        """The time "last" and "this" are relative to: the report's date, in a history the last mention."""
        if self.narrative and self.moment is not None:
            return self.moment
        return of_date(self.published) if self.published else None

    def anchor(self, at: int) -> Moment | None:
        """Return the last mentioned time, for "the next day" and "two months later" at offset `at`."""
        return self.moment

    def remember(self, core: Core, at: int) -> None:
        """Let `core` be the anchor of what follows."""
        if core.moment is not None:
            self.moment, self.moment_at = core.moment, at

    def tense(self, start: int, end: int) -> str | None:
        """Return the tense of the clause around an expression: from the syntax, else from cues in its sentence."""
        if self._tense_at is not None:
            known = self._tense_at(start)
            if known is not None:
                return known
        before = self.text[max(0, start - _REACH) : start]
        after = self.text[end : end + _REACH]
        before = before[_last_stop(before) :]
        stop = _STOP.search(after)
        if stop:
            after = after[: stop.start()]
        return _nearest_cue(before, after)


def _last_stop(text: str) -> int:
    at = 0
    for stop in _STOP.finditer(text):
        at = stop.end()
    return at


def _nearest_cue(before: str, after: str) -> str | None:
    """Return the tense of the cue nearest to the expression."""
    best: tuple[int, str] | None = None
    for pattern, tense in ((_future(), "future"), (_PAST, "past")):
        ends = [cue.end() for cue in pattern.finditer(before)]
        first = pattern.search(after)
        near = [len(before) - ends[-1]] if ends else []
        near += [first.start()] if first else []
        if near and (best is None or min(near) < best[0]):
            best = min(near), tense
    return best[1] if best else None
