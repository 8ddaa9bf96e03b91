#!/usr/bin/env python3
"""Measure how copies are found: the syndicated texts by what was done to them, a stream, and what a ledger pays.

    copies.py [--pairs DOCS.jsonl PAIRS.jsonl] [--stream FOLDER] [--ledger REPORTS]

`recall` counts pairs that `compare` finds and that a store would have compared at all (`found` is by the sketch alone);
`changed` of these with every differing number inside what `changed` shows. `precision` counts originals of different
sources as the negatives. The made ledger holds invented texts: words by Zipf's law between stock phrases of the trade (as
many pairs share hashes by chance as in the press: one in 600 `MIN_SHARED`), one in five a copy of another. Nothing is
written; the last line is the figures as JSON.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import re
import sqlite3
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from according.claims import Report
from according.fusion.copies import MIN_SHARED, MOST_CANDIDATES, WINDOW_DAYS, candidates, compare, group, sketch

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
STOCK = [
    f"{who} {does} {what}"
    for does in (
        "said in a statement that|told reporters on monday that|did not say whether|denied that its forces had|"
        "could not be reached about|warned on tuesday that|has confirmed that|called for an inquiry after"
    ).split("|")
    for what in (
        "at least three people were killed|two civilians were injured in the shelling|air defences shot down the drones|"
        "a residential building was damaged overnight|the attack had been repelled|talks would go on this week|"
        "rescue workers were searching the rubble|the border would stay closed|prisoners had been exchanged"
    ).split("|")
    for who in (
        "the ministry of defence|the governor of the region|a spokesman for the army|the head of the administration|"
        "officials in the capital|the foreign minister|local police|the prosecutor's office|the president's office|the mayor"
    ).split("|")
]


def main() -> None:
    """Measure what is there, and print it."""
    args = arguments()
    figures: dict[str, Any] = {}
    if args.pairs[0].exists():
        figures["syndication"] = syndication(*args.pairs)
    if (args.stream / "gold.json").exists():
        figures["stream"] = stream(args.stream)
    if args.ledger:
        figures["ledger"] = ledger(args.ledger)
    if not figures:
        raise SystemExit("there is nothing to measure: name the files")
    for part, values in figures.items():
        for name, value in values.items():
            print(f"{part:12} {name:28} {value}")
    print(json.dumps(figures))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    same_event = SHARED / "data" / "same-event"
    files = [same_event / "syndication.docs.jsonl", same_event / "syndication.pairs.jsonl"]
    parser.add_argument("--pairs", type=Path, nargs=2, default=files, metavar=("DOCS", "PAIRS"))
    parser.add_argument("--stream", type=Path, default=SHARED / "stream")
    parser.add_argument("--ledger", type=int, default=0, metavar="REPORTS", help="size of the made ledger (none)")
    return parser.parse_args()


def rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def syndication(docs: Path, gold: Path) -> dict[str, Any]:
    """Recall by what was done to a text, precision over pairs of originals, and the same over all through `group`."""
    texts = {row["doc_id"]: row for row in rows(docs)}
    sketches = {name: sketch(row["text"]) for name, row in texts.items()}
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    took = time.perf_counter()
    for pair in rows(gold):
        a, b = pair["a"], pair["b"]
        shared = len(set(sketches[a]) & set(sketches[b]))
        found = compare(texts[a]["text"], texts[b]["text"])
        near = bool(candidates(sketches[b], {a: shared}))
        row = counts[pair["op"]]
        row[0] += 1
        row[1] += near
        row[2] += near and found is not None
        if found and near and pair["op"] == "tally_update":
            row[3] += all_shown(texts[a]["text"], texts[b]["text"], [two for _, two in found.changed])
    compared = sum(row[0] for row in counts.values())
    took = time.perf_counter() - took
    originals = [row for row in texts.values() if row["op"] == "original"]
    wrong = sum(compare(a["text"], b["text"]) is not None for a, b in combinations(originals, 2))
    right = sum(row[2] for row in counts.values())
    result: dict[str, Any] = {
        op: {"recall": round(row[2] / row[0], 3), "found": round(row[1] / row[0], 3), "pairs": row[0]}
        for op, row in counts.items()
    }
    result["tally_update"]["changed"] = round(counts["tally_update"][3] / counts["tally_update"][0], 3)
    result["precision"] = {"value": round(right / (right + wrong), 4), "right": right, "wrong": wrong}
    result["grouped"] = grouped(texts)
    result["ms_a_pair"] = round(1000 * took / compared, 2)
    result["hashes_per_100_words"] = round(
        100 * sum(map(len, sketches.values())) / sum(len(row["text"].split()) for row in texts.values()), 1
    )
    return result


def grouped(texts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Pairs of one group over all texts, undated and unsigned, whose sources are different and neither a composite."""
    groups = group(Report(id=name, text=row["text"]) for name, row in texts.items())
    pairs = {
        frozenset(pair) for g in groups for pair in combinations({g.original, *(copy.report for copy in g.copies)}, 2)
    }
    plain = [tuple(p) for p in pairs if all(texts[name]["op"] != "composite" for name in p)]
    wrong = sum(texts[a]["group"] != texts[b]["group"] for a, b in plain)
    return {"precision": round(1 - wrong / (len(plain) or 1), 4), "pairs": len(plain), "wrong": wrong}


def all_shown(a: str, b: str, spans: list[tuple[int, int]]) -> bool:
    """Whether every word with a figure that differs lies in one of the spans of `b`."""
    words_a, words_b = list(re.finditer(r"\S+", a)), list(re.finditer(r"\S+", b))
    matcher = difflib.SequenceMatcher(None, [m[0] for m in words_a], [m[0] for m in words_b], False)
    for tag, _, _, first, end in matcher.get_opcodes():
        for word in words_b[first:end] if tag != "equal" else []:
            if re.search(r"\d", word[0]) and not any(s < word.end() and word.start() < e for s, e in spans):
                return False
    return True


