"""Fusion of a small stream from end to end. All reports are invented; the places are real and saw none of it."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import pytest
from reports import needs_model

from according import read_many
from according.claims import Reading, Report
from according.fusion.fuse import counterparts, fuse, taken_over
from according.fusion.stories import stories
from according.fusion.told import Decisions

MARKET = (
    "OMDURMAN, Sudan (Tern Agency) - At least 12 people were killed on Monday when shells struck a crowded market in the Sudanese city "
    "of Omdurman, a medical source said.\n\nThe army accused the paramilitary Rapid Support Forces of firing on the Sabreen "
    "market. More than 30 people were injured, the health ministry in Khartoum state said.\n\nTraders said the first shell came "
    "down among the vegetable stalls as the noon crowd was thickest, and that two more followed within a minute.\n\n"
    "Fighting between the army and the RSF began in April 2023."
)
STREAM = [
    ("s01", "2025-03-03T15:00:00Z", "Tern Agency", MARKET),
    ("s02", "2025-03-03T19:30:00Z", "Fenland Mail",
     "Artillery fire tore through the Sabreen market in Omdurman on Monday, leaving at least 15 dead, a volunteer emergency group "
     "said.\n\nThe RSF denied that it had shelled the market and blamed the army.\n\nIn November last year, 10 people died when "
     "rockets hit a bus station in the same city."),
    ("s03", "2025-03-04T18:00:00Z", "Tern Agency",
     "Mortar rounds fell on a prison in Omdurman on Tuesday, killing six inmates, the interior ministry said.\n\nThe attack came a day "
     "after shells killed at least 15 people in a market in the city.\n\nNineteen prisoners were wounded, according to the ministry."),
    ("s04", "2025-03-02T20:00:00Z", "Tern Agency",
     "An Israeli air strike killed three people in the southern Lebanese town of Nabatieh on Sunday, the Lebanese health ministry "
     "said.\n\nThe Israeli military said it had struck a Hezbollah weapons store.\n\nIn a separate incident, a drone hit a car near "
     "Tyre, wounding two people, the state news agency NNA said."),
    ("s05", "2025-03-02T21:10:00Z", "Orrin Post",
     "Two people were wounded on Sunday when an Israeli drone fired a missile at a car on the coastal road outside Tyre, Lebanon's NNA "
     "agency reported.\n\nThe Israeli army said the driver was a member of Hezbollah. Its forces also attacked what it called an arms "
     "depot in Nabatieh, where officials said four people died."),
    ("s06", "2025-03-04T06:00:00Z", "Harbour Post", MARKET.replace("At least 12", "At least 21")),
    ("s07", "2025-03-07T06:00:00Z", "Orrin Post",
     "SUDAN. Shells killed at least 15 people in a market in Omdurman on Monday, and a prison in the city was hit on Tuesday.\n\n"
     "LEBANON. An Israeli strike on Nabatieh last Sunday killed four people."),
]  # fmt: skip
"""Of three incidents in Sudan, an old one, and two strikes of one day in Lebanon; s06 is a copy with a number changed."""
HAPPENINGS = {
    "market": [("s01", "struck"), ("s02", "tore"), ("s06", "struck"), ("s07", "killed")],
    "prison": [("s03", "fell"), ("s07", "hit")],
    "bus station": [("s02", "hit")],
    "nabatieh": [("s04", "killed"), ("s05", "died")],
    "tyre": [("s04", "hit"), ("s05", "wounded")],
}
"""Where the happenings are told, by report and the first such trigger in it."""


@lru_cache(maxsize=1)
def readings() -> tuple[Reading, ...]:
    reports = [
        Report(id=name, text=text, published=moment[:10], published_at=moment, publisher=publisher, language="en")
        for name, moment, publisher, text in STREAM
    ]
    return tuple(r for r in read_many(reports, layers=True) if isinstance(r, Reading))


def ref(report: str, trigger: str) -> str:
    """The claim on the first such trigger of a report."""
    reading = next(r for r in readings() if r.report.id == report)
    found = min((c for c in reading.claims if c.trigger.text == trigger), key=lambda c: c.trigger.span)
    return f"{report}/{found.id}"


def homes(decisions: Decisions | None = None) -> dict[str, str]:
    """The event of every claim."""
    return {
        f"{c.report}/{c.claim}": event.id
        for event in fuse(readings(), decisions).events
        for a in event.accounts
        for c in a.claims
    }


@needs_model
@pytest.mark.parametrize("name", sorted(HAPPENINGS))
def test_reports_of_one_happening_come_together(name: str) -> None:
    home = homes()
    assert len({home[ref(*told)] for told in HAPPENINGS[name]}) == 1


@needs_model
@pytest.mark.parametrize(("one", "other"), list(combinations(sorted(HAPPENINGS), 2)))
def test_two_happenings_stay_two(one: str, other: str) -> None:
    home = homes()
    assert not {home[ref(*told)] for told in HAPPENINGS[one]} & {home[ref(*told)] for told in HAPPENINGS[other]}


@needs_model
def test_every_claim_stands_in_one_event() -> None:
    told = [f"{c.report}/{c.claim}" for e in fuse(readings()).events for a in e.accounts for c in a.claims]
    assert sorted(set(told)) == sorted(f"{r.report.id}/{c.id}" for r in readings() for c in r.claims)
    events = {
        f"{c.report}/{c.claim}": set[str]() for e in fuse(readings()).events for a in e.accounts for c in a.claims
    }
    for event in fuse(readings()).events:
        for account in event.accounts:
            for one in account.claims:
                events[f"{one.report}/{one.claim}"].add(event.id)
    assert all(len(ids) == 1 for ids in events.values())


@needs_model
def test_the_order_of_the_reports_makes_no_difference() -> None:
    assert fuse(readings()[::-1]) == fuse(readings())


@needs_model
def test_a_copy_with_another_number_stays_in_the_event_as_a_copy() -> None:
    fused = fuse(readings())
    assert [(group.original, [c.report for c in group.copies]) for group in fused.copies] == [("s01", ["s06"])]
    market = next(e for e in fused.events if e.id == homes()[ref("s01", "struck")])
    assert market.copies == 1
    assert {c.copy_of for a in market.accounts for c in a.claims if c.report == "s06"} == {"s01"}
    assert {12.0, 21.0} <= {q.value for a in market.accounts for q in a.quantities}


@needs_model
def test_copied_claims_are_matched_with_their_originals() -> None:
    by_id = {r.report.id: r for r in readings()}
    passages = taken_over(by_id, fuse(readings()).copies)
    pairs = counterparts(by_id, passages)
    assert (ref("s06", "struck"), ref("s01", "struck")) in pairs
    assert all(one.startswith("s06/") and other.startswith("s01/") for one, other in pairs)


@needs_model
def test_a_reviewer_joins_and_parts() -> None:
    prison, market = ref("s03", "fell"), ref("s01", "struck")
    joined = homes(Decisions(together={(prison, market)}))
    assert joined[prison] == joined[market]
    parted = homes(Decisions(apart={(ref("s01", "struck"), ref("s02", "tore"))}))
    assert parted[ref("s01", "struck")] != parted[ref("s02", "tore")]


def test_nothing_comes_of_nothing() -> None:
    fused = fuse([])
    assert (fused.events, fused.copies) == ([], [])


def test_incidents_told_together_are_a_story() -> None:
    told = {"raid": {"a", "b", "c"}, "blackout": {"b", "c"}, "vote": {"d", "e"}}
    found = stories(told)
    assert found["raid"] == found["blackout"]
    assert "vote" not in found


def test_a_round_up_makes_no_story() -> None:
    assert stories({"raid": {"a", "b", "week"}, "vote": {"d", "e", "week"}}) == {}
