"""Reports as JSON: one object a line, or a whole file with one or a list of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from according.errors import AccordingError, EmptyReportError, IntakeError, TooLargeError, UnreadableError
from according.intake.newsjson import articles, found_in
from according.intake.options import Failure, IntakeOptions
from according.intake.take import METADATA
from according.intake.taken import Taken, take

_KINDS = 'with a "text", or an article as ninjs, news-please or schema.org write it'
_SHAPE = f'Each line must be an object {_KINDS} (see docs/claims.md, "Many reports").'
_ESCAPED = 12
"""Bytes that one character can take in JSON: two ``\\uXXXX`` escapes."""
_AROUND = 65_536
"""Bytes of a line that may be anything but the text."""
_MARK = b"\xef\xbb\xbf"
MOST_IDS = 250_000
"""Ids of JSON lines that are remembered, to tell of two reports under one: bounds the memory."""
MOST_DOCUMENT = 64 * 1024 * 1024
"""Bytes of a JSON file that is no JSON lines: it has to be read whole."""


def as_record(line: bytes) -> dict[str, Any] | None:
    """Return the report in `line`, or None where it is none: for telling JSON lines from text."""
    if not line.lstrip(_MARK + b" \t\r\n").startswith(b"{"):
        return None
    return next(articles(_decoded(line)), None)


def holds_reports(data: bytes) -> bool:
    """Whether `data` is a JSON document with reports in it: for telling it from text."""
    if not data.lstrip(_MARK + b" \t\r\n").startswith((b"{", b"[")):
        return False
    return next(articles(_decoded(data)), None) is not None


def read_records(stream: BinaryIO, name: str, options: IntakeOptions) -> Iterator[Taken | Failure]:
    """Yield the reports of a stream of JSON lines in order; a bad line fails alone.

    A report without an id is called ``NAME:LINE``. Memory holds one line, and no line over the limit.
    Raises `EmptyReportError` where there is nothing in any line.
    """
    limit = options.max_chars * _ESCAPED + _AROUND
    number = held = 0
    known = _Ids()
    while line := stream.readline(limit + 1):
        number += 1
        place = f"{name}:{number}"
        try:
            if len(line) > limit:
                _skip_line(stream, line, limit)
                raise _too_long(place, options)
            line = line.removeprefix(_MARK) if number == 1 else line
            if line.strip():
                held += 1
                for one in _from_line(line.strip(), place, options):
                    if isinstance(one, Taken):
                        known.tell(one, number)
                    yield one
        except IntakeError as error:
            held += 1
            yield Failure(error.report or place, error)
    if not held:
        raise EmptyReportError("there is no report in it.", report=name, remedy="Check the file.")


class _Ids:
    """The ids of a stream of JSON lines, so that another report under a known one is told, and not only replaces it."""

    def __init__(self) -> None:
        self._lines: dict[str, tuple[int, int, str | None]] = {}

    def tell(self, one: Taken, line: int) -> None:
        """Add a warning to a report that says something else than the one of its id in an earlier line."""
        report = one.report
        said = hash((report.text, *(getattr(report, name) for name in METADATA)))
        before = self._lines.get(report.id)
        if before is None and len(self._lines) >= MOST_IDS:
            return
        self._lines[report.id] = (line, said, report.url)
        if before is None or before[1] == said or one.withdrawn:
            return
        what = (
            "in a ledger it gets an id of its own, being of another address"
            if before[2] and report.url and before[2] != report.url
            else "in a ledger it is a revision of that, and takes its place"
        )
        one.warnings.append(f"line {line} has the id of line {before[0]} and says something else: {what}.")


def read_line(line: bytes, place: str, options: IntakeOptions) -> Iterator[Taken | Failure]:
    """Yield the reports in one line of JSON, called `place` where they have no id; what cannot be taken is a failure."""
    try:
        if len(line) > options.max_chars * _ESCAPED + _AROUND:
            raise _too_long(place, options)
        yield from _from_line(line.strip(), place, options)
    except IntakeError as error:
        yield Failure(error.report or place, error)


def read_document(data: bytes, name: str, options: IntakeOptions) -> Iterator[Taken | Failure]:
    """Yield the reports of the JSON document `data` in order; a bad one fails alone.

    It is one record, a list of them, or a graph of JSON-LD. A report without an id is called NAME, or ``NAME:1`` and
    so on where there are several. Raises `UnreadableError` where it is no JSON or holds no report.
    """
    data = data.removeprefix(_MARK)
    try:
        parts = msgspec.json.decode(data, type=list[msgspec.Raw]) if data.lstrip()[:1] == b"[" else [data]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _no_json(error, "file", name) from error
    if not parts:
        raise NoReportError("the file holds no report.", report=name, remedy=_remedy("file"))
    for number, part in enumerate(parts, start=1):
        place = name if len(parts) == 1 else f"{name}:{number}"
        try:
            yield from _from_line(bytes(part), place, options, what="file" if len(parts) == 1 else "item")
        except IntakeError as error:
            if len(parts) == 1:
                raise
            yield Failure(error.report or place, error)


def _from_line(line: bytes, place: str, options: IntakeOptions, what: str = "line") -> Iterator[Taken | Failure]:
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _no_json(error, what, place) from error
    records = list(articles(value))
    if not records:
        raise NoReportError(f"the {what} holds no report.", report=place, remedy=_remedy(what))
    if len(records) == 1:
        yield _taken(records[0], line, place, options)
        return
    for number, record in enumerate(records, start=1):
        try:
            # The bytes of one article, not of all that stand beside it.
            yield _taken(record, msgspec.json.encode(record), f"{place}:{number}", options)
        except IntakeError as error:
            yield Failure(error.report or place, error)


class NoReportError(UnreadableError):
    """It is JSON, but no report is in it."""


def _taken(record: dict[str, Any], raw: bytes, place: str, options: IntakeOptions) -> Taken:
    try:
        return take(found_in(record, raw, place), options)
    except AccordingError as error:
        # The id alone does not say where in a million lines to look.
        if error.report != place:
            error.report = f"{place} ({error.report})"
        raise


def _too_long(place: str, options: IntakeOptions) -> TooLargeError:
    return TooLargeError(
        f"the line is over the limit of {options.max_chars:,} characters.",
        report=place,
        remedy="Split it, or raise the limit with --max-chars (in Python: max_chars=).",
    )


def _no_json(error: Exception, what: str, place: str) -> UnreadableError:
    reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
    return UnreadableError(f"the {what} is no JSON ({reason}).", report=place, remedy=_remedy(what))


def _remedy(what: str) -> str:
    return _SHAPE if what == "line" else f"It must be an object {_KINDS}, or a list of such."


def _decoded(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data.removeprefix(_MARK))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _skip_line(stream: BinaryIO, line: bytes, limit: int) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(limit)
