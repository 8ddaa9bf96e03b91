"""Events, kept up as claims come and go: only what a new claim may belong to is looked at again.

For the claims of a report: the claims that share keys with them (`neighbours`), the events of those that score well
enough to be joined at all, the claims of these events; all that is clustered anew, the groups go on with the ids of the
events they have most of (`identity`), and what changed is described again. The cost depends on the blocks and the events
that a report falls into, both capped, not on the size of the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from according.fusion.accounts import describe
from according.fusion.pairing import THRESHOLD, Features, cluster, event_id
from according.fusion.pairing.scoring import score
from according.fusion.told import Decisions
from according.ledger import neighbours
from according.ledger.describing import event_row, told_of
from according.ledger.identity import Change, Plan, plan
from according.ledger.lookups import KEYS, rows_for
from according.ledger.neighbours import CHUNK, chunks
from according.ledger.schema import BORROWED, CLAIMS, EVENT_LOG, EVENTS, MEMBERS, REPORTS, standing
from according.ledger.storylines import retell

MOST_OF_EVENT = 60
"""Claims of one event that are clustered again, those that speak to the new ones first; the rest stay with them."""
MOST_EVENTS = 40
"""Events that one claim may be joined with, those that it speaks to most clearly."""


_MEMBERS = (
    select(MEMBERS.c.event, MEMBERS.c.claim)
    .where(MEMBERS.c.event.in_(KEYS), standing(MEMBERS))
    .order_by(MEMBERS.c.claim)
)
_HOMES = select(MEMBERS.c.claim, MEMBERS.c.event).where(MEMBERS.c.claim.in_(KEYS), standing(MEMBERS))
_COUNTERPARTS = [
    select(BORROWED.c.claim, BORROWED.c.counterpart).where(
        column.in_(KEYS), BORROWED.c.counterpart.is_not(None), standing(BORROWED)
    )
    for column in (BORROWED.c.claim, BORROWED.c.counterpart)
]
_REFS = (
    select(CLAIMS.c.key, REPORTS.c.id, CLAIMS.c.id)
    .join(REPORTS, REPORTS.c.key == CLAIMS.c.report)
    .where(CLAIMS.c.key.in_(KEYS))
)
_IDS = select(EVENTS.c.key, EVENTS.c.id).where(EVENTS.c.key.in_(KEYS))


@dataclass(slots=True)
class Scene:
    """What is looked at together: claims with their features, the events they are in, and the rest of those events."""

    features: dict[int, Features]
    home: dict[int, int] = field(default_factory=dict)
    rest: dict[int, list[int]] = field(default_factory=dict)
    joined: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Ended:
    """Claims that are no longer current, with the event each was in; `why` goes into the log."""

    home: dict[int, int]
    why: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Who had events change, and why; both go into the log."""

    by: str = "fusion"
    reason: str | None = None


