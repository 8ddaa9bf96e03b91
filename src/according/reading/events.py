"""Same-event ids within a report: claims that tell of one happening share one."""

from __future__ import annotations

from according.claims import Claim
from according.language.analysis import Analysis

SAME = 0.22
"""Least probability of a link to an earlier trigger."""
_OWN = frozenset(["ASSESS", "ACCUSE", "REQUEST", "SUPPORT", "REJECT", "THREATEN", "AGREE"])
"""Speech acts and judgements: each is its own unless the link is sure."""
_FAMILY = {"HARM": "ASSAULT", "DEFEND": "ASSAULT"}


def number_events(analysis: Analysis, claims: list[Claim], triggers: list[int], same: dict[int, int]) -> None:
    """Set `Claim.event`: ``e1``, ``e2`` ... in order of first mention. `same` ties positions of claims for certain."""
    parent = list(range(len(claims)))

    def find(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    at = {trigger: k for k, trigger in enumerate(triggers)}
    for k, trigger in enumerate(triggers):
        for other, probability in analysis.links["same"].get(trigger, []):
            j = at.get(other)
            if j is None or j >= k or probability < SAME or not _compatible(claims[k], claims[j]):
                continue
            parent[find(k)] = find(j)
            break
    for k, j in same.items():
        parent[find(k)] = find(j)
    names: dict[int, str] = {}
    for k, claim in enumerate(claims):
        claim.event = names.setdefault(find(k), f"e{len(names) + 1}")


def _compatible(a: Claim, b: Claim) -> bool:
    """Hard vetoes: types of different families, and dates or places that exclude each other."""
    family = _FAMILY.get(a.type, a.type), _FAMILY.get(b.type, b.type)
    if family[0] != family[1] and (a.type in _OWN or b.type in _OWN):
        return False
    if (
        a.time
        and b.time
        and a.time.start
        and b.time.start
        and a.time.end
        and b.time.end
        and (a.time.end < b.time.start or b.time.end < a.time.start)
    ):
        return False
    points = [{p.entity for p in c.locations if p.precision == "point" and p.entity} for c in (a, b)]
    return not (points[0] and points[1] and not points[0] & points[1])
