"""The text of a report for the reader: cut where any mark begins or ends, each piece with the classes that draw it.

What the page shows is the text and nothing but the text: the pieces of all lines, with a line end between the lines, are it.
Lines under a word are drawn by style rules that name lane, type and kind (`reader.css`), for a page may hold no style of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from according.claims import Claim, Span
from according.web.segments import LANES, Cover, Segment, lanes, segments


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text that no mark divides. Numbers are of claims, from 0."""

    text: str
    start: int
    """Offset in the report's text, in code points."""
    classes: str
    claims: str
    """``LANE:NUMBER`` of each claim over it."""
    trigger: int | None
    """The claim that the words name, None where they name none."""
    triggers: str


@dataclass(frozen=True, slots=True)
class ShownText:
    """The lines of a text, and how many lines lie under its words at most."""

    lines: list[list[Piece]]
    depth: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked beside the claims: the one that is `chosen`, those that are not drawn unless chosen, copied stretches.

    Without `parts` the text is not cut at actors, places and numbers, so that a page of very many claims stays light.
    """

    chosen: int | None = None
    undrawn: frozenset[int] = frozenset()
    copied: tuple[Span, ...] = ()
    parts: bool = True


def shown_text(text: str, claims: Sequence[Claim], marks: Marks | None = None) -> ShownText:
    """Return a report's text with its claims under the words."""
    marks = marks or Marks()
    marking = _Marking(list(claims), marks)
    cut = segments(text, marking.claims, marking.copied, parts=marks.parts)
    lines = [[marking.piece(text, segment) for segment in line] for line in cut]
    return ShownText(lines, marking.depth)


class _Marking:
    def __init__(self, claims: list[Claim], marks: Marks) -> None:
        chosen, copied = marks.chosen, list(marks.copied)
        self.claims, self.copied, self._chosen = claims, copied, chosen
        self._drawn = {n for n in range(len(claims)) if n not in marks.undrawn or n == chosen}
        drawn = iter(lanes([claims[n].span for n in sorted(self._drawn)]))
        # What is not drawn takes no lane from what is.
        self.lanes = [next(drawn) if n in self._drawn else LANES - 1 for n in range(len(claims))]
        links = [link for n, claim in enumerate(claims) if n in self._drawn for link in claim.attribution]
        self._sources = Cover([link.span for link in links])
        self._cues = Cover([link.cue_span for link in links if link.cue_span])
        self._taken = Cover(copied)
        one = claims[chosen] if chosen is not None else None
        self._own_sources = Cover([link.span for link in one.attribution] if one else [])
        self._own_cues = Cover([link.cue_span for link in one.attribution if link.cue_span] if one else [])

    @property
    def depth(self) -> int:
        """How many lanes are in use."""
        return max((self.lanes[n] for n in self._drawn), default=-1) + 1

    def piece(self, text: str, segment: Segment) -> Piece:
        over = [n for n in segment.claims if n in self._drawn]
        triggers = [n for n in segment.triggers if n in self._drawn]
        trigger = self._chosen if self._chosen in triggers else triggers[0] if triggers else None
        return Piece(
            text=text[segment.start : segment.end],
            start=segment.start,
            classes=" ".join(self._classes(segment.start, over, trigger)),
            claims=" ".join(f"{self.lanes[n]}:{n}" for n in over),
            trigger=trigger,
            triggers=" ".join(map(str, triggers)),
        )

    def _classes(self, at: int, over: list[int], trigger: int | None) -> list[str]:
        found = ["u"] if over else []
        # Where more lie over a word than there are lanes, the lowest is shared: one line is drawn there.
        for lane, number in sorted({self.lanes[n]: n for n in over}.items()):
            claim = self.claims[number]
            found += [f"l{lane}-{claim.type}", f"{kind_of_line(claim)}{lane}"]
        if trigger is not None:
            found += ["trigger", f"t-{self.claims[trigger].type}"]
        for name, cover in (("source", self._sources), ("cue", self._cues), ("copied", self._taken)):
            if cover.at(at):
                found.append(name)
        for name, cover in (("own-source", self._own_sources), ("own-cue", self._own_cues)):
            if cover.at(at):
                found.append(name)
        return [*found, "chosen"] if self._chosen in over else found


def kind_of_line(claim: Claim) -> str:
    """Return how a claim is underlined: ``whole`` where it is told as a fact, ``dashed`` where not, ``dotted`` where denied."""
    fact = claim.factuality
    if fact.polarity == "negative":
        return "dotted"
    return "dashed" if fact.realis in ("future", "hypothetical") or fact.certainty != "certain" else "whole"
