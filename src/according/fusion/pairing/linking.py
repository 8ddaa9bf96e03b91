"""Average link with vetoes: the likeliest two clusters are joined first, as long as their members agree on average."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush

Score = Callable[[int, int], float | None]
"""How likely two members are one, 0 to 1; None where they cannot be."""

MOST_COMPARED = 16
"""Members of a cluster that are compared with another's, evenly taken: keeps the cost of a large cluster bounded."""


class AverageLink:
    """Clusters of the members ``0 .. n - 1``, whose order must not depend on how they came in.

    Two clusters are joined where the mean over their pairs of members is at least `threshold`, no pair is impossible, and
    none is among those held `apart`.
    """

    def __init__(self, score: Score, threshold: float, apart: Iterable[tuple[int, int]] = ()) -> None:
        self._score, self._threshold = score, threshold
        self._known: dict[tuple[int, int], float | None] = {}
        self._apart: dict[int, set[int]] = {}
        for a, b in apart:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    def run(self, groups: Iterable[list[int]], edges: Iterable[tuple[int, int]]) -> list[list[int]]:
        """Join `groups` (disjoint, of all members) along `edges` between members; return them sorted."""
        members = {min(group): sorted(group) for group in groups}
        home = {one: name for name, group in members.items() for one in group}
        near: dict[int, set[int]] = {name: set() for name in members}
        for a, b in edges:
            if home[a] != home[b]:
                near[home[a]].add(home[b])
                near[home[b]].add(home[a])
        heap: list[tuple[float, int, int, int, int]] = []
        for a in near:
            for b in near[a]:
                if a < b:
                    self._push(heap, members, a, b)
        heapify(heap)
        while heap:
            _, a, b, size_a, size_b = heappop(heap)
            if len(members.get(a, ())) != size_a or len(members.get(b, ())) != size_b:
                continue
            members[a] = sorted(members[a] + members.pop(b))
            near[a] = (near[a] | near.pop(b)) - {a, b}
            for other in near[a]:
                near[other].discard(b)
                near[other].add(a)
                self._push(heap, members, min(a, other), max(a, other))
        return sorted(members.values())

    def unite(self, groups: list[list[int]], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
        """Return `groups` with those of each of `pairs` joined, whatever they score, unless they are held apart."""
        members = {min(group): set(group) for group in groups}
        home = {one: name for name, group in members.items() for one in group}
        for a, b in pairs:
            left, right = sorted((home[a], home[b]))
            if left == right or any(self._apart.get(one, frozenset()) & members[right] for one in members[left]):
                continue
            members[left] |= members[right]
            home.update(dict.fromkeys(members.pop(right), left))
        return [sorted(group) for group in members.values()]

    def _push(
        self, heap: list[tuple[float, int, int, int, int]], members: dict[int, list[int]], a: int, b: int
    ) -> None:
        value = self.agreement(members[a], members[b])
        if value is not None and value >= self._threshold:
            heappush(heap, (-round(value, 9), a, b, len(members[a]), len(members[b])))

    def agreement(self, left: list[int], right: list[int]) -> float | None:
        """Return the mean over the pairs of two clusters; None where a pair is impossible."""
        if self._apart and any(self._apart.get(one, frozenset()) & set(right) for one in left):
            return None
        total, left, right = 0.0, _some(left), _some(right)
        for a in left:
            for b in right:
                value = self.pair(a, b)
                if value is None:
                    return None
                total += value
        return total / (len(left) * len(right))

    def pair(self, a: int, b: int) -> float | None:
        """Return the score of two members, kept from the first time."""
        key = (a, b) if a < b else (b, a)
        if key not in self._known:
            self._known[key] = self._score(*key)
        return self._known[key]


def _some(members: list[int]) -> list[int]:
    if len(members) <= MOST_COMPARED:
        return members
    return [members[i * len(members) // MOST_COMPARED] for i in range(MOST_COMPARED)]
