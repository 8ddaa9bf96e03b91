"""Turns of a transcript: ``MS. HARLOW: ...``, ``QUESTION: ...``. Who is named before the colon says all that follows.

In an interview the letters Q and A name nobody: the answers are those of the person whom the lines above them introduce.
"""

from __future__ import annotations

import re
from collections import Counter

from according.language.analysis import Analysis
from according.reading.cues import Attribution
from according.reading.phrases import Range, paragraphs

_LABEL = re.compile(r"[A-Z][A-Z.'’-]*(?: [A-Z][A-Z.'’-]*){0,4}")
_ASKING, _ANSWERING = frozenset(["Q"]), frozenset(["A"])
_LONGEST = 9
"""Most tokens of a label with its stops."""


def turns(analysis: Analysis) -> list[Attribution]:
    """Return the turns of a report; none where no label stands twice, since "JERUSALEM: ..." and "WATCH: ..." are no speakers.

    A turn lasts until the next label: what is asked and answered often runs over paragraphs.
    """
    labels = {start: _label(analysis, start, end) for start, end in paragraphs(analysis)}
    times = Counter(analysis.quote(*label) for label in labels.values() if label is not None)
    if not times or max(times.values()) < 2:
        return []
    introduced = _introduced(analysis, min(start for start, label in labels.items() if label is not None))
    found: list[Attribution] = []
    for start, end in paragraphs(analysis):
        label = labels[start]
        if label is not None:
            said = analysis.quote(*label)
            who = None if said in _ASKING else introduced if said in _ANSWERING else label
            found.append(Attribution(who, label, set(range(label[1] + 1, end)), "turn", quoted=True))
        elif found:
            found[-1].content |= set(range(start, end))
    return [a for a in found if a.content and a.source is not None]


def _introduced(analysis: Analysis, before: int) -> Range | None:
    """The first person with a full name above the first turn."""
    people = (m for m in analysis.mentions if m.kind == "person" and m.end - m.start > 1 and m.end <= before)
    first = min(people, key=lambda m: m.start, default=None)
    return (first.start, first.end) if first is not None else None


def _label(analysis: Analysis, start: int, end: int) -> Range | None:
    """The capitals before the colon that a paragraph begins with."""
    tokens = analysis.tokens
    colon = next((i for i in range(start, min(start + _LONGEST, end)) if tokens[i].text == ":"), start)
    if colon == start or colon == end - 1:
        return None
    return (start, colon) if _LABEL.fullmatch(analysis.quote(start, colon)) else None
