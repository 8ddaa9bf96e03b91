"""What processes of our own set up for themselves: the command line and the workers of bulk, never a library's host."""

from __future__ import annotations

import gc

OBJECTS, YOUNG, OLD = 100_000, 50, 100
"""Objects made before the youngest are looked through, and how many such looks before the older and the oldest are."""


def collect_rarely() -> None:
    """Let Python look for reference cycles rarely, and never in what is loaded already.

    Reading and fusion make many small objects and hardly a cycle: looking for them took a tenth of reading, and a third
    of comparing claims.
    """
    gc.freeze()
    gc.set_threshold(OBJECTS, YOUNG, OLD)
