#!/usr/bin/env python3
"""Measure speed and memory of the reader on this machine, and print them as Markdown tables.

    benchmarks/speed.py [FOLDER]
        --peer MODEL --peer-python PYTHON          beside a spaCy pipeline (training/peer.py) in its own interpreter
        --general FILE.jsonl ...                   a stream of reports of FOLDER among nine times as many of other texts

Words are the engine's own tokens (punctuation counts, as in Universal Dependencies). Whatever is compared gets the same
texts, in processes of its own with one thread each, and takes turns with the others; where other work runs beside it, its
processor seconds tell more than the clock. End to end is
everything that `according.read` does after the report was opened; the engine alone is one pass of the encoder with its
decoding over the same texts.
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
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from mixed_stream import calm, mixed_stream, shuffled
from rates import Task, measure

from according.claims import Report
from according.intake import IntakeOptions, open_reports
from according.language.analysis import Analysis
from according.language.engine import Engine
from according.reading.reader import Reader

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
TABLES = ("texts", "stages", "mixed")
OURS = {"quantulum3": "quantities", "dateparser": "times"}
"""Peers of single stages, and the stage."""


def main() -> None:
    """Measure, and print the tables."""
    args = arguments()
    reports = [r for r in open_reports([args.folder], IntakeOptions()) if isinstance(r, Report)]
    if not reports:
        raise SystemExit(f"there is no report in {args.folder}")
    # Before anything is loaded: a child's peak of memory counts from what its parent held when it was started.
    starts = [cold_start(args.report, args.published) for _ in range(args.rounds)]
    engine = Engine()
    analysed = [engine.analyse(report.text) for report in reports]
    words = sum(len(a.tokens) for a in analysed)
    if args.words < words:
        reports, analysed, words = first(reports, analysed, args.words)
    print(
        f"{len(reports)} reports of `{args.folder.name}`, {words:,} words; medians of {args.rounds} rounds of at least"
    )
    print(f"{args.seconds:g} s. {machine()}\n")
    if "texts" in args.only:
        whole_texts(args, [as_text(r) for r in reports], words)
        cold_starts(args.report, starts)
    if "stages" in args.only and args.peer_python:
        single_stages(args, reports, analysed)
    if "mixed" in args.only and args.general:
        mixed(args, [as_text(r) for r in reports])


def whole_texts(args: argparse.Namespace, texts: list[dict[str, Any]], words: int) -> None:
    """Engine, `read`, gate and peer on the same texts, on one core and on more."""
    counts = sorted({1, args.cores})
    tasks = {f"{what} {n}": Task(what, n) for what in ("engine", "read", "layers", "gate") for n in counts}
    if args.peer:
        tasks |= {f"peer {n}": Task("spacy", n, args.peer_python, str(args.peer)) for n in counts}
    took = measure(tasks, texts, args.rounds, args.seconds)
    every = [(n, kind) for kind in range(2) for n in counts]
    heads = [f"{'processor second' if kind else 'second'}, {n} core{'s' * (n > 1)}" for n, kind in every]
    print("| words a | " + " | ".join(heads) + " |")
    print("|---|" + "--:|" * len(every))
    names = {"engine": "engine alone", "read": "`read`, end to end", "layers": "layers alone (times, quantities, places, entities)", "gate": "gate", "peer": "peer (spaCy CNN: tagger, parser, ner)"}  # fmt: skip
    for what, name in names.items():
        if f"{what} 1" in took:
            print(f"| {name} | " + " | ".join(f"{words / took[f'{what} {n}'][kind]:,.0f}" for n, kind in every) + " |")
    pairs = [("`read` / engine alone", "engine", "read"), ("gate / `read`", "read", "gate")]
    pairs += [("`read` / peer", "peer", "read"), ("engine alone / peer", "peer", "engine")] if args.peer else []
    for name, base, over in pairs:
        print(f"| {name} | " + " | ".join(f"{took[f'{base} {n}'][kind] / took[f'{over} {n}'][kind]:.2f}" for n, kind in every) + " |")  # fmt: skip


def cold_starts(report: Path, starts: list[tuple[float, float]]) -> None:
    """Seconds and memory of reading one report in a process of its own."""
    print("\n| figure | value |\n|---|--:|")
    print(f"| cold start, `according read {report.name}`, s | {statistics.median(s for s, _ in starts):.2f} |")
    print(f"| memory of that at the peak, MB | {max(m for _, m in starts):.0f} |")


def single_stages(args: argparse.Namespace, reports: list[Report], analysed: list[Analysis]) -> None:
    """Peers of single stages, on the sentences of the texts."""
    texts = []
    for report, a in zip(reports, analysed, strict=True):
        texts += [as_text(report) | {"text": a.quote(s.start, s.end)} for s in a.sentences]
    tasks = {peer: Task(peer, python=args.peer_python) for peer in OURS} | {own: Task(own) for own in OURS.values()}
    took = measure(tasks, texts, 1, 0.0)
    print(f"\n{len(texts):,} sentences; ours are of sentences that the engine has analysed.\n")
    print("| sentences a processor second | peer | ours | ours / peer |\n|---|--:|--:|--:|")
    for peer, own in OURS.items():
        rates = [len(texts) / took[name].processor for name in (peer, own)]
        print(f"| {own}, beside {peer} | {rates[0]:,.0f} | {rates[1]:,.0f} | {rates[1] / rates[0]:.0f} |")


def mixed(args: argparse.Namespace, relevant: list[dict[str, Any]]) -> None:
    """What the gate brings in a stream of which a tenth is relevant."""
    others = shuffled(args.general)
    stream = mixed_stream(relevant, calm(others, Reader()) if args.calm else others, args.share, args.others)
    took = measure({what: Task(what) for what in ("read", "gated", "gate")}, stream.texts, args.rounds, 0.0)
    words = stream.words()
    passed = {kind: stream.passed(kind) for kind in (True, False)}
    print(f"\n{len(stream.texts)} reports, {words:,} words by white space; relevant are {stream.count(True)}, {stream.words(True):,} words.\n")  # fmt: skip
    print("| mixed stream | value |\n|---|--:|")
    for name, what in (("`read`", "read"), ("gate and `read`", "gated"), ("gate alone", "gate")):
        print(f"| {name}, words a processor second | {words / took[what].processor:,.0f} |")
    print(f"| gate and `read` / `read` | {took['read'].processor / took['gated'].processor:.1f} |")
    for kind, name in ((True, "relevant"), (False, "other")):
        print(f"| of {name} reports pass | {passed[kind][0]} of {stream.count(kind)} ({passed[kind][0] / stream.count(kind):.2f}), of their words {passed[kind][1] / stream.words(kind):.2f} |")  # fmt: skip


def as_text(report: Report) -> dict[str, Any]:
    """What a worker is given of a report."""
    return {"id": report.id, "text": report.text, "published": report.published}


def first(reports: list[Report], analysed: list[Analysis], words: int) -> tuple[list[Report], list[Analysis], int]:
    """The first reports that have so many words together."""
    total = count = 0
    while count < len(reports) and total < words:
        total += len(analysed[count].tokens)
        count += 1
    return reports[:count], analysed[:count], total


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=EXAMPLES, help="reports to read (default examples/)")
    parser.add_argument("--words", type=int, default=20_000, help="words of it to read, at the most (default 20000)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3, help="how long a round of a task is to take (default 3)")
    parser.add_argument("--cores", type=int, default=2, help="processes beside one (default 2)")
    parser.add_argument("--report", type=Path, default=EXAMPLES / "power-grid.txt", help="report of the cold start")
    parser.add_argument("--published", help="date of that report, where it does not say")
    parser.add_argument("--peer", type=Path, metavar="MODEL", help="a spaCy pipeline to measure beside")
    parser.add_argument("--peer-python", metavar="PYTHON", help="an interpreter that has spaCy, quantulum3, dateparser")
    parser.add_argument("--only", nargs="+", choices=TABLES, default=TABLES, help="the tables that are wanted")
    parser.add_argument("--general", type=Path, nargs="+", metavar="FILE", help="JSON lines of other texts, .gz or not")
    parser.add_argument("--calm", action="store_true", help="of those, the ones in which the reader finds no conflict")
    parser.add_argument("--others", type=int, default=200, help="how many of them, at the most (default 200)")
    parser.add_argument("--share", type=float, default=0.1, help="share of relevant reports in the mixed stream")
    args = parser.parse_args()
    if args.peer and not args.peer_python:
        parser.error("--peer needs --peer-python")
    return args


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
