"""How rows are found: by the smallest of the sets that a filter names, or along an index in the order that is asked for.

SQLite keeps no statistics of its own accord, so it cannot tell a name with ten claims from one with a hundred thousand. We
look: a set of at most `SMALL` claims is fetched, and the other conditions are tested on these; where all sets are larger, the
rows come in order from an index until the page is full, and the sets are tested on them. Either way the work is bounded by
the page, or by the set.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, union_all

from according.errors import FilterError
from according.ledger.asking.conditions import Conditions, KeySet, as_is
from according.ledger.asking.sql import among, aside
from according.ledger.schema import CLAIMS, PARTIES

SMALL = 2000
"""Claims of a set that are worth fetching."""
LISTED = 20_000
"""Claims of a set that are worth listing, to see whether others are among them."""
FEW = 100
"""Claims of a set that are tested first: twice a page."""
MOST_SIFTED = 2000
"""Claims whose words are looked at together at most."""
Test = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to rows: `key` and the `value` that they are sorted by, in what is selected."""

    key: ColumnElement[int]
    value: ColumnElement[Any]
    source: Any
    where: tuple[Test, ...]

    def select(self) -> Select[Any]:
        """Return the keys with their values."""
        return select(self.key.label("key"), self.value.label("value")).select_from(self.source).where(*self.where)


@dataclass(frozen=True, slots=True)
class Slice:
    """Which rows of an answer: sorted by a column, the key after it, from a place on."""

    descending: bool = True
    limit: int | None = 50
    offset: int = 0
    after: str | None = None
    """`Page.next` of the page before."""
    within: int | None = None
    """Of what is counted (`sources`, `entities`): in the latest so many claims alone, for a million take seconds."""


Found = list[tuple[int, Any]]


def small_set(connection: Connection, asked: Conditions) -> tuple[list[int], Conditions] | None:
    """Return the claims of the first set that is small, and what is still asked of them; None where all sets are large."""
    found = _small(connection, asked)
    return (sorted({row[0] for row in found[1]}), found[2]) if found is not None else None


def _small(connection: Connection, asked: Conditions) -> tuple[KeySet, Sequence[Any], Conditions] | None:
    for one in asked.sets:
        rows = connection.execute(one.found.limit(SMALL + 1)).all()
        if len(rows) <= SMALL:
            return one, rows, replace(asked, sets=[other for other in asked.sets if other is not one])
    return None


def find_claims(connection: Connection, asked: Conditions, by: ColumnElement[Any], part: Slice) -> Found:
    """Return key and value of the claims of a slice, `by` being the column of claims to sort by."""
    if by is CLAIMS.c.day:
        few = _small(connection, asked)
        rest = _lightened(connection, few[2] if few is not None else asked)
        sifts = [one for one in rest.sets if one.sift is not None]
        if few is not None:
            return _walk(connection, _without(rest, sifts), sifts, _dated(connection, *few[:2]), part)
        if sifts and part.limit is not None:
            return _sifted(connection, _without(rest, sifts), sifts, part)
        return fetch(connection, _long_arms(rest, by), part)
    return fetch(connection, claim_arms(connection, asked, by), part)


def claim_arms(connection: Connection, asked: Conditions, by: ColumnElement[Any]) -> list[Arm]:
    """Return the ways to all claims that are asked for, `by` being the column of claims to sort by."""
    few = small_set(connection, asked)
    if few is None:
        return _long_arms(_lightened(connection, asked), by)
    keys, rest = few
    where = (among(connection, CLAIMS.c.key, keys), *rest.tests, *overlaps(CLAIMS, asked.since, asked.until))
    return [Arm(CLAIMS.c.key, by, CLAIMS, where)]


def _long_arms(asked: Conditions, by: ColumnElement[Any]) -> list[Arm]:
    """The ways along indexes, where all sets are large."""
    stream = next((one for one in asked.sets if one.party is not None), None)
    by_party = stream is not None and by is CLAIMS.c.day
    first = _by_party(asked, stream) if by_party and stream is not None else _by_index(asked, by)
    if asked.since is None:
        return [first]
    return [first, lasting(CLAIMS, asked.since, asked.until, by, asked.tests)]


def _lightened(connection: Connection, asked: Conditions) -> Conditions:
    """Return conditions in which a set that is too large to be listed is tested claim by claim."""
    sets = []
    for one in asked.sets:
        if one.slow is not None:
            many = connection.scalar(select(func.count()).select_from(one.keys.limit(LISTED + 1).subquery())) or 0
            one = replace(one, test=one.slow, slow=None) if many > LISTED else replace(one, sift=None)
        sets.append(one)
    return replace(asked, sets=sets)


def _without(asked: Conditions, sets: list[KeySet]) -> Conditions:
    return replace(asked, sets=[one for one in asked.sets if one not in sets])


