"""The results of a job, by day: what tasks wrote of their parts, with what fusion found."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from pyarrow import dataset, parquet

from according.bulk.reading import Settings, repeated
from according.bulk.tables import (
    Row,
    copy_row,
    event_of,
    failure_row,
    result_schema,
    table,
)
from according.events import CopyGroup
from according.exchange.ledger.shared import CopyIndex

_ROWS = 5_000
_WRITERS = 2
"""Tables that are written at once."""


@dataclass(slots=True)
class Fused:
    """What fusion found: `kept` is the part of each report (by id and version) that stands, claims go by number, in the
    order of their refs."""

    kept: Mapping[tuple[str, str], str]
    refs: list[str] = field(default_factory=list)
    copies: list[CopyGroup] = field(default_factory=list)
    copy_of: dict[int, str] = field(default_factory=dict)
    event_of: np.ndarray[Any, Any] = field(default_factory=lambda: np.empty(0, dtype=object))
    events: list[Row] = field(default_factory=list)

    def tell(self, story: Mapping[str, str]) -> None:
        """Put the stories, by event id, into the events."""
        for row in self.events:
            if row["event"] in story:
                row |= with_story(row["body"], story[row["event"]])


def with_story(body: str, story: str) -> Row:
    """Return the columns of an event that change with the story that it belongs to."""
    event = event_of(body)
    event.story = story
    return {"story": story, "body": msgspec.json.encode(event).decode()}


def fused_reports(settings: Settings, parts: Sequence[str]) -> dict[tuple[str, str], str]:
    """Return, by id and version, the part that each report is taken from: of several versions the latest."""
    best: dict[str, tuple[str, str]] = {}
    for part in sorted(parts, reverse=True):
        held = parquet.read_table(settings.path(part, "reports"), columns=["report", "version"])
        for name, version in zip(held["report"].to_pylist(), held["version"].to_pylist(), strict=True):
            if version >= best.get(name, ("", ""))[0]:  # of equal ones that of the first part
                best[name] = (version, part)
    return {(name, version): part for name, (version, part) in best.items()}


def write_results(settings: Settings, parts: Sequence[str], fused: Fused) -> dict[str, int]:
    """Write all tables by day, each in one step; returns how many rows each has."""
    number = {ref: n for n, ref in enumerate(fused.refs)}
    index = CopyIndex.of(fused.copies)

    def of_parts(name: str) -> Iterator[pa.Table]:
        for part in parts:
            held = parquet.read_table(settings.path(part, name))
            if name in ("reports", "claims"):
                held = standing(held, fused.kept, part)
            yield held

    def filled(name: str) -> Iterator[pa.Table]:
        for held in of_parts(name):
            ids = held["report"].to_pylist()
            if name == "reports":
                found = [index.report(one) for one in ids]
                columns: dict[str, list[Any]] = {
                    "copy_of": [f and f[0] for f in found],
                    "containment": [f and f[1] for f in found],
                }
            else:
                mine = [number[f"{r}/{c}"] for r, c in zip(ids, held["claim"].to_pylist(), strict=True)]
                columns = {
                    "copy_of": [fused.copy_of.get(n) for n in mine],
                    "event_id": [fused.event_of[n] for n in mine],
                }
            yield with_columns(held, columns)

    days = {(r, v): d for r, v, d in _days(of_all(settings, parts))}
    work: dict[str, Callable[[], Iterable[pa.Table]]] = {
        "claims": lambda: filled("claims"),
        "reports": lambda: filled("reports"),
        "events": lambda: _tables("events", _in_order_of_day(fused.events)),
        "copies": lambda: _tables("copies", _in_order_of_day(_copy_rows(fused, days))),
        "failures": lambda: [*of_parts("failures"), *_repeated(settings, parts, fused)],
        "gated": lambda: of_parts("gated"),
    }
    with ThreadPoolExecutor(_WRITERS) as writers:  # to encode and compress is arrow's, which needs no interpreter
        return dict(zip(work, writers.map(lambda name: write_by_day(settings, name, work[name]()), work), strict=True))


def of_all(settings: Settings, parts: Sequence[str]) -> Iterator[tuple[str, pa.Table]]:
    """Yield id, version and day of the reports of each part."""
    for part in parts:
        yield part, parquet.read_table(settings.path(part, "reports"), columns=["report", "version", "day"])


def _days(held: Iterable[tuple[str, pa.Table]]) -> Iterator[tuple[str, str, str]]:
    for _, one in held:
        yield from zip(one["report"].to_pylist(), one["version"].to_pylist(), one["day"].to_pylist(), strict=True)


def _copy_rows(fused: Fused, days: Mapping[tuple[str, str], str]) -> Iterator[Row]:
    day = {report: days[report, version] for report, version in fused.kept}
    for group in fused.copies:
        for copy in group.copies:
            yield copy_row(group.original, copy, day[copy.report])


def _repeated(settings: Settings, parts: Sequence[str], fused: Fused) -> Iterator[pa.Table]:
    """Yield the failures of the reports of which another version, or the same of another part, was kept."""
    for part, held in of_all(settings, parts):
        rows = [
            failure_row(repeated(report), part, None if day == "none" else day)
            for report, version, day in _days([(part, held)])
            if fused.kept.get((report, version)) != part
        ]
        if rows:
            yield table("failures", rows)


def standing(held: pa.Table, kept: Mapping[tuple[str, str], str], part: str) -> pa.Table:
    """Return the rows of a part's table whose reports (columns ``report`` and ``version``) were kept from that part."""
    both = zip(held["report"].to_pylist(), held["version"].to_pylist(), strict=True)
    own = [kept.get(one) == part for one in both]
    return held if all(own) else held.filter(pa.array(own, pa.bool_()))


def with_columns(held: pa.Table, columns: Mapping[str, list[Any]]) -> pa.Table:
    """Return a table with columns in the place of those of the same names."""
    for name, values in columns.items():
        at = held.schema.get_field_index(name)
        held = held.set_column(at, held.schema.field(at), pa.array(values, held.schema.field(at).type))
    return held


def _in_order_of_day(rows: Iterable[Row]) -> list[Row]:
    """The rows day after day: strewn over thousands of days, each batch would open the file of every one of them again."""
    return sorted(rows, key=lambda row: str(row["day"]))


def _tables(name: str, rows: Iterable[Row]) -> Iterator[pa.Table]:
    held: list[Row] = []
    for row in rows:
        held.append(row)
        if len(held) == _ROWS:
            yield table(name, held)
            held = []
    yield table(name, held)


def write_by_day(settings: Settings, name: str, tables: Iterable[pa.Table]) -> int:
    """Write a table in a folder a day, in the place of what was there before; returns its rows."""
    schema = result_schema(name)
    fresh = settings.work / "results" / name
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    rows = 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal rows
        for held in tables:
            rows += held.num_rows
            yield from held.select(schema.names).to_batches()

    dataset.write_dataset(
        batches(),
        fresh,
        schema=schema,
        format="parquet",
        partitioning=dataset.partitioning(pa.schema([("day", pa.string())]), flavor="hive"),
        file_options=dataset.ParquetFileFormat().make_write_options(compression="zstd"),
        existing_data_behavior="overwrite_or_ignore",
        max_open_files=256,
        max_partitions=100_000,
        use_threads=False,
    )
    put_in_place(fresh, Path(settings.out) / name)
    return rows


def put_in_place(fresh: Path, place: Path) -> None:
    """Move a folder to where another is: between the two steps there is none, never half of one."""
    old = fresh.with_name(f"{fresh.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
