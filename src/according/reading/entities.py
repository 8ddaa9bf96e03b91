"""The layer of entities: every mention of a person, body, place, nationality or piece of equipment, with its identity."""

from __future__ import annotations

from functools import lru_cache

from according.claims import EntityMention
from according.knowledge import tables
from according.language.analysis import Analysis
from according.reading.identity import Identities, Identity
from according.reading.mentions import Named, nouns
from according.reading.phrases import Range
from according.reading.pronouns import GENDERED, SPEAKER, Candidate

_KINDS = {
    "state": "organization", "media": "organization", "group": "organization", "unit": "organization",
    "anonymous": "person", "vessel": "equipment", "facility": "place",
}  # fmt: skip
"""Kinds of identities as kinds of mentions: who acts as a body is an organization (as in re3d and ACE)."""
_LAYER = frozenset(["person", "organization", "place", "nationality", "equipment"])


def find_entities(analysis: Analysis, identities: Identities) -> list[EntityMention]:
    """Return the entity mentions of a report in text order: names, descriptions and resolved pronouns."""
    found: dict[Range, str] = {}
    taken: set[int] = set()
    for n in identities.named:
        marked = any(m.start < n.end and n.start < m.end for m in analysis.mentions)
        if n.kind == "?" and n.entry is None and not marked:
            continue  # capitals alone: "Chapter One"
        if _is_none(analysis, n.start):
            continue
        inside = [m.kind for m in analysis.mentions if m.start < n.end and n.start < m.end]
        found[n.start, n.end] = _of_name(analysis, n, identities.resolve(n.start, n.end), inside)
        taken.update(range(n.start, n.end))
    for m in analysis.mentions:
        if taken.isdisjoint(range(m.start, m.end)) and not _is_none(analysis, m.start):
            if _is_abstract(analysis, m.end - 1):
                continue
            people = m.end - m.start == 1 and analysis.tokens[m.start].text in peoples()
            found[m.start, m.end] = "nationality" if people else m.kind
            taken.update(range(m.start, m.end))
    for c in identities.phrases():
        kind = _of_phrase(c, analysis.tokens[c.head].lemma.lower() in nouns()["collective"])
        if kind in _LAYER and c.head not in taken and not c.named and not _is_abstract(analysis, c.head):
            span = _own_words(analysis, c, taken)
            found[span] = kind
            taken.update(range(*span))
    for token in analysis.tokens:
        word = token.text.lower()
        if token.i in taken:
            continue
        if token.text in peoples():
            found[token.i, token.i + 1] = "nationality"
        elif token.upos == "PRON" and word in GENDERED:
            found[token.i, token.i + 1] = "person"
        elif token.upos == "PRON" and word in SPEAKER:
            found[token.i, token.i + 1] = "person" if word in ("i", "me", "my") else "organization"
    mentions = []
    for (start, end), kind in sorted(found.items()):
        who = identities.resolve(start, end)
        span = analysis.span(start, end)
        text = analysis.text[span[0] : span[1]]
        mentions.append(EntityMention(text=text, span=span, kind=kind, entity=who.entity, name=who.name))
    return mentions


@lru_cache(maxsize=1)
def peoples() -> frozenset[str]:
    """Return the names and adjectives of peoples, confessions and languages."""
    return frozenset(tables.load("identity/peoples")["peoples"])


def _is_none(analysis: Analysis, start: int) -> bool:
    """Whether a name is of none of the kinds: an undertaking's ("Operation Barkhane"), a deity's."""
    word = analysis.tokens[start].text
    return word in ("Operation", "Operations", "Exercise") or word in nouns()["deities"]


def _is_abstract(analysis: Analysis, head: int) -> bool:
    """Whether a noun of places stands for none, by the words beside it: "a political settlement"."""
    beside = nouns()["abstract_beside"].get(analysis.tokens[head].lemma.lower(), ())
    return any(analysis.tokens[c].text.lower() in beside for c in analysis.tokens[head].children)


def _of_name(analysis: Analysis, n: Named, who: Identity, inside: list[str]) -> str:
    """The kind of a name: as an adjective a nationality ("Syrian", "Yazidi"), a state else a place.

    A state's name before a noun stands for the state, which acts as a body ("U.S. companies", "a UK commitment").
    """
    if n.end - n.start == 1 and (analysis.tokens[n.start].upos == "ADJ" or analysis.tokens[n.start].text in peoples()):
        return "nationality"
    if who.kind == "state":
        last = analysis.tokens[n.end - 1]
        if last.deprel == "compound" and not n.start <= last.head < n.end:
            return "organization"
        return inside[0] if inside else "place"
    return _KINDS.get(who.kind, who.kind)


def _of_phrase(c: Candidate, collective: bool) -> str:
    """The kind of a description or pronoun: several people together are a body ("civilians", "the population")."""
    kind = _KINDS.get(c.identity.kind, c.identity.kind)
    return "organization" if kind == "person" and (c.plural or collective) else kind


def _own_words(analysis: Analysis, c: Candidate, taken: set[int]) -> Range:
    """The words of a description up to its head, without its article and what is a name of its own."""
    start = c.head
    while start > c.start and start - 1 not in taken and analysis.tokens[start - 1].upos != "DET":
        start -= 1
    return start, c.head + 1
