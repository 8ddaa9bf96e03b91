"""What was taken in, read and added a few at a time, so that an interrupted add goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import monotonic

from according.claims import Reading, Report
from according.intake.options import Failure
from according.intake.taken import Taken
from according.ledger.adding import Added
from according.ledger.store import Addable, Ledger

OnRead = Callable[[Reading], None]


@dataclass(frozen=True, slots=True)
class Filling:
    """How a ledger is filled.

    `read` reads a report, `on_read` is told of each that was read. `reports` and
    `seconds` are how much is written at once: what a crash may cost, and what a reader of the ledger may have to wait
    for. With `anywhere` a text that stands in the ledger under another name is not added again.
    """

    read: Callable[[Report], Reading | Failure]
    on_read: OnRead | None = None
    reports: int = 100
    seconds: float = 3.0
    anywhere: bool = False


def fill(ledger: Ledger, items: Iterable[Taken | Failure], how: Filling) -> Iterator[Added | Failure]:
    """Read `items` and add them to `ledger`; what comes out is safe. What is there already is not read again.

    What was read when Ctrl-C came is still added, and comes out, before `KeyboardInterrupt` goes on.
    """
    lot: list[Addable] = []
    since = monotonic()
    try:
        for item in items:
            known = _known(ledger, item, how)
            if known is not None:
                yield known
                continue
            lot.append(_read(item, how))
            if len(lot) >= how.reports or monotonic() - since >= how.seconds:
                full, lot = lot, []
                yield from ledger.add_many(full)
                since = monotonic()
    except KeyboardInterrupt:
        yield from ledger.add_many(lot)
        raise
    yield from ledger.add_many(lot)


def _known(ledger: Ledger, item: Taken | Failure, how: Filling) -> Added | None:
    if isinstance(item, Failure) or item.withdrawn:
        return None
    known = ledger.known(item.report, item, anywhere=how.anywhere)
    return Added(report_id=known, status="unchanged") if known is not None else None


def _read(item: Taken | Failure, how: Filling) -> Addable:
    if isinstance(item, Failure):
        return item
    if item.withdrawn and not item.report.text:
        return Reading(report=item.report, claims=[], warnings=list(item.warnings)), item
    reading = how.read(item.report)
    if isinstance(reading, Failure):
        return Failure(reading.source, reading.error, item.origin)
    reading.warnings[:0] = item.warnings
    if how.on_read is not None:
        how.on_read(reading)
    return reading, item
