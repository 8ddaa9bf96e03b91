"""Find the time expressions of a text and resolve them against their anchors.

News is anchored at the report's date, with the direction from tense; narrative (a history, whose years
lie far from the date of the text) at the mention before. Nothing ever falls back on the report's date.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from according.claims import TimeMention
from according.reading.times import absolute, lengths, moments, relative
from according.reading.times.context import Context, Core, Tense
from according.reading.times.patterns import prefilter, rules, starters

_Handler = Callable[[Context, "re.Match[str]"], "Core | list[Core] | None"]

_KINDS = {"date_range": "range", "year_range": "years", "named_season": "season", "set_": "set"}
_HANDLERS: dict[str, _Handler] = {
    _KINDS.get(name, name): getattr(module, name)
    for module, names in (
        (absolute, "iso numeric date_range full month decade decade_bc year_range century century_word year_bc year named_year old_year ordinal_day holiday named_season"),
        (relative, "relative relative_part part_next relative_month relative_weekday relative_season relative_holiday same_time unit_end date_unit"),
        (lengths, "length lengths unit_long half stretch shifted day_next set_ every"),
        (moments, "weekday dated_weekday part_of_date part clock deictic overnight_into ref modifier half_of week_of"),
    )
    for name in names.split()
}  # fmt: skip
_BARE_UNIT = re.compile(r"(year|month|decade|week|weekend|day)\b(?!['’])", re.IGNORECASE)
_DEPTH = 3


def find_times(text: str, published: date | None, tense_at: Tense | None = None) -> list[TimeMention]:
    """Return the time expressions in text order, not overlapping; offsets are code points.

    ``tense_at(offset)`` may give ``past`` or ``future`` from the syntax. Without a date of the report relative
    expressions keep ``start`` and ``end`` None.
    """
    finder = _Finder(text, published, tense_at)
    found: list[TimeMention] = []
    at = 0
    pattern = prefilter()
    while (candidate := pattern.search(text, at)) is not None:
        cores = finder.read_candidate(candidate)
        if not cores:
            at = candidate.end() if not candidate["art"] else _after_article(candidate)
            continue
        start = candidate.start("art") if candidate["art"] else candidate.start()
        for core in cores:
            first = core.start if core.start is not None else start
            mention = _mention(text, first, core)
            found.append(mention)
            finder.context.remember(core, core.end)
        at = cores[-1].end
    return found


def _after_article(candidate: re.Match[str]) -> int:
    return candidate.end("w") if candidate["w"] else candidate.end()


class _Finder:
    """The rules at work on one text."""

    def __init__(self, text: str, published: date | None, tense_at: Tense | None) -> None:
        self.text = text
        self.context = Context(text, published, tense_at)
        self.context.read, self.context.unit = self._read_at, self._unit_at
        self._depth = 0

    def read_candidate(self, candidate: re.Match[str]) -> list[Core]:
        """Return the longest reading that begins at a candidate of the prefilter."""
        word = candidate["w"]
        at = candidate.start("w") if word else candidate.start("n")
        if candidate["q"]:
            at = candidate.start("q")
        groups = starters()[_plain(word)] if word else ("digit", "number")
        article = candidate["art"]
        if article and article.strip().lower() in ("a", "an"):
            found = self._longest(candidate.start("art"), ("number",))
            if found:
                return found
            if word and "unit" in groups:
                return []
        if article and word:
            found = self._longest(candidate.start("art"), tuple(g for g in ("ref", "number") if g in groups))
            if found:
                return found
        return self._longest(at, groups)

    def _longest(self, at: int, groups: tuple[str, ...]) -> list[Core]:
        best: list[Core] = []
        if self._depth >= _DEPTH:
            return best
        self._depth += 1
        for group in groups:
            for kind, pattern in rules()[group]:
                if best and kind in ("month", "year", "old_year", "lengths", "date_unit"):
                    continue
                match = pattern.match(self.text, at)
                if match is None or match.end() == at:
                    continue
                read = _HANDLERS[kind](self.context, match)
                cores = read if isinstance(read, list) else [read] if read else []
                if cores and (not best or cores[-1].end > best[-1].end) and _whole(self.text, cores[-1].end):
                    best = cores
        self._depth -= 1
        return best

    def _read_at(self, at: int) -> list[Core]:
        candidate = prefilter().match(self.text, at)
        return self.read_candidate(candidate) if candidate else []

    def _unit_at(self, at: int) -> list[Core]:
        match = _BARE_UNIT.match(self.text, at)
        if match is None or re.match(r"\s+[a-z]+ing\b|-", self.text[match.end() : match.end() + 20]):
            return []
        unit, base = match[1].lower(), relative.base_of(self.context, "that")
        return [relative.unit_core(match.end(), base, unit, 0) if base else relative.open_date(match.end(), unit)]


def _plain(word: str) -> str:
    return re.sub(r"\s+", " ", word.lower())


def _whole(text: str, end: int) -> bool:
    """Tell whether an expression ends where a word ends."""
    return end >= len(text) or not (text[end].isalnum() and text[end - 1].isalnum())


def _mention(text: str, start: int, core: Core) -> TimeMention:
    end = core.end
    if text[max(start, end - 2) : end] in ("'s", "’s"):
        end -= 2
    while text[end - 1].isspace():
        end -= 1
    first, last = core.interval or (None, None)
    return TimeMention(
        text=text[start:end],
        span=(start, end),
        type=core.type,
        value=core.value,
        start=first.isoformat() if first else None,
        end=last.isoformat() if last else None,
        granularity=core.granularity,
    )
