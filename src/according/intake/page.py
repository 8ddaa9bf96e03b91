"""The article of an HTML page and what the page says about it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from according.errors import EmptyReportError, UnreadableError
from according.intake.dates import iso_date, iso_moment
from according.knowledge.tables import load

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main)\b",
    re.IGNORECASE | re.DOTALL,
)
_SAVE_AS_TEXT = "Save the article's text as a .txt file."


def looks_like_html(text: str) -> bool:
    """Whether `text` begins as a page does."""
    return bool(_HTML.match(text[:4096]))


def read_page(markup: str, report: str, url: str | None = None) -> tuple[str, dict[str, object]]:
    """Return the article's text and what the page says of itself: the fields of `take.METADATA` and `changed`.

    The report's text is what was drawn from the page: offsets are into that, not into the markup. `url` is where
    the page was, for a page that does not say. Raises `EmptyReportError` where no article is found.
    """
    # 0.3 s to import, and only pages need it
    from trafilatura import bare_extraction, load_html

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what fails is a Failure already
    try:
        tree = load_html(markup)
        said = _own_dates(tree) if tree is not None else {}
        source = markup if tree is None else tree
        found = bare_extraction(source, url=url, fast=True, with_metadata=True, include_comments=False)
    except Exception as error:  # lxml and trafilatura raise many kinds on damaged pages
        raise UnreadableError(
            f"the page cannot be taken apart ({type(error).__name__}).", report=report, remedy=_SAVE_AS_TEXT
        ) from error
    page = found if isinstance(found, dict) or found is None else found.as_dict()
    text = (page or {}).get("text")
    if not page or not isinstance(text, str) or not text.strip():
        raise EmptyReportError("no article was found on the page.", report=report, remedy=_SAVE_AS_TEXT)
    known: dict[str, object] = {
        "title": page.get("title"),
        "publisher": page.get("sitename") or page.get("hostname"),
        "url": page.get("url"),
        "published": page.get("date"),
        "published_at": _clock(said.get("published", []), page.get("date")),
        "changed": next((moment for value in said.get("changed", []) if (moment := iso_moment(value))), None),
    }
    return text, known


def _clock(candidates: list[str], date: object) -> str | None:
    """Return the first of `candidates` with a clock time that is on the day `date`, which the extraction settled on."""
    for value in candidates:
        if iso_moment(value) and (date is None or iso_date(value) == date):
            return value
    return None


def _own_dates(tree: HtmlElement) -> dict[str, list[str]]:
    """Return what `tree` says of its dates, as written, by ``published`` and ``changed``."""
    structured = list(_structured(tree))
    metas: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        for attribute in ("property", "name"):
            name = (meta.get(attribute) or "").strip().casefold()
            if name and meta.get("content"):
                metas.setdefault(name, []).append(meta.get("content"))
    marked: dict[str, list[str]] = {}
    for element in tree.xpath("//*[@itemprop]"):
        value = element.get("datetime") or element.get("content") or element.get("title")
        if value:
            marked.setdefault(element.get("itemprop"), []).append(value)
    said: dict[str, list[str]] = {}
    for what, where in load("intake/pages").items():
        values = [value for name in where["meta"] for value in metas.get(name, [])]
        values += [node[name] for name in where["json"] for node in structured if isinstance(node.get(name), str)]
        values += [value for name in where["itemprop"] for value in marked.get(name, [])]
        said[what] = values
    return said


def _structured(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD; what is damaged is passed over: it is one source of several."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            value = msgspec.json.decode((script.text or "").strip())
        except (msgspec.DecodeError, ValueError, RecursionError):
            continue
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, dict):
                yield node
                graph = node.get("@graph")
                yield from (part for part in (graph if isinstance(graph, list) else []) if isinstance(part, dict))
