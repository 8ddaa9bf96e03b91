"""One that is named by id or name: what the ledger calls it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from according.errors import MissingError
from according.ledger.asking.names import entries, is_id
from according.ledger.folding import folded
from according.ledger.rows import side_of
from according.ledger.schema import PARTIES
from according.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Known:
    """Who it is: `kind` and `side` where the tables know them."""

    name: str
    entity: str | None
    kind: str | None
    side: str | None


def known_as(ledger: Ledger, value: str) -> Known:
    """Return who an id (``state:RU``) or a name stands for. Raises `MissingError` where no claim names it."""
    of_table = next(iter(entries(value)), None)
    entity = value if is_id(value) else of_table.entity if of_table else None
    which = PARTIES.c.entity == entity if entity else PARTIES.c.folded == folded(value)
    with ledger.read() as connection:
        row = connection.execute(select(PARTIES.c.name, PARTIES.c.entity).where(which).limit(1)).first()
    if row is None and of_table is None:
        raise MissingError(f"nobody in this ledger is called {value!r}.", remedy="Look for a part of the name in /who.")
    entity = row.entity if row is not None else entity
    known = (
        of_table or next((entry for entry in entries(row.name) if entry.entity == entity), None)
        if row is not None
        else of_table
    )
    name = known.name if known is not None else row.name if row is not None else value
    return Known(name, entity, known.kind if known is not None else None, side_of(entity, name))
