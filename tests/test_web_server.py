"""The server: every view in every format, hostile texts harmless in all of them, and nobody let in who should not be."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from web_ledger import filled

import according
from according.claims import Reading, Report
from according.ledger import Ledger, asking
from according.ledger.schema import EVENTS, standing
from according.web.server.app import create_app
from according.web.server.formats import MEDIA
from according.web.server.guard import BURST, MOST_BYTES, POLICY, is_loopback
from according.web.server.openapi import stem
from according.web.server.options import ServeOptions
from according.web.server.view import View
from according.web.server.views import VIEWS

HOME = "http://127.0.0.1:8000"
OWN = {"origin": HOME}
TOKEN = "a-long-enough-token-for-tests"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with filled(tmp_path_factory.mktemp("web")) as made:
        yield made


@pytest.fixture(scope="module")
def client(ledger: Ledger) -> TestClient:
    slowly = itertools.count(step=1.0).__next__  # a second a request: these tests ask often
    return TestClient(create_app(ledger, ServeOptions(ticks=slowly)), base_url=HOME, follow_redirects=False)


def address(view: View, ledger: Ledger, form: str = "") -> str:
    """An address of a view that has something to show; with ``id`` it is a hostile one where there is a choice."""
    event = asking.events(ledger).items[0].event.id
    given = {"/events/{id}": event, "/reports/{id:path}": hostile(ledger), "/who/{id:path}": "state:RU"}
    path = stem(view.path) if form else view.path
    for pattern, value in given.items():
        path = path.replace(pattern, f"{pattern.split('{')[0]}{value}")
    return f"{path}.{form}" if form else path


def hostile(ledger: Ledger) -> str:
    return next(
        name
        for name in (row.report.id for row in asking.claims(ledger).items)
        if name not in ("agency-1", "copy-1", "ministry-1", "threat-1")
    )


class Page(HTMLParser):
    """What of a page could run or load something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.faults += [f"{tag} {name}" for name in given if name.startswith("on") or name in ("style", "srcdoc")]
        if tag in ("script", "link", "img", "iframe", "object", "embed"):
            target = given.get("src") or given.get("href") or ""
            if not target.startswith(("/static/", "data:,")):
                self.faults.append(f"{tag} {target!r}")
        for name in ("href", "action", "formaction", "src"):
            target = (given.get(name) or "").strip().lower()
            if target.startswith(("javascript:", "vbscript:", "data:text")):
                self.faults.append(f"{tag} {target!r}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_page_stands_without_scripts_and_runs_nothing_of_a_report(
    view: View, ledger: Ledger, client: TestClient
) -> None:
    answer = client.get(address(view, ledger))
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-security-policy"] == POLICY
    page = Page(answer.text)
    assert not page.faults
    assert "".join(page.words).strip()
    assert len(answer.content) <= 400_000


@pytest.mark.parametrize(
    ("view", "form"), [(v, f) for v in VIEWS for f in v.formats], ids=lambda one: getattr(one, "name", one)
)
def test_a_view_has_its_formats(view: View, form: str, ledger: Ledger, client: TestClient) -> None:
    answer = client.get(address(view, ledger, form))
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"] == MEDIA[form]
    if form == "csv":
        for row in csv.reader(io.StringIO(answer.text)):
            assert not any(cell.lstrip()[:1] in ("=", "+", "@") for cell in row if cell)
    else:
        made: Any = answer.json()
        assert form != "geojson" or made["type"] == "FeatureCollection"


