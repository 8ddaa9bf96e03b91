"""Readers of open corpora that teach single heads: factuality of events (UDS-IH2, MEANTIME), attributions (GUM)."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from claimdata import WORD_HEADS, Document
from data import Unit, read_conllu

OPEN_GENRES = {"news", "interview", "bio", "voyage", "academic", "court", "conversation", "vlog", "textbook", "speech"}


def syntax_documents(data: Path) -> list[list[Unit]]:
    """EWT and the open genres of GUM, train, with the factuality of UDS-IH2."""
    documents = [d for f in ("ewt.train", "gum-open.train") for d in read_conllu(data / f"parsing/{f}.conllu.gz")]
    factuality_labels(documents, data / "factuality/udsih2.train.jsonl.gz")
    return documents


def happened(score: float) -> int:
    """Factuality on [-3, 3] as a bit of the head's classes: no, unsure, yes."""
    return 1 if score <= -1 else 4 if score >= 1 else 2


def factuality_labels(documents: list[list[Unit]], path: Path) -> None:
    """Write the factuality of UDS-IH2 onto the sentences of EWT that it was marked on."""
    known = {"".join(u.words): u for d in documents for u in d}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            words = row["text"].split()
            unit = known.get("".join(words))
            if unit is None or unit.words != words:
                continue
            labels = unit.claims.setdefault("happened", [-1] * len(words))
            labels[len(row["text"][: row["event"][0]].split())] = happened(row["factuality"])


def meantime(path: Path) -> list[list[Unit]]:
    """Sentences of MEANTIME with the factuality of their events."""
    units: dict[str, Unit] = {}
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        words = row["text"].split()
        unit = units.setdefault(row["text"], Unit(words))
        labels = unit.claims.setdefault("happened", [-1] * len(words))
        labels[len(row["text"][: row["event"][0]].split())] = happened(row["factuality"])
    return [[u] for u in units.values()]


def gum_attributions(path: Path) -> list[list[Unit]]:
    """Documents of GUM's open genres with cue, source and content of their attributions."""
    documents = []
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        if row["genre"] in OPEN_GENRES:
            document = Document(row["text"])
            attribution_labels(document, row["attributions"])
            documents.append(document.units)
    return documents


def attribution_labels(document: Document, attributions: list[dict[str, list[list[int]]]]) -> None:
    """Write source (B, I), cue and content of attributions onto the words; every other word has none."""
    n = len(document.spans)
    masks = {"source": [1] * n, "cue": [1] * n, "content": [1] * n}
    for a in attributions:
        for name, bits in (("content", (2, 2)), ("cue", (2, 2)), ("source", (2, 4))):
            for span in a.get(name) or []:
                for k, w in enumerate(document.words_in(*span)):
                    masks[name][w] = bits[min(k, 1)]
    for name, mask in masks.items():
        assert name in WORD_HEADS
        for i, value in enumerate(mask):
            u, _ = document.at[i]
            document.units[u].claims.setdefault(name, []).append(value)
