"""Who says each claim of an event, and when: copies say what their originals say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from according.claims import Polarity, Quantity
from according.events import Claimant
from according.fusion.accounts.claimants import Speaker, origin, speaker
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
    mentions = [_mention(t, _original(t, told), publishers) for t in told]
    claimants = unite(mentions, country)
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
    found = dict(own)
    for report in own:
        taken = [t.copy_of for t in told if t.report.id == report]
        originals = Counter(o for o in taken if o is not None)
        for original, n in originals.most_common(1):
            if 2 * n >= len(taken) and original in own:
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


def _mention(told: Told, original: Told | None, publishers: Mapping[str, str]) -> Mention:
    source = original or told
    link = origin(source)
    at = link.span[0] if link is not None else source.claim.trigger.span[0]
    who: Speaker = speaker(source, publishers)
    return Mention(source.report.id, at, who)


def _original(told: Told, among: Sequence[Told]) -> Told | None:
    """The claim of the original of which this one is a copy: its context says who "he" is."""
    if told.copy_of is None:
        return None
    mine = set(_WORD.findall(told.claim.text.lower()))
    best: tuple[float, Told] | None = None
    for other in among:
        same = other.report.id == told.copy_of and other.claim.trigger.text.lower() == told.claim.trigger.text.lower()
        if not same:
            continue
        theirs = set(_WORD.findall(other.claim.text.lower()))
        alike = len(mine & theirs) / max(len(mine | theirs), 1)
        if alike >= _ALIKE and (best is None or alike > best[0]):
            best = alike, other
    return best[1] if best is not None else None
