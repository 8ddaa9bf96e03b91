"""Events as reports come in: in any order and any batches the same, under ids that stay, with a log that tells it all."""

from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from incidents import OREN_BOMBED, TARNA_STRUCK, VELSK_SHELLED, tell
from sqlalchemy import insert, select
from test_store import event_ids

from according.claims import Reading
from according.events import CopyGroup, CopyOf, Event
from according.fusion.fuse import fuse
from according.ledger import Ledger, LogEntry, fusing, open_ledger, schema
from according.ledger.identity import plan
from according.ledger.upgrade import moment

SHELLED_AGAIN = replace(VELSK_SHELLED, day="2024-03-08", killed=1)

STREAM = (
    tell("a1", VELSK_SHELLED, published="2024-03-05", publisher="Kestrel Wire"),
    tell("a2", VELSK_SHELLED, publisher="Morning Post"),
    tell("a3", replace(VELSK_SHELLED, killed=6), publisher="Evening Post", style=1, source="the governor"),
    tell("a4", VELSK_SHELLED, OREN_BOMBED, published="2024-03-07", publisher="Daily Letter", style=2),
    tell("b1", OREN_BOMBED, published="2024-03-07", publisher="Kestrel Wire", style=1),
    tell("b2", OREN_BOMBED, published="2024-03-07", publisher="Harbour Times"),
    tell("c1", SHELLED_AGAIN, published="2024-03-08", publisher="Kestrel Wire", style=2),
    tell("c2", SHELLED_AGAIN, published="2024-03-09", publisher="Harbour Times", style=1, source="the mayor"),
    tell("d1", TARNA_STRUCK, published="2024-03-20", publisher="Morning Post", style=1),
    tell("d2", TARNA_STRUCK, published="2024-03-21", publisher="Evening Post", style=2),
    tell("e1", VELSK_SHELLED, published=None, publisher=None, style=1),
)


def partition(events: list[Event]) -> set[frozenset[str]]:
    return {frozenset(f"{ref.report}/{ref.claim}" for one in e.accounts for ref in one.claims) for e in events}


def stories(events: list[Event]) -> set[frozenset[frozenset[str]]]:
    """Which events are in one story; their ids may differ."""
    told: dict[str, set[frozenset[str]]] = {}
    for event in events:
        if event.story:
            told.setdefault(event.story, set()).update(partition([event]))
    return {frozenset(one) for one in told.values()}


def grouped(copies: list[CopyGroup]) -> dict[str, dict[str, CopyOf]]:
    return {one.original: {copy.report: copy for copy in one.copies} for one in copies}


def standing(ledger: Ledger) -> list[Event]:
    return ledger.events(event_ids(ledger))


def replayed(log: list[LogEntry]) -> dict[str, str]:
    """The event of each claim, from the log alone."""
    home: dict[str, str] = {}
    for entry in log:
        goes_to = {"created": entry.event, "joined": entry.event, "merged": entry.event, "left": None, "retired": None}
        for claim in entry.claims:
            to = goes_to.get(entry.kind, entry.other)
            if to is None:
                del home[claim]
            else:
                home[claim] = to
    return home


def homes(ledger: Ledger) -> dict[str, str]:
    member, claim, event, report = schema.MEMBERS, schema.CLAIMS, schema.EVENTS, schema.REPORTS
    query = (
        select(report.c.id, claim.c.id, event.c.id)
        .join(claim, claim.c.report == report.c.key)
        .join(member, member.c.claim == claim.c.key)
        .join(event, event.c.key == member.c.event)
        .where(schema.standing(member))
    )
    with ledger.read() as connection:
        return {f"{r}/{c}": e for r, c, e in connection.execute(query)}


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(STREAM), batch=st.sampled_from([1, 3, 20]))
def test_any_order_and_any_batches_come_to_the_same(order: list[Reading], batch: int) -> None:
    expected = fuse(STREAM)
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "ledger.db") as ledger:
        list(ledger.add_many(order, batch=batch))
        found = standing(ledger)
        assert partition(found) == partition(expected.events)
        assert stories(found) == stories(expected.events)
        assert grouped(ledger.copies()) == grouped(expected.copies)
        unnamed = {"id": "", "story": None}
        assert [_with(e, unnamed) for e in _ordered(found)] == [_with(e, unnamed) for e in _ordered(expected.events)]
        assert replayed(ledger.log()) == homes(ledger)
        assert {f.kind for f in ledger.doctor()} == {"undated"}


def _ordered(events: list[Event]) -> list[Event]:
    return sorted(events, key=lambda event: sorted(map(sorted, partition([event]))))


def _with(event: Event, values: dict[str, str | None]) -> Event:
    return msgspec.structs.replace(event, **values)


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**16))
def test_whatever_comes_and_goes_the_log_tells_where_each_claim_is(seed: int) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "ledger.db") as ledger:
        left = chance.sample(STREAM, len(STREAM))
        while left:
            there = [r for r in _current(ledger) if "~" not in r]
            if there and chance.random() < 0.4:
                ledger.withdraw(chance.choice(there), "a test")
            else:
                ledger.add(left.pop())
        assert replayed(ledger.log()) == homes(ledger)
        remaining = [r for r in STREAM if r.report.id in _current(ledger)]
        assert partition(standing(ledger)) == partition(fuse(remaining).events)
        assert {f.kind for f in ledger.doctor()} <= {"undated"}


def _current(ledger: Ledger) -> list[str]:
    with ledger.read() as connection:
        return list(connection.scalars(select(schema.REPORTS.c.id).where(schema.standing(schema.REPORTS))))


