"""A stream of which a share is relevant: given reports, dealt out among other texts."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from according.claims import Report
from according.language.gate import shared_gate
from according.reading.reader import Reader

CONFLICT = frozenset(["ASSAULT", "HARM", "COERCE", "DEFEND", "MOBILIZE", "THREATEN", "PROTEST", "SANCTION", "RETREAT"])
SURE = 0.6
"""Confidence of a claim that counts."""


@dataclass(frozen=True)
class Mixed:
    """Texts in order, and which of them are relevant (their ids)."""

    texts: list[dict[str, Any]]
    relevant: frozenset[str]

    def of(self, relevant: bool | None = None) -> list[dict[str, Any]]:
        """The texts of one kind, or all."""
        return [t for t in self.texts if relevant is None or (t["id"] in self.relevant) == relevant]

    def count(self, relevant: bool | None = None) -> int:
        """How many there are of a kind."""
        return len(self.of(relevant))

    def words(self, relevant: bool | None = None) -> int:
        """Their words, by white space."""
        return sum(len(t["text"].split()) for t in self.of(relevant))

    def passed(self, relevant: bool) -> tuple[int, int]:
        """How many of a kind pass the gate, and how many words by white space they have."""
        passing = [t for t in self.of(relevant) if shared_gate().passes(t["text"])]
        return len(passing), sum(len(t["text"].split()) for t in passing)


def mixed_stream(
    relevant: list[dict[str, Any]], others: Iterable[dict[str, Any]], share: float, most: int, seed: int = 1
) -> Mixed:
    """Mix reports with the first `most` of `others` so that they are `share` of the whole; the same for one seed."""
    chance = random.Random(seed)
    other = list(itertools.islice(others, min(most, round(len(relevant) * (1 - share) / share))))
    chosen = chance.sample(relevant, round(len(other) * share / (1 - share)))
    stream = chosen + other
    chance.shuffle(stream)
    return Mixed(stream, frozenset(t["id"] for t in chosen))


def shuffled(general: list[Path], seed: int = 1) -> list[dict[str, Any]]:
    """The texts of several files, in an order that is the same for one seed."""
    texts = [text for path in general for text in texts_of(path)]
    random.Random(seed).shuffle(texts)
    return texts


def calm(texts: Iterable[dict[str, Any]], reader: Reader) -> Iterator[dict[str, Any]]:
    """Those of `texts` in which the reader is sure of no claim that tells of conflict or harm."""
    for text in texts:
        claims = reader.read(Report(id=text["id"], text=text["text"], published=text["published"])).claims
        if not any(c.type in CONFLICT and c.confidence >= SURE for c in claims):
            yield text


def texts_of(path: Path) -> list[dict[str, Any]]:
    """The texts of a JSON Lines file, compressed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        {"id": f"{path.name}:{n}", "text": row["text"], "published": (row.get("dct") or row.get("date") or "")[:10] or None}
        for n, row in enumerate(rows)
    ]  # fmt: skip
