"""Events by their ids, or the beginnings of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from according.errors import FilterError, MissingError
from according.ledger.schema import EVENTS

_MOST_NAMED = 5
_BEHIND = "g"
"""Sorts behind every hexadecimal digit, whatever the order of the database's language."""


def event_named(connection: Connection, name: str, *where: ColumnElement[bool]) -> Any:
    """Return key, id, `known_until` and `moved_to` of the event of an id, or of the beginning of one, among those of `where`.

    Raises `MissingError` where there is none, `FilterError` where several ids begin so.
    """
    columns = (EVENTS.c.key, EVENTS.c.id, EVENTS.c.known_until, EVENTS.c.moved_to)
    query = select(*columns).where(*where)
    row = connection.execute(query.where(EVENTS.c.id == name)).first()
    if row is not None:
        return row
    begin = (EVENTS.c.id >= name, EVENTS.c.id < name + _BEHIND)
    near = connection.execute(query.where(*begin).order_by(EVENTS.c.id).limit(_MOST_NAMED)).all() if name else []
    if not near:
        raise MissingError(f"there is no event {name!r}.", remedy="See which there are with `according events`.")
    if len(near) > 1:
        listed = ", ".join(row.id for row in near)
        raise FilterError(f"the ids of several events begin with {name!r}.", remedy=f"Such as: {listed}.")
    return near[0]
