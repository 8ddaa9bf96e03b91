"""Which times of a report can be lent to deeds that stand beside them without a time of their own."""

from __future__ import annotations

import re
from datetime import date

from according.claims import TimeMention, TimeSpan
from according.fusion.pairing.words import plain_words
from according.knowledge import pairing

_CAPITALISED = re.compile(r"(?:[^\W\d_a-z][\w.'’-]*(?:,\s*|\s+|/))+")
_DATELINE_END = re.compile(r"\s*(?:\([^()\n]{1,40}\)\s*|/[\w ]{2,30}/\s*)?[-–—]")
_BOUND = re.compile(r"\b(?:until|till|before|by|from)\s+(?:the\s+)?$", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:up|down|rising|falling) from [\w.,’' ]{1,30}$|\bcompared (?:with|to) [^,;.]{1,30}$")
_IN = re.compile(r"\b(?:in|during|by)\s+(?:the\s+|last\s+)?$")
_OPENING = re.compile(r"(?:(?:In|On|At|By|During|Late|Early|Overnight|Over|From|the|late|early|and)\s+){0,3}")
_AFTERWARDS = re.compile(
    r"\b(?:after|following|since|before|over|for|to|unlike|as)\s+(?:the\s+|last\s+)?$", re.IGNORECASE
)
_PARTED = re.compile(r"[,;:–—\n]|[.!?]['\"”’)]*\s")
LONG = 8
"""Days from which on a time is lent to far deeds only where it opens its sentence: "In January, nine traders were killed"."""
_BEFORE = 40
"""Code points before a time that say what it is of."""
_HOLLOW = frozenset(["on", "in", "at", "by", "the", "that", "late", "early", "last"])
_POSSESSIVE = ("'s", "’s")


def is_dateline(text: str, time: TimeMention, paragraph: int) -> bool:
    """Whether a time stands in the dateline of the paragraph that begins at code point `paragraph`: "KYIV, Nov 25 (AP) -"."""
    first, last = time.span
    head = text[paragraph:first]
    return _CAPITALISED.fullmatch(head) is not None and _DATELINE_END.match(text, last) is not None


def is_bound(text: str, time: TimeMention) -> bool:
    """Whether a time only ends or begins another: "until tomorrow", "could not reach the village before Friday".

    "Before sunrise on Wednesday" is on that day all the same.
    """
    return time.type != "TIME" and _BOUND.search(_before(text, time)) is not None


def is_of_figure(text: str, time: TimeMention) -> bool:
    """Whether a time is that of an earlier figure: "38, up from 23 on Friday", "more than it had announced that evening"."""
    before = _before(text, time)
    if _COMPARED.search(before):
        return True
    words = [word for word in plain_words(before) if word not in _HOLLOW]
    return bool(words) and words[-1] in pairing.settings().words_said


def is_possessive(text: str, time: TimeMention | TimeSpan) -> bool:
    """Whether a time says which deed is meant: "Tuesday's strikes"."""
    return time.text.endswith(_POSSESSIVE) or text.startswith(_POSSESSIVE, time.span[1])


def is_scene(text: str, time: TimeMention | TimeSpan) -> bool:
    """Whether what is told before "in Monday's ambush" happened in it."""
    return is_possessive(text, time) and _IN.search(_before(text, time)) is not None


def is_topic(text: str, time: TimeMention) -> bool:
    """Whether "Monday's attack" may be what the sentences behind it tell of: not where something came after it."""
    return _AFTERWARDS.search(_before(text, time)) is None


def is_out_of_reach(text: str, time: TimeMention, sentence: int, at: int) -> bool:
    """Whether a long time says nothing of the deed at code point `at`: not opening its sentence (which begins at code point
    `sentence`), it reaches to no comma's other side, nor into other sentences.
    """
    if not (time.start and time.end):
        return False
    first, last = time.span
    days = (date.fromisoformat(time.end) - date.fromisoformat(time.start)).days + 1
    if days < LONG or _OPENING.fullmatch(text, sentence, first) is not None:
        return False
    between = text[last:at] if at > last else text[at:first]
    return _PARTED.search(between) is not None


def _before(text: str, time: TimeMention | TimeSpan) -> str:
    first = time.span[0]
    return text[max(0, first - _BEFORE) : first]
