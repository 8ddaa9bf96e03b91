"""Questions to a ledger: every filter, each way to find rows, order and pages, counts, words, and states of the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from incidents import OREN_BOMBED, TARNA_STRUCK, VELSK_SHELLED, tell
from ledgers import new_database

from according.claims import Claim, Link, Reading, TimeSpan
from according.errors import FilterError
from according.knowledge import tables
from according.ledger import Ledger, open_ledger
from according.ledger.asking import (
    CLAIM_ORDERS,
    EVENT_ORDERS,
    FACETS,
    Amount,
    Box,
    Filter,
    Near,
    Slice,
    claim,
    claims,
    count_claims,
    count_events,
    entities,
    events,
    facets,
    marking,
    plans,
    search,
    silent_publishers,
    sources,
    spreads,
    tallies,
    timeline,
)
from according.ledger.asking.filters import many
from according.ledger.asking.names import entries
from according.ledger.asking.places import around, is_within
from according.ledger.upgrade import moment

ALL = Slice(limit=None)


def by_ministry(reading: Reading) -> Reading:
    """A reading whose claims the Russian ministry makes, as the tables know it."""
    for one in reading.claims:
        one.attribution = [
            Link(
                source=link.source, span=link.span, entity="org:ru-mod", name="Russian Ministry of Defence", cue=link.cue,
                cue_span=link.cue_span,
            )
            for link in one.attribution
        ]  # fmt: skip
    return reading


def lasting(reading: Reading, start: str, end: str) -> Reading:
    """A reading whose claims are about a stretch of days."""
    for one in reading.claims:
        assert one.time is not None
        one.time = TimeSpan(text=one.time.text, span=one.time.span, start=start, end=end, granularity="month")
    return reading


def stream() -> list[Reading]:
    """Reports of three incidents by several papers; one denies, one is copied, one lasts, one has no date."""
    velsk, worse = VELSK_SHELLED, replace(VELSK_SHELLED, killed=6)
    denied = tell("denied", velsk, publisher="Elysee Post", style=1, source="the Élysée", published="2024-03-07")
    for one in denied.claims:
        one.factuality.polarity = "negative"
    unsure = tell("unsure", TARNA_STRUCK, publisher="Kestrel Wire", style=1, published="2024-03-21")
    for one in unsure.claims:
        one.factuality.certainty, one.confidence = "possible", 0.4
    undated = tell("undated", OREN_BOMBED, publisher=None, published=None, style=2)
    for one in undated.claims:
        one.time = None
    return [
        tell(
            "one", velsk, publisher="Morning Wire", published="2024-03-05", extra="Windows rattled in the old harbour."
        ),
        tell("two", worse, publisher="Evening Post", source="the governor", style=1),
        tell("copy", velsk, publisher="Harbour Times", published="2024-03-06", extra="More follows."),
        by_ministry(tell("ministry", OREN_BOMBED, source="the ministry", style=1, published="2024-03-07")),
        tell("three", OREN_BOMBED, TARNA_STRUCK, publisher="Evening Post", style=2, published="2024-03-20"),
        lasting(
            tell("lasting", TARNA_STRUCK, publisher="Kestrel Wire", published="2024-04-02"), "2024-01-01", "2024-03-31"
        ),
        denied,
        unsure,
        undated,
    ]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger of `stream`, which no test changes."""
    if request.param == "sqlite":
        address = str(tmp_path_factory.mktemp("asking") / "ledger.db")
    else:
        address = new_database(request.getfixturevalue("postgres"))
    with open_ledger(address) as opened:
        list(opened.add_many(stream()))
        yield opened


