"""From Python: one report with `read`, many with `read_many`, and into a ledger with `open_ledger` and `add_many`."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from according.claims import Reading, Report
from according.errors import AccordingError, UnreadableError
from according.intake import (
    DEFAULT_MAX_CHARS,
    Failure,
    IntakeOptions,
    Taken,
    is_single,
    iso_date,
    open_reports,
    open_taken,
)
from according.intake.options import log_warning
from according.intake.take import take_text

if TYPE_CHECKING:
    from according.ledger import Added, Ledger
    from according.ledger.filling import OnRead
    from according.reading.reader import Reader

Source = str | Path | Report
"""A text (`str`), a file or folder (`pathlib.Path`), or a report. A `str` is never a path."""

_log = logging.getLogger("according")
_lock = threading.Lock()
_readers: dict[bool, Reader] = {}


def read(
    source: Source,
    *,
    published: str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    layers: bool = False,
    force: bool = False,
    max_chars: int = DEFAULT_MAX_CHARS,
) -> Reading:
    """Read one report and return its claims, every span in code points of ``reading.report.text``.

    `source` is the text itself (a `str`), the path of a file (a `pathlib.Path`), or a `Report`.
    `published` (a date), `publisher` and `title` stand in where the report does not say. `layers` adds
    everything found in the report, used by a claim or not. `force` reads a text that is not English.
    Raises an `IntakeError` where the report cannot be taken in, `ModelError` where the engine is missing,
    `ValueError` where `published` is no date.
    """
    options, noted = _options(published, publisher, title, force, max_chars)
    if isinstance(source, Path) and not is_single([source]):
        raise UnreadableError(
            "a folder or a file of JSON lines holds many reports.",
            report=str(source),
            remedy="Use according.read_many([path]).",
        )
    report = next(iter(_taken(source, options)), None)
    if report is None or isinstance(report, Failure):
        raise report.error if report else UnreadableError("there is no report in it.", report=str(source))
    return read_report(report, shared_reader(layers), noted)


def read_many(
    sources: Iterable[Source],
    *,
    published: str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    layers: bool = False,
    force: bool = False,
    max_chars: int = DEFAULT_MAX_CHARS,
) -> Iterator[Reading | Failure]:
    """Read many reports, one at a time, in order: an endless iterable is as good as a list.

    Each of `sources` is what `read` takes, or the `pathlib.Path` of a folder or of a ``.jsonl[.gz]`` file,
    which holds many. A report that cannot be read comes out as a `Failure`, and the rest goes on.
    """
    if isinstance(sources, (str, Path, Report)):
        raise TypeError("read_many() takes an iterable of sources; put the one source in a list")
    options, noted = _options(published, publisher, title, force, max_chars)
    return _each(sources, options, noted, layers)


def _each(
    sources: Iterable[Source], options: IntakeOptions, noted: dict[str, list[str]], layers: bool
) -> Iterator[Reading | Failure]:
    reader = shared_reader(layers)
    for source in sources:
        for report in _taken(source, options):
            read = report if isinstance(report, Failure) else read_or_fail(report, reader, noted)
            if isinstance(read, Failure):
                noted.pop(read.source, None)
            yield read
        for about, messages in noted.items():  # a folder's, that no report carries
            for message in messages:
                log_warning(about, message)
        noted.clear()


def open_ledger(path_or_url: str | Path, *, create: bool = True, readonly: bool = False) -> Ledger:
    """Open the ledger in a file (SQLite) or at a ``postgresql://`` address; it is made where it is not there.

    With `create` False a ledger that is not there is an error, with `readonly` nothing is written to it. Raises
    `LedgerError` where it cannot be opened, `LedgerLockedError` where another process keeps it.
    """
    from according.ledger import open_ledger as opened

    return opened(path_or_url, create=create, readonly=readonly)


def add_many(
    ledger: Ledger,
    sources: Iterable[Source],
    *,
    published: str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    force: bool = False,
    max_chars: int = DEFAULT_MAX_CHARS,
    originals: bool = True,
) -> Iterator[Added | Failure]:
    """Read many reports and add them to `ledger`; each comes out when it is safe there. Adding twice changes nothing.

    `sources` and the options are those of `read_many`. With `originals` the bytes that each report was drawn from are
    kept as well. What fails is written down in the ledger (`Ledger.failures`), and the rest goes on.
    """
    if isinstance(sources, (str, Path, Report)):
        raise TypeError("add_many() takes an iterable of sources; put the one source in a list")
    options, noted = _options(published, publisher, title, force, max_chars)
    options = dataclasses.replace(options, keep_raw=originals)

    def taken() -> Iterator[Taken | Failure]:
        for source in sources:
            if isinstance(source, Path):
                yield from open_taken([source], options)
                continue
            for report in _taken(source, options):
                yield report if isinstance(report, Failure) else _as_taken(report, noted.pop(report.id, []))

    return add_taken(ledger, taken())


def add_taken(
    ledger: Ledger,
    items: Iterable[Taken | Failure],
    *,
    on_read: OnRead | None = None,
    anywhere: bool = False,
    at_once: int = 100,
) -> Iterator[Added | Failure]:
    """Read what the intake took and add it to `ledger`, `at_once` reports in a transaction. See `ledger.filling`."""
    from according.ledger.filling import Filling, fill

    def read_one(report: Report) -> Reading | Failure:
        return read_or_fail(report, shared_reader(layers=True), {})

    yield from fill(ledger, items, Filling(read=read_one, on_read=on_read, reports=at_once, anywhere=anywhere))


def _as_taken(report: Report, warnings: list[str]) -> Taken:
    digest = hashlib.sha256(report.text.encode("utf-8", "surrogatepass")).hexdigest()
    return Taken(report=report, raw=None, media_type="text/plain", digest=digest, warnings=warnings)


def shared_reader(layers: bool = False) -> Reader:
    """Return the process's reader: the model is loaded once, whoever asks."""
    with _lock:
        if layers not in _readers:
            from according.reading.reader import Reader

            _readers[layers] = Reader(layers=layers)
        return _readers[layers]


