"""Take the network back from the shipped ONNX file: ``python training/restore.py src/according/language/models/en runs/shipped.pt``.

Checkpoints are not kept; training goes on from what is shipped. The encoder's weights come back as the int8 file has
them (rounded once, per column); the words' vectors, which are never trained, from MiniLM; the heads, which stay in
floats there, exactly.
"""

from __future__ import annotations

import argparse
import base64
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from batch import Vocabulary
from export import write_float
from model import SCALE
from onnx import numpy_helper
from safetensors.torch import load_file
from train import MINILM, network

Arrays = dict[str, np.ndarray]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    shipped = onnx.load(args.folder / "model.onnx")
    meta = {entry.key: entry.value for entry in shipped.metadata_props}
    classes = json.loads(meta["classes"])
    v = Vocabulary(classes["upos"], classes["deprel"], classes["lemma"], classes["word_heads"], classes["links"])
    net = network(v)
    state, stored = net.state_dict(), floats(shipped)
    with tempfile.TemporaryDirectory() as folder:
        fresh = floats(onnx.load(write_float(net, Path(folder))))
    shares = sorted((n for n in stored if n.startswith("onnx::Mul_")), key=lambda n: int(n.rsplit("_", 1)[1]))
    known = {f"net.{k}" for k in state} & stored.keys()
    for key, tensor in state.items():
        name = f"net.{key}" if f"net.{key}" in known else matrix(tensor.numpy(), fresh)
        if key == "encoder.mix":  # the file has the layers' shares, which are its softmax
            state[key] = torch.tensor([float(stored[n]) for n in shares]).log()
        elif name is not None:
            found = stored[name]
            state[key] = torch.from_numpy(np.ascontiguousarray(found if name in known else found.T))
        elif not key.startswith("label_out"):
            raise SystemExit(f"{key} has no place in the ONNX file; does model.py differ from when it was exported?")
    state["encoder.words.weight"] = load_file(MINILM / "model.safetensors")["embeddings.word_embeddings.weight"]
    raw = np.frombuffer(base64.b64decode(meta["label_out"]), dtype=np.float32).copy()
    weight = state["label_out.weight"]
    state["label_out.weight"] = torch.from_numpy(raw[: weight.numel()].reshape(weight.shape))
    state["label_out.bias"] = torch.from_numpy(raw[weight.numel() :])
    net.load_state_dict(state)
    for block in net.encoder.blocks:
        block.scale_queries(1 / SCALE)
    state = net.state_dict()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"state": state, "vocabulary": v}, args.out)
    print(f"{args.out}: {sum(x.numel() for x in state.values()) / 1e6:.1f} M weights")


def floats(model: onnx.ModelProto) -> Arrays:
    """Every initializer by its name in the float file, int8 ones multiplied out."""
    raw = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    out: Arrays = {}
    for name, value in raw.items():
        base = name.removesuffix("_quantized")
        if base == name:
            out[name] = value
            continue
        scale, zero = raw[base + "_scale"], raw[base + "_zero_point"]
        out[base] = (value.astype(np.float32) - zero.astype(np.float32)) * scale  # columns along the last axis
    return out


def matrix(value: np.ndarray, fresh: Arrays) -> str | None:
    """The initializer that holds this matrix of a fresh network, transposed, under a name of the exporter's own."""
    if value.ndim != 2:
        return None
    return next((n for n, x in fresh.items() if x.shape == value.T.shape and np.array_equal(x, value.T)), None)


if __name__ == "__main__":
    main()
