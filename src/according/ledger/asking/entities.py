"""Who and what is in claims."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from according.errors import FilterError
from according.ledger.asking.answers import EntityRow, Page
from according.ledger.asking.conditions import conditions, ended
from according.ledger.asking.filters import Filter, checked
from according.ledger.asking.plans import Slice, keys_of
from according.ledger.asking.sources import in_order
from according.ledger.folding import folded
from according.ledger.schema import PARTIES
from according.ledger.store import Ledger

ROLES = ("actor", "recipient", "instrument", "source", "carrier")
ENTITY_ORDERS = ("claims", "name", "first_seen", "last_seen")
"""What entities can be sorted by; a minus before it turns it round."""
_ONE = func.coalesce(PARTIES.c.entity, PARTIES.c.folded)


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

    `claims` counts a claim once for each role. Raises `FilterError`.
    """
    if sort.removeprefix("-") not in ENTITY_ORDERS:
        raise FilterError(f"entities cannot be sorted by {sort!r}.", remedy=f"Sort by: {', '.join(ENTITY_ORDERS)}.")
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise FilterError(f"there is no role {unknown[0]!r}.", remedy=f"There are: {', '.join(ROLES)}.")
    f, wanted = checked(asked), part or Slice()
    with ledger.read() as connection:
        rows = _rows(connection, f, name, roles)
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    return Page(items=in_order(rows, sort)[wanted.offset : end])


def _rows(connection: Connection, f: Filter, name: str | None, roles: Sequence[str]) -> list[EntityRow]:
    if f == Filter():
        here = PARTIES.c.claim.not_in(ended())
    else:
        here = PARTIES.c.claim.in_(keys_of(connection, conditions(connection, f)))
    columns = (_ONE, PARTIES.c.role, func.max(PARTIES.c.name), func.max(PARTIES.c.entity))
    numbers = (func.count(PARTIES.c.claim.distinct()), func.min(PARTIES.c.day), func.max(PARTIES.c.day))
    query = select(*columns, *numbers).where(here, PARTIES.c.role.in_(roles))
    if name is not None:
        called = PARTIES.c.folded.contains(folded(name), autoescape=True)
        query = query.where(called | (PARTIES.c.entity == name))
    found: dict[str, EntityRow] = {}
    for one, role, shown, entity, count, first, last in connection.execute(query.group_by(_ONE, PARTIES.c.role)):
        row = found.setdefault(
            one, EntityRow(name=shown, entity=entity, claims=0, roles={}, first_seen=first, last_seen=last)
        )
        row.roles[role] = count
        row.claims += count
        row.first_seen = min(filter(None, (row.first_seen, first)), default=None)
        row.last_seen = max(filter(None, (row.last_seen, last)), default=None)
    return list(found.values())
