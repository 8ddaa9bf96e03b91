"""Why claims are one event: every claim but the first has one before it, and a reason."""

from __future__ import annotations

import pytest
from incidents import OREN_BOMBED, VELSK_SHELLED, tell

from according.errors import LedgerError
from according.ledger import Ledger
from according.ledger.explaining import explain
from according.ledger.reviews import Review, review


def test_every_claim_is_joined_to_one_before_it(ledger: Ledger) -> None:
    ledger.add(tell("a", VELSK_SHELLED))
    (event,) = ledger.add(tell("b", VELSK_SHELLED, publisher="Evening Post", style=1)).events
    told = explain(ledger, event[:8])
    assert told.event.id == event and told.left_out == 0
    names = [joined.claim for joined in told.joined]
    members = {f"{ref.report}/{ref.claim}" for account in told.event.accounts for ref in account.claims}
    assert sorted(names) == sorted(members)
    first, *others = told.joined
    assert first.to is None and not first.why
    for number, joined in enumerate(others, 1):
        assert joined.to in names[:number] and joined.why and joined.says
        assert joined.score is None or 0 < joined.score <= 1
    assert [entry.kind for entry in told.log] == ["created", "joined"]


def test_a_copy_is_joined_by_having_been_copied(ledger: Ledger) -> None:
    extra = (
        "The railway to the south was cut, and crews worked through the night to mend the lines and the station roof."
    )
    ledger.add(tell("a", VELSK_SHELLED, extra=extra))
    (event,) = ledger.add(tell("b", VELSK_SHELLED, extra=extra, publisher="Evening Post")).events
    reasons = [joined.why for joined in explain(ledger, event).joined if joined.claim.startswith("b/")]
    assert reasons and all(why == ["the one was copied from the other"] for why in reasons)


def test_a_review_is_a_reason_and_an_event_that_went_on_is_followed(ledger: Ledger) -> None:
    (one,) = ledger.add(tell("a", VELSK_SHELLED)).events
    (other,) = ledger.add(tell("b", OREN_BOMBED, style=1)).events
    review(ledger, Review(kind="merge", author="ann", event=one, other_event=other))
    told = explain(ledger, other)
    assert told.event.id == explain(ledger, one).event.id
    assert ["a reviewer joined them"] in [joined.why for joined in told.joined]


def test_an_event_that_is_not_there(ledger: Ledger) -> None:
    ledger.add(tell("a", VELSK_SHELLED))
    for name in ("zzz", "", "%"):
        with pytest.raises(LedgerError, match="there is no event"):
            explain(ledger, name)
    (event,) = ledger.add(tell("b", OREN_BOMBED)).events
    ledger.withdraw("b", "it was wrong")
    with pytest.raises(LedgerError, match="holds no claim"):
        explain(ledger, event)
