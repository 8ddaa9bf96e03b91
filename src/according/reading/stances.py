"""Attitudes as attributions: what somebody wants, decides, judges or shows, without saying it.

They belong to the layer of attributions (Pareti 2015 counts beliefs, facts and eventualities beside assertions), not to
the chains of claims: who plans, fears or refuses is an actor there.
"""

from __future__ import annotations

from functools import lru_cache

from according.knowledge import tables
from according.language.analysis import Analysis
from according.reading.cues import Attribution, cues
from according.reading.phrases import Range, agent, case_of, child, children, full_phrase, is_passive, lower, subject
from according.reading.quotations import Quotation

_WEAK_SUBJECTS = frozenset(["it", "there", "this", "what", "which", "that"])


@lru_cache(maxsize=1)
def stance_cues() -> dict[str, frozenset[str]]:
    """Return the lexicon of attitudes: frame to lemmas."""
    return {name: frozenset(words) for name, words in tables.load("cues/stances").items()}


def find_stances(analysis: Analysis, found: list[Attribution]) -> list[Attribution]:
    """Return attitudes whose cue is none of the attributions already `found`, in text order."""
    taken = {i for a in found for i in range(*a.cue)}
    extra = []
    for token in analysis.tokens:
        if token.i in taken:
            continue
        if token.upos in ("VERB", "AUX"):
            one = _verb(analysis, token.i)
        elif token.upos == "ADJ" and token.lemma in stance_cues()["adjectives"]:
            one = _adjective(analysis, token.i)
        elif token.upos == "NOUN" and token.lemma in stance_cues()["nouns"]:
            one = _noun(analysis, token.i)
        else:
            continue
        if one is not None and one.content:
            extra.append(one)
    return extra


def _verb(analysis: Analysis, i: int) -> Attribution | None:
    content = _clause(analysis, i) or _naming(analysis, i) or _nominal(analysis, i)
    if not content:
        return None
    source = _holder(analysis, i)
    if source is None:
        return None
    return Attribution(source, (i, i + 1), content - set(range(*source)) - {i}, "stance")


def _holder(analysis: Analysis, i: int) -> Range | None:
    """Who holds the attitude: the subject, or the agent of a passive."""
    if is_passive(analysis, i):
        by = agent(analysis, i)
        return full_phrase(analysis, by) if by is not None else None
    who = subject(analysis, i)
    if who is None or lower(analysis.tokens[who]) in _WEAK_SUBJECTS:
        return None
    return full_phrase(analysis, who)


def _tree(analysis: Analysis, *heads: int) -> set[int]:
    return {k for h in heads for k in analysis.subtree(h)}


def _to(analysis: Analysis, i: int) -> bool:
    """Whether a predicate is an infinitive with "to"."""
    return any(lower(analysis.tokens[c]) == "to" and c < i for c in analysis.tokens[i].children)


def _clause(analysis: Analysis, i: int) -> set[int]:
    """The content of ``plans to ...``, ``urges Y to ...`` and ``shows that ...``."""
    lemma, frames = analysis.tokens[i].lemma, stance_cues()
    infinitives = [c for c in children(analysis, i, "xcomp", "advcl", "ccomp") if _to(analysis, c) and c > i]
    target = child(analysis, i, "obj", "iobj")
    if lemma in frames["object_infinitive"] and target is not None and infinitives:
        return _tree(analysis, target, infinitives[0])
    if lemma in frames["infinitive"] and target is None and infinitives:
        return _tree(analysis, infinitives[0])
    if lemma in frames["clause"] | cues()["clause"]:
        clauses = children(analysis, i, "ccomp")
        if clauses:
            return _tree(analysis, *clauses)
    return set()


