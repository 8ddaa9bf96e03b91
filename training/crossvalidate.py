"""Score models on the reports they did not see: ``python training/crossvalidate.py runs/fold-*``.

Each folder ``fold-I`` holds ``en/``, exported from ``train.py claims --hold I/5``. Prints the figures of the claims scorer
over all held-back reports together, how well the confidence is calibrated (Guo et al. 2017: ten bins, expected
calibration error), the threshold of the trigger head that would have served best, and with ``--write`` keeps the fitted
calibration beside the shipped model.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import yaml
from claimdata import fold_of

from according.claims import Report
from according.language.engine import MODELS, Engine
from according.reading import happenings
from according.reading.reader import Reader

FOLDS = 5


def held_back(claims: Path, fold: int) -> list[Path]:
    return [p for p in sorted(claims.glob("*.yaml")) if fold_of(p.stem, FOLDS) == fold]


def read_fold(folder: Path, claims: Path, out: Path) -> list[tuple[Path, Path]]:
    """Read the held-back reports of a fold's model; pairs of gold file and what was read."""
    reader = Reader(engine=Engine(models=folder))
    pairs = []
    for gold_path in held_back(claims, int(folder.name.split("-")[-1])):
        gold = yaml.load(gold_path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        text = (claims / gold["report"]).read_text(encoding="utf-8")
        reading = reader.read(Report(id=gold_path.stem, text=text, published=str(gold["published"])[:10]))
        read = out / f"{gold_path.stem}.json"
        read.write_bytes(msgspec.json.encode(reading))
        pairs.append((gold_path, read))
    return pairs


def outcomes(scorer: Any, pairs: list[tuple[Path, Path]]) -> list[tuple[float, bool, str]]:
    """Of each claim: its confidence, whether trigger and type are right, and the report it is of."""
    found = []
    for gold_path, read in pairs:
        golds = yaml.load(gold_path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["claims"]
        data = json.loads(read.read_text(encoding="utf-8"))
        matched = {c: g for g, c in scorer.match(data["report"]["text"], golds, data["claims"]).items()}
        for k, claim in enumerate(data["claims"]):
            right = k in matched and claim["type"] in golds[matched[k]]["type"].split("|")
            found.append((claim["confidence"], right, gold_path.stem))
    return found


def fit(confidence: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Slope and offset of Platt's (1999) logistic calibration over the logit of the confidence, by Newton's method."""
    x = np.stack([logit(confidence), np.ones_like(confidence)], 1)
    w = np.array([1.0, 0.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (right - p)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(2)
        w += np.linalg.solve(hessian, gradient)
    return float(w[0]), float(w[1])


def logit(p: np.ndarray) -> np.ndarray:
    p = np.clip(p, 1e-3, 1 - 1e-3)
    return np.log(p / (1 - p))


def curve(confidence: np.ndarray, right: np.ndarray) -> tuple[float, list[str]]:
    """Expected calibration error, and a row of the table for each tenth."""
    error, rows = 0.0, []
    for low in np.arange(0, 1, 0.1):
        inside = (confidence >= low) & (confidence < low + 0.1 + (low > 0.85))
        if inside.any():
            mean, share = confidence[inside].mean(), right[inside].mean()
            error += abs(mean - share) * inside.mean()
            rows.append(f"| {low:.1f}-{low + 0.1:.1f} | {inside.sum()} | {mean:.2f} | {share:.2f} |")
    return error, rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folds", type=Path, nargs="+")
    parser.add_argument("--claims", type=Path, default=Path("../shared/train"))
    parser.add_argument("--tools", type=Path, default=Path("../shared/tools"))
    parser.add_argument("--thresholds", type=float, nargs="*", default=[happenings.THRESHOLD])
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    sys.path.insert(0, str(args.tools))
    import score_claims

    for threshold in args.thresholds:
        happenings.find_happenings.__defaults__ = (threshold,)  # type: ignore[attr-defined]
        with tempfile.TemporaryDirectory() as folder:
            pairs = [p for fold in args.folds for p in read_fold(fold, args.claims, Path(folder))]
            command = [sys.executable, str(args.tools / "score_claims.py"), *(f"{a}={b}" for a, b in pairs)]
            print(f"threshold {threshold}")
            print(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            found = outcomes(score_claims, pairs)
    confidence = np.array([c for c, _, _ in found])
    right = np.array([float(r) for _, r, _ in found])
    slope, offset = fit(confidence, right)
    reports = np.array([int(fold_of(name, 997)) % 2 for _, _, name in found])
    across = confidence.copy()
    for half in (0, 1):  # the error is measured on the half that the fit did not see
        a, b = fit(confidence[reports != half], right[reports != half])
        across[reports == half] = 1 / (1 + np.exp(-(a * logit(confidence[reports == half]) + b)))
    print(f"slope {slope:.3f} offset {offset:.3f}; calibration error {curve(confidence, right)[0]:.3f} as read,")
    error, rows = curve(across, right)
    print(
        f"{error:.3f} calibrated on the other half of the reports\n| confidence | claims | mean | right |\n|---|--:|--:|--:|"
    )
    print("\n".join(rows))
    if args.write:
        target = MODELS / "en" / "calibration.json"
        target.write_text(json.dumps({"slope": round(slope, 4), "offset": round(offset, 4)}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
