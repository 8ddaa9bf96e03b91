"""How a claimant puts a claim: said, denied, foreseen, thought possible, passed on as hearsay."""

from __future__ import annotations

from dataclasses import dataclass

from according.brief.index import Told
from according.brief.texts import shown
from according.claims import Link
from according.fusion import told as fusion
from according.fusion.accounts.voices import says_nobody
from according.knowledge.brief import words


@dataclass(frozen=True, slots=True)
class Stance:
    """The key of a stance in ``words.yaml``, and the wording of hearsay ("reportedly")."""

    key: str
    hearsay: str = ""

    def text(self, own: bool) -> str:
        """Return the stance in words; `own` where the report speaks for itself."""
        entry = words().stances[self.key]
        return (entry.own if own else entry.said).format(
            words=f"“{self.hearsay}”" if self.hearsay else "no source named"
        )


def stance_of(told: Told) -> Stance:
    """Return how the last source of a claim's chain puts it.

    Hearsay goes before all else but a denial: a passive without a source ("reportedly") is nobody's word.
    """
    fact, links = told.claim.factuality, told.claim.attribution
    # "Nobody was hurt" is a number, not a denial.
    if fact.polarity == "negative" and not says_nobody(fusion.Told(report=told.report, claim=told.claim)):
        return Stance(_negative(fact.realis, fact.certainty, links))
    if links and hearsay(links[-1]):
        return Stance("hearsay", shown(links[-1].source))
    if fact.realis != "actual":
        return Stance(fact.realis)
    return Stance("said" if fact.certainty == "certain" else fact.certainty)


def hearsay(link: Link) -> bool:
    """Whether a link of a chain is a passive that names no source."""
    return link.kind == "anonymous" and link.entity is None and not link.name


def _negative(realis: str, certainty: str, links: list[Link]) -> str:
    if realis in ("future", "hypothetical"):
        return f"not_{realis}"
    if certainty != "certain":
        return "not_unsure"
    cue = (links[-1].cue or "").casefold().split() if links else []
    return "denied" if words().denying & set(cue) else "not_so"
