"""The text of a report cut where any span begins or ends, so that overlapping claims can be drawn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from according.claims import Claim, Span

LANES = 5
"""Lines drawn under a word at most; a claim that finds no free lane shares the lowest."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that no span divides; `claims` and `triggers` are indices of claims over it."""

    start: int
    end: int
    claims: tuple[int, ...]
    triggers: tuple[int, ...]


def spans_of(claim: Claim) -> Iterator[Span]:
    """Yield every span of a claim: its own, its trigger's, its sources' and cues', its parts'."""
    yield from frame_spans(claim)
    yield from argument_spans(claim)


def frame_spans(claim: Claim) -> Iterator[Span]:
    """Yield the spans of a claim but for its parts: its own, its trigger's, its sources' and cues'."""
    yield claim.span
    yield claim.trigger.span
    for link in claim.attribution:
        yield link.span
        if link.cue_span:
            yield link.cue_span


def argument_spans(claim: Claim) -> list[Span]:
    """Return the spans of all that stands in a claim beside its trigger and sources."""
    parts = (claim.actors, claim.recipients, claim.instruments, claim.locations, claim.quantities)
    spans = [item.span for part in parts for item in part]
    return [*spans, claim.time.span] if claim.time else spans


def segments(text: str, claims: list[Claim], more: Iterable[Span] = (), *, parts: bool = True) -> list[list[Segment]]:
    """Return the segments of each line of `text`, without its line end; together they are the line.

    They are cut at the ends of `more` spans too, and without `parts` not at those of actors, places, numbers.
    """
    spans = spans_of if parts else frame_spans
    cuts = sorted({cut for claim in claims for span in spans(claim) for cut in span} | {c for s in more for c in s})
    over = Cover([claim.span for claim in claims])
    triggers = Cover([claim.trigger.span for claim in claims])
    lines: list[list[Segment]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
        inner = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        marks = [start, *inner, end]
        lines.append([Segment(a, b, over.at(a), triggers.at(a)) for a, b in pairwise(marks) if a < b])
        start += len(line)
    return lines


def lanes(spans: list[Span]) -> list[int]:
    """Return a lane for each span so that overlapping ones differ; the shortest lie nearest the words."""
    taken: list[list[Span]] = [[] for _ in range(LANES)]
    found = [LANES - 1] * len(spans)
    for i in sorted(range(len(spans)), key=lambda i: (spans[i][1] - spans[i][0], spans[i])):
        for lane, others in enumerate(taken):
            at = bisect_left(others, spans[i])
            clear_before = at == 0 or others[at - 1][1] <= spans[i][0]
            clear_after = at == len(others) or others[at][0] >= spans[i][1]
            if clear_before and clear_after:
                others.insert(at, spans[i])
                found[i] = lane
                break
    return found


class Cover:
    """Which of many spans lie over a position."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans = spans
        self._order = sorted(range(len(spans)), key=lambda i: spans[i][0])
        self._starts = [spans[i][0] for i in self._order]
        self._longest = max((end - start for start, end in spans), default=0)

    def at(self, position: int) -> tuple[int, ...]:
        """Return the indices of the spans over the character at a position."""
        first = bisect_left(self._starts, position - self._longest)
        last = bisect_right(self._starts, position)
        return tuple(sorted(i for i in self._order[first:last] if position < self._spans[i][1]))
