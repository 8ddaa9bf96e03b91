"""Find the time expressions of a text and resolve them against their anchors.

News is anchored at the report's date, with the direction from tense; narrative (a history, whose years
lie far from the date of the text) at the mention before. Nothing ever falls back on the report's date.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from according.claims import TimeMention
from according.reading.times import resolve
from according.reading.times.patterns import NAMES, grammar, words

_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_MAY = frozenset(["may", "march", "mar", "sun", "sat", "second", "fall", "spring"])
_PREPOSITIONS = frozenset(
    ["in", "since", "until", "till", "by", "last", "next", "this", "early", "mid", "late", "of", "from", "to", "between", "during", "before", "after", "and", "on", "for", "every", "each", "through", "around"]
)  # fmt: skip


@dataclass(slots=True)
class Context:
    """What resolution may use: the report's date, the last mentioned date, whether the text is a history, tense."""

    published: date | None
    reference: date | None
    narrative: bool
    tense: str | None


def find_times(
    text: str, published: date | None, tense_at: Callable[[int], str | None] | None = None
) -> list[TimeMention]:
    """Return the time expressions in text order, not overlapping; offsets are code points.

    ``tense_at(offset)`` may give ``past`` or ``future`` from the syntax. Without a date of the report relative
    expressions keep ``start`` and ``end`` None.
    """
    found: list[TimeMention] = []
    context = Context(published, None, _is_history(text, published), None)
    for match in grammar().finditer(text):
        name = next(n for n in NAMES if match.group(n) is not None)
        if not _plausible(text, match, name):
            continue
        context.tense = _tense(text, match.start(), tense_at)
        resolved = resolve.HANDLERS[name](match, context)
        if resolved is None:
            continue
        mention = _mention(text, match, resolved)
        found.append(mention)
        if resolved.start is not None and resolved.type in ("DATE", "TIME") and resolved.anchors:
            context.reference = resolved.start
    return found


def _is_history(text: str, published: date | None) -> bool:
    years = [int(y) for y in _YEAR.findall(text)]
    if len(years) < 6:
        return False
    if published is None:
        return True
    return sum(abs(y - published.year) >= 2 for y in years) * 10 >= 7 * len(years)


def _mention(text: str, match: re.Match[str], resolved: resolve.Resolved) -> TimeMention:
    start, end = match.span()
    while text[end - 1].isspace():
        end -= 1
    start, end = _trimmed(text, start, end)
    return TimeMention(
        text=text[start:end],
        span=(start, end),
        type=resolved.type,
        value=resolved.value,
        start=resolved.start.isoformat() if resolved.start else None,
        end=resolved.end.isoformat() if resolved.end else None,
        granularity=resolved.granularity,
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave a preposition at the start and a possessive at the end out."""
    lead = re.match(r"(?:on|for|from|between|in)\s+(?=\S)", text[start:end], re.IGNORECASE)
    if lead:
        start += lead.end()
    if text[max(start, end - 2) : end] in ("'s", "’s"):
        end -= 2
    return start, end


def _tense(text: str, at: int, tense_at: Callable[[int], str | None] | None) -> str | None:
    if tense_at is not None:
        return tense_at(at)
    clause = re.split(r"[.;!?\n]", text[max(0, at - 120) : at])[-1].lower()
    if re.search(r"\b(?:will|shall|due to|plans? to|expected to|is to|are to|scheduled)\b", clause):
        return "future"
    return "past" if re.search(r"\b(?:was|were|had|said|\w{3,}ed)\b", clause) else None


def _plausible(text: str, match: re.Match[str], name: str) -> bool:
    """Leave ordinary words out that only look like times: the verb "may", the march, a number that is no year."""
    start, end = match.span()
    if end < len(text) and (text[end].isalnum() and text[end - 1].isalnum()):
        return False
    word = match.group(0).strip(" .").lower()
    before = re.findall(r"[\w’']+", text[max(0, start - 24) : start].lower())
    previous = before[-1] if before else ""
    if name in ("month", "season") and word in _MAY:
        return match.group(0)[0].isupper() and (previous in _PREPOSITIONS) if name == "month" else previous in ("in", "last", "this", "next", "the", "by", "since")
    if name == "month" and word in ("jan", "dec", "mar", "sep") and not match.group(0)[0].isupper():
        return False
    if name in ("month", "weekday") and not _capital(match):
        return False
    if name == "season" and word == "fall":
        return False
    if name == "year":
        return _is_year(text, match, previous)
    if name == "vague":
        return previous in ("for", "in", "of", "last", "recent", "over", "several", "after", "within", "the", "many", "with")
    if name == "clock":
        return ":" in match.group(0) or "m" in word or "." in match.group(0)[-5:] and bool(match.group("cl_z"))
    if name == "slash":
        return int(match.group("sl_a")) <= 31 and int(match.group("sl_b")) <= 31
    return True


def _capital(match: re.Match[str]) -> bool:
    names = {**words()["month"], **words()["weekday"]}
    return any(w[0].isupper() for w in re.findall(r"[A-Za-z]+", match.group(0)) if w.lower() in names)


def _is_year(text: str, match: re.Match[str], previous: str) -> bool:
    year = int(match.group("ye"))
    if re.match(r"\s*(?:-|–)?\s*(?:[a-z]+ed\b)?\s*(?:soldiers|troops|people|men|civilians|houses|homes|vehicles|tanks|tons|tonnes|meters|metres|feet|miles|square|dollars|prisoners|workers)", text[match.end() : match.end() + 24]):
        return False
    if previous in ("resolution", "about", "some", "nearly", "than", "least", "flight", "no", "number", "route", "unit", "almost"):
        return False
    return 1000 <= year <= 2099 and (year >= 1400 or previous in ("in", "of", "year", "since", "by", "until", "from"))
