"""Where a claim that is cited leads: to the ledger, or to the list of sources at the end."""

from __future__ import annotations

from urllib.parse import quote

from according.brief.model import Brief

_PADDING = "".join(map(chr, range(33)))
"""Control characters and the blank: before an address they do not count (WHATWG URL), but escaped they would."""
_SAFE = ":/?#[]@!$&'()*+,;=%-._~"


def href(brief: Brief, ref: str) -> str:
    """Return the address of a claim in the ledger, else the anchor of its place among the sources."""
    if brief.base_url is None:
        return f"#s{brief.numbers[ref]}"
    report, _, claim = ref.rpartition("/")
    return f"{brief.base_url.rstrip('/')}/claims/{quote(report, safe='', errors='replace')}/{quote(claim, safe='', errors='replace')}"


def web_href(url: str) -> str:
    """Return a web address with everything escaped that could end it, in HTML or in Markdown."""
    return quote(url.strip(_PADDING), safe=_SAFE, errors="replace")


def anchor(event: str) -> str:
    """Return the anchor of an event: letters, digits, hyphens and underlines only."""
    return "e-" + "".join(c if c.isascii() and (c.isalnum() or c in "-_") else f"_{ord(c):x}_" for c in event)


def numbered(brief: Brief, refs: list[str]) -> list[tuple[int, str]]:
    """Return number and ref of claims, in order of number."""
    return sorted((brief.numbers[ref], ref) for ref in dict.fromkeys(refs))
