"""Who says each claim of an event, and when: copies say what their originals say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from according.claims import Polarity, Quantity
from according.events import Claimant
from according.fusion.accounts.claimants import Speaker, of_table, origin, speaker
from according.fusion.accounts.uniting import Mention, unite
from according.fusion.told import Told
from according.knowledge.tallies import counted

_WORD = re.compile(r"\w+")
_ALIKE = 0.5
"""Share of words that a passage and its copy have in common at least, whatever was changed in it."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A claim with whose account it is, and when that was said: for a copy, when its original did."""

    told: Told
    claimant: Claimant
    said: str | None
    polarity: Polarity
    nobody: bool = False
    """Whether it says that nobody was harmed: a number, no denial."""

    @property
    def key(self) -> str:
        """What tells claimants apart."""
        return self.claimant.entity or self.claimant.name


def voices(told: Sequence[Told], country: str | None) -> list[Voice]:
    """Return the voices of an event's claims, in their order; `country` is where the event is, if in one."""
    publishers = _publishers(told)
    dates = {t.report.id: moment(t) for t in told}
    by_report: dict[str, list[Told]] = {}
    for t in told:
        by_report.setdefault(t.report.id, []).append(t)
    mentions = [_mention(t, _original(t, by_report.get(t.copy_of or "", ())), publishers, country) for t in told]
    claimants = unite(mentions, _named(told), country)
    found = []
    for t, who in zip(told, claimants, strict=True):
        nobody = says_nobody(t)
        polarity: Polarity = "positive" if nobody else t.claim.factuality.polarity
        said = dates.get(t.copy_of or "") or moment(t)
        found.append(Voice(t, who, said, polarity, nobody))
    return found


def _publishers(told: Sequence[Told]) -> dict[str, str]:
    """The publisher whose voice each report's own voice is: a copy's, new lead or not, is its original's."""
    own = {t.report.id: t.report.publisher for t in told if t.report.publisher}
    taken: dict[str, list[str | None]] = {}
    for t in told:
        taken.setdefault(t.report.id, []).append(t.copy_of)
    found = dict(own)
    for report in own:
        original, n = Counter(taken[report]).most_common(1)[0]
        if original is not None and original in own and 2 * n >= len(taken[report]):
            found[report] = own[original]
    return found


def moment(told: Told) -> str | None:
    """Return when the report appeared: the moment where it is known, else the day."""
    return told.report.published_at or told.report.published


def says_nobody(told: Told) -> bool:
    """Whether a claim says that no one was harmed ("nobody was hurt", "no casualties")."""
    claim = told.claim
    if claim.type != "HARM" or claim.factuality.polarity != "negative":
        return False
    texts = [claim.text, *(f.text for f in (*claim.recipients, *claim.actors))]
    return any(re.search(rf"\b{re.escape(word)}\b", text.lower()) for word in counted().nobody for text in texts)


def none_of_them(told: Told) -> Quantity:
    """Return the number that "nobody" is."""
    trigger = told.claim.trigger
    return Quantity(text=trigger.text, span=trigger.span, value=0.0, low=0.0, high=0.0, of="people")


def country_of(told: Sequence[Told]) -> str | None:
    """Return the country in which the event's claims mostly place it; None where none has more than half."""
    counts = Counter(p.country for t in told for p in t.claim.locations if p.role == "in" and p.country)
    if not counts:
        return None
    country, n = min(counts.items(), key=lambda c: (-c[1], c[0]))
    return country if 2 * n > counts.total() else None


def _mention(told: Told, original: Told | None, publishers: Mapping[str, str], country: str | None) -> Mention:
    source = original or told
    link = origin(source)
    at = link.span[0] if link is not None else source.claim.trigger.span[0]
    who: Speaker = speaker(source, publishers, country)
    person = link is not None and link.kind == "person"
    return Mention(source.report.id, at, who, link.source if link is not None else "", person)


def _named(told: Sequence[Told]) -> list[Mention]:
    """Bodies of the tables that the claims name as parties, once where each stands."""
    found = {}
    for t in told:
        for filler in (*t.claim.actors, *t.claim.recipients):
            if (filler.entity or "").startswith(("org:", "group:")) and filler.entity is not None:
                who = of_table(filler.entity, filler.name or filler.text)
                found[t.report.id, filler.span] = Mention(t.report.id, filler.span[0], who)
    return [found[key] for key in sorted(found)]


def _original(told: Told, among: Sequence[Told]) -> Told | None:
    """The claim of the original of which this one is a copy: its context says who "he" is."""
    mine = set(_WORD.findall(told.claim.text.lower()))
    best: tuple[float, Told] | None = None
    for other in among:
        if other.claim.trigger.text.lower() != told.claim.trigger.text.lower():
            continue
        theirs = set(_WORD.findall(other.claim.text.lower()))
        alike = len(mine & theirs) / max(len(mine | theirs), 1)
        if alike >= _ALIKE and (best is None or alike > best[0]):
            best = alike, other
    return best[1] if best is not None else None
