"""Tables of what fusion finds: copies, events, and the log of what became of them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from according.ledger.columns import METADATA, Key, key, known, to

SKETCHES = Table(
    "sketches",
    METADATA,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    to("reports", primary=True),
    sqlite_with_rowid=False,
)
"""Hashes by which copies of current reports are found; `day` is `datetime.date.toordinal` of publication."""

COPIES = Table(
    "copies",
    METADATA,
    key(),
    to("reports", "copy"),
    to("reports", "original"),
    *known(),
    to("makers"),
    Column("containment", Float, nullable=False),
    Column("passages", Text, nullable=False),
    Column("passages_original", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Index(None, "copy"),
    Index(None, "original"),
)
"""Pairs of reports, one of which was taken from the other, chains not resolved (see `Ledger.copies`). JSON: `passages`
are spans of the copy, `passages_original` of the original, `changed` as in `events.CopyOf`."""

BORROWED = Table(
    "borrowed",
    METADATA,
    key(),
    to("claims"),
    to("reports", "original"),
    *known(),
    Column("counterpart", Key, ForeignKey("claims.key")),
    Index(None, "claim", "known_until"),
    Index(None, "counterpart"),
    Index(None, "original"),
)
"""Claims that stand in copied passages: the report they were taken from, and the claim of it that says the same, if one
does."""

BLOCKS = Table(
    "blocks",
    METADATA,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    to("claims", primary=True),
    sqlite_with_rowid=False,
)
"""Hashes of the keys under which current claims are compared with others (`fusion.pairing.Features.keys`)."""

EVENTS = Table(
    "events",
    METADATA,
    key(),
    Column("id", Text, nullable=False, unique=True),
    *known(),
    Column("moved_to", Text),
    Column("updated_at", Text, nullable=False),
    to("makers"),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("status", Text, nullable=False),
    Column("start", Text),
    Column("end", Text),
    Column("day", Text),
    Column("place", Text),
    Column("place_entity", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("country", Text),
    Column("claims", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("independent_sources", Integer, nullable=False),
    Column("first_reported", Text),
    Column("last_reported", Text),
    Column("story", Text),
    Column("body", Text, nullable=False),
    Index(None, "day", "type"),
    Index(None, "type", "day"),
    Index(None, "status", "day"),
    Index(None, "country", "day"),
    Index(None, "story"),
    Index(None, "last_reported"),
    Index(None, "type", "last_reported"),
    Index(None, "status", "last_reported"),
    Index(None, "independent_sources"),
    Index(None, "reports"),
)
"""Events as they stand now: `body` is the `according.events.Event` as JSON, the columns are taken from it. An event whose
claims have all gone has `known_until`, and `moved_to` where they went on in another event. What an event was at an earlier
moment follows from `members`. `day` is `start`, or the day of the first report."""

MEMBERS = Table(
    "members",
    METADATA,
    key(),
    to("events"),
    to("claims"),
    *known(),
    Index(None, "event", "known_until"),
    Index(None, "claim", "known_until"),
)
"""Which claim belongs to which event, and since when; one row with no `known_until` a current claim."""

EVENT_LOG = Table(
    "event_log",
    METADATA,
    key(),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("other", Text),
    Column("claims", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text),
    to("makers"),
    CheckConstraint("kind IN ('created', 'joined', 'left', 'merged', 'split', 'moved', 'retired')", name="kind"),
    Index(None, "event"),
    Index(None, "other"),
    Index(None, "at"),
)
"""What happened to events, append-only (a trigger refuses changes). `event` and `other` are ids, `claims` a JSON list of
``REPORT/CLAIM``. `joined`, `left`: claims came into or left `event`; `merged`: `other` became a part of `event`; `split`:
claims of `event` became `other`; `moved`: claims went from `event` to `other`; `retired`: no claim is left in `event`."""
