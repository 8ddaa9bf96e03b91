"""Reads the reports of a corpus, has what was read scored by ../shared/tools, picks the figures."""

from __future__ import annotations

import json
import multiprocessing
import re
import subprocess
import sys
import traceback
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from corpora import ROOT, SHARED, Corpus, Item, items, read_rows

from according.claims import Report

TOOLS = SHARED / "tools"
PARSING = ROOT / "training" / "evaluate.py"

Figures = dict[str, float]

# What is kept of each scorer's figures, in the order of the table. A dot goes into an inner object.
KEPT: dict[str, list[str]] = {
    "claims": [
        "typed_f1", "typed_precision", "typed_recall", "found_recall", "whole", "event_b3", "traps_fallen",
        "bad_spans", "fields.origin", "fields.chain", "fields.mode", "fields.certainty", "fields.polarity",
        "fields.realis", "fields.actors", "fields.recipients", "fields.instruments", "fields.where",
        "fields.when", "fields.quantities",
    ],
    "attribution": [
        "relation_iou50.f1", "relation_iou50.p", "relation_iou50.r", "source_overlap_given_match",
        "source_exact_given_match", "content_chars.f1", "source_chars.f1",
    ],
    "toponyms": ["strict.f1", "overlap.f1", "acc161_all", "acc161_recognised", "acc20_all", "median_km"],
    "times": ["span.f1", "value.f1", "value.p", "value.r"],
    "quantities": ["value.f1", "value_and_bound.f1"],
    "entities": [
        "strict.f1", "overlap.f1", "person.f1", "organization.f1", "place.f1", "nationality.f1",
        "equipment.f1",
    ],
    "events": ["accuracy", "macro_f1", "no_claim"],
    "factuality": ["macro_f1", "macro_f1_always_actual", "accuracy", "accuracy_always_actual"],
    "parsing": [
        "upos", "uas", "las", "lemma", "raw_sentence_f1", "raw_words_f1", "raw_upos_f1",
        "raw_uas_f1", "raw_las_f1",
    ],
}  # fmt: skip

# Everything else is the better the higher it is.
LOWER_IS_BETTER = {"traps_fallen", "bad_spans", "median_km", "no_claim", "unread"}


def measure(corpus: Corpus, folder: Path, jobs: int, verbose: bool = False) -> Figures | None:
    """Figures of `corpus`, with what was read left in `folder`; None where it cannot be measured here."""
    if corpus.task == "parsing":
        return _measure_parsing(corpus)
    if corpus.task == "factuality":
        return pick(_measure_factuality(read_rows(SHARED / corpus.path)), KEPT["factuality"])
    todo = list(items(corpus))
    done = dict(_read_all([item.report for item in todo], jobs))
    if corpus.task == "claims":
        raw = _score_claims(todo, done, folder, verbose)
    else:
        raw = _score_layer(corpus, todo, done, folder)
    figures = pick(raw, KEPT[corpus.task])
    figures["unread"] = len(todo) - len(done)
    return figures


def pick(raw: dict[str, Any], wanted: list[str]) -> Figures:
    """The `wanted` figures of a scorer's object that it has a number for."""
    figures = {}
    for name in wanted:
        value: Any = raw
        for key in name.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if value is not None:
            figures[name.removeprefix("fields.")] = float(value)
    return figures


def _read_all(reports: list[Report], jobs: int) -> Iterator[tuple[str, bytes]]:
    """Id and JSON of each report that could be read, whatever the order they are finished in."""
    with multiprocessing.get_context("spawn").Pool(jobs, initializer=_start) as pool:
        for name, line, trouble in pool.imap_unordered(_read_one, reports, chunksize=4):
            if trouble:
                print(f"could not read {name}:\n{trouble}", file=sys.stderr)
            else:
                yield name, line


_reader: Any = None


def _start() -> None:
    global _reader
    from according.reading.reader import Reader

    _reader = Reader(layers=True)


def _read_one(report: Report) -> tuple[str, bytes, str]:
    try:
        return report.id, msgspec.json.encode(_reader.read(report)), ""
    except Exception:  # one report that breaks the reader must not hide the figures of the others
        return report.id, b"", traceback.format_exc()


