"""The sentence around a span, for showing a claim in its words.

Only for people to look at: the engine's own sentences are no part of a reading.
"""

from __future__ import annotations

import re
from functools import lru_cache

from according.claims import Span
from according.knowledge import tables

_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[^\W_a-z])")
_INITIALS = re.compile(r"(?:^|[\s(“\"])(?:[A-Z]|[A-Z]\.[A-Z])$")
_LAST = re.compile(r"[\w.]+$")
_MOST = 600


@lru_cache(maxsize=1)
def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    table = tables.load("tokens/abbreviations")
    return frozenset(map(str, table["never_final"])), frozenset(map(str, table["final"]))


def _goes_on(before: str, follows: str) -> bool:
    """Whether a full stop belongs to the word before it: "Gen. Lee", "since Oct. 1"."""
    if _INITIALS.search(before):
        return True
    never, final = _abbreviations()
    last = _LAST.search(before)
    word = last[0].lower() if last else ""
    return word in never or (word in final and follows.isdigit())


def sentence_around(text: str, span: Span) -> Span:
    """Return the stretch of whole sentences of one paragraph that `span` lies in, blanks stripped."""
    start, end = span
    first = max(text.rfind("\n", 0, start) + 1, start - _MOST)
    stop = text.find("\n", end)
    last = min(len(text) if stop < 0 else stop, end + _MOST)
    for found in _END.finditer(text, first, last):
        if text[found.start()] == "." and _goes_on(
            text[first : found.start()][-12:], text[found.end() : found.end() + 1]
        ):
            continue
        if found.end() <= start:
            first = found.end()
        elif found.start() + 1 >= end:
            last = found.end()
            break
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last
