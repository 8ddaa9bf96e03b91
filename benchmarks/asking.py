#!/usr/bin/env python3
"""Measure questions to a ledger of many claims: filters that many, few or no claims fit, one event, words, counts. Prints Markdown.

    benchmarks/asking.py --claims 1000000              make a ledger of made reports, then ask
    benchmarks/asking.py --ledger FILE                 ask one that is there
    benchmarks/asking.py --claims 1000000 --keep FILE  make it and keep it

Every question is asked through the public functions, rows and all; each time with other values, a cold start aside.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from made_stream import FIRST_DAY, SOURCES, stream, towns
from sqlalchemy import func, select

from according.ledger import Ledger, open_ledger
from according.ledger.asking import (
    Amount,
    Box,
    Filter,
    Near,
    Slice,
    claims,
    count_claims,
    entities,
    events,
    facets,
    search,
    sources,
    tallies,
    timeline,
)
from according.ledger.schema import CLAIMS, EVENTS, standing
from according.processes import collect_rarely

Question = Callable[[], object]
TARGET, BROAD = 20.0, 300.0
"""Milliseconds: 95 of 100 answers of a narrow question, and the broad one."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", help="a ledger that is there")
    parser.add_argument("--keep", help="where to keep the ledger that is made")
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--fuse", action="store_true", help="make the events too, which takes longer")
    parser.add_argument("--asked", type=int, default=100, help="times each question is asked")
    parser.add_argument("--broad", type=int, default=5, help="times each broad question is asked")
    parser.add_argument("--only", default="", help="only questions with this in their name")
    args = parser.parse_args()
    collect_rarely()  # as the command line does
    with tempfile.TemporaryDirectory(prefix="according-bench-") as folder:
        address = args.ledger or args.keep or str(Path(folder) / "ledger.db")
        if not args.ledger:
            fill(address, args.claims // 2, args.fuse)
        with open_ledger(address, create=False, readonly=True) as ledger:
            measure(ledger, args)


def fill(address: str, reports: int, fuse: bool) -> None:
    with open_ledger(address) as ledger:
        made = stream(reports, a_day=max(100, reports // 1500))
        for _ in ledger.add_many(made, batch=1000, fuse=fuse):
            pass


def measure(ledger: Ledger, args: argparse.Namespace) -> None:
    with ledger.read() as connection:
        total = connection.scalar(select(func.count()).select_from(CLAIMS).where(standing(CLAIMS))) or 0
        last = date.fromisoformat(connection.scalar(select(func.max(CLAIMS.c.day))) or FIRST_DAY.isoformat())
        names = list(connection.scalars(select(EVENTS.c.id).where(standing(EVENTS)).limit(5000)))
    print(
        f"\n| asking {total:,} claims, {len(names):,}+ events | median ms | p95 ms | p95 of the processor | target p95 |\n|---|---|---|---|---|"
    )
    for asked, target, questions in (
        (args.asked, TARGET, narrow(ledger, last, names)),
        (args.broad, BROAD, broad(ledger)),
        (args.broad, None, wide(ledger)),
    ):
        for name, question in questions:
            if args.only in name:
                question()
                times = [timed(question) for _ in range(asked)]
                wall, work = (sorted(one) for one in zip(*times, strict=True))
                last_but = min(asked - 1, int(0.95 * asked))
                shown = f"{statistics.median(wall):.1f} | {wall[last_but]:.1f} | {work[last_but]:.1f}"
                print(f"| {name} | {shown} | {target or ''} |", flush=True)


def narrow(ledger: Ledger, last: date, names: list[str]) -> Iterator[tuple[str, Question]]:
    chance = random.Random(7)
    places = towns()
    days = [(FIRST_DAY + timedelta(days=n)).isoformat() for n in range(max(1, (last - FIRST_DAY).days))]
    page = Slice(limit=50)

    def ask(**fields: Callable[[], object]) -> Question:
        return lambda: claims(ledger, Filter(**{name: make() for name, make in fields.items()}), part=page)  # type: ignore[arg-type]

    def actor() -> str:
        return chance.choice(["Moscow", "Israel", "militia"])

    def day() -> str:
        return chance.choice(days)

    def town() -> str:
        return chance.choice(places).name

    def near() -> Near:
        one = chance.choice(places)
        return Near(lat=one.lat, lon=one.lon, km=50)

    def week() -> dict[str, str]:
        first = date.fromisoformat(day())
        return {"since": first.isoformat(), "until": (first + timedelta(days=6)).isoformat()}

    yield "all claims, the latest", lambda: claims(ledger, part=page)
    yield "actor (many), type, since", ask(actor=actor, type=lambda: "HARM", since=day)
    yield "actor (many), a week", lambda: claims(ledger, Filter(actor=actor(), **week()), part=page)
    yield "actor (many) and place", ask(actor=actor, place=town)
    yield "place", ask(place=town)
    yield "said by (many), type", ask(said_by=lambda: chance.choice(SOURCES), type=lambda: "ASSAULT")
    yield (
        "publisher, a week",
        lambda: claims(ledger, Filter(publisher=f"paper {chance.randrange(60)}", **week()), part=page),
    )
    yield "country and type", ask(country=lambda: chance.choice(["UA", "SD"]), type=lambda: "HARM")
    yield "50 km around a point", ask(near=near)
    yield "a large box, since", ask(box=lambda: Box(west=0, south=5, east=60, north=50), since=day)
    yield "at least 30 killed", ask(amount=lambda: Amount(measure="killed", least=30))
    yield "words in claims (few), actor", ask(text=lambda: f"{town()} bridge", actor=actor)
    yield "words in claims (many), since", ask(text=lambda: "killed people", since=day)
    yield "counted to 1,000: actor, type", lambda: count_claims(ledger, Filter(actor=actor(), type="HARM"), most=1000)
    yield "page 100 by mark", paged(ledger)
    yield "search, two words", lambda: search(ledger, f"{town()} bridge")
    yield "search, reports alone", lambda: search(ledger, f"{town()} market", kinds=("reports",))
    yield "search, a phrase", lambda: search(ledger, f'"struck a school in {town()}"')
    if names:
        yield "one event with its claims", lambda: claims(ledger, Filter(event=chance.choice(names)), part=page)
        yield "one event", lambda: events(ledger, Filter(event=chance.choice(names)))
        yield (
            "events: type, status, since",
            lambda: events(ledger, Filter(type="ASSAULT", status="disputed", since=day())),
        )
        yield "events: actor, place", lambda: events(ledger, Filter(actor=actor(), place=town()))
        yield "events: actor (many)", lambda: events(ledger, Filter(actor=actor(), since=day()))
        yield "tallies of a place", lambda: tallies(ledger, Filter(place=town()))


def paged(ledger: Ledger) -> Question:
    mark = None
    for _ in range(100):
        mark = claims(ledger, part=Slice(limit=50, after=mark)).next
    return lambda: claims(ledger, part=Slice(limit=50, after=mark))


def broad(ledger: Ledger) -> Iterator[tuple[str, Question]]:
    yield "day x type over all", lambda: timeline(ledger)
    yield "month x type over all", lambda: timeline(ledger, by="month")
    yield "day x type, one type", lambda: timeline(ledger, Filter(type="HARM"))


def wide(ledger: Ledger) -> Iterator[tuple[str, Question]]:
    yield "day x type, actor (many)", lambda: timeline(ledger, Filter(actor="Moscow"))
    yield (
        "facets of one place",
        lambda: facets(ledger, Filter(place=towns()[0].name), ("type", "said_by", "publisher", "month")),
    )
    yield "facets over all: type", lambda: facets(ledger, None, ("type",))
    yield "facets over all: said by", lambda: facets(ledger, None, ("said_by",))
    yield "search, very common words", lambda: search(ledger, "killed people said")
    yield "publishers", lambda: sources(ledger)
    yield "origins", lambda: sources(ledger, kind="origin")
    yield "entities", lambda: entities(ledger)
    yield "origins of the latest 10,000", lambda: sources(ledger, kind="origin", part=Slice(within=10_000))
    yield "entities of the latest 10,000", lambda: entities(ledger, part=Slice(within=10_000))


def timed(question: Question) -> tuple[float, float]:
    """Milliseconds on the clock, and of the processor: the clock of a busy machine runs on."""
    start, work = time.perf_counter(), time.process_time()
    question()
    return 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - work)


if __name__ == "__main__":
    main()