def test_an_event_keeps_its_id_when_an_earlier_report_comes_late(ledger: Ledger) -> None:
    first = ledger.add(STREAM[2]).events
    second = ledger.add(STREAM[0])
    assert second.events == first == event_ids(ledger)


def test_a_late_report_reopens_an_old_event(ledger: Ledger) -> None:
    old = ledger.add(STREAM[0]).events
    for reading in STREAM[4:10]:
        ledger.add(reading)
    late = ledger.add(tell("late", VELSK_SHELLED, published="2024-06-01", publisher="Monthly Review", style=2))
    assert late.events == old
    (event,) = ledger.events(old)
    assert (event.reports, event.last_reported) == (2, "2024-06-01")


def test_a_copy_counts_once_and_a_late_original_takes_its_place(ledger: Ledger) -> None:
    ledger.add(STREAM[1])
    events = ledger.add(tell("again", VELSK_SHELLED, published="2024-03-07", publisher="Valley News")).events
    assert [(g.original, [c.report for c in g.copies]) for g in ledger.copies()] == [("a2", ["again"])]
    ledger.add(STREAM[0])
    assert [(g.original, [c.report for c in g.copies]) for g in ledger.copies()] == [("a1", ["a2", "again"])]
    (event,) = ledger.events(events)
    assert (event.reports, event.copies, event.independent_sources) == (3, 2, 1)
    assert {ref.copy_of for one in event.accounts for ref in one.claims} == {None, "a1"}


def test_a_copy_does_not_hide_a_changed_number(ledger: Ledger) -> None:
    ledger.add(STREAM[0])
    changed = tell("changed", replace(VELSK_SHELLED, killed=40), publisher="Valley News")
    (event,) = ledger.events(ledger.add(changed).events)
    assert {q.value for one in event.accounts for q in one.quantities} == {4, 40}
    (copies,) = ledger.copies()
    assert [(c.said, c.instead_of) for c in copies.copies[0].changed] == [("40", "4")]


def test_fusing_anew_changes_nothing_that_was_right(ledger: Ledger) -> None:
    list(ledger.add_many(STREAM))
    before, copies, log = standing(ledger), ledger.copies(), ledger.log()
    assert set(ledger.refuse()) == {e.id for e in before}
    assert (standing(ledger), ledger.copies(), ledger.log()) == (before, copies, log)


@pytest.mark.parametrize("kind", ["split", "merge"])
def test_what_people_decide_outweighs_the_score_and_is_undone_with_the_review(ledger: Ledger, kind: str) -> None:
    one, two = STREAM[0], (STREAM[2] if kind == "split" else STREAM[8])
    ledger.add(one)
    ledger.add(two)
    before = partition(standing(ledger))
    values = {"at": moment(), "author": "a reader", "kind": kind, "maker": 1}
    for prefix, reading in (("", one), ("other_", two)):
        trigger = reading.claims[0].trigger
        values |= {f"{prefix}report": reading.report.id, f"{prefix}start": trigger.span[0]}
        values |= {f"{prefix}end": trigger.span[1], f"{prefix}trigger": trigger.text}
    with ledger.write() as connection:
        connection.execute(insert(schema.REVIEWS).values(**values))
    ledger.refuse()
    together = [{"a1/d0", f"{two.report.id}/d0"} <= group for group in partition(standing(ledger))]
    assert any(together) is (kind == "merge")
    assert {"split", "merged"} & {entry.kind for entry in ledger.log()}
    with ledger.write() as connection:
        connection.execute(schema.REVIEWS.update().values(undone_at=moment(), undone_by="a reader"))
    ledger.refuse()
    assert partition(standing(ledger)) == before
    assert replayed(ledger.log()) == homes(ledger)


def test_of_a_large_event_only_some_claims_are_looked_at_again(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fusing, "MOST_OF_EVENT", 6)
    seen: list[int] = []
    real = fusing.cluster
    monkeypatch.setattr(
        fusing, "cluster", lambda features, *rest: (seen.append(len(features)), real(features, *rest))[1]
    )
    names = [f"r{n:02}" for n in range(20)]
    for n, name in enumerate(names):
        ledger.add(tell(name, VELSK_SHELLED, publisher=f"Paper {n}", style=n % 3))
    (event,) = standing(ledger)
    assert event.reports == 20
    assert max(seen) <= 6 + 2 * 3, "the event, the report, and their counterparts"
    assert replayed(ledger.log()) == homes(ledger)


GROUPS = st.lists(st.integers(0, 3), min_size=1, max_size=12)


@given(before=GROUPS, after=GROUPS)
def test_ids_are_kept_by_those_who_hold_most(before: list[int], after: list[int]) -> None:
    """Claims 0.. were in events 10 .. 13 (claims beyond `before` are new) and are grouped as `after` says."""
    home = {claim: 10 + event for claim, event in enumerate(before[: len(after)])}
    groups = [[c for c, group in enumerate(after) if group == n] for n in sorted(set(after))]
    made = plan(groups, home, {}, [])
    assert len(set(made.homes)) == len(groups)
    for event in set(home.values()):
        shares = sorted((sum(home.get(c) == event for c in group) for group in groups), reverse=True)
        keeper = [g for g, h in zip(groups, made.homes, strict=True) if h == event]
        assert (event in made.emptied) is not bool(keeper)
        if not keeper:
            assert made.emptied[event] in made.homes
        elif len(set(home.values())) == 1:
            assert sum(home.get(c) == event for c in keeper[0]) == shares[0]
    told = {
        c: (change.other if change.kind in ("split", "moved") else change.event)
        for change in made.changes
        for c in change.claims
    }
    now = {claim: h for group, h in zip(groups, made.homes, strict=True) for claim in group}
    assert {**home, **told} == now
