"""What speaks for and against two claims telling of one happening: named, weighed by ``weights.yaml``."""

from __future__ import annotations

from datetime import date
from math import exp

from according.fusion.pairing.model import Features, When
from according.fusion.pairing.places import best_agreement
from according.fusion.pairing.vetoes import other_persons, overlap, undone
from according.fusion.pairing.words import worth
from according.knowledge import pairing

Evidence = dict[str, float]

_FINE = ("point", "district")
VAGUE_DAYS, MONTH_DAYS = 8, 31
LONG_DAYS = 7
"""From one report to another that, without naming a day, hardly tells of the same happening."""


def gather(a: Features, b: Features) -> tuple[str, Evidence]:
    """Return the kind of pair (a field of `Weights`) and its evidence by name, each 0 to 1 or -1 to 1."""
    if a.report == b.report:
        kind = "incident" if a.deed and b.deed and a.published is not None else "within"
        found = {**_words(a, b), **_within(a, b), **_situation(a, b)}
        return kind, ({**found, **_deeds(a, b), **_units(a, b)} if kind == "incident" else found)
    words = _words(a, b)
    if a.deed and b.deed and a.published and b.published:
        return "situated", {**words, **_situation(a, b), **_units(a, b)}
    kind = "dated" if a.published and b.published else "told"
    return kind, {**words, **_situation(a, b), **_combined(words)}


