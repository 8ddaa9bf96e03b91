"""The groups of copies as people see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, func, or_, select

from according.claims import Span
from according.events import ChangedNumber, CopyGroup, CopyOf
from according.ledger.schema import COPIES, REPORTS, standing


def copy_groups(
    connection: Connection, as_of: str | None = None, among: Collection[str] | None = None
) -> list[CopyGroup]:
    """Return the originals with their copies, the earliest original first, and the earliest copy of it.

    With `among` only pairs are returned of which at least one report is of these.
    """
    original, copy = REPORTS.alias("o"), REPORTS.alias("c")
    when, then = (func.coalesce(r.c.published_at, r.c.published, "") for r in (original, copy))
    query = (
        select(original.c.id, copy.c.id, COPIES.c.containment, COPIES.c.passages, COPIES.c.changed, when)
        .join(original, original.c.key == COPIES.c.original)
        .join(copy, copy.c.key == COPIES.c.copy)
        .where(standing(COPIES, as_of))
        .order_by(then, copy.c.id)
    )
    if among is not None:
        keys = select(REPORTS.c.key).where(REPORTS.c.id.in_(sorted(among)))
        query = query.where(or_(COPIES.c.copy.in_(keys), COPIES.c.original.in_(keys)))
    groups: defaultdict[tuple[str, str], list[CopyOf]] = defaultdict(list)
    for root, name, containment, passages, changed, at in connection.execute(query):
        found = CopyOf(
            report=name,
            containment=containment,
            passage=msgspec.json.decode(passages, type=list[Span]),
            changed=msgspec.json.decode(changed, type=list[ChangedNumber]),
        )
        groups[at, root].append(found)
    return [CopyGroup(original=root, copies=groups[at, root]) for at, root in sorted(groups)]
