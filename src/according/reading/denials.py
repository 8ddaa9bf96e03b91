"""Denials that only point back ("Yerevan denied this"): the deed denied is the one told before."""

from __future__ import annotations

from according.claims import Claim
from according.language.analysis import Analysis
from according.reading.cues import cues
from according.reading.phrases import child, lower

REACH = 2
"""Sentences back that the deed may stand."""
_SPEECH = frozenset(["ACCUSE", "REQUEST", "REJECT", "SUPPORT", "ASSESS", "CAPABILITY", "CONSULT"])


def take_up(analysis: Analysis, claims: list[Claim], triggers: list[int]) -> dict[int, int]:
    """Give each bare denial the type, parties, place and time of the deed it denies, with negative polarity.

    `triggers` are the claims' trigger tokens, in order. Returns position of denial to position of the deed: the same
    happening.
    """
    found: dict[int, int] = {}
    for k, trigger in enumerate(triggers):
        if not _bare_denial(analysis, trigger) or not claims[k].attribution:
            continue
        deed = _deed(analysis, claims, triggers, k)
        if deed is not None:
            _copy(claims[deed], claims[k])
            found[k] = deed
    return found


def _bare_denial(analysis: Analysis, i: int) -> bool:
    token = analysis.tokens[i]
    if token.upos != "VERB" or token.lemma not in cues()["denying"] or child(analysis, i, "ccomp", "xcomp") is not None:
        return False
    what = child(analysis, i, "obj")
    if what is None:
        return False
    noun = analysis.tokens[what]
    named = noun.lemma.lower() if noun.upos == "NOUN" else lower(noun)
    return named in cues()["denied_things"] and child(analysis, what, "acl", "acl:relcl") is None


def _deed(analysis: Analysis, claims: list[Claim], triggers: list[int], k: int) -> int | None:
    """The last deed before the denial that somebody else, or the report itself, puts forward."""
    tokens = analysis.tokens
    denier = claims[k].attribution[-1]
    for j in reversed(range(k)):
        if tokens[triggers[k]].sentence - tokens[triggers[j]].sentence > REACH:
            return None
        claim = claims[j]
        origin = claim.attribution[-1] if claim.attribution else None
        by_denier = origin is not None and origin.entity is not None and origin.entity == denier.entity
        if claim.type not in _SPEECH and claim.factuality.polarity == "positive" and not by_denier:
            return j
    return None


def _copy(deed: Claim, denial: Claim) -> None:
    denial.type, denial.mode = deed.type, deed.mode
    denial.actors, denial.recipients, denial.instruments = deed.actors, deed.recipients, deed.instruments
    denial.locations, denial.time = denial.locations or deed.locations, denial.time or deed.time
    denial.factuality.polarity = "negative"
