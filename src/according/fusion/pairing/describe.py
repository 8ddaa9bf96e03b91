"""From a reading to the features of its claims: what each says itself, and what its sentence and its happening lend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import sqrt

from according.claims import Claim, Filler, Place, Quantity, Reading, TimeSpan
from according.fusion.pairing.frames import Frames, night
from according.fusion.pairing.general import is_general
from according.fusion.pairing.model import Features, Number, When, moved
from according.fusion.pairing.places import spot_of
from according.fusion.pairing.words import is_light, kinds, plain_words, roots, stem, telling, trigger_lemmas
from according.knowledge import pairing
from according.knowledge.tallies import base_forms, phrases

MOST_TOLD = 32
MOST_BEFORE = 5
"""Words before a place among which "to" says that somebody was taken there: "to the Eritrean port of"."""
_NEXT = 16
"""Code points behind a trigger in which its particle stands."""
RECENT = 3
"""Days before a report came out that it tells of as of news."""
MOST_EARLY = 7
"""Days before a round-up came out, or before the consequence of a deed, in which the deed can have happened."""
MOST_TOPIC, MOST_WORDS, MOST_NAMES, MOST_PLACES = 48, 24, 16, 6
"""What is kept of a report's topic, a claim's words and names, and its places."""


def describe(reading: Reading) -> list[Features]:
    """Return the features of every claim of `reading`, in its order, each a unit of its own and without keys."""
    frames = Frames(reading)
    topics: dict[int, dict[str, float]] = {}
    made = []
    for claim in reading.claims:
        at = claim.trigger.span[0]
        section = frames.section(at)
        if section not in topics:
            title = reading.report.title or ""
            topics[section] = _topic(f"{title}\n{frames.stretch(at)}" if not section else frames.stretch(at))
        made.append(_one(reading, claim, frames, topics[section]))
    return made


def _one(reading: Reading, claim: Claim, frames: Frames, topic: dict[str, float]) -> Features:
    at = claim.trigger.span[0]
    report, trigger, said = reading.report, claim.trigger.text, frames.said(at)
    here = [
        place
        for place in claim.locations
        if frames.is_scene(place, at) and not _is_destination(report.text, place, trigger)
    ]
    own = [spot for spot in map(spot_of, here) if spot is not None]
    fillers = [*claim.actors, *claim.recipients, *claim.instruments]
    phrases = [f"{f.text} {f.name or ''}" for f in fillers] + [p.text for p in claim.locations if p.role == "in"]
    names = telling(" ".join(phrases))
    words = {root: worth for root, worth in telling(claim.text).items() if root not in roots(trigger)}
    named = _named(claim, report.text)
    past = not claim.attribution and frames.is_past(at)
    around, near = frames.around(at)
    when = _when(claim, frames, report.published, past)
    told = [trigger, *(f.text for f in fillers), *(q.of or "" for q in claim.quantities), claim.text]
    weapons = _weapons(" ".join(told)) or _weapons(said)
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
        deed=(deed := _deed(claim, named, weapons)),
        deeds=[deed] if deed else [],
        section=frames.section(at),
        past=(past and (when is None or not when.sure))
        or frames.is_of_whom(at)
        or frames.is_cause(at)
        or _is_old(when, frames, report.published),
        apart=frames.is_recalled(at) or any(map(said.lower().__contains__, pairing.settings().separately)),
        cause=frames.is_cause(at),
        general=is_general(claim),
        doubt=round(1 - claim.confidence, 2),
        polarity=claim.factuality.polarity,
        realis=claim.factuality.realis,
        roots=list(roots(trigger)),
        kinds=sorted(kinds(named)),
        light=is_light(trigger),
        actors=sorted({f.entity for f in claim.actors if f.entity}),
        recipients=sorted({f.entity for f in claim.recipients if f.entity}),
        sources=[origin.entity or origin.source] if origin else [],
        weapons=weapons,
        persons=_persons([*claim.actors, *claim.recipients], reading),
        names=heaviest(names, MOST_NAMES),
        words=heaviest(words, MOST_WORDS),
        topic=topic,
        told=heaviest(telling(said), MOST_TOLD),
        places=own[:MOST_PLACES],
        unlisted=frames.unlisted(at)[:MOST_PLACES],
        around=[] if own else around[:2],
        around_near=not own and near,
        when=when,
        published=report.published,
        numbers=[n for n in map(_number, claim.quantities) if n is not None],
    )


def _is_destination(text: str, place: Place, trigger: str) -> bool:
    """Whether the words before a place say that somebody was on the way there, came from there or was taken there."""
    before = plain_words(text[max(0, place.span[0] - 40) : place.span[0]])
    settings = pairing.settings()
    if len(before) > 1 and before[-2] in settings.ways and before[-1] in settings.ways_to:
        return True
    carried = bool(settings.carrying & set(trigger_lemmas(trigger)))
    return carried and bool(settings.ways_to & set(before[-MOST_BEFORE:]))


def _named(claim: Claim, text: str) -> str:
    """The trigger, or, where it names nothing by itself, with the word behind it: "let" of "let go"."""
    if kinds(claim.trigger.text):
        return claim.trigger.text
    start, end = claim.trigger.span
    behind = plain_words(text[end : end + _NEXT])[:1]
    phrase = " ".join([text[start:end], *behind])
    return phrase if " ".join(trigger_lemmas(phrase)) in pairing.classes() else claim.trigger.text


def _deed(claim: Claim, trigger: str, weapons: list[str]) -> str:
    settings = pairing.settings()
    named = kinds(trigger)
    if claim.type in settings.may_be_force and weapons and named & settings.force_classes:
        return "force"
    by_type = next((name for name, deeds in settings.deeds.items() if claim.type in deeds.types), "")
    by_word = {name for name, deeds in settings.deeds.items() if named & deeds.triggers}
    # "They came back", "caught", "holding": where type and word are at odds, the word is the surer.
    deed = by_word.pop() if len(by_word) == 1 and by_type not in by_word else by_type
    return deed or _counted_deed(claim)


def _counted_deed(claim: Claim) -> str:
    """The group of the deed that a claim counts which is none by its type: "15 children were unaccounted for"."""
    if not any(quantity.unit == "count" for quantity in claim.quantities):
        return ""
    bases = [base_forms().get(word, frozenset()) for word in plain_words(claim.trigger.text)]
    for measure, deed in pairing.settings().counted.items():
        if any((base,) in phrases()[measure] for found in bases for base in found):
            return deed
    return ""


def _when(claim: Claim, frames: Frames, published: str | None, past: bool) -> When | None:
    """Its own time, else that of its sentence or the ones before, else, for what has happened, when the report came out."""
    time, at = claim.time, claim.trigger.span[0]
    earlier = frames.earlier(at, time)
    if earlier is not None:
        return earlier
    told: When | None
    if time is not None and time.start and time.end and _is_own(time, claim, frames):
        told = night(When.of_time(time.start, time.end), time.text)
        if frames.is_after(time, at):
            return _since(told)
    else:
        told = frames.when(at)
    if told is not None:
        return _since(told) if _is_aftermath(claim, frames.said(at)) else told
    if published is None or past or claim.factuality.realis != "actual" or _lasts(claim) or frames.is_of_whom(at):
        return None
    return frames.main() or _reported(published, frames)


def _is_own(time: TimeSpan, claim: Claim, frames: Frames) -> bool:
    """Whether the time of a claim is that of its deed; the day of the words is that of a speech act."""
    if frames.is_of_words(time) and claim.type not in pairing.settings().own:
        return False
    return not frames.is_of_another(time, claim.trigger.span[0])


def _is_old(when: When | None, frames: Frames, published: str | None) -> bool:
    """Whether a claim's own time lies days before the report, and before what its first paragraph tells."""
    if when is None or published is None or not when.sure:
        return False
    recent = moved(published, -RECENT)
    return when.end < min(recent, frames.lead or recent)


