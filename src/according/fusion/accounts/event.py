"""An event out of the claims that tell of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from according.claims import Claim, ClaimType
from according.events import Account, Event, Party
from according.fusion.accounts.build import accounts
from according.fusion.accounts.facts import parties, places, time, type_and_mode, weapon_like
from according.fusion.accounts.tallies import first_said
from according.fusion.accounts.verdict import independent, status
from according.fusion.accounts.voices import Voice, country_of, moment, voices
from according.fusion.pairing.general import is_general
from according.fusion.pairing.words import telling, trigger_lemmas
from according.fusion.told import Told
from according.knowledge.types import load_types
from according.reading.cues import cues

_THING = ("equipment:", "name:")
"""Heads of the ids of what is no state, body or person of the tables."""


def describe(event_id: str, told: Sequence[Told]) -> Event:
    """Return the event that `told` tells of, claimant by claimant; the order of `told` does not matter.

    `told` must not be empty. Texts of the reports are not needed. Copies should come with their originals: what a
    copy says in its own voice is then its original's publisher's, and who "he" is in it is what the original says.
    """
    ordered = sorted(told, key=lambda t: (moment(t) or "", t.report.id, t.claim.trigger.span, t.claim.id))
    country = country_of(ordered)
    said = voices(ordered, country)
    made = accounts(said, country)
    kind, mode = type_and_mode(ordered)
    actors, instruments = parties(ordered, "actors"), parties(ordered, "instruments")
    weapons = [a for a in actors if weapon_like(a.name)]
    appeared = [m for t in ordered if (m := moment(t)) is not None]
    return Event(
        id=event_id,
        type=kind,
        mode=mode,
        status=status([a if _denies(a, said, kind) else _silenced(a) for a in made]),
        actors=[a for a in actors if a not in weapons],
        recipients=parties(ordered, "recipients"),
        instruments=_once([*instruments, *weapons]),
        locations=places(ordered),
        time=time(ordered),
        reports=len({t.report.id for t in ordered}),
        copies=len({t.report.id for t in ordered if t.copy_of is not None}),
        independent_sources=independent(made),
        first_reported=first_said(appeared),
        last_reported=max(appeared, default=None),
        accounts=made,
    )


def _denies(account: Account, said: Sequence[Voice], kind: ClaimType) -> bool:
    """Whether a negative account denies the deed, or a part of it or a statement that another account asserts."""
    if account.polarity == "positive":
        return True
    refs = {f"{c.report}/{c.claim}" for c in account.claims}
    mine = [v.told.claim for v in said if v.told.ref in refs and v.told.claim.factuality.realis == "actual"]
    others = [v for v in said if v.polarity == "positive" and v.claimant != account.claimant]
    told = {(v.told.claim.type, v.told.claim.mode) for v in others}
    types = {kind for kind, _ in told}
    asserted = frozenset().union(*(_things(v.told.claim) for v in others)) if others else frozenset()
    return any(
        (_of_deed(c, kind) and (others or not is_general(c)))
        or (c.type, c.mode) in told
        or (c.type in types and c.type != "HARM")
        or (others and _is_quoted_denial(c, asserted))
        for c in mine
    )


def _is_quoted_denial(claim: Claim, asserted: frozenset[str]) -> bool:
    """Whether somebody denies a part of what others tell: in so many words, or of a weapon or target that they name."""
    if not claim.attribution or load_types()[claim.type].family.startswith(("words", "statements")):
        return False
    cue = claim.attribution[-1].cue or ""
    return bool(cues()["negative"] & set(trigger_lemmas(cue))) or bool(_things(claim) & asserted)


def _things(claim: Claim) -> frozenset[str]:
    """The stems of the weapons of a claim, and of whom and what it is done to."""
    fillers = [*claim.instruments, *claim.recipients]
    named = [f.text for f in fillers if f.entity is None or f.entity.startswith(_THING)]
    return frozenset(root for text in named for root in telling(text) if root.isalpha())


def _of_deed(claim: Claim, kind: ClaimType) -> bool:
    """Whether somebody is quoted who denies the deed itself: a report that says "not" by itself denies nothing."""
    family = load_types()[claim.type].family
    return claim.type == kind and bool(claim.attribution) and not family.startswith(("words", "statements"))


def _silenced(account: Account) -> Account:
    """A negative account that denies nothing told here: it is a source, and no dispute."""
    return msgspec.structs.replace(account, polarity="positive", quantities=[])


def _once(named: Sequence[Party]) -> list[Party]:
    return list({p.entity or p.name.lower(): p for p in reversed(named)}.values())[::-1]
