"""The layer of entities: every mention of a person, body, place, nationality or piece of equipment, with its identity."""

from __future__ import annotations

from according.claims import EntityMention
from according.language.analysis import Analysis
from according.reading.identity import Identities, Identity
from according.reading.mentions import Named
from according.reading.phrases import Range
from according.reading.pronouns import SPEAKER, Candidate

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
            continue  # capitals alone: "Chapter One", "Operation ..."
        inside = [m.kind for m in analysis.mentions if m.start < n.end and n.start < m.end]
        found[n.start, n.end] = _of_name(analysis, n, identities.resolve(n.start, n.end), inside)
        taken.update(range(n.start, n.end))
    for m in analysis.mentions:
        if taken.isdisjoint(range(m.start, m.end)):
            found[m.start, m.end] = m.kind
            taken.update(range(m.start, m.end))
    for c in identities.phrases():
        kind = _of_phrase(c)
        if kind in _LAYER and c.head not in taken and not c.named:
            span = _own_words(analysis, c, taken)
            found[span] = kind
            taken.update(range(*span))
    for token in analysis.tokens:
        if token.upos == "PRON" and token.text.lower() in SPEAKER and token.i not in taken:
            found[token.i, token.i + 1] = "person" if token.text.lower() in ("i", "me", "my") else "organization"
    mentions = []
    for (start, end), kind in sorted(found.items()):
        who = identities.resolve(start, end)
        span = analysis.span(start, end)
        text = analysis.text[span[0] : span[1]]
        mentions.append(EntityMention(text=text, span=span, kind=kind, entity=who.entity, name=who.name))
    return mentions


def _of_name(analysis: Analysis, n: Named, who: Identity, inside: list[str]) -> str:
    """The kind of a name: as an adjective a nationality ("Syrian", "Yazidi"), a state else a place."""
    if n.end - n.start == 1 and analysis.tokens[n.start].upos == "ADJ":
        return "nationality"
    if who.kind == "state":
        return inside[0] if inside else "place"
    return _KINDS.get(who.kind, who.kind)


def _of_phrase(c: Candidate) -> str:
    """The kind of a description or pronoun: several people together are a body ("civilians", "the victims")."""
    kind = _KINDS.get(c.identity.kind, c.identity.kind)
    return "organization" if kind == "person" and c.plural else kind


def _own_words(analysis: Analysis, c: Candidate, taken: set[int]) -> Range:
    """The words of a description up to its head, without its article and what is a name of its own."""
    start = c.head
    while start > c.start and start - 1 not in taken and analysis.tokens[start - 1].upos != "DET":
        start -= 1
    return start, c.head + 1
