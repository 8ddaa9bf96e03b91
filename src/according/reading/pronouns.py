"""Pronouns: the nearest agreeing antecedent before them, subjects and names first (after Lappin & Leass 1994)."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from according.language.analysis import Analysis
from according.reading.cues import cues
from according.reading.mentions import Identity

GENDERED: dict[str, str] = dict.fromkeys(("he", "him", "his", "himself"), "m") | dict.fromkeys(
    ("she", "her", "hers", "herself"), "f"
)
NEUTER = frozenset(["it", "its", "itself"])
PLURAL = frozenset(["they", "them", "their", "theirs", "themselves"])
_PRONOUNS = NEUTER.union(PLURAL, GENDERED)
SPEAKER = frozenset(["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"])
RELATIVE = frozenset(["who", "whom", "whose", "which", "that"])
_POSSESSIVE = frozenset(["his", "her", "hers", "its", "their", "theirs", "whose"])
_REFLEXIVE = frozenset(["himself", "herself", "itself", "themselves"])
_BODIES = frozenset(["organization", "state", "media", "group", "unit"])
_HUMAN = frozenset(["person", "anonymous"])
_VOICES = _BODIES | _HUMAN | {"document"}
"""Kinds that can say something: "it said" is no rocket, though one stands nearer."""

REACH = 3
"""Sentences back that an antecedent may stand."""


@dataclass(slots=True)
class Candidate:
    """A phrase over tokens ``[start, end)`` that a later pronoun may stand for; `head` is its head token."""

    start: int
    end: int
    head: int
    identity: Identity
    gender: str
    plural: bool
    subject: bool
    named: bool
    lemma: str = ""
    """Of its head, lower-cased."""
    words: frozenset[str] = frozenset()
    """Its words and those of the name that it stands for, lower-cased."""
    adjective: bool = False
    """An adjective of a state: \"the country\" can take it up, a pronoun cannot."""


def is_pronoun(word: str) -> bool:
    """Whether a word, lower-cased, is a third-person pronoun that has an antecedent."""
    return word in _PRONOUNS


def antecedent(analysis: Analysis, at: int, candidates: list[Candidate], quoted: Container[int]) -> Candidate | None:
    """Return the best candidate before the pronoun at token `at`, None if none agrees.

    `candidates` are in text order; `quoted` holds the tokens inside quotations.
    """
    sentence, word = analysis.tokens[at].sentence, analysis.tokens[at].lower
    aloud, inside = _speaks(analysis, at), at in quoted
    best: tuple[float, Candidate] | None = None
    for c in reversed(candidates):
        distance = sentence - analysis.tokens[c.head].sentence
        if distance > REACH:
            break
        if c.adjective or c.end > at or not _may_bind(analysis, at, c):
            continue
        fit = _fit(word, c)
        if fit is None:
            continue
        score = fit - 1.6 * distance - (at - c.head) / 100
        score += 1.5 * c.subject + 0.5 * c.named
        score -= 2.0 * (not inside and c.head in quoted)
        score += 1.0 * _parallel_speech(analysis, at, c)
        if aloud:
            told = _speaks(analysis, c.head) or _is_according(analysis, c.head)
            score += (2.0 + 1.5 * (not c.subject)) * told - 4.0 * (c.identity.kind not in _VOICES)
        if best is None or score > best[0]:
            best = score, c
    return best[1] if best is not None else None


def _parallel_speech(analysis: Analysis, at: int, c: Candidate) -> bool:
    """Whether both are subjects of the roots of their sentences: who spoke goes on speaking."""
    roots = [analysis.tokens[i].head for i in (at, c.head)]
    return c.subject and all(
        h >= 0 and analysis.tokens[h].head < 0 and analysis.tokens[i].deprel.startswith("nsubj")
        for h, i in zip(roots, (at, c.head), strict=True)
    )


def _speaks(analysis: Analysis, i: int) -> bool:
    """Whether a phrase is the subject of a verb of saying: "it added" is whoever spoke, not what was spoken of."""
    token = analysis.tokens[i]
    if token.deprel != "nsubj" or token.head < 0:
        return False
    verb = analysis.tokens[token.head]
    return verb.upos == "VERB" and verb.lemma in cues()["speech_only"]


def _is_according(analysis: Analysis, i: int) -> bool:
    """Whether a phrase is whom its sentence is "according to"."""
    return any(child.head == i and child.lower == "according" for child in analysis.tokens[max(0, i - 8) : i])


def _may_bind(analysis: Analysis, at: int, c: Candidate) -> bool:
    """A pronoun is not another argument of the verb of its antecedent ("Russia said Ukraine attacked it")."""
    word = analysis.tokens[at].lower
    if word in _REFLEXIVE:
        return True
    governor = analysis.tokens[at].head
    if word in _POSSESSIVE and analysis.tokens[at].deprel == "nmod:poss":
        return governor != c.head
    return governor < 0 or governor not in (c.head, analysis.tokens[c.head].head)


def _fit(word: str, c: Candidate) -> float | None:
    """How well a candidate agrees with a pronoun: None not at all, 0 well, below 0 less well."""
    kind = c.identity.kind
    if word in GENDERED:
        if kind not in _HUMAN or c.plural or c.gender not in ("", GENDERED[word]):
            return None
        return 0.5 if c.gender else 0.0 if c.named else -0.5
    if word in NEUTER:
        if kind in _HUMAN or c.plural:
            return None
        return 0.5 if kind in _BODIES else 0.0 if kind in ("equipment", "document") else -1.0
    if c.plural:
        return 0.5 if kind in _HUMAN or kind in _BODIES else 0.0 if kind == "equipment" else -2.0
    return -0.5 if kind in _BODIES else None
