"""The corpora of ../shared that accuracy is measured on: what they hold, and the reports in them."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from according.claims import Report

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

Task = Literal[
    "claims", "attribution", "toponyms", "times", "quantities", "entities", "events", "factuality", "parsing"
]


@dataclass(frozen=True)
class Corpus:
    """A corpus: `path` is a folder of gold files (task ``claims``) or a JSON Lines file, below ../shared."""

    name: str
    task: Task
    path: str
    note: str

    @property
    def files(self) -> list[Path]:
        """The files that decide the figures: gold and texts."""
        whole = SHARED / self.path
        return sorted(whole.glob("*.yaml")) + sorted(whole.glob("*.txt")) if whole.is_dir() else [whole]

    @property
    def present(self) -> bool:
        """Whether its files are here."""
        return all(path.is_file() for path in self.files) and bool(self.files)

    def digest(self) -> str:
        """SHA-256 over names and contents, the first 16 digits."""
        total = hashlib.sha256()
        for path in self.files:
            total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return total.hexdigest()[:16]


CORPORA = [
    Corpus("gold", "claims", "gold", "development gold: never trained on"),
    Corpus("train", "claims", "train", "training gold: the model has seen it"),
    Corpus("polnear", "attribution", "data/attribution/polnear.dev.jsonl", "PolNeAR, dev"),
    Corpus("gum-attribution", "attribution", "data/attribution/gum.dev.jsonl", "GUM from RST, dev"),
    Corpus("lgl", "toponyms", "data/places/lgl.jsonl.gz", "Local-Global Lexicon"),
    Corpus("geovirus", "toponyms", "data/places/geovirus.jsonl", "GeoVirus"),
    Corpus("geowebnews", "toponyms", "data/places/geowebnews.jsonl.gz", "GeoWebNews"),
    Corpus(
        "geowebnews-named",
        "toponyms",
        "data/places/geowebnews.jsonl.gz",
        "GeoWebNews, names of places alone: without common nouns (3,460 of 6,612), adjectives, homonyms",
    ),
    Corpus("wikiwars", "times", "data/times/wikiwars.jsonl", "WikiWars"),
    Corpus("aquaint", "times", "data/times/aquaint_tbaq.jsonl", "AQUAINT, TempEval-3"),
    Corpus("newsquant", "quantities", "data/quantities/newsquant.dev.jsonl", "NewsQuant, dev"),
    Corpus("re3d", "entities", "data/entities/re3d.dev.jsonl", "re3d, dev, less what is in the gold sets"),
    Corpus("plv", "events", "data/events/plv.train.jsonl", "PLV, train split; not trained on"),
    Corpus("meantime", "factuality", "data/factuality/meantime.dev.jsonl", "MEANTIME, dev"),
    Corpus("uds", "factuality", "data/factuality/udsih2.dev.jsonl", "UDS-IH2, dev"),
    Corpus("ewt", "parsing", "data/parsing/ewt.test.conllu.gz", "UD English EWT, test"),
    Corpus("gum-open", "parsing", "data/parsing/gum-open.test.conllu.gz", "UD English GUM (open genres), test"),
]


@dataclass(frozen=True)
class Item:
    """A report to be read, and its gold: a file (task ``claims``) or a row of the corpus."""

    report: Report
    gold: Path | dict[str, Any]


def items(corpus: Corpus) -> Iterator[Item]:
    """The reports of `corpus` in the order of their files, as the reader is to be given them."""
    if corpus.task == "claims":
        yield from _claim_items(SHARED / corpus.path)
        return
    rows = read_rows(SHARED / corpus.path)
    if corpus.task == "entities":
        rows = [row for row in rows if not _in_gold_sets(row)]
    if corpus.name == "geowebnews-named":
        rows = [row | {"toponyms": [t for t in row["toponyms"] if _names_a_place(t)]} for row in rows]
    for row in rows:
        report = Report(
            id=str(row["id"]),
            text=row["text"],
            title=row.get("title"),
            publisher=row.get("publisher"),
            published=_iso(row.get("dct") or row.get("date")),
        )
        yield Item(report, row)


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file, compressed or not."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in raw.split(b"\n") if line.strip()]


def _claim_items(folder: Path) -> Iterator[Item]:
    for path in sorted(folder.glob("*.yaml")):
        gold = _load_yaml(path)
        text = (folder / gold["report"]).read_bytes().decode("utf-8")
        published, publisher = _iso(gold.get("published")), gold.get("publisher")
        yield Item(Report(id=path.stem, text=text, published=published, publisher=publisher), path)


def _load_yaml(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it was built
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)


def _iso(value: object) -> str | None:
    return None if value is None else str(value)[:10]


def _names_a_place(toponym: dict[str, Any]) -> bool:
    """Whether a toponym of GeoWebNews is a name, and of a place (Gritta et al. 2020, their Table 1)."""
    kinds = ("Literal", "Mixed", "Metonymic", "Coercion", "Literal_Modifier", "Non_Literal_Modifier")
    return toponym["type"] in kinds and toponym["modifierType"] != "Adjective"


def _in_gold_sets(row: dict[str, Any]) -> bool:
    """Whether a re3d document is also a report of ../shared/train or ../shared/gold."""
    if (SHARED / "train" / f"re3d-{row['id'][:6].lower()}.yaml").exists():
        return True
    body = " ".join(row["text"].split())
    return any(body[:150] in gold or gold[-150:] in body for gold in _gold_texts())


def _gold_texts() -> list[str]:
    return [" ".join(path.read_text(encoding="utf-8").split()) for path in sorted((SHARED / "gold").glob("*.txt"))]
