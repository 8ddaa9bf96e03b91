"""One report: its text with the claims under the words, the card of each, its revisions and copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from according.claims import Report
from according.exchange.ledger.shared import web_address
from according.knowledge.types import load_types
from according.ledger import asking
from according.ledger.asking.reports import Copied, ReportRow
from according.ledger.reviews import KeptReview, of_page
from according.web.server.addresses import report_address
from according.web.server.claim_parts import ShownClaim, claim_data, shown_claim
from according.web.server.correcting_form import form_fields
from according.web.server.reading_text import Marks, shown_text
from according.web.server.review_parts import ShownReview, against, form_choices, shown_review
from according.web.server.view import Answer, Asked, View

MOST_CARDS = 80
"""Claims of a report that are all shown with every field; of more, those that are asked for, so that the page stays light."""


@dataclass(frozen=True, slots=True)
class OtherReport:
    """A report that this one copied, or that copied it."""

    title: str
    publisher: str
    published: str
    href: str
    percent: int
    changed: list[tuple[str, str]]
    """Numbers that the copy says differently: what it says, instead of what."""


def report(asked: Asked) -> Answer:
    """Return a report with its claims; ``?claim=`` opens one of them."""
    name = asked.path["id"]
    row = asking.report(asked.ledger, name)
    shown = [shown_claim(one, number) for number, one in enumerate(row.claims)]
    chosen = next((one.number for one in shown if one.id == asked.params.get("claim")), None)
    reviews = of_page(asked.ledger, name)
    marks = Marks(
        chosen=chosen,
        undrawn=frozenset(one.number for one in shown if "rejected" in one.verdicts),
        copied=tuple(span for other in row.copied_from for span in other.passages),
        parts=len(shown) <= MOST_CARDS,
    )
    told = row.reading.report
    number = asked.params.get("done", "")
    done = next((one for one, _ in reviews if str(one.id) == number), None)
    about = [pair for pair in reviews if done is not None and done.claim in pair[1]]
    here = shown[chosen].href if chosen is not None else report_address(name)
    return Answer(
        title=told.title or told.id,
        data=_data(row, [one for one, _ in reviews]),
        rows=[_csv_row(one) for one in shown],
        page={
            "report": told,
            "url": web_address(told.url),
            "about": row,
            "text": shown_text(told.text, row.reading.claims, marks),
            "claims": shown,
            "brief": len(shown) > MOST_CARDS,
            "chosen": shown[chosen] if chosen is not None else None,
            "fields": form_fields(row.claims[chosen].claim) if chosen is not None and row.stands else None,
            "choices": form_choices(),
            "history": _history(reviews, shown[chosen].ref) if chosen is not None else [],
            "reviewed": Counter(ref for one, refs in reviews if one.undone_at is None for ref in refs),
            "types": _types(shown),
            "origins": sorted(Counter(one.origin for one in shown).items(), key=lambda item: (-item[1], item[0])),
            "copied_from": [_other(one) for one in row.copied_from],
            "copied_by": [_other(one) for one in row.copied_by],
            "revisions": [(one, report_address(one.id), one.id == name) for one in row.revisions],
            "here": here,
            "hrefs": lambda number: shown[number].href,
            "done": shown_review(done) if done is not None else None,
            "against": [shown_review(one) for one in against(done, [one for one, _ in about])] if done else [],
        },
    )


def _history(reviews: Sequence[tuple[KeptReview, list[str]]], ref: str) -> list[ShownReview]:
    return [shown_review(one, ref) for one, refs in reviews if ref in refs]


def _types(shown: Sequence[ShownClaim]) -> list[tuple[str, str, int]]:
    counts = Counter(one.type for one in shown)
    return [(kind, entry.label, counts[kind]) for kind, entry in load_types().items() if counts[kind]]


def _other(one: Copied) -> OtherReport:
    other: Report = one.report
    return OtherReport(
        title=other.title or other.id,
        publisher=other.publisher or "publisher not known",
        published=other.published or "date not known",
        href=report_address(other.id),
        percent=round(one.containment * 100),
        changed=[(number.said, number.instead_of) for number in one.changed],
    )


def _data(row: ReportRow, reviews: list[KeptReview]) -> dict[str, Any]:
    return {
        "report": row.reading.report,
        "warnings": row.reading.warnings,
        "made_by": row.reading.made_by,
        "stands": row.stands,
        "claims": [claim_data(one) for one in row.claims],
        "revisions": row.revisions,
        "copied_from": row.copied_from,
        "copied_by": row.copied_by,
        "reviews": [msgspec.to_builtins(one) for one in reviews],
    }


def _csv_row(one: ShownClaim) -> dict[str, Any]:
    facts = {label: "; ".join(words.text for words in some) for label, some in one.facts}
    names = ("How sure", "Who", "To whom", "With", "Where", "When", "How many")
    return {
        "claim": one.ref, "type": one.type, "mode": one.mode, "said_by": " <- ".join(s.text for s in one.chain),
        **{label.lower().replace(" ", "_"): facts.get(label, "") for label in names},
        "quoted": one.quoted, "span": one.spans["span"], "confidence_percent": one.percent, "event": one.event or "",
        "copy_of": one.copy_of or "", "reviews": "; ".join(one.verdicts),
    }  # fmt: skip


VIEWS = [
    View(
        name="report",
        path="/reports/{id:path}",
        answer=report,
        template="report.html",
        summary="A report: its text, its claims with every field, its revisions, copies and reviews.",
        formats=("json", "csv"),
    )
]