class Fusing:
    """The fusion of one transaction; `maker`, `now` and `cause` are written to its rows."""

    def __init__(
        self, connection: Connection, maker: int, now: str, decisions: Decisions, cause: Cause | None = None
    ) -> None:
        self._db, self._maker, self._now, self._decisions = connection, maker, now, decisions
        self._cause = cause or Cause()

    def end(self, claims: Mapping[int, Features], why: str) -> Ended:
        """Take claims out of the index and of their events; the events themselves are settled by `fuse`."""
        neighbours.remove(self._db, claims)
        home = self._homes(claims)
        for chunk in chunks(home, CHUNK):
            gone = update(MEMBERS).where(MEMBERS.c.claim.in_(chunk), standing(MEMBERS))
            self._db.execute(gone.values(known_until=self._now))
        return Ended(home, why)

    def fuse(
        self, claims: Iterable[int], ended: Sequence[Ended] = (), heirs: Mapping[int, int] | None = None
    ) -> set[int]:
        """Find the events of `claims`, old or new, and of what is left of events that lost some.

        `heirs` names the event that a new claim takes over from the claim of an earlier revision. Returns the keys of the
        events that changed.
        """
        lost = {event for one in ended for event in one.home.values()}
        dirty = set(claims) | self._members(lost)
        scene = self._scene(dirty)
        groups = self._groups(scene)
        made = plan(groups, scene.home, heirs or {}, lost)
        changed = self._settle(scene, groups, made) | (lost - made.emptied.keys())
        self._log(made.changes, ended)
        # A claim whose passage turned out to be copied changes what is said of its event, not only who is in it.
        changed |= {scene.home[c] for c in dirty if c in scene.home} - made.emptied.keys()
        self._describe(changed)
        retell(self._db, changed, lost - changed)
        return changed | made.emptied.keys()

    def rename(self, event: int, name: str) -> None:
        """Have an event go on under an id that none has had; its own leads on to it."""
        claims = sorted(self._members({event}))
        key = (self._db.scalar(select(EVENTS.c.key).order_by(EVENTS.c.key.desc()).limit(1)) or 0) + 1
        self._db.execute(insert(EVENTS), [_blank(key, name, self._now, self._maker)])
        left = update(MEMBERS).where(MEMBERS.c.event == event, standing(MEMBERS))
        self._db.execute(left.values(known_until=self._now))
        rows = [{"event": key, "claim": claim, "known_from": self._now, "known_until": None} for claim in claims]
        self._db.execute(insert(MEMBERS), rows)
        self._log([Change("merged", key, claims, event)], ())
        self._describe({key})
        retell(self._db, {key}, {event})

    def _scene(self, dirty: set[int]) -> Scene:
        scene = Scene(neighbours.load(self._db, dirty))
        speaking = self._speaking(scene.features)
        scene.joined = self._counterparts(scene.features)
        bound = {claim for pair in scene.joined for claim in pair} | self._decided(scene.features)
        scene.home = self._homes({*scene.features, *speaking, *bound})
        best: dict[int, float] = {}
        for claim, value in speaking.items():
            if claim in scene.home:
                best[scene.home[claim]] = max(value, best.get(scene.home[claim], 0.0))
        most = MOST_EVENTS * max(1, len({f.report for f in scene.features.values()}))
        events = set(sorted(best, key=lambda event: (-best[event], event))[:most])
        events |= {scene.home[claim] for claim in (*bound, *scene.features) if claim in scene.home}
        homeless = {claim for claim in speaking if claim not in scene.home}
        self._populate(scene, events, speaking, bound | homeless)
        scene.joined += self._counterparts(scene.features)
        return scene

    def _populate(self, scene: Scene, events: set[int], speaking: Mapping[int, float], others: set[int]) -> None:
        """Add the claims of `events` to the scene: of large ones those that matter most, the others as the rest."""
        members: defaultdict[int, list[int]] = defaultdict(list)
        for row in rows_for(self._db, _MEMBERS, events):
            members[row.event].append(row.claim)
        dirty = set(scene.features)
        wanted = set(others)
        for event, claims in members.items():
            scene.home.update((claim, event) for claim in claims)
            ranked = sorted(claims, key=lambda c: (c not in dirty, c not in others, -speaking.get(c, 0.0), c))
            wanted.update(ranked[:MOST_OF_EVENT])
            scene.rest[event] = sorted(ranked[MOST_OF_EVENT:])
        scene.features.update(neighbours.load(self._db, wanted - dirty))
        scene.home = {claim: event for claim, event in scene.home.items() if event in members}

    def _speaking(self, features: Mapping[int, Features]) -> dict[int, float]:
        """Return the claims that one of `features` may be joined with, by how likely the likeliest is."""
        near = neighbours.candidates(self._db, features)
        others = neighbours.load(self._db, {other for found in near.values() for other in found})
        best: dict[int, float] = {}
        for claim, found in near.items():
            for other in found:
                if other in features or other not in others:
                    continue
                value = score(features[claim], others[other])
                if value is not None and value >= THRESHOLD:
                    best[other] = max(value, best.get(other, 0.0))
        return best

    def _counterparts(self, features: Mapping[int, Features]) -> list[tuple[int, int]]:
        """Return the pairs of claims, one of which was copied from the other, that have a side among `features`."""
        pairs: set[tuple[int, int]] = set()
        for statement in _COUNTERPARTS:
            pairs.update((row.claim, row.counterpart) for row in rows_for(self._db, statement, features))
        return sorted(pairs)

    def _decided(self, features: Mapping[int, Features]) -> set[int]:
        """Return the claims that people joined with, parted from or left with those of `features`."""
        pairs = self._decisions.together | self._decisions.apart | self._decisions.kept
        if not pairs:
            return set()
        ours = {one.ref for one in features.values()}
        refs = {ref for pair in pairs if ours & set(pair) for ref in pair} - ours
        return set(claims_of(self._db, refs).values())

    def _groups(self, scene: Scene) -> list[list[int]]:
        """Cluster the scene; what was left out of a large event goes where most of the event goes."""
        number = {one.ref: claim for claim, one in scene.features.items()}
        ref = {claim: one.ref for claim, one in scene.features.items()}
        joined = [(ref[a], ref[b]) for a, b in scene.joined if a in ref and b in ref]
        groups = [[number[r] for r in refs] for refs in cluster(list(scene.features.values()), self._decisions, joined)]
        place = {claim: n for n, group in enumerate(groups) for claim in group}
        for event, rest in scene.rest.items():
            if rest:
                homes = [place[c] for c, home in scene.home.items() if home == event and c in place]
                groups[max(sorted(set(homes)), key=homes.count)] += rest
        return groups

    def _settle(self, scene: Scene, groups: list[list[int]], made: Plan) -> set[int]:
        """Write new events and who is in which; replaces the numbers of new events in `made` by their keys."""
        new = [(n, home) for n, home in enumerate(made.homes) if home < 0]
        refs = {n: refs_of(self._db, scene.features, groups[n]) for n, _ in new}
        keys = dict(zip((home for _, home in new), self._create([min(refs[n]) for n, _ in new]), strict=True))
        made.homes = [keys.get(home, home) for home in made.homes]
        for change in made.changes:
            change.event = keys.get(change.event, change.event)
            change.other = keys.get(change.other, change.other) if change.other is not None else None
        made.emptied = {old: keys.get(to, to) if to is not None else None for old, to in made.emptied.items()}
        moved = [
            (claim, home)
            for home, group in zip(made.homes, groups, strict=True)
            for claim in group
            if scene.home.get(claim) != home
        ]
        for chunk in chunks([claim for claim, _ in moved if claim in scene.home], CHUNK):
            left = update(MEMBERS).where(MEMBERS.c.claim.in_(chunk), standing(MEMBERS))
            self._db.execute(left.values(known_until=self._now))
        if moved:
            rows = [
                {"event": home, "claim": claim, "known_from": self._now, "known_until": None} for claim, home in moved
            ]
            self._db.execute(insert(MEMBERS), rows)
        touched = {home for _, home in moved} | {scene.home[claim] for claim, _ in moved if claim in scene.home}
        return touched - made.emptied.keys()

    def _create(self, first_refs: list[str]) -> list[int]:
        """Insert events that are described later; an id is the digest of the first claim, and of a count where it is taken."""
        if not first_refs:
            return []
        top = self._db.scalar(select(EVENTS.c.key).order_by(EVENTS.c.key.desc()).limit(1)) or 0
        ids = {ref: event_id([ref]) for ref in first_refs}
        taken = set(self._db.scalars(select(EVENTS.c.id).where(EVENTS.c.id.in_(list(ids.values())))))
        rows = []
        for key, ref in enumerate(first_refs, top + 1):
            name, count = ids[ref], 1
            while name in taken:
                count += 1
                name = event_id([f"{ref} {count}"])
                if self._db.scalar(select(EVENTS.c.key).where(EVENTS.c.id == name)) is not None:
                    taken.add(name)
            taken.add(name)
            rows.append(_blank(key, name, self._now, self._maker))
        self._db.execute(insert(EVENTS), rows)
        return [row["key"] for row in rows]

    def _describe(self, events: set[int]) -> None:
        told = told_of(self._db, events)
        names = _ids(self._db, events)
        rows = [
            event_row(describe(names[key], told[key]), len(told[key])) | {"_key": key, "updated_at": self._now}
            for key in sorted(told)
        ]
        if rows:
            columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "_key"} | {
                "maker": self._maker
            }
            self._db.execute(update(EVENTS).where(EVENTS.c.key == bindparam("_key")).values(columns), rows)

    def _log(self, changes: list[Change], ended: Sequence[Ended]) -> None:
        events = {e for c in changes for e in (c.event, c.other) if e is not None} | {
            e for one in ended for e in one.home.values()
        }
        names = _ids(self._db, events)
        refs = self._refs(
            {claim for c in changes for claim in c.claims} | {claim for one in ended for claim in one.home}
        )
        rows: list[dict[str, Any]] = []
        for one in ended:
            by_event: defaultdict[int, list[int]] = defaultdict(list)
            for claim, event in one.home.items():
                by_event[event].append(claim)
            rows += [
                self._entry("left", names[e], [refs[c] for c in sorted(cs)], reason=one.why)
                for e, cs in sorted(by_event.items())
            ]
        for c in changes:
            other = names[c.other] if c.other is not None else None
            rows.append(self._entry(c.kind, names[c.event], [refs[claim] for claim in sorted(c.claims)], other))
            if c.kind in ("merged", "retired"):
                gone, onward = (c.other, names[c.event]) if c.kind == "merged" else (c.event, None)
                closed = update(EVENTS).where(EVENTS.c.key == gone)
                self._db.execute(
                    closed.values(known_until=self._now, moved_to=onward, story=None, updated_at=self._now)
                )
        if rows:
            self._db.execute(insert(EVENT_LOG), rows)

    def _entry(
        self, kind: str, event: str, refs: list[str], other: str | None = None, reason: str | None = None
    ) -> dict[str, Any]:
        return {
            "at": self._now, "kind": kind, "event": event, "other": other, "claims": msgspec.json.encode(refs).decode(),
            "by": self._cause.by, "reason": reason or self._cause.reason, "maker": self._maker,
        }  # fmt: skip

    def _homes(self, claims: Iterable[int]) -> dict[int, int]:
        return {row.claim: row.event for row in rows_for(self._db, _HOMES, claims)}

    def _members(self, events: Iterable[int]) -> set[int]:
        return {row.claim for row in rows_for(self._db, _MEMBERS, events)}

    def _refs(self, claims: set[int]) -> dict[int, str]:
        return refs_by_claim(self._db, claims)


