"""What people decided about claims, as fusion takes it: pairs of refs that are one happening, or are not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, select

from according.fusion.told import Decisions
from according.ledger.anchors import Anchor, anchor_in
from according.ledger.kept import PAIRED
from according.ledger.rows import claim_of
from according.ledger.schema import CLAIMS, REPORTS, REVIEWS, standing


def decisions(connection: Connection) -> Decisions:
    """Return what the standing reviews say of pairs of claims.

    A review whose claims are no longer there is passed over; it comes back with them. Where two contradict each other the
    later one holds (`conflicts` lists them).
    """
    return _decided(connection)[0]


def conflicts(connection: Connection) -> list[tuple[str, str]]:
    """Return the pairs of claims that one review joins, perhaps over others, and a later one parts."""
    return _decided(connection)[1]


def anchored(connection: Connection, anchor: Anchor) -> str | None:
    """Return the ref of the current claim whose trigger stands where a review says, or overlaps it most."""
    start, end = anchor.span
    query = (
        select(CLAIMS.c.body)
        .join(REPORTS, REPORTS.c.key == CLAIMS.c.report)
        .where(
            REPORTS.c.id == anchor.report, standing(CLAIMS), CLAIMS.c.trigger_start < end, CLAIMS.c.trigger_end > start
        )
    )
    found = anchor.best(map(claim_of, connection.scalars(query)), anchor.report)
    return f"{anchor.report}/{found[0].id}" if found is not None else None


def _decided(connection: Connection) -> tuple[Decisions, list[tuple[str, str]]]:
    query = (
        select(REVIEWS).where(REVIEWS.c.kind.in_(PAIRED), REVIEWS.c.undone_at.is_(None)).order_by(REVIEWS.c.key.desc())
    )
    together: set[tuple[str, str]] = set()
    apart: set[tuple[str, str]] = set()
    against: list[tuple[str, str]] = []
    left: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in connection.execute(query):
        pair = _pair(connection, row)
        if pair is None:
            continue
        wanted = (together | {pair}, apart) if row.kind == "merge" else (together, apart | {pair})
        if _contradict(*wanted):
            against.append(pair)
        else:
            together, apart = wanted
            if row.kind == "split":
                left[row.at, row.author, pair[0]].append(pair[1])
    return Decisions(together=together, apart=apart, kept=_kept(left.values())), against


def _kept(left: Iterable[list[str]]) -> set[tuple[str, str]]:
    """What one review left of an event stays one: pairs of neighbours, and with the first, so that one more may be taken out."""
    found: set[tuple[str, str]] = set()
    for refs in map(sorted, left):
        found.update(pairwise(refs))
        found.update((refs[0], ref) for ref in refs[2:])
    return found


def _pair(connection: Connection, row: Any) -> tuple[str, str] | None:
    anchors = anchor_in(row), anchor_in(row, other=True)
    one, other = (anchored(connection, anchor) if anchor is not None else None for anchor in anchors)
    return (one, other) if one and other and one != other else None


def _contradict(together: Iterable[tuple[str, str]], apart: Iterable[tuple[str, str]]) -> bool:
    home: dict[str, str] = {}

    def find(ref: str) -> str:
        while home.get(ref, ref) != ref:
            ref = home[ref]
        return ref

    for one, other in together:
        home[find(one)] = find(other)
    return any(find(one) == find(other) for one, other in apart)
