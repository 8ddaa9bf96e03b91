"""What the language stage finds in one report: tokens, sentences, syntax, mentions, claim heads."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from according.claims import Span


@dataclass(slots=True)
class Token:
    """A word of the report; `head` is the index of its governor in `Analysis.tokens`, -1 at a root."""

    i: int
    start: int
    end: int
    text: str
    sentence: int
    upos: str = "X"
    lemma: str = ""
    head: int = -1
    deprel: str = "root"
    children: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Sentence:
    """Tokens ``[start, end)``, in paragraph number `paragraph`."""

    i: int
    start: int
    end: int
    paragraph: int


@dataclass(slots=True)
class Mention:
    """An entity mention over tokens ``[start, end)``; `kind` as in the layers of the contract."""

    start: int
    end: int
    kind: str
    score: float


@dataclass(slots=True)
class Analysis:
    """One report read by the engine."""

    text: str
    tokens: list[Token]
    sentences: list[Sentence]
    mentions: list[Mention] = field(default_factory=list)
    scores: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    """Head name to probabilities, one row a token."""
    links: dict[str, dict[int, list[tuple[int, float]]]] = field(default_factory=dict)
    """Link name to trigger token to (token, probability), best first."""

    def span(self, start: int, end: int) -> Span:
        """Character span of tokens ``[start, end)``."""
        return self.tokens[start].start, self.tokens[end - 1].end

    def quote(self, start: int, end: int) -> str:
        """Text of tokens ``[start, end)``."""
        first, last = self.span(start, end)
        return self.text[first:last]

    def subtree(self, i: int) -> list[int]:
        """Token `i` and all its descendants, in text order."""
        found, queue = [], [i]
        while queue:
            token = queue.pop()
            found.append(token)
            queue.extend(self.tokens[token].children)
        return sorted(found)
