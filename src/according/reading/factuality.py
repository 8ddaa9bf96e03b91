"""Factuality of a happening: the heads' verdict, with the rules where the tree shows a clear operator."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from according.claims import Certainty, Factuality, Polarity, Realis
from according.knowledge import tables
from according.language.analysis import Analysis
from according.reading.phrases import child, children, lower

SURE = 0.85
"""A head this sure is not overruled by a rule."""


@lru_cache(maxsize=1)
def operators() -> dict[str, frozenset[str]]:
    """Return the operator lexicon: class to words."""
    return {name: frozenset(str(w) for w in words) for name, words in tables.load("cues/factuality").items()}


def judge(analysis: Analysis, trigger: int, classes: dict[str, list[str]]) -> Factuality:
    """Return certainty, polarity and realis of the happening at `trigger`."""
    values: dict[str, tuple[str, float]] = {}
    for name in ("certainty", "polarity", "realis"):
        row = analysis.scores[name][trigger]
        best = int(row.argmax())
        values[name] = classes[name][best], float(row[best])
    ruled = _rules(analysis, trigger)
    for name, value in ruled.items():
        clear = value == "actual" or (
            name == "polarity" and (_of_none(analysis, trigger) or _of_denied(analysis, trigger))
        )
        if values[name][1] < SURE or clear:
            values[name] = value, 1.0
    return Factuality(
        certainty=cast(Certainty, values["certainty"][0]),
        polarity=cast(Polarity, values["polarity"][0]),
        realis=cast(Realis, values["realis"][0]),
    )


def _predicate(analysis: Analysis, trigger: int) -> int:
    """The verb whose auxiliaries tell of the trigger: itself, or the light verb above a noun."""
    token = analysis.tokens[trigger]
    if token.upos == "NOUN" and token.head >= 0 and token.deprel.split(":")[0] in ("obj", "nsubj"):
        return token.head
    return trigger


def _of_none(analysis: Analysis, verb: int) -> bool:
    """Whether an argument is none: "has detained no fishermen", "nobody was hurt"."""
    words = operators()["none"]
    for c in children(analysis, verb, "obj", "nsubj"):
        first = analysis.subtree(c)[0]
        if lower(analysis.tokens[c]) in words or (lower(analysis.tokens[first]) in words and first < c):
            return True
    return False


def _of_denied(analysis: Analysis, trigger: int) -> bool:
    """Whether it is what a denied statement says or tells of: "rejecting reports that it had bombed a school"."""
    tokens = analysis.tokens
    noun = tokens[trigger].head
    if noun < 0 or not tokens[trigger].deprel.startswith(("acl", "ccomp", "nmod")):
        return False
    if tokens[noun].upos != "NOUN" or tokens[noun].lemma.lower() not in operators()["statements"]:
        return False
    # Right before it, whatever the tree: a participle's object is often hung higher.
    before = next((k for k in range(noun - 1, -1, -1) if tokens[k].upos not in ("DET", "ADJ", "PRON")), noun)
    verb = tokens[noun].head if tokens[noun].deprel == "obj" else before
    return tokens[verb].lemma in operators()["denying_verbs"] and not _negated(analysis, verb)


def _negated(analysis: Analysis, i: int) -> bool:
    return any(lower(analysis.tokens[c]) in operators()["negation"] for c in analysis.tokens[i].children)


def _rules(analysis: Analysis, trigger: int) -> dict[str, str]:
    words = operators()
    verb = _predicate(analysis, trigger)
    aux = {lower(analysis.tokens[c]) for c in children(analysis, verb, "aux")}
    mods = {lower(analysis.tokens[c]) for i in {trigger, verb} for c in children(analysis, i, "advmod", "det")}
    found: dict[str, str] = {}
    if mods & words["negation"] or _of_none(analysis, verb) or _of_denied(analysis, trigger):
        found["polarity"] = "negative"
    if aux & words["future_modals"]:
        found["realis"] = "future"
    elif aux & words["hypothetical_modals"]:
        past = "have" in aux and aux & words["past_modals"]  # "may have killed ten": over, if it was
        found["realis"] = "actual" if past else "hypothetical"
        if aux & words["possible_modals"]:
            found["certainty"] = "possible"
    mark = child(analysis, verb, "mark")
    if mark is not None and lower(analysis.tokens[mark]) in words["condition_marks"]:
        found["realis"] = "hypothetical"
    if mods & words["probable_adverbs"]:
        found["certainty"] = "probable"
    elif mods & words["possible_adverbs"]:
        found["certainty"] = "possible"
    token = analysis.tokens[trigger]
    if token.deprel in ("xcomp", "ccomp", "advcl") and token.head >= 0:
        above = analysis.tokens[token.head].lemma
        denied = token.deprel == "ccomp" and above in words["denying_verbs"] and not _negated(analysis, token.head)
        if denied or (token.deprel == "xcomp" and above in words["negative_verbs"]):
            found["polarity"] = "negative"
        if token.deprel == "xcomp" and above in words["probable_verbs"]:
            found["certainty"] = "probable"
        if token.deprel == "xcomp" and above in words["hypothetical_verbs"]:
            found["realis"] = "hypothetical"
        elif token.deprel == "xcomp" and above in words["future_verbs"]:
            found["realis"] = "future"
    return found
