"""Tables of what was taken in and read: reports, claims, and their parts; and what people and feeds add."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from according.ledger.columns import METADATA, Key, key, known, to

META = Table("meta", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
"""Facts about the ledger: ``created_at``, ``created_by`` (version of the package), ``loading`` (see `pending`)."""

MAKERS = Table(
    "makers",
    METADATA,
    key(),
    Column("version", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("tables", Text, nullable=False),
    UniqueConstraint("version", "model", "tables"),
)
"""Version of the package, digest of the model, digest of the tables (`Reading.made_by`): one row a combination."""

ORIGINALS = Table(
    "originals",
    METADATA,
    key(),
    Column("digest", Text, nullable=False, unique=True),
    Column("media_type", Text),
    Column("size", Integer, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
)
"""What was fetched, byte for byte: `digest` is the SHA-256 of the `size` bytes, `bytes` is them through zlib."""

REPORTS = Table(
    "reports",
    METADATA,
    key(),
    Column("id", Text, nullable=False, unique=True),
    Column("page", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    to("makers"),
    *known(),
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
    Column("version", Text),
    Column("fetched_at", Text),
    to("originals", null=True),
    Column("warnings", Text),
    Column("layers", Text),
    Column("chars", Integer, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("page", "revision"),
    Index(None, "page", "digest"),
    Index(None, "digest"),
    Index(None, "published"),
    Index(None, "publisher", "published"),
    Index(None, "original"),
    Index(None, "superseded_by"),
)
"""Every revision of every page. `id` is the report's id, ``ID~2`` for the second revision; `page` its address, else the
id that it was given; `known_from` is when it was added; `source` the id or address under which it was found; `version`
what its publisher calls this version; `warnings` JSON; `layers` what fusion looks at of the text's layers, JSON.
It is current unless it was superseded by a revision or withdrawn: both set `known_until`."""

CLAIMS = Table(
    "claims",
    METADATA,
    key(),
    to("reports"),
    Column("id", Text, nullable=False),
    to("makers"),
    *known(),
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
    CheckConstraint("ended_by IN ('revision', 'withdrawal', 'reread', 'rejected', 'corrected')", name="ended_by"),
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
the whole `according.claims.Claim` as JSON, `features` what fusion compares (null: nobody has looked yet). `ended_by` says
why it is no longer current."""

PARTIES = Table(
    "parties",
    METADATA,
    key(),
    to("claims"),
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
"""Who and what is in a claim: ``source`` is the origin, ``carrier`` an outer link of the chain. `folded` is the name as
names are compared (`folding`); `type` and `day` are the claim's, so that a facet is answered from an index alone."""

POINTS = Table(
    "points",
    METADATA,
    key(),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    UniqueConstraint("lat", "lon"),
)
"""Each pair of coordinates once, WGS84 degrees. On SQLite `points_box` (an R*Tree: key, lat0, lat1, lon0, lon1) is over it."""

PLACES = Table(
    "places",
    METADATA,
    key(),
    to("claims"),
    to("points", null=True),
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
    key(),
    to("claims"),
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

REVIEWS = Table(
    "reviews",
    METADATA,
    key(),
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
    to("makers"),
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
    key(),
    Column("source", Text, nullable=False, unique=True),
    Column("reason", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("remedy", Text),
    Column("first_at", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("resolved_at", Text),
    Column("origin", Text),
    to("makers"),
    Index(None, "origin"),
)
"""Sources that could not be taken in, one row a source; `kind` is the class of the error, `origin` the path or address
that was named, which may hold many sources: it is what to add again."""

FEEDS = Table(
    "feeds",
    METADATA,
    Column("url", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
)
"""What `watch` has to remember of each feed, as JSON."""
