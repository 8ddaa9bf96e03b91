#!/usr/bin/env python3
"""Write a made archive of short reports as JSON lines, of which a tenth tell of an incident: what `according bulk` is measured on.

    python benchmarks/made_archive.py REPORTS FILE.jsonl [--relevant 0.1]

The incidents are those of `made_stream.py`, each with sentences of ordinary news around it; the other reports have those alone.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
from made_stream import FIRST_DAY, REPORTS_AN_INCIDENT, _incident, _lead, towns

A_DAY = 400
WHO = "the council|a museum|the school board|a bakery|the football club|the library|a choir|the transit agency|a farmer|the orchestra|a theatre|the gardeners|two students|a retired teacher|the swimmers|our neighbours|a painter|the cooks|a singer|the parish".split(
    "|"
)
DID = "opened|chose|painted|mended|praised|forgot|measured|planted|sold|described|photographed|rehearsed|closed|cleaned|tasted|borrowed|enlarged|visited|enjoyed|counted".split(
    "|"
)
WHAT = "a playground|the old clock|six concerts|a bicycle path|the summer recipes|a pottery course|the rose garden|a film about bees|the winter timetable|a chess tournament|the wooden bridge|a basket of pears|the village choir|a book of maps|the blue tram|a loaf of rye|the ice rink|a row of elms|the quiz night|a glass roof".split(
    "|"
)
WHERE = "in the northern quarter|beside the harbour|after a slow spring|before the holidays|for the third time|without much noise|under a mild sky|with {n} helpers|at half past {n}|near house number {n}|for {n} visitors|since {n} weeks|on the lower meadow|behind the station|over the weekend|by bus and on foot|for less than {n} coins|with tea and jam|during the long evening|as in other years".split(
    "|"
)


def archive(reports: int, relevant: float = 0.1, seed: int = 1) -> Iterator[dict[str, str]]:
    """Yield the reports of an archive as rows of JSON lines, day after day; the same for one seed."""
    chance = random.Random(seed)
    places = towns(seed=seed)
    for number in range(reports):
        day = (FIRST_DAY + timedelta(days=number // A_DAY)).isoformat()
        incidents = random.Random(f"{seed} {day}")
        today = [
            _incident(incidents, n, places, day) for n in range(max(1, int(A_DAY * relevant) // REPORTS_AN_INCIDENT))
        ]
        paragraphs = [_colour(chance) for _ in range(3)]
        if chance.random() < relevant:
            paragraphs.insert(0, _lead(chance, chance.choice(today)).partition(": ")[2])
        yield {
            "id": f"archive-{number:07}", "title": paragraphs[0][:60], "text": "\n\n".join(paragraphs), "published": day,
            "publisher": f"Paper {chance.randrange(60)}",
        }  # fmt: skip


def _colour(chance: random.Random) -> str:
    """Three sentences of which hardly two are alike, so that chance makes no copies."""
    said = (f"{chance.choice(WHO)} {chance.choice(DID)} {chance.choice(WHAT)} {chance.choice(WHERE)}" for _ in range(3))
    return " ".join(f"{one[0].upper()}{one[1:]}.".format(n=chance.randrange(4, 400)) for one in said)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("reports", type=int)
    asked.add_argument("file", type=Path)
    asked.add_argument("--relevant", type=float, default=0.1)
    given = asked.parse_args()
    encode = msgspec.json.Encoder().encode
    with given.file.open("wb") as out:
        for row in archive(given.reports, given.relevant):
            out.write(encode(row) + b"\n")


if __name__ == "__main__":
    main()
