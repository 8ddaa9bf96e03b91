"""Write the trained network as one int8 ONNX file: ``python training/export.py runs/claims.pt src/according/language/models/en``."""

from __future__ import annotations

import argparse
import base64
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from data import ENTITY_TAGS
from model import BOUND, SCALE, Network
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from train import MINILM, stored_network

QUANTISED = ("/qkv/", "/out/", "/up/", "/down/")
"""Products of the encoder's blocks that are made of whole numbers."""
NO_TRIGGER = 0.9
"""Words that are no trigger with at least this probability have no links."""


class Exported(nn.Module):
    """One window in, the scores of every head out: of the words from `context` on, and links of the likely triggers among them."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: Tensor, shapes: Tensor, first: Tensor, context: Tensor) -> tuple[Tensor, ...]:
        net = self.net
        x = net.words(ids, shapes, first, None)
        own = x[:, context[0] :]
        scores = {name: head(own)[0] for name, head in net.word_heads.items()}
        rows = likely(scores["of_type"])
        return (net.upos(own)[0], net.lemma(own)[0], net.entity(own)[0], net.arc(own)[0, 0], net.label_dep(own)[0],
                net.label_head(own)[0], torch.cat(list(scores.values()), -1), rows, net.links(x, rows + context[0])[0])  # fmt: skip


def likely(types: Tensor) -> Tensor:
    """Numbers of the words that may be triggers; `types` are scores, those of none first.

    The sums are a matrix product for the reason that `model.weighted` gives.
    """
    e = torch.exp((types - types.amax(-1, keepdim=True)).clamp(min=-BOUND))
    sums = (e @ torch.ones(types.shape[1], 16))[:, 0]
    return torch.nonzero(e[:, 0] < NO_TRIGGER * sums)[:, 0]


OUTPUTS = ["upos", "lemma", "entity", "arc", "label_dep", "label_head", "words", "rows", "links"]
AXES = {"arc": {0: "c", 1: "c"}, "links": {1: "r", 2: "w"}, "rows": {0: "r"}}
"""Axes that differ from window to window, of the outputs that have other ones than one row a word: c words from `context` on,
w words with the context, r of the c."""


def write_float(net: Network, folder: Path) -> Path:
    """Write the network in floats as ``float.onnx``; its attention is scaled by weights from then on."""
    whole = folder / "float.onnx"
    ids, first = torch.ones(1, 12, dtype=torch.long), torch.tensor([[1, 3, 5, 7]])
    net.eval()
    for block in net.encoder.blocks:
        block.scale_queries(SCALE)
    torch.onnx.export(Exported(net), (ids, ids * 0, first, torch.tensor([1])), str(whole), dynamo=False, opset_version=17,
                      input_names=["ids", "shapes", "first", "context"], output_names=OUTPUTS,
                      dynamic_axes={"ids": {1: "n"}, "shapes": {1: "n"}, "first": {1: "w"}} | {o: AXES.get(o, {0: "c"}) for o in OUTPUTS})  # fmt: skip
    return whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--float", action="store_true", help="do not quantise (for comparison)")
    args = parser.parse_args()
    net, v = stored_network(args.checkpoint)
    args.folder.mkdir(parents=True, exist_ok=True)
    whole = write_float(net, args.folder)
    target = args.folder / "model.onnx"
    if args.float:
        shutil.copy(whole, target)
    else:
        # Weights of seven bits: of eight, two products overflow the sixteen bits in which processors without VNNI add them, and
        # one text would be read otherwise on one machine than on another.
        # The heads stay in floats: they are small, and their rounding costs more of the parser than the encoder's.
        # (The cores of the biaffines onnxruntime could not quantise per channel anyway.)
        keep = [
            n.name
            for n in onnx.load(whole).graph.node
            if n.op_type == "MatMul" and not any(q in n.name for q in QUANTISED)
        ]
        quantize_dynamic(
            whole,
            target,
            nodes_to_exclude=keep,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gather"],
        )
    whole.unlink()
    model = onnx.load(target)
    out = net.label_out
    raw = np.concatenate([out.weight.detach().numpy().ravel(), out.bias.detach().numpy()]).astype(np.float32)
    classes = {"upos": v.upos, "deprel": v.deprels, "lemma": v.scripts, "entity": ENTITY_TAGS,
               "word_heads": v.word_heads, "links": v.links}  # fmt: skip
    for key, value in (
        ("classes", json.dumps(classes)),
        ("label_out", base64.b64encode(raw.tobytes()).decode()),
    ):
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.save(model, target)
    shutil.copy(MINILM / "vocab.txt", args.folder / "vocab.txt")
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
