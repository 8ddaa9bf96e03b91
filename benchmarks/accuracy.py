#!/usr/bin/env python3
"""Measure the accuracy of the reader on the corpora of ../shared, and compare it with the floors.

What was measured goes to benchmarks/figures.json, and from there as tables into docs/accuracy.md.
Exit code 1 where a figure is under its floor (benchmarks/floors.json), a corpus has changed, or a floor
is lower than in the last commit.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import floors as gate
from corpora import CORPORA, ROOT, SHARED, Corpus
from scoring import LOWER_IS_BETTER, measure

FIGURES = Path(__file__).with_name("figures.json")
DOCUMENT = ROOT / "docs" / "accuracy.md"
BEGIN, END = "<!-- figures: written by benchmarks/accuracy.py -->", "<!-- end of figures -->"
SPOKEN = str.maketrans("._", "  ")
HEADINGS = {
    "claims": "Claims",
    "attribution": "Attribution",
    "toponyms": "Places",
    "times": "Times",
    "quantities": "Quantities",
    "entities": "Entities",
    "events": "Types of events",
    "factuality": "Factuality of events",
    "parsing": "Syntax",
}


def main() -> int:
    """Measure what was asked for; return the exit code."""
    args = arguments()
    if not SHARED.is_dir():
        print(f"no corpora: {SHARED} is not here; nothing measured")
        return 0
    chosen = [c for c in CORPORA if not args.only or c.name in args.only]
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    floors, faults = gate.load(), []
    for corpus in chosen:
        result = one(corpus, args)
        if result is None:
            continue
        figures[corpus.name] = result
        if args.raise_floors:
            floors = gate.raised(floors, corpus.name, result["digest"], result["figures"])
        else:
            faults += gate.faults(floors, corpus.name, result["digest"], result["figures"])
    faults += gate.laxer(floors, gate.committed())
    if args.raise_floors:
        gate.save(floors)
    if not args.dry:
        FIGURES.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        write_document(figures)
    for fault in faults:
        print(f"FAULT  {fault}", file=sys.stderr)
    return 1 if faults else 0


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [c.name for c in CORPORA]
    parser.add_argument(
        "--only",
        action="append",
        choices=names,
        metavar="NAME",
        help=f"one of {', '.join(names)}; can be repeated",
    )
    parser.add_argument("--jobs", type=int, default=2, help="processes that read (default 2)")
    parser.add_argument("--dry", action="store_true", help="write neither figures nor document")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what was read there")
    parser.add_argument(
        "--raise-floors",
        action="store_true",
        help="set floors a little under what is measured; never lowers one",
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="list every error in the claims")
    return parser.parse_args()


def one(corpus: Corpus, args: argparse.Namespace) -> dict[str, Any] | None:
    """Measure one corpus and print its figures; None where it cannot be measured here."""
    if not corpus.present:
        print(f"{corpus.name}: not here, left out")
        return None
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="according-") as temporary:
        folder = args.keep / corpus.name if args.keep else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        figures = measure(corpus, folder, args.jobs, args.verbose)
    if figures is None:
        print(f"{corpus.name}: nothing to measure it with yet, left out")
        return None
    print(
        f"{corpus.name} ({time.perf_counter() - begin:.0f} s): "
        + "  ".join(f"{k} {show(k, v)}" for k, v in figures.items()),
        flush=True,
    )
    return {"digest": corpus.digest(), "task": corpus.task, "note": corpus.note, "figures": figures}


def show(name: str, value: float) -> str:
    """A figure as it stands in the table: counts and kilometres as they are, the rest as shares."""
    return f"{value:g}" if name in LOWER_IS_BETTER else f"{value:.3f}"


def table(figures: dict[str, Any]) -> str:
    """Markdown tables of all figures, one a task: a row a figure, a column a corpus."""
    parts = []
    for task, heading in HEADINGS.items():
        columns = {c.name: figures[c.name] for c in CORPORA if c.task == task and c.name in figures}
        if not columns:
            continue
        names = list(dict.fromkeys(n for column in columns.values() for n in column["figures"]))
        lines = [
            f"### {heading}",
            "",
            "| figure | " + " | ".join(columns) + " |",
            "|---|" + "--:|" * len(columns),
        ]
        for name in names:
            cells = (show(name, c["figures"][name]) if name in c["figures"] else "" for c in columns.values())
            lines.append(f"| {name.translate(SPOKEN)} | " + " | ".join(cells) + " |")
        lines += ["", *(f"*{n}*: {c['note']} (sha256 {c['digest']})  " for n, c in columns.items())]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def write_document(figures: dict[str, Any], path: Path = DOCUMENT) -> None:
    """Put the tables between the markers of docs/accuracy.md; what stands around them is ours to write."""
    text = path.read_text(encoding="utf-8") if path.exists() else f"# Accuracy\n\n{BEGIN}\n{END}\n"
    before, found, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise SystemExit(f"{path} has lost its markers {BEGIN!r} and {END!r}")
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before}{BEGIN}\n\n{table(figures)}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
