"""Takes pictures of the main views of a ledger of ``examples/``; run it by ``script/screenshots``."""

from __future__ import annotations

import io
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn
from PIL import Image

import according
from according.ledger import Ledger, asking
from according.web.server.app import create_app
from according.web.server.options import ServeOptions

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs/screens"
COLOURS = 256
sys.path.insert(0, str(ROOT / "tests"))
from browser import DESK, PHONE, browser, page_of  # noqa: E402


def main() -> None:
    """Make the ledger, serve it, and take each picture."""
    with tempfile.TemporaryDirectory() as folder, according.open_ledger(Path(folder) / "examples.db") as ledger:
        for done in according.add_many(ledger, [ROOT / "examples"]):
            if isinstance(done, according.Failure):
                print(f"left out: {done.source}: {done.error}", file=sys.stderr)
        wanted = {name: path for name, path in views(ledger).items() if not sys.argv[1:] or name in sys.argv[1:]}
        server = uvicorn.Server(
            uvicorn.Config(create_app(ledger, ServeOptions(port=8765)), port=8765, log_level="error")
        )
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.05)
        try:
            OUT.mkdir(exist_ok=True)
            with browser() as running:
                for name, path in wanted.items():
                    shoot(running, name, path)
        finally:
            server.should_exit = True
            thread.join()


def views(ledger: Ledger) -> dict[str, str]:
    """The views by the name of their picture: the event and the report are those with most in them."""
    rows = asking.events(ledger, sort="-sources").items
    event = max((row.event for row in rows), key=lambda e: (e.status == "disputed", e.independent_sources, e.reports))
    claim = event.accounts[0].claims[0]
    return {
        "today": "/?hours=24", "events": "/events?sort=-sources", "event": f"/events/{event.id}", "claims": "/claims",
        "report": f"/reports/{claim.report}?claim={claim.claim}", "queue": "/queue", "who": "/who/state:RU",
        "timeline": "/timeline?type=ASSAULT&type=DEFEND&type=HARM&type=MOBILIZE", "map": "/map", "sources": "/sources",
    }  # fmt: skip


def shoot(running: Any, name: str, path: str) -> None:
    """Take four pictures of one view."""
    for size, wide in (("desk", DESK), ("phone", PHONE)):
        for theme in ("light", "dark"):
            with page_of(running, "http://127.0.0.1:8765", wide, theme) as page:
                page.goto(path, wait_until="networkidle")
                if name == "map":
                    page.locator("svg.world .land").wait_for()
                taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            target = OUT / f"{name}-{size}-{theme}.png"
            _few_colours(taken).save(target, optimize=True)
            print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1000} kB")


def _few_colours(taken: Any) -> Any:
    """Return a picture with its most frequent colours alone, so that flat ones stay exact and the file small."""
    counts = sorted(taken.getcolors(1 << 24), reverse=True)[:COLOURS]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _, colour in counts for part in colour])
    return taken.quantize(palette=palette, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main()
