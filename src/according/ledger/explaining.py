"""Why the claims of an event are together: for each the one that it is nearest to, and what speaks for and against it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, select

from according.claims import Part
from according.errors import LedgerError
from according.events import Event
from according.fusion.pairing import Features, pair
from according.ledger import neighbours
from according.ledger.deciding import decisions
from according.ledger.describing import told_of
from according.ledger.history import LogEntry, entries
from according.ledger.schema import BORROWED, EVENTS, MEMBERS, standing
from according.ledger.store import Ledger

MOST_COMPARED = 80
"""Claims of an event that are compared with each other; the rest is only counted."""
_COPIED = 2.0
_DECIDED = 3.0
"""What joins more surely than any score."""


class Joined(Part, kw_only=True):
    """A claim, and the one of those before it that it belongs to the most surely. Both are ``REPORT/CLAIM``."""

    claim: str
    says: str
    """Its text."""
    to: str | None
    """None for the first claim of all."""
    score: float | None = None
    """How likely the two tell of one happening, 0 to 1; None where it is no matter of likelihood."""
    why: list[str] = msgspec.field(default_factory=list)
    """The weightiest first."""


class Explanation(Part, kw_only=True):
    """An event, why its claims are together, and what happened to it: `log` is in the order of time."""

    event: Event
    joined: list[Joined]
    left_out: int = 0
    """Claims beyond the most that are compared."""
    log: list[LogEntry] = msgspec.field(default_factory=list)


def explain(ledger: Ledger, event_id: str, most: int = MOST_COMPARED) -> Explanation:
    """Return why the claims of an event are together; of an event that went on in another, why those of the other are.

    At most the first `most` claims are compared, each with each. The beginning of an id will do. Raises `LedgerError`
    where there is no such event, or there are several.
    """
    with ledger.read() as connection:
        key, name = _found(connection, event_id)
        told = told_of(connection, [key]).get(key, [])
        query = select(MEMBERS.c.claim).where(MEMBERS.c.event == key, standing(MEMBERS)).order_by(MEMBERS.c.claim)
        claims = list(connection.scalars(query))
        features = neighbours.load(connection, claims[:most])
        sure = _sure(connection, features)
        log = entries(connection, name)
    says = {one.ref: one.claim.text for one in told}
    (event,) = ledger.events([name])
    return Explanation(event=event, joined=_tree(features, sure, says), left_out=max(0, len(claims) - most), log=log)


def _found(connection: Connection, event_id: str) -> tuple[int, str]:
    """Return the key and id of the current event that an id, or the beginning of one, leads to."""
    columns = (EVENTS.c.key, EVENTS.c.id, EVENTS.c.known_until, EVENTS.c.moved_to)
    query = select(*columns)
    exact = connection.execute(query.where(EVENTS.c.id == event_id)).all()
    if not exact and event_id:
        # As a range, which an index finds: what begins alike would be looked for among all.
        near = (EVENTS.c.id >= event_id, EVENTS.c.id < f"{event_id}~")
        exact = connection.execute(query.where(*near).limit(3)).all()
    if not exact:
        raise LedgerError(f"there is no event {event_id!r}.", remedy="See which there are with `according events`.")
    if len(exact) > 1:
        raise LedgerError(f"several events begin with {event_id!r}.", remedy="Write more of the id.")
    row = exact[0]
    for _ in range(1000):
        if row.known_until is None:
            return row.key, row.id
        if row.moved_to is None:
            break
        row = connection.execute(query.where(EVENTS.c.id == row.moved_to)).one()
    raise LedgerError(
        f"the event {row.id} holds no claim any more.",
        remedy="Its reports were withdrawn or revised: see their claims.",
    )


def _sure(connection: Connection, features: Mapping[int, Features]) -> dict[tuple[int, int], str]:
    """Return the pairs that are joined whatever they score, and why."""
    found: dict[tuple[int, int], str] = {}
    rows = connection.execute(
        select(BORROWED.c.claim, BORROWED.c.counterpart).where(
            BORROWED.c.claim.in_(list(features)), BORROWED.c.counterpart.in_(list(features)), standing(BORROWED)
        )
    )
    for row in rows:
        found[row.claim, row.counterpart] = "the one was copied from the other"
    keys = {one.ref: key for key, one in features.items()}
    for one, other in decisions(connection).together:
        if one in keys and other in keys:
            found[keys[one], keys[other]] = "a reviewer joined them"
    return found


def _tree(
    features: Mapping[int, Features], sure: Mapping[tuple[int, int], str], says: Mapping[str, str]
) -> list[Joined]:
    """Begin with the first claim, and add the one that is nearest to any that is there, until all are."""
    left = sorted(features, key=lambda key: (features[key].published or "", key))
    if not left:
        return []
    first = left.pop(0)
    found = [Joined(claim=features[first].ref, says=says.get(features[first].ref, ""), to=None)]
    best = {key: (_worth(features, sure, first, key), first) for key in left}
    while left:
        nearest = max(left, key=lambda key: (best[key][0], -key))
        left.remove(nearest)
        _, to = best[nearest]
        found.append(_joined(features, sure, nearest, to, says))
        for key in left:
            other = _worth(features, sure, nearest, key)
            if other > best[key][0]:
                best[key] = (other, nearest)
    return found


def _worth(features: Mapping[int, Features], sure: Mapping[tuple[int, int], str], one: int, other: int) -> float:
    why = sure.get((one, other)) or sure.get((other, one))
    if why is not None:
        return _DECIDED if "reviewer" in why else _COPIED
    return pair(features[one], features[other]).score


def _joined(
    features: Mapping[int, Features], sure: Mapping[tuple[int, int], str], one: int, to: int, says: Mapping[str, str]
) -> Joined:
    ref = features[one].ref
    why = sure.get((one, to)) or sure.get((to, one))
    if why is not None:
        return Joined(claim=ref, says=says.get(ref, ""), to=features[to].ref, why=[why])
    pairing = pair(features[one], features[to])
    return Joined(claim=ref, says=says.get(ref, ""), to=features[to].ref, score=pairing.score, why=pairing.reasons)
