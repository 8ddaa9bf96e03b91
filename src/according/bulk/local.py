"""The local engine: a process a core; what all of them look at lies in files that they share through memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from according.bulk import blocking, copying
from according.bulk.copying import Ints, Settled, settle
from according.bulk.events import Floats, fuse_component, scores
from according.bulk.files import Done
from according.bulk.grouping import batches, components, cut, runs
from according.bulk.output import Fused
from according.bulk.plan import Part
from according.bulk.reading import Settings
from according.bulk.store import Store, gather
from according.bulk.tables import Row, event_row
from according.bulk.workers import Pool
from according.fusion.copies import Taken, taken
from according.fusion.stories import stories

OnDone = Callable[[str, Done], None]
OnDeath = Callable[[Any, str], None]
OnStage = Callable[[str, int, int], None]
"""Told of a stage, and how many of how many of its tasks are done."""
Scored = tuple[Ints, Ints, Floats]
"""Pairs of claims, the lesser first, and how likely each is one."""
_PAIRS_AT_ONCE = 20_000
_CLAIMS_AT_ONCE = 2_000


def read_parts(settings: Settings, parts: Sequence[Part], cores: int, on_done: OnDone, on_death: OnDeath) -> None:
    """Read parts, `cores` at a time. Raises `BulkError` where one cannot be read."""
    with Pool("according.bulk.reading:read_part", settings, min(cores, len(parts))) as pool:
        for part, done in pool.run(parts, on_death):
            on_done(part.id, done)


def fuse_parts(settings: Settings, parts: Sequence[str], cores: int, on_stage: OnStage) -> Fused:
    """Find the copies and the events of what was read in `parts`, by their ids."""
    return _Fusing(settings, parts, cores, on_stage).run()


@dataclass(frozen=True, slots=True)
class Share:
    """What a task of fusion works on: what to do, and the numbers of reports and claims."""

    what: str
    given: Any


class _Fusing:
    def __init__(self, settings: Settings, parts: Sequence[str], cores: int, on_stage: OnStage) -> None:
        self._settings, self._parts, self._on_stage = settings, parts, on_stage
        self._pool = Pool("according.bulk.local:fuse_share", settings, cores)

    def run(self) -> Fused:
        with self._pool:
            kept = gather(self._settings, self._parts)
            self._store = store = Store.of(self._settings)
            found = Fused(kept=kept, refs=store.column("claims", "ref").to_pylist())
            with ThreadPoolExecutor(1) as aside:  # numpy leaves the interpreter to the thread that feeds the pool
                worth_comparing = aside.submit(copying.pairs, *store.sketches())
                scored = self._scored()
                joined = self._copies(found, *worth_comparing.result())
            self._events(found, joined, scored)
        return found

    def _tasks(self, what: str, given: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
        for n, (share, value) in enumerate(self._pool.run([Share(what, one) for one in given])):
            self._on_stage(what, n + 1, len(given))
            yield share.given, value

    def _copies(self, found: Fused, one: Ints, other: Ints) -> list[tuple[int, int]]:
        """Find the copies among pairs of reports; returns the pairs of claims (by number) that they join."""
        store = self._store
        shares = _shares(one, other, store.report_days())
        links: list[tuple[int, int, Taken]] = [link for _, got in self._tasks("compare", shares) for link in got]
        label = components(store.reports, *_columns([(a, b) for a, b, _ in links]))
        groups = [group for group in runs(label) if len(group) > 1]
        of_group: dict[int, list[Taken]] = {}
        for a, _, link in links:
            of_group.setdefault(int(label[a]), []).append(link)
        work = [[(group, of_group[int(label[group[0]])]) for group in held] for held in batches(groups, 200)]
        number = store.claim_numbers()
        joined: list[tuple[int, int]] = []
        for _, settled in self._tasks("copies", work):
            for each in settled:
                found.copies += each.groups
                found.copy_of.update({number[ref]: original for ref, original in each.passages.items()})
                joined += [(number[a], number[b]) for a, b in each.joined]
        return joined

    def _scored(self) -> Scored:
        """Compare the claims that share a key or stand near each other, and return the pairs that are likely one."""
        one, other = self._candidates()
        shares = _shares(one, other, self._store.claim_days())
        one, other = (np.concatenate([np.empty(0, np.int64), *(share[n] for share in shares)]) for n in (0, 1))
        scores = [np.empty(0)] * len(shares)
        place = {id(share): n for n, share in enumerate(shares)}
        for share, got in self._tasks("pairs", shares):
            scores[place[id(share)]] = got
        score = np.concatenate(scores) if scores else np.empty(0)
        kept = ~np.isnan(score)
        return one[kept], other[kept], score[kept]

    def _events(self, found: Fused, joined: list[tuple[int, int]], scored: Scored) -> None:
        store = self._store
        one, other, score = scored
        must_a, must_b = _columns(joined)
        label = cut(
            store.claims,
            (np.concatenate((one, must_a)), np.concatenate((other, must_b)), np.concatenate((score, np.ones(len(must_a))))),
        )  # fmt: skip
        by_label = np.argsort(label[one], kind="stable")
        one, other, score = one[by_label], other[by_label], score[by_label]
        starts = label[one]
        must: dict[int, list[tuple[int, int]]] = {}
        for a, b in joined:
            must.setdefault(int(label[a]), []).append((a, b))
        work = []
        for held in batches(runs(label), _CLAIMS_AT_ONCE):
            share = []
            for group in held:
                first, last = np.searchsorted(starts, [label[group[0]], label[group[0]] + 1])
                inside = (one[first:last], other[first:last], score[first:last])
                copied = [found.copy_of.get(int(n)) for n in group]
                share.append((group, inside, must.get(int(label[group[0]]), []), copied))
            work.append(share)
        found.event_of = np.full(store.claims, "", dtype=object)
        told: dict[str, set[str]] = {}
        report_of_claim = store.report_of_claim
        names = store.column("reports", "report").to_pylist()
        for _, events in self._tasks("events", work):
            for row, name, members in events:
                found.events.append(row)
                found.event_of[members] = name
                told[name] = {names[report_of_claim[n]] for n in members if n not in found.copy_of}
        found.tell(stories(told))
        found.events.sort(key=lambda row: str(row["event"]))
        found.copies.sort(key=lambda group: group.original)

    def _candidates(self) -> tuple[Ints, Ints]:
        """Return the pairs of claims to be compared: by key, or near in their report."""
        store = self._store
        count = store.claims
        found = blocking.blocks(*store.keys())
        for name, rows in found._asdict().items():
            np.save(self._settings.work / "fusion" / f"{name}.npy", rows)
        shares = [(*share, count) for share in blocking.shares(found)]
        a = blocking.united((coded for _, coded in self._tasks("neighbours", shares)), count)
        b = blocking.near_in_report(store.report_of_claim, store.places)
        coded = np.unique(np.concatenate((a[0] * count + a[1], b[0] * count + b[1])))
        return coded // max(count, 1), coded % max(count, 1)


def _shares(one: Ints, other: Ints, days: Ints) -> list[tuple[Ints, Ints]]:
    """Cut pairs into shares of neighbouring days, so that most of what a process has read serves many of its pairs."""
    order = np.argsort(days[other], kind="stable")
    one, other = one[order], other[order]
    return [(one[n : n + _PAIRS_AT_ONCE], other[n : n + _PAIRS_AT_ONCE]) for n in range(0, len(one), _PAIRS_AT_ONCE)]


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[Ints, Ints]:
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


@lru_cache(maxsize=1)
def _store(settings: Settings, _stamp: int) -> Store:
    return Store.of(settings)


def fuse_share(settings: Settings, share: Share) -> Any:
    """Do one task of fusion: what it does and returns depends on `share.what`."""
    stamp = (settings.work / "fusion" / "claims.arrow").stat().st_mtime_ns
    return _DOES[share.what](_store(settings, stamp), share.given)


def _compare(store: Store, pairs: tuple[Ints, Ints]) -> list[tuple[int, int, Taken]]:
    found = ((int(a), int(b), taken(store.report(int(a)), store.report(int(b)))) for a, b in zip(*pairs, strict=True))
    return [(a, b, link) for a, b, link in found if link is not None]


def _settle(store: Store, groups: list[tuple[Ints, list[Taken]]]) -> list[Settled]:
    found = []
    for members, links in groups:
        readings = {reading.report.id: reading for reading in map(store.reading, map(int, members))}
        found.append(settle(readings, links))
    return found


def _neighbours(store: Store, share: tuple[int, int, int]) -> Ints:
    return blocking.best(store.blocks(), share[:2], share[2])


def _score(store: Store, pairs: tuple[Ints, Ints]) -> Floats:
    claims, numbers = np.unique(np.concatenate(pairs), return_inverse=True)
    known = [store.features(int(n)) for n in claims]
    return scores(known, numbers[: len(pairs[0])], numbers[len(pairs[0]) :])


def _describe(store: Store, groups: list[Any]) -> list[tuple[Row, str, list[int]]]:
    found = []
    for members, (one, other, score), must, copied in groups:
        told = [store.member(int(n), original) for n, original in zip(members, copied, strict=True)]
        ref = {int(n): m.features.ref for n, m in zip(members, told, strict=True)}
        number = {name: n for n, name in ref.items()}
        scored = [
            (ref[int(a)], ref[int(b)], float(s)) for a, b, s in zip(one, other, score, strict=True) if int(b) in ref
        ]
        for event, refs in fuse_component(told, scored, [(ref[a], ref[b]) for a, b in must]):
            found.append((event_row(event, len(refs)), event.id, [number[name] for name in refs]))
    return found


_DOES: dict[str, Callable[[Store, Any], Any]] = {
    "compare": _compare, "copies": _settle, "neighbours": _neighbours, "pairs": _score, "events": _describe,
}  # fmt: skip
