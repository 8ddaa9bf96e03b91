"""Distil the network into a smaller one: ``python training/distil.py runs/shipped.pt runs/four.pt --layers 1 2 4 6``.

The smaller one begins with those layers (counted from 1), of the inner layers those parts that weigh most (``--inner 1024``), and
the heads of the larger. It learns the labels that the larger had, and at every word the larger's vector (Jiao et al. 2020,
TinyBERT), from which the heads then read what they read before.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import torch
from batch import Vocabulary, Window, collate, make
from claimdata import read_claims
from corpora import gum_attributions, meantime, syntax_documents
from data import windows
from model import INNER, LAYERS, Block, Dropout, Network
from torch import Tensor
from train import MINILM, Trainer, batches, epoch, losses, network, some, stored_network

from according.language.wordpiece import WordPiece

SAMPLE = 40
"""Groups of windows on which is measured what the parts of inner layers weigh."""
SINGLE = 0.15
"""Words of the corpora that teach single heads, a word of the marked reports."""


class Distiller(Trainer):
    """Trains a network towards the vectors of a larger one."""

    teacher: Network
    weight: float
    """Of the distance between both vectors, beside the losses of the labels."""

    def losses(self, b: dict[str, Tensor]) -> dict[str, Tensor]:
        with torch.no_grad():
            aim = self.teacher.vectors(b["ids"], b["shapes"], b["first"], b["mask"])
        x = self.net.vectors(b["ids"], b["shapes"], b["first"], b["mask"])
        there = b["sentence"] >= 0
        distance = (x - aim)[there].pow(2).mean() / (aim[there] - aim[there].mean(0)).pow(2).mean()
        return losses(self.net, b, self.v, self.net.drop(x)) | {"distance": self.weight * distance}


def fewer(state: dict[str, Tensor], layers: list[int]) -> dict[str, Tensor]:
    """The state with these layers alone."""
    kept = {k: x for k, x in state.items() if not k.startswith("encoder.blocks.")}
    for new, old in enumerate(layers):
        prefix = f"encoder.blocks.{old - 1}."
        kept |= {f"encoder.blocks.{new}." + k.removeprefix(prefix): x for k, x in state.items() if k.startswith(prefix)}
    return kept | {"encoder.mix": state["encoder.mix"][[n - 1 for n in layers]]}


def weights(net: Network, groups: list[dict[str, Tensor]]) -> list[Tensor]:
    """What each part of each inner layer adds to what leaves it: its mean square, by the length of its column."""
    sums = [torch.zeros(block.down.in_features) for block in net.encoder.blocks]

    def watch(block: Block, total: Tensor) -> None:
        def seen(_: torch.nn.Module, given: tuple[Tensor, ...]) -> None:
            total.add_(given[0].pow(2).sum((0, 1)))

        handles.append(block.down.register_forward_pre_hook(seen))

    handles: list[torch.utils.hooks.RemovableHandle] = []
    for block, total in zip(net.encoder.blocks, sums, strict=True):
        watch(block, total)
    with torch.no_grad():
        for b in groups:
            net.vectors(b["ids"], b["shapes"], b["first"], b["mask"])
    for handle in handles:
        handle.remove()
    return [total * block.down.weight.data.pow(2).sum(0) for block, total in zip(net.encoder.blocks, sums, strict=True)]


def narrower(state: dict[str, Tensor], weigh: list[Tensor], inner: int) -> dict[str, Tensor]:
    """The state with the `inner` parts of each inner layer that `weigh` most."""
    kept = dict(state)
    for i, each in enumerate(weigh):
        parts = each.topk(inner).indices.sort().values
        for name in ("up.weight", "up.bias"):
            kept[f"encoder.blocks.{i}.{name}"] = state[f"encoder.blocks.{i}.{name}"][parts]
        kept[f"encoder.blocks.{i}.down.weight"] = state[f"encoder.blocks.{i}.down.weight"][:, parts]
    return kept


def smaller(teacher: Network, v: Vocabulary, layers: list[int], inner: int, sample: list[dict[str, Tensor]]) -> Network:
    """The network to begin with; `sample` shows which parts of the inner layers weigh most."""
    weigh = weights(teacher, sample)
    net = network(v, len(layers), inner)
    net.load_state_dict(narrower(fewer(teacher.state_dict(), layers), [weigh[n - 1] for n in layers], inner))
    return net


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, nargs="+", default=list(range(1, LAYERS + 1)))
    parser.add_argument("--inner", type=int, default=INNER, help="width of the inner layers")
    parser.add_argument("--start", type=Path, help="go on with this smaller one")
    parser.add_argument("--weight", type=float, default=4.0, help="of the distance, beside the losses of the labels")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--claims", type=Path, nargs="+", default=[Path("../shared/train"), Path("training/reports")])
    parser.add_argument("--epochs", type=float, default=4)
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--pieces", type=int, default=700)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    teacher, v = stored_network(args.teacher)
    teacher.eval()
    documents = syntax_documents(args.data)
    reports = [r for folder in args.claims for r in read_claims(folder, hold="", entities=args.data)]
    words = sum(len(u.words) for d in reports for u in d)
    pieces = WordPiece.from_file(MINILM / "vocab.txt")

    single = meantime(args.data / "factuality/meantime.train.jsonl") + gum_attributions(
        args.data / "attribution/gum.train.jsonl"
    )

    def draw() -> list[Window]:
        drawn = windows(some(single, words * SINGLE, rng), rng, [40, 120])
        return epoch(reports, documents, words, (pieces, v, rng)) + [make(run, pieces, v) for run in drawn]

    if args.start:
        net, _ = stored_network(args.start)
    else:
        sample = [collate(g, v) for g in list(batches(draw(), rng, args.pieces))[:SAMPLE]]
        net = smaller(teacher, v, args.layers, args.inner, sample)
    net.encoder.words.weight.requires_grad_(False)
    trainer = Distiller(net, v, int(2 * words * args.epochs), args.lr)
    trainer.teacher, trainer.weight = teacher, args.weight
    for part in net.encoder.modules():
        if isinstance(part, Dropout):
            part.p = 0.0  # the vectors of the larger one guard against learning by heart
    trainer.rates = (args.lr, args.lr)  # the heads have learnt already
    trainer.run(draw, rng, args.pieces, args.out)


if __name__ == "__main__":
    main()
