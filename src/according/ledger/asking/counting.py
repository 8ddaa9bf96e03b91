"""Counts: facets of the claims asked for, and how many of each type there are by day, week or month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any, Literal

from sqlalchemy import Connection, case, func, null, select, true, union_all

from according.errors import FilterError
from according.ledger.asking.answers import Bucket, Count
from according.ledger.asking.conditions import Conditions, as_is, conditions, ended
from according.ledger.asking.filters import Filter, checked, many
from according.ledger.asking.plans import Arm, begins, claim_arms, latest, small_set
from according.ledger.asking.sql import among, aside
from according.ledger.schema import AMOUNTS, CLAIMS, PARTIES, PLACES
from according.ledger.store import Ledger

By = Literal["day", "week", "month"]
_PARTS: dict[str, Any] = {
    **{role: PARTIES.c.role == role for role in ("actor", "recipient", "instrument")},
    "said_by": PARTIES.c.role == "source",
    "place": PLACES.c.role == "in",
}
BANDS = (0.9, 0.7, 0.5, 0.0)
"""Where the bands of confidence begin that the facet ``confidence`` counts in."""
_OWN: dict[str, Any] = {
    # An index has all types beside the days: SQLite would rather follow another, in the order of types, to every claim.
    "type": aside(CLAIMS.c.type),
    **{name: CLAIMS.c[name] for name in ("mode", "certainty", "polarity", "realis", "publisher", "country")},
    "side": CLAIMS.c.origin_side,
    "month": func.substr(CLAIMS.c.day, 1, 7),
    "confidence": case(*((CLAIMS.c.confidence >= least, f"{least:.1f}") for least in BANDS)),
}
FACETS = (*_OWN, *_PARTS, "measure")
"""Fields that can be counted."""


def facets(
    ledger: Ledger,
    asked: Filter | None = None,
    fields: Sequence[str] = ("type", "said_by", "country"),
    *,
    most: int = 20,
    within: int | Sequence[int] | None = None,
) -> dict[str, list[Count]]:
    """Return, for each of `fields` (of `FACETS`), the `most` frequent values among the claims asked for, with their counts.

    A claim counts once for each value that it has. `within` counts in the latest so many claims alone, or in those of which it
    is the numbers (`latest_claims`): to go through a million takes seconds. Raises `FilterError`.
    """
    unknown = [name for name in fields if name not in FACETS]
    if unknown:
        raise FilterError(f"{unknown[0]!r} cannot be counted.", remedy=f"There are: {', '.join(FACETS)}.")
    with ledger.read() as connection:
        asked_for = conditions(connection, checked(asked))
        if within is not None:
            keys = latest(connection, asked_for, within) if isinstance(within, int) else list(within)
            where = (among(connection, CLAIMS.c.key, keys),)
            arms = [Arm(CLAIMS.c.key, CLAIMS.c.day, CLAIMS, where)]
        else:
            arms = claim_arms(connection, asked_for, CLAIMS.c.day)
        own = [name for name in fields if name in _OWN]
        found = _own(connection, own, arms) if within is None else _own_of_few(connection, own, arms)
        return {
            name: _most(found[name], most) if name in found else _facet(connection, name, arms, most) for name in fields
        }


def timeline(ledger: Ledger, asked: Filter | None = None, by: By = "day") -> list[Bucket]:
    """Return how many claims of each type begin in each day, week or month, in order; claims without a day at the end.

    A claim counts where its time begins, or on its day of publication. Raises `FilterError`.
    """
    f = checked(asked)
    with ledger.read() as connection:
        counts = Counter[tuple[str | None, str]]()
        for day, kind, number in connection.execute(_by_day(connection, f)):
            counts[_start(day, by), kind] += number
    ordered = sorted(counts.items(), key=lambda item: (item[0][0] is None, item[0][0] or "", item[0][1]))
    return [Bucket(start=start, type=kind, count=number) for (start, kind), number in ordered]


def _by_day(connection: Connection, f: Filter) -> Any:
    """Days and types with counts. Where only they are asked about, one index in their order has it all: no claim is read."""
    asked = conditions(connection, f)
    few = small_set(connection, asked)
    if few is None and _is_of_one_party(asked) and f.as_of is None and not many(f.reviewed):
        (one,) = asked.sets
        assert one.party is not None
        here = [one.party(PARTIES, as_is), PARTIES.c.claim.not_in(ended()), *begins(PARTIES, f.since, f.until)]
        if asked.types:
            here.append(PARTIES.c.type.in_(asked.types))
        number = func.count(PARTIES.c.claim.distinct())
        return select(PARTIES.c.day, PARTIES.c.type, number).where(*here).group_by(PARTIES.c.day, PARTIES.c.type)
    if few is not None:
        where = [among(connection, CLAIMS.c.key, few[0]), *few[1].tests]
    else:
        where = [*(CLAIMS.c.key.in_(one.keys) for one in asked.sets), *asked.plain]
        narrow = not asked.sets and not many(f.type)
        where += [found if narrow else test for found, test in asked.leading]
    where += begins(CLAIMS, f.since, f.until)
    return select(CLAIMS.c.day, CLAIMS.c.type, func.count()).where(*where).group_by(CLAIMS.c.day, CLAIMS.c.type)


def _is_of_one_party(asked: Conditions) -> bool:
    """Whether the index of parties alone answers, but for the claims that stand no more."""
    others = len(asked.plain) > 1 or len(asked.sets) != 1 or len(asked.leading) > bool(asked.types)
    return not others and asked.sets[0].party is not None


def _facet(connection: Connection, name: str, arms: list[Arm], most: int) -> list[Count]:
    keys = union_all(
        *(select(arm.key.label("key")).select_from(arm.source).where(*arm.where) for arm in arms)
    ).subquery()
    of, value, shown, entity = _other(name)
    number = func.count(of.c.claim.distinct())
    query = select(func.max(shown), func.max(entity), number).join(keys, keys.c.key == of.c.claim).group_by(value)
    query = query.where(value.is_not(None), _PARTS.get(name, true()))
    rows = connection.execute(_top(query, number, value, most))
    return [Count(value=value, entity=entity, count=count) for value, entity, count in rows]


def _own(connection: Connection, names: Sequence[str], arms: list[Arm]) -> dict[str, Counter[str | None]]:
    counts = {name: Counter[str | None]() for name in names}
    for name, arm in product(names, arms):
        query = select(_OWN[name], func.count()).select_from(arm.source).where(*arm.where).group_by(_OWN[name])
        counts[name].update({row[0]: row[1] for row in connection.execute(query)})
    return counts


def _own_of_few(connection: Connection, names: Sequence[str], arms: list[Arm]) -> dict[str, Counter[str | None]]:
    """Count what stands in claims that are few: they are read once for all fields."""
    counts = {name: Counter[str | None]() for name in names}
    for arm in arms if names else ():
        query = select(*(_OWN[name].label(f"of_{name}") for name in names)).select_from(arm.source).where(*arm.where)
        columns = zip(*connection.execute(query).all(), strict=True)
        for name, values in zip(names, columns, strict=False):
            counts[name].update(values)
    return counts


def _most(counts: Counter[str | None], most: int) -> list[Count]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0] is None, item[0] or ""))
    return [Count(value=value, count=count) for value, count in ordered[:most]]


def _other(name: str) -> tuple[Any, Any, Any, Any]:
    """Return the table of a facet, what makes its values one, how they are called, and their id."""
    if name == "measure":
        return AMOUNTS, AMOUNTS.c.measure, AMOUNTS.c.measure, null()
    of: Any = PLACES if name == "place" else PARTIES
    return of, func.coalesce(of.c.entity, of.c.folded), of.c.name, of.c.entity


def _top(query: Any, number: Any, value: Any, most: int) -> Any:
    return query.order_by(number.desc(), value).limit(most)


def _start(day: str | None, by: By) -> str | None:
    if day is None or by == "day":
        return day[:10] if day else None
    if by == "month":
        return f"{day[:7]}-01"
    when = date.fromisoformat(day[:10])
    return (when - timedelta(days=when.weekday())).isoformat()
