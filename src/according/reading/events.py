"""Same-event ids within a report: claims that tell of one happening share one."""

from __future__ import annotations

from according.claims import Claim, Place, TimeSpan
from according.language.analysis import Analysis

SAME = 0.25
"""Least probability of a link to one of the claims of an event."""
MEAN = 0.1
"""Least mean of the links to all of them: one mistaken link must not make two attacks one."""
_OWN = frozenset(["ASSESS", "ACCUSE", "REQUEST", "SUPPORT", "REJECT", "THREATEN", "AGREE"])
"""Speech acts and judgements: each is its own unless the link is sure."""
_MUTUAL = frozenset(["CONSULT", "COOPERATE", "AGREE"])
"""Deeds that either party may be told to do."""
_FAMILY = {"HARM": "ASSAULT", "DEFEND": "ASSAULT"}
_KNOWN = ("state", "group")
"""Kinds of entities that are parties by the tables; a president or a ministry may act for any of them."""


def number_events(analysis: Analysis, claims: list[Claim], triggers: list[int], same: dict[int, int]) -> None:
    """Set `Claim.event`: ``e1``, ``e2`` ... in order of first mention. `same` ties positions of claims for certain.

    Each claim joins the event before it that has its likeliest link, if it fits all claims of that event.
    """
    event_of = list(range(len(claims)))
    told: dict[int, list[int]] = {}
    at = {trigger: k for k, trigger in enumerate(triggers)}
    for k, trigger in enumerate(triggers):
        link = {at[o]: p for o, p in analysis.links["same"].get(trigger, []) if at.get(o, k) < k}
        likely = sorted(((p, j) for j, p in link.items() if p >= SAME), reverse=True)
        found = (event_of[j] for _, j in likely)
        event_of[k] = next((e for e in found if _joins(claims, k, told[e], link)), k)
        told.setdefault(event_of[k], []).append(k)
    for k, j in same.items():
        one, other = event_of[k], event_of[j]
        event_of = [other if e == one else e for e in event_of]
    names: dict[int, str] = {}
    for k, claim in enumerate(claims):
        claim.event = names.setdefault(event_of[k], f"e{len(names) + 1}")


def _joins(claims: list[Claim], k: int, members: list[int], link: dict[int, float]) -> bool:
    mean = sum(link.get(m, 0.0) for m in members) / len(members)
    return mean >= MEAN and all(_compatible(claims[k], claims[m]) for m in members)


def _compatible(a: Claim, b: Claim) -> bool:
    """Hard vetoes: types of different families, and parties, dates or places that exclude each other."""
    family = _FAMILY.get(a.type, a.type), _FAMILY.get(b.type, b.type)
    if family[0] != family[1] and (a.type in _OWN or b.type in _OWN):
        return False
    if a.time and b.time and _apart(a.time, b.time):
        return False
    if a.type not in _MUTUAL and _differ(_parties(a), _parties(b)):
        return False
    return not _differ(_points(a.locations), _points(b.locations))


def _apart(a: TimeSpan, b: TimeSpan) -> bool:
    """Whether two times have no day in common; one without a beginning or an end may."""
    return any(one.end and other.start and one.end < other.start for one, other in ((a, b), (b, a)))


def _parties(claim: Claim) -> set[str]:
    return {f.entity for f in claim.actors if f.entity and f.entity.split(":")[0] in _KNOWN}


def _points(places: list[Place]) -> set[str]:
    return {p.entity for p in places if p.precision == "point" and p.entity}


def _differ(one: set[str], other: set[str]) -> bool:
    return bool(one and other and not one & other)
