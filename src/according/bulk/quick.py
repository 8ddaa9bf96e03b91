"""The whole of finished results into an empty ledger: reports and claims, and then copies and events as they are.

A ledger that fuses report by report comes to the same copies and events, at least five times slower. Reports and claims go in
some thousands at a time; copies and events in one transaction at the end. Until that has come the ledger says that it is not
done (`ledger.pending`), and loading again goes on. Where it then holds anything else, all of it is fused anew.

To a job two versions of one page are two reports, to a ledger they are revisions, of which one stands: the later ones are
left out, with the events that hold claims of theirs, and added behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from according import __version__
from according.bulk.results import Results
from according.bulk.scaffold import Hashes, Scaffold
from according.bulk.tables import version_of
from according.claims import Reading
from according.errors import AccordingError
from according.fusion.copies import sketch
from according.fusion.pairing import features
from according.intake.options import Failure
from according.knowledge import tables
from according.ledger import Added, Ledger, failing, pending
from according.ledger.adding import Batch
from according.ledger.connect import writing
from according.ledger.makers import maker_of
from according.ledger.refusing import refuse
from according.ledger.settling import Settling
from according.ledger.upgrade import moment

MOST_REPORTS, MOST_CLAIMS = 10_000, 40_000
"""Of one transaction: what an interruption costs at most."""
OnStage = Callable[[str, int, int], None]
"""Told of a stage after the reports are in, and how many of how many steps are done."""
_STEPS = 4
_ENCODE = msgspec.json.Encoder().encode


def is_right(ledger: Ledger, results: Results) -> bool:
    """Whether results may be taken as they are: this version would find the same, and nothing is in the ledger that fusion
    would bring together with them but what an earlier load of this kind left there."""
    made = results.manifest.made_by
    if (made.get("according"), made.get("tables")) != (__version__, tables.digest()):
        return False
    with ledger.read() as connection:
        return pending.is_empty(connection) or pending.pending(connection) is not None


def load(
    ledger: Ledger, results: Results, readings: Iterable[Reading | Failure], on_stage: OnStage
) -> Iterator[Added | Failure]:
    """Load `results`, whose reports are `readings`; each comes out when it is safe, and events are there after the last."""
    quick = _Quick(ledger, results, on_stage)
    yield from quick.reports(readings)
    quick.settle()
    yield from ledger.add_many(quick.revisions)


class _Quick:
    def __init__(self, ledger: Ledger, results: Results, on_stage: OnStage) -> None:
        self._ledger, self._results, self._on_stage = ledger, results, on_stage
        self._scaffold = Scaffold(results.folder, results.manifest)
        self._later = results.later_versions()
        self.revisions: list[Reading] = []
        """Later versions of pages, to be added when all else is there."""
        self._reports = self._claims = 0
        self._plain = True
        """Whether every report came in as it is, or had."""

    def reports(self, readings: Iterable[Reading | Failure]) -> Iterator[Added | Failure]:
        """Add reports and claims, without events."""
        for window in _windows(self._first(readings)):
            for one in self._add(window):
                self._plain = self._plain and isinstance(one, Added) and one.status in ("new", "unchanged")
                yield one

    def _first(self, readings: Iterable[Reading | Failure]) -> Iterator[Reading | Failure]:
        for one in readings:
            if isinstance(one, Reading) and one.report.id in self._later:
                self.revisions.append(one)
                continue
            self._reports += 1
            self._claims += len(one.claims) if isinstance(one, Reading) else 0
            yield one

    def _add(self, window: list[Reading | Failure]) -> list[Added | Failure]:
        readings = [one for one in window if isinstance(one, Reading)]
        described = self._described(readings)
        found: list[Added | Failure] = []
        with self._ledger.write() as connection:
            now = moment()
            pending.begin(connection, str(self._results.folder.absolute()))
            batch = Batch(connection, now, fuse=False, described=described)
            batch.expect((reading, None) for reading in readings)
            for one in window:
                try:
                    if isinstance(one, Failure):
                        raise one.error
                    found.append(batch.take(one, None))
                except AccordingError as error:
                    name = one.source if isinstance(one, Failure) else one.report.id
                    failing.note(connection, name, error, now)
                    found.append(Failure(name, error))
            batch.finish()
        return found

    def _described(self, readings: list[Reading]) -> dict[str, list[str]]:
        """Return the packed features of the claims of reports, by their ids: as they were kept, else found anew."""
        known = self._scaffold.features({one.report.id: version_of(one.report) for one in readings})
        found: dict[str, list[str]] = {}
        for one in readings:
            own = known.get(one.report.id, {})
            if all(claim.id in own for claim in one.claims):
                found[one.report.id] = [own[claim.id] for claim in one.claims]
            else:
                found[one.report.id] = [_ENCODE(claim).decode() for claim in features(one)]
        return found

    def settle(self) -> None:
        """Write copies and events, and what later reports are compared by; or fuse all anew, where more than that is there."""
        with writing(self._ledger.engine, unchecked=True) as connection:
            if pending.pending(connection) is None:
                return  # another process has done it, or nothing was read
            settling = Settling(connection, moment())
            if self._plain and settling.is_whole(self._reports, self._claims):
                self._settle(settling)
            else:
                self._on_stage("anew", 0, 1)
                refuse(connection, maker_of(connection, {}), moment())

    def _settle(self, settling: Settling) -> None:
        results, later = self._results, self._later
        found = results.membership(later)
        self._on_stage("copies", 1, _STEPS)
        links = list(results.copies())
        lost = {copy.report for original, copy in links if original in later} - later
        kept = [link for link in links if link[0] not in later and link[1].report not in later]
        settling.copies(kept, found.passages)
        self._on_stage("events", 2, _STEPS)
        settling.events(results.events(found.members), found.members)
        self._on_stage("index", 3, _STEPS)
        sketches = self._scaffold.sketches(settling.reports, settling.days)
        blocks = self._scaffold.blocks(settling.claims)
        settling.index(
            _tuples(sketches) if sketches is not None else sorted(self._sketched(settling)),
            _tuples(blocks) if blocks is not None else sorted(settling.blocks()),
        )
        settling.mend(lost, found.loose)
        settling.finish()
        self._on_stage("index", 4, _STEPS)

    def _sketched(self, settling: Settling) -> Iterator[tuple[int, int, int]]:
        for name, text in self._results.texts(self._later):
            yield from ((hashed, settling.days[name], settling.reports[name]) for hashed in sketch(text))


def _windows(readings: Iterable[Reading | Failure]) -> Iterator[list[Reading | Failure]]:
    held: list[Reading | Failure] = []
    claims = 0
    for one in readings:
        held.append(one)
        claims += len(one.claims) if isinstance(one, Reading) else 0
        if len(held) >= MOST_REPORTS or claims >= MOST_CLAIMS:
            yield held
            held, claims = [], 0
    if held:
        yield held


def _tuples(rows: Hashes) -> Iterator[tuple[int, int, int]]:
    for start in range(0, len(rows.hashes), 100_000):
        part = slice(start, start + 100_000)
        yield from zip(*(side[part].tolist() for side in rows), strict=True)