def read_report(report: Report, reader: Reader, noted: dict[str, list[str]]) -> Reading:
    """Read `report`, and put what the intake `noted` about it (by report id) among the warnings."""
    reading = reader.read(report)
    reading.warnings[:0] = noted.pop(report.id, [])
    return reading


def read_or_fail(report: Report, reader: Reader, noted: dict[str, list[str]]) -> Reading | Failure:
    """Read `report`; an error, even a defect of ours, is a `Failure` so that a batch goes on."""
    try:
        return read_report(report, reader, noted)
    except AccordingError as error:
        error.report = error.report or report.id
        return Failure(report.id, error)
    except Exception as error:
        _log.debug("defect while reading %s", report.id, exc_info=True)
        defect = AccordingError(
            f"a defect in according stopped the reading ({type(error).__name__}: {error}).",
            report=report.id,
            remedy="Please report it with the text.",
        )
        defect.__cause__ = error
        return Failure(report.id, defect)


def _options(
    published: str | None, publisher: str | None, title: str | None, force: bool, max_chars: int
) -> tuple[IntakeOptions, dict[str, list[str]]]:
    date = iso_date(published)
    if published is not None and date is None:
        raise ValueError(f"published={published!r} is no date, or could be two: write YYYY-MM-DD")
    noted: dict[str, list[str]] = {}
    options = IntakeOptions(
        published=date,
        publisher=publisher,
        title=title,
        force=force,
        max_chars=max_chars,
        on_warning=lambda report, message: noted.setdefault(report, []).append(message),
    )
    return options, noted


def _taken(source: Source, options: IntakeOptions) -> Iterator[Report | Failure]:
    if isinstance(source, Path):
        yield from open_reports([source], options)
        return
    try:
        yield _checked(source, options) if isinstance(source, Report) else _in_memory(source, options)
    except AccordingError as error:
        yield Failure(error.report or "text", error)


def _in_memory(text: str, options: IntakeOptions) -> Report:
    if len(text) < 256 and "\n" not in text and "\x00" not in text and os.path.isfile(text):
        raise UnreadableError(
            "this is the name of a file, and a str is read as the report's text.",
            report=text,
            remedy="Pass pathlib.Path(...) to read the file.",
        )
    # An id of its own for every text, and the same one for the same text on any day and machine.
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return take_text(text, f"text-{digest}", {}, options)


def _checked(report: Report, options: IntakeOptions) -> Report:
    """Check a caller's report as any other; what it says of itself stays."""
    known = {
        "title": report.title,
        "published_at": report.published_at,
        "publisher": report.publisher,
        "url": report.url,
        "published": report.published,
        "language": report.language,
    }
    return take_text(report.text, report.id, known, options)
