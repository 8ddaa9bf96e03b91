"""Stories: incidents that reports keep telling together, a raid and what followed from it. The second tier over events."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations

from according.fusion.pairing.linking import AverageLink

TOGETHER = 0.5
"""Least share of the reports of the smaller event that tell of both."""
LEAST_REPORTS = 2
"""Least reports that tell of both: one may be a round-up."""
MOST_OF_REPORT = 30
"""Events of a report that are compared with each other; a report of more is a round-up."""


def stories(reports: Mapping[str, set[str]]) -> dict[str, str]:
    """Return the story of each event that belongs to one with others.

    `reports` holds, by event id, the reports that tell of it, without copies. A story's id is a digest of its smallest event.
    """
    told: defaultdict[str, list[str]] = defaultdict(list)
    for event, own in sorted(reports.items()):
        if len(own) >= LEAST_REPORTS:
            for report in own:
                told[report].append(event)
    both = Counter(
        pair for events in told.values() if len(events) <= MOST_OF_REPORT for pair in combinations(events, 2)
    )
    return linked(both, {event: len(own) for event, own in reports.items()})


def linked(both: Mapping[tuple[str, str], int], reports: Mapping[str, int]) -> dict[str, str]:
    """Return the stories that pairs of events make: `both` says how many reports tell of both (the lesser id first),
    `reports` how many of each.
    """
    names = sorted({event for pair in both for event in pair})
    number = {event: n for n, event in enumerate(names)}

    def share(a: int, b: int) -> float:
        shared = both.get((names[a], names[b]), 0)
        return shared / min(reports[names[a]], reports[names[b]]) if shared >= LEAST_REPORTS else 0.0

    edges = sorted((number[a], number[b]) for a, b in both if share(number[a], number[b]) >= TOGETHER)
    found: dict[str, str] = {}
    for group in AverageLink(share, TOGETHER).run([[n] for n in range(len(names))], edges):
        if len(group) > 1:
            story = hashlib.sha256(f"story {names[group[0]]}".encode()).hexdigest()[:12]
            found.update((names[n], story) for n in group)
    return found