def _reported(published: str, frames: Frames) -> When:
    """From the day that the report's first paragraph gives, else the day before, to when it came out."""
    end = moved(published, 0)
    start = moved(end, -MOST_EARLY if frames.is_round_up else -1)
    return When(start=min(start, frames.lead or start), end=end, sure=False)


def _since(when: When) -> When:
    """What is told as the consequence of a deed has its own day, which is not before the deed's."""
    return When(start=moved(when.start, -MOST_EARLY), end=when.end, sure=False)


def _is_aftermath(claim: Claim, sentence: str) -> bool:
    settings = pairing.settings()
    if settings.aftermath & set(trigger_lemmas(claim.trigger.text)):
        return True
    lower = sentence.lower()
    return (
        "kill" in kinds(claim.trigger.text) and claim.type == "HARM" and any(w in lower for w in settings.aftermath_of)
    )


def _lasts(claim: Claim) -> bool:
    lemmas = trigger_lemmas(claim.trigger.text)
    return bool(pairing.settings().lasting & {*lemmas, " ".join(lemmas)})


def _number(quantity: Quantity) -> Number | None:
    low = quantity.low if quantity.low is not None else quantity.value
    high = quantity.high if quantity.high is not None else quantity.value
    if low is None or high is None:
        return None
    counted = plain_words(quantity.of or quantity.unit)
    return Number(low=low, high=high, of=stem(counted[-1]) if counted else "")


def _weapons(text: str) -> list[str]:
    table = pairing.weapon_classes()
    words = {*trigger_lemmas(text), *roots(text)}
    return sorted({table[word] for word in words if word in table})


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


def heaviest(words: dict[str, float], most: int) -> dict[str, float]:
    """The heaviest of the stems, first come first on a tie, of unit length together."""
    kept = sorted(words.items(), key=lambda item: -item[1])[:most]
    length = sqrt(sum(worth * worth for _, worth in kept)) or 1.0
    return {root: round(worth / length, 3) for root, worth in kept if worth > 0}


def _topic(text: str) -> dict[str, float]:
    """The most telling stems of a text; among equals those that stand oftenest, then first."""
    counts = Counter(map(stem, plain_words(text)))
    place = {root: n for n, root in enumerate(counts)}
    found = telling(text)
    order = sorted(found, key=lambda root: (-found[root], -counts[root], place[root]))
    return heaviest({root: found[root] for root in order}, MOST_TOPIC)
