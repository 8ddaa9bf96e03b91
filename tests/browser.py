"""A real browser for tests: Debian's Chromium driven by Playwright, and axe-core to find faults of accessibility.

Where there is no Chromium the tests are skipped; with ``ACCORDING_REQUIRE_BROWSER=1``, as in continuous integration, that
is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest

ROOT = Path(__file__).parents[1]
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
GRAVE = ("serious", "critical")
Theme = Literal["light", "dark"]


def chromium() -> str | None:
    """Where Chromium is."""
    return os.environ.get("ACCORDING_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def browser() -> Iterator[Any]:
    """A headless browser; skips the test where there is none."""
    here = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _absent("Playwright is not installed: script/bootstrap test")
    if here is None:
        _absent("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        # Root, as in a container, has no sandbox of its own.
        found = playwright.chromium.launch(executable_path=here, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield found
        finally:
            found.close()


def _absent(why: str) -> Any:
    if os.environ.get("ACCORDING_REQUIRE_BROWSER"):
        pytest.fail(why)
    pytest.skip(why)


@contextmanager
def page_of(
    running: Any, base: str, size: dict[str, int] | None = None, theme: Theme = "light", **more: Any
) -> Iterator[Any]:
    """A page of a fresh context; anything the page complains of, or asks another host for, fails the test at the end."""
    context = running.new_context(
        base_url=base, viewport=size or DESK, color_scheme=theme, reduced_motion="reduce", **more
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("console", lambda said: complaints.append(f"{said.type}: {said.text}") if said.type == "error" else None)
    page.on("request", lambda asked: complaints.append(f"asked {asked.url}") if not _own(asked.url, base) else None)
    try:
        yield page
        assert not complaints, complaints
    finally:
        context.close()


def _own(url: str, base: str) -> bool:
    return url.startswith((f"{base}/", "data:", "blob:")) or url == base


def faults(page: Any) -> list[str]:
    """What axe-core finds serious or critical on the page, a line each."""
    assert AXE.is_file(), "axe-core is not installed: script/bootstrap test"
    # By the debugger, not by a script element: the page's policy forbids those.
    page.evaluate(AXE.read_text())
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: " + "; ".join(n["html"][:160] for n in one["nodes"][:3])
        for one in found
        if one["impact"] in GRAVE
    ]


def too_wide(page: Any) -> list[str]:
    """What reaches beyond the window's right edge, so that the page scrolls sideways; empty where it does not."""
    found: list[str] = page.evaluate("""() => {
        const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= wide + 1) return [];
        return [...document.querySelectorAll('body *')]
            .filter((one) => one.getBoundingClientRect().right > wide + 1)
            .slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
    }""")
    return found
