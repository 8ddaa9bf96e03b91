#!/usr/bin/env python3
"""Train a spaCy CNN pipeline (tagger, parser, ner) on what the engine was trained on, and score it as the engine is scored.

    PYTHONPATH=src SPACY_PYTHON training/peer.py train MODEL [--data ../shared/data] [--claims ../shared/train training/reports]
    PYTHONPATH=src SPACY_PYTHON training/peer.py score MODEL [--data ../shared/data] [--split test]

It is a peer to measure against and no part of the product: SPACY_PYTHON is an interpreter of an environment of its own, with
spaCy 3.8, onnxruntime, msgspec and pyyaml. Configuration: what `spacy init config --optimize efficiency` gives, CPU, no vectors.
Syntax is from EWT and GUM, entities from GUM, re3d and the marked reports, as in `train.py`; words are the corpora's own.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import spacy
from claimdata import read_claims
from data import Unit, read_conllu, windows
from evaluate import read, score
from spacy.cli.init_config import init_config
from spacy.tokens import Doc, DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as fit
from spacy.vocab import Vocab

from according.language.analysis import Sentence
from according.language.tokenize import RawSentence

SIZES = [1, 40, 80, 160]
"""Words of sentences that stand together: the engine, too, learns from single ones and from passages."""


def doc_of(run: list[Unit], vocab: Vocab) -> Doc:
    """Sentences as one document with what is known of them; spaces are unknown, so that the words are kept as they are."""
    given: dict[str, list] = {"words": [w for u in run for w in u.words]}
    if run[0].heads:
        at = 0
        given |= {"tags": [], "heads": [], "deps": [], "sent_starts": []}
        for unit in run:
            given["tags"] += unit.upos
            given["heads"] += [at + h for h in unit.heads]
            given["deps"] += ["ROOT" if r == "root" else r for r in unit.deprels]
            given["sent_starts"] += [i == 0 for i in range(len(unit.words))]
            at += len(unit.words)
    if any(u.entities for u in run):
        given["ents"] = [t for u in run for t in (u.entities or [None] * len(u.words))]
    doc = Doc(vocab, **given, spaces=None)
    if "ents" not in given:
        doc.set_ents([], missing=[doc[:]])
    return doc


def stored(documents: list[list[Unit]], path: Path) -> Path:
    """Write documents as spaCy's DocBin."""
    vocab, binary = Vocab(), DocBin(store_user_data=True)
    for run in windows(documents, random.Random(1), SIZES):
        binary.add(doc_of(run, vocab))
    binary.to_disk(path)
    return path


def train(given: argparse.Namespace) -> None:
    parsing = given.data / "parsing"
    given.model.mkdir(parents=True, exist_ok=True)
    syntax = [d for f in ("ewt.train", "gum-open.train") for d in read_conllu(parsing / f"{f}.conllu.gz")]
    names = [d for folder in given.claims for d in read_claims(folder, entities=given.data)]
    apart = [d for f in ("ewt.dev", "gum-open.dev") for d in read_conllu(parsing / f"{f}.conllu.gz")]
    config = init_config(lang="en", pipeline=["tagger", "parser", "ner"], optimize="efficiency", silent=True)
    config["paths"]["train"] = str(stored(syntax + names, given.model / "train.spacy"))
    config["paths"]["dev"] = str(stored(apart, given.model / "dev.spacy"))
    config["training"] |= {"max_steps": given.steps, "eval_frequency": given.every, "patience": 0}
    fit(init_nlp(config), given.model)


@dataclass
class Word:
    """As the engine's token, as far as it is scored."""

    start: int
    end: int
    upos: str
    head: int
    deprel: str
    lemma: str = ""


@dataclass
class Read:
    """As the engine's analysis, as far as it is scored."""

    tokens: list[Word] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)

    def take(self, doc: Doc, spans: Iterator[tuple[int, int]]) -> None:
        """Add a document whose words stand at `spans`; words of blanks alone are none."""
        number, count = {}, len(self.tokens)
        for token in doc:
            if not token.is_space:
                number[token.i] = count + len(number)
        for token in doc:
            if token.i in number:
                is_root = token.head.i == token.i
                head = -1 if is_root else number.get(token.head.i, -1)
                relation = "root" if is_root else token.dep_
                self.tokens.append(Word(*next(spans), upos=token.tag_, head=head, deprel=relation))
        for sentence in doc.sents:
            inside = [number[t.i] for t in sentence if t.i in number]
            if inside:
                self.sentences.append(Sentence(len(self.sentences), inside[0], inside[-1] + 1, 0))


class Peer:
    """Has the two methods of the engine that `evaluate.score` calls."""

    def __init__(self, model: Path) -> None:
        self.nlp = spacy.load(model)

    def analyse_sentences(self, text: str, units: list[RawSentence]) -> Read:
        """From words and sentences that are known."""
        spans = [w for u in units for w in u.words]
        doc = Doc(
            self.nlp.vocab,
            words=[text[a:b] for a, b in spans],
            spaces=[text[b : b + 1].isspace() for _, b in spans],
            sent_starts=[i == 0 for u in units for i in range(len(u.words))],
        )
        found = Read()
        found.take(self.nlp(doc), iter(spans))
        return found

    def analyse(self, text: str) -> Read:
        """From raw text, a paragraph at a time: it has never seen the blank line between two."""
        found, at = Read(), 0
        for paragraph in text.split("\n\n"):
            doc = self.nlp(paragraph)
            words = [(at + t.idx, at + t.idx + len(t)) for t in doc if not t.is_space]
            found.take(doc, iter(words))
            at += len(paragraph) + 2
        return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("what", choices=["train", "score"])
    asked.add_argument("model", type=Path, help="the folder of the model; `train` makes model-best in it")
    asked.add_argument("--data", type=Path, default=Path("../shared/data"))
    asked.add_argument("--claims", type=Path, nargs="+", default=[Path("../shared/train"), Path("training/reports")])
    asked.add_argument("--steps", type=int, default=8000)
    asked.add_argument("--every", type=int, default=400, help="steps between two measurements on dev")
    asked.add_argument("--split", default="test")
    given = asked.parse_args()
    if given.what == "train":
        train(given)
        return
    peer = Peer(given.model)
    for name in ("ewt", "gum-open"):
        figures = score(peer, read(given.data / f"parsing/{name}.{given.split}.conllu.gz"))
        print(name, json.dumps({k: v for k, v in figures.items() if k != "lemma"}))


if __name__ == "__main__":
    main()
