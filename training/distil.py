"""Distil the network into one with fewer layers: ``python training/distil.py runs/shipped.pt runs/four.pt --layers 1 2 4 6``.

The smaller one begins with those layers (counted from 1) and the heads of the larger. It learns the labels that the larger had,
and at every word the larger's vector (Jiao et al. 2020, TinyBERT), from which the heads then read what they read before.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import torch
from batch import Vocabulary
from claimdata import read_claims
from corpora import factuality_labels
from data import read_conllu
from model import Network
from torch import Tensor
from train import MINILM, Trainer, batches, epoch, losses, network, save

from according.language.wordpiece import WordPiece

WEIGHT = 4.0
"""Of the distance between both vectors, beside the losses of the labels."""


class Distiller(Trainer):
    """Trains a network towards the vectors of a larger one."""

    teacher: Network

    def losses(self, b: dict[str, Tensor]) -> dict[str, Tensor]:
        with torch.no_grad():
            aim = self.teacher.words(b["ids"], b["shapes"], b["first"], b["mask"])
        x = self.net.words(b["ids"], b["shapes"], b["first"], b["mask"])
        there = b["sentence"] >= 0
        distance = (x - aim)[there].pow(2).mean() / (aim[there] - aim[there].mean(0)).pow(2).mean()
        return losses(self.net, b, self.v, x) | {"distance": WEIGHT * distance}


def fewer(state: dict[str, Tensor], layers: list[int]) -> dict[str, Tensor]:
    """The state with these layers alone."""
    kept = {k: x for k, x in state.items() if not k.startswith("encoder.blocks.")}
    for new, old in enumerate(layers):
        prefix = f"encoder.blocks.{old - 1}."
        kept |= {f"encoder.blocks.{new}." + k.removeprefix(prefix): x for k, x in state.items() if k.startswith(prefix)}
    return kept | {"encoder.mix": state["encoder.mix"][[n - 1 for n in layers]]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, nargs="+", default=[1, 2, 4, 6])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--claims", type=Path, nargs="+", default=[Path("../shared/train"), Path("training/reports")])
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--pieces", type=int, default=700)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    rng = random.Random(1)
    stored = torch.load(args.teacher, weights_only=False)
    v: Vocabulary = stored["vocabulary"]
    teacher, net = network(v), network(v, len(args.layers))
    teacher.load_state_dict(stored["state"])
    net.load_state_dict(fewer(stored["state"], args.layers))
    net.encoder.words.weight.requires_grad_(False)
    documents = [d for f in ("ewt.train", "gum-open.train") for d in read_conllu(args.data / f"parsing/{f}.conllu.gz")]
    factuality_labels(documents, args.data / "factuality/udsih2.train.jsonl.gz")
    reports = [r for folder in args.claims for r in read_claims(folder, hold="", entities=args.data)]
    words = sum(len(u.words) for d in reports for u in d)
    trainer = Distiller(net, v, 2 * words * args.epochs, args.lr)
    trainer.teacher = teacher.eval()
    pieces = WordPiece.from_file(MINILM / "vocab.txt")
    while trainer.seen < trainer.goal:
        for group in batches(epoch(reports, documents, words, (pieces, v, rng)), rng, args.pieces):
            trainer.step(group)
            if trainer.seen >= trainer.goal:
                break
        save(args.out, trainer)


if __name__ == "__main__":
    main()