def probability(kind: str, evidence: Evidence) -> float:
    """Return the logistic curve of `kind` over the evidence."""
    table: dict[str, float] = getattr(pairing.weights(), kind)
    total = table["bias"] + sum(table.get(name, 0.0) * value for name, value in evidence.items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def cosine(left: dict[str, float], right: dict[str, float]) -> float:
    """Return the cosine of two bags of stems of unit length."""
    small, large = (left, right) if len(left) <= len(right) else (right, left)
    total = 0.0
    for root, weight in small.items():  # in order: the sum must not depend on how a set happens to be ordered
        other = large.get(root)
        if other is not None:
            total += weight * other
    return min(1.0, total)


def _words(a: Features, b: Features) -> Evidence:
    shared = set(a.roots) & set(b.roots)
    kinds = set(a.kinds) & set(b.kinds)
    same = bool(shared) and not (a.light and b.light)
    return {
        "same_word": float(same),
        "same_light_word": float(bool(shared) and not same),
        "rare_word": max(map(worth, shared), default=0.0) if same else 0.0,
        "same_kind": len(kinds) / min(len(a.kinds), len(b.kinds)) if kinds and not shared else 0.0,
        "some_kind": float(bool(kinds) and not shared),
        "other_kind": float(bool(a.kinds and b.kinds) and not kinds and not shared),
        "same_type": float(a.type == b.type),
        "own": float(a.type in pairing.settings().own or b.type in pairing.settings().own),
        "topic": cosine(a.topic, b.topic),
        "names": cosine(a.names, b.names),
        "words": cosine(a.words, b.words),
        "crossed": float(_crossed(a, b)),
        "actor": float(bool(_named(a.actors) & _named(b.actors))),
        "recipient": float(bool(_named(a.recipients) & _named(b.recipients))),
        "other_person": float(other_persons(a, b)),
        "source": float(bool(_named(a.sources) & _named(b.sources))),
        "number": _number(a, b),
        "other_polarity": float(a.polarity != b.polarity),
        "other_realis": float((a.realis == "actual") != (b.realis == "actual")),
    }


def _combined(words: Evidence) -> Evidence:
    """What counts only together: the same word is strong evidence in reports of the same matter."""
    return {
        f"{one}+{other}": words[one] * words[other]
        for one in ("same_word", "same_light_word", "same_kind", "some_kind", "same_type")
        for other in ("topic", "names", "words")
    }


def _situation(a: Features, b: Features) -> Evidence:
    sure = bool(a.when and b.when and a.when.sure and b.when.sure)
    same_days = bool(a.when and b.when) and overlap(a.when, b.when) and not (a.when.vague or b.when.vague)  # type: ignore[arg-type,union-attr]
    where, _, _ = best_agreement(a.places, b.places)
    if not (a.places and b.places):
        about, _, _ = best_agreement(a.places or a.around, b.places or b.around)
    else:
        about = 0.0
    weapons = set(a.weapons), set(b.weapons)
    return {
        "same_days": float(same_days and sure),
        "same_days_perhaps": float(same_days and not sure),
        "other_days_perhaps": float(bool(a.when and b.when) and not overlap(a.when, b.when)),  # type: ignore[arg-type]
        "long_apart": float(_long_apart(a, b)),
        "vague_and_not": _vague_and_not(a, b),
        "where": where,
        "about": about,
        "elsewhere": float(where < 0) or (about < 0) * (1.0 if _is_near(a) and _is_near(b) else 0.4),
        "two_places": float(_two_places(a, b)),
        "same_weapon": float(bool(weapons[0] & weapons[1])),
        "other_weapon": float(bool(weapons[0] and weapons[1]) and not weapons[0] & weapons[1]),
    }


def _vague_and_not(a: Features, b: Features) -> float:
    """1 where only one gives a long time, .3 where that is one month and the other's day lies in it."""
    if a.when is None or b.when is None:
        return 0.0
    short, long = sorted((a.when.days, b.when.days))
    if long <= VAGUE_DAYS or long < 4 * short:
        return 0.0
    return 0.3 if long <= MONTH_DAYS and overlap(a.when, b.when) else 1.0


def _is_near(one: Features) -> bool:
    return bool(one.places) or one.around_near


def _two_places(a: Features, b: Features) -> bool:
    """Whether each names a place of its own as precisely as can be, and they are not one and no neighbours."""
    one, other = ([spot for spot in f.places if spot.level in _FINE] for f in (a, b))
    return bool(one and other) and best_agreement(one, other)[0] < 0


def _long_apart(a: Features, b: Features) -> bool:
    """Whether more than `LONG_DAYS` lie between what is known of their days."""
    one, other = a.when or _reported(a), b.when or _reported(b)
    if one is None or other is None or overlap(one, other):
        return False
    first, second = (one.end, other.start) if one.end < other.start else (other.end, one.start)
    return (date.fromisoformat(second) - date.fromisoformat(first)).days > LONG_DAYS


def _reported(one: Features) -> When | None:
    """The day of the report, unless it tells of what was long past."""
    if one.published is None or one.past:
        return None
    return When(start=one.published[:10], end=one.published[:10], sure=False)


def _within(a: Features, b: Features) -> Evidence:
    sentences, paragraphs = abs(a.sentence - b.sentence), abs(a.paragraph - b.paragraph)
    first, last = (a, b) if a.place <= b.place else (b, a)
    return {
        "same_event": float(a.event == b.event),
        "same_sentence": float(sentences == 0),
        "next_sentence": float(sentences == 1),
        "same_paragraph": float(paragraphs == 0 and sentences > 0),
        "far_paragraph": float(paragraphs > 1),
        "one_force": float((a.deed == "force") != (b.deed == "force")),
        "earlier": float(_is_earlier(a) != _is_earlier(b)),
        "new_time": float(first.paragraph > 0 and paragraphs > 0 and _is_sure(last) and not _is_sure(first)),
    }


def _deeds(a: Features, b: Features) -> Evidence:
    """How two deeds of one report are told: what goes together, the tense, the section."""
    same = a.deed == b.deed
    goes = (a.deed, b.deed) in pairing.together()
    return {
        "same_deed": float(same),
        "together": float(goes),
        "unlike": float(not same and not goes),
        "past": float(a.past != b.past),
        "apart": float(a.sentence != b.sentence and (a if a.place > b.place else b).apart),
        "doubt": max(a.doubt, b.doubt),
        "other_section": float(a.section != b.section),
        "vague": float(_is_vague(a) or _is_vague(b)),
        "one_sure": float(_is_sure(a) != _is_sure(b)),
    }


def _units(a: Features, b: Features) -> Evidence:
    """What the happenings that the two are told with have in common."""
    mine, theirs = set(a.deeds), set(b.deeds)
    goes = any(pair in pairing.together() for pair in ((x, y) for x in mine for y in theirs))
    return {
        "told": cosine(a.told, b.told),
        "same_deeds": float(bool(mine & theirs)),
        "unlike_deeds": float(not mine & theirs and not goes),
        "undone": float(undone(a, b)),
        "person": float(bool(set(a.persons) & set(b.persons))),
    }


def _is_vague(one: Features) -> bool:
    return one.when is not None and one.when.vague


def _is_earlier(one: Features) -> bool:
    return one.when is not None and one.when.earlier


def _is_sure(one: Features) -> bool:
    return one.when is not None and one.when.sure


def _named(entities: list[str]) -> set[str]:
    return {e for e in entities if not e.startswith("equipment:")}


def _crossed(a: Features, b: Features) -> bool:
    """Whether somebody takes part in both, whatever the role: readers of reports take passives and actives differently."""
    return bool(_named([*a.actors, *a.recipients]) & _named([*b.actors, *b.recipients]))


def _number(a: Features, b: Features) -> float:
    """1 for the same number of the same, .5 where one does not say of what; a differing number is no evidence."""
    best = 0.0
    for one in a.numbers:
        for other in b.numbers:
            if one.low == other.low and one.high == other.high:
                best = max(best, 1.0 if one.of == other.of and one.of else 0.5 if not (one.of and other.of) else 0.0)
    return best
