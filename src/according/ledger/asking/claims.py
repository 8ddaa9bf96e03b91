"""Claims by filter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from according.claims import Claim, Report
from according.errors import FilterError
from according.ledger.asking.answers import ClaimRow, Page, Verdict
from according.ledger.asking.conditions import conditions
from according.ledger.asking.filters import Filter, checked
from according.ledger.asking.plans import Slice, claim_arms, count, cursor, find_claims, latest
from according.ledger.asking.sql import among
from according.ledger.makers import makers
from according.ledger.rows import METADATA, claim_of, report_of
from according.ledger.schema import BORROWED, CLAIMS, EVENTS, MEMBERS, REPORTS, VERDICTS, standing
from according.ledger.store import Ledger

CLAIM_ORDERS: dict[str, ColumnElement[Any]] = {
    "day": CLAIMS.c.day,
    "published": CLAIMS.c.published,
    "confidence": CLAIMS.c.confidence,
    "added": CLAIMS.c.key,
}
"""What claims can be sorted by; a minus before it turns it round."""
_VERDICT: dict[str, Verdict] = {"accept": "accepted", "reject": "rejected", "correct": "corrected"}
_META = [REPORTS.c[name] for name in ("key", *METADATA)]


def claims(
    ledger: Ledger, asked: Filter | None = None, *, sort: str = "-day", part: Slice | None = None
) -> Page[ClaimRow]:
    """Return the claims that a filter asks for, by default the latest first.

    `sort` is one of `CLAIM_ORDERS`, with a minus the other way round; equals stand in the order in which they were added.
    Raises `FilterError`.
    """
    f = checked(asked)
    with ledger.read() as connection:
        wanted = turned(sort, part)
        found = find_claims(connection, conditions(connection, f), order(sort, CLAIM_ORDERS), wanted)
        items = claim_rows(connection, [key for key, _ in found], f.as_of)
    return Page(items=items, next=cursor(*found[-1]) if found and len(found) == wanted.limit else None)


def count_claims(ledger: Ledger, asked: Filter | None = None, most: int | None = None) -> int:
    """Return how many claims a filter asks for, counted up to `most` (a page need not know more)."""
    with ledger.read() as connection:
        arms = claim_arms(connection, conditions(connection, checked(asked)), CLAIMS.c.day)
        return count(connection, arms, most)


def latest_claims(ledger: Ledger, asked: Filter | None, most: int) -> list[int]:
    """Return the numbers of the latest so many claims that a filter asks for, in which facets can be counted."""
    with ledger.read() as connection:
        return latest(connection, conditions(connection, checked(asked)), most)


def claim(ledger: Ledger, ref: str, as_of: str | None = None) -> ClaimRow | None:
    """Return the claim of a ``REPORT/CLAIM`` as it stands, or stood; None where there is none, or it was rejected."""
    moment = checked(Filter(as_of=as_of)).as_of
    with ledger.read() as connection:
        key = claim_key(connection, ref, moment)
        return claim_rows(connection, [key], moment)[0] if key is not None else None


def claim_key(connection: Connection, ref: str, as_of: str | None = None) -> int | None:
    """Return the row of a ``REPORT/CLAIM`` that stands, or stood."""
    report, _, name = ref.rpartition("/")
    query = select(CLAIMS.c.key).join(REPORTS, REPORTS.c.key == CLAIMS.c.report)
    return connection.scalar(query.where(REPORTS.c.id == report, CLAIMS.c.id == name, standing(CLAIMS, as_of)))


def order(sort: str, orders: dict[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """Return the column to sort by. Raises `FilterError` where there is none of this name."""
    found = orders.get(sort.removeprefix("-"))
    if found is None:
        raise FilterError(f"claims and events cannot be sorted by {sort!r}.", remedy=f"Sort by: {', '.join(orders)}.")
    return found


def turned(sort: str, part: Slice | None) -> Slice:
    """Return a slice in the direction that `sort` asks for."""
    given = part or Slice()
    return Slice(sort.startswith("-"), given.limit, given.offset, given.after)


def claim_rows(connection: Connection, keys: Sequence[int], as_of: str | None = None) -> list[ClaimRow]:
    """Return the rows of claims by key, in this order."""
    if not keys:
        return []
    columns = [CLAIMS.c[name] for name in ("key", "report", "id", "maker", "body", "known_from", "known_until")]
    found = {row.key: row for row in connection.execute(select(*columns).where(among(connection, CLAIMS.c.key, keys)))}
    reports = report_metas(connection, sorted({row.report for row in found.values()}))
    events, copies = _events(connection, keys, as_of), _copies(connection, keys, as_of)
    judged, made = _verdicts(connection, keys, as_of), makers(connection)
    read = _as_read(connection, [row.report for row in found.values() if "corrected" in judged[row.key]])
    return [
        ClaimRow(
            key=key, claim=claim_of(row.body), report=reports[row.report], event=events.get(key), copy_of=copies.get(key),
            verdicts=judged[key],
            original=read.get((row.report, row.id)) if "corrected" in judged[key] else None, known_from=row.known_from, known_until=row.known_until, made_by=made[row.maker],
        )
        for key in keys
        if (row := found.get(key)) is not None
    ]  # fmt: skip


def report_metas(connection: Connection, keys: Sequence[int]) -> dict[int, Report]:
    """Return reports without their texts."""
    query = select(*_META).where(among(connection, REPORTS.c.key, keys))
    return {row.key: report_of(row, with_text=False) for row in connection.execute(query)}


def _events(connection: Connection, keys: Sequence[int], as_of: str | None) -> dict[int, str]:
    query = select(MEMBERS.c.claim, EVENTS.c.id).join(EVENTS, EVENTS.c.key == MEMBERS.c.event)
    where = (among(connection, MEMBERS.c.claim, keys), standing(MEMBERS, as_of))
    return {row.claim: row.id for row in connection.execute(query.where(*where))}


def _copies(connection: Connection, keys: Sequence[int], as_of: str | None) -> dict[int, str]:
    query = select(BORROWED.c.claim, REPORTS.c.id).join(REPORTS, REPORTS.c.key == BORROWED.c.original)
    where = (among(connection, BORROWED.c.claim, keys), standing(BORROWED, as_of))
    return {row.claim: row.id for row in connection.execute(query.where(*where))}


def _verdicts(connection: Connection, keys: Sequence[int], as_of: str | None) -> dict[int, list[Verdict]]:
    found: defaultdict[int, list[Verdict]] = defaultdict(list)
    query = select(VERDICTS.c.claim, VERDICTS.c.kind).order_by(VERDICTS.c.key)
    for row in connection.execute(query.where(among(connection, VERDICTS.c.claim, keys), standing(VERDICTS, as_of))):
        verdict = _VERDICT.get(row.kind)
        if verdict is not None and verdict not in found[row.claim]:
            found[row.claim].append(verdict)
    return found


def _as_read(connection: Connection, reports: list[int]) -> dict[tuple[int, str], Claim]:
    """Return the claims of reports as they were read, by report and id, where they were corrected."""
    if not reports:
        return {}
    query = select(CLAIMS.c.report, CLAIMS.c.id, CLAIMS.c.body).order_by(CLAIMS.c.key.desc())
    ended = query.where(CLAIMS.c.report.in_(reports), CLAIMS.c.ended_by.in_(("corrected", "rejected")))
    return {(row.report, row.id): claim_of(row.body) for row in connection.execute(ended)}
