"""The text of a report for the reader: cut where any mark begins or ends, each piece with the classes that draw it.

What the page shows is the text and nothing but the text: the pieces of all lines, with a line end between the lines, are it.
Lines under a word are drawn by style rules that name lane, type and kind (`reader.css`), for a page may hold no style of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from according.claims import Claim, Span
from according.web.segments import Cover, Segment, lanes, segments


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


def shown_text(text: str, claims: Sequence[Claim], chosen: int | None = None, copied: Sequence[Span] = ()) -> ShownText:
    """Return a report's text with its claims, the `chosen` one brought out, and the stretches that were `copied`."""
    marking = _Marking(list(claims), chosen, list(copied))
    lines = [
        [marking.piece(text, segment) for segment in line] for line in segments(text, marking.claims, marking.copied)
    ]
    return ShownText(lines, max(marking.lanes, default=-1) + 1)


class _Marking:
    def __init__(self, claims: list[Claim], chosen: int | None, copied: list[Span]) -> None:
        self.claims, self.copied, self._chosen = claims, copied, chosen
        self.lanes = lanes([claim.span for claim in claims])
        links = [link for claim in claims for link in claim.attribution]
        self._sources = Cover([link.span for link in links])
        self._cues = Cover([link.cue_span for link in links if link.cue_span])
        self._taken = Cover(copied)
        one = claims[chosen] if chosen is not None else None
        self._own_sources = Cover([link.span for link in one.attribution] if one else [])
        self._own_cues = Cover([link.cue_span for link in one.attribution if link.cue_span] if one else [])

    def piece(self, text: str, segment: Segment) -> Piece:
        trigger = segment.triggers[0] if segment.triggers else None
        if self._chosen is not None and self._chosen in segment.triggers:
            trigger = self._chosen
        return Piece(
            text=text[segment.start : segment.end],
            start=segment.start,
            classes=" ".join(self._classes(segment, trigger)),
            claims=" ".join(f"{self.lanes[n]}:{n}" for n in segment.claims),
            trigger=trigger,
            triggers=" ".join(map(str, segment.triggers)),
        )

    def _classes(self, segment: Segment, trigger: int | None) -> list[str]:
        found = ["u"] if segment.claims else []
        # Where more lie over a word than there are lanes, the lowest is shared: one line is drawn there.
        for lane, number in sorted({self.lanes[n]: n for n in segment.claims}.items()):
            claim = self.claims[number]
            found += [f"l{lane}-{claim.type}", f"{kind_of_line(claim)}{lane}"]
        if trigger is not None:
            found += ["trigger", f"t-{self.claims[trigger].type}"]
        at = segment.start
        for name, cover in (("source", self._sources), ("cue", self._cues), ("copied", self._taken)):
            if cover.at(at):
                found.append(name)
        for name, cover in (("own-source", self._own_sources), ("own-cue", self._own_cues)):
            if cover.at(at):
                found.append(name)
        return [*found, "chosen"] if self._chosen is not None and self._chosen in segment.claims else found


def kind_of_line(claim: Claim) -> str:
    """Return how a claim is underlined: ``whole`` where it is told as a fact, ``dashed`` where not, ``dotted`` where denied."""
    fact = claim.factuality
    if fact.polarity == "negative":
        return "dotted"
    return "dashed" if fact.realis in ("future", "hypothetical") or fact.certainty != "certain" else "whole"
