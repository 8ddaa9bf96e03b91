"""Fit the curves of dated reports: `situations.py SHARED [--write]`, and print B3 of each stream by weights that never saw it.

`incident` weighs two deeds of one report, `situated` two of different reports. Both are fitted on invented streams whose
claims are marked with their event: those of streams/ here, of ../benchmarks/streams and of SHARED/stream, and, for `incident`,
on the claims of SHARED/gold. The ridge is around the weights of situations.yaml. `--write` puts them into the tables.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import yaml

from according.api import read_many
from according.claims import Reading, Report
from according.fusion.fuse import fuse
from according.fusion.pairing import features
from according.fusion.pairing.describe import describe
from according.fusion.pairing.evidence import gather
from according.fusion.pairing.vetoes import veto
from according.knowledge import pairing, tables

HERE = Path(__file__).resolve().parent
RIDGE = {"incident": 3.0, "situated": 2.0}
LEAN = {"incident": 0.4, "situated": 1.0}
"""Added to the biases: average link wants pairs of one event likelier than not. Chosen by the mean B3 of streams held out."""
BY_HAND = {"incident": ("other_person",), "situated": ("other_person", "undone")}
"""Evidence that is not fitted: it keeps its weight of situations.yaml. A release is never the abduction before it."""
UNMARKED = 0.25
"""What a pair of a marked claim and one that is in no event counts: many of these are duplicates that nobody marked."""
REAL = 0.3
"""What a pair of SHARED/gold counts: long reports of war, one in ten pairs of which is of one event."""

UNSEEN = ("volga",)
"""Streams that nothing is fitted on, so that they measure skill."""

Span = tuple[str, int, int]
Pair = tuple[dict[str, float], bool, float]
"""Evidence, whether both tell of one event, and how much the pair counts."""


class Stream(NamedTuple):
    """Readings, the event of each claim by ref, and the marked spans with theirs."""

    readings: list[Reading]
    events: dict[str, str]
    gold: dict[Span, str]


def marked(reports: Path, gold: Path, tools: Path) -> Stream:
    rows = [json.loads(line) for line in reports.read_text(encoding="utf-8").splitlines() if line]
    told = json.loads(gold.read_text(encoding="utf-8"))
    if isinstance(told, list):
        spans = {(report, start, end): event for event, report, start, end in told}
    else:
        sys.path.insert(0, str(tools))
        from score_stream import gold_claims  # type: ignore[import-not-found]

        spans = gold_claims(told, {row["id"]: row["text"] for row in rows})
    return stream([report_of(row) for row in rows], spans)


def report_of(row: dict[str, Any]) -> Report:
    return msgspec.convert({**row, "published": row["published"][:10], "published_at": row["published"]}, Report)


def annotated(folder: Path) -> Stream:
    """The annotated reports of SHARED/gold that have a date."""
    reports, spans = [], {}
    for path in sorted(folder.glob("*.yaml")):
        row = yaml.safe_load(path.read_text(encoding="utf-8"))
        text = (folder / row["report"]).read_text(encoding="utf-8")
        if not row.get("published"):
            continue
        reports.append(Report(id=row["report"], text=text, published=str(row["published"])))
        for claim in row["claims"]:
            start = text.find(claim["clause"])
            for word in claim["trigger"].split("|") if start >= 0 and claim.get("event") else ():
                at = claim["clause"].find(word)
                if at >= 0:
                    spans[row["report"], start + at, start + at + len(word)] = f"{row['report']} {claim['event']}"
    return stream(reports, spans)


def stream(reports: list[Report], gold: dict[Span, str]) -> Stream:
    readings, events = [], {}
    for reading in read_many(reports, layers=True):
        if not isinstance(reading, Reading):
            raise reading.error
        readings.append(reading)
        for claim in reading.claims:
            start, end = claim.trigger.span
            hits = [
                (min(end, e) - max(start, s), event)
                for (report, s, e), event in gold.items()
                if report == reading.report.id and s < end and start < e
            ]
            if hits:
                events[f"{reading.report.id}/{claim.id}"] = max(hits)[1]
    return Stream(readings, events, gold)


# ---- pairs and curves


def incidents(one: Stream, unmarked: float) -> list[Pair]:
    found: list[Pair] = []
    for reading in one.readings:
        deeds = [f for f in describe(reading) if f.deed]
        own = max(1, sum(f.ref in one.events for f in deeds)) ** 0.5
        for a, b in combinations(deeds, 2):
            x, y = one.events.get(a.ref), one.events.get(b.ref)
            both = x is not None and y is not None
            if (x or y) and (both or (unmarked and a.sentence != b.sentence)) and veto(a, b) is None:
                found.append((gather(a, b)[1], both and x == y, (1.0 if both else unmarked) / own))
    return found


def situations(one: Stream) -> list[Pair]:
    deeds = [f for reading in one.readings for f in features(reading) if f.deed]
    sizes = Counter(one.events.values())
    found: list[Pair] = []
    for a, b in combinations(deeds, 2):
        x, y = one.events.get(a.ref), one.events.get(b.ref)
        if a.report == b.report or not (x or y) or veto(a, b) is not None or set(a.keys).isdisjoint(b.keys):
            continue
        both = x is not None and y is not None
        share = max(sizes[x or ""], sizes[y or ""], 1) ** -0.75
        found.append((gather(a, b)[1], both and x == y, (1.0 if both else UNMARKED) * share))
    return found


def curve(pairs: Sequence[Pair], kind: str) -> dict[str, float]:
    """A logistic curve by Newton's method, with a ridge around the weights of situations.yaml."""
    start: dict[str, float] = yaml.safe_load((HERE / "situations.yaml").read_text(encoding="utf-8"))[kind]
    names = sorted({name for evidence, _, _ in pairs for name, value in evidence.items() if value} | set(start))
    names = [name for name in names if name not in ("bias", *BY_HAND[kind])]
    x = np.array([[*(evidence.get(name, 0.0) for name in names), 1.0] for evidence, _, _ in pairs])
    y = np.array([float(same) for _, same, _ in pairs])
    share = np.array([share for _, _, share in pairs])
    mean = np.array([*(start.get(name, 0.0) for name in names), start["bias"]])
    ridge = np.eye(len(mean)) * RIDGE[kind]
    ridge[-1, -1] *= 0.05
    weights = mean.copy()

    def loss(at: np.ndarray[Any, Any]) -> float:
        z = x @ at
        return float(share @ (np.logaddexp(0, z) - y * z) + 0.5 * (at - mean) @ ridge @ (at - mean))

    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = (x * (share * p * (1 - p))[:, None]).T @ x + ridge
        step = np.linalg.solve(slope, x.T @ (share * (p - y)) + ridge @ (weights - mean))
        while loss(weights - step) > loss(weights) and np.abs(step).max() > 1e-6:  # a whole step may overshoot
            step /= 2
        weights = weights - step
    weights[-1] += LEAN[kind]
    found = {name: round(float(weight), 2) for name, weight in zip([*names, "bias"], weights, strict=True)}
    return {**found, **{name: start.get(name, 0.0) for name in BY_HAND[kind]}}


