"""What an attribution is, and the lexicon of cues."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from according.knowledge import tables
from according.reading.phrases import Range


@dataclass(slots=True)
class Attribution:
    """One attribution; ranges and sets of tokens."""

    source: Range | None
    cue: Range
    content: set[int]
    kind: str
    """``speech``, ``held``, ``according``, ``citing``, ``hearsay``, ``floor``, ``block``, ``turn`` or ``headline``."""
    audience: Range | None = None
    polarity: str = "positive"
    weak: bool = False
    quoted: bool = False
    inner: list[Range] = field(default_factory=list)


@lru_cache(maxsize=1)
def cues() -> dict[str, frozenset[str]]:
    """Return the cue lexicon: class to lemmas."""
    return {name: frozenset(words) for name, words in tables.load("cues/verbs").items()}
