"""From a filter to conditions on claims.

A condition is either plain (a column of the claim says it) or a set: claims that another table names (who takes part,
where, how many, which words). A set can be looked up (`KeySet.keys`: all its claims) or tested (`KeySet.test`: whether the
claim at hand is in it). `plans` decides which of the two, and in what order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select, union_all

from according.errors import FilterError, MissingError
from according.ledger.asking import places, words
from according.ledger.asking.filters import Amount, Filter, many
from according.ledger.asking.marking import holding
from according.ledger.asking.names import Who, publishers, sides, who
from according.ledger.asking.sayers import sayers
from according.ledger.asking.sql import among, aside
from according.ledger.connect import is_sqlite
from according.ledger.naming import event_named
from according.ledger.schema import AMOUNTS, CLAIMS, MEMBERS, PARTIES, PLACES, REPORTS, VERDICTS, standing

Keys = Select[Any]
Wrap = Callable[[ColumnElement[Any]], ColumnElement[Any]]
Test = ColumnElement[bool]
_VERDICTS = {"accepted": "accept", "rejected": "reject", "corrected": "correct"}


@dataclass(frozen=True, slots=True)
class KeySet:
    """Claims by another table."""

    arms: tuple[Any, ...]
    """What finds them, each from an index: claims and, where the index has it, their day."""
    test: Test
    """Whether the claim at hand is one."""
    party: Callable[[Any, Wrap], Test] | None = None
    """The condition on `parties` where one index entry a claim gives them in the order of days. It takes the table (an
    alias of it) and what its columns are wrapped in."""
    slow: Test | None = None
    """The test for a set so large that it is not worth listing; None where `test` lists nothing."""
    sift: Callable[[Connection, Sequence[int]], set[int]] | None = None
    """Which of a few claims are in a set so large that the test of each is dear; None where it is not."""

    @property
    def dated(self) -> bool:
        """Whether the days come with the claims."""
        return all(len(arm.selected_columns) > 1 for arm in self.arms)

    @property
    def found(self) -> Any:
        """The claims, with their days if `dated`; some may come twice."""
        return self.arms[0] if len(self.arms) == 1 else union_all(*self.arms)

    @property
    def keys(self) -> Any:
        """The claims alone."""
        alone = [arm.with_only_columns(arm.selected_columns[0]) for arm in self.arms]
        return alone[0] if len(alone) == 1 else union_all(*alone)


@dataclass(slots=True)
class Conditions:
    """What a filter asks of claims. `leading` are the plain conditions whose column stands before the day in an index."""

    plain: list[Test] = field(default_factory=list)
    leading: list[tuple[Test, Test]] = field(default_factory=list)
    """Each as the index may find it, and as a test alone."""
    sets: list[KeySet] = field(default_factory=list)
    since: str | None = None
    until: str | None = None
    types: tuple[str, ...] = ()
    """The types among the leading conditions: `parties` knows them too."""

    @property
    def says_more(self) -> bool:
        """Whether a claim need do more than stand."""
        return len(self.plain) > 1 or bool(self.sets or self.leading or self.since or self.until)

    @property
    def tests(self) -> list[Test]:
        """All conditions but the period, none of which finds rows by itself."""
        return [*self.plain, *(test for _, test in self.leading), *(one.test for one in self.sets)]


def conditions(connection: Connection, f: Filter) -> Conditions:
    """Return what a checked filter asks of claims. Raises `FilterError` where it names what is not there."""
    found = Conditions(since=f.since, until=f.until, types=many(f.type))
    found.plain.append(_standing(f))
    _columns(connection, f, found)
    for roles, values in (
        (("actor",), f.actor), (("recipient",), f.recipient), (("instrument",), f.instrument),
        (("actor", "recipient"), f.party),
    ):  # fmt: skip
        if many(values):
            found.sets.append(_parties(roles, who(connection, many(values))))
    if many(f.said_by):
        found.sets.append(_said_by(connection, many(f.said_by)))
    _where(connection, f, found)
    if f.amount is not None:
        found.sets.append(_amounts(f.amount))
    if f.text is not None:
        found.sets.append(_words(connection, words.terms(f.text)))
    if many(f.event):
        found.sets.append(_of_events(f, event_keys(connection, many(f.event))))
    if many(f.report):
        found.sets.append(_of_reports(connection, many(f.report)))
    return found


def event_keys(connection: Connection, ids: tuple[str, ...]) -> list[int]:
    """Return the events of these ids (or beginnings of ids), and those that they went on in.

    Raises `FilterError` for one that there never was, or a beginning that several have.
    """
    found: list[int] = []
    for name in ids:
        moved: str | None = name
        while moved is not None:
            row = event_named(connection, moved)
            moved = row.moved_to if row.key not in found else None
            found.append(row.key)
    return sorted(set(found))


def _standing(f: Filter) -> Test:
    wanted = many(f.reviewed)
    now = standing(CLAIMS, f.as_of)
    if not wanted:
        return now

    def judged(*kinds: str) -> Keys:
        return select(VERDICTS.c.claim).where(VERDICTS.c.kind.in_(kinds), standing(VERDICTS, f.as_of))

    alternatives: list[Test] = []
    for value in wanted:
        if value == "rejected":
            # It has ended with the verdict; what had ended before it is no rejected claim of the moment.
            alternatives.append(CLAIMS.c.key.in_(judged("reject")))
        elif value == "unreviewed":
            alternatives.append(now & CLAIMS.c.key.not_in(judged(*_VERDICTS.values())))
        else:
            alternatives.append(now & CLAIMS.c.key.in_(judged(_VERDICTS[value])))
    return or_(*alternatives)


def _columns(connection: Connection, f: Filter, found: Conditions) -> None:
    # The most telling first: the first is what rows are found by.
    for name, values in (
        ("publisher", publishers(connection, many(f.publisher))),
        ("origin_side", sides(connection, many(f.side))),
        ("type", many(f.type)),
    ):
        if values:
            column = CLAIMS.c[name]
            found.leading.append((_any_of(column, values), aside(column).in_(values)))
    for name, values in (
        ("mode", many(f.mode)), ("certainty", many(f.certainty)), ("polarity", many(f.polarity)),
        ("realis", many(f.realis)),
    ):  # fmt: skip
        if values:
            found.plain.append(aside(CLAIMS.c[name]).in_(values))
    if f.confidence is not None:
        found.plain.append(CLAIMS.c.confidence >= f.confidence)
    if f.published_since is not None:
        found.plain.append(aside(CLAIMS.c.published) >= f.published_since)
    if f.published_until is not None:
        # A moment sorts after its day.
        found.plain.append(aside(CLAIMS.c.published) <= f"{f.published_until}~")


def _parties(roles: tuple[str, ...], of: Who) -> KeySet:
    def has_role(table: Any, wrap: Wrap) -> Test:
        return _any_of(wrap(table.c.role), roles)

    named = [("entity", of.entities)] * bool(of.entities) + [("folded", of.names)] * bool(of.names)
    role = has_role(PARTIES, as_is)
    called = [role & _any_of(PARTIES.c[name], values) for name, values in named]
    # A claim's day and type stand in the index of parties before the claim: with them the entry itself is looked up.
    same = (PARTIES.c.day == CLAIMS.c.day) & (PARTIES.c.type == CLAIMS.c.type)
    undated = [has_role(PARTIES, aside), or_(*(aside(PARTIES.c[name]).in_(values) for name, values in named))]
    test = or_(*(_has(PARTIES, one, same) for one in called), aside(CLAIMS.c.day).is_(None) & _has(PARTIES, *undated))
    arms = tuple(select(PARTIES.c.claim, PARTIES.c.day).where(one) for one in called)

    def party(table: Any, wrap: Wrap) -> Test:
        (name, values), *_ = named
        return has_role(table, wrap) & (wrap(table.c[name]) == values[0])

    streams = len(of) == 1 and len(roles) == 1
    return KeySet(arms, test, party if streams else None)


def _any_of(column: ColumnElement[Any], values: tuple[str, ...]) -> Test:
    return column == values[0] if len(values) == 1 else column.in_(values)


def as_is(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Leave a column as it is: the other thing to wrap it in is `aside`."""
    return column


