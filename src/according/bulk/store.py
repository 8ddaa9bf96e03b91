"""What fusion looks at of all parts, gathered in files that the processes of the local engine share through memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc, parquet

from according.bulk import blocking
from according.bulk.copying import Ints
from according.bulk.events import Member
from according.bulk.output import fused_reports, standing
from according.bulk.reading import Settings
from according.bulk.tables import Row, claim_of, day_number, features_of, report_of
from according.claims import Reading, Report
from according.fusion.pairing import Features

_REPORT_COLUMNS = ["part", "version", "report", "title", "publisher", "url", "published", "published_at", "language", "text", "sketch"]  # fmt: skip
_CLAIM_COLUMNS = ["part", "version", "report", "claim", "trigger_start", "fused_day", "keys", "body", "features"]
_BATCH = 50_000
"""Rows of a batch of the files that are gathered."""


def gather(settings: Settings, parts: Sequence[str]) -> dict[tuple[str, str], str]:
    """Write what fusion looks at of all parts to two files, each report once, and the order of its ids and refs beside them.

    Returns the part that each kept report, by id and version, was taken from.
    """
    kept = fused_reports(settings, parts)
    folder = settings.work / "fusion"
    folder.mkdir(parents=True, exist_ok=True)
    work = (("reports", _REPORT_COLUMNS, "report"), ("claims", _CLAIM_COLUMNS, "ref"))
    with ThreadPoolExecutor(len(work)) as both:  # what is read and sorted is arrow's, which needs no interpreter
        list(both.map(lambda one: _gather_table(settings, parts, kept, one), work))
    return kept


def _gather_table(
    settings: Settings, parts: Sequence[str], kept: Mapping[tuple[str, str], str], what: tuple[str, list[str], str]
) -> None:
    """Write one table as the parts hold it, for long texts are not moved about to be sorted, and the order of its rows."""
    name, columns, order = what
    folder = settings.work / "fusion"
    names: list[pa.Array] = []
    with closing(_Batches(folder / f"{name}.arrow")) as out:
        for part in parts:
            held = standing(parquet.read_table(settings.path(part, name), columns=columns), kept, part)
            if name == "claims":
                held = held.append_column("ref", pc.binary_join_element_wise(held["report"], held["claim"], "/"))
            names.append(held[order].combine_chunks())
            out.write(held)
    sorted_ = pc.sort_indices(pa.chunked_array(names)).to_numpy()
    np.save(folder / f"{name}.order.npy", sorted_.astype(np.int64))


class _Batches:
    """A file of record batches that small tables are put together for."""

    def __init__(self, path: Path) -> None:
        self._path, self._held, self._rows = path, list[pa.Table](), 0
        self._file: ipc.RecordBatchFileWriter | None = None

    def write(self, table: pa.Table) -> None:
        self._held.append(table)
        self._rows += table.num_rows
        if self._rows >= _BATCH:
            self._flush()

    def close(self) -> None:
        self._flush()
        if self._file is not None:
            self._file.close()

    def _flush(self) -> None:
        if not self._held:
            return
        whole = pa.concat_tables(self._held).combine_chunks()
        if self._file is None:
            self._file = ipc.new_file(str(self._path), whole.schema)
        self._file.write_table(whole)
        self._held, self._rows = [], 0


class Store:
    """The reports by number in the order of their ids, the claims in that of their refs, out of memory that processes share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tables = {name: _Rows(folder, name) for name in ("reports", "claims")}
        number = {name: n for n, name in enumerate(self.column("reports", "report").to_pylist())}
        held = self.column("claims", "report").to_pylist()
        self.report_of_claim = np.array([number[name] for name in held], dtype=np.int64)
        self.places: Ints = self.column("claims", "trigger_start").to_numpy().astype(np.int64)
        """Where the trigger of each claim begins."""
        self._order = np.lexsort((self.places, self.report_of_claim))
        self._starts = np.searchsorted(self.report_of_claim[self._order], np.arange(len(number) + 1))
        self.features = lru_cache(maxsize=20_000)(self._features)
        self.report = lru_cache(maxsize=2_000)(self._report)

    @property
    def reports(self) -> int:
        """How many reports there are."""
        return len(self._starts) - 1

    @property
    def claims(self) -> int:
        """How many claims there are."""
        return len(self.places)

    def column(self, table: str, name: str) -> pa.Array:
        """Return a column of ``reports`` or ``claims`` in the order of the numbers; for short ones."""
        return self._tables[table].column(name)

    @classmethod
    def of(cls, settings: Settings) -> Store:
        """Open what `gather` wrote."""
        return cls(settings.work / "fusion")

    def sketches(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Return the rows of all sketches (hash, number of the report), and by report day and size."""
        hashes, sizes = flattened(self.column("reports", "sketch"))
        return hashes, np.repeat(np.arange(len(sizes)), sizes), self.report_days(), sizes

    def keys(self) -> tuple[Ints, Ints, Ints]:
        """Return the rows of all keys (key, number of the claim), and by claim its day."""
        keys, sizes = flattened(self.column("claims", "keys"))
        return keys, np.repeat(np.arange(len(sizes)), sizes), self.claim_days()

    def report_days(self) -> Ints:
        """Return the day on which each report came out, 0 where it is unknown."""
        published = zip(
            *(self.column("reports", name).to_pylist() for name in ("published", "published_at")), strict=True
        )
        return np.array([day_number(a or b or "") for a, b in published], dtype=np.int64)

    def claim_days(self) -> Ints:
        """Return the day by which each claim is compared."""
        days: Ints = self.column("claims", "fused_day").to_numpy().astype(np.int64)
        return days

    def blocks(self) -> blocking.Blocks:
        """Return the rows of keys that share the work of finding neighbours, as they were written for all processes."""
        return blocking.Blocks(
            *(np.load(self._folder / f"{name}.npy", mmap_mode="r") for name in blocking.Blocks._fields)
        )

    def claim_numbers(self) -> dict[str, int]:
        """Return the number of each claim by ref."""
        return {ref: n for n, ref in enumerate(self.column("claims", "ref").to_pylist())}

    def claims_of(self, report: int) -> Ints:
        """Return the numbers of the claims of a report, in the order of its text."""
        return self._order[self._starts[report] : self._starts[report + 1]]

    def reading(self, report: int) -> Reading:
        """Return a report with its claims, as copies are compared: without layers."""
        claims = [claim_of(self.row("claims", int(n))["body"]) for n in self.claims_of(report)]
        return Reading(report=self.report(report), claims=claims)

    def member(self, claim: int, copy_of: str | None) -> Member:
        """Return a claim as `fuse_component` takes it."""
        row = self.row("claims", claim)
        bare = msgspec.structs.replace(self.report(int(self.report_of_claim[claim])), text="")
        return Member(self.features(claim), claim_of(row["body"]), bare, copy_of)

    def row(self, table: str, number: int) -> Row:
        """Return a row of ``reports`` or ``claims``, without what only numpy looks at."""
        return self._tables[table].row(number)

    def _report(self, number: int) -> Report:
        return report_of(self.row("reports", number))

    def _features(self, number: int) -> Features:
        return features_of(self._tables["claims"].cell("features", number))


class _Rows:
    """Single rows of a table in several batches, by number, without a look through its batches for each."""

    def __init__(self, folder: Path, name: str) -> None:
        self._table = ipc.open_file(pa.memory_map(str(folder / f"{name}.arrow"))).read_all()
        self._order = np.load(folder / f"{name}.order.npy", mmap_mode="r")
        self._batches = self._table.to_batches()
        self._starts = list(accumulate((batch.num_rows for batch in self._batches), initial=0))

    def column(self, name: str) -> pa.Array:
        return self._table[name].combine_chunks().take(pa.array(self._order))

    def row(self, number: int) -> Row:
        batch, at = self._at(number)
        return {
            name: column[at].as_py()
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
            if name not in ("sketch", "keys", "features")
        }

    def cell(self, name: str, number: int) -> Any:
        batch, at = self._at(number)
        return batch.column(name)[at].as_py()

    def _at(self, number: int) -> tuple[pa.RecordBatch, int]:
        row = int(self._order[number])
        n = bisect_right(self._starts, row) - 1
        return self._batches[n], row - self._starts[n]


def flattened(column: pa.Array) -> tuple[Ints, Ints]:
    """Return the values of a column of lists of whole numbers, one list after the other, and how many each has."""
    sizes: Ints = pc.list_value_length(column).to_numpy(zero_copy_only=False).astype(np.int64)
    values: Ints = column.flatten().to_numpy() if len(column) else np.empty(0, np.int64)
    return values, sizes
