#!/usr/bin/env python3
"""Measure when the pages of a ledger are first painted, without JavaScript, in a real browser. Prints Markdown.

    python benchmarks/paint.py --ledger crisis.db [--rounds 3]

As Lighthouse does for phones: a screen of 390 x 844, a line of 1.6 Mbit/s with 150 ms there and back, a processor a fourth as
fast; and once more without any of that. First contentful paint, of which Lighthouse calls 1.8 s good.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

import according
from according.ledger import asking
from according.ledger.asking import Slice

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SLOWER_PROCESSOR = 4
PHONE = {"width": 390, "height": 844}


def addresses(path: str) -> dict[str, str]:
    """One address of each view."""
    with according.open_ledger(path) as ledger:
        (event,) = asking.events(ledger, part=Slice(limit=1)).items
        (claim,) = asking.claims(ledger, part=Slice(limit=1)).items
    return {
        "today": "/", "events": "/events", "one event": f"/events/{event.event.id}", "claims": "/claims",
        "a report": f"/reports/{claim.report.id}", "queue": "/queue", "who": "/who", "timeline": "/timeline", "map": "/map",
        "sources": "/sources",
    }  # fmt: skip


def painted(browser: Browser, url: str, slow: bool) -> float:
    """Return the milliseconds from the start of a navigation to the first contentful paint, nothing being cached."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    session = context.new_cdp_session(page)
    marks: dict[str, float] = {}
    session.on("Page.lifecycleEvent", lambda event: _mark(marks, event))
    session.on("Network.requestWillBeSent", lambda event: marks.setdefault("asked", event["timestamp"]))
    session.send("Page.enable")
    session.send("Page.setLifecycleEventsEnabled", {"enabled": True})
    session.send("Network.enable")
    if slow:
        session.send("Network.emulateNetworkConditions", SLOW)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    marks.clear()
    page.goto(url, wait_until="load")
    for _ in range(100):
        if "firstContentfulPaint" in marks:
            break
        page.wait_for_timeout(20)
    context.close()
    return (marks["firstContentfulPaint"] - marks["asked"]) * 1000


def _mark(marks: dict[str, float], event: dict[str, Any]) -> None:
    marks[event["name"]] = event["timestamp"]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--ledger", required=True)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    views = addresses(given.ledger)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("according")), "serve", "--ledger", given.ledger, "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base)
        print("| view | on a slow phone, ms | without that, ms |\n|---|--:|--:|")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            for name, address in views.items():
                slow, free_ = (
                    statistics.median(painted(browser, base + address, on) for _ in range(given.rounds))
                    for on in (True, False)
                )
                print(f"| {name} | {slow:,.0f} | {free_:,.0f} |", flush=True)
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _wait(base: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(base + "/events", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
