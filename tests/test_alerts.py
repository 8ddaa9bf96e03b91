"""What is told of an event that changed, and what is not."""

from __future__ import annotations

from incidents import OREN_BOMBED, VELSK_SHELLED, Incident, tell
from msgspec.structs import replace

from according.ledger import Ledger
from according.ledger.alerts import RULES, Alert, alerts
from according.ledger.upgrade import moment


def added(ledger: Ledger, *readings: object) -> list[Alert]:
    """The alerts of adding readings, one after the other."""
    found: list[Alert] = []
    for reading in readings:
        since = moment()
        found += alerts(ledger, ledger.add(reading).events, since, RULES)  # type: ignore[arg-type]
    return found


def velsk(killed: int) -> Incident:
    return Incident(VELSK_SHELLED.town, VELSK_SHELLED.day, killed=killed)


def test_a_new_event_is_no_alert(ledger: Ledger) -> None:
    assert added(ledger, tell("a", VELSK_SHELLED), tell("b", OREN_BOMBED, style=1)) == []


def test_a_second_source_is_told_once(ledger: Ledger) -> None:
    added(ledger, tell("a", VELSK_SHELLED, source="the governor"))
    (alert,) = added(ledger, tell("b", VELSK_SHELLED, source="the mayor", publisher="Evening Post", style=1))
    assert alert.rule == "new-source" and "mayor" in alert.what and "2 independent sources" in alert.what
    assert alert.claims and all(ref.startswith("b/") for ref in alert.claims)
    assert added(ledger, tell("b", VELSK_SHELLED, source="the mayor", publisher="Evening Post", style=1)) == []


def test_a_copy_is_no_alert(ledger: Ledger) -> None:
    extra = (
        "The railway to the south was cut, and crews worked through the night to mend the lines and the station roof."
    )
    original = tell("a", VELSK_SHELLED, extra=extra)
    copy = tell("b", VELSK_SHELLED, extra=extra, publisher="Evening Post")
    assert added(ledger, original, copy) == []
    assert ledger.copies()


def test_a_changed_number_says_what_it_was(ledger: Ledger) -> None:
    added(ledger, tell("a", velsk(4), source="the governor"))
    found = added(ledger, tell("b", velsk(7), source="the governor", published="2024-03-07", style=1))
    (alert,) = [one for one in found if one.rule == "changed-number"]
    assert "killed" in alert.what and "7" in alert.what and "instead of 4" in alert.what


def test_only_the_rules_that_were_asked_for(ledger: Ledger) -> None:
    ledger.add(tell("a", velsk(4), source="the governor"))
    since = moment()
    events = ledger.add(tell("b", velsk(9), source="the mayor", publisher="Evening Post", style=1)).events
    assert {alert.rule for alert in alerts(ledger, events, since, ["new-source"])} == {"new-source"}
    assert alerts(ledger, events, since, []) == []


def test_what_did_not_change_is_not_told(ledger: Ledger) -> None:
    added(ledger, tell("a", VELSK_SHELLED, source="the governor"))
    since = moment()
    assert alerts(ledger, _events(ledger), since) == []


def _events(ledger: Ledger) -> list[str]:
    return sorted({entry.event for entry in ledger.log()})


def test_a_contradiction_names_who_gives_which_number(ledger: Ledger) -> None:
    mayor = tell("b", velsk(4), source="the mayor", publisher="Evening Post", published="2024-03-08", style=1)
    found = added(ledger, tell("a", velsk(9), source="the governor"), mayor)
    (alert,) = [one for one in found if one.rule == "contradiction"]
    assert alert.what.startswith("killed: ") and "governor 9" in alert.what and "mayor 4" in alert.what


def test_a_number_that_contradicts_none_is_not_told_among_those_that_do(ledger: Ledger) -> None:
    """Nine killed, "among them three children": both can hold, whatever a third number says."""
    late = {"published": "2024-03-08", "style": 1}
    doctors = tell("c", velsk(3), source="doctors", publisher="Daily Sun", **late)
    children = [
        replace(claim, quantities=[replace(one, of="children") for one in claim.quantities]) for claim in doctors.claims
    ]
    ledger.add(tell("a", velsk(9), source="the governor"))
    ledger.add(replace(doctors, claims=children))
    (alert,) = [
        one
        for one in added(ledger, tell("b", velsk(4), source="the mayor", publisher="Evening Post", **late))
        if one.rule == "contradiction"
    ]
    assert alert.what == "killed: governor 9, mayor 4"
