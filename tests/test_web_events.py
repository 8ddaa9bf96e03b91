"""The list of events and the page of one: who says what, in whose words, and what a reviewer does about it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fixture_reading import hostile_reading
from incidents import VELSK, Incident, tell
from starlette.testclient import TestClient
from web_ledger import REPORTS, fill

import according
from according.ledger import Ledger, asking, open_ledger
from according.ledger.asking import Filter
from according.web.server.app import create_app
from according.web.server.options import ServeOptions

TEXTS = {name: " ".join(text.split()) for name, _, _, _, text in REPORTS}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("events") / "made.db"
    with open_ledger(path) as opened:
        fill(opened)
    return path


@pytest.fixture(scope="module")
def kept(made: Path) -> Iterator[Ledger]:
    """A ledger that no test changes."""
    with open_ledger(made, readonly=True) as opened:
        yield opened


@pytest.fixture
def own(made: Path, tmp_path: Path) -> Iterator[Ledger]:
    """A ledger of the test's own."""
    shutil.copy(made, tmp_path / "own.db")
    with open_ledger(tmp_path / "own.db") as opened:
        yield opened


def client(ledger: Ledger, **options: Any) -> TestClient:
    return TestClient(
        create_app(ledger, ServeOptions(**options)),
        base_url="http://127.0.0.1:8000",
        headers={"sec-fetch-site": "same-origin"},
    )


def page(ledger: Ledger, address: str) -> str:
    answer = client(ledger).get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def data(ledger: Ledger, address: str) -> dict[str, Any]:
    answer = client(ledger).get(address)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def strike(ledger: Ledger) -> str:
    """The event that the agency, its copy and the ministry tell of."""
    return asking.events(ledger, Filter(report="agency-1", status="disputed"), sort="-sources").items[0].event.id