def test_the_description_names_every_address(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert len(paths) == sum(len(view.formats) for view in VIEWS)
    assert "/claims.json" in paths and "/events/{id}.json" in paths


def test_a_filter_that_is_none_says_what_there_is(client: TestClient) -> None:
    page, data = client.get("/claims?type=WAR"), client.get("/claims.json?type=WAR")
    assert page.status_code == data.status_code == 400
    assert "ASSAULT" in page.text and "ASSAULT" in data.json()["remedy"]


@pytest.mark.parametrize(
    "asked",
    [
        "box=1,2,3",
        "near=a,b,c",
        "quantity=::",
        "confidence=2",
        "limit=0",
        "limit=9999",
        "sort=nothing",
        "since=soon",
        "type=" + "x" * 500,
        "bogus=1",
        "sayd_by=police",
    ],
)
def test_a_question_that_is_none_is_refused(asked: str, client: TestClient) -> None:
    assert client.get(f"/claims?{asked}").status_code == 400


def test_a_mistyped_filter_is_told_what_was_meant(client: TestClient) -> None:
    assert "said_by" in client.get("/claims.json?sayd_by=police").json()["remedy"]


def test_filters_with_hyphens_and_empty_fields_are_taken(client: TestClient) -> None:
    all_of_it = client.get("/claims.json?type=&text=&published-since=2024-09-10").json()
    assert all_of_it["claims"]
    assert min(c["report"]["published"] for c in all_of_it["claims"]) == "2024-09-10"


def test_another_name_is_not_answered(ledger: Ledger) -> None:
    rebound = TestClient(create_app(ledger), base_url="http://evil.example", follow_redirects=False)
    assert rebound.get("/claims.json").status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", **OWN},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_changes_nothing(headers: dict[str, str], client: TestClient, ledger: Ledger) -> None:
    ref = asking.claims(ledger).items[0].ref
    answer = client.post("/reviews", data={"kind": "reject", "claim": ref, "author": "eve"}, headers=headers)
    assert answer.status_code == 403
    assert not asking.claims(ledger, asking.Filter(reviewed="rejected")).items


def test_a_review_is_made_once_and_taken_back(tmp_path: Path) -> None:
    with filled(tmp_path) as ledger:
        client = TestClient(create_app(ledger), base_url=HOME, follow_redirects=False)
        ref = asking.claims(ledger).items[0].ref
        made = client.post("/reviews", data={"kind": "reject", "claim": ref, "author": "ann"}, headers=OWN)
        assert made.status_code == 303
        assert [row.ref for row in asking.claims(ledger, asking.Filter(reviewed="rejected")).items] == [ref]
        undone = client.post("/reviews/undo", data={"review": "1", "author": "ann"}, headers=OWN)
        assert undone.status_code == 303
        assert not asking.claims(ledger, asking.Filter(reviewed="rejected")).items


def test_a_review_of_nothing_is_refused_with_its_reason(client: TestClient) -> None:
    answer = client.post("/reviews", data={"kind": "accept", "claim": "x/y", "author": "ann"}, headers=OWN)
    assert answer.status_code == 400 and "x/y" in answer.text


def test_a_read_only_server_takes_no_review(ledger: Ledger) -> None:
    client = TestClient(create_app(ledger, ServeOptions(readonly=True)), base_url=HOME)
    assert client.post("/reviews", data={"kind": "reject"}, headers=OWN).status_code == 403
    assert client.get("/claims").status_code == 200


def test_a_form_that_is_too_large_is_not_read(client: TestClient) -> None:
    assert client.post("/reviews", data={"note": "x" * MOST_BYTES}, headers=OWN).status_code == 413
    assert client.get("/claims?text=" + "x" * 9_000).status_code == 414


def test_who_asks_too_often_has_to_wait(ledger: Ledger) -> None:
    now = [0.0]
    client = TestClient(create_app(ledger, ServeOptions(ticks=lambda: now[0])), base_url=HOME)
    answers = [client.get("/healthz").status_code for _ in range(BURST + 1)]
    assert answers == [200] * BURST + [429]
    now[0] += 1.0
    assert client.get("/healthz").status_code == 200


def test_elsewhere_a_token_lets_in(ledger: Ledger) -> None:
    options = ServeOptions(host="0.0.0.0", token=TOKEN)
    with TestClient(create_app(ledger, options), base_url="http://desk.example", follow_redirects=False) as client:
        assert client.get("/claims").status_code == 401
        assert client.get("/claims?token=wrong").status_code == 401
        assert client.get("/claims.json", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
        given = client.get(f"/claims?token={TOKEN}&type=HARM&type=ASSAULT")
        assert given.status_code == 303 and given.headers["location"].endswith("/claims?type=HARM&type=ASSAULT")
        assert client.get("/claims").status_code == 200  # by the cookie


def test_a_token_is_asked_for_here_too_where_one_is_named(ledger: Ledger) -> None:
    client = TestClient(create_app(ledger, ServeOptions(token=TOKEN)), base_url=HOME)
    assert client.get("/claims.json").status_code == 401
    assert client.get("/claims.json", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_whom_a_proxy_brings_share_no_limit(ledger: Ledger) -> None:
    options = ServeOptions(trust_header="X-Remote-User", hosts=("desk.example",), ticks=lambda: 0.0)
    client = TestClient(create_app(ledger, options), base_url="http://desk.example")
    ann = [client.get("/healthz", headers={"X-Remote-User": "ann"}).status_code for _ in range(BURST + 1)]
    assert ann[-1] == 429
    assert client.get("/healthz", headers={"X-Remote-User": "bo"}).status_code == 200
    assert client.get("/healthz").status_code == 401


def test_a_proxy_may_vouch(ledger: Ledger) -> None:
    options = ServeOptions(host="0.0.0.0", trust_header="X-Remote-User")
    client = TestClient(create_app(ledger, options), base_url="http://desk.example")
    assert client.get("/claims").status_code == 401
    assert client.get("/claims", headers={"X-Remote-User": "ann"}).status_code == 200


def test_whom_a_proxy_vouches_for_is_not_asked_for_a_name(ledger: Ledger) -> None:
    options = ServeOptions(host="0.0.0.0", trust_header="X-Remote-User")
    client = TestClient(create_app(ledger, options), base_url="http://desk.example")
    with ledger.read() as connection:
        event = connection.execute(select(EVENTS.c.id).where(standing(EVENTS))).scalars().first()
    for page in ("/queue", f"/events/{event}"):
        found = client.get(page, headers={"X-Remote-User": "ann <b>"})
        assert found.status_code == 200
        assert "As <bdi>ann &lt;b&gt;</bdi>" in found.text and 'name="author" type="text"' not in found.text, page


def test_a_report_may_be_named_as_a_format_is(tmp_path: Path) -> None:
    with according.open_ledger(tmp_path / "named.db") as ledger:
        for name in ("notes", "notes.json", "figures.csv"):
            ledger.add(Reading(report=Report(id=name, text=f"The text of {name}."), claims=[]))
        client = TestClient(create_app(ledger), base_url=HOME)
        assert client.get("/reports/notes.json").json()["report"]["id"] == "notes"
        assert "The text of figures.csv." in client.get("/reports/figures.csv").text
        assert client.get("/reports/figures.csv.json").json()["report"]["id"] == "figures.csv"
        assert client.get("/reports/nothing.json").status_code == 404
        for asked in ("event=ffff", "report=nothing", "actor=state:XX"):
            assert client.get(f"/claims.json?{asked}").status_code == 404, asked
        assert client.get("/who/nobody-at-all").status_code == 404
        assert client.get("/claims.json?said_by=nobody-at-all").status_code == 400, "a name is no id"


def test_a_defect_is_answered_with_every_header(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a defect")

    app = create_app(ledger)
    monkeypatch.setattr("according.web.server.app.asked_of", broken)
    found = TestClient(app, base_url=HOME, raise_server_exceptions=False).get("/claims")
    assert found.status_code == 500 and "a defect" not in found.text
    assert found.headers["content-security-policy"] == POLICY and found.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("10.0.0.2", False), ("desk", False)],
)
def test_only_loopback_is_open(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_an_empty_ledger_has_every_list(tmp_path: Path) -> None:
    with according.open_ledger(tmp_path / "empty.db") as ledger:
        client = TestClient(create_app(ledger), base_url=HOME)
        for view in VIEWS:
            if "{" not in view.path:
                assert client.get(view.path).status_code == 200, view.path
