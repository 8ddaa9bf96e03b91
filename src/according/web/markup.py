"""Text into HTML, so that nothing in a report can be markup."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

# Overrides of the writing direction would turn the page's own words round; the rest cannot stand in HTML.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def escape(text: object) -> str:
    """Return `text` for element content or a quoted attribute; control characters show as ``�``."""
    return html.escape(_CONTROL.sub("\ufffd", str(text)), quote=True)


def link(url: str, words: str) -> str:
    """Return a link, or only the words where `url` is no address of the web (``javascript:``, say)."""
    try:
        web = urlsplit(url).scheme in ("http", "https")
    except ValueError:
        web = False
    if not web:
        return escape(words)
    return f'<a href="{escape(url)}" rel="noreferrer noopener">{escape(words)}</a>'
