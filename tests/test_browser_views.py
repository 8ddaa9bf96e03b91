"""The pages in a real browser: every view at both sizes and themes, filters, reviews by keys, timeline and map."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from browser import DESK, PHONE, browser, faults, page_of, too_wide
from web_ledger import filled

from according.ledger import asking
from according.web.server.app import create_app
from according.web.server.options import ServeOptions
from according.web.server.views import VIEWS

MOST_BYTES = 400_000
GIVEN = {"/reports/{id:path}": "/reports/agency-1", "/who/{id:path}": "/who/state:RU", "/search": "/search?text=depot"}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def site(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The address of a server over a ledger of invented reports, and the paths of all its views."""
    with filled(tmp_path_factory.mktemp("site")) as ledger:
        slowly = itertools.count(step=1.0).__next__  # a second a request: these tests ask often
        listening = socket.create_server(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        app = create_app(ledger, ServeOptions(port=port, ticks=slowly))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        event = asking.events(ledger, asking.Filter(text="depot")).items[0].event.id
        paths = [GIVEN.get(v.path, v.path.replace("{id}", event)) for v in VIEWS]
        try:
            yield f"http://127.0.0.1:{port}", paths
        finally:
            server.should_exit = True
            thread.join()
            listening.close()


@pytest.fixture()
def page(chromium: Any, site: tuple[str, list[str]]) -> Iterator[Any]:
    with page_of(chromium, site[0]) as opened:
        yield opened


@pytest.mark.parametrize(("size", "themes"), [(DESK, ("light", "dark")), (PHONE, ("dark",))], ids=["desk", "phone"])
def test_every_view_is_whole_accessible_light_and_fits(
    chromium: Any, site: tuple[str, list[str]], size: dict[str, int], themes: tuple[str, ...]
) -> None:
    base, paths = site
    with page_of(chromium, base, size) as page:
        answers: list[Any] = []
        found: list[str] = []
        page.on("response", lambda answer: answers.append(answer))
        for path in paths:
            answers.clear()
            page.goto(path, wait_until="networkidle")
            if path == "/map":
                page.locator("svg.world .land").wait_for()
            assert page.locator("h1").count() == 1, path
            assert page.locator("nav a[aria-current=page]").count() <= 1, path
            # As they are drawn, not as they travel: compressed they weigh a third.
            assert sum(len(answer.body()) for answer in answers if answer.ok) <= MOST_BYTES, path
            assert too_wide(page) == [], path
            for theme in themes:
                page.emulate_media(color_scheme=theme)
                found += [f"{path}, {theme}: {fault}" for fault in faults(page)]
            page.emulate_media(color_scheme="light")
        assert found == []


def test_every_view_says_the_same_without_scripts(chromium: Any, site: tuple[str, list[str]]) -> None:
    base, paths = site
    with page_of(chromium, base, java_script_enabled=False) as page:
        for path in paths:
            answer = page.goto(path)
            assert answer.ok, path
            assert page.locator("main h1").is_visible(), path
        page.goto("/map")
        assert page.locator("figure.map").is_hidden()
        assert page.locator("table.places tbody tr").first.is_visible()
        page.goto("/timeline")
        assert page.locator("td.lane use.mark").first.is_visible()


def test_a_filter_is_an_address_and_a_chip_takes_it_away(page: Any) -> None:
    page.goto("/events")
    page.locator("details.filter summary").click()
    page.locator("#f-status").select_option("disputed")
    page.locator("details.filter button.first").click()
    page.wait_for_url("**status=disputed**")
    assert page.locator(".asked .chip b").first.inner_text() == "disputed"
    page.goto("/timeline?status=disputed")
    page.get_by_role("link", name="The same on the map").click()
    page.wait_for_url("**/map?status=disputed**")
    page.locator(".asked .chip").first.click()
    page.wait_for_url(lambda address: "status" not in address)


def test_a_claim_is_rejected_by_a_key_and_the_review_undone_by_another(page: Any) -> None:
    page.goto("/queue")
    before = page.locator("#deed").inner_text()
    page.get_by_label("Your name").fill("Ann")
    page.locator("#deed").click()
    page.keyboard.press("r")
    page.locator(".done").wait_for()
    assert page.locator("#deed").inner_text() != before
    page.keyboard.press("u")
    page.get_by_text("then undone").wait_for()
    page.goto("/queue")
    assert page.locator("#deed").inner_text() == before


def test_the_theme_is_chosen_and_kept(page: Any) -> None:
    page.goto("/events")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    button = page.locator("button.theme")
    button.click()
    button.click()
    dark = page.evaluate(paper)
    assert dark != light
    page.goto("/claims")
    assert page.evaluate(paper) == dark


def test_the_timeline_is_zoomed_by_keys_and_its_days_become_a_filter(page: Any) -> None:
    page.goto("/timeline")
    axis = page.locator("svg.axis")
    words = axis.locator("text").all_inner_texts()
    axis.focus()
    for _ in range(3):
        page.keyboard.press("-")
    assert axis.locator("text").all_inner_texts() != words
    page.get_by_role("link", name="Only these days").click()
    page.wait_for_url("**since=**until=**")
    page.goto("/timeline")
    axis.focus()
    page.keyboard.press("+")
    page.keyboard.press("0")
    assert axis.locator("text").all_inner_texts() == words


def test_the_map_draws_a_point_as_a_point_and_a_country_as_its_outline(page: Any) -> None:
    page.goto("/map")
    page.locator("svg.world .land").wait_for()
    drawn = page.locator("table.places tbody tr[id]").count()
    assert page.locator("svg.world a.spot").count() == drawn
    kinds = page.evaluate("""async () => {
        const {features} = await (await fetch(document.querySelector('figure.map').dataset.features)).json();
        return features.map((one) => one.properties.drawn);
    }""")
    assert page.locator("svg.world .point").count() == kinds.count("point")
    assert page.locator("svg.world .area").count() == len(kinds) - kinds.count("point")
    assert "point" in kinds


def test_a_place_opens_its_card_and_what_is_in_view_becomes_a_filter(page: Any) -> None:
    page.goto("/map")
    spot = page.locator("svg.world a.spot:has(.point)").first
    spot.wait_for()
    spot.focus()
    page.keyboard.press("Enter")
    card = page.locator(".map-card")
    assert card.get_by_role("link").count() > 0
    page.keyboard.press("Escape")
    assert card.is_hidden()
    page.locator("svg.world").focus()
    before = page.locator("svg.world .ground").get_attribute("transform")
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    assert page.locator("svg.world .ground").get_attribute("transform") != before
    page.keyboard.press("0")
    page.get_by_role("link", name="Only what is in view").click()
    page.wait_for_url("**box=**")
    assert page.locator(".asked .chip").count() == 1


def test_the_page_follows_when_the_window_becomes_a_phone(page: Any) -> None:
    page.goto("/map", wait_until="networkidle")
    page.set_viewport_size(PHONE)
    page.wait_for_function("document.querySelector('svg.world').viewBox.baseVal.width < 390")
    assert too_wide(page) == []
