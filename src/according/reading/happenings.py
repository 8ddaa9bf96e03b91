"""Happenings: which words name one, and of which type.

The trigger head gives each word a probability of every type; words of one trigger ("carried out a
strike") are joined over the tree, and the one that carries the meaning stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from according.knowledge import tables
from according.language.analysis import Analysis
from according.reading.constructions import by_agent, capable, construction, demanded, phoned, refused
from according.reading.cues import cues
from according.reading.phrases import Range, ancestors, case_of, children, first_conjunct, is_negated, lower

_PARTICLES = frozenset(["down", "up", "out", "off", "back", "over", "away"])

_IN_FORCE = frozenset(["force", "effect"])
"""What laws and truces come into."""
THRESHOLD = 0.4
"""Probability of being a trigger from which a word is one."""
BACK = frozenset(["this", "that", "these", "those"])
"""Determiners of a bare back-reference."""
FORCE = frozenset(["ASSAULT", "HARM", "DEFEND"])
"""Types of deeds of force, and of what comes of them."""
BODILY = FORCE | {"MOBILIZE", "COERCE", "AID", "ASSESS"}
"""Types that what a thing can do is easily taken for."""
LIKELY = 0.28
"""Least probability of the type that is given; both tuned on held-back training reports."""


@dataclass(slots=True)
class Happening:
    """A trigger: its head token, its words, its type with probability."""

    token: int
    words: Range
    type: str
    probability: float
    distribution: NDArray[np.float32]


@lru_cache(maxsize=1)
def light_verbs() -> frozenset[str]:
    """Return the lemmas that add nothing to the noun they govern."""
    return frozenset(tables.load("cues/light_verbs")["light"])


def find_happenings(analysis: Analysis, classes: list[str], threshold: float = THRESHOLD) -> list[Happening]:
    """Return the happenings in text order."""
    scores = analysis.scores["type"]
    chosen: dict[int, Happening] = {}
    for i in np.flatnonzero(1 - scores[:, 0] >= threshold):
        token = analysis.tokens[int(i)]
        if token.upos in ("PUNCT", "DET", "ADP", "CCONJ", "SCONJ", "PRON"):
            continue
        row = scores[i]
        best = int(row[1:].argmax()) + 1
        words = _words(analysis, int(i))
        settled = _fixed(analysis, words) or _constructed(analysis, int(i))
        if settled is None and row[best] < LIKELY:
            continue
        kind = settled or classes[best]
        if refused(analysis, int(i), kind):
            kind = "REJECT"
        elif demanded(analysis, int(i), kind):
            kind = "REQUEST"
        elif kind in BODILY and capable(analysis, int(i)):
            kind = "CAPABILITY"
        chosen[int(i)] = Happening(int(i), words, kind, float(1 - row[0]), row)
    _merge(analysis, chosen)
    for word in list(chosen):
        voids = (_unsaid, _ungiven, _unclaimed, _bare, _names, _rehearsed)
        if _tells_how(analysis, word, chosen) or any(void(analysis, word) for void in voids):
            del chosen[word]
    return [chosen[i] for i in sorted(chosen)]


def _tells_how(analysis: Analysis, i: int, chosen: dict[int, Happening]) -> bool:
    """Whether an adverb only tells how another trigger is done: "fatally shot"."""
    token = analysis.tokens[i]
    return token.lower.endswith("ly") and (i + 1 in chosen or (token.upos == "ADV" and token.head in chosen))


def _unsaid(analysis: Analysis, i: int) -> bool:
    """Whether a word stands under a saying that did not take place: "he did not say where they were shot down"."""
    tokens = analysis.tokens
    below = i
    for a in ancestors(analysis, i):
        clause = tokens[below].deprel.split(":")[0] in ("ccomp", "advcl", "xcomp", "obj")
        if clause and tokens[a].lemma in cues()["mute"]:
            above = tokens[a].head
            refused = (
                above >= 0 and tokens[a].deprel in ("xcomp", "advcl") and tokens[above].lemma in cues()["refusing"]
            )
            return is_negated(analysis, a) or refused
        below = a
    return False


def _ungiven(analysis: Analysis, i: int) -> bool:
    """Whether nothing is said of how many or whether: "gave no casualties", "no figures of dead or wounded"."""
    tokens = analysis.tokens
    i = first_conjunct(analysis, i)
    head = tokens[i].head
    if head < 0 or tokens[i].upos not in ("NOUN", "ADJ"):
        return False
    if tokens[i].deprel == "obj" and tokens[head].lemma in cues()["giving"]:
        return _has_no(analysis, i)
    named = tokens[head].upos == "NOUN" and tokens[head].lemma in cues()["ungiven"]
    return named and tokens[i].deprel == "nmod" and _has_no(analysis, head)


def _has_no(analysis: Analysis, i: int) -> bool:
    return any(lower(analysis.tokens[c]) == "no" for c in analysis.tokens[i].children)


def _unclaimed(analysis: Analysis, i: int) -> bool:
    """Whether nobody has claimed responsibility: "no group claimed", "no claim of responsibility"."""
    around = [i, analysis.tokens[i].head] if analysis.tokens[i].head >= 0 else [i]
    words = {lower(analysis.tokens[c]) for a in around for c in [a, *analysis.tokens[a].children]}
    if "responsibility" not in words:
        return False
    none = {
        lower(analysis.tokens[k]) for a in around for c in analysis.tokens[a].children for k in analysis.subtree(c)[:4]
    }
    return bool((words | none) & {"no", "nobody", "none", "not", "n't", "n’t", "neither"})


def _bare(analysis: Analysis, i: int) -> bool:
    """Whether a noun only points back ("these attacks"): it adds no party, place, time or number of its own."""
    token = analysis.tokens[i]
    if token.upos != "NOUN":
        return False
    own = [c for c in token.children if analysis.tokens[c].deprel not in ("case", "punct", "cc", "conj")]
    return bool(own) and all(lower(analysis.tokens[c]) in BACK for c in own)


def _names(analysis: Analysis, i: int) -> bool:
    """Whether a participle only tells a name: "an exercise called Iron Dawn"."""
    token = analysis.tokens[i]
    called = token.lemma in cues()["naming"] and token.deprel == "acl"
    return called and any(analysis.tokens[c].upos == "PROPN" for c in children(analysis, i, "xcomp"))


def _rehearsed(analysis: Analysis, i: int) -> bool:
    """Whether a deed is only practised: "simulated strikes on command posts and a blockade", "rehearsed an assault"."""
    tokens = analysis.tokens
    i = first_conjunct(analysis, i)
    head = tokens[i].head
    practised = head >= 0 and tokens[head].upos == "VERB" and tokens[head].lemma in cues()["rehearsing"]
    simulated = any(tokens[c].lemma in cues()["mock"] for c in children(analysis, i, "amod", "compound"))
    return tokens[i].upos == "NOUN" and (simulated or (practised and tokens[i].deprel in ("obj", "nsubj:pass")))


@lru_cache(maxsize=1)
def carrying_harm() -> frozenset[str]:
    """Return the lemmas of verbs that carry the word for a harm."""
    return frozenset(tables.load("cues/light_verbs")["of_harm"])


@lru_cache(maxsize=1)
def fixed_types() -> dict[str, str]:
    """Return the triggers whose type is settled: lemmas to type."""
    return {str(w): kind for kind, words in tables.load("cues/fixed_types").items() for w in words}


def _fixed(analysis: Analysis, words: Range) -> str | None:
    rest = [lower(analysis.tokens[k]) for k in range(words[0] + 1, words[1])]
    return fixed_types().get(" ".join([_hyphenated(analysis, words[0]), *rest]))


def _hyphenated(analysis: Analysis, i: int) -> str:
    """The lemma of a word with what a hyphen joins to it: "cease-fire" is not fire."""
    tokens = analysis.tokens
    joined = (
        i >= 2
        and tokens[i - 1].text == "-"
        and tokens[i - 2].end == tokens[i - 1].start
        and tokens[i - 1].end == tokens[i].start
    )
    return f"{lower(tokens[i - 2])}-{tokens[i].lemma}" if joined else tokens[i].lemma


def _constructed(analysis: Analysis, i: int) -> str | None:
    """The type by a construction that the word stands in: as its verb, or as the noun that carries it."""
    found = construction(analysis, i)
    if found is not None:
        return found[1].type
    if phoned(analysis, i):
        return "CONSULT"
    agent = by_agent(analysis, i)
    if agent is not None:
        return agent
    head = analysis.tokens[i].head
    if analysis.tokens[i].lemma in _IN_FORCE and head >= 0 and _comes_into(analysis, head, i):
        return by_agent(analysis, head) or "POLICY"
    if any(analysis.tokens[c].lemma in _IN_FORCE and _comes_into(analysis, i, c) for c in analysis.tokens[i].children):
        return "POLICY"
    found = construction(analysis, head) if head >= 0 else None
    return found[1].type if found is not None and found[0] == i and not found[1].both else None


def _comes_into(analysis: Analysis, verb: int, what: int) -> bool:
    """Whether a law or truce "comes into force" or "takes effect"; armed forces take much else."""
    token = analysis.tokens[what]
    takes = analysis.tokens[verb].lemma == "take" and token.lemma == "effect" and token.deprel == "obj"
    return takes or case_of(analysis, what) == "into"


def _words(analysis: Analysis, i: int) -> Range:
    """The trigger's words: a verb with the particle that follows it at once."""
    end = i + 1
    if end < len(analysis.tokens) and analysis.tokens[i].upos == "VERB":
        particle = analysis.tokens[end]
        hangs = particle.head == i and particle.deprel in ("compound:prt", "advmod")
        if hangs and (particle.deprel == "compound:prt" or lower(particle) in _PARTICLES):
            end += 1
    return i, end


