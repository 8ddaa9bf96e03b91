"""What an event is, where, when and with whom: what its claims say, the most told first, nothing averaged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from according.claims import ClaimType, Filler, Place, TimeSpan
from according.events import EventPlace, EventTime, Party
from according.fusion.accounts.numbers import numeral, thing_of
from according.fusion.accounts.places import precision, within
from according.fusion.told import Told
from according.knowledge.tallies import counted
from according.reading.mentions import nouns

_LEAD = 0.5
"""What the type that a report tells first counts beside how sure it is."""
_DAYS = 2
"""Days of the longest time that counts as one of a day."""
_OUTCOMES: dict[ClaimType, tuple[ClaimType, ...]] = {
    "HARM": ("ASSAULT",),
    "DEFEND": ("ASSAULT",),
    "MOBILIZE": ("ASSAULT",),
}
"""Types that are what came of a deed, or a part of it, where the deed is told too."""


def type_and_mode(told: Sequence[Told]) -> tuple[ClaimType, str | None]:
    """Return the type that most reports tell most surely and first, the deed before its outcome, and its usual mode."""
    present = {t.claim.type for t in told}
    votes: dict[tuple[str, ClaimType], float] = {}
    first: dict[str, tuple[int, ClaimType]] = {}
    for t in told:
        kind = next((deed for deed in _OUTCOMES.get(t.claim.type, ()) if deed in present), t.claim.type)
        votes[t.report.id, kind] = max(votes.get((t.report.id, kind), 0.0), t.claim.confidence)
        first[t.report.id] = min(
            first.get(t.report.id, (t.claim.trigger.span[0], kind)), (t.claim.trigger.span[0], kind)
        )
    total: Counter[ClaimType] = Counter()
    for (_, kind), surety in votes.items():
        total[kind] += surety  # type: ignore[assignment]
    for _, kind in first.values():
        total[kind] += _LEAD  # type: ignore[assignment]
    best = min(total, key=lambda kind: (-round(total[kind], 6), kind))
    modes = Counter(t.claim.mode for t in told if t.claim.type == best and t.claim.mode)
    return best, min(modes, key=lambda m: (-modes[m], m), default=None)


def parties(told: Sequence[Told], role: str) -> list[Party]:
    """Return the ``actors``, ``recipients`` or ``instruments`` of the claims; what is only a number is none."""
    found: dict[str, list[tuple[str, Filler]]] = {}
    for t in told:
        for filler in getattr(t.claim, role):
            if _named(filler):
                found.setdefault(filler.entity or (filler.name or filler.text).lower(), []).append(
                    (t.report.id, filler)
                )
    order = sorted(found, key=lambda k: (-len({report for report, _ in found[k]}), k))
    return [_party([f for _, f in found[k]]) for k in order]


def places(told: Sequence[Told]) -> list[EventPlace]:
    """Return the places, the most told first, one that holds another after it. Coordinates are the claims' own."""
    found: dict[tuple[str, str], list[tuple[str, Place]]] = {}
    for t in told:
        for place in t.claim.locations:
            if place.entity is not None or _proper(place.name or place.text):
                key = place.entity or (place.name or place.text).lower(), place.role
                found.setdefault(key, []).append((t.report.id, place))
    made = [(len({report for report, _ in found[k]}), _place([p for _, p in found[k]])) for k in sorted(found)]
    depth: Callable[[EventPlace], int] = lambda p: max((1 + precision(p) for _, q in made if within(q, p)), default=0)  # noqa: E731
    made.sort(key=lambda m: (m[1].role != "in", depth(m[1]), m[1].entity is None, -m[0], precision(m[1]), m[1].name))
    return [place for _, place in made]


def time(told: Sequence[Told]) -> EventTime | None:
    """Return the time of one claim: of the most precise the one that fits most others, then the most told."""
    times = [(t.report.id, t.claim.time) for t in told if t.claim.time is not None and t.claim.time.start]
    if not times:
        return None
    length = {_span(s): _days(s) for _, s in times}
    fine = [s for s in length if length[s] <= _DAYS] or [s for s in length if length[s] == min(length.values())]
    said = Counter(span for _, span in {(report, _span(s)) for report, s in times})
    best = min(fine, key=lambda s: (-sum(said[o] for o in said if _meet(s, o)), length[s], -said[s], s))
    granularity = Counter(s.granularity for _, s in times if _span(s) == best)
    return EventTime(start=best[0], end=best[1], granularity=min(granularity, key=lambda g: (-granularity[g], g)))


def _named(filler: Filler) -> bool:
    """Whether a filler is somebody or something: no pronoun that stayed open, no number, no date, no one's "its"."""
    name = filler.name or ""
    if filler.entity is not None and not filler.entity.startswith("name:"):
        return True
    first = re.split(r"[\s'’-]", name)[0]
    words = counted().no_party
    return bool(first) and not (numeral(first.lower()) or first in nouns()["calendar"] or first.lower() in words)


def _party(fillers: Sequence[Filler]) -> Party:
    names = Counter(f.name or f.text for f in fillers)
    return Party(name=min(names, key=lambda n: (-names[n], n)), entity=fillers[0].entity)


def _proper(name: str) -> bool:
    """Whether a place that the gazetteer lacks is a name: "the rubble" and "Ukrainian town" are none."""
    return all(w[:1].isupper() or len(w) <= 3 for w in name.split()) and name[:1].isupper()


def _place(told: Sequence[Place]) -> EventPlace:
    best = min(told, key=lambda p: (p.lat is None, precision(p), p.name or p.text))
    return EventPlace(
        name=best.name or best.text, entity=best.entity, lat=best.lat, lon=best.lon, country=best.country,
        admin1=best.admin1, precision=best.precision, radius_km=best.radius_km, role=best.role,
    )  # fmt: skip


def _span(time: TimeSpan) -> tuple[str, str]:
    return time.start or "", time.end or time.start or ""


def _days(time: TimeSpan) -> int:
    start, end = _span(time)
    return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days + 1


def _meet(a: tuple[str, str], b: tuple[str, str]) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def weapon_like(name: str) -> bool:
    """Whether a filler is a weapon ("a missile"), which no report means as a party."""
    return thing_of(name).kind == "weapon"
