"""The tables of a ledger, the same for SQLite and PostgreSQL.

Moments (`at`, `known_from`, `known_until` ...) are UTC texts ``YYYY-MM-DDTHH:MM:SS.ffffffZ``, days ``YYYY-MM-DD``: both
sort as they are. `key` is a row's number inside this ledger, `id` its name outside. A row that stands for what was known
is never deleted: it is *current* while `known_until` is null, and the ledger *as of* a moment T is::

    known_from <= T AND (known_until IS NULL OR known_until > T)

`claims`, `members`, `copies` and `reports` all carry the two columns, so a query needs no other table for it; see
`standing`. `sketches` and `blocks` are indexes of what is current, and can be made anew (`Ledger.refuse`).
"""

from according.ledger.columns import METADATA, row_of, standing
from according.ledger.tables_asked import VERDICTS
from according.ledger.tables_fused import BLOCKS, BORROWED, COPIES, EVENT_LOG, EVENTS, MEMBERS, SKETCHES
from according.ledger.tables_read import (
    AMOUNTS,
    CLAIMS,
    FAILURES,
    FEEDS,
    MAKERS,
    META,
    ORIGINALS,
    PARTIES,
    PLACES,
    POINTS,
    REPORTS,
    REVIEWS,
)

__all__ = [
    "AMOUNTS",
    "BLOCKS",
    "BORROWED",
    "CLAIMS",
    "COPIES",
    "EVENTS",
    "EVENT_LOG",
    "FAILURES",
    "FEEDS",
    "MAKERS",
    "MEMBERS",
    "META",
    "METADATA",
    "ORIGINALS",
    "PARTIES",
    "PLACES",
    "POINTS",
    "REPORTS",
    "REVIEWS",
    "SKETCHES",
    "VERDICTS",
    "row_of",
    "standing",
]
