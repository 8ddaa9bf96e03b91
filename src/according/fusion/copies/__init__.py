"""Reports whose text was taken from another: found by a sketch, decided by comparing, with the changed numbers shown.

- `sketch`, `candidates`: what a store needs to find reports worth comparing (see `sketch.py`).
- `compare`: whether two texts share what only copying explains; `taken`: the same of two reports, with the direction.
- `original_first`: which of two is the original.
- `group`: all of it for reports in memory; `resolve`: chains of copies to their roots.
- `copied`: whether a claim stands in a passage that was taken over.
"""

from according.fusion.copies.compare import Copying, compare, copied
from according.fusion.copies.grouping import WINDOW_DAYS, group, resolve
from according.fusion.copies.originals import Taken, original_first, taken
from according.fusion.copies.sketch import MIN_SHARED, MOST_CANDIDATES, MOST_HASHES, candidates, sketch

__all__ = [
    "MIN_SHARED",
    "MOST_CANDIDATES",
    "MOST_HASHES",
    "WINDOW_DAYS",
    "Copying",
    "Taken",
    "candidates",
    "compare",
    "copied",
    "group",
    "original_first",
    "resolve",
    "sketch",
    "taken",
]
