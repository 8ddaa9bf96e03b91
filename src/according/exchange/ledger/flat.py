"""CSV and Parquet: one table an export, its columns in `columns`."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from according.errors import ExchangeError
from according.exchange.harmless import cell_text
from according.exchange.ledger.columns import (
    CLAIM_COLUMNS,
    EVENT_COLUMNS,
    REPORT_COLUMNS,
    Column,
    claim_rows,
    report_rows,
    tally_rows,
)
from according.exchange.ledger.data import Exported, LedgerData, What

_ROWS_A_GROUP = 20_000


def table_of(what: What, data: LedgerData) -> tuple[list[Column[Any]], Iterator[Any]]:
    """Return the columns and the rows of a flat table of claims, events or reports."""
    if what == "claims":
        return list(CLAIM_COLUMNS), claim_rows(data)
    if what == "events":
        return list(EVENT_COLUMNS), tally_rows(data)
    return list(REPORT_COLUMNS), report_rows(data)


def write_csv(what: What, data: LedgerData, stream: BinaryIO) -> Exported:
    """Write a table with a line of names: UTF-8, lists joined with ``; ``, nothing for what is not known."""
    columns, rows = table_of(what, data)
    lines = csv.writer(_Utf8(stream), lineterminator="\n")
    lines.writerow([column.name for column in columns])
    getters = [column.get for column in columns]
    done = Exported()
    for row in rows:
        lines.writerow([cell_text(get(row)) for get in getters])
        done.records += 1
    return done


class _Utf8:
    """What `csv.writer` writes to: a line at a time, and nothing held back as a `TextIOWrapper` would."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, line: str) -> None:
        self._stream.write(line.encode())


def write_parquet(what: What, data: LedgerData, stream: BinaryIO) -> Exported:
    """Write a table of typed columns, lists as lists, in groups of rows; the stamp is in the schema's metadata.

    Raises:
        ExchangeError: pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ExchangeError(
            "Parquet needs the package pyarrow.", remedy="Install it: pip install 'according[parquet]'"
        ) from error
    columns, rows = table_of(what, data)
    types = {
        "text": pyarrow.string(),
        "int": pyarrow.int64(),
        "float": pyarrow.float64(),
        "bool": pyarrow.bool_(),
        "list": pyarrow.list_(pyarrow.string()),
    }
    schema = pyarrow.schema(
        [(column.name, types[column.kind]) for column in columns],
        metadata={"according": json.dumps(dict(data.made_by), sort_keys=True), "what": what},
    )
    done = Exported()
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for group in _groups(rows, _ROWS_A_GROUP):
            arrays = [pyarrow.array([column.get(row) for row in group], type=types[column.kind]) for column in columns]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            done.records += len(group)
    return done


def _groups(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rows = iter(rows)
    while group := list(islice(rows, size)):
        yield group
