"""Our own lines of JSON, which lose nothing: written by `write_jsonl`, read back by `read_jsonl`.

Each line is an object with its ``kind`` and, under that name, the record: ``meta`` (first: the version of the format
and the stamp), ``reading``, ``report``, ``copies``, ``event``, ``review``. Lines of ``according read``, ``events``
and ``copies`` with ``--format jsonl``, which have no ``kind``, are read as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

import msgspec

from according.claims import Reading, Report, Span
from according.errors import ExchangeError
from according.events import CopyGroup, Event
from according.exchange.jsonout import as_fields
from according.exchange.ledger.data import Exported, LedgerData, Review, What
from according.exchange.ledger.shared import json_line

FORMAT = "according-ledger"
VERSION = 1
READING_SCHEMA = "1"

Kind = Literal["meta", "reading", "report", "copies", "event", "review"]
OnError = Callable[[ExchangeError], None]


class Meta(msgspec.Struct, kw_only=True):
    """The first line: what the lines are and what made them."""

    format: str = FORMAT
    version: int = VERSION
    holds: str = "all"
    """What was exported: ``all``, ``claims``, ``events`` or ``reports``."""
    made_by: dict[str, str] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One line that was read: its kind, its number from 1, and the record."""

    kind: Kind
    line: int
    value: Meta | Reading | Report | CopyGroup | Event | Review


_SHAPES: Mapping[str, Any] = {
    "meta": Meta,
    "reading": Reading,
    "report": Report,
    "copies": CopyGroup,
    "event": Event,
    "review": dict[str, Any],
}
_BARE: Mapping[str, frozenset[str]] = {
    "reading": frozenset(("report", "claims")),
    "event": frozenset(("accounts", "status")),
    "copies": frozenset(("original", "copies")),
}
"""By which fields a line without a kind is told."""


def write_jsonl(what: What, data: LedgerData, stream: BinaryIO) -> Exported:
    """Write a line a record: reports with their claims, groups of copies, events, reviews, in this order."""
    done = Exported()

    def write(kind: Kind, value: Any) -> None:
        stream.write(json_line({"kind": kind, kind: value}))
        done.records += kind != "meta"

    write("meta", Meta(holds=what, made_by=dict(data.made_by)))
    if what in ("all", "claims"):
        for reading in data.readings:
            write("reading", as_fields(reading))
    if what == "reports":
        for reading in data.readings:
            write("report", reading.report)
    if what in ("all", "reports", "events"):
        for group in data.copies:
            write("copies", group)
    if what in ("all", "events"):
        for event in data.events:
            write("event", event)
    if what == "all":
        for review in data.reviews:
            write("review", review)
    return done


def read_jsonl(stream: BinaryIO, *, name: str = "import", on_error: OnError | None = None) -> Iterator[Record]:
    """Yield the records of lines of JSON as they stand, without holding more than one.

    `name` is the file's name for messages. With `on_error` a line that cannot be read is reported to it and the rest
    goes on; without, it is raised. Every span of a reading is checked to quote its text.

    Raises:
        ExchangeError: a line is no record of ours (only without `on_error`), or the file is of a version that is
            not known, after which nothing in it can be trusted.
    """
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        try:
            record = _record(line.removeprefix(b"\xef\xbb\xbf"), number, where)
        except ExchangeError as error:
            if on_error is None:
                raise
            on_error(error)
            continue
        if isinstance(record.value, Meta):
            _check_version(record.value, where)
        yield record


def _record(line: bytes, number: int, where: str) -> Record:
    try:
        fields = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        kind = msgspec.json.decode(fields["kind"], type=str) if "kind" in fields else _kind_of_bare(fields)
        if kind not in _SHAPES:
            raise ExchangeError(
                f"there is no kind of record {kind!r}." if kind else "this is no record of a ledger.",
                report=where,
                remedy=f"A line has a kind ({', '.join(_SHAPES)}) and the record under that name.",
            )
        record = fields.get(kind) if "kind" in fields else line
        if record is None:
            raise ExchangeError(
                f"the line says it is a {kind} and has none.", report=where, remedy="Export the ledger again."
            )
        value = msgspec.json.decode(record, type=_SHAPES[kind])
    except msgspec.MsgspecError as error:
        raise ExchangeError(
            f"the line cannot be read ({error}).",
            report=where,
            remedy="It is cut off or was changed: export the ledger again, or take the line out.",
        ) from error
    except UnicodeDecodeError as error:
        raise ExchangeError(
            "the line is not UTF-8.", report=where, remedy="Save the file as UTF-8, or export the ledger again."
        ) from error
    if isinstance(value, Reading):
        _check_reading(value, where)
    return Record(kind, number, value)  # type: ignore[arg-type]


def _kind_of_bare(fields: Mapping[str, Any]) -> str:
    return next((kind for kind, names in _BARE.items() if names <= fields.keys()), "")


def _check_version(meta: Meta, where: str) -> None:
    if meta.format != FORMAT:
        raise ExchangeError(
            f"the file is of the format {meta.format!r}, not {FORMAT!r}.",
            report=where,
            remedy="Give a file that `according export --format jsonl` wrote.",
        )
    if meta.version != VERSION:
        raise ExchangeError(
            f"the file is of version {meta.version}, and this program knows version {VERSION}.",
            report=where,
            remedy="Take the program that wrote it, or a newer one: pip install --upgrade according",
        )


def _check_reading(reading: Reading, where: str) -> None:
    if reading.schema != READING_SCHEMA:
        raise ExchangeError(
            f"the reading is of schema {reading.schema!r}, and this program knows {READING_SCHEMA!r}.",
            report=where,
            remedy="Take the program that wrote it, or a newer one: pip install --upgrade according",
        )
    for quoted, span in quotations((reading.claims, reading.layers)):
        start, end = span
        if not 0 <= start <= end or reading.report.text[start:end] != quoted:
            raise ExchangeError(
                f"{reading.report.id}: the span {start}-{end} does not quote {quoted[:60]!r}.",
                report=where,
                span=span,
                remedy="The text or a span was changed since: export the ledger again, or read the report anew.",
            )


def quotations(value: Any) -> Iterator[tuple[str, Span]]:
    """Yield every quoted string within `value` with its span: `text`, `source` and `cue` of any part."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from quotations(item)
    elif isinstance(value, msgspec.Struct):
        for words, where in (("text", "span"), ("source", "span"), ("cue", "cue_span")):
            quoted, span = getattr(value, words, None), getattr(value, where, None)
            if isinstance(quoted, str) and span is not None:
                yield quoted, span
        for name in value.__struct_fields__:
            yield from quotations(getattr(value, name))
