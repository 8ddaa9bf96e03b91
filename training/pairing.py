"""Make the tables of pairing from corpora that may be trained on: `pairing.py rarity DATA` and `pairing.py weights DATA`.

DATA is the folder with ``same-event/``: ECB+ train (CC BY 3.0), MEANTIME and the originals of the syndication set (Wikinews,
CC BY). `rarity` counts in how many *topics* a stem stands (the reports of one ECB+ subtopic count once, so that the name of
whom they are all about stays rare). `weights` reads ECB+ train with according itself and fits the curve `told`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml

from according.api import read_many
from according.claims import Reading, Report
from according.fusion.pairing import Features, features
from according.fusion.pairing.evidence import gather
from according.fusion.pairing.vetoes import other_persons, veto
from according.fusion.pairing.words import plain_words, stem
from according.knowledge import tables

LEAST = 3
"""Topics that a stem must stand in to be listed; all others are as rare as can be."""
RIDGE, STEPS = 3.0, 30
LEAN = 1.0
"""Added to the biases, in logits: average link wants pairs of one event likelier than not."""

OTHER_PERSON = {"other_person": -8.5, "where": 0.5}
"""Not fitted: of pairs with like triggers that name different persons 98 in 100 are of two events, but names are misread too
often for a veto. So such a pair counts as nought in the mean."""

Pair = tuple[dict[str, float], bool, float]
"""Evidence, whether both tell of one event, and how much the pair counts."""


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def topics(data: Path) -> dict[str, list[str]]:
    """Texts by topic."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows(data / "same-event" / "ecbplus.train.jsonl.gz"):
        found["ecb " + row["subtopic"]].append(row["text"])
    for row in rows(data / "same-event" / "meantime_en.jsonl"):
        found["meantime " + row["doc_id"]].append(row["text"])
    for row in rows(data / "same-event" / "syndication.docs.jsonl"):
        if row["op"] == "original" and not row["group"].startswith("corpus_"):
            found["syndication " + row["group"]].append(row["text"])
    for path in sorted((Path(__file__).parent / "reports").glob("*.txt")):
        found["own " + path.stem].append(path.read_text(encoding="utf-8"))
    return found


def make_rarity(data: Path) -> None:
    texts = topics(data)
    counts = Counter(root for own in texts.values() for root in {stem(w) for text in own for w in plain_words(text)})
    whole = math.log(len(texts) / LEAST)
    with (tables.HERE / "pairing" / "rarity.csv").open("w", encoding="utf-8", newline="") as out:
        out.write(
            f"# How telling a stem is: log share of the {len(texts)} topics it stands in. By training/pairing.py, from\n"
        )
        out.write("# ECB+ train (CC BY 3.0), MEANTIME and Wikinews (CC BY), and reports of our own.\nstem,worth\n")
        for root, n in sorted(counts.items()):
            if n >= LEAST and not root.isdigit():
                out.write(f"{root},{max(0.0, math.log(len(texts) / n) / whole):.2f}\n")


# ---- the curves


class Example(NamedTuple):
    """A claim of ECB+ that a gold mention stands on."""

    features: Features
    topic: str
    chain: str


def examples(data: Path) -> list[Example]:
    """The claims that according reads from ECB+ train, with the chain of the mention that each overlaps most."""
    gold = {row["doc_id"]: row for row in rows(data / "same-event" / "ecbplus.train.jsonl.gz")}
    found = []
    reports = [Report(id=name, text=row["text"]) for name, row in gold.items()]
    for reading in read_many(reports, layers=True):
        if not isinstance(reading, Reading):
            raise reading.error
        row = gold[reading.report.id]
        for one, claim in zip(features(reading), reading.claims, strict=True):
            start, end = claim.trigger.span
            hits = [
                (min(end, m["end"]) - max(start, m["start"]), m["chain"])
                for m in row["mentions"]
                if m["kind"] == "event" and m["start"] < end and start < m["end"]
            ]
            if hits:
                found.append(Example(one, row["topic"], max(hits)[1]))
    return found


def curve(pairs: list[Pair]) -> dict[str, float]:
    """Fit a logistic curve with a ridge by Newton's method; a claim counts as one, however many tell of the same."""
    names = sorted({name for evidence, _, _ in pairs for name, value in evidence.items() if value})
    x = np.array([[*(evidence.get(name, 0.0) for name in names), 1.0] for evidence, _, _ in pairs])
    y = np.array([float(same) for _, same, _ in pairs])
    share = np.array([share for _, _, share in pairs])
    share /= share.mean()
    ridge = np.eye(len(names) + 1) * RIDGE
    ridge[-1, -1] = 0.0
    weights = np.zeros(len(names) + 1)
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        weights -= np.linalg.solve(
            (x * (share * p * (1 - p))[:, None]).T @ x + ridge, x.T @ (share * (p - y)) + ridge @ weights
        )
    weights[-1] += LEAN
    return {name: round(float(weight), 2) for name, weight in zip([*names, "bias"], weights, strict=True)}


def make_weights(data: Path) -> None:
    told = examples(data)
    sizes = Counter(one.chain for one in told)
    by_kind: dict[str, list[Pair]] = {"told": [], "within": []}
    for a, b in combinations(told, 2):
        near = a.topic == b.topic or not set(a.features.keys).isdisjoint(b.features.keys)
        if near and veto(a.features, b.features) is None and not other_persons(a.features, b.features):
            kind, evidence = gather(a.features, b.features)
            by_kind[kind].append((evidence, a.chain == b.chain, (sizes[a.chain] * sizes[b.chain]) ** -0.5))
    path = tables.HERE / "pairing" / "weights.yaml"
    head, _, by_hand = path.read_text(encoding="utf-8").partition("# By hand")
    head = "".join(line + "\n" for line in head.splitlines() if line.startswith("#"))
    fitted = {kind: curve(pairs) | OTHER_PERSON for kind, pairs in by_kind.items()}
    path.write_text(head + yaml.safe_dump(fitted) + "# By hand" + by_hand, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["rarity", "weights"])
    parser.add_argument("data", type=Path)
    given = parser.parse_args()
    if given.what == "rarity":
        make_rarity(given.data)
    else:
        make_weights(given.data)


if __name__ == "__main__":
    main()
