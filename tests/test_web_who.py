"""Who said what: threats with what is told as done afterwards beside them."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from incidents import OREN_BOMBED, TARNA_STRUCK, VELSK_SHELLED, tell
from starlette.testclient import TestClient

from according.claims import Reading
from according.ledger import Ledger, open_ledger
from according.web.server.app import create_app
from according.web.server.options import ServeOptions

NOT_SOUGHT, NOTHING = "Not looked for", "Nothing of the kind is told afterwards"


def threat(name: str, **how: Any) -> Reading:
    """A report in which the governor tells one threat."""
    made = tell(name, VELSK_SHELLED, published="2024-03-05", source="the governor", **how)
    deed = made.claims[0]
    deed.type, deed.mode = "THREATEN", None
    made.claims = [deed]
    return made


def asked(ledger: Ledger) -> tuple[list[list[str]], str]:
    """The reports told as what came later, for each threat, and the page."""
    seconds = itertools.count(step=1.0).__next__
    client = TestClient(create_app(ledger, ServeOptions(ticks=seconds)), base_url="http://127.0.0.1")
    said = client.get("/who/the%20governor.json").json()["said"]["threatened"]["claims"]
    return [[one["report"]["id"] for one in claim["later"]] for claim in said], client.get("/who/the%20governor").text


@pytest.fixture
def ledger(tmp_path: Path) -> Any:
    with open_ledger(tmp_path / "l.db") as made:
        yield made


def test_what_is_told_the_same_day_does_not_hide_what_came_later(ledger: Ledger) -> None:
    same_day = [
        tell(f"same-{n}", OREN_BOMBED, published="2024-03-05", publisher=f"Paper {n}", style=n % 3) for n in range(12)
    ]
    list(ledger.add_many([threat("threat"), *same_day, tell("after", TARNA_STRUCK, published="2024-03-20")]))
    later, page = asked(ledger)
    assert later == [["after"]]
    assert NOTHING not in page and NOT_SOUGHT not in page


def test_a_threat_after_which_nothing_is_told_says_so(ledger: Ledger) -> None:
    ledger.add(tell("before", TARNA_STRUCK, published="2024-03-01"))
    ledger.add(threat("threat"))
    later, page = asked(ledger)
    assert later == [[]]
    assert NOTHING in page and NOT_SOUGHT not in page


def test_a_threat_of_nobody_known_does_not_say_that_nothing_came(ledger: Ledger) -> None:
    unknown = threat("threat")
    unknown.claims[0].actors = []
    ledger.add(unknown)
    ledger.add(tell("after", TARNA_STRUCK, published="2024-03-20"))
    later, page = asked(ledger)
    assert later == [[]]
    assert NOT_SOUGHT in page and NOTHING not in page
