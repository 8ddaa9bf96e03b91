"""Sources of headlines: ``Ambush kills 27 soldiers: monitor``, ``Minister: talks failed``."""

from __future__ import annotations

from according.language.analysis import Analysis
from according.reading.cues import Attribution
from according.reading.mentions import noun_class
from according.reading.phrases import Range, paragraphs

_LONGEST = 5
"""Most tokens of a source beside its colon."""
_FIRST = 3
"""Paragraphs in which a headline may stand: a name of the paper, the headline, a line below it."""
_STOPS = frozenset([".", "!", "?", "”", '"', ":"])
_NAMING = frozenset(["NOUN", "PROPN", "ADJ", "DET", "ADP", "CCONJ", "PART"])
_SPEAKING = frozenset(["anonymous", "organization", "media", "person", "group", "document"])


def headlines(analysis: Analysis) -> list[Attribution]:
    """Return the attributions of headlines; a line that ends with a stop is none, nor one whose other part has no verb."""
    found: list[Attribution] = []
    for start, end in paragraphs(analysis)[:_FIRST]:
        if analysis.tokens[end - 1].text in _STOPS:
            continue
        colons = [i for i in range(start + 1, end - 1) if analysis.tokens[i].text == ":"]
        if len(colons) != 1:
            continue
        colon = colons[0]
        for source, said in (((colon + 1, end), range(start, colon)), ((start, colon), range(colon + 1, end))):
            if _speaks(analysis, source) and any(analysis.tokens[k].upos in ("VERB", "AUX") for k in said):
                found.append(Attribution(source, (colon, colon + 1), set(said), "headline"))
                break
    return found


def _speaks(analysis: Analysis, source: Range) -> bool:
    """Whether words beside a colon name who may say something: "monitor", "UN agency"; not "Syria", nor "Analysis"."""
    tokens = analysis.tokens[slice(*source)]
    known = noun_class(tokens[-1].lower) in _SPEAKING  # "monitor" alone is often taken for a verb
    if len(tokens) > _LONGEST or any(t.upos not in _NAMING for t in tokens[: -1 if known else None]):
        return False
    if known:
        return True
    return any(
        m.kind in ("person", "organization") and source[0] <= m.start and m.end == source[1] for m in analysis.mentions
    )
