"""From a reading to the features of its claims: what each says itself, and what its sentence and its happening lend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from math import sqrt

from according.claims import Claim, Filler, Place, Quantity, Reading
from according.fusion.pairing.frames import Frames, night
from according.fusion.pairing.model import Features, Number, When
from according.fusion.pairing.places import spot_of
from according.fusion.pairing.words import is_light, kinds, plain_words, roots, stem, telling, trigger_lemmas
from according.knowledge import pairing

MOST_TOPIC, MOST_WORDS, MOST_NAMES, MOST_PLACES = 48, 24, 16, 6
"""What is kept of a report's topic, a claim's words and names, and its places."""


def describe(reading: Reading) -> list[Features]:
    """Return the features of every claim of `reading`, in its order, each a unit of its own and without keys."""
    frames = Frames(reading)
    topic = _topic(reading)
    return [_one(reading, claim, frames, topic) for claim in reading.claims]


def _one(reading: Reading, claim: Claim, frames: Frames, topic: dict[str, float]) -> Features:
    at = claim.trigger.span[0]
    report, trigger = reading.report, claim.trigger.text
    here = [place for place in claim.locations if not _is_destination(report.text, place)]
    own = [spot for spot in map(spot_of, here) if spot is not None]
    fillers = [*claim.actors, *claim.recipients, *claim.instruments]
    phrases = [f"{f.text} {f.name or ''}" for f in fillers] + [p.text for p in claim.locations if p.role == "in"]
    names = telling(" ".join(phrases))
    words = {root: worth for root, worth in telling(claim.text).items() if root not in roots(trigger)}
    weapons = _weapons(" ".join([trigger, *(f.text for f in fillers), *(q.of or "" for q in claim.quantities)]))
    origin = claim.attribution[-1] if claim.attribution else None
    return Features(
        ref=f"{report.id}/{claim.id}",
        report=report.id,
        event=claim.event,
        unit=claim.id,
        type=claim.type,
        trigger=trigger,
        place=at,
        sentence=frames.sentence(at),
        paragraph=frames.paragraph(at),
        mode=claim.mode,
        force=_is_force(claim, weapons),
        polarity=claim.factuality.polarity,
        realis=claim.factuality.realis,
        roots=list(roots(trigger)),
        kinds=sorted(kinds(trigger)),
        light=is_light(trigger),
        actors=sorted({f.entity for f in claim.actors if f.entity}),
        recipients=sorted({f.entity for f in claim.recipients if f.entity}),
        sources=[origin.entity or origin.source] if origin else [],
        weapons=weapons,
        persons=_persons([*claim.actors, *claim.recipients], reading),
        names=_heaviest(names, MOST_NAMES),
        words=_heaviest(words, MOST_WORDS),
        topic=topic,
        places=own[:MOST_PLACES],
        around=[] if own else frames.around(at)[:2],
        when=_when(claim, frames, report.published),
        published=report.published,
        numbers=[n for n in map(_number, claim.quantities) if n is not None],
    )


def _is_destination(text: str, place: Place) -> bool:
    """Whether the words before a place say that somebody was on the way there, or came from there."""
    before = plain_words(text[max(0, place.span[0] - 40) : place.span[0]])
    settings = pairing.settings()
    return len(before) > 1 and before[-2] in settings.ways and before[-1] in settings.ways_to


def _is_force(claim: Claim, weapons: list[str]) -> bool:
    settings = pairing.settings()
    if claim.type in settings.force:
        return True
    return (
        claim.type in settings.may_be_force
        and bool(weapons)
        and bool(kinds(claim.trigger.text) & settings.force_classes)
    )


def _when(claim: Claim, frames: Frames, published: str | None) -> When | None:
    """Its own time, else that of its sentence or the ones before, else, for what has happened, when the report came out."""
    time, at = claim.time, claim.trigger.span[0]
    earlier = frames.earlier(at, time)
    if earlier is not None:
        return earlier
    if time is not None and time.start and time.end:
        return night(When(start=time.start, end=time.end), time.text)
    said = frames.when(at)
    if said is not None:
        return said
    if published is None or claim.factuality.realis != "actual":
        return None
    day = date.fromisoformat(published[:10])
    return frames.main() or When(start=(day - timedelta(days=1)).isoformat(), end=day.isoformat(), sure=False)


def _number(quantity: Quantity) -> Number | None:
    low = quantity.low if quantity.low is not None else quantity.value
    high = quantity.high if quantity.high is not None else quantity.value
    if low is None or high is None:
        return None
    counted = plain_words(quantity.of or quantity.unit)
    return Number(low=low, high=high, of=stem(counted[-1]) if counted else "")


def _weapons(text: str) -> list[str]:
    table = pairing.weapon_classes()
    return sorted({table[word] for word in trigger_lemmas(text) if word in table})


def _persons(fillers: Sequence[Filler], reading: Reading) -> list[str]:
    """The last names of persons named in the fillers, or that these resolve to."""
    people = [
        e for e in (reading.layers.entities if reading.layers else ()) if e.kind == "person" and e.text[:1].isupper()
    ]
    last = {e.span: words[-1] for e in people if (words := plain_words(e.text))}
    found: set[str] = set()
    for filler in fillers:
        start, end = filler.span
        found.update(name for (s, e), name in last.items() if start < e and s < end)
        resolved = plain_words(filler.name or "")[-1:]
        found.update(set(resolved) & set(last.values()))
    return sorted(stem(name) for name in found - pairing.settings().empty)


def _heaviest(words: dict[str, float], most: int) -> dict[str, float]:
    """The heaviest of the stems, first come first on a tie, of unit length together."""
    kept = sorted(words.items(), key=lambda item: -item[1])[:most]
    length = sqrt(sum(worth * worth for _, worth in kept)) or 1.0
    return {root: round(worth / length, 3) for root, worth in kept if worth > 0}


def _topic(reading: Reading) -> dict[str, float]:
    """The most telling stems of title and text; among equals those that stand oftenest, then first."""
    text = f"{reading.report.title or ''}\n{reading.report.text}"
    counts = Counter(map(stem, plain_words(text)))
    place = {root: n for n, root in enumerate(counts)}
    found = telling(text)
    order = sorted(found, key=lambda root: (-found[root], -counts[root], place[root]))
    return _heaviest({root: found[root] for root in order}, MOST_TOPIC)
