"""The local engine: a process a core; what all of them look at lies in files that they share through memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc, parquet

from according.bulk import blocking, copying
from according.bulk.copying import Ints, Settled, settle
from according.bulk.events import Member, apart_in_place, apart_in_time, edges, fuse_component, spot_of, times_of
from according.bulk.files import Done
from according.bulk.grouping import batches, components, cut, runs
from according.bulk.output import Fused, fused_reports
from according.bulk.plan import Part
from according.bulk.reading import Settings
from according.bulk.tables import Row, claim_of, day_number, event_row, features_of, report_of
from according.bulk.workers import Pool
from according.claims import Reading, Report
from according.fusion.copies import Taken, taken
from according.fusion.pairing import Features
from according.fusion.stories import stories

OnDone = Callable[[str, Done], None]
OnDeath = Callable[[Any, str], None]
OnStage = Callable[[str, int, int], None]
"""Told of a stage, and how many of how many of its tasks are done."""
_PAIRS_AT_ONCE = 20_000
_CLAIMS_AT_ONCE = 2_000
_REPORT_COLUMNS = ["part", "version", "report", "title", "publisher", "url", "published", "published_at", "language", "text", "sketch"]  # fmt: skip
_CLAIM_COLUMNS = ["part", "version", "report", "claim", "trigger_start", "fused_day", "keys", "body", "features"]


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
            self._store = Store.of(self._settings)
            found = Fused(kept=kept, refs=self._store.claims["ref"].to_pylist())
            joined = self._copies(found)
            self._events(found, joined)
        return found

    def _tasks(self, what: str, given: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
        for n, (share, value) in enumerate(self._pool.run([Share(what, one) for one in given])):
            self._on_stage(what, n + 1, len(given))
            yield share.given, value

    def _copies(self, found: Fused) -> list[tuple[int, int]]:
        """Find the copies; returns the pairs of claims (by number) that they join."""
        store = self._store
        one, other = copying.pairs(*store.sketches())
        shares = [(one[n : n + 2000], other[n : n + 2000]) for n in range(0, len(one), 2000)]
        links: list[tuple[int, int, Taken]] = [link for _, got in self._tasks("compare", shares) for link in got]
        label = components(store.reports.num_rows, *_columns([(a, b) for a, b, _ in links]))
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

    def _events(self, found: Fused, joined: list[tuple[int, int]]) -> None:
        store = self._store
        one, other = self._candidates()
        shares = [
            (one[n : n + _PAIRS_AT_ONCE], other[n : n + _PAIRS_AT_ONCE]) for n in range(0, len(one), _PAIRS_AT_ONCE)
        ]
        scores = [np.empty(0)] * len(shares)
        place = {id(share): n for n, share in enumerate(shares)}
        for share, got in self._tasks("pairs", shares):
            scores[place[id(share)]] = got
        score = np.concatenate(scores) if scores else np.empty(0)
        kept = ~np.isnan(score)
        one, other, score = one[kept], other[kept], score[kept]
        must_a, must_b = _columns(joined)
        label = cut(
            store.claims.num_rows,
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
        found.event_of = np.full(store.claims.num_rows, "", dtype=object)
        told: dict[str, set[str]] = {}
        report_of_claim = store.report_of_claim
        names = store.reports["report"].to_pylist()
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
        count = store.claims.num_rows
        found = blocking.blocks(*store.keys())
        for name, rows in found._asdict().items():
            np.save(self._settings.work / "fusion" / f"{name}.npy", rows)
        shares = [(*share, count) for share in blocking.shares(found)]
        a = blocking.united((coded for _, coded in self._tasks("neighbours", shares)), count)
        b = blocking.near_in_report(store.report_of_claim, store.claims["trigger_start"].to_numpy())
        coded = np.unique(np.concatenate((a[0] * count + a[1], b[0] * count + b[1])))
        return coded // max(count, 1), coded % max(count, 1)


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[Ints, Ints]:
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def gather(settings: Settings, parts: Sequence[str]) -> dict[tuple[str, str], str]:
    """Write what fusion looks at of all parts to two files, in the order of ids and refs; each report once.

    Returns the part that each kept report, by id and version, was taken from.
    """
    kept = fused_reports(settings, parts)
    folder = settings.work / "fusion"
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns, order in (("reports", _REPORT_COLUMNS, "report"), ("claims", _CLAIM_COLUMNS, "ref")):
        batches_ = []
        for part in parts:
            table = parquet.read_table(settings.path(part, name), columns=columns)
            own = [kept.get((r, v)) == part for r, v in zip(table["report"].to_pylist(), table["version"].to_pylist(), strict=True)]  # fmt: skip
            batches_.append(table.filter(pa.array(own, pa.bool_())))
        whole = pa.concat_tables(batches_)
        if name == "claims":
            whole = whole.append_column("ref", pc.binary_join_element_wise(whole["report"], whole["claim"], "/"))
        whole = whole.take(pc.sort_indices(whole, sort_keys=[(order, "ascending")]))
        with ipc.new_file(str(folder / f"{name}.arrow"), whole.schema) as out:
            out.write_table(whole, max_chunksize=50_000)
    return kept


class Store:
    """The reports in the order of their ids, and the claims in that of their refs, out of memory that processes share."""

    def __init__(self, folder: Path) -> None:
        self.reports, self.claims = (_mapped(folder / f"{name}.arrow") for name in ("reports", "claims"))
        self._chunks = {name: _Rows(getattr(self, name)) for name in ("reports", "claims")}
        number = {name: n for n, name in enumerate(self.reports["report"].to_pylist())}
        self.report_of_claim = np.array([number[name] for name in self.claims["report"].to_pylist()], dtype=np.int64)
        self._order = np.argsort(self.report_of_claim, kind="stable")
        self._starts = np.searchsorted(self.report_of_claim[self._order], np.arange(len(number) + 1))
        self._folder = folder
        self.features = lru_cache(maxsize=20_000)(self._features)
        self.report = lru_cache(maxsize=2_000)(self._report)

    @classmethod
    def of(cls, settings: Settings) -> Store:
        """Open what `gather` wrote."""
        return cls(settings.work / "fusion")

    def sketches(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Return the rows of all sketches (hash, number of the report), and by report day and size."""
        column = self.reports["sketch"].combine_chunks()
        sizes = pc.list_value_length(column).to_numpy().astype(np.int64)
        published = zip(self.reports["published"].to_pylist(), self.reports["published_at"].to_pylist(), strict=True)
        days = np.array([day_number(a or b or "") for a, b in published], dtype=np.int64)
        return _flat(column), np.repeat(np.arange(len(sizes)), sizes), days, sizes

    def keys(self) -> tuple[Ints, Ints, Ints]:
        """Return the rows of all keys (key, number of the claim), and by claim its day."""
        column = self.claims["keys"].combine_chunks()
        sizes = pc.list_value_length(column).to_numpy()
        return (
            _flat(column),
            np.repeat(np.arange(len(sizes)), sizes),
            self.claims["fused_day"].to_numpy().astype(np.int64),
        )

    def blocks(self) -> blocking.Blocks:
        """Return the rows of keys that share the work of finding neighbours, as they were written for all processes."""
        return blocking.Blocks(
            *(np.load(self._folder / f"{name}.npy", mmap_mode="r") for name in blocking.Blocks._fields)
        )

    def claim_numbers(self) -> dict[str, int]:
        """Return the number of each claim by ref."""
        return {ref: n for n, ref in enumerate(self.claims["ref"].to_pylist())}

    def claims_of(self, report: int) -> Ints:
        """Return the numbers of the claims of a report, in the order of its text."""
        own = self._order[self._starts[report] : self._starts[report + 1]]
        places = self.claims["trigger_start"].take(pa.array(own)).to_numpy()
        return own[np.argsort(places, kind="stable")]

    def reading(self, report: int) -> Reading:
        """Return a report with its claims, as copies are compared: without layers."""
        claims = [claim_of(self.row("claims", int(n))["body"]) for n in self.claims_of(report)]
        return Reading(report=self.report(report), claims=claims)

    def member(self, claim: int, copy_of: str | None) -> Member:
        """Return a claim as `fuse_component` takes it."""
        row = self.row("claims", claim)
        bare = msgspec.structs.replace(self.report(int(self.report_of_claim[claim])), text="")
        return Member(self.features(claim), claim_of(row["body"]), bare, copy_of)

    def row(self, table: str, number: int) -> Row:
        """Return a row of ``reports`` or ``claims``, without what only numpy looks at."""
        return self._chunks[table].row(number)

    def _report(self, number: int) -> Report:
        return report_of(self.row("reports", number))

    def _features(self, number: int) -> Features:
        return features_of(self._chunks["claims"].cell("features", number))


