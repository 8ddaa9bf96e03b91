#!/usr/bin/env python3
"""Measure the ledger on made reports: what adding costs as it grows, how fast a million claims go in and are asked for,
whether what was acknowledged outlives a kill, and writers beside readers. Prints Markdown.

    benchmarks/ledger.py stream --reports 100000      cost of a report at a tenth and at the end
    benchmarks/ledger.py million --claims 1000000     add rate, questions, aggregate
    benchmarks/ledger.py kill --times 20              kill -9 while reports are added
    benchmarks/ledger.py concurrent --reports 400     two writers and four readers at once

`--ledger` names an address to use instead of a new file (`postgresql://...`); it must be empty.
"""

from __future__ import annotations

import argparse
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from made_stream import FIRST_DAY, round_ups, stream, towns
from sqlalchemy import func, select, text

from according.claims import Reading
from according.ledger import Added, Ledger, open_ledger
from according.ledger.connect import is_sqlite
from according.ledger.schema import CLAIMS, EVENTS, MEMBERS, PARTIES, REPORTS, standing

HERE = Path(__file__).resolve()
Row = tuple[str, str]


def main() -> None:
    args = arguments()
    if args.what == "child":
        child(args)
        return
    with tempfile.TemporaryDirectory(prefix="according-bench-", dir=args.folder) as folder:
        address = args.ledger or str(Path(folder) / "ledger.db")
        table(
            args.what,
            {"stream": growing, "million": million, "kill": kill, "concurrent": concurrent}[args.what](args, address),
        )


