"""Ids of events that come from another ledger: what is of just the same claims here goes on under the id it had there."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select

from according.ledger.deciding import decisions
from according.ledger.fusing import Cause, Fusing, claims_of, refs_by_claim
from according.ledger.makers import maker_of
from according.ledger.schema import EVENTS, MEMBERS, standing
from according.ledger.store import Ledger
from according.ledger.upgrade import moment

Kept = tuple[str, str, int]
"""An event of another ledger: its id, one of its claims (``REPORT/CLAIM``), and what `together` gives for all of them."""


def together(refs: Collection[str]) -> int:
    """Return what stands for a set of claims, in this process: thousands of events are compared by it."""
    return hash(frozenset(refs))


def adopt(ledger: Ledger, events: Iterable[Kept]) -> int:
    """Give events the ids that they had in the ledger that they come from; returns how many got another one.

    An id differs where the other ledger knew more: revisions that were replaced, reports that were withdrawn, reviews
    that were undone. Where an id is in use here, or the event has other claims here, nothing changes. The id that an
    event had here leads on to the new one.
    """
    changed = 0
    with ledger.write() as connection:
        cause = Cause(reason="it had this id in the ledger that it comes from")
        fusing = Fusing(connection, maker_of(connection, {}), moment(), decisions(connection), cause)
        for name, ref, claims in events:
            if connection.scalar(select(EVENTS.c.key).where(EVENTS.c.id == name)) is not None:
                continue
            home = select(MEMBERS.c.event).where(MEMBERS.c.claim.in_(claims_of(connection, [ref]).values()))
            key = connection.scalar(home.where(standing(MEMBERS)))
            if key is None:
                continue
            members = connection.scalars(select(MEMBERS.c.claim).where(MEMBERS.c.event == key, standing(MEMBERS)))
            if together(refs_by_claim(connection, members).values()) == claims:
                fusing.rename(key, name)
                changed += 1
    return changed
