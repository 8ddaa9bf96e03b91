"""Comparing two claims: a veto, or a score with its reasons."""

from __future__ import annotations

from according.fusion.pairing import vetoes
from according.fusion.pairing.evidence import Evidence, gather, probability
from according.fusion.pairing.model import Features, Pairing, one_unlisted
from according.fusion.pairing.places import best_agreement
from according.knowledge import pairing

SAME_UNIT = 0.97
"""Deeds of force of one report that were found to tell of one happening when it was read."""
LEAST_SAID = 0.25
"""Least weight, in logits, of what is worth saying."""


def pair(a: Features, b: Features) -> Pairing:
    """Compare two claims: how likely they tell of one happening, or why they cannot, and what speaks for it."""
    why = vetoes.veto(a, b)
    if why is not None:
        return Pairing(score=0.0, veto=why, reasons=[why])
    kind, evidence = gather(a, b)
    return Pairing(score=_score(a, b, kind, evidence), reasons=_reasons(a, b, kind, evidence))


def score(a: Features, b: Features) -> float | None:
    """Return the score of `pair` without its reasons; None where there is a veto."""
    if vetoes.veto(a, b) is not None:
        return None
    kind, evidence = gather(a, b)
    return _score(a, b, kind, evidence)


def _score(a: Features, b: Features, kind: str, evidence: Evidence) -> float:
    if kind == "incident" and a.unit == b.unit:
        return SAME_UNIT
    return probability(kind, evidence)


def _reasons(a: Features, b: Features, kind: str, evidence: Evidence) -> list[str]:
    """What weighs most first; evidence that only counts together is said with the first of its parts."""
    weights: dict[str, float] = getattr(pairing.weights(), kind)
    said: dict[str, float] = {}
    for name, value in evidence.items():
        text = _phrase(name.split("+")[0], a, b, evidence) if value else None
        if text is not None:
            said[text] = said.get(text, 0.0) + weights.get(name, 0.0) * value
    if kind == "incident" and a.unit == b.unit:
        said["told as one happening by their report"] = 9.0
    told = sorted(said.items(), key=lambda item: (-abs(item[1]), item[0]))
    return [text if weight > 0 else f"against it: {text}" for text, weight in told if abs(weight) >= LEAST_SAID]


def _phrase(name: str, a: Features, b: Features, evidence: Evidence) -> str | None:
    shared = _shared(a.names, b.names) or _shared(a.words, b.words)
    phrases = {
        "same_word": f"same trigger: {a.trigger.lower()}",
        "same_light_word": f"same trigger: {a.trigger.lower()}",
        "same_kind": f"like triggers: {a.trigger.lower()}, {b.trigger.lower()}",
        "some_kind": f"like triggers: {a.trigger.lower()}, {b.trigger.lower()}",
        "other_kind": f"unlike triggers: {a.trigger.lower()}, {b.trigger.lower()}",
        "same_type": f"same type: {a.type}",
        "topic": f"reports on the same matter: {_shared(a.topic, b.topic)}",
        "names": f"shared words: {shared}",
        "words": f"shared words: {shared}",
        "actor": f"same actor: {_first(a.actors, b.actors)}",
        "recipient": f"same recipient: {_first(a.recipients, b.recipients)}",
        "source": f"same source: {_first(a.sources, b.sources)}",
        "other_person": "different persons take part",
        "crossed": "somebody takes part in both",
        "number": "same number",
        "other_polarity": "one denies it",
        "other_realis": "one tells it as done, the other as not done yet",
        "own": "a judgement or speech act",
        "same_days": "same day",
        "same_days_perhaps": "reported at the time",
        "other_days_perhaps": "not reported at the time",
        "long_apart": "more than a week between them",
        "vague_and_not": "one gives a day, the other a long time",
        "where": _place(a, b),
        "about": f"reports about the same place: {_spots(a, b)}"
        if evidence.get("about", 0.0) > 0
        else "reports about different places",
        "same_weapon": f"same weapon: {_first(a.weapons, b.weapons)}",
        "other_weapon": "different weapons",
        "same_event": "one event in their report",
        "same_sentence": "in one sentence",
        "next_sentence": "in neighbouring sentences",
        "same_paragraph": "in one paragraph",
        "far_paragraph": "far apart in the report",
        "earlier": "only one is told as the day before",
        "new_time": "the later gives another time in a new paragraph",
        "one_force": "only one is a deed of force",
        "same_deed": f"deeds of one kind: {a.deed}",
        "same_deeds": f"told with deeds of one kind: {', '.join(sorted(set(a.deeds) & set(b.deeds)))}",
        "together": f"deeds that go together: {a.deed}, {b.deed}",
        "unlike": f"deeds that do not go together: {a.deed}, {b.deed}",
        "unlike_deeds": f"told with deeds that do not go together: {', '.join(a.deeds)} and {', '.join(b.deeds)}",
        "told": f"told with the same words: {_shared(a.told, b.told)}",
        "person": f"same person: {_first(a.persons, b.persons)}",
        "undone": f"one undoes the other: {a.trigger.lower()}, {b.trigger.lower()}",
        "past": "only one is older than the news of its report",
        "apart": "told as another happening",
        "other_section": "in different sections of the report",
        "doubt": "not sure to be claimed",
        "elsewhere": "told about different places",
        "two_places": "each names a place of its own",
    }
    return phrases.get(name)


def _place(a: Features, b: Features) -> str:
    shared = one_unlisted(a, b)
    if shared:
        return f"same place: {shared.title()}"
    value, one, other = best_agreement(a.places, b.places)
    if one is None or other is None:
        return "places unknown"
    if one.name == other.name:
        return f"same place: {one.name}"
    return (
        f"near each other: {one.name} and {other.name}"
        if value > 0
        else f"perhaps different places: {one.name} and {other.name}"
    )


def _spots(a: Features, b: Features) -> str:
    _, one, other = best_agreement(a.places or a.around, b.places or b.around)
    return " and ".join(dict.fromkeys(spot.name for spot in (one, other) if spot is not None))


def _first(left: list[str], right: list[str]) -> str:
    return next((one.split(":")[-1].replace("-", " ") for one in left if one in right), "")


def _shared(left: dict[str, float], right: dict[str, float]) -> str:
    both = sorted((root for root in left if root in right), key=lambda root: (-left[root], root))
    return ", ".join(both[:4])
