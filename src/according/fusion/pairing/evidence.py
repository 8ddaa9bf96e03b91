"""What speaks for and against two claims telling of one happening: named, weighed by ``weights.yaml``.

Evidence has what there is and leaves out what there is not: most pairs have little of what could be said of them, and a score
is asked for more often than anything else of fusion.
"""

from __future__ import annotations

from math import exp

from according.fusion.pairing.model import Features, one_unlisted
from according.fusion.pairing.places import agreement, best_agreement
from according.fusion.pairing.vetoes import other_persons, overlap, undone
from according.fusion.pairing.words import worth
from according.knowledge import pairing

Evidence = dict[str, float]

VAGUE_DAYS, MONTH_DAYS = 8, 31
LONG_DAYS = 7
"""From one report to another that, without naming a day, hardly tells of the same happening."""


def gather(a: Features, b: Features) -> tuple[str, Evidence]:
    """Return the kind of pair (a field of `Weights`) and its evidence by name, each 0 to 1 or -1 to 1; what is 0 is left out."""
    found: Evidence = {}
    _words(a, b, found)
    if a.report == b.report:
        kind = "incident" if a.deed and b.deed and a.published is not None else "within"
        _within(a, b, found)
        _situation(a, b, found)
        if kind == "incident":
            _deeds(a, b, found)
            _units(a, b, found)
        return kind, found
    words = dict(found)
    _situation(a, b, found)
    if a.deed and b.deed and a.published and b.published:
        _units(a, b, found)
        return "situated", found
    _combined(words, found)
    return ("dated" if a.published and b.published else "told"), found


def probability(kind: str, evidence: Evidence) -> float:
    """Return the logistic curve of `kind` over the evidence."""
    table: dict[str, float] = getattr(pairing.weights(), kind)
    total = 0.0
    for name, value in evidence.items():
        weight = table.get(name)
        if weight is not None:
            total += weight * value
    return 1 / (1 + exp(-max(-30.0, min(30.0, table["bias"] + total))))


def cosine(left: dict[str, float], right: dict[str, float]) -> float:
    """Return the cosine of two bags of stems of unit length."""
    small, large = (left, right) if len(left) <= len(right) else (right, left)
    total = 0.0
    # In the order of the bag: the sum must not depend on how a set happens to be ordered.
    for root in filter(large.__contains__, small):
        total += small[root] * large[root]
    return min(1.0, total)


def _put(found: Evidence, **values: float) -> None:
    """Add what is not 0."""
    for name, value in values.items():
        if value:
            found[name] = float(value)


def _words(a: Features, b: Features, found: Evidence) -> None:
    one, other = a.compared, b.compared
    shared, kinds = one.roots & other.roots, one.kinds & other.kinds
    if shared and a.light and b.light:
        found["same_light_word"] = 1.0
    elif shared:
        _put(found, same_word=1.0, rare_word=max(map(worth, shared)))
    elif kinds:
        _put(found, same_kind=len(kinds) / min(len(one.kinds), len(other.kinds)), some_kind=1.0)
    elif one.kinds and other.kinds:
        found["other_kind"] = 1.0
    _put(
        found,
        same_type=a.type == b.type,
        own=one.own or other.own,
        topic=cosine(a.topic, b.topic),
        names=cosine(a.names, b.names),
        words=cosine(a.words, b.words),
        # Whatever the role: readers of reports take passives and actives differently.
        crossed=not one.parties.isdisjoint(other.parties),
        actor=not one.actors.isdisjoint(other.actors),
        recipient=not one.recipients.isdisjoint(other.recipients),
        other_person=other_persons(a, b),
        source=not one.sources.isdisjoint(other.sources),
        number=_number(a, b) if a.numbers and b.numbers else 0.0,
        other_polarity=a.polarity != b.polarity,
        other_realis=(a.realis == "actual") != (b.realis == "actual"),
    )


def _combined(words: Evidence, found: Evidence) -> None:
    """What counts only together: the same word is strong evidence in reports of the same matter."""
    for one in ("same_word", "same_light_word", "same_kind", "some_kind", "same_type"):
        if one in words:
            for other in ("topic", "names", "words"):
                if other in words:
                    found[f"{one}+{other}"] = words[one] * words[other]


