"""Fusion in memory: from readings to copies and events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from according.claims import Claim, Part, Reading
from according.events import CopyGroup, Event
from according.fusion.accounts import describe
from according.fusion.copies import copied, group
from according.fusion.pairing import cluster, event_id, features
from according.fusion.pairing.words import plain_words
from according.fusion.stories import stories
from according.fusion.told import Decisions, Told

LEAST_ALIKE = 0.6
"""Least share of words that a copied claim has in common with its original's, so that an edited one is still found."""


class Fused(Part, kw_only=True):
    """What many reports come to."""

    events: list[Event]
    copies: list[CopyGroup]


def fuse(readings: Sequence[Reading], decisions: Decisions | None = None) -> Fused:
    """Return the events and the copies in `readings`, whatever their order. Read with layers for the best result.

    A report that stands twice in `readings` counts once, as it came last. Raises `DecisionError` where `decisions`
    contradict each other.
    """
    by_id = {reading.report.id: reading for reading in readings}
    ordered = [by_id[name] for name in sorted(by_id)]
    copies = group(reading.report for reading in ordered)
    passages = taken_over(by_id, copies)
    told = {
        one.ref: one
        for reading in ordered
        for claim in reading.claims
        for one in [Told(report=reading.report, claim=claim, copy_of=passages.get(f"{reading.report.id}/{claim.id}"))]
    }
    described = [one for reading in ordered for one in features(reading)]
    groups = cluster(described, decisions, counterparts(by_id, passages))
    events = {event_id(refs): [told[ref] for ref in refs] for refs in groups}
    story = stories({name: {t.report.id for t in of if t.copy_of is None} for name, of in events.items()})
    made = []
    for name, of in events.items():
        event = describe(name, of)
        event.story = story.get(name)
        made.append(event)
    return Fused(events=made, copies=copies)


def taken_over(readings: Mapping[str, Reading], copies: Iterable[CopyGroup]) -> dict[str, str]:
    """Return, by ref, the original's report of every claim that stands in a copied passage."""
    found: dict[str, str] = {}
    for own in copies:
        for copy in own.copies:
            reading = readings.get(copy.report)
            for claim in reading.claims if reading is not None else ():
                if copied(copy.passage, claim.span):
                    found.setdefault(f"{copy.report}/{claim.id}", own.original)
    return found


def counterparts(readings: Mapping[str, Reading], passages: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the pairs of refs of a copied claim and its original's: the same trigger in the same words.

    The words may differ a little, and numbers may: it is the same happening, with another account of it.
    """
    words: dict[str, frozenset[str]] = {}
    triggers: dict[str, dict[str, list[Claim]]] = {}
    pairs = []
    for ref, original in sorted(passages.items()):
        report, _, name = ref.rpartition("/")
        claim = next(c for c in readings[report].claims if c.id == name)
        if original not in readings:
            continue
        if original not in triggers:
            triggers[original] = _by_trigger(readings[original])
        like = triggers[original].get(claim.trigger.text.casefold(), [])
        scored = [(_alike(claim, other, words), -other.span[0], other.id) for other in like]
        best = max(scored, default=None)
        if best is not None and best[0] >= LEAST_ALIKE:
            pairs.append((ref, f"{original}/{best[2]}"))
    return pairs


def _by_trigger(reading: Reading) -> dict[str, list[Claim]]:
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in reading.claims:
        found[claim.trigger.text.casefold()].append(claim)
    return found


def _alike(one: Claim, other: Claim, known: dict[str, frozenset[str]]) -> float:
    left, right = (known.setdefault(c.text, frozenset(plain_words(c.text))) for c in (one, other))
    return len(left & right) / max(1, len(left | right))
