"""What the relevance gate learns from: stretches of text with a claim in them, and stretches of general text without.

Claims of marked reports are where their marks are. In general text (GUM, EWT, ECB+, MEANTIME) the product's own reader says
where there is one; what it is unsure of is left out. Its readings are kept in a file, since they take minutes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

SURE, DOUBTFUL = 0.6, 0.3


@dataclass
class Text:
    """A text: where it holds a claim for certain (code points), where perhaps, and whether it was marked by hand."""

    id: str
    text: str
    marked: bool
    claims: list[int] = field(default_factory=list)
    perhaps: list[int] = field(default_factory=list)


def marked(folder: Path) -> list[Text]:
    """The reports with claims marked by hand in `folder`."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        given = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        if not isinstance(given, dict) or "claims" not in given:
            continue
        text = path.with_suffix(".txt").read_text("utf-8")
        flat, places = _flat(text)
        own = Text(path.stem, text, marked=True)
        for claim in given["claims"]:
            for clause in str(claim["clause"]).split("|"):
                at = flat.find(_flat(clause)[0])
                if at >= 0:
                    inside = str(claim["trigger"]).split("|")[0]
                    within = max(clause.find(inside), 0)
                    own.claims.append(places[min(at + within, len(places) - 1)])
                    break
        found.append(own)
    return found


def _flat(text: str) -> tuple[str, list[int]]:
    """Text with runs of blanks as one, and where each of its characters stood."""
    out, places, blank = [], [], True
    for n, char in enumerate(text):
        if char.isspace():
            if not blank:
                out.append(" ")
                places.append(n)
            blank = True
        else:
            out.append(char)
            places.append(n)
            blank = False
    return "".join(out).strip(), places


def histories(path: Path) -> list[Text]:
    """Histories of wars (WikiWars), of which every stretch is to pass."""
    with open(path, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    return [Text(f"war-{n}", text, True, list(range(0, len(text), 50))) for n, text in enumerate(texts)]


def calm(folder: Path) -> list[Text]:
    """Invented articles in the words of news and without anything that concerns a claim: none of their stretches is to pass."""
    rows = [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    return [Text(row["id"], row["text"], marked=False) for row in rows]


def general(data: Path, parts: tuple[str, ...]) -> list[Text]:
    """Texts of general corpora; `parts` of ``gum ewt ecb meantime polnear`` with ``:train``, ``:dev`` or ``:test``."""
    return [Text(name, text, marked=False) for part in parts for name, text in _texts(data, *part.split(":"))]


def _texts(data: Path, corpus: str, split: str) -> Iterator[tuple[str, str]]:
    if corpus in ("gum", "ewt"):
        name = {"gum": "gum-open", "ewt": "ewt"}[corpus]
        yield from _conllu(data / f"parsing/{name}.{split}.conllu.gz")
    elif corpus == "ecb":
        for row in _rows(data, f"same-event/ecbplus.{split}"):
            yield f"ecb-{row['doc_id']}", row["text"]
    elif corpus == "meantime":
        for row in _rows(data, "same-event/meantime_en"):
            yield f"meantime-{row['doc_id']}", row["text"]
    elif corpus == "polnear":
        for row in _rows(data, f"attribution/polnear.{split}"):
            yield row["id"], row["text"]


def _rows(data: Path, name: str) -> Iterator[dict[str, Any]]:
    plain, packed = data / f"{name}.jsonl", data / f"{name}.jsonl.gz"
    with gzip.open(packed, "rt", encoding="utf-8") if packed.exists() else open(plain, encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _conllu(path: Path) -> Iterator[tuple[str, str]]:
    name, sentences = "", []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# newdoc id"):
                if sentences:
                    yield name, "\n".join(sentences)
                name, sentences = line.split("=")[1].strip(), []
            elif line.startswith("# text ="):
                sentences.append(line[8:].strip())
    if sentences:
        yield name, "\n".join(sentences)


def read_general(texts: list[Text], kept: Path) -> None:
    """Let the reader say where in general texts there are claims; what it said before is in `kept`."""
    known: dict[str, list[tuple[int, float]]] = {}
    if kept.exists():
        with open(kept, encoding="utf-8") as lines:
            for line in lines:
                known.update([json.loads(line)])
    from according import AccordingError, read

    with open(kept, "a", encoding="utf-8") as out:
        for one in texts:
            key = hashlib.sha256(one.text.encode()).hexdigest()[:16]
            if key not in known:
                try:
                    found = read(one.text, force=True).claims
                    known[key] = [(c.trigger.span[0], c.confidence) for c in found]
                except AccordingError as error:
                    print(f"left out: {one.id}: {error}")
                    known[key] = [(0, SURE - 0.01)]  # says nothing
                out.write(json.dumps([key, known[key]]) + "\n")
                out.flush()
            one.claims = [at for at, confidence in known[key] if confidence >= SURE]
            one.perhaps = [at for at, confidence in known[key] if DOUBTFUL <= confidence < SURE]
