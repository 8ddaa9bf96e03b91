"""What the language stage finds in one report: tokens, sentences, syntax, mentions, claim heads."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from according.claims import Span


@dataclass(slots=True)
class Token:
    """A word of the report; `head` is the index of its governor in `Analysis.tokens`, -1 at a root.

    `lower` is its text in lower case and `base` its relation without the subtype: asked for so often that they are kept.
    """

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
    lower: str = field(init=False)
    base: str = field(init=False)

    def __post_init__(self) -> None:
        self.lower = self.text.lower()
        self.base = self.deprel.partition(":")[0]

    def relate(self, deprel: str) -> None:
        """Set the relation to the governor."""
        self.deprel = deprel
        self.base = deprel.partition(":")[0]


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
    phrases: dict[int, tuple[int, int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Head to the phrase around it, as the reading found it: it is asked for more than once."""
    _mentioned: dict[int, Mention] | None = field(default=None, init=False, repr=False, compare=False)

    def span(self, start: int, end: int) -> Span:
        """Character span of tokens ``[start, end)``."""
        return self.tokens[start].start, self.tokens[end - 1].end

    def quote(self, start: int, end: int) -> str:
        """Text of tokens ``[start, end)``."""
        first, last = self.span(start, end)
        return self.text[first:last]

    def mention_at(self, i: int) -> Mention | None:
        """The first mention over token `i`, None if none is; all mentions have to be there when it is first asked."""
        if self._mentioned is None:
            self._mentioned = {k: m for m in reversed(self.mentions) for k in range(m.start, m.end)}
        return self._mentioned.get(i)

    def is_within(self, i: int, kind: str) -> bool:
        """Whether token `i` is in a mention of this kind."""
        return any(m.kind == kind and m.start <= i < m.end for m in self.mentions)

    def subtree(self, i: int) -> list[int]:
        """Token `i` and all its descendants, in text order."""
        found, queue = [], [i]
        while queue:
            token = queue.pop()
            found.append(token)
            queue.extend(self.tokens[token].children)
        return sorted(found)