@pytest.fixture
def along_indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No set is small, and none is listed: rows come along indexes, sets are tested."""
    monkeypatch.setattr(plans, "SMALL", 0)
    monkeypatch.setattr(plans, "LISTED", 0)


def refs(ledger: Ledger, **fields: Any) -> set[str]:
    return {row.ref for row in claims(ledger, Filter(**fields), part=ALL).items}


def of(*reports: str, kinds: str = "dh", numbers: str = "01") -> set[str]:
    """The claims of reports: the deed and the harm of each incident told."""
    told = {name: len(reading.claims) // 2 for reading in stream() for name in [reading.report.id]}
    return {f"{r}/{k}{n}" for r in reports for k in kinds for n in range(told[r]) if str(n) in numbers}


EVERY = of(*(reading.report.id for reading in stream()))

CASES: list[tuple[dict[str, Any], set[str]]] = [
    ({}, EVERY),
    ({"type": "ASSAULT"}, {ref for ref in EVERY if "/d" in ref}),
    ({"type": ("assault", "PROTEST")}, {ref for ref in EVERY if "/d" in ref}),
    ({"mode": "killed"}, {ref for ref in EVERY if "/h" in ref}),
    ({"actor": "Moscow"}, {ref for ref in EVERY if "/d" in ref}),
    ({"actor": "state:RU", "publisher": "evening POST"}, of("two", "three", kinds="d")),
    ({"party": "the Kremlin"}, {ref for ref in EVERY if "/d" in ref}),
    ({"said_by": "Russian MoD"}, of("ministry")),
    ({"said_by": "org:ru-mod", "type": "HARM"}, of("ministry", kinds="h")),
    ({"said_by": "Governor"}, of("two")),
    ({"said_by": ("the governor", "morning wire")}, of("two", "one")),
    ({"said_by": "elysee"}, of("denied")),
    ({"said_by": "Tern Agency ← the governor"}, of("two")),
    ({"said_by": "Tern Agency <- the Russian Ministry of Defence"}, of("ministry")),
    ({"said_by": "it (Russian Ministry of Defence)"}, of("ministry")),
    ({"said_by": "Russian Ministry of Defence (RU)"}, of("ministry")),
    ({"said_by": "Morning Wire"}, of("one")),
    ({"side": "Russia"}, of("ministry")),
    ({"side": "RU"}, of("ministry")),
    ({"publisher": "Élysée post"}, of("denied")),
    ({"polarity": "negative"}, of("denied")),
    ({"certainty": ("possible", "probable")}, of("unsure")),
    ({"realis": "future"}, set()),
    ({"confidence": 0.5}, EVERY - of("unsure")),
    ({"place": "vélsk"}, of("one", "two", "copy", "denied")),
    ({"place": "town:velsk"}, of("one", "two", "copy", "denied")),
    ({"place": "Ukraine"}, EVERY),
    ({"place": ("Velsk", "Tarna")}, of("one", "two", "copy", "denied", "lasting", "unsure") | of("three", numbers="1")),
    ({"country": "ua", "actor": "Russia"}, {ref for ref in EVERY if "/d" in ref}),
    ({"near": Near(lat=49.1, lon=37.2, km=5)}, of("one", "two", "copy", "denied")),
    ({"box": Box(west=35, south=47, east=36, north=48)}, of("ministry", "undated") | of("three", numbers="0")),
    ({"box": Box(west=170, south=-90, east=-170, north=90)}, set()),
    ({"since": "2024-03-06", "until": "2024-03-19"}, of("ministry", "lasting") | of("three", numbers="0")),
    ({"since": "2024-03-20"}, of("unsure", "lasting") | of("three", numbers="1")),
    ({"until": "2024-03-05"}, of("one", "two", "copy", "denied", "lasting")),
    ({"since": "2024-02", "until": "2024-02"}, of("lasting")),
    ({"since": "2024-02", "until": "2024-02", "actor": "Moscow"}, of("lasting", kinds="d")),
    ({"published_since": "2024-03-20", "published_until": "2024-03"}, of("three", "unsure")),
    ({"amount": Amount(measure="killed", least=5, most=8)}, of("two", kinds="h")),
    ({"amount": Amount(measure="killed", least=9)}, of("ministry", "undated", kinds="h") | of("three", kinds="h", numbers="0")),
    ({"amount": Amount(most=3)}, of("lasting", "unsure", kinds="h") | of("three", kinds="h", numbers="1")),
    ({"text": "bombing Oren"}, of("ministry", "undated") | of("three", numbers="0")),
    ({"text": '"bombed Oren"', "type": "HARM"}, of("ministry", "undated", kinds="h") | of("three", kinds="h", numbers="0")),
    ({"text": '"Oren bombed"'}, set()),
    ({"report": ("two", "three")}, of("two", "three")),
    ({"reviewed": "unreviewed", "report": "two"}, of("two")),
    ({"reviewed": ("accepted", "rejected", "corrected")}, set()),
]  # fmt: skip
IDS = [" ".join(f"{name}={value}" for name, value in case.items()) or "all" for case, _ in CASES]


@pytest.mark.parametrize(("fields", "expected"), CASES, ids=IDS)
def test_a_filter_finds_the_claims_that_fit(asked: Ledger, fields: dict[str, Any], expected: set[str]) -> None:
    assert refs(asked, **fields) == expected
    assert count_claims(asked, Filter(**fields)) == len(expected)


@pytest.mark.usefixtures("along_indexes")
@pytest.mark.parametrize(("fields", "expected"), CASES, ids=IDS)
def test_along_indexes_it_finds_the_same(asked: Ledger, fields: dict[str, Any], expected: set[str]) -> None:
    assert refs(asked, **fields) == expected
    assert count_claims(asked, Filter(**fields)) == len(expected)
    assert sum(bucket.count for bucket in timeline(asked, Filter(**fields))) == len(
        {
            row.ref
            for row in claims(asked, Filter(**fields), part=ALL).items
            if begins_in(row.claim, fields, row.report.published)
        }
    )


def begins_in(one: Claim, fields: dict[str, Any], published: str | None) -> bool:
    """Whether a claim begins in the period asked for, by which the timeline counts it."""
    day = (one.time.start if one.time else None) or published
    return "since" not in fields or (day is not None and day >= fields["since"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(range(len(CASES))), min_size=2, max_size=4, unique=True), st.sampled_from([0, 2, 2000]))
def test_all_fields_of_a_filter_must_hold(asked: Ledger, chosen: list[int], small: int) -> None:
    fields: dict[str, Any] = {}
    expected = EVERY
    for number in chosen:
        if not fields.keys() & CASES[number][0].keys() and not ({"type", "mode"} <= {*fields, *CASES[number][0]}):
            fields |= CASES[number][0]
            expected = expected & CASES[number][1]
    if "since" in fields and "until" in fields and fields["since"] > fields["until"]:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "SMALL", small)
        assert refs(asked, **fields) == expected


@pytest.mark.parametrize("sort", [f"{sign}{name}" for name in CLAIM_ORDERS for sign in ("", "-")])
@pytest.mark.parametrize(
    "fields", [{}, {"actor": "Moscow"}, {"since": "2024-03-06"}, {"place": "Velsk"}, {"text": "said"}], ids=str
)
@pytest.mark.parametrize("small", [0, 2000])
def test_pages_by_mark_and_by_offset_hold_every_row_once_in_one_order(
    asked: Ledger, monkeypatch: pytest.MonkeyPatch, sort: str, fields: dict[str, Any], small: int
) -> None:
    monkeypatch.setattr(plans, "SMALL", small)
    monkeypatch.setattr(plans, "LISTED", small)
    monkeypatch.setattr(plans, "FEW", 2 if not small else plans.FEW)
    f = Filter(**fields)
    whole = [row.ref for row in claims(asked, f, sort=sort, part=ALL).items]
    by_mark, after = [], None
    while True:
        page = claims(asked, f, sort=sort, part=Slice(limit=3, after=after))
        by_mark += [row.ref for row in page.items]
        after = page.next
        if after is None:
            break
    by_offset = [
        row.ref
        for start in range(0, len(whole), 3)
        for row in claims(asked, f, sort=sort, part=Slice(limit=3, offset=start)).items
    ]
    assert by_mark == by_offset == whole
    assert len(set(whole)) == len(whole)


def test_the_latest_come_first_and_what_has_no_day_last(asked: Ledger) -> None:
    rows = claims(asked, part=ALL).items
    days = [(row.claim.time.start if row.claim.time else None) or row.report.published for row in rows]
    known = [day for day in days if day is not None]
    assert known == sorted(known, reverse=True)
    assert days[len(known) :] == [None, None]


def test_a_row_carries_the_quoted_text_and_where_it_stands(asked: Ledger) -> None:
    texts = {reading.report.id: reading.report.text for reading in stream()}
    rows = claims(asked, part=ALL).items
    for row in rows:
        start, end = row.claim.span
        assert texts[row.report.id][start:end] == row.claim.text
        assert row.report.text == ""
        assert row.event is not None
        assert row.made_by["model"] == "m" * 12
    assert {row.report.id for row in rows if row.copy_of == "one"} == {"copy"}


def test_one_claim_by_its_name(asked: Ledger) -> None:
    found = claim(asked, "two/h0")
    assert found is not None
    assert found.ref == "two/h0"
    assert claim(asked, "two/none") is None


def test_a_source_is_asked_for_as_reports_and_lists_name_it(ledger: Ledger) -> None:
    governor = tell("governor", VELSK_SHELLED, source="regional governor Ilya Maron")
    ministry = tell("ministry", OREN_BOMBED, source="Russia's Ministry of Defence")
    for reading, name, entity in (
        (governor, "Ilya Maron", "name:ilya-maron"),
        (ministry, "Russia's Ministry of Defence", "name:russia-s-ministry-of-defence"),
    ):
        for one in reading.claims:
            one.attribution = [
                Link(source=one.attribution[0].source, span=one.attribution[0].span, name=name, entity=entity)
            ]
        ledger.add(reading)
    printed = [row.name for row in sources(ledger, kind="origin").items]
    assert sorted(printed) == ["Ilya Maron", "Russia's Ministry of Defence"]
    assert [row.claims for name in printed for row in sources(ledger, Filter(said_by=name), kind="origin").items] == [
        2,
        2,
    ]
    for words in ("regional governor Ilya Maron", "the governor (Ilya Maron)", "TASS ← Ilya Maron", "Ilya Maron (UA)"):
        assert refs(ledger, said_by=words) == {"governor/d0", "governor/h0"}, words
    assert [row.claimant.name for row in tallies(ledger, Filter(said_by="regional governor Ilya Maron")).items]
    with pytest.raises(FilterError, match="called 'the governor'"):
        refs(ledger, said_by="the governor")


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"type": "WAR"}, "no type 'WAR'", "AGREE, CONSULT"),
    ({"type": "HARM", "mode": "strike"}, "no mode 'strike'", "killed"),
    ({"type": "POLICY", "mode": "x"}, "no modes", "Leave"),
    ({"certainty": "sure"}, "no certainty 'sure'", "certain, probable"),
    ({"polarity": "no"}, "no polarity", "positive, negative"),
    ({"status": "open"}, "no status", "agreed, disputed"),
    ({"reviewed": "yes"}, "no reviewed", "accepted"),
    ({"amount": Amount(measure="eaten")}, "no measure", "killed"),
    ({"actor": "governo"}, "called 'governo'", "the governor"),
    ({"actor": "Zxqwv"}, "called 'Zxqwv'", "according entities"),
    ({"actor": "name:zxqwv"}, "no entity", "according entities"),
    ({"said_by": "Zxqwv"}, "called 'Zxqwv'", "according entities"),
    ({"side": "Zxqwv"}, "no side", "RU"),
    ({"publisher": "Even"}, "by 'Even'", "Evening Post"),
    ({"place": "Zxqwv"}, "no place", "--box"),
    ({"event": "none"}, "no event", "according events"),
    ({"report": "none"}, "no report", "according search"),
    ({"since": "soon"}, "no day", "2024-03-05"),
    ({"since": "2024-13"}, "no day", "2024-03-05"),
    ({"since": "2024-02", "until": "2024-01"}, "after", "Swap"),
    ({"as_of": "then"}, "no day|no moment", "2024-03-05"),
    ({"text": "!? --"}, "no word", "phrase"),
    ({"confidence": 2.0}, "no share", "0 to 1"),
    ({"box": Box(west=0, south=10, east=1, north=5)}, "box", "degrees"),
    ({"near": Near(lat=91, lon=0, km=1)}, "point", "kilometres"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "message", "remedy"), WRONG, ids=[str(case[0]) for case in WRONG])
def test_what_there_is_not_is_an_error_that_says_what_there_is(
    asked: Ledger, fields: dict[str, Any], message: str, remedy: str
) -> None:
    with pytest.raises(FilterError, match=message) as caught:
        claims(asked, Filter(**fields))
    assert caught.value.remedy is not None
    assert remedy in caught.value.remedy


def test_orders_fields_and_marks_that_there_are_not(asked: Ledger) -> None:
    with pytest.raises(FilterError, match="sorted by"):
        claims(asked, sort="beauty")
    with pytest.raises(FilterError, match="cannot be counted"):
        facets(asked, None, ["beauty"])
    with pytest.raises(FilterError, match="mark of the page"):
        claims(asked, part=Slice(after="%%%"))


def test_a_name_in_the_tables_that_nobody_bears_here_finds_nothing(asked: Ledger) -> None:
    assert refs(asked, actor="Hezbollah") == set()


# Events


def names(ledger: Ledger, **fields: Any) -> list[set[str]]:
    """The reports of each event found."""
    found = events(ledger, Filter(**fields), part=ALL).items
    return [{ref.report for account in row.event.accounts for ref in account.claims} for row in found]


def test_events_are_asked_for_by_what_they_are_and_by_their_claims(asked: Ledger) -> None:
    everything = events(asked, part=ALL).items
    assert len(everything) == count_events(asked)
    for fields in ({"status": "disputed"}, {"independent": 2}, {"type": "ASSAULT"}, {"mode": "strike"}):
        kept = [row.event.id for row in everything if fits(row.event, fields)]
        assert [row.event.id for row in events(asked, Filter(**fields), part=ALL).items] == kept
    (of_velsk,) = names(asked, place="Velsk", said_by="the governor")
    assert {"one", "two", "copy", "denied"} == of_velsk
    assert names(asked, place="Velsk", said_by="Russian MoD") == []
    assert names(asked, event=everything[0].event.id[:6]) == [names(asked)[0]]


def fits(event: Any, fields: dict[str, Any]) -> bool:
    if "independent" in fields:
        return bool(event.independent_sources >= fields["independent"])
    return all(getattr(event, name) == value for name, value in fields.items())


@pytest.mark.parametrize(
    "fields",
    [{}, {"actor": "Moscow"}, {"place": "Tarna"}, {"since": "2024-03-20"}, {"text": "bombed"}],
    ids=str,
)
def test_events_are_the_same_along_indexes(
    asked: Ledger, monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any]
) -> None:
    by_sets = names(asked, **fields)
    monkeypatch.setattr(plans, "SMALL", 0)
    assert names(asked, **fields) == by_sets
    assert by_sets


@pytest.mark.parametrize("sort", [f"{sign}{name}" for name in EVENT_ORDERS for sign in ("", "-")])
@pytest.mark.parametrize("past", [False, True])
def test_pages_of_events_hold_each_once(asked: Ledger, sort: str, past: bool) -> None:
    f = Filter(as_of=moment() if past else None)
    whole = [row.event.id for row in events(asked, f, sort=sort, part=ALL).items]
    found, after = [], None
    while True:
        page = events(asked, f, sort=sort, part=Slice(limit=2, after=after))
        found += [row.event.id for row in page.items]
        after = page.next
        if after is None:
            break
    assert found == whole
    assert len(set(found)) == len(found) > 2


def test_the_ledger_as_it_was(ledger: Ledger) -> None:
    ledger.add(tell("one", VELSK_SHELLED))
    ledger.add(tell("gone", OREN_BOMBED, style=1))
    then, before = moment(), [row.event for row in events(ledger, part=ALL).items]
    ledger.add(tell("two", replace(VELSK_SHELLED, killed=6), publisher="Evening Post", style=1))
    ledger.withdraw("gone", "not so")
    assert refs(ledger) == {"one/d0", "one/h0", "two/d0", "two/h0"}
    assert refs(ledger, as_of=then) == {"one/d0", "one/h0", "gone/d0", "gone/h0"}
    assert [row.event for row in events(ledger, Filter(as_of=then), part=ALL).items] == before
    assert names(ledger, as_of=then, place="Oren") == [{"gone"}]
    assert names(ledger, place="Oren") == []
    assert refs(ledger, as_of="2000") == set()
    assert events(ledger, Filter(as_of="2000")).items == []


# Numbers


def test_numbers_stand_by_claimant_and_are_never_averaged(asked: Ledger) -> None:
    rows = tallies(asked, Filter(place="Velsk"), part=ALL).items
    told = {(row.claimant.name, row.value) for row in rows}
    assert {("Morning Wire", 4), ("governor", 6)} <= told
    (spread,) = [one for one in spreads(rows) if one.measure == "killed"]
    assert (spread.low, spread.high) == (4, 6)
    assert spread.best in {row.value for row in spread.accounts} | {None}
    assert [row.claimant.name for row in tallies(asked, Filter(said_by="the governor")).items] == ["governor"]
    assert {row.value for row in tallies(asked, Filter(amount=Amount(measure="killed", least=6)), part=ALL).items} == {
        6,
        9,
    }
    assert tallies(asked, Filter(side="Russia"), part=ALL).items[0].claimant.entity == "org:ru-mod"
    assert tallies(asked, part=Slice(limit=1, offset=1)).items == tallies(asked, part=ALL).items[1:2]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 5), st.booleans()), min_size=1))
def test_a_spread_holds_only_what_somebody_says(told: list[tuple[str, int, bool]]) -> None:
    rows = [row_of(name, value, superseded) for name, value, superseded in told]
    standing = [value for _, value, superseded in told if not superseded]
    found = spreads(rows)
    assert bool(found) == bool(standing)
    for one in found:
        assert (one.low, one.high) == (min(standing), max(standing))
        assert one.best is None or one.best in standing


def row_of(name: str, value: int, superseded: bool) -> Any:
    from according.events import Claimant
    from according.ledger.asking import TallyRow

    return TallyRow(
        event="e", type="HARM", day=None, place=None, claimant=Claimant(name=name), measure="killed", of=None, value=value,
        low=value, high=value, bound=None, approximate=False, unit="count", as_of=None, scope=None, superseded=superseded,
        claims=[],
    )  # fmt: skip


# Sources and entities


def test_publishers_with_what_is_their_own_and_what_they_copied(asked: Ledger) -> None:
    rows = {row.name: row for row in sources(asked, part=ALL).items}
    assert set(rows) == {r.report.publisher for r in stream() if r.report.publisher}
    assert (rows["Harbour Times"].reports, rows["Harbour Times"].copies, rows["Harbour Times"].roots) == (1, 1, 0)
    assert (rows["Evening Post"].reports, rows["Evening Post"].roots, rows["Evening Post"].claims) == (2, 2, 6)
    assert (rows["Kestrel Wire"].first_seen, rows["Kestrel Wire"].last_seen) == ("2024-03-21", "2024-04-02")
    of_velsk = {row.name: row.claims for row in sources(asked, Filter(place="Velsk"), part=ALL).items}
    assert of_velsk == {"Morning Wire": 2, "Evening Post": 2, "Harbour Times": 2, "Elysee Post": 2}


def test_origins_by_whom_they_are(asked: Ledger) -> None:
    rows = {row.entity or row.name: row for row in sources(asked, kind="origin", part=ALL).items}
    assert set(rows) == {"the governor", "org:ru-mod", "the Élysée"}
    assert (rows["org:ru-mod"].side, rows["org:ru-mod"].reports, rows["org:ru-mod"].claims) == ("RU", 1, 2)
    assert [row.name for row in sources(asked, kind="origin", name="elys").items] == ["the Élysée"]


def test_a_source_that_fell_silent_is_said_to_be(ledger: Ledger) -> None:
    for day in range(1, 8):
        ledger.add(
            tell(f"a{day}", VELSK_SHELLED, publisher="Old Post", published=f"2024-03-{day:02}", extra=f"Day {day}.")
        )
    ledger.add(tell("z", TARNA_STRUCK, publisher="New Post", published="2024-04-20"))
    silent = {row.name: row.silent_since for row in sources(ledger).items}
    assert silent == {"Old Post": "2024-03-07", "New Post": None}
    assert silent_publishers(ledger) == [row for row in sources(ledger).items if row.silent_since]


def test_entities_with_their_roles(asked: Ledger) -> None:
    rows = {row.entity or row.name: row for row in entities(asked, part=ALL).items}
    deeds = sum("/d" in ref for ref in EVERY)
    assert rows["state:RU"].roles == {"actor": deeds}
    assert rows["org:ru-mod"].roles == {"source": 2}
    assert {row.name for row in entities(asked, name="gover").items} == {"the governor"}
    assert {row.entity for row in entities(asked, Filter(report="ministry"), roles=("source",)).items} == {"org:ru-mod"}
    assert [r.name for r in entities(asked, sort="name").items] == sorted(r.name for r in entities(asked).items)


@pytest.mark.parametrize("fields", [{}, {"place": "Velsk"}], ids=str)
def test_who_tells_and_takes_part_in_the_latest_claims_alone(asked: Ledger, fields: dict[str, Any]) -> None:
    f, many = Filter(**fields), 1000
    assert sources(asked, f, part=Slice(limit=None, within=many)) == sources(
        asked, Filter(since="2000-01-01", **fields), part=ALL
    )
    assert sources(asked, f, kind="origin", part=Slice(limit=50, within=many)) == sources(asked, f, kind="origin")
    assert entities(asked, f, part=Slice(limit=50, within=many)) == entities(asked, f)
    latest = claims(asked, f, part=Slice(limit=2)).items
    assert sum(row.claims for row in sources(asked, f, part=Slice(within=2)).items) == 2
    named = {actor.entity or actor.name for row in latest for actor in row.claim.actors}
    assert {row.entity or row.name for row in entities(asked, f, roles=("actor",), part=Slice(within=2)).items} == named


# Counts


def test_counts_of_days_and_types_add_up(asked: Ledger) -> None:
    days = {(bucket.start, bucket.type): bucket.count for bucket in timeline(asked)}
    expected = Counter(
        ((row.claim.time.start if row.claim.time else None) or row.report.published, row.claim.type)
        for row in claims(asked, part=ALL).items
    )
    assert days == expected
    months = {(bucket.start, bucket.type): bucket.count for bucket in timeline(asked, by="month")}
    assert months["2024-03-01", "HARM"] == sum(
        n for (d, t), n in days.items() if t == "HARM" and (d or "")[:7] == "2024-03"
    )
    weeks = timeline(asked, by="week")
    assert sum(bucket.count for bucket in weeks) == len(EVERY)
    assert "2024-03-04" in {bucket.start for bucket in weeks}


@pytest.mark.parametrize("within", [None, 1000])
def test_counts_of_facets_are_those_of_the_claims(asked: Ledger, within: int | None) -> None:
    found = facets(asked, Filter(since="2024-03-06"), FACETS, within=within)
    rows = claims(asked, Filter(since="2024-03-06"), part=ALL).items
    assert {c.value: c.count for c in found["type"]} == Counter(row.claim.type for row in rows)
    assert {c.value: c.count for c in found["publisher"]} == Counter(row.report.publisher for row in rows)
    assert {c.entity: c.count for c in found["actor"]} == {"state:RU": sum(bool(row.claim.actors) for row in rows)}
    assert {c.value: c.count for c in found["place"]} == Counter(row.claim.locations[0].name for row in rows)
    assert sum(c.count for c in found["measure"]) == sum(bool(row.claim.quantities) for row in rows)
    assert sum(c.count for c in facets(asked, None, ["month"], within=3)["month"]) == 3


# Words


def test_a_search_shows_where_the_words_stand(asked: Ledger) -> None:
    hits = search(asked, 'shelling "the old harbour"').items
    assert [(hit.kind, hit.report.id) for hit in hits] == [("report", "one")]
    text = next(r.report.text for r in stream() if r.report.id == "one")
    (hit,) = hits
    assert text[slice(*hit.span)] == hit.snippet
    assert {text[start:end].lower() for start, end in hit.marks} == {"shelled", "the old harbour"}
    claims_alone = search(asked, "BOMBED", kinds=("claims",), part=ALL).items
    assert {hit.claim.ref for hit in claims_alone if hit.claim} == refs(asked, text="bombed")
    for hit in claims_alone:
        assert hit.claim is not None
        start = hit.claim.claim.span[0]
        assert [hit.snippet[a - start : b - start] for a, b in hit.marks] == ["bombed"]


def test_a_search_passes_over_what_stands_no_more_however_good_it_is(ledger: Ledger) -> None:
    told = [
        tell(f"r{n}", VELSK_SHELLED, extra=" harbour" * n, publisher=f"Paper {n}", style=n % 3) for n in range(1, 8)
    ]
    list(ledger.add_many(told))
    best = [hit.report.id for hit in search(ledger, "harbour", kinds=("reports",)).items]
    assert len(best) == 7
    for name in best[:4]:
        ledger.withdraw(name, "not so")
    for n in range(3):
        page = Slice(limit=1, offset=n)
        assert [hit.report.id for hit in search(ledger, "harbour", kinds=("reports",), part=page).items] == [
            best[4 + n]
        ]
    assert search(ledger, "harbour", kinds=("reports",), part=Slice(limit=1, offset=3)).items == []


def test_a_search_keeps_to_its_filter_and_its_page(asked: Ledger) -> None:
    assert {
        hit.report.id for hit in search(asked, "bombed", Filter(publisher="evening post"), kinds=("reports",)).items
    } == {"three"}
    assert {hit.report.id for hit in search(asked, "velsk", Filter(polarity="negative"), kinds=("reports",)).items} == {
        "denied"
    }
    assert search(asked, "velsk", Filter(published_since="2024-04"), kinds=("reports",)).items == []
    whole = search(asked, "people", part=ALL).items
    paged = [
        hit for n in range(0, len(whole), 3) for hit in search(asked, "people", part=Slice(limit=3, offset=n)).items
    ]
    assert [(h.kind, h.report.id, h.span) for h in paged] == [(h.kind, h.report.id, h.span) for h in whole]
    assert len(whole) > 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    st.text(max_size=20)
    | st.lists(st.sampled_from('velsk " ( ) * AND OR NOT NEAR - : ^ { } + \\ \x00 é 1'.split(" "))).map(" ".join)
)
def test_nothing_that_is_typed_is_taken_for_syntax(asked: Ledger, words: str) -> None:
    try:
        search(asked, words)
        claims(asked, Filter(text=words))
    except FilterError as error:
        assert "there is no word" in error.message


@given(st.text(max_size=400), st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=3))
def test_marks_lie_in_the_text_and_in_the_snippet_that_has_most(text: str, words: list[str]) -> None:
    from according.ledger.asking.words import terms

    plain = text.replace("\x00", " ").encode("utf-8", "replace").decode()
    try:
        asked_for = terms(" ".join(words))
    except FilterError:
        return
    (found,) = marking.marks([plain], asked_for)
    assert all(0 <= start < end <= len(plain) for start, end in found)
    assert found == sorted(found)
    start, end = marking.snippet(plain, found)
    assert 0 <= start <= end <= len(plain)
    if found:
        assert any(start <= a and b <= end for a, b in found)


# Space


@given(st.floats(-89, 89), st.floats(-180, 180), st.floats(0.5, 5000), st.floats(-90, 90), st.floats(-180, 180))
def test_a_circle_is_exact_and_its_box_holds_it(lat: float, lon: float, km: float, other: float, far: float) -> None:
    circle = Near(lat=lat, lon=lon, km=km)
    exact = Geodesic.WGS84.Inverse(lat, lon, other, far, Geodesic.DISTANCE)["s12"] / 1000
    assert is_within(circle, other, far) == (exact <= km)
    if exact <= km:
        box = around(circle)
        assert box.south <= other <= box.north
        inside = box.west <= far <= box.east if box.west <= box.east else (far >= box.west or far <= box.east)
        assert inside or abs(far) == 180


def test_a_filter_takes_one_value_or_several() -> None:
    assert many("a") == ("a",)
    assert many(("a", "b")) == ("a", "b")


def test_readers_ask_while_a_writer_writes(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db") as writer:
        writer.add(tell("one", VELSK_SHELLED))
        with open_ledger(tmp_path / "ledger.db", readonly=True) as reader, writer.write():
            assert refs(reader) == {"one/d0", "one/h0"}
            assert search(reader, "velsk").items
            assert timeline(reader)


def test_short_forms_are_written_out_and_lead_to_bodies_of_the_tables() -> None:
    forms = tables.load("asking/words")["short_forms"]
    assert all(form == form.lower() and form not in long.split() for form, long in forms.items())
    assert [entry.entity for entry in entries("Russian MoD")] == [
        entry.entity for entry in entries("Russia's Defence Ministry")
    ]
    assert [entry.entity for entry in entries("Ukrainian MoD")] == ["org:ua-mod"]
