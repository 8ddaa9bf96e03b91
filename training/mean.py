"""The mean of checkpoints that came from one training: ``python training/mean.py OUT.pt A.pt B.pt ... [--shares 0.25 0.75]``."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--shares", type=float, nargs="+", help="of each, together 1; equal without it")
    args = parser.parse_args()
    count = len(args.checkpoints)
    shares = args.shares or [1 / count] * count
    if len(shares) != count or abs(sum(shares) - 1) > 1e-6:
        parser.error("as many shares as checkpoints, together 1")
    stored = [torch.load(path, weights_only=False) for path in args.checkpoints]
    made = stored[0]
    for name, value in made["state"].items():
        if value.dtype.is_floating_point:
            made["state"][name] = sum(
                (share * one["state"][name] for share, one in zip(shares, stored, strict=True)), torch.zeros_like(value)
            )
    torch.save(made, args.out)


if __name__ == "__main__":
    main()
