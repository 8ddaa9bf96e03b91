"""Whether one of two texts was taken from the other, wholly or in part, and which numbers were changed on the way.

What proves copying is a long run of the same words in the reporter's own prose. These prove nothing and are left out:
words between quotation marks (two reporters may have heard the same statement), boilerplate (see `words`), and formulas
filled anew (the market report or the ministry's bulletin of the next day: the same sentences with all numbers different).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from according.claims import Part, Span
from according.fusion.copies.align import GAP, Passage, align
from according.fusion.copies.words import SEED, Words, words_of

SHORTEST = 10
"""Aligned words of the shortest passage that counts beside others."""
PASSAGE = 24
"""Words of the reporter's own prose that prove a passage was taken over, in one stretch across the end of a sentence."""
SENTENCE = 30
"""The same inside one sentence: two reporters may give the same statement in its own words."""
SENTENCES = 16
"""The same in two or more whole sentences on end, of at least `SENTENCE_LEAST` words each."""
SENTENCE_LEAST = 5
TOGETHER = 40
"""The same, in several stretches of at least `SHORTEST` words."""
HALF = 0.5
"""Share of the shorter text that proves it, if there is one stretch of `STRETCH` words in it."""
STRETCH = 14
WHOLE = 0.8
"""Share that proves it for texts that are short, or almost all quotation, with `LEAST` words of prose."""
LEAST = 7
FORMULA = 3
"""Numbers that differ, and more than `FORMULA_SHARE` of all, before a passage or a text is a formula filled anew."""
FORMULA_SHARE = 0.6


class Copying(Part, kw_only=True):
    """How much of two texts is the same; all spans are code points of the text they are of.

    `passages_a` and `passages_b` pair: the first of one is the first of the other. They are in the order of the first text.
    """

    containment: float
    """Share of the words of the shorter text, 0 to 1, that stand in the other in runs of at least four."""
    share_a: float
    """Share of the words of the first text that stand in the second."""
    share_b: float
    passages_a: list[Span]
    passages_b: list[Span]
    changed: list[tuple[Span, Span]]
    """Numbers of the passages, in figures or words, that do not say the same in both texts."""


def compare(a: str, b: str) -> Copying | None:
    """Return what was taken from one text into the other, None where nothing was.

    The comparison knows no direction (see `original_first`), and costs about a millisecond for texts of 500 words.
    """
    first, second = words_of(a), words_of(b)
    if not _may_align(first, second):
        return None
    aligned = align(first, second)
    if not _may_prove(aligned, min(len(first), len(second))):
        return None
    if _is_formula([p for p in aligned if len(p.pairs) >= SHORTEST], first, second):
        return None
    passages = [p for p in aligned if not _is_formula([p], first, second)]
    shorter = first if len(first) <= len(second) else second
    if not _is_copy(passages, first, second):
        return None
    kept = [p for p in passages if len(p.pairs) >= SHORTEST] or passages
    matched = sum(len(p.pairs) for p in passages)
    return Copying(
        containment=round(matched / len(shorter), 4),
        share_a=round(matched / len(first), 4),
        share_b=round(matched / len(second), 4),
        passages_a=[first.span(p.a, p.a_end) for p in kept],
        passages_b=[second.span(p.b, p.b_end) for p in kept],
        changed=[
            (first.span(i, i + 1), second.span(j, j + 1))
            for p in kept
            for i, j in p.numbers
            if first.said[i] != second.said[j]
        ],
    )


def copied(spans: Iterable[Span], claim_span: Span) -> bool:
    """Whether a claim stands inside copied passages: more than half of its characters do."""
    start, end = claim_span
    inside = sum(max(0, min(end, right) - max(start, left)) for left, right in spans)
    return 2 * inside > end - start


def _may_align(first: Words, second: Words) -> bool:
    """Whether stretches of equal words are long or many enough for `_may_prove`, without aligning them.

    A passage bridges at most `GAP` words, so it lies within one chain of runs that are no farther apart.
    """
    whole = longest = chain = 0
    last = -SEED - GAP
    for at in sorted(n for gram in first.grams.keys() & second.grams.keys() for n in first.grams[gram]):
        if at - last > SEED + GAP:
            longest, chain = max(longest, chain), 0
            added = SEED
        else:
            added = at - last
        chain, whole, last = chain + added, whole + added, at
    shorter = min(len(first), len(second)) or 1
    return max(longest, chain) >= STRETCH or whole >= min(TOGETHER, WHOLE * shorter)


def _may_prove(passages: list[Passage], shorter: int) -> bool:
    """Whether there is enough for `_is_copy`, whatever of it is quoted: most pairs share a phrase or two."""
    sizes = [len(p.pairs) for p in passages]
    return max(sizes, default=0) >= STRETCH or sum(sizes) >= TOGETHER or sum(sizes) / (shorter or 1) >= WHOLE


def _is_copy(passages: list[Passage], first: Words, second: Words) -> bool:
    prose = [_prose(p, first, second) for p in passages]
    best = max(prose, default=0)
    if any(_proves(p, n, first, second) for p, n in zip(passages, prose, strict=True)):
        return True
    if sum(n for n, p in zip(prose, passages, strict=True) if len(p.pairs) >= SHORTEST) >= TOGETHER:
        return True
    shorter = first if len(first) <= len(second) else second
    own = shorter.quoted.count(False)
    share = min(sum(len(p.pairs) for p in passages) / (len(shorter) or 1), sum(prose) / (own or 1))
    return (share >= HALF and best >= STRETCH) or (share >= WHOLE and sum(prose) >= LEAST)


def _proves(passage: Passage, prose: int, first: Words, second: Words) -> bool:
    """Whether one passage of `prose` own words is long enough by itself."""
    if prose < SENTENCES or prose >= SENTENCE:
        return prose >= SENTENCE
    starts = [n for n, (i, j) in enumerate(passage.pairs) if n and first.begins[i] and second.begins[j]]
    if not starts:
        return False
    if prose >= PASSAGE:
        return True
    if _begins(first, passage.a) or _begins(second, passage.b):
        starts = [0, *starts]
    if _begins(first, passage.a_end) or _begins(second, passage.b_end):
        starts = [*starts, len(passage.pairs)]
    own = [_own(passage.pairs[start:end], first, second) for start, end in pairwise(starts)]
    return len(own) > 1 and min(own) >= SENTENCE_LEAST and sum(own) >= SENTENCES


def _begins(words: Words, at: int) -> bool:
    """Whether a sentence begins at a word, or the text ends before it."""
    return at >= len(words) or words.begins[at]


def _prose(passage: Passage, first: Words, second: Words) -> int:
    """Return the aligned words of a passage that stand in no quotation; 0 where most of its words are others."""
    if 2 * len(passage.pairs) < max(passage.a_end - passage.a, passage.b_end - passage.b):
        return 0
    return _own(passage.pairs, first, second)


def _own(pairs: list[tuple[int, int]], first: Words, second: Words) -> int:
    return sum(not (first.quoted[i] or second.quoted[j]) for i, j in pairs)


def _is_formula(passages: list[Passage], first: Words, second: Words) -> bool:
    said = {(first.said[i], second.said[j]) for passage in passages for i, j in passage.numbers}
    other = sum(one != two for one, two in said)
    return other >= FORMULA and other > FORMULA_SHARE * len(said)
