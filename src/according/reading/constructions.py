"""Constructions: a verb and what it governs settle together of which type a deed is.

"Imposed" says nothing and "a curfew" little; "imposed a curfew" is COERCE. Likewise a refusal in the future ("will not
negotiate") is REJECT whatever is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from according.knowledge import tables
from according.language.analysis import Analysis
from according.reading.cues import cues
from according.reading.mentions import noun_class
from according.reading.phrases import NOT, case_of, children, lower

_OBJECTS = frozenset(["obj", "nsubj:pass", "xcomp"])
_MODIFIERS = frozenset(["nmod", "amod", "compound"])
_CLASSES = {
    "equipment": "<arms>", "person": "<people>", "anonymous": "<people>", "group": "<people>", "place": "<places>",
}  # fmt: skip
"""What the table calls kinds of mentions and classes of nouns."""
_TITLE = 3
"""Words from a title to the first of its bearer's names, at most."""
_PHONING = frozenset(["call", "phone", "telephone", "ring"])
_BY_WIRE = frozenset(["phone", "telephone", "video", "conference"])
_CAN = frozenset(["can", "cannot", "ca"])
_ABLE = frozenset(["able", "capable", "unable", "incapable"])
_THINGS = frozenset(["<arms>", "it", "which", "that"])
_WILL = frozenset(["will", "wo", "would", "shall", "'ll", "’ll"])
REFUSABLE = frozenset(["AGREE", "CONCEDE", "RETREAT", "CONSULT", "SUPPORT", "COOPERATE", "AID"])
"""What one can refuse: of these "will not" is a refusal; of an attack it is a promise."""


class Construction(NamedTuple):
    """What a verb with its object is, whether the noun is the trigger, and whether the noun is a deed of its own besides."""

    type: str
    noun: bool
    both: bool


@lru_cache(maxsize=1)
def constructions() -> dict[tuple[str, str], Construction]:
    """Return type and trigger by lemma of the verb and what the table calls the object."""
    return {
        (verb, noun): Construction(row["type"], bool(row.get("noun")), bool(row.get("both")))
        for row in tables.load("cues/constructions")
        for verb in row["verbs"]
        for noun in row.get("objects", ())
    }


@lru_cache(maxsize=1)
def governing() -> frozenset[str]:
    """Return the verbs, with their particles, that settle something with what they govern."""
    return frozenset(verb for verb, _ in constructions())


class Agent(NamedTuple):
    """What a verb is by who does it, and whether only where it has an object ("soldiers killed" are the dead)."""

    type: str
    with_object: bool


@lru_cache(maxsize=1)
def agents() -> dict[tuple[str, str], Agent]:
    """Return the type by lemma of the verb and what the table calls who does it."""
    return {
        (verb, noun): Agent(row["type"], bool(row.get("with_object")))
        for row in tables.load("cues/constructions")
        for verb in row["verbs"]
        for noun in row.get("subjects", ())
    }


def by_agent(analysis: Analysis, verb: int) -> str | None:
    """Return the type of a deed that who does it settles ("air defences destroyed 12 drones"), or None."""
    tokens = analysis.tokens
    if tokens[verb].upos != "VERB":
        return None
    who = [c for c in tokens[verb].children if tokens[c].deprel in ("nsubj", "obl:agent") or _is_agent(analysis, c)]
    acts = bool(children(analysis, verb, "obj"))
    for c in who:
        found = (agents().get((tokens[verb].lemma, named)) for named in _named(analysis, c))
        agent = next((f for f in found if f is not None), None)
        if agent is not None and (acts or not agent.with_object or tokens[c].deprel != "nsubj"):
            return agent.type
    return None


def _is_agent(analysis: Analysis, i: int) -> bool:
    return analysis.tokens[i].deprel == "obl" and case_of(analysis, i) == "by"


def construction(analysis: Analysis, verb: int) -> tuple[int, Construction] | None:
    """Return the head token of what a verb or its noun governs, and what the two are together, or None.

    A named object goes before a class of objects, whatever their order."""
    tokens = analysis.tokens
    nominal = tokens[verb].upos == "NOUN"  # "the capture of the minister"
    if not nominal and tokens[verb].upos != "VERB":
        return None
    particles = () if nominal else children(analysis, verb, "compound:prt")
    lemmas = [*(f"{tokens[verb].lemma} {lower(tokens[c])}" for c in particles), tokens[verb].lemma]
    if governing().isdisjoint(lemmas):  # most words: nothing to look for
        return None
    fallback = None
    for child in tokens[verb].children:
        case = case_of(analysis, child) if tokens[child].base in ("nmod", "obl") else ""
        if not (case == "of" if nominal else tokens[child].deprel in _OBJECTS or case):
            continue
        preposition = f"{case} " if case and not nominal else ""
        for named in _named(analysis, child):
            pairs = ((lemma, preposition + named) for lemma in lemmas)
            found = next((constructions()[pair] for pair in pairs if pair in constructions()), None)
            if found is not None and not named.endswith(">"):
                return child, found
            if found is not None and fallback is None:
                fallback = child, found
    return fallback


