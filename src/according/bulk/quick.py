"""The whole of finished results into an empty ledger: reports and claims, and then copies and events as they are.

A ledger that fuses report by report comes to the same copies and events, some ten times slower. Reports and claims go in
some thousands at a time; copies and events in one transaction at the end. Until that has come the ledger says that it is not
done (`ledger.pending`), and loading again goes on. Where it then holds anything else, all of it is fused anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from pyarrow import dataset

from according import __version__
from according.bulk.files import Manifest
from according.bulk.scaffold import Hashes, Scaffold
from according.bulk.tables import event_of, version_of
from according.claims import Reading, Report, Span
from according.errors import AccordingError
from according.events import ChangedNumber, CopyOf, Event
from according.fusion.copies import sketch
from according.fusion.pairing import features
from according.intake.options import Failure
from according.knowledge import tables
from according.ledger import Added, Ledger, failing, pending
from according.ledger.adding import Batch, page_of
from according.ledger.connect import writing
from according.ledger.makers import maker_of
from according.ledger.refusing import refuse
from according.ledger.settling import Settling
from according.ledger.upgrade import moment

MOST_REPORTS, MOST_CLAIMS = 10_000, 40_000
"""Of one transaction: what an interruption costs at most."""
OnStage = Callable[[str, int, int], None]
"""Told of a stage after the reports are in, and how many of how many steps are done."""
_ENCODE = msgspec.json.Encoder().encode
_SPANS = msgspec.json.Decoder(list[Span]).decode
_NUMBERS = msgspec.json.Decoder(list[ChangedNumber]).decode


@dataclass(frozen=True, slots=True)
class Results:
    """A folder of finished results."""

    folder: Path
    manifest: Manifest

    def rows(self, name: str, columns: list[str]) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table, some at a time; none where there is no file."""
        if next((self.folder / name).rglob("*.parquet"), None) is None:
            return
        held = dataset.dataset(self.folder / name, format="parquet")
        for batch in held.to_batches(columns=columns, batch_size=20_000):
            yield from batch.to_pylist()

    def count(self, name: str) -> int:
        """Return how many rows a table has."""
        held = dataset.dataset(self.folder / name, format="parquet")
        return int(held.count_rows())


def is_right(ledger: Ledger, results: Results) -> bool:
    """Whether results may be taken as they are: nothing is in the ledger that fusion would bring together with them, this
    version would find the same, and no two reports are versions of one page, of which a ledger keeps one."""
    with ledger.read() as connection:
        if not pending.is_empty(connection) and pending.pending(connection) is None:
            return False
    made = results.manifest.made_by
    if (made.get("according"), made.get("tables")) != (__version__, tables.digest()):
        return False
    pages: set[str] = set()
    count = 0
    for row in results.rows("reports", ["report", "url"]):
        pages.add(page_of(Report(id=row["report"], text="", url=row["url"]), None))
        count += 1
    return len(pages) == count


def load(
    ledger: Ledger, results: Results, readings: Iterable[Reading | Failure], on_stage: OnStage
) -> Iterator[Added | Failure]:
    """Load `results`, whose reports are `readings`; each comes out when it is safe, and events are there after the last."""
    scaffold = Scaffold(results.folder, results.manifest)
    known = True
    for window in _windows(readings):
        for one in _add(ledger, results, scaffold, window):
            known = known and isinstance(one, Added) and one.status in ("new", "unchanged")
            yield one
    with writing(ledger.engine, unchecked=True) as connection:
        settling = Settling(connection, moment())
        counts = (results.count("reports"), results.count("claims"))
        if known and settling.is_whole(*counts):
            _settle(settling, results, scaffold, on_stage)
        elif pending.pending(connection) is not None:
            on_stage("anew", 0, 1)
            refuse(connection, maker_of(connection, {}), moment())


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


def _add(
    ledger: Ledger, results: Results, scaffold: Scaffold, window: list[Reading | Failure]
) -> list[Added | Failure]:
    readings = [one for one in window if isinstance(one, Reading)]
    described = _described(scaffold, readings)
    found: list[Added | Failure] = []
    with ledger.write() as connection:
        now = moment()
        pending.begin(connection, str(results.folder))
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


def _described(scaffold: Scaffold, readings: list[Reading]) -> dict[str, list[str]]:
    """Return the packed features of the claims of reports, by their ids: as they were kept, else found anew."""
    known = scaffold.features({one.report.id: version_of(one.report) for one in readings})
    found: dict[str, list[str]] = {}
    for one in readings:
        own = known.get(one.report.id, {})
        if all(claim.id in own for claim in one.claims):
            found[one.report.id] = [own[claim.id] for claim in one.claims]
        else:
            found[one.report.id] = [_ENCODE(claim).decode() for claim in features(one)]
    return found


def _settle(settling: Settling, results: Results, scaffold: Scaffold, on_stage: OnStage) -> None:
    members: dict[str, list[str]] = {}
    passages: dict[str, str] = {}
    for row in results.rows("claims", ["report", "claim", "event_id", "copy_of"]):
        ref = f"{row['report']}/{row['claim']}"
        members.setdefault(row["event_id"], []).append(ref)
        if row["copy_of"] is not None:
            passages[ref] = row["copy_of"]
    on_stage("copies", 1, 4)
    settling.copies(_copies(results), passages)
    on_stage("events", 2, 4)
    settling.events(_events(results), members)
    on_stage("index", 3, 4)
    sketches = scaffold.sketches(settling.reports, settling.days)
    blocks = scaffold.blocks(settling.claims)
    settling.index(
        _tuples(sketches) if sketches is not None else sorted(_sketched(results, settling)),
        _tuples(blocks) if blocks is not None else sorted(settling.blocks()),
    )
    settling.finish()
    on_stage("index", 4, 4)


def _copies(results: Results) -> Iterator[tuple[str, CopyOf]]:
    for row in results.rows("copies", ["original", "report", "containment", "passage", "changed"]):
        passage, changed = _SPANS(row["passage"]), _NUMBERS(row["changed"])
        yield (
            row["original"],
            CopyOf(report=row["report"], containment=row["containment"], passage=passage, changed=changed),
        )


def _events(results: Results) -> Iterator[Event]:
    return (event_of(row["body"]) for row in results.rows("events", ["body"]))


def _sketched(results: Results, settling: Settling) -> Iterator[tuple[int, int, int]]:
    for row in results.rows("reports", ["report", "text"]):
        name = row["report"]
        yield from ((hashed, settling.days[name], settling.reports[name]) for hashed in sketch(row["text"]))


def _tuples(rows: Hashes) -> Iterator[tuple[int, int, int]]:
    for start in range(0, len(rows.hashes), 100_000):
        part = slice(start, start + 100_000)
        yield from zip(*(side[part].tolist() for side in rows), strict=True)
