"""The tables of a bulk job: what a task writes of its part, and what the job writes by day.

The columns that other programs look at are those of ``according export parquet`` (`exchange.ledger.columns`). Besides, a
report has its text and a claim its whole body, so that a ledger can be filled from them without loss.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import msgspec
import pyarrow as pa

from according.claims import Claim, Layers, Reading, Report
from according.events import CopyOf, Event
from according.exchange.ledger.columns import (
    CLAIM_COLUMNS,
    EVENT_COLUMNS,
    REPORT_COLUMNS,
    ClaimRow,
    Column,
    ReportRow,
    TallyRow,
)
from according.exchange.ledger.shared import main_place
from according.fusion.copies import sketch
from according.fusion.pairing import Features, features, layers_looked_at
from according.intake.options import Failure

Row = dict[str, Any]
NO_DAY = "none"
"""Name of the partition of what has no day."""
_TYPES = {
    "text": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "list": pa.list_(pa.string()),
}  # fmt: skip


def _fields(columns: Sequence[Column[Any]]) -> list[tuple[str, pa.DataType]]:
    return [(column.name, _TYPES[column.kind]) for column in columns]


_WORK: list[tuple[str, pa.DataType]] = [("day", pa.string())]
_TASK: list[tuple[str, pa.DataType]] = [*_WORK, ("part", pa.string()), ("version", pa.string())]
REPORTS = pa.schema(
    [*_TASK, *_fields(REPORT_COLUMNS), ("text", pa.string()), ("layers", pa.string()), ("made_by", pa.string()),
     ("sketch", pa.list_(pa.int64()))]
)  # fmt: skip
CLAIMS = pa.schema(
    [*_TASK, ("event_id", pa.string()), *_fields(CLAIM_COLUMNS), ("body", pa.string()), ("fused_day", pa.int32()),
     ("keys", pa.list_(pa.int64())), ("features", pa.string())]
)  # fmt: skip
FAILURES = pa.schema([(name, pa.string()) for name in ("day", "source", "kind", "reason", "remedy", "origin", "part")])
GATED = pa.schema([(name, pa.string()) for name in ("day", "report", "title", "publisher", "url")] + [("score", pa.float32())])  # fmt: skip
_OF_EVENT = EVENT_COLUMNS[: next(n for n, c in enumerate(EVENT_COLUMNS) if c.name == "claimant")]
EVENTS = pa.schema([*_WORK, *_fields(_OF_EVENT), ("claims", pa.int64()), ("body", pa.string())])
COPIES = pa.schema(
    [*_WORK, ("original", pa.string()), ("report", pa.string()), ("containment", pa.float64()),
     ("passage", pa.string()), ("changed", pa.string())]
)  # fmt: skip
SCHEMAS: Mapping[str, pa.Schema] = {
    "reports": REPORTS, "claims": CLAIMS, "failures": FAILURES, "gated": GATED, "events": EVENTS, "copies": COPIES,
}  # fmt: skip
OF_PART = ("reports", "claims", "failures", "gated")
"""Tables that each task writes."""
SCAFFOLD = ("part", "version", "sketch", "keys", "features", "fused_day")
"""Columns of these that only fusion needs: they are left out of what the job writes by day."""


def day_of(moment: str | None) -> str:
    """Return the partition of a day or moment."""
    return moment[:10] if moment else NO_DAY


def report_row(reading: Reading, part: str) -> Row:
    """Return the row of a report that was read with layers."""
    report = reading.report
    row: Row = {column.name: column.get(ReportRow(reading, None, reading.made_by)) for column in REPORT_COLUMNS}
    # What fusion looks at, so that a ledger that is filled from here finds the same events.
    kept = layers_looked_at(reading.layers) if reading.layers is not None else None
    return row | {
        "day": day_of(report.published),
        "text": report.text,
        "layers": _json(kept) if kept is not None else None,
        "made_by": _json(reading.made_by),
        "part": part,
        "version": version_of(report),
        "sketch": sketch(report.text),
    }


def claim_rows(reading: Reading, part: str) -> list[Row]:
    """Return the rows of the claims of a report that was read with layers."""
    report, version = reading.report, version_of(reading.report)
    described = features(reading) if reading.claims else []
    rows = []
    for claim, one in zip(reading.claims, described, strict=True):
        told = ClaimRow(reading, claim, None, reading.made_by, main_place(claim.locations))
        row: Row = {column.name: column.get(told) for column in CLAIM_COLUMNS}
        rows.append(
            row
            | {
                "day": day_of(report.published),
                "body": _json(claim),
                "part": part,
                "version": version,
                "fused_day": day_number(one.day),
                "keys": [key_hash(key) for key in one.keys],
                "features": _json(one),
            }
        )
    return rows


def failure_row(failure: Failure, part: str, day: str | None = None) -> Row:
    """Return the row of what could not be taken in or read."""
    error = failure.error
    return {
        "day": day_of(day), "source": failure.source, "kind": type(error).__name__, "reason": error.message,
        "remedy": error.remedy, "origin": failure.origin, "part": part,
    }  # fmt: skip


def gated_row(report: Report, score: float) -> Row:
    """Return the row of a report that the gate kept from being read."""
    return {
        "day": day_of(report.published), "report": report.id, "title": report.title, "publisher": report.publisher,
        "url": report.url, "score": score,
    }  # fmt: skip


def event_row(event: Event, claims: int) -> Row:
    """Return the row of an event; its day is the first of its time, or else of its reports."""
    told = TallyRow(event, None, None, {}, main_place(event.locations))
    row: Row = {column.name: column.get(told) for column in _OF_EVENT}
    start = event.time.start if event.time else None
    return row | {"day": day_of(start or event.first_reported), "claims": claims, "body": _json(event)}


def copy_row(original: str, copy: CopyOf, day: str) -> Row:
    """Return the row of a copy, whose partition is `day`."""
    return {
        "day": day, "original": original, "report": copy.report, "containment": copy.containment,
        "passage": _json(copy.passage), "changed": _json(copy.changed),
    }  # fmt: skip


def result_schema(name: str) -> pa.Schema:
    """Return the schema of what a job writes by day: without what only fusion needed."""
    return pa.schema([field for field in SCHEMAS[name] if field.name not in SCAFFOLD or name == "failures"])


def table(name: str, rows: Iterable[Row]) -> pa.Table:
    """Return rows as a table of the schema `name`."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMAS[name])


def version_of(report: Report) -> str:
    """Return what orders the versions of a report that came more than once: the latest, then by its text, is the one to keep."""
    digest = blake2b(report.text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return f"{report.published_at or report.published or ''} {digest}"


def key_hash(key: str) -> int:
    """Return a blocking key as a number in [0, 2**63)."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") >> 1


def day_number(day: str) -> int:
    """Return an ISO date as the number of the day, 0 where there is none."""
    from datetime import date

    return date.fromisoformat(day[:10]).toordinal() if day else 0


def report_of(row: Row) -> Report:
    """Return the report of a row of `reports`; without its text where the row has none."""
    return Report(
        id=row["report"], text=row.get("text") or "", title=row["title"], publisher=row["publisher"], url=row["url"],
        published=row["published"], published_at=row["published_at"], language=row["language"],
    )  # fmt: skip


def _json(value: Any) -> str:
    return _ENCODE(value).decode()


claim_of = msgspec.json.Decoder(Claim).decode
features_of = msgspec.json.Decoder(Features).decode
event_of = msgspec.json.Decoder(Event).decode
layers_of = msgspec.json.Decoder(Layers).decode
_ENCODE = msgspec.json.Encoder().encode
