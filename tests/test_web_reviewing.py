"""Reviewing in the page: what forms do, what becomes of it, how it is taken back, and who may not."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from incidents import OREN_BOMBED, VELSK_SHELLED, tell
from starlette.testclient import TestClient

from according.ledger import Ledger, asking, open_ledger
from according.ledger.asking import Filter, Slice
from according.ledger.reviews import history
from according.web.server.app import create_app
from according.web.server.options import ServeOptions

HOME = "http://127.0.0.1"
ONE = tell("one", VELSK_SHELLED)
TWO = tell("two", VELSK_SHELLED, OREN_BOMBED, publisher="Evening Post", source="the governor", style=1)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "l.db") as made:
        list(made.add_many([ONE, TWO]))
        yield made


@pytest.fixture
def client(ledger: Ledger) -> TestClient:
    return of(ledger)


def of(ledger: Ledger, **options: Any) -> TestClient:
    slowly = itertools.count(step=1.0).__next__
    app = create_app(ledger, ServeOptions(ticks=slowly, **options))
    return TestClient(app, base_url=HOME, headers={"origin": HOME}, follow_redirects=False)


def decide(client: TestClient, **sent: str) -> httpx.Response:
    return client.post("/reviews", data={"author": "ann", **sent})


def verdicts(ledger: Ledger, ref: str) -> list[str]:
    rows = asking.claims(
        ledger, Filter(reviewed=("accepted", "rejected", "corrected", "unreviewed")), part=Slice(limit=None)
    )
    return next(list(row.verdicts) for row in rows.items if row.ref == ref)


@pytest.mark.parametrize(("kind", "verdict"), [("accept", "accepted"), ("reject", "rejected")])
def test_a_button_decides_and_leads_back_with_the_way_to_undo(
    client: TestClient, ledger: Ledger, kind: str, verdict: str
) -> None:
    answer = decide(client, decide=f"{kind} one/d0")
    assert answer.status_code == 303
    assert verdicts(ledger, "one/d0") == [verdict]
    (made,) = history(ledger, "one/d0")
    assert (made.kind, made.author) == (kind, "ann")
    page = client.get(answer.headers["location"])
    assert f"Review {made.id}: {verdict}" in page.text
    undone = client.post("/reviews/undo", data={"review": str(made.id), "author": "bob"})
    assert undone.status_code == 303
    assert verdicts(ledger, "one/d0") == []
    (made,) = history(ledger)
    assert made.undone_by == "bob"


def test_a_correction_by_the_form_of_the_page_alone(client: TestClient, ledger: Ledger) -> None:
    page = client.get("/reports/two", params={"claim": "d0"}).text
    form = next(part for part in page.split("<form") if 'name="words"' in part).split("</form>")[0]
    sent = {
        name: unescape(value) for name, value in re.findall(r'<input[^>]* name="(\w+)"[^>]*? value="([^"]*)"', form)
    }
    sent |= {
        name: unescape(value)
        for name, value in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    }
    for name, options in re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', form, re.DOTALL):
        sent[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    unchanged = client.post("/reviews", data=sent | {"author": "ann"})
    assert unchanged.status_code == 400
    assert "nothing in the form was changed" in unchanged.text
    answer = client.post(
        "/reviews", data=sent | {"author": "ann", "certainty": "probable", "actors": "Velsk = the town of Velsk"}
    )
    assert answer.status_code == 303, answer.text
    row = asking.claim(ledger, "two/d0")
    assert row is not None
    assert row.verdicts == ["corrected"]
    assert row.claim.factuality.certainty == "probable"
    assert [(one.text, one.name) for one in row.claim.actors] == [("Velsk", "the town of Velsk")]
    assert row.claim.locations == TWO.claims[0].locations
    after = client.get(answer.headers["location"]).text
    assert '<span class="was">' in after
    assert "certainty: probable" in after


def test_words_that_do_not_stand_in_the_report_are_refused_with_what_to_do(client: TestClient, ledger: Ledger) -> None:
    for sent in ({"words": "the navy landed"}, {"actors": "the navy"}, {"quantities": "Velsk = many"}):
        answer = decide(client, kind="correct", claim="one/d0", **sent)
        assert answer.status_code == 400
    assert history(ledger) == []


def test_a_span_chosen_in_the_text(client: TestClient, ledger: Ledger) -> None:
    claim = ONE.claims[0]
    start, end = claim.trigger.span
    words = ONE.report.text[start:end]
    answer = decide(client, kind="correct", claim="one/d0", words=words, start=str(start), end=str(end))
    assert answer.status_code == 303
    row = asking.claim(ledger, "one/d0")
    assert row is not None
    assert (row.claim.text, row.claim.span) == (words, (start, end))


def test_a_note_stands_in_the_history_of_the_claim(client: TestClient) -> None:
    answer = decide(client, kind="note", claim="one/d0", note="ask <b>the hospital</b>")
    page = client.get(answer.headers["location"]).text
    assert "ask &lt;b&gt;the hospital&lt;/b&gt;" in page
    assert "ask &lt;b&gt;" in client.get("/reviews").text


def test_events_are_joined_and_parted(client: TestClient, ledger: Ledger) -> None:
    def event(ref: str) -> str | None:
        row = asking.claim(ledger, ref)
        return row.event if row else None

    velsk, oren = event("two/d0"), event("two/d1")
    assert velsk is not None
    assert oren is not None
    assert velsk != oren
    answer = decide(client, kind="merge", event=velsk, other_event=oren)
    assert answer.headers["location"].startswith(f"/events/{velsk}?done=")
    assert event("two/d0") == event("two/d1")
    assert decide(client, kind="split", claim="two/d1", other="two/d0").status_code == 303
    assert event("two/d0") != event("two/d1")


def test_a_contradiction_is_said(client: TestClient) -> None:
    decide(client, decide="accept one/d0")
    answer = client.post("/reviews", data={"author": "bob", "decide": "reject one/d0"})
    page = client.get(answer.headers["location"]).text
    assert "says otherwise" in page
    assert "the latest holds" in page


@pytest.mark.parametrize("then", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_a_form_leads_nowhere_else(client: TestClient, then: str) -> None:
    answer = decide(client, decide="accept one/d0", then=then)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/reports/one?claim=d0&done=")


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "accept", "claim": "one/no-such"}, {"kind": "burn", "claim": "one/d0"}, {"kind": "accept"},
        {"kind": "correct", "claim": "no-such/d0", "type": "HARM"}, {"kind": "accept", "claim": "one/d0", "author": " "},
        {"kind": "correct", "claim": "one/d0", "type": "LOVE"}, {"kind": "note", "claim": "one/d0", "note": "x" * 5000},
        {"kind": "correct", "claim": "one/d0", "start": "5", "end": "99999999", "words": "x"},
        {"kind": "merge", "claim": "one/d0"}, {"kind": "accept", "claim": "one/d0", "author": "a" * 200},
        {"kind": "correct", "claim": "one/d0", "time_start": "soon", "time_words": "Velsk"},
        {"kind": "correct", "claim": "one/d0", "time_start": "2024-03-09", "time_end": "2024-03-05"},
    ],
)  # fmt: skip
def test_what_cannot_be_decided_is_refused_and_leaves_nothing(
    client: TestClient, ledger: Ledger, sent: dict[str, str]
) -> None:
    assert decide(client, **sent).status_code == 400
    assert history(ledger) == []


def test_a_number_that_is_none_undoes_nothing(client: TestClient) -> None:
    for number in ("", "7", "x", "1" * 40):
        assert client.post("/reviews/undo", data={"review": number, "author": "ann"}).status_code == 400


def test_forms_from_elsewhere_and_on_a_read_only_page_are_refused(ledger: Ledger) -> None:
    sent = {"author": "ann", "decide": "reject one/d0"}
    assert of(ledger).post("/reviews", data=sent, headers={"origin": "https://evil.example"}).status_code == 403
    closed = of(ledger, readonly=True)
    assert closed.post("/reviews", data=sent).status_code == 403
    assert history(ledger) == []
    for address in ("/queue", "/reports/one", "/reports/one?claim=d0", "/reviews"):
        page = closed.get(address).text
        assert 'method="post"' not in page
        assert 'name="decide"' not in page


def test_the_queue_goes_from_the_least_sure_on(client: TestClient, ledger: Ledger) -> None:
    rows = asking.claims(ledger, sort="confidence", part=Slice(descending=False)).items
    total = len(rows)
    seen: list[str] = []
    address = "/queue"
    for _ in range(total):
        page = client.get(address).text
        (ref,) = re.findall(r'value="accept ([^"]+)"', page)
        seen.append(ref)
        (then,) = re.findall(r'id="deciding".*?name="then" value="([^"]+)"', page, re.DOTALL)
        answer = decide(client, decide=f"accept {ref}", then=unescape(then))
        address = answer.headers["location"]
        assert address.startswith("/queue?")
    assert seen == [row.ref for row in rows]
    assert "No claim is waiting" in client.get(address).text


def test_the_queue_is_left_out_and_come_back_to(client: TestClient) -> None:
    page = client.get("/queue").text
    (first,) = re.findall(r'value="accept ([^"]+)"', page)
    (skip,) = re.findall(r'href="([^"]+)" data-act="skip"', page)
    after = client.get(unescape(skip)).text
    (second,) = re.findall(r'value="accept ([^"]+)"', after)
    assert second != first
    assert re.findall(r'value="accept ([^"]+)"', client.get("/queue").text) == [first]


def test_the_queue_shows_the_words_around_the_claim(client: TestClient) -> None:
    page = client.get("/queue").text
    (ref,) = re.findall(r'value="accept ([^"]+)"', page)
    reading = {"one": ONE, "two": TWO}[ref.split("/")[0]]
    claim = next(one for one in reading.claims if one.id == ref.split("/")[1])
    words = re.sub(r"<[^>]+>", "", "".join(re.findall(r'<(?:a|span) class="[^"]*chosen[^"]*"[^>]*>([^<]*)<', page)))
    assert unescape(words) == claim.text.replace("\n", "")


def test_the_author_is_remembered(client: TestClient) -> None:
    decide(client, decide="accept one/d0", author="Änn Ö")
    assert 'value="Änn Ö"' in client.get("/queue").text


def test_pages_and_reviews_are_the_same_on_either_database(address: str) -> None:
    with open_ledger(address) as made:
        list(made.add_many([ONE, TWO]))
        asking_it = of(made)
        first = decide(asking_it, decide="accept two/d0")
        assert decide(asking_it, kind="correct", claim="one/d0", certainty="possible").status_code == 303
        for page in ("/claims?sort=confidence", "/claims?text=Velsk", "/queue", "/reviews", "/reports/one?claim=d0"):
            assert asking_it.get(page).status_code == 200, page
        assert "Review 1: accepted" in asking_it.get(first.headers["location"]).text
        assert [one["verdicts"] for one in asking_it.get("/claims.json?reviewed=corrected").json()["claims"]] == [
            ["corrected"]
        ]
