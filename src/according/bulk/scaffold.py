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
from according.bulk.output import fused_reports, standing
from according.bulk.reading import Settings
from according.bulk.store import flattened

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
        """Return the hashes of reports, given their keys and days by id; None where one of them is missing."""
        rows, count = [], 0
        for held in self._standing("reports", ["sketch"]):
            names = held["report"].to_pylist()
            there = [name in reports for name in names]
            rows.append(
                _flat(held["sketch"], there, [days.get(n, 0) for n in names], [reports.get(n, 0) for n in names])
            )
            count += sum(there)
        return _sorted(rows) if count == len(reports) else None

    def blocks(self, claims: Mapping[str, int]) -> Hashes | None:
        """Return the keys of claims as hashes, given the claims' own keys by ``REPORT/CLAIM``; None where one is missing."""
        rows, count = [], 0
        for held in self._standing("claims", ["claim", "fused_day", "keys"]):
            refs = zip(held["report"].to_pylist(), held["claim"].to_pylist(), strict=True)
            keys = [claims.get(f"{report}/{claim}", 0) for report, claim in refs]
            rows.append(_flat(held["keys"], [key > 0 for key in keys], held["fused_day"].to_pylist(), keys))
            count += sum(key > 0 for key in keys)
        return _sorted(rows) if count == len(claims) else None

    def _standing(self, name: str, columns: list[str]) -> Any:
        for part in self._parts:
            held = parquet.read_table(self._settings.path(part, name), columns=["report", "version", *columns])
            yield standing(held, self._kept, part)


def _flat(lists: pa.ChunkedArray, there: list[bool], days: list[int], keys: list[int]) -> Hashes:
    """Return the rows of lists of hashes, of those that are `there`."""
    values, sizes = flattened(lists.combine_chunks())
    kept = np.repeat(np.array(there, dtype=np.bool_), sizes)
    of = [np.repeat(np.array(one, dtype=np.int64), sizes)[kept] for one in (days, keys)]
    return Hashes(values[kept], *of)


def _sorted(rows: list[Hashes]) -> Hashes:
    if not rows:
        return Hashes(*(np.empty(0, np.int64) for _ in Hashes._fields))
    hashes, days, keys = (np.concatenate(side) for side in zip(*rows, strict=True))
    order = np.lexsort((keys, days, hashes))
    return Hashes(hashes[order], days[order], keys[order])