def ended() -> Keys:
    """Return the claims that stand no more."""
    return select(CLAIMS.c.key).where(CLAIMS.c.known_until.is_not(None))


def _said_by(connection: Connection, values: tuple[str, ...]) -> KeySet:
    """The origin of a claim, or the publisher where it has none."""
    papers = publishers(connection, values, strict=False)
    own = KeySet(
        (select(CLAIMS.c.key, CLAIMS.c.day).where(CLAIMS.c.origin.is_(None), CLAIMS.c.publisher.in_(papers)),),
        CLAIMS.c.origin.is_(None) & aside(CLAIMS.c.publisher).in_(papers),
    )
    of = Who()
    for value in values:
        try:
            of = of.joined(sayers(connection, value))
        except FilterError:
            if not publishers(connection, (value,), strict=False):
                raise
    if not of:
        return own
    origin = _parties(("source",), of)
    if not papers:
        return origin
    return KeySet((*origin.arms, *own.arms), or_(origin.test, own.test))


def _where(connection: Connection, f: Filter, found: Conditions) -> None:
    if many(f.place):
        found.sets.append(_places(connection, many(f.place)))
    if many(f.country):
        found.sets.append(_in_countries(many(f.country)))
    points: list[Any] = []
    if f.box is not None:
        points.append(places.in_box(connection, f.box))
    if f.near is not None:
        points.append(places.near(connection, f.near))
    for at in points:
        in_them = among(connection, PLACES.c.point, at) if isinstance(at, list) else PLACES.c.point.in_(at)
        found.sets.append(KeySet((select(PLACES.c.claim, PLACES.c.day).where(in_them),), _has(PLACES, in_them)))


