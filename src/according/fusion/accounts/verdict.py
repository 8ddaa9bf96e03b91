"""Whether an event's accounts agree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from according.events import Account, Status
from according.fusion.accounts.tallies import contradict, parts


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
