"""How a claimant puts a claim: said, denied, foreseen, thought possible, passed on as hearsay."""

from __future__ import annotations

import re
from dataclasses import dataclass

from according.brief.index import Told, Words, sentence_of
from according.brief.texts import shown
from according.claims import Link
from according.fusion import told as fusion
from according.fusion.accounts.voices import says_nobody
from according.knowledge.brief import words as tables

_WORD = re.compile(r"\w+(?:'\w+)?")


PLAIN = ("said", "negated")
"""Stances that need no word beside a quotation: it is asserted, or says itself that it is not so."""


@dataclass(frozen=True, slots=True)
class Stance:
    """The key of a stance in ``words.yaml``, and the wording of hearsay ("reportedly")."""

    key: str
    hearsay: str = ""

    def text(self, own: bool) -> str:
        """Return the stance in words; `own` where the report speaks for itself."""
        entry = tables().stances[self.key]
        return (entry.own if own else entry.said).format(
            words=f"“{self.hearsay}”" if self.hearsay else "no source named"
        )


def stance_of(told: Told, words: Words | None = None) -> Stance:
    """Return how the last source of a claim's chain puts it; `words` are those that are quoted, else its sentence.

    Hearsay goes before all else but a denial: a passive without a source ("reportedly") is nobody's word.
    """
    fact, links = told.claim.factuality, told.claim.attribution
    # "Nobody was hurt" is a number, not a denial.
    if fact.polarity == "negative" and not says_nobody(fusion.Told(report=told.report, claim=told.claim)):
        return Stance(_negative(told, (words or sentence_of(told)).text))
    if links and hearsay(links[-1]):
        return Stance("hearsay", shown(links[-1].source))
    if fact.realis != "actual":
        return Stance(fact.realis)
    return Stance("said" if fact.certainty == "certain" else fact.certainty)


def hearsay(link: Link) -> bool:
    """Whether a link of a chain is a passive that names no source."""
    return link.kind == "anonymous" and link.entity is None and not link.name


def _negative(told: Told, quoted: str) -> str:
    """A denial; where the words themselves say "not", no second one is put before them."""
    fact, links = told.claim.factuality, told.claim.attribution
    cue = (links[-1].cue or "").casefold().split() if links else []
    if tables().denying & set(cue):
        return "denied"
    if tables().negators & set(_WORD.findall(quoted.casefold().replace("’", "'"))):
        return "negated"
    if fact.realis in ("future", "hypothetical"):
        return f"not_{fact.realis}"
    if fact.certainty != "certain":
        return "not_unsure"
    return "not_so"