def _naming(analysis: Analysis, i: int) -> set[int]:
    """The content of ``calls Y a Z`` and ``portrays Y as Z``."""
    if analysis.tokens[i].lemma not in stance_cues()["naming"]:
        return set()
    target = child(analysis, i, "obj")
    if target is None:
        return set()
    what = children(analysis, i, "xcomp") + [
        c
        for c in children(analysis, i, "obl", "advcl")
        if case_of(analysis, c) == "as" or any(lower(analysis.tokens[k]) == "as" for k in analysis.tokens[c].children)
    ]
    return _tree(analysis, target, what[0]) if what else set()


def _nominal(analysis: Analysis, i: int) -> set[int]:
    if analysis.tokens[i].lemma not in stance_cues()["nominal"]:
        return set()
    target = child(analysis, i, "obj")
    return _tree(analysis, target) if target is not None else set()


def _adjective(analysis: Analysis, i: int) -> Attribution | None:
    """``is eager to ...``, ``is confident that ...``."""
    clauses = [c for c in children(analysis, i, "xcomp", "ccomp", "advcl") if c > i]
    who = subject(analysis, i)
    if not clauses or who is None or lower(analysis.tokens[who]) in _WEAK_SUBJECTS:
        return None
    return Attribution(full_phrase(analysis, who), (i, i + 1), _tree(analysis, clauses[0]), "stance")


def _noun(analysis: Analysis, i: int) -> Attribution | None:
    """``his claim that ...``, ``the plan to ...``; its holder possesses the noun, or is the subject of its verb."""
    clauses = [
        c
        for c in children(analysis, i, "acl", "ccomp")
        if not analysis.tokens[c].deprel.endswith("relcl")
        and (_to(analysis, c) or any(lower(analysis.tokens[k]) == "that" for k in analysis.tokens[c].children))
    ]
    if not clauses:
        return None
    owner = child(analysis, i, "nmod:poss")
    source: Range | None = None
    if owner is not None:
        source = full_phrase(analysis, owner)
        if lower(analysis.tokens[source[1] - 1]) in ("'s", "’s", "'", "’") and source[1] - source[0] > 1:
            source = (source[0], source[1] - 1)
    elif analysis.tokens[i].deprel == "obj" and analysis.tokens[i].head >= 0:
        source = _holder(analysis, analysis.tokens[i].head)
    return Attribution(source, (i, i + 1), _tree(analysis, *clauses), "stance")


def attribution_layer(analysis: Analysis, quotations: list[Quotation], found: list[Attribution]) -> list[Attribution]:
    """Return the attributions of the layer: each cue once, with the attitudes the report itself tells.

    Left out is what is only told inside a quotation ("I think that ..."): its speaker is the source there.
    """
    said = [a for a in found if a.kind != "held"]  # what is held is an attitude here, with the thing it is held of
    joined = _one_of_each(said)
    told = set().union(*(a.content for a in joined))
    quoted = {i for q in quotations for i in range(q.start, q.end)}
    joined += [a for a in find_stances(analysis, said) if a.cue[0] not in told | quoted]
    return sorted((a for a in joined if not _inside(analysis, a, joined, quoted)), key=lambda a: a.cue[0])


def _one_of_each(found: list[Attribution]) -> list[Attribution]:
    """Join attributions of one cue and source: a quotation that goes on is one attribution, in pieces."""
    joined: dict[tuple[Range, Range | None], Attribution] = {}
    for a in found:
        one = joined.setdefault((a.cue, a.source), Attribution(a.source, a.cue, set(), a.kind, a.audience))
        one.content |= a.content
    return list(joined.values())


def _inside(analysis: Analysis, a: Attribution, others: list[Attribution], quoted: set[int]) -> bool:
    """Whether an attribution is only part of what another one puts forward: quoted, or a speaker's own "I think"."""
    around = [b for b in others if b is not a and a.cue[0] in b.content and len(b.content) > len(a.content)]
    if not around:
        return False
    source = analysis.quote(*a.source).lower() if a.source else ""
    return source in cues()["first_person"] or a.cue[0] in quoted