def growing(args: argparse.Namespace, address: str) -> Iterable[Row]:
    """Cost of adding single reports at a tenth of the stream and at its end; between the windows it is filled in batches."""
    window, readings = args.window, stream(args.reports)
    with open_ledger(address) as ledger:
        early = grow(ledger, readings, args.reports // 10, args)
        late = grow(ledger, readings, args.reports - args.reports // 10, args)
        with ledger.read() as connection:
            events = connection.scalar(select(func.count()).select_from(EVENTS).where(standing(EVENTS)))
        asked = list(questions(ledger, args.reports, args.asked))
    yield "reports added one by one in each window", f"{window:,}"
    yield f"cost of a report at {args.reports // 10:,}: mean, median, p95", spread(early)
    yield f"cost of a report at {args.reports:,}: mean, median, p95", spread(late)
    yield (
        "ratio of the means; of the medians",
        (
            f"{statistics.mean(late) / statistics.mean(early):.2f}; {statistics.median(late) / statistics.median(early):.2f}"
        ),
    )
    yield "events", f"{events:,}"
    yield from asked


def grow(ledger: Ledger, readings: Iterator[Reading], reports: int, args: argparse.Namespace) -> list[float]:
    """Add so many reports, the last of them one by one; returns processor seconds of each of these."""
    start = time.perf_counter()
    for n, _ in enumerate(ledger.add_many(islice(readings, reports - args.window), batch=100), 1):
        if args.verbose and n % 5000 == 0:
            print(f"{n:>8} {(time.perf_counter() - start) / n * 1000:.1f} ms in batches", file=sys.stderr, flush=True)
    cost = []
    for reading in islice(readings, args.window):
        # Of the processor, so that what else the machine does is left out; what is waited for is the disk, once a commit.
        begin = time.process_time()
        ledger.add(reading)
        cost.append(time.process_time() - begin)
    return cost


def million(args: argparse.Namespace, address: str) -> Iterable[Row]:
    """Rate of adding claims in batches with every index; then questions over all of them."""
    reports = args.claims // (2 * args.incidents)
    with open_ledger(address) as ledger:
        waited = busy = 0.0
        made, a_report = 0, 2 * args.incidents
        readings = round_ups(reports, args.incidents)
        # Making the readings is not the ledger's work, and not timed.
        while chunk := list(islice(readings, args.batch)):
            begin, cpu = time.perf_counter(), time.process_time()
            made += sum(isinstance(a, Added) for a in ledger.add_many(chunk, batch=args.batch, fuse=args.fuse))
            waited, busy = waited + time.perf_counter() - begin, busy + time.process_time() - cpu
            if args.verbose and made % (args.batch * 25) == 0:
                print(f"{a_report * made:>8} {a_report * made / waited:,.0f}/s", file=sys.stderr, flush=True)
        yield f"claims added ({'with' if args.fuse else 'without'} events)", f"{a_report * made:,}"
        yield "claims a second, with all indexes", f"{a_report * made / waited:,.0f}"
        yield "claims a second of the processor", f"{a_report * made / busy:,.0f}"
        if is_sqlite(ledger.engine):
            yield "size of the file, GB", f"{Path(address).stat().st_size / 1e9:.2f}"
        yield from questions(ledger, made, args.asked)


def questions(ledger: Ledger, reports: int, asked: int) -> Iterable[Row]:
    chance = random.Random(7)
    days = [(FIRST_DAY + timedelta(days=n)).isoformat() for n in range(1400)]
    names = [town.name for town in towns()]
    party, claim = PARTIES.alias("p"), CLAIMS.alias("c")

    def facets() -> None:
        first = chance.choice(days)
        query = (
            select(claim.c.key, claim.c.body)
            .join(party, party.c.claim == claim.c.key)
            .where(
                party.c.entity == chance.choice(["state:RU", "state:IL"]),
                party.c.role == "actor",
                party.c.type == "HARM",
            )
            .where(party.c.day >= first, standing(claim))
            .order_by(party.c.day)
            .limit(50)
        )
        ask(ledger, query)

    def words() -> None:
        if is_sqlite(ledger.engine):
            query = text(
                "SELECT r.key FROM reports_text JOIN reports r ON r.key = reports_text.rowid "
                "WHERE reports_text MATCH :words AND r.known_until IS NULL ORDER BY rank LIMIT 20"
            )
        else:
            query = text("SELECT key FROM reports WHERE search @@ websearch_to_tsquery('english', :words) LIMIT 20")
        with ledger.read() as connection:
            connection.execute(query, {"words": f"{chance.choice(names)} bridge"}).all()

    def one_event() -> None:
        with ledger.read() as connection:
            report = chance.randrange(1, reports)
            query = select(EVENTS.c.id).join(MEMBERS, MEMBERS.c.event == EVENTS.c.key)
            query = query.join(CLAIMS, CLAIMS.c.key == MEMBERS.c.claim)
            found = connection.scalar(query.where(CLAIMS.c.report == report).limit(1))
        ledger.events([found] if found else [])

    def broad() -> None:
        current = standing(CLAIMS)
        ask(
            ledger,
            select(CLAIMS.c.day, CLAIMS.c.type, func.count()).where(current).group_by(CLAIMS.c.day, CLAIMS.c.type),
        )

    several = [("faceted query", facets), ("one event", one_event), ("text search", words)]
    with ledger.read() as connection:
        if connection.scalar(select(EVENTS.c.key).limit(1)) is None:
            several.pop(1)
    for name, question in several:
        yield f"{name}: mean, median, p95", spread([timed(question) for _ in range(asked)])
    yield "broad day x type aggregate: mean, median, p95", spread([timed(broad) for _ in range(5)])


def kill(args: argparse.Namespace, address: str) -> Iterable[Row]:
    """Kill a process that adds reports, at random moments; then look for every report that it had acknowledged."""
    chance = random.Random(args.seed)
    acknowledged: set[str] = set()
    for number in range(args.times):
        process = start_child(address, number * 100_000, 100_000, args.batch)
        assert process.stdout is not None
        wanted, delay = chance.randrange(1, 40), chance.uniform(0, 0.15)
        for line in process.stdout:
            acknowledged.add(line.strip())
            wanted -= 1
            if wanted == 0:
                break
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        # What it wrote before it died was acknowledged too, but for a line that was cut off.
        acknowledged.update(line.strip() for line in process.stdout if line.endswith("\n"))
        process.wait()
    with open_ledger(address) as ledger:
        with ledger.read() as connection:
            there = set(connection.scalars(select(REPORTS.c.id)))
        findings = [f for f in ledger.doctor() if f.level == "error"]
    yield "times killed", f"{args.times}"
    yield "reports acknowledged", f"{len(acknowledged):,}"
    yield "of them lost", f"{len(acknowledged - there)}"
    yield "damage that the doctor found", f"{len(findings)}"


def concurrent(args: argparse.Namespace, address: str) -> Iterable[Row]:
    """Two processes add reports while four threads ask."""
    open_ledger(address).close()
    writers = [start_child(address, n * 1_000_000, args.reports // 2, 1) for n in range(2)]
    errors: list[str] = []
    waits: list[float] = []
    done = threading.Event()

    def reader() -> None:
        with open_ledger(address, readonly=True) as ledger:
            while not done.is_set():
                try:
                    waits.append(timed(lambda: look(ledger)))
                except Exception as error:
                    errors.append(f"{type(error).__name__}: {error}")
                    print(errors[-1], file=sys.stderr, flush=True)

    threads = [threading.Thread(target=reader) for _ in range(4)]
    for thread in threads:
        thread.start()
    outputs = [process.communicate() for process in writers]
    done.set()
    for thread in threads:
        thread.join()
    acknowledged = {line for out, _ in outputs for line in out.split()}
    with open_ledger(address) as ledger:
        with ledger.read() as connection:
            there = set(connection.scalars(select(REPORTS.c.id)))
        findings = [f for f in ledger.doctor() if f.level == "error"]
    yield "reports added by two writers", f"{len(acknowledged):,}"
    yield "errors of writers; of readers", f"{sum(p.returncode != 0 for p in writers)}; {len(errors)}"
    yield "lost reports; damage", f"{len(acknowledged - there)}; {len(findings)}"
    yield "looks of four readers, each: mean, median, p95", f"{len(waits):,}; {spread(waits)}"


def look(ledger: Ledger) -> None:
    with ledger.read() as connection:
        ids = list(
            connection.scalars(select(EVENTS.c.id).where(standing(EVENTS)).order_by(EVENTS.c.key.desc()).limit(20))
        )
        members = select(func.count()).select_from(MEMBERS).where(standing(MEMBERS))
        claims = select(func.count()).select_from(CLAIMS).where(standing(CLAIMS))
        if connection.scalar(members) != connection.scalar(claims):
            raise AssertionError("a reader saw a claim without its event")
    ledger.events(ids)


def start_child(address: str, first: int, reports: int, batch: int) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        str(HERE),
        "child",
        "--ledger",
        address,
        "--first",
        str(first),
        "--reports",
        str(reports),
    ]
    return subprocess.Popen([*command, "--batch", str(batch)], stdout=subprocess.PIPE, text=True)


def child(args: argparse.Namespace) -> None:
    """Add reports and print the id of each as soon as it is acknowledged."""
    with open_ledger(args.ledger) as ledger:
        for added in ledger.add_many(numbered(args.first, args.reports), batch=args.batch):
            assert isinstance(added, Added), added
            print(added.report_id, flush=True)


def numbered(first: int, reports: int) -> Iterable[Reading]:
    for reading in stream(reports, seed=first + 1):
        reading.report.id = f"made-{first + int(reading.report.id.removeprefix('made-')):09}"
        yield reading


def ask(ledger: Ledger, query: object) -> None:
    with ledger.read() as connection:
        connection.execute(query).all()  # type: ignore[call-overload]


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def spread(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return ", ".join(f"{1000 * s:.1f}" for s in (statistics.mean(ordered), statistics.median(ordered), p95)) + " ms"


def table(what: str, rows: Iterable[Row]) -> None:
    print(f"\n| ledger: {what} | |\n|---|---|", flush=True)
    for name, value in rows:
        print(f"| {name} | {value} |", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["stream", "million", "kill", "concurrent", "child"])
    parser.add_argument("--ledger", help="address of an empty ledger; by default a new file that is deleted")
    parser.add_argument("--folder", help="where the new file is made")
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--window", type=int, default=500, help="with `stream`: reports that are timed")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument(
        "--incidents", type=int, default=10, help="with `million`: incidents a report, of two claims each"
    )
    parser.add_argument("--batch", type=int, default=0, help="reports a transaction")
    parser.add_argument("--fuse", action="store_true", help="with `million`: make the events too")
    parser.add_argument("--asked", type=int, default=200)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    args.batch = args.batch or (200 if args.what == "million" else 1)
    return args


if __name__ == "__main__":
    main()