def fit(streams: Sequence[Stream], real: Stream | None) -> None:
    """Set both curves in the tables that are loaded: `incident` first, for it makes the units that `situated` compares."""
    within = [pair for one in streams for pair in incidents(one, UNMARKED)]
    if real is not None:
        within += [(evidence, same, REAL * share) for evidence, same, share in incidents(real, 0.0)]
    use("incident", curve(within, "incident"))
    use("situated", curve([pair for one in streams for pair in situations(one)], "situated"))


def use(kind: str, weights: dict[str, float]) -> None:
    table: dict[str, float] = getattr(pairing.weights(), kind)
    table.clear()
    table.update({name: weight for name, weight in weights.items() if name == "bias" or abs(weight) >= 0.03})


def b3(one: Stream, tools: Path) -> dict[str, float]:
    sys.path.insert(0, str(tools))
    from score_stream import identity

    home = {f"{c.report}/{c.claim}": e.id for e in fuse(one.readings).events for a in e.accounts for c in a.claims}
    found = {ref: home[ref] for ref in one.events}
    return dict(identity({ref: one.events[ref] for ref in found}, found)[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    tools = given.shared / "tools"
    sets = {p.name.split(".")[0]: (p, Path(str(p).replace(".reports.jsonl", ".gold.json"))) for p in
            sorted((HERE / "streams").glob("*.reports.jsonl"))}  # fmt: skip
    for folder in sorted((HERE.parent / "benchmarks" / "streams").iterdir()):
        if folder.name not in UNSEEN and folder.is_dir():
            sets[folder.name] = (folder / "reports.jsonl", folder / "gold.json")
    sets["stream"] = (given.shared / "stream" / "reports.jsonl", given.shared / "stream" / "gold.json")
    streams = {name: marked(*paths, tools) for name, paths in sets.items()}
    real = annotated(given.shared / "gold")
    for name, held in streams.items():
        fit([one for other, one in streams.items() if other != name], real)
        print("held out", name, b3(held, tools))
    fit(list(streams.values()), real)
    for name, one in streams.items():
        print("all     ", name, b3(one, tools))
    if given.write:
        path = tables.HERE / "pairing" / "weights.yaml"
        head, _, _ = path.read_text(encoding="utf-8").partition("situated:\n")
        fitted = {kind: dict(sorted(getattr(pairing.weights(), kind).items())) for kind in ("situated", "incident")}
        path.write_text(head + yaml.safe_dump(fitted, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
