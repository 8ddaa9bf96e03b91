"""The groups of copies as people see them."""

from __future__ import annotations

from collections import defaultdict

import msgspec
from sqlalchemy import Connection, select

from according.claims import Span
from according.events import ChangedNumber, CopyGroup, CopyOf
from according.ledger.schema import COPIES, REPORTS, standing


def copy_groups(connection: Connection, as_of: str | None = None) -> list[CopyGroup]:
    """Return the originals with their copies, the earliest original first."""
    original, copy = REPORTS.alias("o"), REPORTS.alias("c")
    moment = (original.c.published_at, original.c.published)
    query = (
        select(original.c.id, copy.c.id, COPIES.c.containment, COPIES.c.passages, COPIES.c.changed, *moment)
        .join(original, original.c.key == COPIES.c.original)
        .join(copy, copy.c.key == COPIES.c.copy)
        .where(standing(COPIES, as_of))
    )
    groups: defaultdict[tuple[str, str], list[CopyOf]] = defaultdict(list)
    for root, name, containment, passages, changed, at, day in connection.execute(query):
        found = CopyOf(
            report=name,
            containment=containment,
            passage=msgspec.json.decode(passages, type=list[Span]),
            changed=msgspec.json.decode(changed, type=list[ChangedNumber]),
        )
        groups[at or day or "", root].append(found)
    return [
        CopyGroup(original=root, copies=sorted(groups[when, root], key=lambda c: c.report))
        for when, root in sorted(groups)
    ]
