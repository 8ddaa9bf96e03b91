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
_DUE = re.compile(
    r"\b(?:as\s+(?:soon|early|late)\s+as|no\s+later\s+than|until|scheduled\s+for|set\s+for|planned\s+for|due)\s+(?:the\s+)?(?:an?\s+)?$"
)
_FOR = re.compile(r"\b(?:by|before|until|till|through|for)\s+(?:the\s+)?(?:(?:start|beginning|middle|end)\s+of\s+)?$")
_REACH = 140
_NEAR_YEARS = 3
_TURN = 9
"""Months back from which on the same month of the next year is meant: January after October."""
_OPENING = re.compile(
    r"(?:^|\n|[.!?][\"”)]?\s+)(?:(?:In|By|During|Since|Early in|Late in|Between|From|After|The)\s+)?"
    r"(?:(?:early|mid|late|the)[\s-]+)*$"
)


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
        deictic = len(_DEICTIC.findall(text))
        before_christ = len(_BC.findall(text))
        self.ancient = before_christ >= 3
        far = sum(published is None or abs(y - published.year) > 1 for y in years) + before_christ
        # a history dates by years, news by days of the week
        self.narrative = far >= _NARRATIVE_YEARS and far > 3 * deictic
        self.moment: Moment | None = None
        self.moment_at = -1
        self._story: Moment | None = None
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
        """Let `core`, which ends at offset `at`, be the anchor of what follows."""
        if core.moment is None:
            return
        self.moment, self.moment_at = core.moment, at
        near = self._story is None or abs(core.moment[0] - self._story[0]) <= _NEAR_YEARS
        # a year in passing ("declassified in 2005") does not move the story; a date or "In 1917," does
        if core.moment[1] is not None or near or self._opens(core):
            self._story = core.moment

    def _opens(self, core: Core) -> bool:
        start = core.start if core.start is not None else core.end
        return bool(_OPENING.search(self.text[max(0, start - 20) : start]))

    def story_year(self, month: int) -> int | None:
        """Return the year a history is in when it names a month: that of the last date, or the next after autumn."""
        if self._story is None:
            return self.published.year if self.published else None
        year, known, _ = self._story
        return year + (known is not None and known - month >= _TURN)

    def is_due(self, start: int) -> bool:
        """Whether something is due at the time that begins at `start`: "by December", "a meeting for the middle of March"."""
        return _FOR.search(self.text[max(0, start - _REACH) : start]) is not None

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
        return _cued(before, after)


def _last_stop(text: str) -> int:
    at = 0
    for stop in _STOP.finditer(text):
        at = stop.end()
    return at


def _cued(before: str, after: str) -> str | None:
    """Return the tense of the cue nearest to the expression; one behind it counts as farther."""
    if _DUE.search(before):
        return "future"
    best: tuple[float, str] | None = None
    for pattern, tense in ((_future(), "future"), (_PAST, "past")):
        ends = [cue.end() for cue in pattern.finditer(before)]
        first = pattern.search(after)
        near: list[float] = [len(before) - ends[-1]] if ends else []
        near += [first.start() * 2.5 + 1] if first else []
        if near and (best is None or min(near) < best[0]):
            best = min(near), tense
    return best[1] if best else None
