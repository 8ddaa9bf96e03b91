"""Who and what is in claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from according.errors import FilterError
from according.ledger.asking.answers import EntityRow, Page
from according.ledger.asking.conditions import conditions, ended
from according.ledger.asking.filters import Filter, checked
from according.ledger.asking.plans import Slice, keys_of, latest
from according.ledger.asking.sources import in_order
from according.ledger.asking.sql import among, aside
from according.ledger.folding import folded
from according.ledger.schema import PARTIES
from according.ledger.store import Ledger

ROLES = ("actor", "recipient", "instrument", "source", "carrier")
ENTITY_ORDERS = ("claims", "name", "first_seen", "last_seen")
"""What entities can be sorted by; a minus before it turns it round."""
_NUMBERS = (
    func.count(PARTIES.c.claim.distinct()).label("claims"),
    func.min(PARTIES.c.day).label("first"),
    func.max(PARTIES.c.day).label("last"),
)


def entities(
    ledger: Ledger,
    asked: Filter | None = None,
    *,
    name: str | None = None,
    roles: Sequence[str] = ROLES,
    sort: str = "-claims",
    part: Slice | None = None,
) -> Page[EntityRow]:
    """Return who and what is in the claims asked for, in any of `roles`; `name` is a part of the name or of the id.

    `claims` counts a claim once for each role. `part.within` looks at the latest so many claims alone. Raises
    `FilterError`.
    """
    if sort.removeprefix("-") not in ENTITY_ORDERS:
        raise FilterError(f"entities cannot be sorted by {sort!r}.", remedy=f"Sort by: {', '.join(ENTITY_ORDERS)}.")
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise FilterError(f"there is no role {unknown[0]!r}.", remedy=f"There are: {', '.join(ROLES)}.")
    f, wanted = checked(asked), part or Slice()
    with ledger.read() as connection:
        rows = _rows(connection, f, name, roles, wanted.within)
        if sort.removeprefix("-") == "name":
            _name(connection, rows)
        end = None if wanted.limit is None else wanted.offset + wanted.limit
        shown = in_order(rows, sort)[wanted.offset : end]
        _name(connection, shown)
    return Page(items=shown)


def _rows(
    connection: Connection, f: Filter, name: str | None, roles: Sequence[str], within: int | None
) -> list[EntityRow]:
    if within is not None:
        here = among(connection, PARTIES.c.claim, latest(connection, conditions(connection, f), within))
    elif f == Filter():
        here = PARTIES.c.claim.not_in(ended())
    else:
        here = PARTIES.c.claim.in_(keys_of(connection, conditions(connection, f)))
    found: dict[tuple[str | None, str | None], EntityRow] = {}
    # Of all claims each along an index of its own, and nearly all have an id; of a few by the claims.
    of, role = (
        (PARTIES.c.entity, PARTIES.c.role) if within is None else (aside(PARTIES.c.entity), aside(PARTIES.c.role))
    )
    for one, which in ((PARTIES.c.entity, of.is_not(None)), (PARTIES.c.folded, of.is_(None))):
        query = select(one.label("one"), PARTIES.c.role, *_NUMBERS).where(here, which, role.in_(roles))
        if name is not None:
            called = PARTIES.c.folded.contains(folded(name), autoescape=True)
            query = query.where(called | (PARTIES.c.entity == name))
        of_table = one is PARTIES.c.entity
        for row in connection.execute(query.group_by(one, PARTIES.c.role)):
            key = (row.one, None) if of_table else (None, row.one)
            _count(found.setdefault(key, _blank(*key)), row)
    return list(found.values())


def _blank(entity: str | None, name: str | None) -> EntityRow:
    return EntityRow(name=name or "", entity=entity, claims=0, roles={}, first_seen=None, last_seen=None)


def _count(entity: EntityRow, row: Any) -> None:
    entity.roles[row.role] = row.claims
    entity.claims += row.claims
    entity.first_seen = min(filter(None, (entity.first_seen, row.first)), default=None)
    entity.last_seen = max(filter(None, (entity.last_seen, row.last)), default=None)


def _name(connection: Connection, rows: Sequence[EntityRow]) -> None:
    """Give entities the names that the ledger has for them."""
    for row in rows:
        which = (
            PARTIES.c.entity == row.entity
            if row.entity
            else PARTIES.c.entity.is_(None) & (PARTIES.c.folded == row.name)
        )
        row.name = connection.scalar(select(PARTIES.c.name).where(which).limit(1)) or row.name
