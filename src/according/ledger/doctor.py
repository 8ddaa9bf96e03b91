"""What is wrong with a ledger, or missing in it, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

import msgspec
from sqlalchemy import Connection, Table, func, select, text

from according.claims import Part
from according.intake.feedstate import FeedState
from according.ledger import deciding, kept, silence
from according.ledger.connect import is_sqlite
from according.ledger.grounding import faults
from according.ledger.pending import pending
from according.ledger.rows import claim_of
from according.ledger.schema import CLAIMS, EVENTS, FAILURES, FEEDS, MEMBERS, METADATA, REPORTS, standing

MOST_NAMED = 10
"""Rows that a finding names."""


class Finding(Part, kw_only=True):
    """Something that the doctor found: how bad it is, how many rows it is about, some of them by name, and what to do."""

    kind: str
    level: Literal["error", "warning", "note"]
    message: str
    remedy: str
    count: int = 1
    examples: list[str] = msgspec.field(default_factory=list)


def examine(connection: Connection) -> list[Finding]:
    """Return all findings, errors first; an empty list means that all is well."""
    checks: list[Callable[[Connection], Iterator[Finding]]] = [
        _integrity, _orphans, _spans, _loading, _membership, _conflicts, _adrift, _unfused, _undated, _silent, _feeds, _failures,
    ]  # fmt: skip
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted((f for check in checks for f in check(connection)), key=lambda f: order[f.level])


def _integrity(connection: Connection) -> Iterator[Finding]:
    if not is_sqlite(connection):
        return
    said = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
    if said != ["ok"]:
        yield Finding(
            kind="damaged", level="error", message="the file is damaged.", count=len(said), examples=said[:MOST_NAMED],
            remedy="Restore it from a copy, or save what can be read with `sqlite3 FILE .recover`.",
        )  # fmt: skip


def _orphans(connection: Connection) -> Iterator[Finding]:
    """Rows that refer to one that is not there; the database prevents it, unless the file was changed by other means."""
    for table in METADATA.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                yield from _orphans_of(connection, table, column.name, key.column.table)


def _orphans_of(connection: Connection, table: Table, column: str, target: Table) -> Iterator[Finding]:
    other = target.alias("other")
    where = table.c[column].is_not(None) & other.c.key.is_(None)
    joined = table.outerjoin(other, other.c.key == table.c[column])
    count = connection.scalar(select(func.count()).select_from(joined).where(where)) or 0
    if count:
        rows = connection.scalars(select(table.c[column]).select_from(joined).where(where).limit(MOST_NAMED))
        yield Finding(
            kind="orphans", level="error", message=f"rows of {table.name} refer to rows of {target.name} that are not there.",
            count=count, examples=[f"{column} {key}" for key in rows],
            remedy="Restore the ledger from a copy, or add the reports to a new one.",
        )  # fmt: skip


def _spans(connection: Connection) -> Iterator[Finding]:
    """Claims whose spans do not quote the report; read in the order of reports, a text at a time."""
    query = select(CLAIMS.c.report, CLAIMS.c.id, CLAIMS.c.body, REPORTS.c.id).join(
        REPORTS, REPORTS.c.key == CLAIMS.c.report
    )
    query = query.order_by(CLAIMS.c.report, CLAIMS.c.key).execution_options(yield_per=1000)
    known, words = None, ""
    wrong: list[str] = []
    for report, claim, body, name in connection.execute(query):
        if report != known:
            known, words = report, connection.scalar(select(REPORTS.c.text).where(REPORTS.c.key == report)) or ""
        wrong += [f"{name}/{claim}: {fault}" for fault in faults(claim_of(body), words)]
    if wrong:
        yield Finding(
            kind="spans", level="error", message="claims do not quote their reports.", count=len(wrong),
            examples=wrong[:MOST_NAMED], remedy="Read these reports again: `according reread REPORT...`.",
        )  # fmt: skip


def _loading(connection: Connection) -> Iterator[Finding]:
    folder = pending(connection)
    if folder is not None:
        yield Finding(
            kind="loading", level="error", message="a load was interrupted: reports are there, copies and events are not.",
            examples=[folder], remedy="Load the same again: `according load DIR`. It goes on where it was.",
        )  # fmt: skip


def _membership(connection: Connection) -> Iterator[Finding]:
    ended = select(CLAIMS.c.key).join(MEMBERS, MEMBERS.c.claim == CLAIMS.c.key)
    ended = ended.where(standing(MEMBERS), CLAIMS.c.known_until.is_not(None))
    twice = select(MEMBERS.c.claim).where(standing(MEMBERS)).group_by(MEMBERS.c.claim).having(func.count() > 1)
    empty = select(EVENTS.c.id).where(standing(EVENTS))
    empty = empty.where(~select(MEMBERS.c.key).where(MEMBERS.c.event == EVENTS.c.key, standing(MEMBERS)).exists())
    for query, message in (
        (ended, "claims that are no longer current are still in events."),
        (twice, "claims are in several events."),
        (empty, "events hold no claim."),
    ):
        rows = connection.scalars(query).all()
        if rows:
            yield Finding(
                kind="events", level="error", message=message, count=len(rows),
                examples=[str(row) for row in rows[:MOST_NAMED]], remedy="Build the events anew: `according doctor --rebuild`.",
            )  # fmt: skip


def _conflicts(connection: Connection) -> Iterator[Finding]:
    pairs = deciding.conflicts(connection)
    if pairs:
        yield Finding(
            kind="reviews", level="warning", message="reviews join and part the same claims; the latest holds.",
            count=len(pairs), examples=[f"{a}, {b}" for a, b in pairs[:MOST_NAMED]], remedy="Undo one of the reviews.",
        )  # fmt: skip


def _adrift(connection: Connection) -> Iterator[Finding]:
    """Reviews whose claim is no longer read where it stood."""
    reviews = kept.lost(connection)
    if reviews:
        yield Finding(
            kind="adrift", level="warning", message="reviews find no claim where theirs stood: it was read differently since.",
            count=len(reviews), examples=[f"review {r.id}: {r.report} {r.trigger!r}" for r in reviews[:MOST_NAMED]],
            remedy="Look at the claims that are there now and review them, or undo these reviews.",
        )  # fmt: skip


def _unfused(connection: Connection) -> Iterator[Finding]:
    if pending(connection) is not None:
        return  # said already
    member = select(MEMBERS.c.key).where(MEMBERS.c.claim == CLAIMS.c.key, standing(MEMBERS)).exists()
    count = connection.scalar(select(func.count()).select_from(CLAIMS).where(standing(CLAIMS), ~member)) or 0
    if count:
        yield Finding(
            kind="unfused", level="warning", message="claims are in no event yet.", count=count,
            remedy="Build the events anew: `according doctor --rebuild`.",
        )  # fmt: skip


def _undated(connection: Connection) -> Iterator[Finding]:
    where = (REPORTS.c.published.is_(None), standing(REPORTS))
    count = connection.scalar(select(func.count()).select_from(REPORTS).where(*where)) or 0
    if count:
        names = connection.scalars(select(REPORTS.c.id).where(*where).order_by(REPORTS.c.key).limit(MOST_NAMED))
        yield Finding(
            kind="undated", level="warning", message="reports have no date: what they call yesterday is no day.",
            count=count, examples=list(names), remedy="Add them again with --published, or with a date in a sidecar file.",
        )  # fmt: skip


def _silent(connection: Connection) -> Iterator[Finding]:
    """Publishers that used to report, and have not for much longer than they were used to, as of the newest report."""
    query = select(REPORTS.c.publisher, REPORTS.c.published).where(
        REPORTS.c.publisher.is_not(None), REPORTS.c.published.is_not(None)
    )
    days: dict[str, set[date]] = {}
    for publisher, published in connection.execute(query.distinct()):
        days.setdefault(publisher, set()).add(date.fromisoformat(published[:10]))
    newest = max((max(own) for own in days.values()), default=None)
    silent = [f"{publisher}: nothing since {last}" for publisher, last in silence.silent(days, newest).items()]
    if silent:
        yield Finding(
            kind="silent", level="warning", message="sources have fallen silent: that nothing is told is not peace.",
            count=len(silent), examples=silent[:MOST_NAMED], remedy="Check their feeds and addresses.",
        )  # fmt: skip


def _feeds(connection: Connection) -> Iterator[Finding]:
    """Feeds that `watch` could not fetch when it last tried."""
    states = [msgspec.json.decode(state, type=FeedState) for state in connection.scalars(select(FEEDS.c.state))]
    broken = sorted((state.url, state.problem) for state in states if state.failures and state.problem)
    if broken:
        yield Finding(
            kind="feeds", level="warning", message="feeds could not be fetched or read.", count=len(broken),
            examples=[f"{url}: {problem}" for url, problem in broken[:MOST_NAMED]],
            remedy="Check their addresses in the list that `according watch` is given.",
        )  # fmt: skip


def _failures(connection: Connection) -> Iterator[Finding]:
    where = FAILURES.c.resolved_at.is_(None)
    rows = connection.execute(
        select(FAILURES.c.source, FAILURES.c.reason).where(where).order_by(FAILURES.c.at.desc())
    ).all()
    if rows:
        yield Finding(
            kind="failures", level="warning", message="sources could not be taken in.", count=len(rows),
            examples=[f"{row.source}: {row.reason}" for row in rows[:MOST_NAMED]],
            remedy="Try them again: `according add --retry-failed`.",
        )  # fmt: skip