def _sifted(connection: Connection, asked: Conditions, sifts: list[KeySet], part: Slice) -> Found:
    """Go along the claims that all else asks for, a few at a time, and sift out those of sets that are dear to test."""
    arms = _long_arms(asked, CLAIMS.c.day)
    wanted = part.offset + (part.limit or 0)
    found: Found = []
    size, mark = FEW, part.after
    while len(found) < wanted:
        rows = fetch(connection, arms, Slice(part.descending, size, after=mark))
        fitting = _sift(connection, sifts, {key for key, _ in rows})
        found += [row for row in rows if row[0] in fitting]
        if len(rows) < size:
            break
        size, mark = min(2 * size, MOST_SIFTED), cursor(*rows[-1])
    return found[part.offset : wanted]


def _sift(connection: Connection, sifts: list[KeySet], keys: set[int]) -> set[int]:
    for one in sifts:
        if one.sift is not None and keys:
            keys = one.sift(connection, sorted(keys))
    return keys


def _dated(connection: Connection, few: KeySet, rows: Sequence[Any]) -> list[tuple[str | None, int]]:
    if few.dated:
        return list({(row[1], row[0]) for row in rows})
    query = select(CLAIMS.c.day, CLAIMS.c.key).where(among(connection, CLAIMS.c.key, sorted({row[0] for row in rows})))
    return [(row.day, row.key) for row in connection.execute(query)]


def _walk(
    connection: Connection, asked: Conditions, sifts: list[KeySet], rows: list[tuple[str | None, int]], part: Slice
) -> Found:
    """Test the claims of a small set in their order, a few at a time, until the slice is full."""
    rows = _in_period(rows, asked)
    days = sorted((row for row in rows if row[0] is not None), reverse=part.descending)
    ordered = days + sorted((row for row in rows if row[0] is None), key=lambda row: row[1], reverse=part.descending)
    ordered = beyond(ordered, part)
    tests = (*asked.tests, *overlaps(CLAIMS, asked.since, asked.until))
    wanted = None if part.limit is None else part.offset + part.limit
    found: Found = []
    at, size = 0, FEW
    while at < len(ordered) and (wanted is None or len(found) < wanted):
        chunk = [key for _, key in ordered[at : at + size]]
        fitting = set(connection.scalars(select(CLAIMS.c.key).where(among(connection, CLAIMS.c.key, chunk), *tests)))
        fitting = _sift(connection, sifts, fitting)
        found += [(key, day) for day, key in ordered[at : at + size] if key in fitting]
        at, size = at + size, size * 2
    return found[part.offset : wanted]


def _in_period(rows: list[tuple[str | None, int]], asked: Conditions) -> list[tuple[str | None, int]]:
    """Leave out what begins too late; what began before may last into the period, which the claim itself says."""
    if asked.since is not None or asked.until is not None:
        rows = [row for row in rows if row[0] is not None and row[0] <= (asked.until or row[0])]
    return rows


def beyond(ordered: list[tuple[Any, int]], part: Slice) -> list[tuple[Any, int]]:
    """Return the rows (value, key) after the mark of a slice, whether its row is still there or not."""
    if part.after is None:
        return ordered
    value, key = place_of(part.after)
    if value is None:
        return [row for row in ordered if row[0] is None and row[1] != key and (row[1] < key) == part.descending]
    return [
        row for row in ordered if row[0] is None or (row != (value, key) and (row < (value, key)) == part.descending)
    ]


def latest(connection: Connection, asked: Conditions, within: int) -> list[int]:
    """Return the latest so many of the claims that are asked for: to count in a million takes seconds."""
    return [key for key, _ in find_claims(connection, asked, CLAIMS.c.day, Slice(limit=within))]


def keys_of(connection: Connection, asked: Conditions) -> Any:
    """Return the claims that are asked for, in no order, to be looked up in another table."""
    arms = claim_arms(connection, asked, CLAIMS.c.day)
    return _together([select(arm.key.label("key")).select_from(arm.source).where(*arm.where) for arm in arms])


def lasting(table: Any, since: str, until: str | None, by: ColumnElement[Any], tests: Sequence[Test]) -> Arm:
    """Return the way to rows that began before a period and last into it."""
    into = select(table.c.key).where(*_lasting(table, since))
    return Arm(table.c.key, by, table, (table.c.key.in_(into), *tests, *_until(table, until)))


def overlaps(table: Any, since: str | None, until: str | None) -> list[Test]:
    """Return the test whether the time of a claim or event at hand overlaps the period."""
    where = _until(table, until)
    if since is not None:
        where.append(or_(aside(table.c.day) >= since, and_(*_lasting(table, since, aside(table.c.end)))))
    return where


def begins(table: Any, since: str | None, until: str | None) -> list[Test]:
    """Return the conditions on rows that begin in a period, by which an index may find them."""
    first = [table.c.day >= since] if since is not None else []
    return [*first, table.c.day <= until] if until is not None else first


