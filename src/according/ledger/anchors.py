"""What a review holds on to: where in a report the trigger of its claim stands, so that it finds the claim again.

The claims of the last reading of a report come in groups of rows with one id: first what was read, then what reviews made of
it (`corrected` rows, and the row that came back when a rejection was undone).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, or_, select

from according.claims import Claim, Part, Span
from according.ledger.rows import claim_of
from according.ledger.schema import CLAIMS, REPORTS

BY_REVIEW = ("rejected", "corrected")
"""How claims end by a review: they stay what the report was last read to say."""


class Anchor(Part, kw_only=True):
    """Where a claim stood when it was reviewed. `type` and `claim` tell two claims at one trigger apart."""

    report: str
    span: Span
    """Of the trigger."""
    trigger: str
    type: str | None = None
    claim: str | None = None
    quoted: str | None = None
    """The claim's text: by it a claim is found again in a later revision of the page, whose spans are others."""

    def fit(self, claim: Claim, report: str) -> float:
        """Return how far, 0 to 1, a claim of a report stands where this one stood; 1 in a revision for the same words."""
        if report != self.report:
            same = claim.trigger.text == self.trigger and claim.text == self.quoted and claim.type == self.type
            return 1.0 if same else 0.0
        start, end = claim.trigger.span
        shared = min(end, self.span[1]) - max(start, self.span[0])
        return max(0, shared) / max(end - start, self.span[1] - self.span[0], 1)

    def best(self, claims: Iterable[Claim], report: str, *, same_type: bool = False) -> tuple[Claim, float] | None:
        """Return the claim of a report that fits best, and how well; None where none stands there.

        Of those that fit equally it is the one of the same type, then of the same id. `same_type` takes no other type.
        """
        ranked = [
            ((fit, claim.type == self.type, claim.id == self.claim, claim.id), claim)
            for claim in claims
            if (fit := self.fit(claim, report)) > 0 and not (same_type and self.type and claim.type != self.type)
        ]
        if not ranked:
            return None
        rank, claim = max(ranked, key=lambda one: one[0])
        return claim, rank[0]


class Group(Part, kw_only=True):
    """A claim of the last reading: the rows it has had, the first as it was read."""

    rows: list[Any]

    @property
    def read(self) -> Claim:
        """What was read."""
        return claim_of(self.rows[0].body)

    @property
    def last(self) -> Any:
        """The row that stands, or that stood last."""
        return self.rows[-1]


def anchor_of(claim: Claim, report: str) -> Anchor:
    """Return where a claim stands."""
    return Anchor(
        report=report,
        span=claim.trigger.span,
        trigger=claim.trigger.text,
        type=claim.type,
        claim=claim.id,
        quoted=claim.text,
    )


def groups(connection: Connection, report: int) -> dict[str, Group]:
    """Return the claims of a current report by id, rejected ones among them."""
    columns = [CLAIMS.c[name] for name in ("key", "id", "maker", "known_until", "ended_by", "body")]
    here = or_(CLAIMS.c.known_until.is_(None), CLAIMS.c.ended_by.in_(BY_REVIEW))
    found: dict[str, Group] = {}
    for row in connection.execute(select(*columns).where(CLAIMS.c.report == report, here).order_by(CLAIMS.c.key)):
        found.setdefault(row.id, Group(rows=[])).rows.append(row)
    return found


def report_named(connection: Connection, name: str) -> Any:
    """Return key, id, page and moments of a report; None where there is none."""
    columns = [REPORTS.c[column] for column in ("key", "id", "page", "revision", "known_until", "maker")]
    return connection.execute(select(*columns).where(REPORTS.c.id == name)).first()


def unpacked(body: str | None) -> dict[str, Any]:
    """Return the `body` of a review."""
    return dict(msgspec.json.decode(body)) if body else {}


def anchor_in(row: Any, *, other: bool = False) -> Anchor | None:
    """Return the anchor of a row of `reviews`, its second one with `other`; None where it has none."""
    report, start, end, trigger = (
        (row.other_report, row.other_start, row.other_end, row.other_trigger)
        if other
        else (row.report, row.start, row.end, row.trigger)
    )
    if report is None or start is None or end is None:
        return None
    known = unpacked(row.body).get("other" if other else "claim") or {}
    return Anchor(report=report, span=(start, end), trigger=trigger or "", **known)
