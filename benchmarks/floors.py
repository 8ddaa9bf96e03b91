"""Floors under the figures: no change may lower what has been reached without being seen.

``floors.json`` holds, for each corpus, its digest and a bound for each figure: a floor, or a ceiling
where lower is better. A figure beyond its bound, a corpus with another digest and a bound that is laxer
than in the last commit are all faults.
"""

from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path
from typing import Any

from scoring import LOWER_IS_BETTER, Figures

PATH = Path(__file__).with_name("floors.json")
MARGIN = 0.005

Floors = dict[str, dict[str, Any]]
"""Name of a corpus to ``{"digest": ..., "bounds": {figure: bound}}``."""


def load(path: Path = PATH) -> Floors:
    """The floors in the working copy; none where there is no file yet."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def committed(path: Path = PATH) -> Floors:
    """The floors of the last commit; none where it has none."""
    show = ["git", "-C", str(path.parent), "show", f"HEAD:./{path.name}"]
    try:
        ran = subprocess.run(show, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return {}
    found: Floors = json.loads(ran.stdout)
    return found


def save(floors: Floors, path: Path = PATH) -> None:
    """Write the floors, sorted, so that a change of one is a change of one line."""
    path.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def worse(name: str, value: float, bound: float) -> bool:
    """Whether `value` is on the wrong side of `bound`."""
    return value > bound if name in LOWER_IS_BETTER else value < bound


def faults(floors: Floors, corpus: str, digest: str, figures: Figures) -> list[str]:
    """What is wrong with the figures of one corpus, a line each."""
    have = floors.get(corpus)
    if have is None:
        return []
    if have["digest"] != digest:
        return [f"{corpus}: the corpus has changed ({have['digest']} -> {digest}): --raise-floors sets new floors"]
    found = []
    for name, bound in have["bounds"].items():
        value = figures.get(name)
        if value is None:
            found.append(f"{corpus}: {name} has a floor of {bound} and was not measured")
        elif worse(name, value, bound):
            side = "over its ceiling" if name in LOWER_IS_BETTER else "under its floor"
            found.append(f"{corpus}: {name} is {value:.3f}, {side} of {bound}")
    return found


def laxer(floors: Floors, before: Floors) -> list[str]:
    """Bounds that are gone or laxer than they were `before`; a corpus that changed may have new ones."""
    found = []
    for corpus, old in before.items():
        new = floors.get(corpus, {"digest": old["digest"], "bounds": {}})
        if new["digest"] != old["digest"]:
            continue
        for name, bound in old["bounds"].items():
            now = new["bounds"].get(name)
            if now is None or worse(name, now, bound):
                found.append(f"{corpus}: the floor of {name} was {bound} in the last commit and is {now}")
    return found


def raised(floors: Floors, corpus: str, digest: str, figures: Figures) -> Floors:
    """`floors` with those of `corpus` at a small margin from `figures`, never laxer than they were."""
    have = floors.get(corpus, {})
    old = have.get("bounds", {}) if have.get("digest") == digest else {}
    bounds = dict(old)
    for name, value in figures.items():
        bound = _bound(name, value)
        if name not in bounds or worse(name, bounds[name], bound):
            bounds[name] = bound
    return {**floors, corpus: {"digest": digest, "bounds": bounds}}


def _bound(name: str, value: float) -> float:
    if name not in LOWER_IS_BETTER:
        return max(0.0, math.floor((value - MARGIN) * 1000 + 1e-6) / 1000)
    if name in ("bad_spans", "unread"):
        return value  # counts of defects: no margin
    return math.ceil(value * 1.05 * 1000 - 1e-6) / 1000