def _named(analysis: Analysis, noun: int) -> Iterator[str]:
    """The ways in which a table may name a noun: "law", "martial law", "state of emergency"."""
    tokens = analysis.tokens
    noun = counted(analysis, noun)
    head = tokens[noun].lemma
    yield head
    for c in tokens[noun].children:
        relation = tokens[c].deprel.split(":")[0]
        if relation in _MODIFIERS:
            yield f"{tokens[c].lemma} {head}" if c < noun else f"{head} of {tokens[c].lemma}"
            left = [k for k in analysis.subtree(c) if k <= c]
            if c < noun and len(left) > 1:  # "air defence units"
                yield " ".join([*(tokens[k].lemma for k in left), head])
    kind = noun_class(head)
    if kind is None and tokens[noun].upos == "PROPN":
        kind = next((m.kind for m in analysis.mentions if m.start <= noun < m.end), None)
    if kind in _CLASSES:
        yield _CLASSES[kind]


def counted(analysis: Analysis, noun: int) -> int:
    """Return of what a word of amount is told: the wounded in "some of the wounded"; else the word itself."""
    if analysis.tokens[noun].lemma not in cues()["amounts"]:
        return noun
    of = (c for c in children(analysis, noun, "nmod") if case_of(analysis, c) == "of")
    return next(of, noun)


def phoned(analysis: Analysis, verb: int) -> bool:
    """Whether a call is the telephone: its object is a person who is called nothing ("called him a liar"), or it is a
    call with somebody."""
    tokens = analysis.tokens
    if tokens[verb].upos == "NOUN" and tokens[verb].lemma == "call":
        by_wire = any(tokens[c].lemma in _BY_WIRE for c in children(analysis, verb, "compound"))
        return by_wire or any(case_of(analysis, c) == "with" for c in children(analysis, verb, "nmod"))
    if tokens[verb].upos != "VERB" or tokens[verb].lemma not in _PHONING:
        return False
    # The tree often takes the person alone for what somebody is called; with both there the word is a name for him.
    whom = [c for c in tokens[verb].children if tokens[c].deprel in ("obj", "xcomp") and tokens[c].upos != "VERB"]
    deeds = [c for c in tokens[verb].children if c > verb and tokens[c].upos == "VERB"]
    whom = [c for c in whom if c < min(deeds, default=len(tokens))]  # "called the king, discussing ways to ..."
    persons = [c for c in whom if analysis.is_within(c, "person")]
    # A title may hang beside its name: "called Foreign Minister Sergey Lavrov".
    return len(persons) == 1 and all(c == persons[0] or 0 < persons[0] - c <= _TITLE for c in whom)


def capable(analysis: Analysis, verb: int) -> bool:
    """Whether it is told what a thing can do, not that it does: "its missiles can hit targets 120 km away"."""
    tokens = analysis.tokens
    if tokens[verb].upos != "VERB":
        return False
    bearer = verb if any(lower(tokens[c]) in _CAN for c in children(analysis, verb, "aux")) else tokens[verb].head
    if bearer < 0 or (bearer != verb and tokens[bearer].lemma not in _ABLE):
        return False
    things = frozenset(["<arms>"]) if bearer != verb else _THINGS
    return any(named in things for c in children(analysis, bearer, "nsubj") for named in _named(analysis, c))


def refused(analysis: Analysis, verb: int, kind: str) -> bool:
    """Whether a deed to come is refused: "will not negotiate", "would never accept"."""
    tokens = analysis.tokens
    if kind not in REFUSABLE or tokens[verb].upos != "VERB":
        return False
    words = {lower(tokens[c]) for c in tokens[verb].children if c < verb}
    return bool(words & NOT) and bool(words & _WILL)


def demanded(analysis: Analysis, verb: int, kind: str) -> bool:
    """Whether an inquiry or a punishment is asked for, not made: "the government must investigate the killings"."""
    if kind != "ACCUSE" or analysis.tokens[verb].upos != "VERB" or analysis.tokens[verb].lemma in cues()["clause"]:
        return False
    return any(lower(analysis.tokens[c]) in obliging() for c in analysis.tokens[verb].children if c < verb)


@lru_cache(maxsize=1)
def obliging() -> frozenset[str]:
    """Return the modals of what somebody ought to do."""
    return frozenset(tables.load("cues/factuality")["obliging_modals"])
