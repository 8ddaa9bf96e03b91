#!/usr/bin/env python3
"""Measure the pages of a ledger: server time and weight of every view, asked in process. Prints Markdown.

    benchmarks/asking.py --claims 1000000 --keep million.db    makes a large one (with --fuse its events too)
    benchmarks/pages.py --ledger million.db                    every view, its usual filters, its data

The first request of a view stands by itself: it finds the file cold. Where other programs have the processor, its own time
("cpu") tells more than the clock.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import time
from collections.abc import Iterator
from urllib.parse import quote

from starlette.testclient import TestClient

import according
from according.ledger import Ledger, asking
from according.ledger.asking import Slice
from according.processes import collect_rarely
from according.web.server.app import create_app
from according.web.server.options import ServeOptions

LIMIT_MS, LIMIT_BYTES = 300, 400_000


def addresses(ledger: Ledger, rng: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Views with the addresses that they are asked under, drawn from what the ledger holds."""
    events = [row.event.id for row in asking.events(ledger, part=Slice(limit=200)).items]
    claims = asking.claims(ledger, part=Slice(limit=200)).items
    reports = [row.report.id for row in claims]
    who = [
        source.entity or source.name
        for source in asking.sources(ledger, kind="origin", part=Slice(limit=40, within=2000)).items
    ]

    def some(of: list[str], pattern: str) -> list[str]:
        return [pattern.format(quote(rng.choice(of), safe=":/")) for _ in range(12) if of]

    months = ["2024-01", "2024-02", "2024-03"]
    yield "today", ["/", "/?hours=168"] * 5
    yield (
        "events",
        ["/events", "/events?type=ASSAULT", "/events?status=disputed", "/events?sort=-sources", "/events?sort=-reports"]
        * 3,
    )
    yield "event", some(events, "/events/{}")
    yield (
        "claims",
        ["/claims", "/claims?type=HARM", "/claims?sort=confidence", "/claims?type=ASSAULT&certainty=certain"] * 3,
    )
    yield "claims, filtered", some(who, "/claims?said_by={}") + some(months, "/claims?since={0}&until={0}")
    yield "report", some(reports, "/reports/{}")
    yield "queue", ["/queue"] * 10
    yield "who", ["/who"] * 10
    yield "who, one", some(who, "/who/{}")
    yield "timeline", ["/timeline", "/timeline?type=ASSAULT", "/timeline?of=claims"] * 4
    yield "map", ["/map", "/map?type=ASSAULT"] * 5
    yield "sources", ["/sources", "/sources?kind=origin"] * 5
    yield "search", ["/search?text=market", "/search?text=drones", "/search?text=shelled"] * 4
    yield "claims.json", ["/claims.json"] * 5
    yield "events.csv", ["/events.csv"] * 5


def measured(client: TestClient, paths: list[str]) -> tuple[list[float], list[float], int]:
    """Milliseconds of each request, by the clock and of the processor, and the weight of the heaviest answer."""
    times, worked, weight = [], [], 0
    for path in paths:
        begin, before = time.perf_counter(), time.process_time()
        answer = client.get(path)
        times.append((time.perf_counter() - begin) * 1000)
        worked.append((time.process_time() - before) * 1000)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        weight = max(weight, len(answer.content))
    return times, worked, weight


def late(times: list[float]) -> float:
    """The time that 95 of 100 keep."""
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--only", help="a view")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    collect_rarely()  # as the command line does
    seconds = itertools.count().__next__
    with according.open_ledger(args.ledger, create=False, readonly=True) as ledger:
        app = create_app(ledger, ServeOptions(readonly=True, ticks=lambda: float(seconds())))
        with TestClient(app, base_url="http://127.0.0.1:8000") as client:
            table(client, addresses(ledger, random.Random(args.seed)), args.only)


def table(client: TestClient, asked: Iterator[tuple[str, list[str]]], only: str | None) -> None:
    """Print a line for each view, or the one asked for."""
    print("| view | requests | first, ms | p50 | p95 | cpu p95 | heaviest, kB |\n|---|--:|--:|--:|--:|--:|--:|")
    for name, paths in asked:
        if not paths or (only and not name.startswith(only)):
            continue
        times, worked, weight = measured(client, paths)
        first, warm = times[0], times[1:]
        over = " **over**" if late(warm) > LIMIT_MS or weight > LIMIT_BYTES else ""
        spread = f"{statistics.median(warm):.0f} | {late(warm):.0f}{over} | {late(worked[1:]):.0f}"
        print(f"| {name} | {len(times)} | {first:.0f} | {spread} | {weight / 1000:.0f} |", flush=True)


if __name__ == "__main__":
    main()
