"""Reviews: what people decide holds, is told, can be taken back, and finds its claim again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from incidents import MADE_BY, OREN_BOMBED, TARNA_STRUCK, VELSK_SHELLED, tell

from according.claims import Claim, Reading
from according.errors import ReviewError
from according.ledger import Ledger, open_ledger
from according.ledger.adopting import adopt, together
from according.ledger.anchors import Anchor, anchor_of
from according.ledger.asking import Filter, Slice, claim, claims, events, search
from according.ledger.contents import each_reading
from according.ledger.reviews import Review, adrift, apply, decisions, history, restore, review, undo
from according.ledger.upgrade import moment

PAGE = "https://post.example.org/velsk"
ONE = tell("one", VELSK_SHELLED)
TWO = tell("two", VELSK_SHELLED, publisher="Evening Post", source="the governor", style=1, url=PAGE)
THREE = tell("three", OREN_BOMBED, publisher="Harbour Times", style=2)


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Two reports of one incident, and one of another."""
    list(ledger.add_many([ONE, TWO, THREE]))
    return ledger


def refs(ledger: Ledger, **fields: Any) -> set[str]:
    return {row.ref for row in claims(ledger, Filter(**fields), part=Slice(limit=None)).items}


def told(ledger: Ledger) -> set[frozenset[str]]:
    """The claims of each event."""
    found = events(ledger, part=Slice(limit=None)).items
    return {frozenset(f"{r.report}/{r.claim}" for a in row.event.accounts for r in a.claims) for row in found}


def anew(reading: Reading, **changes: str) -> Reading:
    """The same report as a newer model reads it: other ids and confidences, types and triggers where they are given."""
    again = msgspec.convert(msgspec.to_builtins(reading), Reading)
    again.made_by = MADE_BY | {"model": "n" * 12}
    for one in again.claims:
        one.type = changes.get(one.id, one.type)  # type: ignore[assignment]
        one.id, one.confidence = f"new-{one.id}", 0.5
    return again


def test_a_rejected_claim_leaves_its_event_and_what_is_shown(filled: Ledger) -> None:
    before, then = told(filled), moment()
    done = review(filled, Review(kind="reject", author="ann", claim="two/h0", reason="another town"))
    assert done.warnings == []
    assert "two/h0" not in refs(filled)
    assert refs(filled, reviewed="rejected") == {"two/h0"}
    assert not any("two/h0" in event for event in told(filled))
    (event,) = [row.event for row in events(filled, Filter(place="Velsk")).items]
    assert done.events == [event.id]
    assert {
        q.value for account in event.accounts if account.claimant.name == "governor" for q in account.quantities
    } == set()
    assert refs(filled, as_of=then) == refs(filled) | {"two/h0"}
    (entry,) = [entry for entry in filled.log(event.id) if entry.kind == "left"]
    assert (entry.claims, entry.reason) == (["two/h0"], "rejected")
    assert filled.doctor() == []
    undo(filled, done.id, "bob")
    assert told(filled) == before
    assert refs(filled, reviewed="rejected") == set()
    assert filled.doctor() == []
    assert [c.id for c in filled.reading("two").claims] == ["d0", "h0"]


def test_a_rejected_claim_is_shown_with_what_it_said(filled: Ledger) -> None:
    review(filled, Review(kind="reject", author="ann", claim="two/h0"))
    (row,) = claims(filled, Filter(reviewed="rejected")).items
    assert row.claim == TWO.claims[1]
    assert row.verdicts == ["rejected"]
    assert row.event is None
    assert "two/h0" not in {hit.claim.ref for hit in search(filled, "velsk", kinds=("claims",)).items if hit.claim}


def test_an_accepted_claim_stays_and_says_so(filled: Ledger) -> None:
    review(filled, Review(kind="accept", author="ann", claim="one/d0"))
    assert refs(filled, reviewed="accepted") == {"one/d0"}
    found = claim(filled, "one/d0")
    assert found is not None
    assert found.verdicts == ["accepted"]
    assert refs(filled, reviewed="unreviewed") == refs(filled) - {"one/d0"}


