"""Whether an event's accounts agree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from according.events import Account, Event, Status, Tally
from according.fusion.accounts.tallies import contradict, parts

Given = tuple[Account, Tally]


def status(accounts: Sequence[Account]) -> Status:
    """Return ``disputed``, ``agreed`` or ``single-source``.

    Disputed: one of them denies, or two numbers of one measure cannot both hold (see `contradict`; parts that a
    claimant tells beside their whole, and replaced numbers, contradict nothing). Agreed: two claimants or more.
    """
    if any(a.polarity == "negative" for a in accounts):
        return "disputed"
    tallies = []
    for account in accounts:
        part = parts(account.quantities)
        tallies += [t for t in account.quantities if not t.superseded and not any(t is p for p in part)]
    if any(contradict(a, b) for a, b in combinations(tallies, 2)):
        return "disputed"
    return "agreed" if independent(accounts) > 1 else "single-source"


def independent(accounts: Sequence[Account]) -> int:
    """Return the number of claimants, deniers too, however many reports carry them."""
    return len({a.claimant.entity or a.claimant.name for a in accounts})


def contested(event: Event) -> list[list[Given]]:
    """Return, by measure and scope, the standing numbers of an event of which some cannot both hold."""
    groups: dict[tuple[str, str, str], list[Given]] = {}
    for account in event.accounts:
        part = parts(account.quantities)
        for tally in account.quantities:
            if not tally.superseded and not any(tally is p for p in part):
                groups.setdefault((tally.measure, tally.scope or "", tally.unit), []).append((account, tally))
    found = []
    for group in groups.values():
        against = [g for g in group if any(contradict(g[1], other[1]) for other in group if other is not g)]
        if against:
            found.append(against)
    return found
