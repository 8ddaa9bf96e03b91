"""What an event is called in a brief, and in which section it stands."""

from __future__ import annotations

from according.brief.index import Index
from according.brief.stances import stance_of
from according.brief.texts import count, listed, place_text, shown
from according.events import Event, EventPlace
from according.exchange.ledger.shared import point
from according.knowledge.brief import headings

DEED = "deed"
KNOWN = ("state:", "org:", "group:", "person:", "media:")
"""Kinds of entities that a heading names; others may be anything that acts in a sentence."""
_MOST_NAMED = 2


def noun(index: Index, event: Event) -> str:
    """Return what an event is: ``Strike``, ``Joint exercise``; what the surest claim says where none is sure of its type."""
    sure = index.roots(event)
    kind = event.type
    if sure and all(t.claim.type != kind for t in sure):
        kind = min(sure, key=lambda t: (-t.claim.confidence, t.order)).claim.type
    entry = headings()[kind]
    modes = {t.claim.mode for t in sure if t.claim.type == kind}
    return entry.modes.get(event.mode or "", entry.noun) if event.mode in modes else entry.noun


def title(index: Index, event: Event) -> str:
    """Return a heading that asserts nothing: what it is and where, or else who is named with it."""
    where = place_of(event)
    if where is not None and where.name:
        before = {"in": ", ", "to": " to ", "from": " from "}[where.role]
        return f"{noun(index, event)}{before}{place_text(where)}"
    named = [shown(p.name) for p in (*event.actors, *event.recipients) if (p.entity or "").startswith(KNOWN)]
    names = list(dict.fromkeys(named))[:_MOST_NAMED]
    return f"{noun(index, event)} ({' and '.join(names)} named)" if names else noun(index, event)


def moves(event: Event) -> bool:
    """Whether an event is a movement, which has a whence and a where to."""
    return event.type in ("RETREAT", "MOBILIZE", "AID", "CONSULT") and event.mode != "ceasefire"


def place_of(event: Event) -> EventPlace | None:
    """Return the place that stands for an event, the first that it is told of; a country only where none is finer.

    Of a movement without one it is where it went, or whence; of no other event.
    """
    order = {"in": 0, "to": 1, "from": 2}
    return min(
        (p for p in event.locations if p.role == "in" or moves(event)),
        key=lambda p: (order[p.role], p.precision == "country", point(p) is None),
        default=None,
    )


def section(index: Index, event: Event) -> str:
    """Return ``deed`` for what somebody tells as having happened, else the group of statements that it belongs to."""
    keys = {stance_of(t).key for t in index.roots(event)}
    group = headings()[event.type].section
    if group != DEED:
        return DEED if group == "accusations" and event.mode == "investigate" else group
    if keys & {"said", "probable", "possible", "unspecified", "hearsay"}:
        return DEED
    for key, name in (("future", "promises"), ("hypothetical", "possibilities"), ("generic", "judgements")):
        if key in keys:
            return name
    return "denials"


def counts_text(event: Event) -> str:
    """Return the three numbers of an event, apart: ``2 independent sources · 3 reports, 1 of them a copy``."""
    copies = f", {event.copies} of them {'a copy' if event.copies == 1 else 'copies'}" if event.copies else ""
    return f"{count(event.independent_sources, 'independent source')} · {count(event.reports, 'report')}{copies}"


def names(event: Event, polarity: str) -> list[str]:
    """Return the claimants of a polarity, each once, in the order of the accounts."""
    return list(dict.fromkeys(shown(a.claimant.name) for a in event.accounts if a.polarity == polarity))


def verdict_text(event: Event, contested: list[str]) -> str:
    """Return who agrees or disagrees; `contested` are the measures of which numbers do not go together."""
    asserted, denied = names(event, "positive"), names(event, "negative")
    numbers = f"the numbers given ({listed(contested)}) do not agree" if contested else ""
    told = f"told by {listed(asserted)}" if asserted else ""
    if event.status == "disputed":
        denial = f"denied, in whole or in part, by {listed(denied)}" if denied else ""
        return _stop(told, denial, numbers)
    everybody = asserted + [name for name in denied if name not in asserted]
    if event.status == "agreed":
        return _stop(f"told by {listed(everybody)}; their accounts do not contradict each other")
    return _stop(f"told by {listed(everybody)} only")


def _stop(*parts: str) -> str:
    text = "; ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
