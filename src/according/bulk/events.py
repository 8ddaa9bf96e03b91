"""Events in bulk: the claims of one component to events, by the rules of `fusion.pairing` and `fusion.accounts`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from zlib import crc32

import msgspec
import numpy as np
from numpy.typing import NDArray

from according.bulk.copying import Ints
from according.claims import Claim, Report
from according.events import Event
from according.fusion.accounts import describe
from according.fusion.pairing import THRESHOLD, Features, event_id
from according.fusion.pairing.linking import AverageLink
from according.fusion.pairing.places import DOUBT_KM, NEXT_TOWN_KM
from according.fusion.pairing.scoring import score
from according.fusion.pairing.vetoes import MOST_DAYS_APART
from according.fusion.pairing.words import plain_words
from according.fusion.told import Told

Floats = NDArray[np.float64]
Edge = tuple[str, str, float]
"""Two refs and how likely they are one."""


class Member(msgspec.Struct):
    """A claim on its way into an event; the report needs no text."""

    features: Features
    claim: Claim
    report: Report
    copy_of: str | None


def scores(claims: Sequence[Features], one: Ints, other: Ints) -> Floats:
    """Return the scores of pairs of `claims`, by number; not a number where a pair is not one to be joined along."""
    found = np.full(len(one), np.nan)
    times = np.array([times_of(claim) for claim in claims], dtype=np.int64).reshape(-1, 5)
    spots = np.array([spot_of(claim) for claim in claims], dtype=np.float64).reshape(-1, 5)
    near = np.flatnonzero(~(apart_in_time(times[one], times[other]) | apart_in_place(spots[one], spots[other])))
    for n in near:
        value = score(claims[one[n]], claims[other[n]])
        if value is not None and value >= THRESHOLD:
            found[n] = value
    return found


def apart_in_time(one: Ints, other: Ints) -> NDArray[np.bool_]:
    """Return which pairs `fusion.pairing.vetoes` refuses for their times, of many at once: most pairs of an archive.

    `one` and `other` have a row of `times_of` for each pair.
    """
    (sure_a, night_a, first_a, last_a, told_a), (sure_b, night_b, first_b, last_b, told_b) = one.T, other.T
    nights = (night_a & night_b).astype(np.bool_)
    overlap = np.where(nights, first_a == first_b, (first_a <= last_b) & (first_b <= last_a))
    known = (sure_a & sure_b).astype(np.bool_)
    neither = ((sure_a | sure_b) == 0) & (told_a > 0) & (told_b > 0)
    refused: NDArray[np.bool_] = (known & ~overlap) | (neither & (np.abs(told_a - told_b) > MOST_DAYS_APART))
    return refused


def times_of(one: Features) -> tuple[int, int, int, int, int]:
    """Return whether its time is sure, whether it is a night, its first and last day, and the day of its report (0: unknown)."""
    told = one.compared
    return told.sure, one.when is not None and one.when.night, told.first, told.last, told.reported


def apart_in_place(one: Floats, other: Floats) -> NDArray[np.bool_]:
    """Return which pairs `fusion.pairing.vetoes` refuses for certain because each has one town of its own, too far away.

    `one` and `other` have a row of `spot_of` for each pair; what is near the limit is left to the veto itself.
    """
    (single_a, lat_a, lon_a, reach_a, name_a), (single_b, lat_b, lon_b, reach_b, name_b) = one.T, other.T
    south, north = np.radians(lat_a), np.radians(lat_b)
    half = np.sin((south - north) / 2) ** 2
    half += np.cos(north) * np.cos(south) * np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    far = 12742 * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    limit = np.maximum(NEXT_TOWN_KM, reach_a + reach_b) + DOUBT_KM
    refused: NDArray[np.bool_] = (single_a * single_b > 0) & (name_a != name_b) & (far > limit + 1.0)
    return refused


def spot_of(one: Features) -> tuple[float, float, float, float, float]:
    """Return whether it is told of one town alone, its latitude, longitude, reach in km, and a digest of its name."""
    if len(one.places) != 1 or one.places[0].level != "point" or one.unlisted:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    spot = one.places[0]
    return 1.0, spot.lat, spot.lon, spot.reach, float(crc32(" ".join(plain_words(spot.name)).encode()))


def fuse_component(
    members: Sequence[Member], scored: Sequence[Edge], joined: Sequence[tuple[str, str]]
) -> list[tuple[Event, list[str]]]:
    """Return the events of the claims of one component, each with its refs, as `fusion.pairing.cluster` parts them.

    `scored` are the edges between them, `joined` the pairs that copying made one; those that name others are passed over.
    """
    return [(describe(event_id(refs), told), refs) for refs, told in _groups(members, scored, joined)]


def _groups(
    members: Sequence[Member], scored: Sequence[Edge], joined: Sequence[tuple[str, str]]
) -> Iterator[tuple[list[str], list[Told]]]:
    ordered = sorted(members, key=lambda m: m.features.ref)
    number = {m.features.ref: n for n, m in enumerate(ordered)}
    known = {}
    for a, b, value in scored:
        if a in number and b in number:
            one, other = sorted((number[a], number[b]))
            known[one, other] = value
    must = sorted((number[a], number[b]) for a, b in joined if a in number and b in number)
    link = AverageLink(lambda a, b: _score(known, ordered, a, b), THRESHOLD)
    groups = link.unite([[n] for n in range(len(ordered))], must)
    for group in link.run(groups, sorted(known)):
        own = [ordered[n] for n in group]
        yield [m.features.ref for m in own], [Told(report=m.report, claim=m.claim, copy_of=m.copy_of) for m in own]


def _score(known: Mapping[tuple[int, int], float], ordered: Sequence[Member], a: int, b: int) -> float | None:
    if (a, b) in known:
        return known[a, b]
    return score(ordered[a].features, ordered[b].features)
