"""Reports as JSON, one object a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from according.claims import Report
from according.errors import AccordingError, IntakeError, TooLargeError, UnreadableError
from according.intake.options import Failure, IntakeOptions
from according.intake.take import METADATA, take_text

_SHAPE = 'Each line must be an object with a "text" (see docs/schema.md, "Many reports").'
_ESCAPED = 12
"""Bytes that one character can take in JSON: two ``\\uXXXX`` escapes."""
_AROUND = 65_536
"""Bytes of a line that may be anything but the text."""


def as_record(line: bytes) -> dict[str, Any] | None:
    """Return the report in `line`, or None where it is none: for telling JSON lines from text."""
    if not line.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    try:
        record = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return record if isinstance(record, dict) and isinstance(record.get("text"), str) else None


def read_records(stream: BinaryIO, name: str, options: IntakeOptions) -> Iterator[Report | Failure]:
    """Yield the reports of a stream of JSON lines in order; a bad line fails alone.

    A report without an id is called ``NAME:LINE``. Memory holds one line, and no line over the limit.
    """
    limit = options.max_chars * _ESCAPED + _AROUND
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        place = f"{name}:{number}"
        try:
            if len(line) > limit:
                _skip_line(stream, line, limit)
                raise TooLargeError(
                    f"the line is over the limit of {options.max_chars:,} characters.",
                    report=place,
                    remedy="Split it, or raise the limit with --max-chars (in Python: max_chars=).",
                )
            line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            if line.strip():
                yield _report(line, place, options)
        except IntakeError as error:
            yield Failure(error.report or place, error)


def read_record(record: dict[str, Any], place: str, options: IntakeOptions) -> Report:
    """Return the report of one decoded record. Raises what `take_text` raises."""
    given = record.get("id")
    report_id = str(given) if isinstance(given, (str, int)) and str(given).strip() else place
    known = {key: record.get(key) for key in METADATA}
    return take_text(record["text"], report_id, known, options)


def _report(line: bytes, place: str, options: IntakeOptions) -> Report:
    try:
        record = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreadableError(f"the line is no JSON ({error}).", report=place, remedy=_SHAPE) from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise UnreadableError("the line holds no report.", report=place, remedy=_SHAPE)
    try:
        return read_record(record, place, options)
    except AccordingError as error:
        # The id alone does not say where in a million lines to look.
        if error.report != place:
            error.report = f"{place} ({error.report})"
        raise


def _skip_line(stream: BinaryIO, line: bytes, limit: int) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(limit)
