"""Blocking keys: only claims that share one are ever compared, so that the cost of a report does not grow with the ledger.

A key is a short text: ``t`` a day and a place at two levels (its country, and its province or a cell of half a degree), for
deeds; ``p`` two parties and a day; ``w`` a rare word of the report and the kind of happening.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from according.fusion.pairing.model import Features, Spot
from according.knowledge import pairing

MOST_DAYS = 3
"""Days of an interval that get keys; longer ones are blocked by words alone."""
MOST_TOPIC, MOST_TRIGGER = 6, 4
MOST_NAMES = 4
RARE = 0.6
"""Least worth of a word that is a key."""
CELL = 0.5
"""Degrees of a cell of the grid."""


def keys(features: Features) -> list[str]:
    """Return the blocking keys of a claim, sorted."""
    return sorted({*_times_and_places(features), *_parties(features), *_words(features)})


def _days(features: Features) -> list[str]:
    when = features.when
    if when is None:
        return []
    first, last = date.fromisoformat(when.start), date.fromisoformat(when.end)
    length = (last - first).days + 1
    return [(first + timedelta(days=n)).isoformat() for n in range(length)] if length <= MOST_DAYS else []


def _times_and_places(features: Features) -> Iterator[str]:
    if not features.deed:
        return
    cells = sorted(
        {cell for spot in features.places or features.around for cell in _cells(spot)} | set(features.unlisted)
    )
    for day in _days(features):
        for cell in cells:
            yield f"t {day} {cell}"


def _cells(spot: Spot) -> Iterator[str]:
    if spot.country:
        yield spot.country
        if spot.admin1:
            yield f"{spot.country} {spot.admin1}"
    if spot.level in ("point", "district"):
        yield f"{round(spot.lat / CELL)} {round(spot.lon / CELL)}"
    elif not spot.country:
        yield spot.name


def _parties(features: Features) -> Iterator[str]:
    for day in _days(features):
        for actor in features.actors[:2]:
            for recipient in features.recipients[:2]:
                if actor != recipient:
                    yield f"p {day} {min(actor, recipient)} {max(actor, recipient)}"


def _words(features: Features) -> Iterator[str]:
    telling = [root for root, worth in features.names.items() if pairing.rarity().get(root, 1.0) >= RARE][:MOST_NAMES]
    topic = [root for root in features.topic if pairing.rarity().get(root, 1.0) >= RARE][:MOST_TOPIC]
    about = ["deed"] if features.deed and features.published else _triggers(features)
    for root in dict.fromkeys([*telling, *topic]):
        for trigger in about:
            yield f"w {root} {trigger}"


def _triggers(features: Features) -> list[str]:
    return [*features.roots[:2], *features.kinds][:MOST_TRIGGER]
