"""What tasks found of each report by itself, for a ledger that goes on from the results: features, keys, sketches.

It lies in ``_work`` for as long as nobody deleted that. Whoever asks gets all of it that there is, and has to find the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from according.bulk.copying import Ints
from according.bulk.files import Manifest, digest_of
from according.bulk.output import fused_reports
from according.bulk.reading import Settings

Packed = dict[str, dict[str, str]]
"""The features of claims, as JSON, by report and claim."""


class Hashes(NamedTuple):
    """Rows of an index: hash, day, and the key of a report or claim; sorted in that order."""

    hashes: Ints
    days: Ints
    keys: Ints


class Scaffold:
    """The working tables of the parts that results were made of; `missing` where one of them is not there."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._settings = Settings(input="", out=str(folder))
        parts = sorted(manifest.done)
        files = [self._settings.path(part, name) for part in parts for name in ("reports", "claims")]
        self.missing = not files or digest_of(parts) != manifest.fused or not all(map(Path.exists, files))
        self._kept = {} if self.missing else fused_reports(self._settings, parts)
        self._parts = [] if self.missing else parts

    def features(self, versions: Mapping[str, str]) -> Packed:
        """Return the features of the claims of reports that stand, by their ids; `versions` are those of `tables.version_of`."""
        wanted: defaultdict[str, list[str]] = defaultdict(list)
        for report, version in versions.items():
            if (part := self._kept.get((report, version))) is not None:
                wanted[part].append(report)
        found: Packed = {}
        for part, reports in wanted.items():
            path = self._settings.path(part, "claims")
            held = parquet.read_table(path, columns=["report", "version", "claim", "features"])
            held = held.filter(pc.is_in(held["report"], pa.array(reports, pa.string())))
            for row in held.to_pylist():
                if versions[row["report"]] == row["version"]:
                    found.setdefault(row["report"], {})[row["claim"]] = row["features"]
        return found

    def sketches(self, reports: Mapping[str, int], days: Mapping[str, int]) -> Hashes | None:
        """Return the hashes of all reports, given their keys and days by id; None where one of them is missing."""
        if len(self._kept) != len(reports):
            return None
        rows = []
        for held in self._standing("reports", ["sketch"]):
            names = held["report"].to_pylist()
            rows.append(_flat(held["sketch"], [days[n] for n in names], [reports[n] for n in names]))
        return _sorted(rows)

    def blocks(self, claims: Mapping[str, int]) -> Hashes | None:
        """Return the keys of all claims as hashes, given the claims' own keys by ``REPORT/CLAIM``; None where one is missing."""
        if self.missing:
            return None
        rows, count = [], 0
        for held in self._standing("claims", ["claim", "fused_day", "keys"]):
            names = zip(held["report"].to_pylist(), held["claim"].to_pylist(), strict=True)
            rows.append(_flat(held["keys"], held["fused_day"].to_pylist(), [claims[f"{r}/{c}"] for r, c in names]))
            count += held.num_rows
        return _sorted(rows) if count == len(claims) else None

    def _standing(self, name: str, columns: list[str]) -> Any:
        for part in self._parts:
            held = parquet.read_table(self._settings.path(part, name), columns=["report", "version", *columns])
            pairs = zip(held["report"].to_pylist(), held["version"].to_pylist(), strict=True)
            yield held.filter(pa.array([self._kept.get(pair) == part for pair in pairs], pa.bool_()))


def _flat(lists: pa.ChunkedArray, days: list[int], keys: list[int]) -> Hashes:
    column = lists.combine_chunks()
    sizes = pc.list_value_length(column).to_numpy(zero_copy_only=False)
    values = column.flatten().to_numpy() if len(column) else np.empty(0, np.int64)
    of = [np.repeat(np.array(one, dtype=np.int64), sizes) for one in (days, keys)]
    return Hashes(values, *of)


def _sorted(rows: list[Hashes]) -> Hashes:
    hashes, days, keys = (np.concatenate([np.empty(0, np.int64), *side]) for side in zip(*rows, strict=True))
    order = np.lexsort((keys, days, hashes))
    return Hashes(hashes[order], days[order], keys[order])