def stream(folder: Path) -> dict[str, Any]:
    """Pairs of reports of one group, against the gold."""
    reports = [
        Report(
            id=row["id"],
            text=row["text"],
            publisher=row.get("publisher"),
            published=row["published"][:10],
            published_at=row["published"] if "T" in row["published"] else None,
        )
        for row in rows(folder / "reports.jsonl")
    ]
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["copies"]
    groups = group(reports)
    wanted = {frozenset(p) for g in gold for p in combinations([g["original"], *(c["report"] for c in g["copies"])], 2)}
    found = {frozenset(p) for g in groups for p in combinations([g.original, *(c.report for c in g.copies)], 2)}
    shown = {(c.report, n.instead_of, n.said) for g in groups for c in g.copies for n in c.changed}
    return {
        "recall": round(len(wanted & found) / len(wanted), 3),
        "precision": round(len(wanted & found) / (len(found) or 1), 3),
        "originals_right": sum(g.original in {x["original"] for x in gold} for g in groups) / (len(groups) or 1),
        "changed": sorted(shown),
    }


def made(number: int, seed: int = 1) -> Iterator[tuple[int, str]]:
    """Yield day and text of invented reports of 80 to 500 words, 200 a day; one in five is a cut or edited copy."""
    chance = random.Random(seed)
    vocabulary = [
        f"{a}{b}{c}" for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "ul") for c in ("", *"bcdfgklmnprst")
    ]
    vocabulary = [one + two for one in vocabulary for two in ("", "a", "en", "or", "ist")] * 4
    vocabulary = [word + "xyz"[n % 3] * (n // len(set(vocabulary)) % 3) for n, word in enumerate(vocabulary)]
    weights = [1 / (n + 3) for n in range(len(vocabulary))]
    total = list(_running(weights))
    recent: list[str] = []
    for n in range(number):
        if recent and chance.random() < 0.2:
            sentences = chance.choice(recent).split(". ")
            start = chance.randrange(max(1, len(sentences) // 2))
            lead = " ".join(chance.choices(vocabulary, cum_weights=total, k=12))
            text = f"{lead}. " * (start > 0) + ". ".join(sentences[start:])
        else:
            words: list[str] = []
            length = chance.randint(80, 500)
            while len(words) < length:
                words += chance.choice(STOCK).split() if chance.random() < 0.03 else []
                words += [*chance.choices(vocabulary, cum_weights=total, k=chance.randint(4, 16)), "."]
            text = " ".join(words).replace(" .", ".")
        recent = [*recent[-400:], text]
        yield n // 200, text


def _running(weights: list[float]) -> Iterator[float]:
    total = 0.0
    for weight in weights:
        total += weight
        yield total


def ledger(number: int) -> dict[str, Any]:
    """Rows, bytes and milliseconds of an index of sketches in SQLite, with the look-up that `sketch.py` documents."""
    store = sqlite3.connect(":memory:")
    store.execute(
        "CREATE TABLE copy_sketch (hash INTEGER, day INTEGER, report INTEGER, PRIMARY KEY (hash, day, report)) WITHOUT ROWID"
    )
    texts: list[str] = []
    sampling, finding, deciding, compared = [], [], [], []
    start = time.perf_counter()
    for day, text in made(number):
        at = time.perf_counter()
        hashes = sketch(text)
        sampling.append(time.perf_counter() - at)
        if len(texts) >= number - 1000:
            at = time.perf_counter()
            marks = ",".join("?" * len(hashes))
            query = f"""SELECT report, count(*) AS shared FROM copy_sketch WHERE hash IN ({marks}) AND day BETWEEN ? AND ?
                GROUP BY report HAVING count(*) >= {MIN_SHARED} ORDER BY shared DESC, report LIMIT {MOST_CANDIDATES}"""
            near = store.execute(query, (*hashes, day - WINDOW_DAYS, day + WINDOW_DAYS)).fetchall()
            finding.append(time.perf_counter() - at)
            at = time.perf_counter()
            for other, _ in near:
                compare(texts[other], text)
            deciding.append(time.perf_counter() - at)
            compared.append(len(near))
        store.executemany("INSERT INTO copy_sketch VALUES (?, ?, ?)", [(h, day, len(texts)) for h in hashes])
        texts.append(text)
        if len(texts) % 20_000 == 0:
            print(f"{len(texts)} reports, {time.perf_counter() - start:.0f} s", file=sys.stderr)
    (entries,) = store.execute("SELECT count(*) FROM copy_sketch").fetchone()
    (pages,), (size,) = store.execute("PRAGMA page_count").fetchone(), store.execute("PRAGMA page_size").fetchone()
    ms = {"sketch_ms": sampling, "look_up_ms": finding, "decide_ms": deciding}
    return {
        "reports": number,
        "words_a_report": round(statistics.mean(len(text.split()) for text in texts)),
        "rows": entries,
        "rows_a_report": round(entries / number, 1),
        "mb": round(pages * size / 1e6),
        **{name: spread(values) for name, values in ms.items()},
        "compared": {"mean": round(statistics.mean(compared), 1), "most": max(compared)},
    }


def spread(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(1000 * s for s in seconds)
    return {"p50": round(ordered[len(ordered) // 2], 2), "p95": round(ordered[len(ordered) * 95 // 100], 2)}


if __name__ == "__main__":
    main()
