#!/usr/bin/env python3
"""A process that does one thing with texts as often as it is told, for speed.py: ours, or a peer in its own interpreter.

    PYTHON benchmarks/speed_worker.py WHAT [MODEL]

WHAT is one of the keys of `WORKS`. First line of standard input: the texts, a JSON list of objects with `id`, `text`,
`published`. It does its work over all of them once, so that everything is loaded, and writes the processor seconds that
took. From then on each line of input is a number of repeats, answered by one line with the processor seconds they took.
Nothing of ours is imported for a peer, nor anything of a peer's for ours.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

Texts = list[dict[str, Any]]
Work = Callable[[], object]


def engine(texts: Texts, _model: str) -> Work:
    """One pass of the encoder with its decoding."""
    from according.language.engine import Engine

    ours = Engine()
    _as_the_command_line()
    return lambda: [ours.analyse(t["text"]) for t in texts]


def read(texts: Texts, _model: str) -> Work:
    """All that `according.read` does once a report is opened."""
    from according.claims import Report
    from according.reading.reader import Reader

    ours = Reader()
    _as_the_command_line()
    reports = [Report(id=t["id"], text=t["text"], published=t["published"]) for t in texts]
    return lambda: [ours.read(r) for r in reports]


def layers(texts: Texts, _model: str) -> Work:
    """Every layer, of texts that the engine has analysed."""
    from according.claims import Report
    from according.reading.entities import find_entities
    from according.reading.identity import Identities
    from according.reading.places import find_toponyms
    from according.reading.quantities import find_quantities
    from according.reading.reader import Reader, parse_date, tense_at
    from according.reading.times import find_times

    ours = Reader()
    reports = [Report(id=t["id"], text=t["text"], published=t["published"]) for t in texts]
    analysed = [(r, ours.engine.analyse(r.text)) for r in reports]
    _as_the_command_line()

    def one(report: Report, a: Any) -> None:
        day = parse_date(report.published)
        find_quantities(report.text, find_times(report.text, day, tense_at(a)), a)
        find_toponyms(a, ours.gazetteer)
        find_entities(a, Identities(a, ours.names, day))

    return lambda: [one(r, a) for r, a in analysed]


def gate(texts: Texts, _model: str) -> Work:
    """The gate alone."""
    from according.language.gate import Gate

    ours = Gate()
    return lambda: [ours.passes(t["text"]) for t in texts]


def gated(texts: Texts, _model: str) -> Work:
    """`read` of what the gate lets through."""
    from according.claims import Report
    from according.language.gate import Gate
    from according.reading.reader import Reader

    ours, before = Reader(), Gate()
    _as_the_command_line()
    reports = [Report(id=t["id"], text=t["text"], published=t["published"]) for t in texts]
    return lambda: [ours.read(r) for r in reports if before.passes(r.text)]


def quantities(texts: Texts, _model: str) -> Work:
    """Our quantities, of texts that the engine has analysed."""
    from according.language.engine import Engine
    from according.reading.quantities import find_quantities

    ours = Engine()
    analysed = [(t["text"], ours.analyse(t["text"])) for t in texts]
    _as_the_command_line()
    return lambda: [find_quantities(text, [], a) for text, a in analysed]


def times(texts: Texts, _model: str) -> Work:
    """Our times, of texts that the engine has analysed."""
    from according.language.engine import Engine
    from according.reading.reader import parse_date, tense_at
    from according.reading.times import find_times

    ours = Engine()
    analysed = [(t["text"], parse_date(t["published"]), ours.analyse(t["text"])) for t in texts]
    _as_the_command_line()
    return lambda: [find_times(text, day, tense_at(a)) for text, day, a in analysed]


def spacy_pipeline(texts: Texts, model: str) -> Work:
    """A spaCy pipeline, in batches of the size that does best here."""
    import spacy

    nlp = spacy.load(model)
    plain = [t["text"] for t in texts]

    def through(size: int) -> list[int]:
        return [len(doc) for doc in nlp.pipe(plain, batch_size=size)]

    def seconds(size: int) -> float:
        begin = time.perf_counter()
        through(size)
        return time.perf_counter() - begin

    through(32)
    best = min((8, 32, 128, 512), key=seconds)
    return lambda: through(best)


def quantulum(texts: Texts, _model: str) -> Work:
    """Quantulum3 without its classifier."""
    warnings.simplefilter("ignore")
    from quantulum3 import parser

    return lambda: [parser.parse(t["text"]) for t in texts]


def dateparser_search(texts: Texts, _model: str) -> Work:
    """Dateparser's search for dates in a text, told that it is English and when it was published."""
    from datetime import datetime

    from dateparser.search import search_dates

    given = [
        (t["text"], {"RELATIVE_BASE": datetime.fromisoformat(t["published"])} if t["published"] else {}) for t in texts
    ]
    return lambda: [search_dates(text, languages=["en"], settings=settings) for text, settings in given]


WORKS: dict[str, Callable[[Texts, str], Work]] = {
    "engine": engine, "read": read, "layers": layers, "gate": gate, "gated": gated, "quantities": quantities, "times": times,
    "spacy": spacy_pipeline, "quantulum3": quantulum, "dateparser": dateparser_search,
}  # fmt: skip


def _as_the_command_line() -> None:
    from according.processes import collect_rarely

    collect_rarely()


def main() -> None:
    """Answer until the input ends."""
    what, model = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    answers = sys.stdout
    sys.stdout = sys.stderr  # what a peer prints is no answer
    work = WORKS[what](json.loads(sys.stdin.readline()), model)
    repeats = 1
    while True:
        begin = time.process_time()
        for _ in range(repeats):
            work()
        print(time.process_time() - begin, file=answers, flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        repeats = int(line)


if __name__ == "__main__":
    main()
