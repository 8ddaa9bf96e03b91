#!/usr/bin/env python3
"""Train the relevance gate, measure it on what it has not seen, and write its file and the figures of its card.

    python training/gate.py DATA CLAIMS --gold GOLD --kept READINGS.jsonl [--write]

DATA holds the corpora (see README.md), CLAIMS and GOLD reports with claims marked by hand. The reports of CLAIMS are held back
in five folds, and so are those of training/reports; the threshold is set on them. GOLD is only measured.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from pathlib import Path

import numpy as np
from claimdata import fold_of
from gate_data import Text, calm, general, histories, marked, read_general

from according.language.gate import PATH, Gate, best_stretch, features

BUCKETS = 1 << 19
"""Half of them for words, half for pairs of words."""
STRETCH = 40
STEP = 20
WINDOW = 60
"""Words that are added up when a text is judged; it learns from stretches of `STRETCH`."""
FOLDS = 5
RECALL, SLACK = 0.99, 0.3
"""The threshold is set this much below the greatest one at which this share of the held-back reports of CLAIMS passes."""
ECB_TOPICS = {
    "ecb-2": "ECB+ film awards", "ecb-5": "ECB+ basketball", "ecb-12": "ECB+ pirates and a navy (relevant)",
    "ecb-18": "ECB+ shooting in an office", "ecb-21": "ECB+ hit and run", "ecb-23": "ECB+ death of a climber",
    "ecb-34": "ECB+ nomination for an office", "ecb-35": "ECB+ arrests of footballers",
}  # fmt: skip
NEWS_LIKE = re.compile("ecb|meantime|polnear|weblog|newsgroup|GUM_(news|court|interview|speech)")
WORD = re.compile(r"[^\W\d_]+")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("data", type=Path)
    asked.add_argument("claims", type=Path)
    asked.add_argument("--gold", type=Path)
    asked.add_argument("--kept", type=Path, required=True, help="where the readings of general texts are kept")
    asked.add_argument("--write", action="store_true", help="write the file of weights that is shipped")
    given = asked.parse_args()
    wars = histories(given.data / "times/wikiwars.jsonl")
    own = marked(Path(__file__).parent / "reports")
    claims = marked(given.claims)
    taught = general(given.data, ("ecb:train", "gum:train", "meantime:all", "ewt:train"))
    apart = general(given.data, ("ecb:dev", "gum:dev", "gum:test", "ewt:dev", "ewt:test", "polnear:dev"))
    read_general(taught + apart, given.kept)
    taught += calm(Path(__file__).parent / "calm")

    held: list[tuple[str, float]] = []
    for fold in range(FOLDS):
        train = [t for t in claims + own if fold_of(t.id, FOLDS) != fold] + wars + taught
        weights, bias = fit(train)
        held += [
            (t.id, score(weights, bias, t.text)) for t in claims + own if fold_of(t.id, FOLDS) == fold and t.claims
        ]
    names = {t.id for t in claims}
    of_claims = sorted(score for name, score in held if name in names)
    threshold = of_claims[int((1 - RECALL) * len(of_claims))] - SLACK
    weights, bias = fit(claims + own + wars + taught)
    scale = float(np.abs(weights).max()) / 127
    packed = np.round(weights / scale).astype(np.int8)
    path = PATH if given.write else given.kept.with_name("gate.npz")
    path.parent.mkdir(exist_ok=True, parents=True)
    np.savez_compressed(path, weights=packed, scale=np.float32(scale), bias=np.float32(bias), window=WINDOW, threshold=np.float32(threshold))  # fmt: skip
    gate = Gate(path)
    print(f"threshold {threshold:.2f}; file {path.stat().st_size:,} bytes, digest {gate.digest}")
    for where, those in (
        ("CLAIMS", [h for h in held if h[0] in names]),
        ("training/reports", [h for h in held if h[0] not in names]),
    ):
        lowest = sorted(those, key=lambda h: h[1])[:4]
        at_lowest = {s: sum(h[1] >= threshold + s for h in those) / len(those) for s in (0, 1, 2, 3)}
        print(f"{where}, held back: {len(those)}; recall at the threshold and above it by", at_lowest)
        print("    lowest:", [(name, round(value, 1)) for name, value in lowest])
    if given.gold:
        gold = [t for t in marked(given.gold) if t.claims]
        print(f"gold, never trained on: {sum(gate.passes(t.text) for t in gold)} of {len(gold)} pass")
    for name, texts in of_a_length(apart).items():
        passed = sum(gate.passes(t) for t in texts)
        words = sum(len(t.split()) for t in texts) / len(texts)
        print(f"general, {name}: {passed} of {len(texts)} texts of {words:.0f} words pass ({passed / len(texts):.2f})")
    measure_speed(gate, claims + taught)


def of_a_length(texts: list[Text]) -> dict[str, list[str]]:
    """General texts by what they are about; the excerpts of ECB+ and EWT, of 30 to 70 words, ten of a kind as one."""
    kinds: dict[str, list[str]] = {}
    for text in texts:
        head = text.id.split("_")[0].split("/")[0]
        if head == "GUM":
            head = "GUM " + text.id.split("_")[1]
        elif not head.startswith("ecb"):
            head = head.split("-")[0]
        kinds.setdefault(ECB_TOPICS.get(head, head), []).append(text.text)
    return {
        name: own if name.startswith("GUM") or name in ("polnear", "weblog", "newsgroup", "email")
        else [" ".join(own[n : n + 10]) for n in range(0, len(own), 10)]
        for name, own in sorted(kinds.items())
    }  # fmt: skip


def stretches(text: Text) -> list[tuple[np.ndarray, int]]:
    """The windows of a text as buckets, each with 1 (holds a claim), 0 (holds none); what is unsure is left out."""
    words = [m.start() for m in WORD.finditer(text.text)]
    hashes = features(text.text, BUCKETS)
    if len(words) != len(hashes):  # letters that are none in Latin: by share of the text instead
        words = [int(n * len(text.text) / max(1, len(hashes))) for n in range(len(hashes))]
    # Elsewhere the reader is out of its field: what it takes for a claim in a review of a hotel is none.
    like_news = NEWS_LIKE.match(text.id) is not None
    found = []
    for first in range(0, max(1, len(hashes) - STEP), STEP):
        last = min(first + STRETCH, len(hashes))
        start, end = words[first] if words else 0, words[last] if last < len(words) else len(text.text)
        sure = sum(start <= at < end for at in text.claims)
        if text.marked:
            label = 1 if sure else None
        else:
            label = None if like_news and (sure or any(start <= at < end for at in text.perhaps)) else 0
        if label is not None and last > first:
            found.append((hashes[first:last].ravel(), label))
    return found


def fit(texts: list[Text], rounds: int = 300, penalty: float = 5e-4) -> tuple[np.ndarray, float]:
    """Logistic regression over counts of words and pairs, by full-batch Adam; either class weighs the same."""
    rows = [row for text in texts for row in stretches(text)]
    random.Random(7).shuffle(rows)
    index = np.concatenate([r for r, _ in rows]).astype(np.int64)
    owner = np.repeat(np.arange(len(rows)), [len(r) for r, _ in rows])
    truth = np.array([label for _, label in rows], dtype=np.float64)
    balance = np.where(truth == 1, 0.5 / truth.mean(), 0.5 / (1 - truth.mean())) / len(truth)
    weights, bias = np.zeros(BUCKETS), 0.0
    m, v, mb, vb = np.zeros(BUCKETS), np.zeros(BUCKETS), 0.0, 0.0
    for n in range(1, rounds + 1):
        said = np.bincount(owner, weights[index], len(truth)) + bias
        error = (1 / (1 + np.exp(-said)) - truth) * balance
        slope = np.bincount(index, error[owner], BUCKETS) + penalty * weights
        m, v = 0.9 * m + 0.1 * slope, 0.99 * v + 0.01 * slope**2
        mb, vb = 0.9 * mb + 0.1 * error.sum(), 0.99 * vb + 0.01 * error.sum() ** 2
        rate = 0.05 * min(1.0, 3 * (1 - n / (rounds + 1)))
        weights -= rate * (m / (1 - 0.9**n)) / (np.sqrt(v / (1 - 0.99**n)) + 1e-8)
        bias -= rate * (mb / (1 - 0.9**n)) / (np.sqrt(vb / (1 - 0.99**n)) + 1e-8)
    return weights.astype(np.float32), float(bias)


def score(weights: np.ndarray, bias: float, text: str) -> float:
    return best_stretch(weights[features(text, BUCKETS)].sum(axis=1), WINDOW) + bias


def measure_speed(gate: Gate, texts: list[Text]) -> None:
    words = sum(len(t.text.split()) for t in texts)
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        for t in texts:
            gate.passes(t.text)
        best = max(best, words / (time.process_time() - start))
    print(f"speed: {best / 1e6:.2f} M words (by white space) a CPU second, {len(texts)} texts")


if __name__ == "__main__":
    main()
