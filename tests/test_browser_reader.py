"""The report reader in a real browser: keys, the card of a claim, a span chosen in the text, and the same without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import PHONE, browser, page_of
from incidents import OREN_BOMBED, VELSK_SHELLED, Telling, reading, sentence
from served import served

from according.ledger import Ledger, asking, open_ledger
from according.web.report_page import report_page

# Two characters that a browser counts as four: offsets of the ledger are code points.
TEXT = f"\N{GRINNING FACE}\N{COLLISION SYMBOL} Live\r\n\r\n{sentence(VELSK_SHELLED, 'the governor', 0)}\r\n{sentence(OREN_BOMBED, 'the governor', 1)}"
READ = reading(
    Telling("live", (VELSK_SHELLED,), source="the governor", text=TEXT),
)
DEED = READ.claims[0]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as running:
        yield running


@pytest.fixture
def ledger(chromium: Any, tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "l.db") as made:
        made.add(READ)
        yield made


@pytest.fixture
def base(ledger: Ledger) -> Iterator[str]:
    with served(ledger) as address:
        yield address


def chosen(page: Any) -> str:
    found: str = page.evaluate("[...document.querySelectorAll('.text .chosen')].map((n) => n.textContent).join('')")
    return found


def test_keys_go_from_claim_to_claim(chromium: Any, base: str) -> None:
    with page_of(chromium, base) as page:
        page.goto("/reports/live")
        assert chosen(page) == ""
        page.keyboard.press("j")
        first = page.locator(".claim.current").get_attribute("id")
        assert chosen(page) == DEED.text
        assert page.locator(".claim[open]").count() == 1
        assert page.locator(".wire path").count() == 1
        assert page.url.endswith(f"#{first}")
        page.keyboard.press("j")
        assert page.locator(".claim.current").get_attribute("id") != first
        page.keyboard.press("k")
        assert page.locator(".claim.current").get_attribute("id") == first
        page.keyboard.press("Escape")
        assert page.locator(".claim.current").count() == 0
        assert chosen(page) == ""


def test_a_type_is_shown_alone(chromium: Any, base: str) -> None:
    with page_of(chromium, base) as page:
        page.goto("/reports/live")
        page.locator('[data-kind="HARM"]').click()
        assert page.locator(".claim:visible").count() == 1
        page.locator('[data-kind="HARM"]').click()
        assert page.locator(".claim:visible").count() == len(READ.claims)


def test_a_span_is_chosen_in_the_text_and_the_correction_undone(chromium: Any, base: str, ledger: Ledger) -> None:
    with page_of(chromium, base) as page:
        page.goto("/reports/live")
        page.keyboard.press("j")
        page.keyboard.press("c")
        page.locator("#correct[open]").wait_for()
        # From the verb to the end of the place's name, as a reader would drag.
        page.evaluate("""() => {
            const all = [...document.querySelectorAll('.text [data-s]')];
            const from = all.find((n) => n.textContent === 'shelled').firstChild;
            const to = all.find((n) => n.textContent === 'Velsk').firstChild;
            getSelection().setBaseAndExtent(from, 0, to, to.length);
        }""")
        page.locator(".take:enabled").click()
        assert page.locator("#f-words").input_value() == "shelled Velsk"
        page.get_by_label("Your name").first.fill("Ann")
        page.get_by_role("button", name="Save the correction").click()
        page.get_by_text("corrected.").wait_for()
        assert chosen(page) == "shelled Velsk"
        row = asking.claim(ledger, f"live/{DEED.id}")
        assert row is not None
        assert row.claim.text == "shelled Velsk" == TEXT[slice(*row.claim.span)]
        page.locator(".done").get_by_role("button", name="Undo").click()
        page.get_by_text("then undone").wait_for()
        assert chosen(page) == DEED.text


def test_on_a_phone_the_card_comes_up_from_below(chromium: Any, base: str) -> None:
    with page_of(chromium, base, PHONE) as page:
        page.goto("/reports/live")
        page.locator("a.trigger").first.click()
        sheet = page.get_by_role("dialog", name="Claim")
        assert DEED.text in sheet.locator("blockquote").inner_text()
        box, word = sheet.bounding_box(), page.locator("a.trigger.chosen").first.bounding_box()
        assert word["y"] + word["height"] <= box["y"]
        sheet.get_by_role("button", name="Next claim").click()
        assert "2 of 2" in sheet.inner_text()
        sheet.get_by_role("button", name="Close").click()
        assert sheet.is_hidden()


def test_without_a_script_words_lead_to_cards_and_buttons_decide(chromium: Any, base: str, ledger: Ledger) -> None:
    with page_of(chromium, base, java_script_enabled=False) as page:
        page.goto("/reports/live")
        page.locator("a.trigger").first.click()
        page.locator(".claim[open]").wait_for()
        page.get_by_label("Your name").first.fill("Ann")
        page.locator(".claim[open]").get_by_role("button", name="Reject").click()
        page.get_by_text("Review 1: rejected").wait_for()
        row = asking.claim(ledger, f"live/{DEED.id}")
        assert row is None
        page.locator(".done").get_by_role("button", name="Undo").click()
        page.get_by_text("then undone").wait_for()
        assert asking.claim(ledger, f"live/{DEED.id}") is not None


def test_the_page_of_one_file_draws_the_same_line_to_the_source(chromium: Any, base: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(report_page([READ]), encoding="utf-8")
    with page_of(chromium, base) as page:
        page.goto("/reports/live")
        page.keyboard.press("j")
        stops = page.locator(".wire path").count()
    with page_of(chromium, file.as_uri()) as page:
        page.goto(file.as_uri())
        assert page.locator(".wire").count() == 0
        page.keyboard.press("j")
        assert page.locator(".wire path").count() == stops > 0
        page.keyboard.press("Escape")
        assert page.locator(".wire").count() == 0
