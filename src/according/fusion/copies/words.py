"""A text as copies are compared: words without case, marks or white space, numbers masked, quotations marked.

White space, punctuation, capitals and accents are what changes first when a text is laid out again, so they are left out.
A number stands as ``#`` whatever it says, so that a copy with another number in it still runs on across it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from according.claims import Span
from according.knowledge import copying, tables
from according.reading.quantities.numerals import parse_digits, parse_words

NUMBER = "#"
SEED = 4
"""Words of the shortest run that two texts may have in common."""
_WORD = re.compile(r"\d+(?:[.,:]\d+)*[^\W\d_]{0,3}(?![^\W_])|[^\W_]+")
_ORDINAL_ENDS = ("st", "nd", "rd", "th")
_MARKS = re.compile("[\u0300-\u036f]")
_SENTENCE = re.compile(
    r"(?:[^\n.!?]|(?<=\b[A-Z])\.|[.!?](?!\s|[\"'”’)\]]|$))+"  # no end after an initial or inside a word
    r"(?:[.!?]+[\"'”’)\]]*)?"
)
_SENTENCE_END = frozenset(".!?\n")
_QUOTATION = re.compile(
    r"“[^“”]*?(?:”|\n|$)"
    r"|«[^«»]*?(?:»|\n|$)"
    r"|„[^„“”]*?[“”]"
    r"|``[^`\n]*?(?:''|\n|$)"
    r"|(?<![\w\"])\"(?=\S)[^\"\n]*?(?:(?<=\S)\"|\n|$)"
    r"|(?<!\w)‘(?:[^‘’\n]|(?<=\w)’(?=\w))+’"
    r"|(?<!\w)'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w))+'(?!\w)"
)


@dataclass(frozen=True)
class Words:
    """The words of a text in order; the lists have one length.

    `keys` are what is compared, `starts` and `ends` code points of the text, `said` what a number says (a float, or its
    letters where they are no plain number; None for other words).
    """

    text: str
    keys: list[str]
    starts: list[int]
    ends: list[int]
    said: list[float | str | None]

    @cached_property
    def grams(self) -> dict[tuple[str, ...], list[int]]:
        """Every run of `SEED` keys, and where it begins: asked for each text that this one is compared with."""
        places: dict[tuple[str, ...], list[int]] = {}
        for n, gram in enumerate(zip(*(self.keys[n:] for n in range(SEED)), strict=False)):
            places.setdefault(gram, []).append(n)
        return places

    @cached_property
    def quoted(self) -> list[bool]:
        """Whether each word stands in a quotation; asked only where texts have much in common, as `begins` is."""
        quotations = [m.span() for m in _QUOTATION.finditer(self.text)]
        found, quote = [], 0
        for start in self.starts:
            while quote < len(quotations) and quotations[quote][1] <= start:
                quote += 1
            found.append(quote < len(quotations) and quotations[quote][0] <= start)
        return found

    @cached_property
    def begins(self) -> list[bool]:
        """Whether a sentence begins with each word."""
        between = (self.text[end:start] for end, start in zip(self.ends, self.starts[1:], strict=False))
        return [bool(self.starts), *(not _SENTENCE_END.isdisjoint(gap) for gap in between)][: len(self)]

    def __len__(self) -> int:
        return len(self.keys)

    def span(self, first: int, end: int) -> Span:
        """Return the span of the words ``[first, end)``, in code points of the text."""
        return self.starts[first], self.ends[end - 1]


@lru_cache(maxsize=512)
def words_of(text: str) -> Words:
    """Return the words of `text`, without the sentences that are boilerplate."""
    words = Words(text, [], [], [], [])
    keys, starts, ends, said = words.keys, words.starts, words.ends, words.said
    skipped = _boilerplate(text)
    numbers = _number_words()
    skip = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        while skip < len(skipped) and skipped[skip][1] <= start:
            skip += 1
        if skip < len(skipped) and skipped[skip][0] <= start:
            continue
        word = match[0].lower()
        if word in numbers or not (word.isalpha() and word.isascii()):
            _put(words, match[0], (start, end))
            continue
        keys.append(word)  # most words: no call for each
        starts.append(start)
        ends.append(end)
        said.append(None)
    return words


def _put(words: Words, word: str, span: Span) -> None:
    """Add a word; one that goes on a number ("forty" "five", "1.2" "million") makes it longer instead."""
    lower = word.lower() if word.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", word.casefold()))
    if lower[0].isdecimal():
        digits = lower.rstrip("abcdefghijklmnopqrstuvwxyz")
        value, unit = parse_digits(digits), lower[len(digits) :]
        unit = "" if unit in _ORDINAL_ENDS else unit
        _append(words, NUMBER + unit, span, digits if value is None else value)
        return
    kind = _number_words().get(lower)
    if kind is None:
        _append(words, lower, span, None)
        return
    if words.keys and kind != "ordinal" and _goes_on(words, kind, words.text[words.ends[-1] : span[0]]):
        whole = words.text[words.starts[-1] : span[1]]
        words.ends[-1] = span[1]
        words.said[-1] = _value(whole)
        return
    _append(words, NUMBER, span, float(_ordinals()[lower]) if kind == "ordinal" else _value(lower))


def _append(words: Words, key: str, span: Span, said: float | str | None) -> None:
    words.keys.append(key)
    words.starts.append(span[0])
    words.ends.append(span[1])
    words.said.append(said)


def _goes_on(words: Words, kind: str, between: str) -> bool:
    """Whether a number word makes one number with the number before it ("twenty-one", "three hundred", "1.2 million")."""
    last = words.said[-1]
    if not isinstance(last, float) or words.keys[-1] != NUMBER or between.strip(" \u00a0\n-"):
        return False
    return kind == "scale" or (kind == "one" and last % 100 in range(20, 100, 10))


def _value(number: str) -> float | str:
    """Return what a number in words, or in digits and words, says."""
    plain = number.lower().replace("dozen", "")
    head = plain.split()[0] if plain.split() else "one"
    times = 12.0 if "dozen" in number.lower() else 1.0
    digits = parse_digits(head) if head[0].isdecimal() else None
    if digits is None:
        value = parse_words(plain) if plain.strip() else 1.0
        return number.lower() if value is None else value * times
    scale = parse_words(plain[len(head) :]) if plain[len(head) :].strip() else 1.0
    return number.lower() if scale is None else digits * scale * times


@lru_cache(maxsize=1)
def _number_words() -> dict[str, str]:
    table = tables.load("quantities/numerals")
    kinds = {"ones": "one", "tens": "ten", "scales": "scale", "ordinals": "ordinal"}
    return {"dozen": "scale", **{str(word): kind for part, kind in kinds.items() for word in table[part]}}


@lru_cache(maxsize=1)
def _ordinals() -> dict[str, int]:
    return dict(tables.load("quantities/numerals")["ordinals"])


def _boilerplate(text: str) -> list[Span]:
    """Return the spans of the sentences that are boilerplate, in order."""
    lower = text.lower()
    patterns = [(word, pattern) for word, pattern in copying.boilerplate().items() if word in lower]
    if not patterns:
        return []
    found = []
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        plain = sentence.lower()
        if any(word in plain and pattern.search(sentence) for word, pattern in patterns):
            found.append(match.span())
    return found
