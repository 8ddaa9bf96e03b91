"""Events from claims: candidates by their keys, likely pairs first, average link, decisions of people above all."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from according.errors import DecisionError
from according.fusion.pairing.linking import AverageLink
from according.fusion.pairing.model import Features
from according.fusion.pairing.scoring import score
from according.fusion.told import Decisions

THRESHOLD = 0.42
"""Least mean likelihood at which two clusters are one event: set on the training part of ECB+."""
MOST_SHARING = 24
"""Claims before and after it, in order of day, that a claim is compared with among those that share a hot key."""
MOST_OF_REPORT = 40
"""Claims before and after it in its report that a claim is compared with."""


def event_id(refs: Iterable[str]) -> str:
    """Return the id of the event of `refs`: a digest of the smallest, so that it stays as long as that one does."""
    return hashlib.sha256(f"event {min(refs)}".encode()).hexdigest()[:12]


def cluster(
    features: Sequence[Features], decisions: Decisions | None = None, joined: Iterable[tuple[str, str]] = ()
) -> list[list[str]]:
    """Return the events of claims as sorted lists of refs, sorted: every claim stands in one.

    The order of `features` makes no difference. `joined` are pairs of refs known to be one, as of copied passages; what
    `decisions` says holds against any score, and against `joined`. Refs that are not among the features are passed over.
    Raises `DecisionError` where decisions contradict each other.
    """
    ordered = sorted(features, key=lambda f: f.ref)
    number = {f.ref: n for n, f in enumerate(ordered)}
    decided = decisions or Decisions()
    groups = _together(number, decided.together)
    apart = [(number[a], number[b]) for a, b in decided.apart if a in number and b in number]
    home = {one: name for name, group in enumerate(groups) for one in group}
    for a, b in apart:
        if home[a] == home[b]:
            raise DecisionError(
                f"{ordered[a].ref} and {ordered[b].ref} were both joined and parted.", remedy="Undo one of the reviews."
            )
    must = [(number[a], number[b]) for a, b in (*joined, *decided.kept) if a in number and b in number]
    known = AverageLink(lambda a, b: score(ordered[a], ordered[b]), THRESHOLD, apart)
    groups = known.unite(groups, sorted(must))
    edges = [(a, b) for a, b in candidates(ordered) if (known.pair(a, b) or 0.0) >= THRESHOLD]
    return [[ordered[n].ref for n in group] for group in known.run(groups, edges)]


def candidates(ordered: Sequence[Features]) -> list[tuple[int, int]]:
    """Return the pairs of positions in `ordered` that are worth comparing, sorted: of one report, or with a key in common."""
    blocks: dict[str, list[int]] = defaultdict(list)
    reports: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(ordered):
        reports[one.report].append(n)
        for key in one.keys:
            blocks[key].append(n)
    found: set[tuple[int, int]] = set()
    for members in reports.values():
        found.update(_near(sorted(members, key=lambda n: ordered[n].place), MOST_OF_REPORT))
    for members in blocks.values():
        by_day = sorted(members, key=lambda n: (ordered[n].day, ordered[n].ref))
        found.update(_near(by_day, MOST_SHARING))
    return sorted(found)


def _near(members: list[int], most: int) -> Iterator[tuple[int, int]]:
    for at, one in enumerate(members):
        for other in members[at + 1 : at + 1 + most]:
            yield (one, other) if one < other else (other, one)


def _together(number: dict[str, int], pairs: Iterable[tuple[str, str]]) -> list[list[int]]:
    """The connected groups of `pairs`, and every other claim by itself."""
    parent = list(range(len(number)))

    def find(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for a, b in pairs:
        if a in number and b in number:
            left, right = sorted((find(number[a]), find(number[b])))
            parent[right] = left
    groups: dict[int, list[int]] = defaultdict(list)
    for one in range(len(number)):
        groups[find(one)].append(one)
    return list(groups.values())