def all_said(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for side in found["sides"]:
        for account in side["accounts"]:
            for root in account["roots"]:
                for said in root["said"]:
                    yield root["source"]["report"], said


# The list


def test_articles_sources_and_claims_are_three_numbers(kept: Ledger) -> None:
    row = next(r for r in data(kept, "/events.json?sort=-sources")["events"] if r["event"]["id"] == strike(kept))
    event = row["event"]
    assert (event["reports"], event["copies"], event["independent_sources"]) == (3, 1, 3)
    assert row["claims"] > event["reports"]
    text = page(kept, f"/events?event={event['id']}")
    cells = re.findall(r'<td class="number" data-label="([^"]+)">(\d+)', text)
    assert cells == [("Articles", "3"), ("Independent sources", "3"), ("Claims", str(row["claims"]))]


def test_pages_give_every_event_once_in_order(kept: Ledger) -> None:
    whole = [row["event"]["id"] for row in data(kept, "/events.json?sort=-reports")["events"]]
    found: list[str] = []
    address = "/events.json?sort=-reports&limit=3"
    while True:
        part = data(kept, address)
        found += [row["event"]["id"] for row in part["events"]]
        if part["next"] is None:
            break
        address = f"/events.json?sort=-reports&limit=3&after={part['next']}"
    assert found == whole and len(whole) == len(set(whole)) > 3


def test_the_heading_of_a_column_sorts_turns_round_and_keeps_the_filter(kept: Ledger) -> None:
    text = page(kept, "/events?type=ASSAULT&sort=-sources")
    assert 'aria-sort="descending"' in text
    links = re.findall(r'<a href="(/events\?[^"]+)">Independent sources', text)
    assert links == ["/events?type=ASSAULT&amp;sort=sources"]
    assert "sort=-day" in text


def test_nothing_found_is_not_told_as_peace(kept: Ledger) -> None:
    assert "no sign of peace" in page(kept, "/events?since=1990&until=1991")


@pytest.mark.parametrize("form", ["json", "csv", "geojson"])
def test_both_pages_have_their_data_beside_them(kept: Ledger, form: str) -> None:
    for stem in ("/events", f"/events/{strike(kept)}"):
        assert f'href="{stem}.{form}"' in page(kept, stem)
        answer = client(kept).get(f"{stem}.{form}")
        assert answer.status_code == 200 and strike(kept) in answer.text


# One event


def test_every_claim_leads_to_its_place_in_the_reader(kept: Ledger) -> None:
    name = strike(kept)
    (event,) = kept.events([name])
    text = page(kept, f"/events/{name}")
    for account in event.accounts:
        for ref in account.claims:
            if ref.copy_of is None:
                assert f'href="/reports/{ref.report}?claim={ref.claim}#claim-{ref.claim}"' in text


def test_sentences_are_the_reports_own_words(kept: Ledger) -> None:
    quoted = list(all_said(data(kept, f"/events/{strike(kept)}.json")))
    assert len(quoted) >= 3
    for report, said in quoted:
        words = "".join(piece["text"] for piece in said["pieces"])
        assert words.strip("… ") in TEXTS[report]
        assert {piece["claim"] for piece in said["pieces"] if piece["claim"]} <= set(said["claims"])


def test_a_copy_is_folded_and_its_changed_number_is_not(kept: Ledger) -> None:
    name = strike(kept)
    found = data(kept, f"/events/{name}.json")
    (pair,) = found["copies"]
    assert (pair["original"], pair["copy"]) == ("agency-1", "copy-1")
    assert pair["changed"] == [{"said": "eleven", "instead_of": "nine"}]
    text = page(kept, f"/events/{name}")
    outside = re.sub(r"<details.*?</details>", "", text, flags=re.S)
    assert "eleven" in outside and "1 copy, which is no further source" in text
    told = [root for side in found["sides"] for account in side["accounts"] for root in account["roots"]]
    for root in told:
        words = "".join(piece["text"] for said in root["said"] for piece in said["pieces"])
        assert all(change["instead_of"] in words for copy in root["copies"] for change in copy["changed"])
    copied = [p for point in found["points"] for p in point["stands"] if p["only_copies"]]
    assert [stand["says"] for stand in copied] == ["11 people"]


def test_points_say_what_is_agreed_disputed_and_from_one_source(kept: Ledger) -> None:
    found = {point["about"]: point for point in data(kept, f"/events/{strike(kept)}.json")["points"]}
    whether = found["Whether it is so"]
    assert whether["status"] == "disputed"
    assert [stand["denies"] for stand in whether["stands"]] == [False, True]
    assert found["injured"]["status"] == "single-source"
    assert [stand["says"] for stand in found["killed"]["stands"]] == ["9 people", "11 people"]


def test_numbers_that_differ_and_can_all_hold_are_not_called_agreed(tmp_path: Path) -> None:
    four, nine = (Incident(VELSK, "2024-03-05", killed=killed) for killed in (4, 9))
    with according.open_ledger(tmp_path / "a.db") as ledger:
        ledger.add(tell("a", four, source="the governor"))
        (name,) = set(ledger.add(tell("b", nine, source="the mayor", publisher="Evening Post", style=1)).events)
        killed = next(p for p in data(ledger, f"/events/{name}.json")["points"] if p["about"] == "killed")
    assert (killed["status"], killed["differ"]) == ("agreed", True)


def test_accounts_stand_by_the_side_of_their_claimant(kept: Ledger) -> None:
    sides = {side["side"]: side["accounts"] for side in data(kept, f"/events/{strike(kept)}.json")["sides"]}
    told = [(account["claimant"], account["holds"]) for account in sides["RU"]]
    assert ("Russian Ministry of Defence", "Denies it, or a part of it") in told
    assert all(account["claimant"] != "Russian Ministry of Defence" for account in sides[None])


def test_each_number_has_its_row_its_source_and_its_mark(kept: Ledger) -> None:
    name = strike(kept)
    rows = data(kept, f"/events/{name}.json")["numbers"]
    text = page(kept, f"/events/{name}")
    killed = [row for row in rows if row["measure"] == "killed"]
    assert {row["value"] for row in killed} == {9.0, 11.0}
    for row in rows:
        assert row["sources"], "a number without a source"
        assert f'id="{row["anchor"]}"' in text
    (chart,) = re.findall(r'<figure class="plot">.*?</figure>', text, flags=re.S)
    assert set(re.findall(r'href="#(n\d+)"', chart)) == {row["anchor"] for row in killed}


def test_pages_need_no_style_and_no_script_of_their_own(kept: Ledger) -> None:
    for address in ("/events", f"/events/{strike(kept)}"):
        text = page(kept, address)
        assert " style=" not in text and "<style" not in text
        assert all(' src="/static/' in tag for tag in re.findall(r"<script[^>]*>", text))


def test_hostile_words_are_only_words(kept: Ledger) -> None:
    for row in data(kept, "/events.json?limit=500")["events"]:
        text = page(kept, f"/events/{row['event']['id']}") + page(kept, f"/events?event={row['event']['id']}")
        for tag in re.findall(r"<[^>]*>", text):
            assert not re.match(r"<(img|iframe|b>Post|i>strike)", tag) and "javascript:" not in tag
            assert not re.search(r"\son\w+=", re.sub(r'"[^"]*"', '""', tag)), tag
            assert not tag.startswith("<script") or 'src="/static/' in tag


def test_it_is_shown_as_it_was(kept: Ledger) -> None:
    name = strike(kept)
    (event,) = asking.events(kept, Filter(event=name)).items
    text = page(kept, f"/events/{name}?as_of={event.known_from}")
    assert "As the ledger was at" in text and "Why these claims are together" not in text
    before = client(kept).get(f"/events/{name}?as_of=2001-01-01")
    assert before.status_code in (400, 404) and "holds no claim" in before.text


def test_an_event_that_there_is_not_is_told_with_a_remedy(kept: Ledger) -> None:
    answer = client(kept).get("/events/ffffffffffffffff")
    assert answer.status_code == 404 and "according events" in answer.text


# Reviews


def test_a_claim_is_split_off_and_brought_back(own: Ledger) -> None:
    name = strike(own)
    step = data(own, f"/events/{name}.json")["joined"][-1]["claim"]
    here = f"/events/{name}"
    sent = {"kind": "split", "claim": step, "author": "Ann", "reason": "another night", "then": here}
    answer = client(own).post("/reviews", data=sent, follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"].startswith(here)
    text = page(own, answer.headers["location"])
    assert "another night" in text and "Ann" in text
    assert step not in [one["claim"] for one in data(own, f"{here}.json")["joined"]]
    number = re.search(r"done=(\d+)", answer.headers["location"])
    assert number is not None
    client(own).post("/reviews/undo", data={"review": number[1], "author": "Ann", "then": here})
    assert step in [one["claim"] for one in data(own, f"{here}.json")["joined"]]


def test_two_events_are_merged_and_the_old_address_leads_on(own: Ledger) -> None:
    name = strike(own)
    other = asking.events(own, Filter(report="threat-1")).items[0].event.id
    sent = {"kind": "merge", "event": name, "other_event": other, "author": "Ann", "then": f"/events/{name}"}
    assert client(own).post("/reviews", data=sent, follow_redirects=False).status_code == 303
    kept_name = {data(own, f"/events/{one}.json")["event"]["id"] for one in (name, other)}
    assert len(kept_name) == 1
    gone = ({name, other} - kept_name).pop()
    assert "has become a part of this one" in page(own, f"/events/{gone}")
    assert "a reviewer joined them" in page(own, f"/events/{gone}")


def test_read_only_offers_no_form(kept: Ledger) -> None:
    answer = client(kept, readonly=True).get(f"/events/{strike(kept)}")
    assert "Read-only" in answer.text and 'method="post"' not in answer.text


def test_today_prints_no_nothing_as_a_count(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "empty.db") as empty:
        assert not re.search(r"<b>0</b>", page(empty, "/")) and 'class="figures"' not in page(empty, "/")
    with open_ledger(tmp_path / "one.db") as one:
        one.add(hostile_reading())
        shown = page(one, "/")
    assert "<b>1</b> article added" in shown and not re.search(r"<b>0</b>", shown)


def test_today_tells_what_was_withdrawn(own: Ledger) -> None:
    own.withdraw("agency-1", "the wire took it back")
    (told,) = data(own, "/today.json")["withdrawn"]
    assert told["report"] == "agency-1" and told["claims"] > 0
    _, _, missing = page(own, "/").partition("<h2>What is missing")
    assert "Withdrawn since" in missing and 'href="/reports/agency-1"' in missing
    assert f"{told['claims']} claims taken back" in missing and "the wire took it back" in missing


def test_today_names_the_events_of_its_alerts_as_the_list_of_events_does(kept: Ledger) -> None:
    told = data(kept, "/today.json?hours=8760")["alerts"]
    assert told
    shown = page(kept, "/?hours=8760")
    listed = dict(re.findall(r'href="/events/([^"?]+)"><bdi>(.*?)</bdi>', page(kept, "/events?limit=500")))
    alerts, _, _ = shown.partition("<h2>New or changed")
    for one in told:
        assert f'/events/{one["event"]}"><bdi>{listed[one["event"]]}</bdi>' in alerts
        assert one["about"] not in shown
