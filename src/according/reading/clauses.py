"""The smallest stretch of text that states a claim."""

from __future__ import annotations

from according.claims import Span
from according.language.analysis import Analysis
from according.reading.cues import Attribution
from according.reading.phrases import Range, trim

_OTHER = frozenset(["parataxis", "advcl", "advcl:relcl", "discourse", "vocative", "list", "dep"])
_LEADING = frozenset(["case", "cc", "punct"])
_CLAUSE_HEADS = frozenset(["conj", "ccomp", "acl:relcl"])


def scope(analysis: Analysis, trigger: int, others: set[int], attributions: list[Attribution]) -> set[int]:
    """Return the tokens that belong to the happening: its clause without the clauses of others and without cues.

    `others` are the triggers of the report's other happenings.
    """
    tokens = analysis.tokens
    top = trigger
    token = tokens[trigger]
    if token.upos not in ("VERB", "AUX") and token.head >= 0:
        governor = tokens[token.head]
        light = governor.upos in ("VERB", "AUX") and governor.i not in others
        if light and token.deprel.split(":")[0] in ("obj", "nsubj", "obl", "xcomp"):
            top = governor.i
    found: set[int] = set()
    queue = [top]
    while queue:
        i = queue.pop()
        found.add(i)
        for c in tokens[i].children:
            rel = tokens[c].deprel
            if rel in _OTHER and tokens[c].upos in ("VERB", "AUX") and (c in others or rel in ("parataxis",)):
                continue
            if rel in _CLAUSE_HEADS and tokens[c].upos in ("VERB", "AUX") and (c in others or rel == "conj"):
                continue
            queue.append(c)
    for a in attributions:
        if a.source is not None and trigger in a.content:
            found -= set(range(*a.cue))
            found -= set(range(*a.source))
    found.add(trigger)
    return found


def clause_span(analysis: Analysis, trigger: Range, inside: set[int]) -> Span:
    """Return the character span of the contiguous stretch of `inside` around the trigger, trimmed of marks."""
    start, end = trigger
    gap = 0
    i = start - 1
    while i >= 0 and gap <= 2:
        if i in inside:
            start, gap = i, 0
        elif analysis.tokens[i].upos == "PUNCT":
            gap += 1
        else:
            break
        i -= 1
    gap, i = 0, end
    while i < len(analysis.tokens) and gap <= 2:
        if i in inside:
            end, gap = i + 1, 0
        elif analysis.tokens[i].upos == "PUNCT":
            gap += 1
        else:
            break
        i += 1
    while start < trigger[0] and analysis.tokens[start].deprel in _LEADING:
        start += 1
    a, b = trim(analysis, start, end)
    return analysis.span(min(a, trigger[0]), max(b, trigger[1]))
