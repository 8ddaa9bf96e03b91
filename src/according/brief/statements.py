"""Statements, threats and promises: what nobody tells as done."""

from __future__ import annotations

from according.brief.chronology import importance
from according.brief.headings import section
from according.brief.index import Index
from according.brief.model import Sentence, Statements
from according.brief.telling import account_sentences
from according.events import Event
from according.knowledge.brief import words

MOST = 20
"""Events of a group that are told at most."""


def statements(index: Index) -> list[Statements]:
    """Return the statements by group, in the order of the table, the most told first; empty groups are left out."""
    by_group: dict[str, list[Event]] = {name: [] for name in words().groups}
    for event in index.events:
        group = section(index, event)
        if group in by_group:
            by_group[group].append(event)
    found = []
    for name, events in by_group.items():
        events.sort(key=importance)
        sentences = []
        for event in events[:MOST]:
            quoted: set[tuple[str, int, int]] = set()
            sentences += [
                s for a in event.accounts for s in account_sentences(index, event, a, quoted, with_numbers=False)
            ]
        sentences = _folded(sentences)
        if sentences:
            entry = words().groups[name]
            found.append(Statements(label=entry.label, note=entry.note, sentences=sentences, more=len(events[MOST:])))
    return found


def _folded(sentences: list[Sentence]) -> list[Sentence]:
    """The same words once, with the claims of all: a report's one sentence may hold several statements."""
    found: dict[tuple[str, ...], Sentence] = {}
    for said in sentences:
        known = found.setdefault(tuple(p.text for p in said.pieces), said)
        if known is not said:
            for mine, other in zip(known.pieces, said.pieces, strict=True):
                mine.cites = list(dict.fromkeys([*mine.cites, *other.cites]))
            known.cites = list(dict.fromkeys([*known.cites, *said.cites]))
    return list(found.values())
