"""The table of claims: filters, counts that filter, the chain of sources, paging, formats."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from incidents import OREN_BOMBED, TARNA_STRUCK, VELSK_SHELLED, tell
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from according.claims import Link
from according.ledger import Ledger, asking, open_ledger
from according.ledger.asking import Filter
from according.web.server.addresses import changed, local
from according.web.server.app import create_app
from according.web.server.asked import asked_of, filter_of
from according.web.server.options import ServeOptions
from according.web.server.views.claims import FACETS_SHOWN, Facet, claims


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    agency = tell("wire", VELSK_SHELLED, OREN_BOMBED, publisher="Morning Wire", source="the governor")
    paper = tell("post", TARNA_STRUCK, publisher="Evening Post", style=1)
    for claim in agency.claims:
        first = claim.attribution[0]
        outer = Link(source=agency.report.text[:4], span=(0, 4), name="TASS", kind="media")
        claim.attribution = [outer, first]
    with open_ledger(tmp_path_factory.mktemp("claims") / "l.db") as made:
        list(made.add_many([agency, paper]))
        yield made


@pytest.fixture(scope="module")
def client(ledger: Ledger) -> TestClient:
    slowly = itertools.count(step=1.0).__next__
    return TestClient(create_app(ledger, ServeOptions(ticks=slowly)), base_url="http://127.0.0.1")


def facets(ledger: Ledger, **params: str) -> dict[str, Facet]:
    answer = claims(asked_of(ledger, {}, QueryParams(params), ServeOptions()))
    return {facet.name: facet for facet in answer.page["facets"]}


def count(ledger: Ledger, address: str) -> int:
    return asking.count_claims(ledger, filter_of(QueryParams(urlsplit(address).query)))


def test_every_count_is_what_its_link_finds(ledger: Ledger) -> None:
    found = facets(ledger)
    assert {facet.filter for facet in FACETS_SHOWN} - {"polarity"} <= set(found) | {"side"}
    for facet in found.values():
        for value in facet.values:
            assert not value.chosen
            assert count(ledger, value.href) == value.count, (facet.label, value)


def test_a_chosen_value_is_taken_away_by_its_link_and_leaves_the_others_to_choose(ledger: Ledger) -> None:
    plain = facets(ledger)["type"].values
    assert len(plain) > 1
    chosen = plain[0]
    (kind,) = [value for name, value in parse_qsl(urlsplit(chosen.href).query) if name == "type"]
    after = facets(ledger, type=kind)["type"].values
    assert [(value.label, value.count) for value in after] == [(value.label, value.count) for value in plain]
    assert [value.chosen for value in after] == [value is chosen for value in plain]
    assert next(value for value in after if value.chosen).href == "/claims"


def test_counts_keep_the_other_filters(ledger: Ledger) -> None:
    for facet in facets(ledger, publisher="Evening Post", sort="day").values():
        for value in facet.values:
            query = dict(parse_qsl(urlsplit(value.href).query))
            assert query["publisher"] == "Evening Post"
            assert query["sort"] == "day"
            assert count(ledger, value.href) == value.count


def test_confidence_is_counted_from_the_top(ledger: Ledger) -> None:
    values = facets(ledger)["confidence"].values
    assert [value.count for value in values] == sorted(value.count for value in values)


def test_a_chain_is_drawn_with_its_origin_last(client: TestClient) -> None:
    page = client.get("/claims", params={"publisher": "Morning Wire"}).text
    chain = re.search(r'<ol class="chain".*?</ol>', page, re.DOTALL)
    assert chain is not None
    names = [re.sub(r"<[^>]+>", "", part).strip() for part in chain[0].split("<li>")[1:]]
    assert "TASS" in names[0]
    assert "governor" in names[1]
    own = client.get("/claims", params={"publisher": "Evening Post"}).text
    assert "in its own voice" in own


def test_words_are_searched_and_stay_in_the_box(client: TestClient, ledger: Ledger) -> None:
    page = client.get("/claims", params={"text": "Velsk", "type": "ASSAULT"}).text
    assert 'name="text" value="Velsk"' in page
    assert '<input type="hidden" name="type" value="ASSAULT">' in page
    found = client.get("/claims.json", params={"text": "Velsk"}).json()
    assert found["count"] == asking.count_claims(ledger, Filter(text="Velsk")) > 0
    assert all("Velsk" in one["claim"]["text"] for one in found["claims"])


def test_nothing_found_is_not_taken_for_peace(client: TestClient) -> None:
    assert "no sign of peace" in client.get("/claims", params={"text": "zeppelin"}).text


def test_pages_together_are_all_claims_once(client: TestClient, ledger: Ledger) -> None:
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 2}
    while True:
        page = client.get("/claims.json", params=params).json()
        seen += [one["ref"] for one in page["claims"]]
        if page["next"] is None:
            break
        params["after"] = page["next"]
    assert len(seen) == len(set(seen)) == asking.count_claims(ledger)


def test_the_formats_say_the_same(client: TestClient) -> None:
    given = client.get("/claims.json", params={"country": "UA"}).json()
    lines = client.get("/claims.csv", params={"country": "UA"}).text.splitlines()
    places = client.get("/claims.geojson", params={"country": "UA"}).json()
    assert len(lines) == len(given["claims"]) + 1
    assert len(places["features"]) + sum(places["left_out"].values()) == len(given["claims"])
    assert {one["id"] for one in places["features"]} <= {one["ref"] for one in given["claims"]}


def test_an_order_that_is_none_says_which_there_are(client: TestClient) -> None:
    found = client.get("/claims", params={"sort": "colour"})
    assert found.status_code == 400
    assert "confidence" in found.text


_name = st.sampled_from(["type", "text", "after", "since", "done"])


@given(
    st.lists(st.tuples(_name, st.text(max_size=8)), max_size=5), st.dictionaries(_name, st.none() | st.text(max_size=8))
)
def test_a_changed_address_says_what_was_changed_and_begins_anew(
    params: list[tuple[str, str]], changes: dict[str, str | None]
) -> None:
    found = parse_qsl(urlsplit(changed("/claims", params, changes)).query, keep_blank_values=True)
    assert [pair for pair in found if pair[0] in changes] == [(n, v) for n, v in changes.items() if v is not None]
    assert [pair for pair in found if pair[0] not in changes] == [
        pair for pair in params if pair[0] not in changes and pair[0] not in ("after", "done")
    ]


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "/a\nb", "/a\\b", "\t//x"],
)
def test_only_pages_of_this_server_are_gone_on_with(address: str) -> None:
    assert local(address) is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["type", "text", "sort", "after", "actor", "confidence", "since"]), st.text(max_size=10)
    )
)
def test_no_question_breaks_the_page(client: TestClient, params: dict[str, str]) -> None:
    found = client.get("/claims", params=params)
    assert found.status_code in (200, 400)
    assert "<h1>" in found.text


def test_an_empty_ledger_has_a_page(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "empty.db") as empty:
        page = TestClient(create_app(empty), base_url="http://127.0.0.1").get("/claims")
    assert page.status_code == 200
