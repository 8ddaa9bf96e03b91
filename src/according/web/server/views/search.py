"""Search: words in reports and claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from according.claims import Span
from according.ledger import asking
from according.ledger.asking import Hit, Slice
from according.web.server.addresses import report_address
from according.web.server.view import Answer, Asked, View

MOST = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A hit as the page shows it: pieces of text, some of them marked."""

    hit: Hit
    href: str
    title: str
    pieces: list[tuple[str, bool]]


def search(asked: Asked) -> Answer:
    """Return reports and claims in which all words of ``text`` stand."""
    words = (asked.filter.text or "").strip()
    plain = msgspec.structs.replace(asked.filter, text=None)
    start = int(asked.after) if asked.after and asked.after.isdecimal() and len(asked.after) < 5 else 0
    part = Slice(limit=min(asked.limit, MOST), offset=start)
    hits = asking.search(asked.ledger, words, plain, part=part).items if words else []
    more = str(start + len(hits)) if len(hits) == part.limit else None
    return Answer(
        title=f"Search: {words}" if words else "Search",
        data={"words": words, "hits": hits, "next": more},
        rows=[_row(hit) for hit in hits],
        page={"words": words, "found": [_shown(hit) for hit in hits]},
        next=more,
    )


def _row(hit: Hit) -> dict[str, Any]:
    claim = hit.claim.claim if hit.claim else None
    return {
        "kind": hit.kind, "report": hit.report.id, "claim": claim.id if claim else None, "type": claim.type if claim else None,
        "title": hit.report.title, "publisher": hit.report.publisher, "published": hit.report.published,
        "snippet": hit.snippet, "start": hit.span[0], "end": hit.span[1],
    }  # fmt: skip


def _shown(hit: Hit) -> Found:
    claim = hit.claim.claim.id if hit.claim else None
    return Found(
        hit,
        report_address(hit.report.id, claim),
        hit.report.title or hit.report.id,
        pieces(hit.snippet, hit.span, hit.marks),
    )


def pieces(snippet: str, span: Span, marks: list[Span]) -> list[tuple[str, bool]]:
    """Return the snippet in pieces, with whether each is marked; together they are the snippet."""
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in sorted(marks):
        first, last = max(start - span[0], at), min(end - span[0], len(snippet))
        if first < last:
            found += [(snippet[at:first], False), (snippet[first:last], True)]
            at = last
    return [piece for piece in [*found, (snippet[at:], False)] if piece[0]]


VIEWS = [View("search", "/search", search, "search.html", "Reports and claims in which all words (and phrases) stand.")]
