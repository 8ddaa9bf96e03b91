"""The groups of copies as people see them."""

from __future__ import annotations

from collections import defaultdict

import msgspec
from sqlalchemy import Connection, func, select

from according.claims import Span
from according.events import ChangedNumber, CopyGroup, CopyOf
from according.ledger.schema import COPIES, REPORTS, standing


def copy_groups(connection: Connection, as_of: str | None = None) -> list[CopyGroup]:
    """Return the originals with their copies, the earliest original first, and the earliest copy of it."""
    original, copy = REPORTS.alias("o"), REPORTS.alias("c")
    when, then = (func.coalesce(r.c.published_at, r.c.published, "") for r in (original, copy))
    query = (
        select(original.c.id, copy.c.id, COPIES.c.containment, COPIES.c.passages, COPIES.c.changed, when)
        .join(original, original.c.key == COPIES.c.original)
        .join(copy, copy.c.key == COPIES.c.copy)
        .where(standing(COPIES, as_of))
        .order_by(then, copy.c.id)
    )
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
