"""Text into HTML, so that nothing in a report can be markup."""

from __future__ import annotations

import html
from urllib.parse import urlsplit

from according.exchange.harmless import visible


def escape(text: object) -> str:
    """Return `text` for element content or a quoted attribute; control characters show as ``�``."""
    return html.escape(visible(str(text)), quote=True)


def link(url: str, words: str) -> str:
    """Return a link, or only the words where `url` is no address of the web (``javascript:``, say)."""
    try:
        web = urlsplit(url).scheme in ("http", "https")
    except ValueError:
        web = False
    if not web:
        return escape(words)
    return f'<a href="{escape(url)}" rel="noreferrer noopener">{escape(words)}</a>'
