"""Sentences and words of a raw text, with exact offsets.

Words follow Universal Dependencies English (EWT, GUM): clitics and hyphenated parts stand alone. Every
character of the text that is not white space belongs to exactly one word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from according.claims import Span
from according.knowledge import tables

MAX_SENTENCE = 160
"""Words; a longer 'sentence' (a table, a list without stops) is cut at the best place before."""

_APOSTROPHE = "'’ʼ＇"
_CHUNK = re.compile(r"\S+")
_WORD = re.compile(
    r"""
    https?://[^\s<>"“”]+[^\s<>"“”.,;:!?)\]'’] | www\.[^\s<>"“”]+[^\s<>"“”.,;:!?)\]'’]     # addresses
  | [\w.+-]+@[\w-]+\.[\w.-]*\w
  | \w[\w-]*(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|info|int|mil|co\.uk|ru|ua|pdf|docx?|html?|jpg|png|txt|xls)\b
  | [@\#]\w+
  | [:;]-?[)(DPp](?!\w) | <{2,} | >{2,} | \${2,}
  | (?:[^\W\d_]\.){2,}                                                      # U.S., a.m.
  | \d{1,4}(?:[.,:/]\d+)+(?:st|nd|rd|th|s|mm|km|m|cm|kg|bn|mn|k|am|pm)?(?![^\W\d_])   # 1,200.5  12:30  9/11
  | \d+[^\W\d_]+(?:\d+)?                                                    # 155mm, 5th, 2nd
  | [^\W\d_]+\d+[^\W_]*                                                     # F16, T72
  | \d+
  | [^\W\d_]+(?:['’ʼ][^\W\d_]+)*                                            # words, O'Neill, don't
  | (?:\.\s?){2,}\.|\.{2,}|…|--+|—|–|['’`]{2}|!{2,}|\?{2,}|[!?]{2,}|={2,}|\*{2,}|_{2,}
  | [\U0001F300-\U0001FAFF☀-➿](?:[\u200D\uFE0F\U0001F300-\U0001FAFF☀-➿])*
  | \S
    """,
    re.VERBOSE,
)
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*$")
_PARAGRAPH = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c]+")
# KYIV, Ukraine, Nov 25 (Reuters) - ; PARIS — ; Moscow (TASS) - ; (CNN) -- ; (NEW YORK) —
_DATELINE = re.compile(
    r"""\s*(?:[^\W\d_a-z](?:[^\W\d_a-z]|[.'’/-])+(?:[ ](?:[^\W\d_a-z]|[.'’/-])+){0,3} (?:,[ ][^()\n–—]{2,40}?)? (?:[ ]\([^()\n]{2,40}\))?
      | [^\W\d_a-z]\w+(?:[ ][^\W\d_a-z]\w+){0,2} (?:,[ ][^()\n–—]{2,40}?)? [ ]\([^()\n]{2,40}\)
      | \((?:[^\W\d_a-z]|[ .,'’/-]){2,40}\))
    [ ]?(?:[-–—]|--)[ ](?=\S)""",
    re.VERBOSE,
)
_BULLET = re.compile(r"^\s*(?:[-*•·▪–—]|\d{1,2}[.)])\s")


@dataclass(frozen=True, slots=True)
class RawSentence:
    """Words of one sentence as spans, and the number of its paragraph."""

    words: list[Span]
    paragraph: int


@lru_cache(maxsize=1)
def _rules() -> tuple[frozenset[str], frozenset[str], tuple[str, ...], dict[str, list[int]], frozenset[str]]:
    abbreviations = tables.load("tokens/abbreviations")
    parts = tables.load("tokens/clitics")
    return (
        frozenset(str(a) for a in abbreviations["never_final"]),
        frozenset(str(a) for a in abbreviations["final"]),
        tuple(parts["clitics"]),
        dict(parts["whole"]),
        frozenset(parts["hyphen_prefixes"]),
    )


def paragraphs(text: str) -> list[Span]:
    """Return the paragraphs: lines, but hard-wrapped lines of one paragraph are joined."""
    found: list[Span] = []
    for line in _PARAGRAPH.finditer(text):
        body = line.group()
        if not body.strip():
            continue
        if found and _continues(text, found[-1], line.start(), body):
            found[-1] = (found[-1][0], line.end())
        else:
            found.append((line.start(), line.end()))
    return found


def _continues(text: str, before: Span, start: int, body: str) -> bool:
    """Whether a line only goes on with the one before, being wrapped at a column."""
    gap = text[before[1] : start]
    if gap.count("\n") + (gap.count("\r") if "\n" not in gap else 0) != 1:
        return False
    last_line = text[before[0] : before[1]].rsplit("\n", 1)[-1].rstrip()
    if not 30 <= len(last_line) <= 100 or _END.search(last_line) or last_line.endswith(":"):
        return False
    return body.lstrip()[:1].islower() and not _BULLET.match(body)


def words(text: str, start: int, end: int) -> list[Span]:
    """Return the words of ``text[start:end]`` as spans of `text`."""
    spans: list[Span] = []
    for chunk in _CHUNK.finditer(text, start, end):
        at = chunk.start()
        spans.extend([(at + a, at + b) for a, b in _chunk_words(chunk.group())])
    return spans


@lru_cache(maxsize=50_000)
def _chunk_words(chunk: str) -> tuple[Span, ...]:
    """Words of characters without a blank between them; nothing around them has a say."""
    spans: list[Span] = []
    for match in _WORD.finditer(chunk):
        spans.extend(_parts(chunk, match.start(), match.end()))
    return tuple(_join(chunk, spans))


def _parts(text: str, start: int, end: int) -> list[Span]:
    """Split clitics off a word."""
    _, _, clitics, whole, _ = _rules()
    word = text[start:end].lower()
    if word in whole:
        cut = whole[word][0]
        return [(start, start + cut), (start + cut, end)]
    if end - start > 2 and any(c in word for c in _APOSTROPHE):
        plain = word.translate({ord(c): "'" for c in _APOSTROPHE})
        for clitic in clitics:
            if plain.endswith(clitic) and len(plain) > len(clitic):
                return [*_parts(text, start, end - len(clitic)), (end - len(clitic), end)]
    return [(start, end)]


def _join(text: str, spans: list[Span]) -> list[Span]:
    """Join abbreviations with their stop and prefixes with their hyphen; split a final stop off ``U.S..``."""
    never, final, _, _, prefixes = _rules()
    joined: list[Span] = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            a, b = joined[-1]
            before, here = text[a:b], text[start:end]
            if here == "." and _abbreviation(before, never, final):
                joined[-1] = (a, end)
                continue
            if here == "-" and before.lower() in prefixes and text[end : end + 1].isalpha():
                joined[-1] = (a, end)
                continue
            if before.endswith("-") and before[:-1].lower() in prefixes and here[0].isalpha():
                joined[-1] = (a, end)
                continue
            if before[-1] in _APOSTROPHE and len(before) == 1 and here[0].isdigit() and end - start == 2:
                joined[-1] = (a, end)
                continue
        joined.append((start, end))
    return joined


def _abbreviation(word: str, never: frozenset[str], final: frozenset[str]) -> bool:
    lower = word.lower()
    if lower in (
        "no",
        "mar",
        "sun",
        "sat",
        "art",
        "sec",
        "min",
        "max",
        "mass",
        "ill",
        "wash",
        "mo",
        "pa",
        "md",
        "del",
        "est",
    ):
        return False
    return lower in never or lower in final or (len(word) == 1 and word.isupper() and word.isalpha() and word != "I")


def sentences(text: str) -> list[RawSentence]:
    """Return the sentences of `text` in order; words are non-empty."""
    found: list[RawSentence] = []
    for number, (start, end) in enumerate(paragraphs(text)):
        spans = words(text, start, end)
        first, openings = 0, 1 if number else 2  # the headline may stand on the line of the dateline
        while first < len(spans):
            behind = _behind_dateline(text, spans, first, end) if openings else first
            openings = openings - 1 if behind == first and openings else 0
            if behind == first:
                behind = next(
                    i + 1 for i in range(first, len(spans)) if i + 1 == len(spans) or _boundary(text, spans, i, first)
                )
            found.extend(RawSentence(part, number) for part in _cut(text, spans[first:behind]))
            first = behind
    return found


def _behind_dateline(text: str, spans: list[Span], first: int, end: int) -> int:
    """Return the word behind the dateline that begins at word `first`, which is no part of a sentence and nobody's subject; `first` without one."""
    opening = dateline_end(text, spans[first][0], end)
    return sum(1 for w in spans if w[1] <= opening) if opening > spans[first][0] else first


def dateline_end(text: str, start: int, end: int) -> int:
    """Return where the dateline ends with which the paragraph of code points `start` to `end` begins; `start` without one."""
    found = _DATELINE.match(text, start, end)
    return found.end() if found is not None else start


@lru_cache(maxsize=1)
def _openers() -> frozenset[str]:
    """Words that are capitals nowhere but at a sentence's start: they show one after an abbreviation."""
    return frozenset(tables.load("tokens/abbreviations")["openers"])


_CLOSERS = frozenset("\"'”’»)]}''")
_STOPS = re.compile(r"^(?:[.!?…]|\.{2,}|[!?]{2,}|!{2,}|\?{2,})$")


def _boundary(text: str, spans: list[Span], i: int, first: int) -> bool:
    """Whether a sentence ends after word `i`."""
    word = text[spans[i][0] : spans[i][1]]
    follows = text[spans[i + 1][0] : spans[i + 1][1]]
    glued = spans[i][1] == spans[i + 1][0]
    if word in _CLOSERS and not (word in "\"'" and not glued and i == first):
        k = i - 1
        while k > first and text[spans[k][0] : spans[k][1]] in _CLOSERS:
            k -= 1
        stop = text[spans[k][0] : spans[k][1]]
        if k < first or not _STOPS.match(stop) or spans[k][1] != spans[k + 1][0]:
            return False
        if word in "\"'" and glued and not follows[0].isupper():
            return False
        return _starts(follows, stop, glued)
    if word[0] in ".!?…" and _STOPS.match(word):
        if follows in _CLOSERS and (glued or follows in "”’»)]}"):
            return False
        if glued and not (follows[0].isupper() and len(follows) > 1 and text[spans[i][0] - 1].islower()):
            return False
        return _starts(follows, word, glued)
    if word.endswith(".") and len(word) > 1 and not glued:
        never, _, _, _, _ = _rules()
        bare = word[:-1].lower()
        if word == "X." and i > first and text[slice(*spans[i - 1])].lower() in ("on", "to", "via"):
            return follows[0].isupper()  # "wrote on X. The army ...": the network, no initial
        if bare in never or len(word) == 2:
            return False
        return follows[0].isupper() and follows.lower() in _openers()
    return False


def _starts(follows: str, stop: str, glued: bool) -> bool:
    c = follows[0]
    if stop in ("…",) or stop.startswith(".."):
        return c.isupper()
    return c.isupper() or c.isdigit() or c in "\"“‘'«([-–—•*#@" or (not c.isascii() and not c.islower()) or stop in "!?"


def _cut(text: str, spans: list[Span]) -> list[list[Span]]:
    """Cut what is too long for one sentence, at a semicolon, else a comma, else anywhere."""
    parts: list[list[Span]] = []
    while len(spans) > MAX_SENTENCE:
        at = MAX_SENTENCE
        for marks in (";:•|", ",–—"):
            places = [i for i in range(MAX_SENTENCE // 2, MAX_SENTENCE) if text[spans[i][0] : spans[i][1]] in marks]
            if places:
                at = places[-1] + 1
                break
        parts.append(spans[:at])
        spans = spans[at:]
    if spans:
        parts.append(spans)
    return parts