def test_a_correction_shows_and_what_was_read_is_kept(filled: Ledger) -> None:
    changes = {
        "type": "COERCE",
        "certainty": "probable",
        "recipients": [{"text": "Velsk", "name": "the town of Velsk"}],
    }
    done = review(filled, Review(kind="correct", author="ann", claim="two/d0", changes=changes))
    row = claim(filled, "two/d0")
    assert row is not None
    assert (row.claim.type, row.claim.mode, row.claim.factuality.certainty) == ("COERCE", None, "probable")
    (recipient,) = row.claim.recipients
    assert TWO.report.text[slice(*recipient.span)] == recipient.text == "Velsk"
    assert row.verdicts == ["corrected"]
    assert row.original == TWO.claims[0]
    assert (
        refs(filled, type="COERCE") == refs(filled, recipient="the town of Velsk") == refs(filled, reviewed="corrected")
    )
    assert "two/d0" in set().union(*told(filled))
    assert [c.type for c in filled.reading("two").claims] == ["COERCE", "HARM"]
    assert filled.doctor() == []
    undo(filled, done.id, "ann")
    row = claim(filled, "two/d0")
    assert row is not None
    assert (row.claim, row.verdicts, row.original) == (TWO.claims[0], [], None)


def test_corrections_of_one_claim_come_together(filled: Ledger) -> None:
    review(filled, Review(kind="correct", author="ann", claim="two/d0", changes={"mode": "ground"}))
    second = review(filled, Review(kind="correct", author="bob", claim="two/d0", changes={"certainty": "possible"}))
    assert second.warnings == []
    third = review(filled, Review(kind="correct", author="bob", claim="two/d0", changes={"mode": "occupy"}))
    assert len(third.warnings) == 1
    assert "by ann corrects its mode otherwise" in third.warnings[0]
    row = claim(filled, "two/d0")
    assert row is not None
    assert (row.claim.mode, row.claim.factuality.certainty, row.original) == ("occupy", "possible", TWO.claims[0])
    kept = history(filled, claim="two/d0")
    assert apply(TWO.claims[0], kept) == row.claim
    undo(filled, third.id, "bob")
    row = claim(filled, "two/d0")
    assert row is not None
    assert row.claim.mode == "ground"


def test_a_correction_of_where_the_claim_stands(filled: Ledger) -> None:
    start, end = TWO.claims[0].span
    review(filled, Review(kind="correct", author="ann", claim="two/d0", changes={"span": [start, end - 10]}))
    row = claim(filled, "two/d0")
    assert row is not None
    assert row.claim.text == TWO.report.text[start : end - 10]


WRONG: list[tuple[Review, str]] = [
    (Review(kind="reject", author=" ", claim="two/h0"), "needs an author"),
    (Review(kind="reject", author="ann", claim="two/none"), "no claim 'two/none'"),
    (Review(kind="reject", author="ann"), "no claim ''"),
    (Review(kind="correct", author="ann", claim="two/d0"), "nothing cannot be corrected"),
    (Review(kind="correct", author="ann", claim="two/d0", changes={"trigger": "x"}), "'trigger' cannot be corrected"),
    (Review(kind="correct", author="ann", claim="two/d0", changes={"type": "WAR"}), "a value that it cannot have"),
    (Review(kind="correct", author="ann", claim="two/d0", changes={"mode": "killed"}), "no mode 'killed'"),
    (
        Review(kind="correct", author="ann", claim="two/d0", changes={"span": [0, 3]}),
        "does not hold the claim's trigger",
    ),
    (
        Review(kind="correct", author="ann", claim="two/d0", changes={"actors": [{"text": "Mars"}]}),
        "'Mars' does not stand",
    ),
    (
        Review(kind="correct", author="ann", claim="two/d0", changes={"actors": [{"text": "Mars", "span": [0, 4]}]}),
        "does not quote 'Mars'",
    ),
    (Review(kind="merge", author="ann", claim="two/d0"), "takes two claims"),
    (Review(kind="merge", author="ann", claim="two/d0", other="two/d0"), "nothing to decide"),
    (Review(kind="merge", author="ann", event="none", other_event="none"), "no event 'none'"),
    (Review(kind="note", author="ann", claim="two/d0"), "no text in the note"),
]


