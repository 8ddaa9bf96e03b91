"""Which of the events that were there a new grouping of claims goes on with, and what is to be logged about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Change:
    """An entry of the log before it is written; events are numbers of `Plan.homes`."""

    kind: str
    event: int
    claims: list[int]
    other: int | None = None


@dataclass(slots=True)
class Plan:
    """What becomes of the claims: `homes[n]` is the event of group n, a negative number where it is new."""

    homes: list[int]
    changes: list[Change] = field(default_factory=list)
    emptied: dict[int, int | None] = field(default_factory=dict)
    """Events that no claim is left in, with the one that most went on to."""


def keep_ids(groups: Sequence[Iterable[int]], before: Mapping[int, int], heirs: Mapping[int, int]) -> list[int]:
    """Return for each group the event it goes on with: that with which it shares most claims, or -1, -2 ... for new ones.

    `before` holds the event of each claim that has one, `heirs` that of the claim which a new one replaces (of an earlier
    revision). An event goes to the group with most of it, of equals the older event and the first group first.
    """
    shares: list[tuple[int, int, int]] = []
    for number, group in enumerate(groups):
        counts = Counter(event for claim in group if (event := before.get(claim, heirs.get(claim))) is not None)
        shares += [(-count, event, number) for event, count in counts.items()]
    homes: dict[int, int] = {}
    taken: set[int] = set()
    for _, event, number in sorted(shares):
        if number not in homes and event not in taken:
            homes[number] = event
            taken.add(event)
    new = iter(range(-1, -len(groups) - 1, -1))
    return [homes[number] if number in homes else next(new) for number in range(len(groups))]


def plan(
    groups: Sequence[Sequence[int]], before: Mapping[int, int], heirs: Mapping[int, int], ended: Iterable[int]
) -> Plan:
    """Return the events of `groups` and the changes, in the order in which they are to be told.

    `before` must name all claims of every event in it that is to stay; `ended` are events that lost claims which are no
    longer current, and may have none left.
    """
    found = Plan(homes=keep_ids(groups, before, heirs))
    moves: defaultdict[tuple[int | None, int], list[int]] = defaultdict(list)
    left: Counter[int] = Counter()
    for home, group in zip(found.homes, groups, strict=True):
        for claim in group:
            left[home] += 1
            if before.get(claim) != home:
                moves[before.get(claim), home].append(claim)
    for event in {*before.values(), *ended}:
        if not left[event]:
            onward = Counter({home: len(claims) for (old, home), claims in moves.items() if old == event})
            found.emptied[event] = min(onward, key=lambda home: (-onward[home], home)) if onward else None
    for (old, home), claims in sorted(
        moves.items(), key=lambda move: (move[0][0] is not None, move[0][0] or 0, -move[0][1])
    ):
        if old is None:
            found.changes.append(Change("created" if home < 0 else "joined", home, claims))
        elif found.emptied.get(old) == home:
            found.changes.append(Change("merged", home, claims, old))
        else:
            found.changes.append(Change("split" if home < 0 else "moved", old, claims, home))
    found.changes += [Change("retired", event, []) for event, onward in sorted(found.emptied.items()) if onward is None]
    return found
