#!/usr/bin/env python3
"""Measure the memory of one long batch: short made reports through `according read --format jsonl`, in one process.

    python benchmarks/memory.py 100000 [--every 2000]

No name comes twice, so that whatever is remembered of words grows as it never does with news. Resident memory of the
process is looked up each time it has written so many readings. Prints a Markdown table; what it has so far stands on
standard error.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
from made_stream import PEOPLE, SYLLABLES, TARGETS, VERBS

LEADS = (
    "{person}, the governor of {town}, said on {day} that the {group} brigade had {verb} {target} near {village}, killing {killed} {people}.",
    "The {group} brigade {verb} {target} in {town} on {day}, {person} of the interior ministry said, and {killed} {people} died near {village}.",
    "{killed} {people} were killed on {day} when fighters of the {group} front {verb} {target} between {town} and {village}, according to {person}.",
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("reports", type=int)
    asked.add_argument("--every", type=int, default=2000, help="readings between two looks (default 2000)")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.jsonl"
        with path.open("wb") as out:
            for report in reports(given.reports):
                out.write(msgspec.json.encode(report) + b"\n")
        rows = list(watch(path, given.every))
    print("| readings | resident, MB | at the peak, MB | written, MB | minutes |\n|--:|--:|--:|--:|--:|")
    for number, now, peak, written, seconds in rows:
        print(f"| {number:,} | {now:.0f} | {peak:.0f} | {written / 1e6:.0f} | {seconds / 60:.1f} |")


def reports(count: int) -> Iterator[dict[str, str]]:
    """Short reports: person, group, town and village of each are in no other."""
    chance = random.Random(1)
    for number in range(count):
        first, last, town, village, group = (name(number * 5 + k) for k in range(5))
        words = chance.choice(LEADS).format(
            person=f"{first} {last}", town=town, village=village, group=group, day=chance.choice(DAYS), verb=chance.choice(VERBS), target=chance.choice(TARGETS),
            killed=chance.randrange(2, 90), people=chance.choice(PEOPLE),
        )  # fmt: skip
        published = date(2022, 1, 1) + timedelta(days=number // 100)
        yield {"id": f"made-{number:07}", "text": words, "published": published.isoformat()}


def name(number: int) -> str:
    """A made name for each number, and another for another."""
    number = number * 1_000_003 % len(SYLLABLES) ** 5  # neighbours are to look different
    parts = []
    for _ in range(5):
        number, part = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[part])
    return "".join(parts).capitalize()


def watch(path: Path, every: int) -> Iterator[tuple[int, float, float, int, float]]:
    """Readings written, resident and peak megabytes, bytes written, seconds: at the first, and then `every` so many."""
    command = [sys.executable, "-m", "according", "read", str(path), "--format", "jsonl"]
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        number = written = 0
        for line in child.stdout:
            number += 1
            written += len(line)
            if number == 1 or number % every == 0:
                row = (number, *resident(child.pid), written, time.perf_counter() - begin)
                print(*(f"{value:.1f}" for value in row), file=sys.stderr, flush=True)
                yield row
    if child.returncode:
        raise SystemExit(f"`according read` ended with {child.returncode} after {number} readings")


def resident(process: int) -> tuple[float, float]:
    """Megabytes that a process holds now, and held at the most."""
    found = {}
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        if key in ("VmRSS", "VmHWM"):
            found[key] = int(value.split()[0]) * 1024 / 1e6
    return found["VmRSS"], found["VmHWM"]


if __name__ == "__main__":
    main()
