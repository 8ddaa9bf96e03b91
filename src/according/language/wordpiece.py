"""WordPiece over words that are already split (Wu et al. 2016), uncased, with a cache.

A pure-Python tokeniser gives the pieces of BERT's own and is several times faster here, since words
repeat and we split them ourselves (offsets belong to words, never to pieces).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

MAX_PIECES = 12
"""Pieces kept of one word; the heads read its first piece, so the rest of a monster adds nothing."""

SHAPES = 9


class WordPiece:
    """Word to piece ids."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._ids = {piece: i for i, piece in enumerate(vocabulary)}
        self.cls = self._ids["[CLS]"]
        self.sep = self._ids["[SEP]"]
        self.unk = self._ids["[UNK]"]
        self._cache: dict[str, list[int]] = {}

    @classmethod
    def from_file(cls, path: Path) -> WordPiece:
        """Read a ``vocab.txt``, one piece a line."""
        return cls(path.read_text(encoding="utf-8").split("\n")[:-1])

    def pieces(self, word: str) -> list[int]:
        """Return the ids of the pieces of `word`; never empty."""
        found = self._cache.get(word)
        if found is None:
            found = self._split(word)
            if len(self._cache) > 200_000:
                self._cache.clear()
            self._cache[word] = found
        return found

    def _split(self, word: str) -> list[int]:
        decomposed = unicodedata.normalize("NFD", word.lower())
        plain = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cc", "Cf"))
        ids: list[int] = []
        for part in _at_punctuation(plain):
            ids.extend(self._greedy(part))
            if len(ids) >= MAX_PIECES:
                break
        return ids[:MAX_PIECES] or [self.unk]

    def _greedy(self, part: str) -> list[int]:
        ids: list[int] = []
        start = 0
        while start < len(part):
            for end in range(min(len(part), start + 40), start, -1):
                piece = part[start:end] if start == 0 else "##" + part[start:end]
                found = self._ids.get(piece)
                if found is not None:
                    ids.append(found)
                    start = end
                    break
            else:
                return [self.unk]
        return ids


def _at_punctuation(text: str) -> list[str]:
    parts: list[str] = []
    run = ""
    for c in text:
        if c.isalnum():
            run += c
            continue
        if run:
            parts.append(run)
            run = ""
        if not c.isspace():
            parts.append(c)
    if run:
        parts.append(run)
    return parts


@lru_cache(maxsize=50_000)
def shape(word: str) -> int:
    """Return the class of the letters' shape (the encoder is uncased): 1 to 8; 0 is no word."""
    if word.isalpha():
        if word.islower():
            return 1
        if word.isupper():
            return 3 if len(word) > 1 else 4
        return 2 if word[0].isupper() and word[1:].islower() else 5
    if any(c.isdigit() for c in word):
        return 6 if all(c.isdigit() or c in ".,:/" for c in word) else 7
    return 2 if word[0].isupper() else 8 if not any(c.isalpha() for c in word) else 1
