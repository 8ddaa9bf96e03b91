"""The tables of a ledger, the same for SQLite and PostgreSQL.

Moments (`at`, `known_from`, `known_until` ...) are UTC texts ``YYYY-MM-DDTHH:MM:SS.ffffffZ``, days ``YYYY-MM-DD``: both
sort as they are. `key` is a row's number inside this ledger, `id` its name outside. A row that stands for what was known
is never deleted: it is *current* while `known_until` is null, and the ledger *as of* a moment T is::

    known_from <= T AND (known_until IS NULL OR known_until > T)

`claims`, `members`, `copies` and `reports` all carry the two columns, so a query needs no other table for it; see
`standing`. `sketches` and `blocks` are indexes of what is current, and can be made anew (`Ledger.refuse`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    and_,
    or_,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# SQLite numbers rows by itself only where the type is INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")


def _key() -> Column[int]:
    return Column("key", Key, primary_key=True)


def _to(table: str, name: str | None = None, *, null: bool = False, primary: bool = False) -> Column[int]:
    target = ForeignKey(f"{table}.key")
    return Column(name or table.removesuffix("s"), Key, target, nullable=null, primary_key=primary, autoincrement=False)


def _known() -> tuple[Column[str], Column[str]]:
    return Column("known_from", Text, nullable=False), Column("known_until", Text)


META = Table("meta", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
"""Facts about the ledger: ``created_at``, ``created_by`` (version of the package)."""

MAKERS = Table(
    "makers",
    METADATA,
    _key(),
    Column("version", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("tables", Text, nullable=False),
    UniqueConstraint("version", "model", "tables"),
)
"""Version of the package, digest of the model, digest of the tables (`Reading.made_by`): one row a combination."""

ORIGINALS = Table(
    "originals",
    METADATA,
    _key(),
    Column("digest", Text, nullable=False, unique=True),
    Column("media_type", Text),
    Column("size", Integer, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
)
"""What was fetched, byte for byte: `digest` is the SHA-256 of the `size` bytes, `bytes` is them through zlib."""

REPORTS = Table(
    "reports",
    METADATA,
    _key(),
    Column("id", Text, nullable=False, unique=True),
    Column("page", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    _to("makers"),
    *_known(),
    Column("superseded_by", Key, ForeignKey("reports.key")),
    Column("withdrawn_at", Text),
    Column("withdrawn_why", Text),
    Column("title", Text),
    Column("publisher", Text),
    Column("url", Text),
    Column("published", Text),
    Column("published_at", Text),
    Column("language", Text),
    Column("source", Text),
    Column("fetched_at", Text),
    _to("originals", null=True),
    Column("warnings", Text),
    Column("chars", Integer, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("page", "revision"),
    Index(None, "page", "digest"),
    Index(None, "published"),
    Index(None, "publisher", "published"),
    Index(None, "original"),
    Index(None, "superseded_by"),
)
"""Every revision of every page. `id` is the report's id, ``ID~2`` for the second revision; `page` its address, else the
id that it was given; `known_from` is when it was added; `source` where it was found (a file, a feed); `warnings` JSON.
It is current unless it was superseded by a revision or withdrawn: both set `known_until`."""

CLAIMS = Table(
    "claims",
    METADATA,
    _key(),
    _to("reports"),
    Column("id", Text, nullable=False),
    _to("makers"),
    *_known(),
    Column("ended_by", Text),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("confidence", Float, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("polarity", Text, nullable=False),
    Column("realis", Text, nullable=False),
    Column("origin", Text),
    Column("origin_entity", Text),
    Column("origin_kind", Text),
    Column("origin_side", Text),
    Column("publisher", Text),
    Column("start", Text),
    Column("end", Text),
    Column("published", Text),
    Column("day", Text),
    Column("place", Text),
    Column("place_entity", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("country", Text),
    Column("precision", Text),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("trigger_start", Integer, nullable=False),
    Column("trigger_end", Integer, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("quoted", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("features", Text),
    CheckConstraint("ended_by IN ('revision', 'withdrawal', 'reread')", name="ended_by"),
    Index(None, "report", "id"),
    Index(None, "day", "type", "known_until"),
    Index(None, "type", "day"),
    Index(None, "origin_entity", "day"),
    Index(None, "origin_side", "day"),
    Index(None, "country", "type", "day"),
)
"""Claims as they were read. `origin...` is the last source of the chain, null where the report speaks for itself (then it
is `publisher`); `start` and `end` are of the claim's time, `day` is `start`, or the day of publication where the claim has
no time; `place` ... `precision` are of its first place with role ``in``; `quoted` is the text of the claim's span; `body`
the whole `according.claims.Claim` as JSON, `features` what fusion compares (null: not fused yet). `ended_by` says why it
is no longer current."""

PARTIES = Table(
    "parties",
    METADATA,
    _key(),
    _to("claims"),
    Column("role", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("entity", Text),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("day", Text),
    CheckConstraint("role IN ('actor', 'recipient', 'instrument', 'source', 'carrier')", name="role"),
    Index(None, "claim"),
    Index(None, "entity", "role", "day", "type", "claim"),
    Index(None, "folded", "role", "day", "type", "claim"),
)
"""Who and what is in a claim: ``source`` is the origin, ``carrier`` an outer link of the chain. `folded` is the name in
casefold; `type` and `day` are the claim's, so that a facet is answered from an index alone."""

