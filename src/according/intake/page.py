"""The article of an HTML page and what the page says about it."""

from __future__ import annotations

import re

from according.errors import EmptyReportError, UnreadableError

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main)\b",
    re.IGNORECASE | re.DOTALL,
)


def looks_like_html(text: str) -> bool:
    """Whether `text` begins as a page does."""
    return bool(_HTML.match(text[:4096]))


def read_page(markup: str, report: str) -> tuple[str, dict[str, object]]:
    """Return the article's text and the metadata that the page names.

    The report's text is what was drawn from the page: offsets are into that, not into the markup.
    Raises `EmptyReportError` where no article is found.
    """
    # 0.3 s to import, and only pages need it
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(markup, fast=True, with_metadata=True, include_comments=False)
    except Exception as error:  # lxml and trafilatura raise many kinds on damaged pages
        raise UnreadableError(
            f"the page cannot be taken apart ({type(error).__name__}).",
            report=report,
            remedy="Save the article's text as a .txt file.",
        ) from error
    page = found if isinstance(found, dict) or found is None else found.as_dict()
    text = (page or {}).get("text")
    if not page or not isinstance(text, str) or not text.strip():
        raise EmptyReportError(
            "no article was found on the page.",
            report=report,
            remedy="Save the article's text as a .txt file.",
        )
    known: dict[str, object] = {
        "title": page.get("title"),
        "publisher": page.get("sitename") or page.get("hostname"),
        "url": page.get("url"),
        "published": page.get("date"),
    }
    return text, known