class _Rows:
    """Single rows of a chunked table, without a look through its chunks for each."""

    def __init__(self, table: pa.Table) -> None:
        self._batches = table.to_batches()
        self._starts = np.cumsum([0] + [batch.num_rows for batch in self._batches])

    def row(self, number: int) -> Row:
        batch, at = self._at(number)
        return {
            name: column[at].as_py()
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
            if name not in ("sketch", "keys", "features")
        }

    def cell(self, name: str, number: int) -> Any:
        batch, at = self._at(number)
        return batch.column(name)[at].as_py()

    def _at(self, number: int) -> tuple[pa.RecordBatch, int]:
        n = int(np.searchsorted(self._starts, number, side="right")) - 1
        return self._batches[n], number - int(self._starts[n])


def _mapped(path: Path) -> pa.Table:
    return ipc.open_file(pa.memory_map(str(path))).read_all()


def _flat(column: pa.Array) -> Ints:
    flat: Ints = column.flatten().to_numpy() if len(column) else np.empty(0, np.int64)
    return flat


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


def _score(store: Store, pairs: tuple[Ints, Ints]) -> np.ndarray[Any, Any]:
    found = np.full(len(pairs[0]), np.nan)
    claims, numbers = np.unique(np.concatenate(pairs), return_inverse=True)
    known = [store.features(int(n)) for n in claims]
    one, other = numbers[: len(found)], numbers[len(found) :]
    times = np.array([times_of(claim) for claim in known], dtype=np.int64)
    spots = np.array([spot_of(claim) for claim in known], dtype=np.float64)
    apart = apart_in_time(times[one], times[other]) | apart_in_place(spots[one], spots[other])
    near = np.flatnonzero(~apart)
    told = ((known[one[n]], known[other[n]]) for n in near)
    found[near] = [np.nan if value is None else value for value in edges(told)]
    return found


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
