#!/usr/bin/env python3
"""Measure speed and memory of the reader on this machine, and print them as a Markdown table.

Words are the engine's own tokens (punctuation counts, as in Universal Dependencies), times are wall clock
of one process on one thread. End to end is everything that `according.read` does after the report was
opened; the engine alone is one pass of the encoder with its decoding over the same texts.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from according.claims import Report
from according.intake import IntakeOptions, open_reports
from according.language.analysis import Analysis
from according.language.engine import Engine
from according.processes import collect_rarely
from according.reading.entities import find_entities
from according.reading.identity import Identities
from according.reading.places import find_toponyms
from according.reading.quantities import find_quantities
from according.reading.reader import Reader, parse_date, tense_at
from according.reading.times import find_times

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def main() -> None:
    """Measure, and print the table."""
    args = arguments()
    reports = [r for r in open_reports([args.folder], IntakeOptions()) if isinstance(r, Report)]
    if not reports:
        raise SystemExit(f"there is no report in {args.folder}")
    engine, reader = Engine(), Reader()
    collect_rarely()  # as the command line does
    words = sum(len(engine.analyse(report.text).tokens) for report in reports)
    for report in reports:  # what is loaded on first use is loaded now
        reader.read(report)
    repeats = max(1, round(args.words / words))

    analysed = [(report, engine.analyse(report.text)) for report in reports]
    read_all = timed(lambda: [reader.read(report) for report in reports], repeats, args.rounds)
    parse_all = timed(lambda: [engine.analyse(report.text) for report in reports], repeats, args.rounds)
    layers = timed(lambda: [layers_alone(reader, d, a) for d, a in analysed], repeats, args.rounds)
    total = words * repeats
    starts = [cold_start(args.report, args.published) for _ in range(args.rounds)]
    rows = [
        ("end to end, words/s", f"{total / read_all:,.0f}"),
        ("engine alone, words/s", f"{total / parse_all:,.0f}"),
        ("end to end / engine alone", f"{parse_all / read_all:.0%}"),
        ("layers alone (times, quantities, places, entities), words/s", f"{total / layers:,.0f}"),
        (
            f"cold start, `according read {args.report.name}`, s",
            f"{statistics.median(s for s, _ in starts):.2f}",
        ),
        ("memory of that at the peak, MB", f"{max(m for _, m in starts):.0f}"),
        (
            "memory of this process at the peak, MB",
            f"{peak_mb(resource.getrusage(resource.RUSAGE_SELF)):.0f}",
        ),
    ]
    print(f"{len(reports)} reports of `{args.folder.name}`, {words:,} words, read {repeats} times;")
    print(f"medians of {args.rounds} rounds. {machine()}\n")
    print("| figure | value |\n|---|--:|")
    for name, value in rows:
        print(f"| {name} | {value} |")


def layers_alone(reader: Reader, report: Report, analysis: Analysis) -> None:
    """Find every layer of a report that the engine has analysed."""
    day = parse_date(report.published)
    times = find_times(report.text, day, tense_at(analysis))
    find_quantities(report.text, times, analysis)
    find_toponyms(analysis, reader.gazetteer)
    find_entities(analysis, Identities(analysis, reader.names, day))


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=EXAMPLES, help="reports to read (default examples/)")
    parser.add_argument("--words", type=int, default=20_000, help="words to read in a round (default 20000)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--report", type=Path, default=EXAMPLES / "power-grid.txt", help="report of the cold start")
    parser.add_argument("--published", help="date of that report, where it does not say")
    return parser.parse_args()


def timed(work: Callable[[], object], repeats: int, rounds: int) -> float:
    """Seconds that `work` takes `repeats` times over: the median of `rounds`."""
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        for _ in range(repeats):
            work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def cold_start(report: Path, published: str | None) -> tuple[float, float]:
    """Seconds and peak megabytes of the command reading one report in a process of its own."""
    beside = Path(sys.executable).with_name("according")
    command = str(beside) if beside.exists() else shutil.which("according")
    if command is None:
        raise SystemExit("the command `according` is not installed: script/bootstrap")
    more = ["--published", published] if published else []
    begin = time.perf_counter()
    child = subprocess.Popen([command, "read", str(report), "--format", "json", *more], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"`according read {report}` ended with {child.returncode}")
    return time.perf_counter() - begin, peak_mb(usage)


def peak_mb(usage: resource.struct_rusage) -> float:
    """Peak resident memory in MB; the system counts in bytes on macOS and in KiB elsewhere."""
    return usage.ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000_000 / 1024)


def machine() -> str:
    """Processor, cores, versions."""
    parts = [cpu(), f"{os.cpu_count()} cores", f"Python {platform.python_version()}"]
    for package in ("onnxruntime", "numpy", "according"):
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            parts.append(f"{package} not installed")
    return ", ".join(parts) + "."


def cpu() -> str:
    """The processor's name as the system gives it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    main()
