"""A page that changes, is withdrawn or read again: the old is superseded and stays, and events go on under their ids."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import msgspec
import pytest
from incidents import OREN_BOMBED, VELSK_SHELLED, tell
from sqlalchemy import select
from test_store import counts, event_ids

from according.claims import Reading, Report
from according.errors import LedgerError
from according.intake.taken import Taken
from according.ledger import Added, Ledger, asking, schema
from according.ledger.upgrade import moment

PAGE = "https://wire.example.org/velsk"
WORSE = replace(VELSK_SHELLED, killed=6)


def taken(reading: Reading, **known: object) -> Taken:
    digest = hashlib.sha256(reading.report.text.encode()).hexdigest()
    values = {"raw": None, "media_type": "text/plain", "digest": digest} | known
    return Taken(report=reading.report, **values)  # type: ignore[arg-type]


def current_reports(ledger: Ledger) -> list[str]:
    with ledger.read() as connection:
        query = select(schema.REPORTS.c.id).where(schema.standing(schema.REPORTS)).order_by(schema.REPORTS.c.id)
        return list(connection.scalars(query))


def tolls(ledger: Ledger, events: list[str], as_of: str | None = None) -> set[float | None]:
    found = ledger.events(events, as_of)
    return {q.value for e in found for account in e.accounts for q in account.quantities if not q.superseded}


def test_another_text_is_a_revision_and_the_event_goes_on(ledger: Ledger) -> None:
    first = ledger.add(tell("page", VELSK_SHELLED, url=PAGE))
    then = moment()
    second = ledger.add(tell("page", WORSE, url=PAGE))
    assert (second.report_id, second.status) == ("page~2", "revision")
    assert second.events == first.events == event_ids(ledger)
    assert current_reports(ledger) == ["page~2"]
    assert tolls(ledger, first.events) == {6}
    assert tolls(ledger, first.events, then) == {4}
    assert ledger.reading("page") == tell("page", VELSK_SHELLED, url=PAGE)
    assert ledger.doctor() == []


def test_the_log_tells_of_a_revision(ledger: Ledger) -> None:
    (event,) = ledger.add(tell("page", VELSK_SHELLED, url=PAGE)).events
    ledger.add(tell("page", WORSE, url=PAGE))
    told = [(entry.kind, entry.claims, entry.reason) for entry in ledger.log(event)]
    assert told == [
        ("created", ["page/d0", "page/h0"], None),
        ("left", ["page/d0", "page/h0"], "revision"),
        ("joined", ["page~2/d0", "page~2/h0"], None),
    ]


def test_a_revision_that_was_seen_before_changes_nothing(ledger: Ledger) -> None:
    for killed in (4, 6):
        ledger.add(tell("page", replace(VELSK_SHELLED, killed=killed), url=PAGE))
    before = counts(ledger)
    for killed, name in ((4, "page"), (6, "page~2")):
        added = ledger.add(tell("page", replace(VELSK_SHELLED, killed=killed), url=PAGE))
        assert added == Added(report_id=name, status="unchanged")
    assert counts(ledger) == before


SEEN = [f"2024-06-11T0{hour}:00:00Z" for hour in range(1, 8)]


def test_a_page_that_shows_its_first_text_again_has_a_third_revision(ledger: Ledger) -> None:
    first, second = tell("page", VELSK_SHELLED, url=PAGE), tell("page", WORSE, url=PAGE)
    archive = [(one, taken(one, fetched_at=when)) for one, when in zip((first, second, first), SEEN, strict=False)]
    added = [ledger.add(*each) for each in archive]
    assert [(one.report_id, one.status) for one in added] == [
        ("page", "new"),
        ("page~2", "revision"),
        ("page~3", "revision"),
    ]
    assert current_reports(ledger) == ["page~3"]
    assert tolls(ledger, event_ids(ledger)) == {4}
    before = counts(ledger)
    assert {ledger.add(*each).status for each in archive} == {"unchanged"}
    assert counts(ledger) == before
    assert ledger.doctor() == []


def test_an_old_capture_that_was_never_added_does_not_bring_the_old_text_back(ledger: Ledger) -> None:
    first, second = tell("page", VELSK_SHELLED, url=PAGE), tell("page", WORSE, url=PAGE)
    ledger.add(first, taken(first, fetched_at=SEEN[1]))
    ledger.add(second, taken(second, fetched_at=SEEN[3]))
    assert ledger.add(first, taken(first, fetched_at=SEEN[2])).status == "unchanged"
    assert current_reports(ledger) == ["page~2"]


def test_a_change_of_the_metadata_alone_is_a_revision(ledger: Ledger) -> None:
    ledger.add(tell("page", VELSK_SHELLED, url=PAGE))
    assert ledger.add(tell("page", VELSK_SHELLED, url=PAGE, publisher="Evening Post")).status == "revision"


@pytest.mark.parametrize("how", ["published", "number", "moment"])
def test_a_revision_that_comes_late_never_stands(ledger: Ledger, how: str) -> None:
    new, old = tell("page", WORSE, url=PAGE), tell("page", VELSK_SHELLED, url=PAGE)
    versions = {"number": ("11", "9"), "moment": ("2024-03-06T12:00:00Z", "2024-03-06T09:00:00Z")}.get(
        how, (None, None)
    )
    if how == "published":
        new.report.published_at, old.report.published_at = "2024-03-06T12:00:00Z", "2024-03-06T09:00:00Z"
    first = ledger.add(new, taken(new, version=versions[0]))
    late = ledger.add(old, taken(old, version=versions[1]))
    assert (late.status, late.events) == ("revision", [])
    assert current_reports(ledger) == ["page"]
    assert tolls(ledger, first.events) == {6}
    assert len(ledger.reading(late.report_id).claims) == 2
    assert ledger.doctor() == []


def test_the_address_makes_the_page_without_what_tracks_readers(ledger: Ledger) -> None:
    ledger.add(tell("one", VELSK_SHELLED, url=f"{PAGE}?id=7&utm_source=feed#top"))
    added = ledger.add(tell("two", WORSE, url=f"{PAGE}?id=7"))
    assert (added.report_id, added.status) == ("one~2", "revision")
    assert ledger.add(tell("three", WORSE, url=f"{PAGE}?id=8")).status == "new"


def test_two_pages_of_one_given_id_are_told_apart(ledger: Ledger) -> None:
    ledger.add(tell("index.html", VELSK_SHELLED, url=PAGE))
    other = ledger.add(tell("index.html", OREN_BOMBED, url="https://post.example.org/oren"))
    assert other.status == "new"
    assert other.report_id.startswith("index.html-")
    assert ledger.reading(other.report_id).report.url == "https://post.example.org/oren"


def test_a_withdrawn_report_leaves_its_events_visibly_and_stays_in_the_store(ledger: Ledger) -> None:
    both = ledger.add(tell("one", VELSK_SHELLED)).events
    ledger.add(tell("two", VELSK_SHELLED, publisher="Evening Post", style=1))
    alone = ledger.add(tell("three", OREN_BOMBED)).events
    then = moment()
    gone = [ledger.withdraw(name, "it was wrong") for name in ("one", "three")]
    assert [(a.status, a.events) for a in gone] == [("withdrawn", both), ("withdrawn", alone)]
    assert [event.reports for event in ledger.events([*both, *alone])] == [1]
    assert [event.reports for event in ledger.events([*both, *alone], then)] == [2, 1]
    assert [entry.kind for entry in ledger.log(alone[0])] == ["created", "left", "retired"]
    assert ledger.log(both[0])[-1].reason == "withdrawal"
    assert len(ledger.reading("one").claims) == 2
    assert ledger.doctor() == []


def test_what_was_withdrawn_is_told_until_it_is_written_again(ledger: Ledger) -> None:
    ledger.add(tell("one", VELSK_SHELLED))
    ledger.add(tell("page", OREN_BOMBED, url=PAGE))
    then = moment()
    ledger.withdraw("one", "it was wrong")
    ledger.withdraw("page", "a mistake")
    told = asking.withdrawn(ledger, then)
    assert [(w.report, w.claims, w.why) for w in told] == [("page", 2, "a mistake"), ("one", 2, "it was wrong")]
    assert asking.withdrawn(ledger, "2024-03-01", "2024-03-07") == [], "not withdrawn on these days"
    assert asking.withdrawn(ledger, "2024-03-01", "2024-03-07", published=("2024-03-01", "2024-03-07")) == told
    assert ledger.add(tell("page", WORSE, url=PAGE)).status == "revision"
    assert [w.report for w in asking.withdrawn(ledger, then)] == ["one"]


def test_a_withdrawal_by_the_publisher_withdraws_what_stands(ledger: Ledger) -> None:
    given = tell("page", VELSK_SHELLED, url=PAGE)
    ledger.add(given, taken(given))
    notice = Reading(report=msgspec.structs.replace(given.report, text="", title=None), claims=[])
    told = taken(notice, withdrawn=True, withdrawn_why="canceled")
    assert ledger.add(notice, told).status == "withdrawn"
    assert current_reports(ledger) == []
    assert ledger.add(notice, told).status == "unchanged"
    assert ledger.add(given, taken(given)).status == "unchanged"
    assert current_reports(ledger) == []


def test_a_report_that_comes_after_its_withdrawal_does_not_stand(ledger: Ledger) -> None:
    given = tell("page", VELSK_SHELLED, url=PAGE)
    notice = Reading(report=msgspec.structs.replace(given.report, text="", title=None), claims=[])
    assert ledger.add(notice, taken(notice, withdrawn=True, withdrawn_why="canceled")).status == "withdrawn"
    assert ledger.add(given, taken(given)).status == "revision"
    assert current_reports(ledger) == []
    assert event_ids(ledger) == []
    assert ledger.doctor() == []


def test_a_page_that_is_written_again_after_its_withdrawal_stands(ledger: Ledger) -> None:
    ledger.add(tell("page", VELSK_SHELLED, url=PAGE))
    ledger.withdraw("page", "it was wrong")
    assert ledger.add(tell("page", WORSE, url=PAGE)).status == "revision"
    assert current_reports(ledger) == ["page~2"]
    assert len(event_ids(ledger)) == 1


def test_revisions_in_one_batch_come_to_the_same_as_one_by_one(ledger: Ledger) -> None:
    many = [tell("page", replace(VELSK_SHELLED, killed=n), url=PAGE) for n in (4, 5, 6)]
    many.insert(1, tell("other", OREN_BOMBED, publisher="Evening Post", style=1))
    added = list(ledger.add_many(many))
    assert [a.status for a in added if isinstance(a, Added)] == ["new", "new", "revision", "revision"]
    assert current_reports(ledger) == ["other", "page~3"]
    assert len(event_ids(ledger)) == 2
    assert tolls(ledger, event_ids(ledger)) == {6, 9}
    assert ledger.doctor() == []


def test_when_an_original_is_withdrawn_its_copies_speak_for_themselves(ledger: Ledger) -> None:
    original = tell("wire", VELSK_SHELLED, published="2024-03-05", publisher="Kestrel Wire")
    ledger.add(original)
    for name in ("a", "b"):
        ledger.add(tell(name, VELSK_SHELLED, publisher=f"Paper {name.upper()}"))
    assert [(g.original, [c.report for c in g.copies]) for g in ledger.copies()] == [("wire", ["a", "b"])]
    then = moment()
    ledger.withdraw("wire", "it was wrong")
    assert [(g.original, [c.report for c in g.copies]) for g in ledger.copies()] == [("a", ["b"])]
    assert [g.original for g in ledger.copies(then)] == ["wire"]
    (event,) = ledger.events(event_ids(ledger))
    assert (event.reports, event.copies) == (2, 1)


def test_a_newer_reading_supersedes_the_claims_and_keeps_the_events(ledger: Ledger) -> None:
    events = ledger.add(tell("one", VELSK_SHELLED)).events
    ledger.add(tell("two", VELSK_SHELLED, publisher="Evening Post", style=1))
    then = moment()
    newer = tell("one", VELSK_SHELLED)
    newer.made_by = {"according": "0.1-test", "model": "n" * 12, "tables": "t" * 12}
    newer.claims[0].confidence = 0.5
    assert [r.id for r in ledger.stale(newer.made_by)] == ["one", "two"]
    assert ledger.reread(newer) == events
    assert [r.id for r in ledger.stale(newer.made_by)] == ["two"]
    assert ledger.reading("one") == newer
    assert event_ids(ledger) == events
    with ledger.read() as connection:
        query = select(schema.CLAIMS.c.confidence).where(schema.CLAIMS.c.id == "d0").order_by(schema.CLAIMS.c.key)
        assert list(connection.scalars(query)) == [0.9, 0.9, 0.5]
        assert list(connection.scalars(query.where(schema.standing(schema.CLAIMS, then)))) == [0.9, 0.9]
    assert ledger.doctor() == []


def test_only_the_text_that_is_stored_can_be_read_again(ledger: Ledger) -> None:
    ledger.add(tell("one", VELSK_SHELLED))
    with pytest.raises(LedgerError, match="one: the report has another text"):
        ledger.reread(tell("one", WORSE))
    with pytest.raises(LedgerError, match="two: there is no such report"):
        ledger.reread(tell("two", WORSE))


def test_who_revises_a_text_did_not_take_it_from_those_who_took_it(ledger: Ledger) -> None:
    body = "\n\n".join(["Shells fell on the market of Velsk at dawn and set a row of wooden stalls on fire before help came.",
                        "Traders had just begun to lay out their fish and vegetables when the first of them hit the roof."])  # fmt: skip
    for name, text, at in (
        ("wire", f"Four people died. {body}", "2024-05-01T11:00:00Z"),
        ("post", f"Four people died. {body}", "2024-05-01T14:00:00Z"),
        ("wire", f"Six people died. {body}", "2024-05-01T17:30:00Z"),
    ):
        report = Report(id=name, text=text, publisher=name, url=f"https://{name}.example.org/velsk", published=at[:10], published_at=at)  # fmt: skip
        ledger.add(Reading(report=report, claims=[], made_by={}))
    (group,) = ledger.copies()
    assert (group.original, [copy.report for copy in group.copies]) == ("wire~2", ["post"])
