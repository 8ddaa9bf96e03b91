"""The claims of a report by the sentence they stand in."""

from __future__ import annotations

from according.claims import Claim, Reading, Span
from according.exchange.sentences import sentence_around


def by_sentence(reading: Reading) -> list[tuple[Span, list[Claim]]]:
    """Return sentences with claims in text order, each with its claims by trigger."""
    found: dict[Span, list[Claim]] = {}
    for claim in sorted(reading.claims, key=lambda claim: (claim.trigger.span, claim.id)):
        found.setdefault(sentence_around(reading.report.text, claim.trigger.span), []).append(claim)
    return sorted(found.items())
