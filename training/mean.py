"""The mean of two checkpoints: ``python training/mean.py A.pt B.pt SHARE_OF_B OUT.pt``; both must have come from one training."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("share", type=float, help="of the second, from 0 to 1")
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    one, other = (torch.load(path, weights_only=False) for path in (args.one, args.other))
    for name, value in one["state"].items():
        if value.dtype.is_floating_point:
            one["state"][name] = torch.lerp(value, other["state"][name], args.share)
    torch.save(one, args.out)


if __name__ == "__main__":
    main()
