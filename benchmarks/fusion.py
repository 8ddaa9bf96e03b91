"""Figures of fusion: `fusion.py --on stream|red-sea|frontier|lakes|monsoon|delta|levant|steppe|sahel|volga|ecb-dev|ecb-train [-v]`.

Reads the reports of ../shared and of streams/ with according itself, fuses them, and prints what the scorers of
../shared/tools print.
Readings are kept under `--cache FOLDER`, if one is given, until the package's model or tables change.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from according.api import read_many
from according.claims import Reading, Report
from according.fusion.fuse import Fused, fuse
from according.intake import Failure
from according.knowledge import tables

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
STREAMS = Path(__file__).resolve().parent / "streams"
REPORTS = {
    "stream": SHARED / "stream" / "reports.jsonl",
    "red-sea": STREAMS / "red-sea" / "reports.jsonl",
    "frontier": STREAMS / "frontier" / "reports.jsonl",
    "lakes": STREAMS / "lakes" / "reports.jsonl",
    "monsoon": STREAMS / "monsoon" / "reports.jsonl",
    "delta": STREAMS / "delta" / "reports.jsonl",
    "levant": STREAMS / "levant" / "reports.jsonl",
    "steppe": STREAMS / "steppe" / "reports.jsonl",
    "sahel": STREAMS / "sahel" / "reports.jsonl",
    "volga": STREAMS / "volga" / "reports.jsonl",
    "ecb-dev": SHARED / "data" / "same-event" / "ecbplus.dev.jsonl",
    "ecb-train": SHARED / "data" / "same-event" / "ecbplus.train.jsonl.gz",
}


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def report_of(row: dict[str, Any]) -> Report:
    """A report of the stream, or a document of ECB+, which has no date."""
    if "doc_id" in row:
        return Report(id=row["doc_id"], text=row["text"])
    moment = row.get("published") or ""
    return msgspec.convert({**row, "published": moment[:10] or None, "published_at": moment or None}, Report)


def readings(name: str, cache: Path | None) -> list[Reading]:
    kept = cache / f"{name}-{tables.digest()}.jsonl" if cache is not None else None
    if kept is not None and kept.is_file():
        with kept.open("rb") as lines:
            return [msgspec.json.decode(line, type=Reading) for line in lines]
    found = []
    for reading in read_many((report_of(row) for row in rows(REPORTS[name])), layers=True):
        if isinstance(reading, Failure):
            raise reading.error
        found.append(reading)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(b"".join(msgspec.json.encode(reading) + b"\n" for reading in found))
    return found


def write(path: Path, lines: list[Any]) -> Path:
    path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    return path


def score(name: str, fused: Fused, verbose: bool) -> str:
    """What the scorer prints."""
    with tempfile.TemporaryDirectory() as folder:
        gold = REPORTS[name].with_name("gold.json")
        if gold.is_file():
            events = write(Path(folder) / "events.jsonl", list(fused.events))
            copies = write(Path(folder) / "copies.jsonl", list(fused.copies))
            tool = [
                SHARED / "tools" / "score_stream.py",
                *(["-v"] if verbose else []),
                gold,
                events,
                copies,
                REPORTS[name],
            ]
        else:
            plain = [
                {
                    "event": e.id,
                    "claims": [{"report": c.report, "trigger": c.trigger} for a in e.accounts for c in a.claims],
                }
                for e in fused.events
            ]
            tool = [
                SHARED / "tools" / "score_same_event.py",
                REPORTS[name],
                write(Path(folder) / "events.jsonl", plain),
            ]
        run = subprocess.run([sys.executable, *map(str, tool)], capture_output=True, text=True, check=True)
    return run.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", choices=sorted(REPORTS), required=True)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("-v", dest="verbose", action="store_true")
    given = parser.parse_args()
    if not REPORTS[given.on].is_file():
        raise SystemExit(f"{REPORTS[given.on]} is not here: there is nothing to measure")
    print(score(given.on, fuse(readings(given.on, given.cache)), given.verbose), end="")


if __name__ == "__main__":
    main()
