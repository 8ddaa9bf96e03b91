"""Every span quotes its text: checked when a claim is stored, and again by the doctor."""

from __future__ import annotations

from collections.abc import Iterator

from according.claims import Claim, Filler, Place, Quantity, Reading, Span
from according.errors import GroundingError


def quotations(claim: Claim) -> Iterator[tuple[str, Span]]:
    """Yield every string of a claim that quotes the report, with its span."""
    yield claim.text, claim.span
    yield claim.trigger.text, claim.trigger.span
    parts: list[Filler | Place | Quantity] = [*claim.actors, *claim.recipients, *claim.instruments]
    for part in [*parts, *claim.locations, *claim.quantities]:
        yield part.text, part.span
    if claim.time is not None:
        yield claim.time.text, claim.time.span
    for link in claim.attribution:
        yield link.source, link.span
        if link.cue is not None and link.cue_span is not None:
            yield link.cue, link.cue_span


def faults(claim: Claim, text: str) -> Iterator[str]:
    """Yield what of a claim does not quote `text`, in plain English."""
    for quoted, (start, end) in quotations(claim):
        if not 0 <= start < end <= len(text) or text[start:end] != quoted:
            yield f"the span {start}-{end} does not quote {quoted!r}"


def check(reading: Reading) -> None:
    """Raise `GroundingError` where a span of `reading` does not quote its text."""
    for claim in reading.claims:
        for fault in faults(claim, reading.report.text):
            raise GroundingError(
                f"{fault}.", report=reading.report.id, span=claim.span, remedy="Read it again: it was not stored."
            )