POINTS = Table(
    "points",
    METADATA,
    _key(),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    UniqueConstraint("lat", "lon"),
)
"""Each pair of coordinates once, WGS84 degrees. On SQLite `points_box` (an R*Tree: key, lat0, lat1, lon0, lon1) is over it."""

PLACES = Table(
    "places",
    METADATA,
    _key(),
    _to("claims"),
    _to("points", null=True),
    Column("role", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("entity", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("country", Text),
    Column("admin1", Text),
    Column("precision", Text),
    Column("day", Text),
    Index(None, "claim"),
    Index(None, "point", "day", "claim"),
    Index(None, "entity", "day", "claim"),
    Index(None, "folded", "day", "claim"),
)
"""Where claims happen, or move `from` and `to` (`role`)."""

AMOUNTS = Table(
    "amounts",
    METADATA,
    _key(),
    _to("claims"),
    Column("position", Integer, nullable=False),
    Column("measure", Text),
    Column("of", Text),
    Column("value", Float),
    Column("low", Float),
    Column("high", Float),
    Column("bound", Text),
    Column("approximate", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    Column("day", Text),
    Index(None, "claim"),
    Index(None, "measure", "high", "low"),
)
"""Numbers of claims. `measure` is what is counted about what (``killed``), null where no measure is known."""

SKETCHES = Table(
    "sketches",
    METADATA,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    _to("reports", primary=True),
    sqlite_with_rowid=False,
)
"""Hashes by which copies of current reports are found; `day` is `datetime.date.toordinal` of publication."""

COPIES = Table(
    "copies",
    METADATA,
    _key(),
    _to("reports", "copy"),
    _to("reports", "original"),
    *_known(),
    _to("makers"),
    Column("containment", Float, nullable=False),
    Column("passages", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Index(None, "copy"),
    Index(None, "original"),
)
"""Which report was taken from which: `passages` (spans of the copy) and `changed` are JSON, as in `events.CopyOf`."""

BLOCKS = Table(
    "blocks",
    METADATA,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    _to("claims", primary=True),
    sqlite_with_rowid=False,
)
"""Hashes of the keys under which current claims are compared with others (`fusion.pairing.Features.keys`)."""

EVENTS = Table(
    "events",
    METADATA,
    _key(),
    Column("id", Text, nullable=False, unique=True),
    *_known(),
    Column("moved_to", Text),
    Column("updated_at", Text, nullable=False),
    _to("makers"),
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
)
"""Events as they stand now: `body` is the `according.events.Event` as JSON, the columns are taken from it. An event whose
claims have all gone has `known_until`, and `moved_to` where they went on in another event. What an event was at an earlier
moment follows from `members`. `day` is `start`, or the day of the first report."""

MEMBERS = Table(
    "members",
    METADATA,
    _key(),
    _to("events"),
    _to("claims"),
    *_known(),
    Index(None, "event", "known_until"),
    Index(None, "claim", "known_until"),
)
"""Which claim belongs to which event, and since when; one row with no `known_until` a current claim."""

EVENT_LOG = Table(
    "event_log",
    METADATA,
    _key(),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("other", Text),
    Column("claims", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text),
    _to("makers"),
    CheckConstraint("kind IN ('created', 'joined', 'left', 'merged', 'split', 'moved', 'retired')", name="kind"),
    Index(None, "event"),
    Index(None, "other"),
    Index(None, "at"),
)
"""What happened to events, append-only (a trigger refuses changes). `event` and `other` are ids, `claims` a JSON list of
``REPORT/CLAIM``. `joined`, `left`: claims came into or left `event`; `merged`: `other` became a part of `event`; `split`:
claims of `event` became `other`; `moved`: claims went from `event` to `other`; `retired`: no claim is left in `event`."""

REVIEWS = Table(
    "reviews",
    METADATA,
    _key(),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("report", Text),
    Column("start", Integer),
    Column("end", Integer),
    Column("trigger", Text),
    Column("other_report", Text),
    Column("other_start", Integer),
    Column("other_end", Integer),
    Column("other_trigger", Text),
    Column("event", Text),
    Column("body", Text),
    Column("reason", Text),
    Column("undone_at", Text),
    Column("undone_by", Text),
    _to("makers"),
    CheckConstraint("kind IN ('accept', 'reject', 'correct', 'merge', 'split', 'note')", name="kind"),
    Index(None, "report"),
    Index(None, "other_report"),
    Index(None, "event"),
)
"""What people decided. A claim is anchored by report id, span of its trigger and the trigger's text, so that the review
outlives re-reading; ``merge`` and ``split`` are about two claims (the second in `other_...`): `fusion.Decisions`."""

FAILURES = Table(
    "failures",
    METADATA,
    _key(),
    Column("source", Text, nullable=False, unique=True),
    Column("reason", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("remedy", Text),
    Column("first_at", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("resolved_at", Text),
    _to("makers"),
)
"""Sources that could not be taken in, one row a source; `kind` is the class of the error."""

FEEDS = Table(
    "feeds",
    METADATA,
    Column("url", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
)
"""What `watch` has to remember of each feed, as JSON."""


def standing(table: FromClause, as_of: str | None = None) -> ColumnElement[bool]:
    """Return the condition that a row of `table` is current, or was at the moment `as_of`."""
    since, until = table.c.known_from, table.c.known_until
    if as_of is None:
        return until.is_(None)
    return and_(since <= as_of, or_(until.is_(None), until > as_of))


def row_of(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """Return `values` with None for each column that is missing: rows of one insert need the same columns."""
    return {column.name: values.get(column.name) for column in table.columns if column.name != "key"}
