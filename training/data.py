"""Readers of the corpora: CoNLL-U, re3d and our claim files become windows of words with labels."""

from __future__ import annotations

import gzip
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ENTITY_KINDS = ["person", "organization", "place", "nationality", "equipment"]
ENTITY_TAGS = ["O"] + [f"{p}-{k}" for k in ENTITY_KINDS for p in "BI"]
IGNORE = -100


@dataclass
class Unit:
    """A sentence with what is known of it; lists are as long as `words`, absent layers are empty."""

    words: list[str]
    upos: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)  # index in the sentence, itself at the root
    deprels: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    entities: list[str | None] = field(default_factory=list)
    space_after: list[bool] = field(default_factory=list)
    claims: dict[str, list[object]] = field(default_factory=dict)


def read_conllu(path: Path) -> list[list[Unit]]:
    """Documents of sentences; words of multi-word tokens stand alone, empty nodes are left out."""
    documents: list[list[Unit]] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows: list[list[str]] = []
        for line in lines:
            if line.startswith("# newdoc"):
                documents.append([])
            elif line.strip() == "":
                if rows:
                    documents[-1].append(_unit(rows))
                rows = []
            elif not line.startswith("#"):
                rows.append(line.rstrip("\n").split("\t"))
    return documents


def _unit(rows: list[list[str]]) -> Unit:
    words = [r for r in rows if r[0].isdigit()]
    unit = Unit([r[1] for r in words])
    unit.upos = [r[3] for r in words]
    unit.heads = [int(r[6]) - 1 if r[6] != "0" else i for i, r in enumerate(words)]
    unit.deprels = [r[7] for r in words]
    unit.lemmas = [r[2] for r in words]
    if any("Entity=" in r[9] for r in words):
        unit.entities = _gum_entities(words)
    return unit


def _gum_entities(rows: list[list[str]]) -> list[str | None]:
    """Named persons, organizations and places of GUM's ``Entity=``; adjectives in capitals are left open."""
    n = len(rows)
    tags: list[str | None] = ["O"] * n
    for i, r in enumerate(rows):
        if r[3] == "ADJ" and r[1][0].isupper():
            tags[i] = None
    opened: dict[str, list[tuple[int, str, str]]] = {}
    spans: list[tuple[int, int, str, list[int]]] = []
    for i, r in enumerate(rows):
        value = next((m[7:] for m in r[9].split("|") if m.startswith("Entity=")), "")
        for mark in re.findall(r"\([^()]*\)?|[^()]+\)", value):
            name = mark.strip("()").split("-")[0].split("[")[0]
            if mark.startswith("("):
                parts = mark.strip("()").split("-")
                if len(parts) >= 6:
                    opened.setdefault(name, []).append((i, parts[1], parts[5]))
            if mark.endswith(")") and opened.get(name):
                start, kind, minimal = opened[name].pop()
                if kind in ENTITY_KINDS:
                    heads = [start + int(k) - 1 for k in minimal.split(",") if k.isdigit()]
                    spans.append((start, i + 1, kind, heads))
    for start, end, kind, heads in sorted(spans, key=lambda s: s[1] - s[0]):
        core = [h for h in heads if h < end and rows[h][3] == "PROPN"]
        if not core:
            continue
        a, b = core[0], core[0] + 1
        while a > start and _of_name(rows, a - 1):
            a -= 1
        while b < min(end, len(rows)) and (
            _of_name(rows, b) or rows[b][1] in ("of", "the", "and", "-", "for", "&", "in")
        ):
            b += 1
        while b > a + 1 and not _of_name(rows, b - 1):
            b -= 1
        if any(t not in ("O", None) for t in tags[a:b]):
            continue
        tags[a:b] = [f"B-{kind}"] + [f"I-{kind}"] * (b - a - 1)
    return tags


def _of_name(rows: list[list[str]], i: int) -> bool:
    return rows[i][3] in ("PROPN", "ADJ", "NOUN", "NUM") and (rows[i][1][0].isupper() or rows[i][3] == "NUM")


def lemma_script(word: str, lemma: str) -> str:
    """How to make the lemma from the lower-cased word: characters to strip, what to append."""
    w, target = word.lower(), lemma.lower()
    k = 0
    while k < min(len(w), len(target)) and w[k] == target[k]:
        k += 1
    return f"{len(w) - k}|{target[k:]}"


def lemma_scripts(documents: list[list[Unit]], least: int = 4) -> list[str]:
    counts: Counter[str] = Counter()
    for document in documents:
        for unit in document:
            counts.update(lemma_script(w, x) for w, x in zip(unit.words, unit.lemmas, strict=True))
    return [s for s, n in counts.most_common() if n >= least and len(s) <= 8]


def windows(documents: list[list[Unit]], rng: random.Random, sizes: list[int]) -> Iterator[list[Unit]]:
    """Runs of consecutive sentences of one document, about as long as a random one of `sizes` in words."""
    for document in documents:
        at = 0
        while at < len(document):
            limit, run, n = rng.choice(sizes), [], 0
            while at < len(document) and (not run or n + len(document[at].words) <= limit):
                run.append(document[at])
                n += len(document[at].words)
                at += 1
            if n <= 400:
                yield run
