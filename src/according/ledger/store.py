"""The ledger: reports go in, events come out, and nothing that was known is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from sqlalchemy import Connection, Engine, select

from according.claims import Reading, Report
from according.errors import AccordingError, LedgerError
from according.events import CopyGroup, Event
from according.intake.options import Failure
from according.intake.taken import Taken
from according.ledger import failing, refusing, rereading
from according.ledger.adding import Added, Batch, known_as, page_of
from according.ledger.connect import make_engine, reading, shown, writing
from according.ledger.copygroups import copy_groups
from according.ledger.describing import events_as_of, stored_events
from according.ledger.doctor import Finding, examine
from according.ledger.failing import Failed
from according.ledger.history import LogEntry, entries
from according.ledger.makers import known_maker, maker_of, makers
from according.ledger.neighbours import chunks
from according.ledger.originals import original
from according.ledger.rows import claim_of, layers_of, report_of
from according.ledger.schema import CLAIMS, EVENTS, REPORTS, standing
from according.ledger.upgrade import bring_up, moment

BATCH = 100
"""Reports that `Ledger.add_many` writes in one transaction."""
Addable = Reading | tuple[Reading, Taken | None] | Failure


def open_ledger(path_or_url: str | Path, *, create: bool = True, readonly: bool = False) -> Ledger:
    """Open the ledger at a path, a ``sqlite:///`` or a ``postgresql://`` address; it is made, or brought up, where needed.

    With `create` False a ledger that is not there is an error, with `readonly` nothing is ever written to it. Raises
    `LedgerError` where it cannot be opened, `LedgerLockedError` where another process keeps it.
    """
    engine = make_engine(path_or_url, create=create, readonly=readonly)
    try:
        bring_up(engine, create=create, readonly=readonly)
    except BaseException:
        engine.dispose()
        raise
    return Ledger(engine)


class Ledger(AbstractContextManager["Ledger"]):
    """An open ledger; may be shared between threads, and many processes may have one open.

    What a method has returned is safe, also from a power cut. Moments (`as_of`) are UTC, ``YYYY-MM-DDTHH:MM:SS.ffffffZ``.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Ledger {shown(self.engine)}>"

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def read(self) -> AbstractContextManager[Connection]:
        """Open a transaction that sees one state of the ledger."""
        return reading(self.engine)

    def write(self) -> AbstractContextManager[Connection]:
        """Open the one transaction that may write."""
        return writing(self.engine)

    def add(self, reading: Reading, taken: Taken | None = None) -> Added:
        """Add a reading (made with layers, for the best events); `taken` holds what is known of how it was fetched.

        The same page with the same text and metadata changes nothing, with others it is a revision, and one that its
        publisher withdrew withdraws what stands. Raises `GroundingError` where a span does not quote the text.
        """
        with self.write() as connection:
            batch = Batch(connection, moment())
            added = batch.take(reading, taken)
            batch.finish()
        return added

    def add_many(self, items: Iterable[Addable], *, batch: int = BATCH, fuse: bool = True) -> Iterator[Added | Failure]:
        """Add readings, with or without their `Taken`, `batch` of them in a transaction; what comes out is safe.

        A failure among `items`, or a reading that cannot be stored, is written down (see `failures`), comes out as a
        `Failure`, and the rest goes on. With `fuse` False no events are made: `refuse` makes them later.
        """
        for chunk in chunks(items, batch):
            yield from self._add_chunk(chunk, fuse)

    def withdraw(self, report_id: str, reason: str) -> Added:
        """Withdraw a report: its claims leave the events, visibly. Raises `LedgerError` where it is not current."""
        with self.write() as connection:
            batch = Batch(connection, moment())
            added = batch.withdraw(report_id, reason)
            if added is None:
                raise LedgerError(
                    "there is no such report, or it stands no more.",
                    report=report_id,
                    remedy="See which there are with `according search`.",
                )
            batch.finish()
        return added

    def reread(self, reading: Reading) -> list[str]:
        """Put the claims of a new reading of a stored report in the place of its old ones, which are kept as superseded.

        Returns the ids of the events that changed. Raises `LedgerError` where the report is not there with this text.
        """
        with self.write() as connection:
            return _names(connection, rereading.reread(connection, reading, moment()))

    def stale(self, made_by: dict[str, str]) -> Iterator[Report]:
        """Yield the current reports that were not read by the version, model and tables `made_by`."""
        with self.read() as connection:
            keys = rereading.stale(connection, known_maker(connection, made_by))
        for key in keys:
            # Each by itself: a state that is held while all of them are read again would keep the log from being emptied.
            with self.read() as connection:
                report = rereading.report(connection, key)
            yield report

    def refuse(self) -> list[str]:
        """Fuse everything anew; events keep their ids. Returns the ids of the events that were looked at."""
        with self.write() as connection:
            return _names(connection, refusing.refuse(connection, maker_of(connection, {}), moment()))

    def known(self, report: Report, taken: Taken | None = None, *, anywhere: bool = False) -> str | None:
        """Return the id under which this very text, with this metadata, is a revision of its page; None where it is new.

        Adding it would change nothing, so it need not be read. With `anywhere` it may be another page's.
        """
        with self.read() as connection:
            return known_as(connection, report, None if anywhere else page_of(report, taken))

    def fail(self, source: str, error: Exception, origin: str | None = None) -> None:
        """Write down that `source`, found in `origin`, could not be taken in.

        Adding a report of this id or address settles it, and so does `settle`.
        """
        with self.write() as connection:
            failing.note(connection, source, error, moment(), origin)

    def settle(self, origin: str, before: str) -> None:
        """Write down that the path or address `origin` was added to its end: what failed in it before a moment is past."""
        with self.write() as connection:
            failing.settle(connection, origin, before, moment())

    def failures(self) -> list[Failed]:
        """Return the sources that still fail, the one that failed last first."""
        with self.read() as connection:
            return failing.unresolved(connection)

    def events(self, ids: Iterable[str], as_of: str | None = None) -> list[Event]:
        """Return events by id as they stand, or stood at a moment; ids without an event then are left out."""
        with self.read() as connection:
            return stored_events(connection, ids) if as_of is None else events_as_of(connection, ids, as_of)

    def log(self, event: str | None = None) -> list[LogEntry]:
        """Return what happened to an event, or to all of them, the first entry first."""
        with self.read() as connection:
            return entries(connection, event)

    def copies(self, as_of: str | None = None) -> list[CopyGroup]:
        """Return the originals with their copies, the earliest original first."""
        with self.read() as connection:
            return copy_groups(connection, as_of)

    def reading(self, report_id: str) -> Reading:
        """Return a report, current or not, with the claims that were last read from it. Raises `LedgerError`.

        Of its layers it has the times, places, persons and organizations, which is what fusion needs.
        """
        with self.read() as connection:
            row = connection.execute(select(REPORTS).where(REPORTS.c.id == report_id)).first()
            if row is None:
                raise LedgerError("there is no such report.", report=report_id, remedy="Try `according search`.")
            where = (CLAIMS.c.report == row.key, CLAIMS.c.ended_by.is_distinct_from("reread"))
            rows = connection.execute(select(CLAIMS.c.id, CLAIMS.c.body).where(*where).order_by(CLAIMS.c.key))
            # A claim that was corrected has several rows: the last holds.
            bodies = {row.id: row.body for row in rows}
            made_by = makers(connection)[row.maker]
        return Reading(
            report=report_of(row),
            claims=[claim_of(body) for body in bodies.values()],
            layers=layers_of(row.layers),
            warnings=msgspec.json.decode(row.warnings, type=list[str]) if row.warnings else [],
            made_by=made_by,
        )

    def original(self, report_id: str) -> bytes | None:
        """Return the bytes that a report was drawn from; None where they were not kept."""
        with self.read() as connection:
            key = connection.scalar(select(REPORTS.c.original).where(REPORTS.c.id == report_id))
            return original(connection, key) if key is not None else None

    def doctor(self) -> list[Finding]:
        """Look for what is damaged, inconsistent or missing; an empty list means all is well."""
        with self.read() as connection:
            return examine(connection)

    def _add_chunk(self, chunk: list[Addable], fuse: bool) -> list[Added | Failure]:
        found: list[Added | Failure] = []
        with self.write() as connection:
            now = moment()
            batch = Batch(connection, now, fuse=fuse)
            batch.expect(_pair(item) for item in chunk if not isinstance(item, Failure))
            for item in chunk:
                if isinstance(item, Failure):
                    failing.note(connection, item.source, item.error, now, item.origin)
                    found.append(item)
                    continue
                reading, taken = _pair(item)
                try:
                    found.append(batch.take(reading, taken))
                except AccordingError as error:
                    origin = taken.origin if taken else None
                    failing.note(connection, reading.report.id, error, now, origin)
                    found.append(Failure(reading.report.id, error, origin))
            batch.finish()
        return found


def _pair(item: Reading | tuple[Reading, Taken | None]) -> tuple[Reading, Taken | None]:
    return (item, None) if isinstance(item, Reading) else item


def _names(connection: Connection, events: Iterable[int]) -> list[str]:
    found: list[str] = []
    for chunk in chunks(sorted(events), 5000):
        found += connection.scalars(select(EVENTS.c.id).where(EVENTS.c.key.in_(chunk), standing(EVENTS)))
    return sorted(found)
