"""What somebody calls a thing, takes it for, or is sure of: "called the move an occupation", "are sceptical that talks will be held"."""

from __future__ import annotations

from according.language.analysis import Analysis
from according.reading.cues import Attribution, cues
from according.reading.phrases import case_of, child, children, full_phrase, is_negated, is_passive, lower, own_subject


def holding(analysis: Analysis, i: int) -> Attribution | None:
    """Return the attribution of a verb of calling or taking for, or of an adjective of attitude; None where it is none."""
    token, lexicon = analysis.tokens[i], cues()
    if token.upos in ("ADJ", "VERB") and token.lower in lexicon["attitudes"]:
        content = _sure_of(analysis, i)
    elif token.upos == "VERB" and not is_passive(analysis, i):
        content = _called(analysis, i) if token.lemma in lexicon["calling"] else set()
        if token.lemma in lexicon["taking_for"]:
            content |= _taken_for(analysis, i)
    else:
        return None
    who = own_subject(analysis, i)
    if who is None or not content or lower(analysis.tokens[who]) in lexicon["nobody"] or is_negated(analysis, i):
        return None
    return Attribution(full_phrase(analysis, who), (i, i + 1), content, "held", weak=True)


def _sure_of(analysis: Analysis, i: int) -> set[int]:
    """The clause of which somebody is sure: "Kyiv is confident that the strikes hit the depot"."""
    if child(analysis, i, "cop", "aux:pass") is None:
        return set()
    return {k for c in children(analysis, i, "ccomp") if c > i for k in analysis.subtree(c)}


def _called(analysis: Analysis, i: int) -> set[int]:
    """What a thing is called, without the thing: "an occupation", "as a war crime"."""
    if child(analysis, i, "obj") is None:
        return set()
    bare = [c for c in children(analysis, i, "xcomp") if analysis.tokens[c].upos not in ("VERB", "AUX")]
    named = [c for c in children(analysis, i, "obl", "xcomp", "nmod") if case_of(analysis, c) == "as"]
    return {k for c in (*bare, *named) if c > i for k in analysis.subtree(c)}


def _taken_for(analysis: Analysis, i: int) -> set[int]:
    """The thing and what it is taken to do: "experts consider them to pose little danger"."""
    thing = child(analysis, i, "obj")
    does = [c for c in children(analysis, i, "xcomp") if c > i and analysis.tokens[c].upos in ("VERB", "ADJ", "NOUN")]
    if thing is None or not does:
        return set()
    return {k for c in (thing, *does) for k in analysis.subtree(c)}
