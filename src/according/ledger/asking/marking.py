"""Where the words that were searched for stand in a text: as the full-text index cuts and stems them.

The few texts of an answer are put into an index of their own, in memory: to look each up again in that of the ledger would
cost more than finding them did, and PostgreSQL marks words only in a copy without markup, whose offsets are others.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing

from according.claims import Span
from according.ledger.asking.words import quoted

SNIPPET = 240
"""Characters of a snippet, about."""
_OPEN, _CLOSE = "\ue000", "\ue001"
"""Signs for private use, put around what was found and taken out again."""
_MARKED = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_TABLE = "CREATE VIRTUAL TABLE t USING fts5(words, tokenize='porter unicode61 remove_diacritics 2')"
_FIND = "SELECT rowid, highlight(t, 0, ?, ?) FROM t WHERE t MATCH ?"


def marks(texts: Sequence[str], terms: Sequence[str]) -> list[list[Span]]:
    """Return, for each text, where any of `terms` stands, as half-open spans of code points, in order."""
    found: list[list[Span]] = [[] for _ in texts]
    any_of = " OR ".join(map(quoted, terms))
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute(_TABLE)
        # A text with our signs in it would shift what comes after them.
        plain = ((n, text) for n, text in enumerate(texts) if _OPEN not in text and _CLOSE not in text)
        index.executemany("INSERT INTO t(rowid, words) VALUES (?, ?)", plain)
        for number, marked in index.execute(_FIND, (_OPEN, _CLOSE, any_of)):
            found[number] = _spans(marked)
    return found


def holding(texts: Sequence[str], terms: Sequence[str]) -> set[int]:
    """Return the numbers of the texts in which all of `terms` stand."""
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute(_TABLE)
        index.executemany("INSERT INTO t(rowid, words) VALUES (?, ?)", enumerate(texts))
        return {
            number
            for (number,) in index.execute("SELECT rowid FROM t WHERE t MATCH ?", (" ".join(map(quoted, terms)),))
        }


def snippet(text: str, marked: Sequence[Span]) -> Span:
    """Return the stretch of about `SNIPPET` characters, whole words, with the most marks; the first of equals."""
    if not marked:
        return _whole_words(text, 0, min(len(text), SNIPPET))
    best = max(range(len(marked)), key=lambda n: (_within(marked, n), -n))
    first, last = marked[best], marked[best + _within(marked, best) - 1]
    spare = max(0, SNIPPET - (last[1] - first[0]))
    start = max(0, first[0] - spare // 2)
    begin, end = _whole_words(text, start, min(len(text), max(last[1], start + SNIPPET)))
    return min(begin, first[0]), max(end, last[1])


def _spans(marked: str) -> list[Span]:
    found = []
    for shift, one in enumerate(_MARKED.finditer(marked)):
        start = one.start() - 2 * shift
        found.append((start, start + len(one[1])))
    return found


def _within(marked: Sequence[Span], n: int) -> int:
    """How many marks from the n-th on stand in one snippet; it is one at least."""
    end = marked[n][0] + SNIPPET
    return max(1, sum(1 for mark in marked[n : n + SNIPPET] if mark[1] <= end))


def _whole_words(text: str, start: int, end: int) -> Span:
    while 0 < start < end and not text[start - 1].isspace():
        start += 1
    while start < end < len(text) and not text[end].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
