"""The relevance gate: whether a report is worth the encoder, from its words alone, at a hundredth of the cost.

A linear model over hashed words and pairs of words: their weights are added up over each stretch of `Gate.window` words,
and the report passes where one stretch reaches the threshold. So a long report passes for one paragraph. The weights are a
small file in the package (``models/gate/gate.npz``); how it was made, and what it misses, stands beside it.
"""

from __future__ import annotations

import hashlib
import io
import math
from functools import cached_property, lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from according.errors import ModelError

PATH = Path(__file__).parent / "models" / "gate" / "gate.npz"
SHORT = 20
"""Words of a report that always passes: too few to judge by, and soon read."""
_LETTERS = bytes(
    b | 32 if 65 <= b <= 90 else b if 97 <= b <= 122 or b >= 128 else 32  # capitals fold, all but letters parts words
    for b in range(256)
)
_MIX = np.uint32(2654435761)
"""Makes a pair of words another than the same two turned round (Knuth's multiplier)."""


def word_hashes(text: str) -> NDArray[np.uint32]:
    """Return the hash of every word of `text` in order: 32 bits, the same for capitals and small letters."""
    words = text.encode("utf-8", "replace").translate(_LETTERS).split()
    return np.fromiter(map(crc32, words), np.uint32, len(words))


def features(text: str, buckets: int) -> NDArray[np.uint32]:
    """Return for every word of `text` its bucket and that of it with the word before: two columns.

    Words have the lower half of the `buckets` (a power of two), pairs the upper.
    """
    words = word_hashes(text)
    half = np.uint32(buckets // 2)
    pairs = words.copy()
    pairs[1:] += words[:-1] * _MIX  # wraps around, as it may
    pairs ^= pairs >> np.uint32(15)
    return np.stack([words & (half - 1), (pairs & (half - 1)) + half], axis=1)


def best_stretch(values: NDArray[np.float32], window: int) -> float:
    """Return the greatest sum of `window` values on end; of fewer values what `window` of their kind would make."""
    if len(values) <= window:
        return float(values.mean()) * window if len(values) else 0.0
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    return float((sums[window:] - sums[:-window]).max())


class Gate:
    """Tells reports with conflict, security or diplomacy in them from others. May be shared between threads.

    Raises `ModelError` where the file of weights is missing or damaged.
    """

    def __init__(self, path: Path = PATH) -> None:
        try:
            self._data = path.read_bytes()
            with np.load(io.BytesIO(self._data), allow_pickle=False) as stored:
                self._weights = stored["weights"].astype(np.float32) * np.float32(stored["scale"])
                self._bias = float(stored["bias"])
                self.window = int(stored["window"])
                self.threshold = float(stored["threshold"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(
                f"the weights of the gate cannot be read ({path}: {error}).",
                remedy="Install the package again, or go without it (--no-gate).",
            ) from error

    @cached_property
    def digest(self) -> str:
        """First 16 hexadecimal digits of the SHA-256 of the file of weights."""
        return hashlib.sha256(self._data).hexdigest()[:16]

    def score(self, text: str) -> float:
        """Return how telling the most telling stretch of `text` is: to be held against `threshold`; no probability.

        Infinite where the text is too short to judge.
        """
        found = features(text, len(self._weights))
        if len(found) < SHORT:
            return math.inf
        return best_stretch(self._weights[found[:, 0]] + self._weights[found[:, 1]], self.window) + self._bias

    def passes(self, text: str, title: str | None = None) -> bool:
        """Whether a report is to be read."""
        return self.score(f"{title}\n{text}" if title else text) >= self.threshold


@lru_cache(maxsize=1)
def shared_gate() -> Gate:
    """Return the process's gate."""
    return Gate()