def _situation(a: Features, b: Features, found: Evidence) -> None:
    one, other = a.compared, b.compared
    if a.when is not None and b.when is not None:
        sure = a.when.sure and b.when.sure
        if not overlap(a.when, b.when):
            found["other_days_perhaps"] = 1.0
        elif not (one.vague or other.vague):
            found["same_days" if sure else "same_days_perhaps"] = 1.0
    where = agreement(a, b)[0]
    about = 0.0 if a.places and b.places else best_agreement(one.around, other.around)[0]
    near = _is_near(a) and _is_near(b)
    _put(
        found,
        long_apart=_long_apart(a, b),
        vague_and_not=_vague_and_not(a, b),
        where=where,
        about=about,
        elsewhere=1.0 if where < 0 else (1.0 if near else 0.4) if about < 0 else 0.0,
        two_places=_two_places(a, b),
    )
    if one.weapons and other.weapons:
        found["other_weapon" if one.weapons.isdisjoint(other.weapons) else "same_weapon"] = 1.0


def _vague_and_not(a: Features, b: Features) -> float:
    """1 where only one gives a long time, .3 where that is one month and the other's day lies in it."""
    if a.when is None or b.when is None:
        return 0.0
    short, long = sorted((a.compared.length, b.compared.length))
    if long <= VAGUE_DAYS or long < 4 * short:
        return 0.0
    return 0.3 if long <= MONTH_DAYS and overlap(a.when, b.when) else 1.0


def _is_near(one: Features) -> bool:
    return bool(one.places) or one.around_near


def _two_places(a: Features, b: Features) -> bool:
    """Whether each names a place of its own as precisely as can be, and they are not one and no neighbours."""
    one, other = a.compared.fine, b.compared.fine
    return bool(one and other) and not one_unlisted(a, b) and best_agreement(one, other)[0] < 0


def _long_apart(a: Features, b: Features) -> bool:
    """Whether more than `LONG_DAYS` lie between what is known of their days."""
    one, other = a.compared, b.compared
    if one.spell is None or other.spell is None or overlap(one.spell, other.spell):
        return False
    gap = other.first - one.last if one.spell.end < other.spell.start else one.first - other.last
    return gap > LONG_DAYS


def _within(a: Features, b: Features, found: Evidence) -> None:
    sentences, paragraphs = abs(a.sentence - b.sentence), abs(a.paragraph - b.paragraph)
    first, last = (a, b) if a.place <= b.place else (b, a)
    _put(
        found,
        same_event=a.event == b.event,
        same_sentence=sentences == 0,
        next_sentence=sentences == 1,
        same_paragraph=paragraphs == 0 and sentences > 0,
        far_paragraph=paragraphs > 1,
        one_force=(a.deed == "force") != (b.deed == "force"),
        earlier=_is_earlier(a) != _is_earlier(b),
        new_time=first.paragraph > 0 and paragraphs > 0 and last.compared.sure and not first.compared.sure,
    )


def _deeds(a: Features, b: Features, found: Evidence) -> None:
    """How two deeds of one report are told: what goes together, the tense, the section."""
    same = a.deed == b.deed
    goes = (a.deed, b.deed) in pairing.together()
    _put(
        found,
        same_deed=same,
        together=goes,
        unlike=not same and not goes,
        past=a.past != b.past,
        apart=a.cause != b.cause if a.sentence == b.sentence else (a if a.place > b.place else b).apart,
        doubt=max(a.doubt, b.doubt),
        other_section=a.section != b.section,
        vague=a.compared.vague or b.compared.vague,
        one_sure=a.compared.sure != b.compared.sure,
    )


def _units(a: Features, b: Features, found: Evidence) -> None:
    """What the happenings that the two are told with have in common."""
    mine, theirs = a.compared.deeds, b.compared.deeds
    same = not mine.isdisjoint(theirs)
    _put(
        found,
        told=cosine(a.told, b.told),
        same_deeds=same,
        unlike_deeds=not same and not any((x, y) in pairing.together() for x in mine for y in theirs),
        undone=undone(a, b),
        person=not a.compared.persons.isdisjoint(b.compared.persons),
    )


def _is_earlier(one: Features) -> bool:
    return one.when is not None and one.when.earlier


def _number(a: Features, b: Features) -> float:
    """1 for the same number of the same, .5 where one does not say of what; a differing number is no evidence."""
    best = 0.0
    for one in a.numbers:
        for other in b.numbers:
            if one.low == other.low and one.high == other.high:
                best = max(best, 1.0 if one.of == other.of and one.of else 0.5 if not (one.of and other.of) else 0.0)
    return best
