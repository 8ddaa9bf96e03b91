"""The network: MiniLM encoder (own BERT in torch, loads the public weights) and the heads over it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

WIDTH, LAYERS, HEADS = 384, 6, 12
INNER = 4 * WIDTH
"""Width of the inner layer of a block."""


class Dropout(nn.Module):
    """Dropout whose noise comes from one pool, drawn once: drawing it anew is a sixth of a step on a processor."""

    pool: Tensor | None = None

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.p:
            return x
        n = x.numel()
        if Dropout.pool is None or len(Dropout.pool) < 2 * n:
            size = max(1 << 25, 4 * n)
            Dropout.pool = torch.randint(0, 256, (size,), dtype=torch.uint8)
        at = int(torch.randint(0, len(Dropout.pool) - n, ()))
        keep = Dropout.pool[at : at + n].view(x.shape) >= round(self.p * 256)
        return x * keep.to(x.dtype) * (1 / (1 - self.p))


@dataclass
class Sizes:
    """How many classes each head tells apart."""

    upos: int
    deprel: int
    lemma: int
    entity: int
    word_heads: dict[str, int]
    links: list[str]


BOUND = 75.0
"""Scores of attention are held within this at reading, beyond what they are (60 on the gold), so that no exponential overflows."""


def weighted(scores: Tensor, v: Tensor) -> Tensor:
    """Softmax attention in steps that every processor rounds alike.

    The fused softmax of onnxruntime adds in the order of the processor's vectors. The last bit of a sum there is another
    quantum behind the next layer, and another claim behind the last.
    """
    e = torch.exp(scores.clamp(-BOUND, BOUND))
    return (e @ v) / e.sum(-1, keepdim=True)


SCALE = (WIDTH // HEADS) ** -0.5
"""Of the scores of attention (Vaswani et al. 2017)."""


class Block(nn.Module):
    def __init__(self, inner: int = INNER) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.up = nn.Linear(WIDTH, inner)
        self.down = nn.Linear(inner, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        b, n, _ = x.shape
        q, k, v = self.qkv(x).view(b, n, 3 * HEADS, WIDTH // HEADS).transpose(1, 2).split(HEADS, dim=1)
        # Spelled out: torch's fused attention is several times slower backwards on a processor at these sizes.
        scores = q @ k.transpose(-1, -2)
        if mask is None:  # at export: one window, no padding; the scale is in the weights (`scale_queries`)
            a = weighted(scores, v)
        else:
            a = torch.softmax((scores * SCALE).masked_fill(~mask, -1e4), -1).to(v.dtype) @ v
        x = self.norm1(x + self.drop(self.out(a.transpose(1, 2).reshape(b, n, WIDTH))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))

    def scale_queries(self, by: float) -> None:
        """Put the scale of attention into weights: at reading, a pass over all pairs of pieces less."""
        self.qkv.weight.data[:WIDTH] *= by
        self.qkv.bias.data[:WIDTH] *= by


class Encoder(nn.Module):
    def __init__(self, layers: int = LAYERS, inner: int = INNER) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.kinds = nn.Parameter(torch.zeros(WIDTH))
        self.shapes = nn.Embedding(9, WIDTH)
        nn.init.zeros_(self.shapes.weight)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = Dropout(0.1)
        self.blocks = nn.ModuleList(Block(inner) for _ in range(layers))
        self.mix = nn.Parameter(torch.zeros(layers))

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor | None) -> Tensor:
        position = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.positions(position) + self.kinds + self.shapes(shapes)
        x = self.drop(self.norm(x))
        weights = torch.softmax(self.mix, 0)
        total = torch.zeros_like(x)
        for i, block in enumerate(self.blocks):
            x = block(x, mask)
            total = total + weights[i] * x
        return total

    def load_minilm(self, folder: Path) -> None:
        w = load_file(folder / "model.safetensors")
        e = "embeddings."
        self.words.weight.data = w[e + "word_embeddings.weight"]
        self.positions.weight.data = w[e + "position_embeddings.weight"]
        self.kinds.data = w[e + "token_type_embeddings.weight"][0]
        self.norm.load_state_dict({"weight": w[e + "LayerNorm.weight"], "bias": w[e + "LayerNorm.bias"]})
        for i, block in enumerate(self.blocks):
            p = f"encoder.layer.{i}."
            for kind in ("weight", "bias"):
                parts = [w[f"{p}attention.self.{n}.{kind}"] for n in ("query", "key", "value")]
                getattr(block.qkv, kind).data = torch.cat(parts)
                getattr(block.out, kind).data = w[f"{p}attention.output.dense.{kind}"]
                getattr(block.norm1, kind).data = w[f"{p}attention.output.LayerNorm.{kind}"]
                getattr(block.up, kind).data = w[f"{p}intermediate.dense.{kind}"]
                getattr(block.down, kind).data = w[f"{p}output.dense.{kind}"]
                getattr(block.norm2, kind).data = w[f"{p}output.LayerNorm.{kind}"]
        self.words.weight.requires_grad_(False)


class Biaffine(nn.Module):
    """Scores of pairs of words (Dozat & Manning 2017), one matrix a link kind."""

    def __init__(self, width: int, kinds: int) -> None:
        super().__init__()
        self.kinds, self.width = kinds, width
        self.left = nn.Linear(WIDTH, width * kinds)
        self.right = nn.Linear(WIDTH, width * kinds)
        self.core = nn.Parameter(torch.zeros(kinds, width, width))
        self.bias = nn.Linear(WIDTH, kinds)
        self.offset = nn.Linear(WIDTH, kinds)
        self.drop = Dropout(0.33)

    def forward(self, x: Tensor, rows: Tensor | None = None) -> Tensor:
        """Scores (batch, kind, left word, right word); `rows` are the left words that are wanted, all where it is not given."""
        b, n, _ = x.shape
        lines = x if rows is None else x.index_select(1, rows)
        left = self.drop(F.relu(self.left(lines))).view(b, -1, self.kinds, self.width).transpose(1, 2)
        right = self.drop(F.relu(self.right(x))).view(b, n, self.kinds, self.width).transpose(1, 2)
        core = (left @ self.core) @ right.transpose(-1, -2)
        return core + self.bias(x).transpose(1, 2).unsqueeze(2) + self.offset(lines).transpose(1, 2).unsqueeze(3)


class Network(nn.Module):
    """Everything that is asked of a window of text, from one pass of the encoder."""

    def __init__(self, sizes: Sizes, layers: int = LAYERS, inner: int = INNER) -> None:
        super().__init__()
        self.sizes = sizes
        self.encoder = Encoder(layers, inner)
        self.drop = Dropout(0.2)
        self.upos = nn.Linear(WIDTH, sizes.upos)
        self.lemma = nn.Linear(WIDTH, sizes.lemma)
        self.entity = nn.Linear(WIDTH, sizes.entity)
        self.arc = Biaffine(192, 1)
        self.label_dep = nn.Linear(WIDTH, 160)
        self.label_head = nn.Linear(WIDTH, 160)
        self.label_out = nn.Linear(160, sizes.deprel)
        self.label_drop = Dropout(0.33)
        self.word_heads = nn.ModuleDict({"of_" + k: nn.Linear(WIDTH, n) for k, n in sizes.word_heads.items()})
        self.links = Biaffine(64, len(sizes.links))
        nn.init.normal_(self.arc.core, std=0.05)
        nn.init.normal_(self.links.core, std=0.02)

    def vectors(self, ids: Tensor, shapes: Tensor, first: Tensor, mask: Tensor | None) -> Tensor:
        """What the encoder gives for each word, at its first piece."""
        return torch.gather(self.encoder(ids, shapes, mask), 1, first.unsqueeze(-1).expand(-1, -1, WIDTH))

    def words(self, ids: Tensor, shapes: Tensor, first: Tensor, mask: Tensor | None) -> Tensor:
        return self.drop(self.vectors(ids, shapes, first, mask))

    def label_scores(self, dep: Tensor, head: Tensor) -> Tensor:
        return self.label_out(self.label_drop(F.relu(dep + head)))