def _score_claims(todo: list[Item], done: dict[str, bytes], folder: Path, verbose: bool) -> dict[str, Any]:
    pairs = []
    for item in todo:
        read = folder / f"{item.report.id}.json"
        nothing = msgspec.json.encode({"report": item.report, "claims": []})
        read.write_bytes(done.get(item.report.id, nothing))
        pairs.append(f"{item.gold}={read}")
    raw = _run([str(TOOLS / "score_claims.py"), "--json", *(["-v"] if verbose else []), *pairs], show=verbose)
    raw["found_recall"] = round(raw["found"] / (raw["gold"] or 1), 3)
    fallen, _, traps = str(raw["traps_fallen"]).partition("/")
    raw["traps_fallen"] = round(int(fallen) / int(traps), 3) if int(traps) else None
    return raw


def _score_layer(corpus: Corpus, todo: list[Item], done: dict[str, bytes], folder: Path) -> dict[str, Any]:
    gold, read = folder / f"{corpus.name}.gold.jsonl", folder / f"{corpus.name}.read.jsonl"
    gold.write_text("".join(json.dumps(item.gold) + "\n" for item in todo), encoding="utf-8")
    read.write_bytes(b"".join(done[item.report.id] + b"\n" for item in todo if item.report.id in done))
    return _run([str(TOOLS / "score_layers.py"), corpus.task, str(gold), str(read)])


def _measure_factuality(rows: list[dict[str, Any]]) -> Figures:
    """Of each marked event, whether it is actual, not actual or uncertain: [-3, 3] cut at -1 and 1."""
    from according.language.engine import Engine

    engine = Engine()
    names = engine.classes["word_heads"]["happened"]
    analyses = {text: engine.analyse(text) for text in dict.fromkeys(row["text"] for row in rows)}
    pairs = []
    for row in rows:
        analysis, at = analyses[row["text"]], row["event"][0]
        token = next((t.i for t in analysis.tokens if t.start <= at < t.end), None)
        have = "yes" if token is None else names[int(analysis.scores["happened"][token].argmax())]
        gold = "no" if row["factuality"] <= -1 else "yes" if row["factuality"] >= 1 else "unsure"
        pairs.append((gold, have))
    always = [(gold, "yes") for gold, _ in pairs]
    return {
        "macro_f1": macro_f1(pairs), "macro_f1_always_actual": macro_f1(always),
        "accuracy": sum(a == b for a, b in pairs) / len(pairs),
        "accuracy_always_actual": sum(a == b for a, b in always) / len(pairs),
    }  # fmt: skip


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    """Mean over the gold's classes of F1, of pairs (gold, have)."""
    labels = sorted({gold for gold, _ in pairs})
    total = 0.0
    for label in labels:
        right = sum(a == b == label for a, b in pairs)
        marked = sum(a == label for a, _ in pairs) + sum(b == label for _, b in pairs)
        total += 2 * right / marked if marked else 0.0
    return total / len(labels)


def _measure_parsing(corpus: Corpus) -> Figures | None:
    """Syntax is measured beside the training, both treebanks at once, in per cent."""
    if not PARSING.exists():
        return None
    return {name: round(value / 100, 4) for name, value in pick(_parsing()[corpus.name], KEPT["parsing"]).items()}


@lru_cache(maxsize=1)
def _parsing() -> dict[str, Any]:
    return _run([str(PARSING), "--data", str(SHARED / "data"), "--json"])


def _run(command: list[str], show: bool = False) -> dict[str, Any]:
    """Run a Python script and return the JSON object of its last line."""
    ran = subprocess.run([sys.executable, *command], capture_output=True, text=True)
    if ran.returncode:
        raise SystemExit(f"{command[0]} failed:\n{ran.stderr or ran.stdout}")
    *lines, last = ran.stdout.strip().splitlines()
    if show:
        print("\n".join(lines))
    found: dict[str, Any] = json.loads(re.sub(r"\bNaN\b", "null", last))
    return found
