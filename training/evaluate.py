"""Score the shipped engine on UD English: ``python training/evaluate.py [--data ../shared/data] [--json]``.

From gold words (UPOS, UAS, LAS, named-entity F1 on GUM) and from raw text with our own sentences and words
(sentence F1, word F1, UPOS/UAS/LAS F1 over aligned words), as in the CoNLL 2018 shared task.
"""

from __future__ import annotations

import argparse
import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path

from according.language.engine import MODELS, Engine
from according.language.tokenize import RawSentence


@dataclass
class Gold:
    """A document: its raw text and its gold words with offsets."""

    text: str = ""
    units: list[RawSentence] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)  # over the document, -1 at a root


def read(path: Path) -> list[Gold]:
    documents: list[Gold] = []
    rows: list[list[str]] = []
    paragraph = 0
    fresh = False
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# newdoc"):
                documents.append(Gold())
            elif line.startswith("# newpar"):
                paragraph += 1
                fresh = True
            elif not line.strip():
                add(documents[-1], rows, paragraph, fresh)
                rows, fresh = [], False
            elif not line.startswith("#"):
                rows.append(line.rstrip("\n").split("\t"))
    return documents


def add(gold: Gold, rows: list[list[str]], paragraph: int, fresh: bool) -> None:
    if gold.text:
        gold.text = gold.text.rstrip() + ("\n\n" if fresh else " ")
    spans: list[tuple[int, int]] = []
    base = len(gold.rows)
    until, covered = 0, (0, 0)
    for r in rows:
        if "." in r[0]:
            continue
        if "-" in r[0]:
            start = len(gold.text)
            gold.text += r[1] + ("" if "SpaceAfter=No" in r[9] else " ")
            until, covered = int(r[0].split("-")[1]), (start, start + len(r[1]))
            at = start
            continue
        if int(r[0]) <= until:  # a part of a multi-word token: its letters follow one another
            end = covered[1] if int(r[0]) == until else min(at + len(r[1]), covered[1])
            spans.append((at, max(end, at + 1)))
            at = max(end, at + 1)
        else:
            start = len(gold.text)
            gold.text += r[1] + ("" if "SpaceAfter=No" in r[9] else " ")
            spans.append((start, start + len(r[1])))
        gold.rows.append(r)
        gold.heads.append(int(r[6]) - 1 + base if r[6] != "0" else -1)
    gold.units.append(RawSentence(spans, paragraph))


def f1(right: int, predicted: int, gold: int) -> float:
    return round(200 * right / (predicted + gold), 2) if predicted + gold else 0.0


def score(engine: Engine, documents: list[Gold]) -> dict[str, float]:
    n = upos = uas = las = lemma = 0
    raw = dict.fromkeys(("words", "sents", "upos", "uas", "las"), 0)
    sizes = dict.fromkeys(("words", "words_gold", "sents", "sents_gold"), 0)
    for d in documents:
        a = engine.analyse_sentences(d.text, d.units)
        for t, r, h in zip(a.tokens, d.rows, d.heads, strict=True):
            n += 1
            upos += t.upos == r[3]
            lemma += t.lemma == r[2].lower()
            uas += t.head == h
            las += t.head == h and t.deprel == r[7]
        spans = [w for u in d.units for w in u.words]
        b = engine.analyse(d.text)
        at = {(t.start, t.end): t for t in b.tokens}
        ends = {(u.words[0][0], u.words[-1][1]) for u in d.units}
        found = {(b.tokens[s.start].start, b.tokens[s.end - 1].end) for s in b.sentences}
        raw["sents"] += len(ends & found)
        sizes["sents"] += len(found)
        sizes["sents_gold"] += len(ends)
        sizes["words"] += len(b.tokens)
        sizes["words_gold"] += len(spans)
        for span, r, h in zip(spans, d.rows, d.heads, strict=True):
            t = at.get(span)
            if t is None:
                continue
            raw["words"] += 1
            raw["upos"] += t.upos == r[3]
            head = b.tokens[t.head] if t.head >= 0 else None
            attached = (head is None and h < 0) or (head is not None and h >= 0 and (head.start, head.end) == spans[h])
            raw["uas"] += attached
            raw["las"] += attached and t.deprel == r[7]
    figures = {
        "words": n,
        "upos": 100 * upos / n,
        "lemma": 100 * lemma / n,
        "uas": 100 * uas / n,
        "las": 100 * las / n,
    }
    result = {k: round(v, 2) for k, v in figures.items()}
    result["raw_sentence_f1"] = f1(raw["sents"], sizes["sents"], sizes["sents_gold"])
    for name in ("words", "upos", "uas", "las"):
        result[f"raw_{name}_f1"] = f1(raw[name], sizes["words"], sizes["words_gold"])
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--models", type=Path, default=MODELS)
    parser.add_argument("--split", default="test")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    engine = Engine(models=args.models)
    figures = {}
    for name in ("ewt", "gum-open"):
        figures[name] = score(engine, read(args.data / "parsing" / f"{name}.{args.split}.conllu.gz"))
        if not args.json:
            print(name, figures[name])
    if args.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
