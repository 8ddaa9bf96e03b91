"""The sentence around a span, for showing a claim in its words.

Only for people to look at: the engine's own sentences are no part of a reading.
"""

from __future__ import annotations

import re

from according.claims import Span

_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[^\W_a-z])")
_SHORT = re.compile(
    r"(?:^|[\s(“\"])(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Sgt|Adm|Capt|Gov|Sen|Rep|St|No|vs)$"
)
_MOST = 600


def sentence_around(text: str, span: Span) -> Span:
    """Return the stretch of whole sentences of one paragraph that `span` lies in, blanks stripped."""
    start, end = span
    first = max(text.rfind("\n", 0, start) + 1, start - _MOST)
    stop = text.find("\n", end)
    last = min(len(text) if stop < 0 else stop, end + _MOST)
    for found in _END.finditer(text, first, last):
        if _SHORT.search(text[first : found.start()][-8:]) and text[found.start()] == ".":
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
