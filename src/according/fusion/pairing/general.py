"""Claims of what somebody does, or does not do, at any time: they tell of no single happening."""

from __future__ import annotations

import re

from according.claims import Claim, Filler
from according.fusion.pairing.words import lemma, plain_words
from according.knowledge import pairing

_HAPPENED = re.compile(r"\b(?:was|were|been|did|had)\b")
"""Before a trigger without an ending of the past: "had been shelling", "did not shell" are of one time."""


def is_general(claim: Claim) -> bool:
    """Whether a claim says what a source keeps saying of what is done or not done to a kind: "denies targeting civilians".

    It names no time, place or number and nobody in particular, tells nothing as past, and its source is told as saying
    so at any time ("denies"). What somebody "denied" or "said" was said on an occasion, and of what had happened.
    """
    if claim.time is not None or claim.locations or claim.quantities or not claim.attribution:
        return False
    if not claim.recipients or not all(map(_is_kind, claim.recipients)):
        return False
    before = claim.text[: max(0, claim.trigger.span[0] - claim.span[0])]
    return (
        _is_present(claim.attribution[-1].cue or "")
        and _is_present(claim.trigger.text)
        and _HAPPENED.search(before) is None
    )


def _is_kind(filler: Filler) -> bool:
    """Whether a party is any of a kind: "civilians", not "the civilians", "any civilian", "Kharkiv"."""
    if filler.entity is not None and not filler.entity.startswith("name:"):
        return False
    words = plain_words(filler.text)
    return (
        bool(words)
        and filler.text.split()[-1].islower()
        and not pairing.settings().particular & {*words[:1], *words[-1:]}
    )


def _is_present(text: str) -> bool:
    """Whether a verb has no ending of the past: "denies", "targeting", "do not target"."""
    words = plain_words(text)
    word = words[0] if words else ""
    base = lemma(word)
    return bool(word) and (word in (base, f"{base}s", f"{base}es", f"{base[:-1]}ies") or word.endswith("ing"))
