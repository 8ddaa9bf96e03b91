"""The queue of claims that nobody has reviewed, the least sure first, one at a time; and the list of reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from according.claims import Span
from according.ledger import asking
from according.ledger.asking import ClaimRow, Slice
from according.ledger.asking.filters import many
from according.ledger.asking.plans import cursor
from according.ledger.asking.reports import texts
from according.ledger.reviews import latest, numbered
from according.web.server.addresses import changed
from according.web.server.claim_parts import ShownClaim, claim_data, shown_claim
from according.web.server.reading_text import Marks, Piece, shown_text
from according.web.server.review_parts import ShownReview, shown_review
from according.web.server.view import Answer, Asked, View

_AROUND = 350
"""Characters of the report that stand on either side of the claim."""
_WAITING = 8
_MOST_COUNTED = 1000
_REVIEWS = 100


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a claim stands in its report; `before` and `after` say whether there is more of the text."""

    lines: list[list[Piece]]
    depth: int
    before: bool
    after: bool


def queue(asked: Asked) -> Answer:
    """Return the next claims that nobody has reviewed, the least sure first; a filter narrows them."""
    f = asked.filter if many(asked.filter.reviewed) else msgspec.structs.replace(asked.filter, reviewed="unreviewed")
    part = Slice(descending=False, limit=_WAITING, after=asked.after)
    rows = asking.claims(asked.ledger, f, sort="confidence", part=part).items
    total = asking.count_claims(asked.ledger, f, most=_MOST_COUNTED + 1)
    first = rows[0] if rows else None
    params = asked.params.multi_items()
    return Answer(
        title="Review queue",
        data={
            "count": min(total, _MOST_COUNTED),
            "count_is_at_least": total > _MOST_COUNTED,
            "claims": [claim_data(row) for row in rows],
            "next": _after(rows[0]) if rows else None,
        },
        rows=[_csv_row(row) for row in rows],
        page={
            "claim": shown_claim(first) if first else None,
            "row": first,
            "passage": passage(asked, first) if first else None,
            "waiting": [shown_claim(row, number) for number, row in enumerate(rows[1:], 1)],
            "total": min(total, _MOST_COUNTED),
            "more": total > _MOST_COUNTED,
            "hrefs": lambda number: shown_claim(first).href if first else "",
            "here": changed("/queue", params, {}) if asked.after is None else _at(params, asked.after),
            "skip_href": _at(params, _after(first)) if first and len(rows) > 1 else None,
            "correct_href": shown_claim(first).href.partition("#")[0] + "#correct" if first else "",
            "first_href": changed("/queue", params, {}),
            "done": _done(asked),
        },
        next=_after(rows[-1]) if len(rows) == _WAITING else None,
    )


def passage(asked: Asked, row: ClaimRow) -> Passage:
    """Return the stretch of its report around a claim, in which it alone is marked."""
    text = texts(asked.ledger, [row.report.id])[row.report.id]
    start, end = _window(text, row)
    moved = _moved(row, start)
    shown = shown_text(text[start:end], [moved], Marks(chosen=0))
    return Passage(shown.lines, shown.depth, start > 0, end < len(text))


def _window(text: str, row: ClaimRow) -> Span:
    """Whole lines of the report around the claim where they are short, else whole words; the reader has the rest."""
    first, last = row.claim.span
    start, end = max(0, first - _AROUND), min(len(text), last + _AROUND)
    line = text.find("\n", start, first)
    start = 0 if start == 0 else line + 1 if line >= 0 else start
    line = text.rfind("\n", last, end)
    end = end if end == len(text) else line if line >= 0 else end
    while 0 < start < first and not text[start - 1].isspace():
        start += 1
    while last < end < len(text) and not text[end].isspace():
        end -= 1
    return start, end


def _moved(row: ClaimRow, by: int) -> Any:
    """The claim with the offsets of a window that begins at `by`."""
    claim = row.claim

    def move(span: Span) -> Span:
        return (span[0] - by, span[1] - by)

    links = [
        msgspec.structs.replace(
            link, span=move(link.span), cue_span=move(link.cue_span) if link.cue_span is not None else None
        )
        for link in claim.attribution
        if link.span[0] >= by
    ]
    return msgspec.structs.replace(
        claim,
        span=move(claim.span),
        trigger=msgspec.structs.replace(claim.trigger, span=move(claim.trigger.span)),
        attribution=links,
        actors=[], recipients=[], instruments=[], locations=[], quantities=[], time=None,
    )  # fmt: skip


def _at(params: list[tuple[str, str]], after: str) -> str:
    return changed("/queue", params, {"after": after})


def _after(row: ClaimRow) -> str:
    return cursor(row.key, row.claim.confidence)


def _done(asked: Asked) -> ShownReview | None:
    """The review that was just made, to be undone at once."""
    number = asked.params.get("done", "")
    one = numbered(asked.ledger, int(number)) if number.isdecimal() and len(number) < 16 else None
    return shown_review(one) if one is not None else None


def _csv_row(row: ClaimRow) -> dict[str, Any]:
    one: ShownClaim = shown_claim(row)
    return {
        "claim": one.ref, "type": one.type, "said_by": " <- ".join(s.text for s in one.chain), "quoted": one.quoted,
        "confidence_percent": one.percent,
    }  # fmt: skip


def reviews(asked: Asked) -> Answer:
    """Return the reviews of the ledger, undone ones too, the latest first."""
    before = int(asked.after) if asked.after and asked.after.isdecimal() and len(asked.after) < 16 else None
    found = latest(asked.ledger, _REVIEWS, before)
    shown = [shown_review(one) for one in found]
    after = str(found[-1].id) if len(found) == _REVIEWS else None
    return Answer(
        title="Reviews",
        data={"reviews": found, "next": after},
        rows=[_review_row(one) for one in shown],
        page={"reviews": shown},
        next=after,
    )


def _review_row(one: ShownReview) -> dict[str, Any]:
    return {
        "id": one.id, "at": one.at, "author": one.author, "kind": one.kind, "about": one.about,
        "says": "; ".join(one.lines), "undone_at": one.undone_at or "", "undone_by": one.undone_by or "",
    }  # fmt: skip


VIEWS = [
    View(
        name="queue",
        path="/queue",
        answer=queue,
        template="queue.html",
        summary="Claims that nobody has reviewed, the least sure first.",
        formats=("json", "csv"),
    ),
    View(
        name="reviews",
        path="/reviews",
        answer=reviews,
        template="reviews.html",
        summary="What people decided: reviews, undone ones too, the latest first.",
        formats=("json", "csv"),
    ),
]
