"""Copies and events that were found elsewhere, put into a ledger that holds the reports and claims they were found among.

What is written is what `copying` and `fusing` would have written had they found the same, so that they go on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, func, select

from according.events import CopyOf, Event
from according.ledger import pending
from according.ledger.bulk import insert_many
from according.ledger.connect import is_sqlite
from according.ledger.copying import Copying
from according.ledger.deciding import decisions
from according.ledger.describing import event_row
from according.ledger.fusing import Fusing
from according.ledger.neighbours import chunks, day_number, probes
from according.ledger.neighbours import decode as features_of
from according.ledger.schema import (
    BLOCKS,
    BORROWED,
    CLAIMS,
    COPIES,
    EVENT_LOG,
    EVENTS,
    MEMBERS,
    REPORTS,
    REVIEWS,
    SKETCHES,
)

_COPIES_AT_ONCE = 500
"""Copies whose texts are at hand together."""
_EVENTS_AT_ONCE = 2000
_CLAIMS_AT_ONCE = 500
"""Claims whose events are found together."""
_UNTOUCHED = (COPIES, BORROWED, EVENTS, MEMBERS, EVENT_LOG, SKETCHES, BLOCKS, REVIEWS)

Found = tuple[str, CopyOf]
"""The id of an original, and a copy of it."""


class Settling:
    """A ledger whose reports and claims are there and whose events are not; all of it in one transaction at the moment `now`.

    Look at `is_whole` before anything is written.
    """

    def __init__(self, connection: Connection, now: str) -> None:
        self._db, self._now = connection, now
        self.reports: dict[str, int] = {}
        """Keys by id."""
        self.days: dict[str, int] = {}
        """Days of publication, as numbers, by the id of the report; 0 where it is not known."""
        self.claims: dict[str, int] = {}
        """Keys by ``REPORT/CLAIM``."""
        self._maker = 0

    def is_whole(self, reports: int, claims: int) -> bool:
        """Whether the ledger holds so many reports and claims, all as they first came, and nothing else is known of them."""
        if any(self._db.scalar(select(func.count()).select_from(table)) for table in _UNTOUCHED):
            return False
        first = (REPORTS.c.known_until.is_(None), REPORTS.c.revision == 1)
        fit = (CLAIMS.c.known_until.is_(None), CLAIMS.c.features.is_not(None))
        counts = [
            (self._count(REPORTS), reports),
            (self._count(REPORTS, *first), reports),
            (self._count(CLAIMS), claims),
            (self._count(CLAIMS, *fit), claims),
        ]
        if any(found != wanted for found, wanted in counts):
            return False
        self._look_up()
        return True

    def _count(self, table: Table, *where: Any) -> int:
        return self._db.scalar(select(func.count()).select_from(table).where(*where)) or 0

    def _look_up(self) -> None:
        name = {}
        columns = (REPORTS.c.key, REPORTS.c.id, REPORTS.c.published, REPORTS.c.maker)
        for row in self._db.execute(select(*columns).order_by(REPORTS.c.key)):
            name[row.key] = row.id
            self.reports[row.id] = row.key
            self.days[row.id] = day_number(row.published)
            self._maker = row.maker
        for key, report, claim in self._db.execute(select(CLAIMS.c.key, CLAIMS.c.report, CLAIMS.c.id)):
            self.claims[f"{name[report]}/{claim}"] = key

    def copies(self, found: Iterable[Found], passages: Mapping[str, str]) -> None:
        """Write the copies; `passages` holds the original's id of each claim (by ref) that stands in a copied passage."""
        refs: dict[str, list[str]] = {}
        for ref in passages:
            refs.setdefault(ref.rpartition("/")[0], []).append(ref)
        for chunk in chunks(found, _COPIES_AT_ONCE):
            # What is at hand of the texts of one chunk is let go with it.
            copying = Copying(self._db, self._maker, self._now)
            own = {ref for _, copy in chunk for ref in refs.pop(copy.report, ())}
            copying.put(chunk, self.reports, {ref: passages[ref] for ref in own})

    def events(self, found: Iterable[Event], members: Mapping[str, list[str]]) -> None:
        """Write the events, and which claims (refs) each has, by its id."""
        claims = {name: sorted((self.claims[ref], ref) for ref in refs) for name, refs in members.items()}
        order = sorted(claims, key=lambda name: claims[name][0][0])
        numbers = {name: key for key, name in enumerate(order, 1)}
        for chunk in chunks(found, _EVENTS_AT_ONCE):
            rows = [self._event(event, numbers[event.id], len(claims[event.id])) for event in chunk]
            insert_many(self._db, EVENTS, list(rows[0]), (tuple(row.values()) for row in rows))
        own = ((numbers[name], key, self._now) for name in order for key, _ in claims[name])
        insert_many(self._db, MEMBERS, ["event", "claim", "known_from"], own)
        log = (
            (self._now, "created", name, msgspec.json.encode([ref for _, ref in claims[name]]).decode(), "fusion", self._maker)
            for name in order
        )  # fmt: skip
        insert_many(self._db, EVENT_LOG, ["at", "kind", "event", "claims", "by", "maker"], log)

    def _event(self, event: Event, key: int, claims: int) -> dict[str, Any]:
        story, event.story = event.story, None  # it stands in its column alone: it changes without the event
        own = {"key": key, "id": event.id, "known_from": self._now, "updated_at": self._now, "maker": self._maker}
        return own | event_row(event, claims) | {"story": story}

    def index(self, sketches: Iterable[Sequence[int]], blocks: Iterable[Sequence[int]]) -> None:
        """Write the hashes by which later reports and claims find these: hash, day, and the key of report or claim.

        In the order of the hashes it takes a tenth of the time.
        """
        insert_many(self._db, SKETCHES, ["hash", "day", "report"], sketches)
        insert_many(self._db, BLOCKS, ["hash", "day", "claim"], blocks)

    def blocks(self) -> Iterator[tuple[int, int, int]]:
        """Yield the rows of `index` for all claims, from their features."""
        query = select(CLAIMS.c.key, CLAIMS.c.features).execution_options(yield_per=5000)
        for key, packed in self._db.execute(query):
            yield from ((hashed, day, key) for hashed, day in probes(features_of(packed)))

    def mend(self, copies: Iterable[str], claims: Iterable[str]) -> None:
        """Find anew what the reports `copies` were taken from, and the events of `claims` (refs) that are in none yet."""
        copying = Copying(self._db, self._maker, self._now)
        changed = copying.again(self.reports[name] for name in copies)
        dirty = {self.claims[ref] for ref in claims} | copying.borrow(changed)
        fusing = Fusing(self._db, self._maker, self._now, decisions(self._db))
        for chunk in chunks(sorted(dirty), _CLAIMS_AT_ONCE):
            fusing.fuse(chunk)

    def finish(self) -> None:
        """Write down that everything is fused."""
        if is_sqlite(self._db):
            for name in ("reports_text", "claims_text"):
                # Words came in some at a time, each time into an index of their own: a search would look through them all.
                self._db.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES ('optimize')")
        pending.end(self._db)
