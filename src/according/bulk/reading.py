"""One part of the input to the tables of its reports, claims and failures: the work of one task, in either engine."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from according.bulk.files import Done, write_bytes, write_table
from according.bulk.marker import READING, TAKING, Marker
from according.bulk.plan import Part, Source
from according.bulk.tables import (
    OF_PART,
    Row,
    claim_rows,
    failure_row,
    gated_row,
    report_row,
    table,
    version_of,
)
from according.bulk.units import Unit, units
from according.claims import Reading, Report
from according.errors import AccordingError, BulkError, EmptyReportError, IntakeError
from according.intake.options import Failure, IntakeOptions
from according.intake.taken import Taken, check_readable

if TYPE_CHECKING:
    from according.language.gate import Gate
    from according.reading.reader import Reader

_log = logging.getLogger("according.bulk")


class Settings(msgspec.Struct, kw_only=True, frozen=True):
    """What decides the results of a job, the same for all of its tasks; `out` is a folder that all of them can write to."""

    input: str
    out: str
    gate: bool = True
    published: str | None = None
    publisher: str | None = None
    force: bool = False
    max_chars: int = 1_000_000

    @property
    def work(self) -> Path:
        """Where tasks keep what they did."""
        return Path(self.out) / "_work"

    def path(self, part: str, name: str) -> Path:
        """Return the file in which a task writes the table `name` of a part."""
        return self.work / "parts" / f"{part}.{name}.parquet"

    def done(self, part: str) -> Path:
        """Return the file that says that a part is done: it is written last."""
        return self.work / "parts" / f"{part}.done.json"


def read_part(settings: Settings, part: Part) -> Done:
    """Read a part and write its tables, in one step each; reading it again writes the same.

    A record that processes have died at, twice, is set aside. Raises `OSError` where the input or the folder of results
    cannot be reached: then nothing was written, and the part is to be tried again.
    """
    start = time.process_time()
    marker = Marker(settings.work / "at", part.id)
    task = _Task(settings, part, marker)
    with marker.at_work() as mark:
        task.run(mark.reach)
    task.done.seconds = round(time.process_time() - start, 3)
    for name in OF_PART:
        write_table(settings.path(part.id, name), table(name, task.rows[name]))
    write_bytes(settings.done(part.id), msgspec.json.encode(task.done))
    marker.clear()
    return task.done


class _Task:
    def __init__(self, settings: Settings, part: Part, marker: Marker) -> None:
        self.rows: dict[str, list[Row]] = {name: [] for name in OF_PART}
        self._seen: set[tuple[str, str]] = set()
        self.done = Done()
        self._settings, self._part, self._marker = settings, part, marker
        self._options = IntakeOptions(
            published=settings.published,
            publisher=settings.publisher,
            force=settings.force,
            max_chars=settings.max_chars,
            on_warning=lambda about, message: _log.info("%s: %s", about, message),
            keep_raw=False,
        )

    def run(self, reach: Callable[[tuple[int, int, int]], None]) -> None:
        source = Source.of(self._settings.input)
        for number, (name, unit) in enumerate(units(source, self._part, self._options)):
            for n, item in self._items(number, name, unit, reach):
                if isinstance(item, Failure):
                    self._fail(item)
                    continue
                place = (number, n, READING)
                if self._marker.poisoned(place):
                    self._fail(_deadly(item.report.id), item.report)
                    continue
                reach(place)
                self._take(item)

    def _items(
        self, number: int, name: str, unit: Unit, reach: Callable[[tuple[int, int, int]], None]
    ) -> Iterator[tuple[int, Taken | Failure]]:
        """Yield what is in a unit, up to where taking it in was the death of processes."""
        items: Iterator[Taken | Failure] | None = None
        for n in count():
            place = (number, n, TAKING)
            if self._marker.poisoned(place):
                yield n, _deadly(name)
                return
            reach(place)
            try:
                items = items if items is not None else unit()
                item = next(items, None)
            except IntakeError as error:
                item = Failure(error.report or name, error)
                items = iter(())
            except OSError:
                raise
            except Exception as error:
                item = Failure(name, _defect(error, name))
                items = iter(())
            if item is None:
                return
            yield n, item

    def _take(self, taken: Taken) -> None:
        report = taken.report
        try:
            check_readable(taken)
        except EmptyReportError as error:
            self._fail(Failure(report.id, error), report)
            return
        if (known := (report.id, version_of(report))) in self._seen:
            self.rows["failures"].append(failure_row(repeated(report.id), self._part.id, report.published))
            return
        self._seen.add(known)
        self.done.words += len(report.text.split())
        if self._settings.gate:
            gate = shared_gate()
            if not gate.passes(report.text, report.title):
                self.rows["gated"].append(gated_row(report, gate.score(report.text)))
                self.done.gated += 1
                return
        reading = _read(report)
        if isinstance(reading, Failure):
            self._fail(reading, report)
            return
        reading.warnings[:0] = taken.warnings
        try:
            claims = claim_rows(reading, self._part.id)
            self.rows["reports"].append(report_row(reading, self._part.id))
        except Exception as error:
            self._fail(Failure(report.id, _defect(error, report.id)), report)
            return
        self.rows["claims"] += claims
        self.done.reports += 1
        self.done.claims += len(claims)

    def _fail(self, failure: Failure, report: Report | None = None) -> None:
        self.rows["failures"].append(failure_row(failure, self._part.id, report.published if report else None))
        self.done.failures += 1


def _read(report: Report) -> Reading | Failure:
    try:
        return shared_reader().read(report)
    except AccordingError as error:
        error.report = error.report or report.id
        return Failure(report.id, error)
    except Exception as error:
        return Failure(report.id, _defect(error, report.id))


def _defect(error: Exception, where: str) -> AccordingError:
    _log.debug("defect at %s", where, exc_info=True)
    return AccordingError(
        f"a defect in according stopped the reading ({type(error).__name__}: {error}).",
        report=where,
        remedy="Please report it with the text.",
    )


def repeated(report: str) -> Failure:
    """Return the failure of a report that came more than once, of which another was kept."""
    error = BulkError("it came more than once: the latest version was kept.", report=report, remedy=None)
    return Failure(report, error)


def _deadly(where: str) -> Failure:
    error = BulkError(
        "the process that read it died, twice.", report=where, remedy="Read it alone with `according read` to see why."
    )
    return Failure(where, error)


@lru_cache(maxsize=1)
def shared_reader() -> Reader:
    """Return the process's reader, which reads with layers: fusion needs them."""
    from according.reading.reader import Reader

    return Reader(layers=True)


def shared_gate() -> Gate:
    """Return the process's gate."""
    from according.language.gate import shared_gate as gate

    return gate()


def made_by(settings: Settings) -> dict[str, str]:
    """Return what makes the results: version of the package, digests of model, tables and gate."""
    known = shared_reader().made_by()
    return known | ({"gate": shared_gate().digest} if settings.gate else {})
