"""From a source as it is printed to the origins that it stands for: a chain, a name with what it stands for, a title."""

from __future__ import annotations

import re

from sqlalchemy import Connection, select

from according.errors import FilterError
from according.knowledge.names import Names, bare_name
from according.ledger.asking.names import Who, is_id, who
from according.ledger.asking.words import matching
from according.ledger.folding import folded
from according.ledger.rows import claim_of
from according.ledger.schema import CLAIMS

_ARROWS = re.compile(r"\s*(?:←|<-)\s*")
_NAMED = re.compile(r"(?P<words>.+?)\s+\((?P<name>[^()]+)\)")
MOST_REPORTS = 200
"""Reports with the words of a source that are looked through for whom it stands."""


def sayers(connection: Connection, value: str) -> Who:
    """Return whom a source stands for, as it is printed: of ``TASS ← Defence Ministry`` the last, of ``he (Ilya Maron)`` the
    name, of a title with a name (``governor Ilya Maron``) who is called so in a report.

    Raises `FilterError` where the ledger has none.
    """
    last = _ARROWS.split(value.strip())[-1]
    named = _NAMED.fullmatch(last)
    if named is not None:
        last = named["words"] if _is_side(named["name"]) else named["name"]
    try:
        return who(connection, (last,))
    except FilterError:
        found = _called(connection, last)
        if not found:
            raise
        return found


def _is_side(name: str) -> bool:
    """Whether what stands behind a name is the side that it belongs to: ``Ilya Maron (UA)``."""
    return is_id(name) or (len(name) == 2 and Names().state(name.upper()) is not None)


def _called(connection: Connection, words: str) -> Who:
    """Whom reports call so; "he" or "the governor" alone may be anybody."""
    wanted = folded(words)
    if " " not in wanted:
        return Who()
    reports = matching(connection, "reports", [bare_name(words)]).limit(MOST_REPORTS)
    bodies = select(CLAIMS.c.body).where(CLAIMS.c.report.in_(reports), CLAIMS.c.origin.is_not(None))
    found = Who()
    for body in connection.scalars(bodies):
        link = claim_of(body).attribution[-1]
        if folded(link.source) == wanted:
            found = found.joined(Who((link.entity,)) if link.entity else Who(names=(folded(link.name or link.source),)))
    return found