def _merge(analysis: Analysis, chosen: dict[int, Happening]) -> None:
    """Leave one of two triggers that are words of one: joined by an edge of the tree and of one type."""
    for i in list(chosen):
        for k in range(chosen[i].words[0] + 1, chosen[i].words[1]) if i in chosen else ():
            chosen.pop(k, None)
    for i in sorted(chosen):
        if i not in chosen:
            continue
        head = analysis.tokens[i].head
        carrier = _carrier(analysis, i) if chosen[i].type == "HARM" else None
        if carrier in chosen and chosen[carrier].type == "HARM":
            del chosen[carrier]
            continue
        if head not in chosen:
            continue
        loser = _loser(analysis, i, head, chosen)
        if loser is not None:
            del chosen[loser]


def _carrier(analysis: Analysis, i: int) -> int | None:
    """The verb that only carries a word for a harm: "left" of "left four people dead", "lost" of "lost their lives"."""
    tokens = analysis.tokens
    head = tokens[i].head
    if head >= 0 and tokens[i].upos == "ADJ" and tokens[head].upos in ("NOUN", "NUM") and tokens[head].deprel == "obj":
        head = tokens[head].head
    elif tokens[i].deprel not in ("obj", "xcomp"):
        return None
    return head if head >= 0 and tokens[head].lemma in carrying_harm() else None


