#!/usr/bin/env python3
"""Measure what a bulk job costs: reading by its steps, on given texts, and fusion, on made claims.

    python benchmarks/bulk.py read INPUT
    python benchmarks/bulk.py fuse REPORTS [--cores N] [--spark] [--out DIR]
    python benchmarks/bulk.py make REPORTS --out DIR

`read` prints processor seconds, so that it can be run beside other work; `fuse` prints those and wall clock. The made stream
has 2 to 3 claims a report and a quarter of copies (`made_stream.py`); `make` writes its working tables only, and `fuse` takes
those that lie in DIR, so that many runs share one making. `according load DIR` takes what `fuse --out DIR` wrote.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import msgspec
from made_stream import stream
from pyarrow import dataset, parquet

from according import __version__
from according.bulk import Settings
from according.bulk.files import VERSION, Done, Manifest, digest_of, save_manifest, write_table
from according.bulk.local import fuse_parts
from according.bulk.output import write_results
from according.bulk.plan import Source, plan
from according.bulk.reading import shared_gate, shared_reader
from according.bulk.tables import OF_PART, claim_rows, report_row, table
from according.bulk.units import units
from according.intake.options import Failure, IntakeOptions
from according.knowledge import tables
from according.processes import collect_rarely

A_PART = 1000


def read(source: Source) -> None:
    reader, gate = shared_reader(), shared_gate()
    spent: Counter[str] = Counter()
    reports = words = claims = passed = 0
    with tempfile.TemporaryDirectory() as folder:
        for part in plan(source):
            rows: dict[str, list[dict[str, object]]] = {name: [] for name in OF_PART}
            start = time.process_time()
            found = [item for _, unit in units(source, part, IntakeOptions()) for item in unit()]
            spent["intake"] += time.process_time() - start
            for item in found:
                if isinstance(item, Failure):
                    continue
                steps = [time.process_time()]
                passed += gate.passes(item.report.text, item.report.title)
                steps.append(time.process_time())
                reader.engine.analyse(item.report.text)
                steps.append(time.process_time())
                reading = reader.read(item.report)
                steps.append(time.process_time())
                rows["claims"] += claim_rows(reading, part.id)
                rows["reports"].append(report_row(reading, part.id))
                steps.append(time.process_time())
                for n, name in enumerate(("gate", "engine alone", "read", "features, sketch, rows")):
                    spent[name] += steps[n + 1] - steps[n]
                reports, words, claims = (
                    reports + 1,
                    words + len(item.report.text.split()),
                    claims + len(reading.claims),
                )
            start = time.process_time()
            for name, own in rows.items():
                write_table(Path(folder) / f"{part.id}.{name}.parquet", table(name, own))
            spent["write"] += time.process_time() - start
        size = {name: sum(f.stat().st_size for f in Path(folder).glob(f"*.{name}.parquet")) for name in OF_PART}
    print(f"{reports} reports, {words:,} words by white space, {claims} claims; the gate passes {passed}")
    for name, seconds in spent.items():
        print(
            f"| {name} | {seconds:.2f} s | {words / seconds:,.0f} words/s | {seconds / reports * 1000:.2f} ms a report |"
        )
    whole = sum(s for name, s in spent.items() if name != "engine alone")
    print(
        f"bulk, end to end: {words / whole:,.0f} words/CPU-s; {(whole - spent['read']) / whole:.1%} of it not in `read`"
    )
    print("bytes a report:", {name: round(n / reports) for name, n in size.items()})


def make(settings: Settings, count: int) -> tuple[list[str], int]:
    """Write the working tables of a made stream, or take those that lie there; returns the parts and how many claims."""
    held = sorted(settings.work.glob("parts/*.claims.parquet"))
    if held:
        return [path.name.partition(".")[0] for path in held], sum(
            parquet.read_metadata(path).num_rows for path in held
        )
    ids: list[str] = []
    claims = 0
    readings = stream(count)
    while own := [one for _, one in zip(range(A_PART), readings, strict=False)]:
        part = f"part{len(ids):06}"
        rows = {
            "reports": [report_row(r, part) for r in own],
            "claims": [row for r in own for row in claim_rows(r, part)],
        }
        claims += len(rows["claims"])
        for name in OF_PART:
            write_table(settings.path(part, name), table(name, rows.get(name, [])))
        ids.append(part)
    return ids, claims


def fuse(count: int, cores: int, spark: bool, out: Path | None) -> None:
    folder = out or Path(tempfile.mkdtemp())
    settings = Settings(input="made", out=str(folder), gate=False)
    ids, claims = make(settings, count)
    print(f"{count} reports made, {claims} claims", file=sys.stderr, flush=True)
    before, start = _processor(), time.perf_counter()
    marks: dict[str, float] = {}

    def on_stage(stage: str, _done: int, _total: int) -> None:
        marks[stage] = time.perf_counter() - start

    if spark:
        from according.bulk.spark import fuse_parts as on_spark

        on_spark(settings, ids, None)
    else:
        write_results(settings, ids, fuse_parts(settings, ids, cores, on_stage))
        seal(settings, ids)
    wall = time.perf_counter() - start
    events = dataset.dataset(folder / "events", format="parquet").to_table(["claims", "reports"])
    largest = max(events["claims"].to_pylist())
    print(
        f"{count} reports, {claims} claims, {events.num_rows} events, largest {largest} claims, {cores} cores: {wall:.1f} s, "
        f"{_processor() - before:.1f} CPU-s, {claims / wall:,.0f} claims/s; ends of stages "
        f"{msgspec.json.encode({k: round(v, 1) for k, v in marks.items()}).decode()}; most memory of the driver "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, of a worker {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB"
    )
    if out is None:
        shutil.rmtree(folder)


def seal(settings: Settings, ids: list[str]) -> None:
    """Write the manifest of a job that is done, so that `according load` takes the results."""
    decided = msgspec.to_builtins(settings)
    del decided["out"]
    rows = {name: [parquet.read_metadata(settings.path(part, name)).num_rows for part in ids] for name in OF_PART}
    done = {part: Done(reports=rows["reports"][n], claims=rows["claims"][n]) for n, part in enumerate(ids)}
    made_by = {"according": __version__, "model": "none", "tables": tables.digest()}
    save_manifest(Path(settings.out), Manifest(VERSION, decided, made_by, done, digest_of(ids)))


def _processor() -> float:
    return sum(os.times()[:4])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = asked.add_subparsers(dest="what", required=True)
    reading = what.add_parser("read")
    reading.add_argument("input")
    fusing = what.add_parser("fuse")
    making = what.add_parser("make")
    for one in (fusing, making):
        one.add_argument("reports", type=int)
        one.add_argument("--out", type=Path, required=one is making, help="keep the results here")
    fusing.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    fusing.add_argument("--spark", action="store_true")
    given = asked.parse_args()
    collect_rarely()  # as the command line does
    if given.what == "read":
        read(Source.of(given.input))
    elif given.what == "make":
        make(Settings(input="made", out=str(given.out), gate=False), given.reports)
    else:
        fuse(given.reports, given.cores, given.spark, given.out)


if __name__ == "__main__":
    main()
