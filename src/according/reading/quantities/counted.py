"""What a number counts: the noun phrase it stands in, by the tree where there is one, else by the words behind it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from according.language.analysis import Analysis

_STOP = re.compile(
    r"[.,;:!?()\"“”\n]|\b(?:of|in|on|at|to|for|from|by|with|and|or|were|was|are|is|have|has|had|who|that|which|while|when|where|if|because|than|as|after|before|during|since|near|into|against|over|said|will|would|could|may|been|being|including|including|dead|died|aged|aboard|arrived|fell|fled|left|took|a|an|(?<=\w\s)\w+ed)\b",
    re.IGNORECASE,
)


def counted_noun(text: str, analysis: Analysis | None) -> Callable[[int, str], str | None]:
    """Return a function from the end of a number (code points) and its unit to the counted noun."""
    if analysis is None:
        return lambda end, unit: _by_words(text, end)
    starts = [t.start for t in analysis.tokens]

    def by_tree(end: int, unit: str) -> str | None:
        i = bisect_left(starts, end) - 1
        if i < 0:
            return None
        head = analysis.tokens[i].head
        steps = 0
        while head >= 0 and steps < 3 and analysis.tokens[head].upos in ("NUM", "SYM"):
            head = analysis.tokens[head].head
            steps += 1
        if head < 0 or analysis.tokens[head].upos not in ("NOUN", "PROPN") or head <= i:
            return _by_words(text, end)
        if any(t.upos in ("AUX", "SCONJ") for t in analysis.tokens[i + 1 : head]):
            return _by_words(text, end)  # "five of those killed were civilians"
        return text[analysis.tokens[i + 1].start : analysis.tokens[head].end] if i + 1 <= head else None

    return by_tree


def _by_words(text: str, end: int) -> str | None:
    rest = text[end : end + 60]
    lead = re.match(r"(?:\s+|-(?=[a-z]))(?:of\s+)?(?:(?:the|its|their|those|these|his|her)\s+)?(?:[\d,]+\s+)?", rest)
    if lead is None:
        return None
    body = rest[lead.end() :]
    stop = _STOP.search(body)
    words_ = (body[: stop.start()] if stop else body).split()
    return " ".join(words_[:4]) or None