def _places(connection: Connection, values: tuple[str, ...]) -> KeySet:
    """Claims with a place of a name, or with one in the country or region of this name."""
    called = places.called(connection, values)
    inside = _in_countries(called.countries)
    ways: list[tuple[Test, Test]] = []
    for name, wanted in (("folded", called.names), ("entity", called.entities)):
        if wanted:
            ways.append((_any_of(PLACES.c[name], wanted), aside(PLACES.c[name]).in_(wanted)))
    for country, unit in called.units:
        of = PLACES.c.country == country
        ways.append(((PLACES.c.admin1 == unit) & of, (aside(PLACES.c.admin1) == unit) & of))
    arms = [select(PLACES.c.claim, PLACES.c.day).where(found) for found, _ in ways]
    tests = [_has(PLACES, or_(*(test for _, test in ways)))] if ways else []
    if called.countries:
        arms, tests = [*arms, *inside.arms], [*tests, inside.test]
    return KeySet(tuple(arms), or_(*tests))


def _in_countries(codes: tuple[str, ...]) -> KeySet:
    found = select(CLAIMS.c.key, CLAIMS.c.day).where(_any_of(CLAIMS.c.country, codes))
    return KeySet((found,), aside(CLAIMS.c.country).in_(codes))


def _amounts(asked: Amount) -> KeySet:
    """Claims with a number: where one end is open, the number that was said stands for it."""
    number = AMOUNTS.c

    def where(wrap: Wrap) -> list[Test]:
        found = [wrap(number.measure) == asked.measure] if asked.measure is not None else []
        found.append(or_(*(c.is_not(None) for c in (number.value, number.low, number.high))))
        if asked.most is not None:
            found.append(func.coalesce(number.low, number.value, number.high) <= asked.most)
        return found

    highs: list[Test] = []
    if asked.least is not None:
        said = func.coalesce(number.value, number.low)
        highs = [number.high >= asked.least, number.high.is_(None) & (said >= asked.least)]
    every = select(number.claim, number.day).where(*where(as_is))
    arms = tuple(every.where(high) for high in highs) or (every,)
    return KeySet(arms, _has(AMOUNTS, *where(aside), *([or_(*highs)] if highs else [])))


def _words(connection: Connection, asked: list[str]) -> KeySet:
    keys = words.matching(connection, "claims", asked)
    here = exists(keys.where(keys.selected_columns[0] == CLAIMS.c.key).correlate(CLAIMS))
    sift = partial(_holding, terms=asked) if is_sqlite(connection) else None
    return KeySet((keys,), CLAIMS.c.key.in_(keys), slow=here, sift=sift)


def _holding(connection: Connection, keys: Sequence[int], terms: Sequence[str]) -> set[int]:
    """Return those of a few claims in which all `terms` stand: to read them costs less than to ask the index about each."""
    rows = connection.execute(select(CLAIMS.c.key, CLAIMS.c.quoted).where(among(connection, CLAIMS.c.key, keys))).all()
    found = holding([row.quoted for row in rows], terms)
    return {row.key for n, row in enumerate(rows) if n in found}


def _of_events(f: Filter, keys: list[int]) -> KeySet:
    where = (MEMBERS.c.event.in_(keys), standing(MEMBERS, f.as_of))
    if "rejected" in many(f.reviewed):
        # A rejected claim has left its event: it belongs to the one that it was in.
        where = (where[0], or_(where[1], MEMBERS.c.known_until.is_not(None)))
    members = select(MEMBERS.c.claim).where(*where)
    return KeySet((members,), CLAIMS.c.key.in_(members))


def _of_reports(connection: Connection, ids: tuple[str, ...]) -> KeySet:
    found = {
        row.id: row.key for row in connection.execute(select(REPORTS.c.id, REPORTS.c.key).where(REPORTS.c.id.in_(ids)))
    }
    missing = [name for name in ids if name not in found]
    if missing:
        raise MissingError(f"there is no report {missing[0]!r}.", remedy="Look for it with `according search`.")
    keys = sorted(found.values())
    of = select(CLAIMS.c.key, CLAIMS.c.day).where(CLAIMS.c.report.in_(keys))
    return KeySet((of,), aside(CLAIMS.c.report).in_(keys))


def _has(table: Any, *where: Test) -> Test:
    """Whether the claim at hand has a row in `table`."""
    return exists(select(table.c.key).where(table.c.claim == CLAIMS.c.key, *where).correlate(CLAIMS))