def fetch(connection: Connection, arms: Sequence[Arm], part: Slice) -> Found:
    """Return key and value of the rows of a slice; rows without a value come last."""
    if part.after is not None:
        return _after(connection, arms, part, *place_of(part.after))
    return _run(connection, [arm.select() for arm in arms], part)


def count(connection: Connection, arms: Sequence[Arm], most: int | None = None) -> int:
    """Return how many rows there are, counted up to `most`."""
    found = _together([arm.select() for arm in arms])
    inner = found.limit(most).subquery() if most is not None else found.subquery()
    return connection.scalar(select(func.count()).select_from(inner)) or 0


def cursor(key: int, value: Any) -> str:
    """Return where a page ended."""
    return base64.urlsafe_b64encode(msgspec.json.encode([value, key])).decode().rstrip("=")


def place_of(text: str) -> tuple[Any, int]:
    """Return value and key of a mark. Raises `FilterError` where it is none."""
    try:
        packed = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
        return msgspec.json.decode(packed, type=tuple[str | float | None, int])
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise FilterError("the mark of the page cannot be read.", remedy="Ask for the first page again.") from error


def _by_party(asked: Conditions, stream: KeySet) -> Arm:
    """Along the index of parties, where each entry has the day; a party that a claim names twice counts once."""
    assert stream.party is not None
    again = PARTIES.alias("again")
    first = (
        select(func.min(again.c.key))
        .where(again.c.claim == PARTIES.c.claim, stream.party(again, aside))
        .correlate(PARTIES)
        .scalar_subquery()
    )
    period = [*begins(PARTIES, asked.since, asked.until), *([PARTIES.c.type.in_(asked.types)] if asked.types else [])]
    others = [
        *asked.plain,
        *(test for _, test in asked.leading),
        *(one.test for one in asked.sets if one is not stream),
    ]
    joined = PARTIES.join(CLAIMS, CLAIMS.c.key == PARTIES.c.claim)
    return Arm(
        PARTIES.c.claim,
        PARTIES.c.day,
        joined,
        (stream.party(PARTIES, as_is), *period, *others, PARTIES.c.key == first),
    )


def _by_index(asked: Conditions, by: ColumnElement[Any]) -> Arm:
    """Along an index of claims that ends in the column to sort by."""
    in_order = by is CLAIMS.c.day
    leading = [test if n or not in_order else found for n, (found, test) in enumerate(asked.leading)]
    if in_order:
        period = begins(CLAIMS, asked.since, asked.until)
    else:
        period = [aside(CLAIMS.c.day) >= asked.since] if asked.since is not None else []
        period += _until(CLAIMS, asked.until)
    tests = [*asked.plain, *(one.test for one in asked.sets)]
    return Arm(CLAIMS.c.key, by, CLAIMS, (*leading, *period, *tests))


def _until(table: Any, until: str | None) -> list[Test]:
    return [aside(table.c.day) <= until] if until is not None else []


def _lasting(table: Any, since: str, end: ColumnElement[Any] | None = None) -> list[Test]:
    return [(table.c.end if end is None else end) >= since, table.c.start < since, table.c.end > table.c.start]


def _after(connection: Connection, arms: Sequence[Arm], part: Slice, value: Any, key: int) -> Found:
    def beyond(arm: Arm) -> Select[Any]:
        by, number = arm.value, arm.key
        later = number < key if part.descending else number > key
        if value is None:
            return arm.select().where(by.is_(None), later)
        bound, past = (by <= value, by < value) if part.descending else (by >= value, by > value)
        return arm.select().where(bound, or_(past, later))

    found = _run(connection, [beyond(arm) for arm in arms], part)
    missing = None if part.limit is None else part.limit - len(found)
    if value is not None and missing != 0:
        rest = Slice(descending=part.descending, limit=missing)
        found += _run(connection, [arm.select().where(arm.value.is_(None)) for arm in arms], rest)
    return found


def _run(connection: Connection, selects: list[Select[Any]], part: Slice) -> Found:
    found = _together(selects)
    rows = found.subquery() if len(selects) > 1 else None
    value, key = (
        (rows.c.value, rows.c.key)
        if rows is not None
        else (selects[0].selected_columns[1], selects[0].selected_columns[0])
    )
    query: Any = select(rows.c.key, rows.c.value) if rows is not None else found
    order = (value.desc().nulls_last(), key.desc()) if part.descending else (value.asc().nulls_last(), key.asc())
    query = query.order_by(*order).limit(part.limit).offset(part.offset or None)
    return [(row.key, row.value) for row in connection.execute(query)]


def _together(selects: list[Select[Any]]) -> Any:
    return selects[0] if len(selects) == 1 else union_all(*selects)