def refs_by_claim(connection: Connection, claims: Iterable[int]) -> dict[int, str]:
    """Return ``REPORT/CLAIM`` of claims by key."""
    return {key: f"{report}/{claim}" for key, report, claim in rows_for(connection, _REFS, claims)}


def refs_of(connection: Connection, features: Mapping[int, Features], claims: Iterable[int]) -> list[str]:
    """Return the refs of claims, most of which are at hand in `features`."""
    found = [features[claim].ref for claim in claims if claim in features]
    return found + list(refs_by_claim(connection, [claim for claim in claims if claim not in features]).values())


def claims_of(connection: Connection, refs: Iterable[str]) -> dict[str, int]:
    """Return the current claims that ``REPORT/CLAIM`` refs name, by ref; refs of none are left out."""
    found: dict[str, int] = {}
    for report, _, claim in (ref.rpartition("/") for ref in set(refs)):
        query = select(CLAIMS.c.key).join(REPORTS, REPORTS.c.key == CLAIMS.c.report)
        key = connection.scalar(query.where(REPORTS.c.id == report, CLAIMS.c.id == claim, standing(CLAIMS)))
        if key is not None:
            found[f"{report}/{claim}"] = key
    return found


def _ids(connection: Connection, events: Iterable[int]) -> dict[int, str]:
    return {row.key: row.id for row in rows_for(connection, _IDS, events)}


def _blank(key: int, name: str, now: str, maker: int) -> dict[str, Any]:
    return {
        "key": key, "id": name, "known_from": now, "updated_at": now, "maker": maker, "type": "", "status": "",
        "claims": 0, "reports": 0, "copies": 0, "independent_sources": 0, "body": "",
    }  # fmt: skip