def _loser(analysis: Analysis, i: int, head: int, chosen: dict[int, Happening]) -> int | None:
    """Which of a dependent `i` and its governor `head` is only a second word of the same trigger."""
    tokens = analysis.tokens
    relation = tokens[i].deprel.split(":")[0]
    same = chosen[i].type == chosen[head].type
    verb = tokens[head].upos in ("VERB", "AUX")
    found = construction(analysis, head)
    if found is not None and found[0] == i:
        return head if found[1].noun else None if found[1].both else i
    if verb and relation in ("obj", "nsubj", "obl", "xcomp") and tokens[head].lemma in light_verbs():
        if tokens[head].lemma in ("take", "occur", "happen") and relation == "nsubj":
            return head
        return head if same or chosen[head].probability < 0.8 else None
    if same and relation in ("compound", "amod", "nmod") and not verb and abs(i - head) <= 2:
        return i
    if same and relation in ("obj", "nsubj") and tokens[i].upos == "NOUN" and _nominal_of(analysis, i, head):
        return i if chosen[i].probability < chosen[head].probability else head
    return None


def _nominal_of(analysis: Analysis, i: int, head: int) -> bool:
    """Whether the noun only names the verb's own deed (``an attack killed`` is two, ``launched an attack`` is one)."""
    return lower(analysis.tokens[i])[:4] == lower(analysis.tokens[head])[:4]