@pytest.mark.parametrize(("decision", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_cannot_be_decided_is_an_error_and_changes_nothing(filled: Ledger, decision: Review, message: str) -> None:
    before = told(filled)
    with pytest.raises(ReviewError, match=message) as caught:
        review(filled, decision)
    assert caught.value.remedy
    assert told(filled) == before
    assert history(filled) == []


def test_who_says_otherwise_is_named_and_the_latest_holds(filled: Ledger) -> None:
    first = review(filled, Review(kind="reject", author="ann", claim="two/h0"))
    second = review(filled, Review(kind="accept", author="bob", claim="two/h0"))
    assert len(second.warnings) == 1
    assert f"review {first.id} by ann is to reject it" in second.warnings[0]
    assert "two/h0" in refs(filled)
    undo(filled, second.id, "bob")
    assert "two/h0" not in refs(filled)


def test_events_are_merged_and_parted_and_all_of_it_undone(filled: Ledger) -> None:
    before = told(filled)
    velsk, oren = (events(filled, Filter(place=place)).items[0].event.id for place in ("Velsk", "Oren"))
    merged = review(filled, Review(kind="merge", author="ann", event=velsk, other_event=oren, reason="one raid"))
    assert len(told(filled)) == len(before) - 1
    assert frozenset().union(*before) in told(filled)
    parted = review(filled, Review(kind="split", author="bob", claim="three/d0"))
    assert parted.warnings
    assert all("the latest holds" in warning for warning in parted.warnings)
    assert not any({"three/d0", "one/d0"} <= event for event in told(filled))
    assert {pair[0] for pair in decisions(filled).apart} == {"three/d0"}
    undo(filled, parted.id, "bob")
    undo(filled, merged.id, "ann")
    assert told(filled) == before
    assert decisions(filled).together == decisions(filled).apart == set()
    assert all(one.undone_by for one in history(filled))
    causes = {(entry.kind, entry.by, entry.reason) for entry in filled.log() if entry.by != "fusion"}
    assert ("merged", "ann", "one raid") in causes
    assert {by for _, by, _ in causes} == {"ann", "bob"}
    assert any(reason and reason.endswith("undone") for _, _, reason in causes)


def test_two_claims_that_do_not_belong_together(filled: Ledger) -> None:
    done = review(filled, Review(kind="split", author="ann", claim="one/d0", other="two/d0"))
    assert not any({"one/d0", "two/d0"} <= event for event in told(filled))
    assert len(done.events) >= 2
    filled.refuse()
    assert not any({"one/d0", "two/d0"} <= event for event in told(filled))


@pytest.mark.parametrize("other", [None, "two/d0"])
def test_who_is_split_off_takes_nobody_along(filled: Ledger, other: str | None) -> None:
    (whole,) = [event for event in told(filled) if "one/d0" in event]
    assert len(whole) > 3, "the toll of the same sentence would go with the deed"
    done = review(filled, Review(kind="split", author="ann", claim="one/d0", other=other))
    assert {frozenset({"one/d0"}), whole - {"one/d0"}} <= set(told(filled))
    more = review(filled, Review(kind="split", author="ann", claim="two/h0"))
    assert whole - {"one/d0", "two/h0"} in told(filled)
    filled.refuse()
    assert whole - {"one/d0", "two/h0"} in told(filled)
    undo(filled, more.id, "ann")
    undo(filled, done.id, "ann")
    assert whole in told(filled)


def test_reviews_that_are_taken_over_do_what_they_did(filled: Ledger, tmp_path: Path) -> None:
    """What one review decided takes effect at once, so that events go on under the ids that they had."""
    review(filled, Review(kind="split", author="ann", claim="one/d0"))
    velsk, oren = (events(filled, Filter(place=place)).items[0].event.id for place in ("Velsk", "Oren"))
    merged = review(filled, Review(kind="merge", author="ann", event=velsk, other_event=oren))
    with open_ledger(tmp_path / "other.db") as other:
        list(other.add_many([ONE, TWO, THREE]))
        kept = history(filled)
        assert (restore(other, kept), restore(other, kept)) == (len(kept), 0)
        here, there = (events(one, part=Slice(limit=None)).items for one in (filled, other))
        assert {row.event.id: row.event for row in there} == {row.event.id: row.event for row in here}
        undo(filled, merged.id, "bob")
        undo(other, merged.id, "bob")
        assert told(other) == told(filled)


def test_events_that_are_taken_over_keep_the_ids_of_what_is_no_more(filled: Ledger, tmp_path: Path) -> None:
    """The page was revised and the first report withdrawn: what the ids were made of is not in the export."""
    filled.add(tell("two", replace(VELSK_SHELLED, killed=6), publisher="Evening Post", style=1, url=PAGE))
    filled.withdraw("one", "it was wrong")
    before = {row.event.id: row.event for row in events(filled, part=Slice(limit=None)).items}
    kept = [
        (name, refs[0], together(refs))
        for name, event in before.items()
        for refs in [[f"{c.report}/{c.claim}" for a in event.accounts for c in a.claims]]
    ]
    with open_ledger(tmp_path / "other.db") as other:
        list(other.add_many(each_reading(filled)))
        own = {row.event.id for row in events(other, part=Slice(limit=None)).items}
        assert own != set(before) and adopt(other, kept) == len(own - set(before))
        assert {row.event.id: row.event for row in events(other, part=Slice(limit=None)).items} == before
        assert adopt(other, kept) == 0 and other.doctor() == []
        assert {events(other, Filter(event=name)).items[0].event.id for name in own} == set(before)


def test_a_decision_on_events_outlives_what_is_added_later(filled: Ledger) -> None:
    review(filled, Review(kind="split", author="ann", claim="one/d0", other="two/d0"))
    filled.add(tell("four", VELSK_SHELLED, publisher="Kestrel Wire", style=2))
    assert not any({"one/d0", "two/d0"} <= event for event in told(filled))


def test_notes_are_kept_on_claims_and_events(filled: Ledger) -> None:
    (event,) = [row.event.id for row in events(filled, Filter(place="Oren")).items]
    review(filled, Review(kind="note", author="ann", event=event, note="see the film"))
    review(filled, Review(kind="note", author="ann", claim="three/d0", note="doubtful"))
    assert [one.note for one in history(filled, event=event)] == ["see the film", "doubtful"]
    assert [one.note for one in history(filled, claim="three/d0")] == ["doubtful"]


def test_the_history_tells_who_when_and_why_and_what_was_undone(filled: Ledger) -> None:
    done = review(filled, Review(kind="reject", author="ann", claim="two/h0", reason="another town"))
    undo(filled, done.id, "bob")
    (one,) = history(filled, claim="two/h0")
    assert (one.kind, one.author, one.reason, one.undone_by) == ("reject", "ann", "another town", "bob")
    assert one.undone_at is not None
    assert one.at < one.undone_at
    assert one.span is not None
    assert TWO.report.text[slice(*one.span)] == one.trigger
    for number, message in ((done.id, "was undone"), (99, "there is no review 99")):
        with pytest.raises(ReviewError, match=message):
            undo(filled, number, "bob")


def test_reviews_hold_when_a_newer_model_has_read_the_report(filled: Ledger) -> None:
    review(filled, Review(kind="reject", author="ann", claim="two/h0"))
    review(filled, Review(kind="correct", author="ann", claim="two/d0", changes={"mode": "ground"}))
    review(filled, Review(kind="accept", author="ann", claim="one/d0"))
    filled.reread(anew(TWO))
    filled.reread(anew(ONE))
    assert refs(filled, reviewed="rejected") == {"two/new-h0"}
    assert refs(filled, reviewed="accepted") == {"one/new-d0"}
    row = claim(filled, "two/new-d0")
    assert row is not None
    assert (row.claim.mode, row.claim.confidence, row.original and row.original.mode) == ("ground", 0.5, "strike")
    assert not any("two/new-h0" in event for event in told(filled))
    assert [c.id for c in filled.reading("two").claims] == ["new-d0", "new-h0"]
    assert adrift(filled) == []
    assert filled.doctor() == []


def test_a_review_that_no_longer_fits_is_reported_and_not_lost(filled: Ledger) -> None:
    done = review(filled, Review(kind="reject", author="ann", claim="two/h0"))
    other = anew(TWO)
    other.claims = other.claims[:1]
    filled.reread(other)
    (lost,) = adrift(filled)
    assert (lost.id, lost.claim, lost.trigger) == (done.id, None, "died")
    assert [finding.kind for finding in filled.doctor()] == ["adrift"]
    assert history(filled)[0].undone_at is None
    again = anew(TWO)
    again.made_by = MADE_BY | {"model": "o" * 12}
    filled.reread(again)
    assert adrift(filled) == []
    assert refs(filled, reviewed="rejected") == {"two/new-h0"}


def test_a_rejection_is_of_what_was_read_not_of_what_is_read_there_now(filled: Ledger) -> None:
    review(filled, Review(kind="reject", author="ann", claim="two/h0"))
    filled.reread(anew(TWO, h0="ASSAULT"))
    assert "two/new-h0" in refs(filled)
    assert len(adrift(filled)) == 1


def test_reviews_go_on_with_a_revision_whose_words_are_the_same(filled: Ledger) -> None:
    review(filled, Review(kind="reject", author="ann", claim="two/h0"))
    longer = tell(
        "two", VELSK_SHELLED, publisher="Evening Post", source="the governor", style=1, url=PAGE, extra="More."
    )
    assert filled.add(longer).report_id == "two~2"
    assert refs(filled, reviewed="rejected") == {"two~2/h0"}
    worse = tell(
        "two", replace(VELSK_SHELLED, killed=7), publisher="Evening Post", source="the governor", style=1, url=PAGE
    )
    filled.add(worse)
    assert "two~3/h0" in refs(filled)
    assert len(adrift(filled)) == 1


def test_what_was_decided_is_safe_when_the_ledger_is_opened_again(address: str) -> None:
    with open_ledger(address) as ledger:
        ledger.add(TWO)
        review(ledger, Review(kind="reject", author="ann", claim="two/h0"))
    with open_ledger(address, readonly=True) as ledger:
        assert refs(ledger) == {"two/d0"}
        assert [one.author for one in history(ledger)] == ["ann"]


def test_a_withdrawn_report_takes_its_corrected_claims_with_it(filled: Ledger) -> None:
    review(filled, Review(kind="correct", author="ann", claim="two/d0", changes={"mode": "ground"}))
    filled.withdraw("two", "not so")
    assert refs(filled, report="two") == set()
    assert refs(filled, report="two", reviewed="corrected") == set()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(st.lists(st.sampled_from(["reject", "accept", "ground", "possible"]), min_size=1, max_size=4), st.randoms())
def test_undone_in_any_order_nothing_is_left(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], chance: Any
) -> None:
    with open_ledger(tmp_path_factory.mktemp("undo") / "ledger.db") as ledger:
        list(ledger.add_many([ONE, TWO, tell("x", TARNA_STRUCK, style=2)]))
        before, shown = told(ledger), claims(ledger, part=Slice(limit=None)).items
        made = []
        for step in steps:
            changes = {"ground": {"mode": "ground"}, "possible": {"certainty": "possible"}}.get(step, {})
            kind: Any = "correct" if changes else step
            made.append(review(ledger, Review(kind=kind, author="ann", claim="two/d0", changes=changes)).id)
        chance.shuffle(made)
        for number in made:
            undo(ledger, number, "bob")
        assert told(ledger) == before
        left = claims(ledger, part=Slice(limit=None)).items
        assert {row.ref: (row.claim, row.verdicts) for row in left} == {
            row.ref: (row.claim, row.verdicts) for row in shown
        }
        assert ledger.doctor() == []


@given(st.integers(0, 60), st.integers(1, 20), st.integers(0, 60), st.integers(1, 20))
def test_an_anchor_fits_what_it_overlaps(start: int, length: int, other: int, width: int) -> None:
    base = TWO.claims[0]
    anchor = Anchor(report="two", span=(start, start + length), trigger="t", type=base.type, claim=base.id)
    there: Claim = msgspec.structs.replace(
        base, trigger=msgspec.structs.replace(base.trigger, span=(other, other + width))
    )
    fit = anchor.fit(there, "two")
    assert (fit > 0) == (max(start, other) < min(start + length, other + width))
    assert (fit == 1) == ((start, length) == (other, width))
    found = anchor.best([there], "two")
    assert (found is not None) == (fit > 0)


def test_of_two_claims_at_one_trigger_the_one_that_was_meant_is_found() -> None:
    deed, harm = TWO.claims
    at_one: Claim = msgspec.structs.replace(harm, trigger=deed.trigger)
    for meant in (deed, at_one):
        found = anchor_of(meant, "two").best([deed, at_one], "two")
        assert found == (meant, 1.0)
