"""What reviews make of the claims of a report: rejected ones end, corrected ones are put in the place of what was read.

All of it follows from the reviews that stand and from what was last read, so it can be worked out anew at any time: after a
review, after one was undone, and after the report was read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from according.claims import Claim, Reading
from according.fusion.accounts import measure_of
from according.fusion.pairing import Features, features
from according.ledger import neighbours
from according.ledger.anchors import BY_REVIEW, Anchor, Group, anchor_in, groups, unpacked
from according.ledger.copying import Copying
from according.ledger.correcting import corrected
from according.ledger.deciding import decisions
from according.ledger.fusing import Ended, Fusing
from according.ledger.inserting import insert_claims
from according.ledger.kept import JUDGING
from according.ledger.makers import maker_of
from according.ledger.rows import ClaimRows, add_claims, layers_of, report_of
from according.ledger.schema import BORROWED, CLAIMS, COPIES, REPORTS, REVIEWS, VERDICTS, standing


@dataclass(slots=True)
class Judged:
    """A claim of a report with its standing reviews, the first first, and how well each fits."""

    group: Group
    reviews: list[tuple[Any, float]] = field(default_factory=list)

    @property
    def wanted(self) -> Claim | None:
        """The claim as it should stand; None where the latest that accepts or rejects it rejects it."""
        votes = [row.kind for row, _ in self.reviews if row.kind in ("accept", "reject")]
        if votes and votes[-1] == "reject":
            return None
        return corrected(
            self.group.read, (unpacked(row.body)["changes"] for row, _ in self.reviews if row.kind == "correct")
        )


def reviews_of(connection: Connection, page: str) -> list[Any]:
    """Return the standing reviews of claims of any revision of a page, the first first."""
    query = select(REVIEWS).join(REPORTS, REPORTS.c.id == REVIEWS.c.report).where(REPORTS.c.page == page)
    query = query.where(REVIEWS.c.kind.in_(JUDGING), REVIEWS.c.undone_at.is_(None))
    return list(connection.execute(query.order_by(REVIEWS.c.key)))


def settle(connection: Connection, reports: Iterable[int], now: str) -> set[int]:
    """Have the claims of current reports be what their reviews want; returns the keys of the events that changed."""
    changed: set[int] = set()
    for key in sorted(set(reports)):
        report = connection.execute(select(REPORTS).where(REPORTS.c.key == key, standing(REPORTS))).first()
        if report is None:
            continue
        reviews = reviews_of(connection, report.page)
        judged = _judged(connection, report, reviews)
        ending = {
            j.group.last.key: _why(j) for j in judged.values() if _differs(j) and j.group.last.known_until is None
        }
        new = [claim for j in judged.values() if _differs(j) and (claim := j.wanted) is not None]
        if ending or new:
            changed |= _Replacing(connection, report, now).run(ending, new)
        _write(connection, report, judged, reviews, now)
    return changed


def after_reading(connection: Connection, report: int, now: str) -> set[int]:
    """Hold the reviews of a report to claims that were read at the moment `now`; returns the keys of the events that changed."""
    page = connection.scalar(select(REPORTS.c.page).where(REPORTS.c.key == report))
    if page is None or not reviews_of(connection, page):
        return set()
    # What reviews had made of the reading before is history with it.
    old = (CLAIMS.c.report == report, CLAIMS.c.ended_by.in_(BY_REVIEW), CLAIMS.c.known_from < now)
    connection.execute(update(CLAIMS).where(*old).values(ended_by="reread"))
    return settle(connection, [report], now)


def _judged(connection: Connection, report: Any, reviews: Sequence[Any]) -> dict[str, Judged]:
    """Return the claims of a report that have reviews, or had, by id."""
    found = {name: Judged(group) for name, group in groups(connection, report.key).items()}
    claims = {name: judged.group.read for name, judged in found.items()}
    for row in reviews:
        anchor = anchor_in(row)
        fitting = _fitting(anchor, row.kind, claims, report.id) if anchor is not None else None
        if fitting is not None:
            found[fitting[0].id].reviews.append((row, fitting[1]))
    return {
        name: one for name, one in found.items() if one.reviews or len(one.group.rows) > 1 or one.group.last.ended_by
    }


def _fitting(anchor: Anchor, kind: str, claims: dict[str, Claim], report: str) -> tuple[Claim, float] | None:
    # Who rejected an attack has not said that nobody was hurt.
    return anchor.best(claims.values(), report, same_type=kind == "reject")


def _differs(judged: Judged) -> bool:
    wanted, last = judged.wanted, judged.group.last
    if wanted is None or last.known_until is not None:
        return (wanted is None) != (last.known_until is not None)
    return bool(Group(rows=[last]).read != wanted)


def _why(judged: Judged) -> str:
    return "rejected" if judged.wanted is None else "corrected"


class _Replacing:
    """Claims of one report ended and put in place of others, and the events fused with what is new."""

    def __init__(self, connection: Connection, report: Any, now: str) -> None:
        self._db, self._report, self._now = connection, report, now
        self._maker = maker_of(connection, {})
        self._fusing = Fusing(connection, self._maker, now, decisions(connection))

    def run(self, ending: dict[int, str], new: list[Claim]) -> set[int]:
        lost = [
            self._end([key for key, why in ending.items() if why == one], one) for one in sorted(set(ending.values()))
        ]
        before = self._homes_by_id(ending, lost)
        added = self._insert(new)
        described = self._describe(added)
        neighbours.put(self._db, described)
        copies = select(COPIES.c.copy).where(COPIES.c.original == self._report.key, standing(COPIES))
        copying = Copying(self._db, self._maker, self._now)
        dirty = set(described) | copying.borrow({self._report.key, *self._db.scalars(copies)})
        heirs = {key: before[name] for key, name in added.items() if name in before}
        return self._fusing.fuse(dirty, lost, heirs)

    def _end(self, keys: list[int], why: str) -> Ended:
        lost = self._fusing.end(neighbours.load(self._db, keys), why)
        ended = update(CLAIMS).where(CLAIMS.c.key.in_(keys))
        self._db.execute(ended.values(known_until=self._now, ended_by=why))
        lent = or_(BORROWED.c.claim.in_(keys), BORROWED.c.counterpart.in_(keys))
        self._db.execute(update(BORROWED).where(lent, standing(BORROWED)).values(known_until=self._now))
        return lost

    def _homes_by_id(self, ending: dict[int, str], lost: list[Ended]) -> dict[str, int]:
        home = {claim: event for one in lost for claim, event in one.home.items()}
        query = select(CLAIMS.c.key, CLAIMS.c.id).where(CLAIMS.c.key.in_(list(ending)))
        return {row.id: home[row.key] for row in self._db.execute(query) if row.key in home}

    def _insert(self, new: list[Claim]) -> dict[int, str]:
        """Return the ids of the new claims by key."""
        if not new:
            return {}
        rows = ClaimRows()
        first = (self._db.scalar(select(func.max(CLAIMS.c.key))) or 0) + 1
        own = {"report": self._report.key, "maker": self._report.maker, "known_from": self._now}
        add_claims(rows, Reading(report=report_of(self._report), claims=new), first, own, measure_of)
        insert_claims(self._db, rows)
        return {key: claim.id for key, claim in enumerate(new, first)}

    def _describe(self, added: dict[int, str]) -> dict[int, Features]:
        """Write the features of new claims, seen among all that stand in the report."""
        query = select(CLAIMS.c.key, CLAIMS.c.body).where(CLAIMS.c.report == self._report.key, standing(CLAIMS))
        bodies = {row.key: Group(rows=[row]).read for row in self._db.execute(query.order_by(CLAIMS.c.key))}
        if not added:
            return {}
        reading = Reading(
            report=report_of(self._report), claims=list(bodies.values()), layers=layers_of(self._report.layers)
        )
        found = {key: one for key, one in zip(bodies, features(reading), strict=True) if key in added}
        for key, one in found.items():
            packed = neighbours.encode(one).decode()
            self._db.execute(update(CLAIMS).where(CLAIMS.c.key == key).values(features=packed))
        return found


def _write(connection: Connection, report: Any, judged: dict[str, Judged], reviews: Sequence[Any], now: str) -> None:
    """Bring `verdicts` up to which claims the reviews are about now."""
    rows = {name: group.last for name, group in groups(connection, report.key).items()}
    wanted = {
        (row.key, rows[name].key): (row.kind, fit)
        for name, one in judged.items()
        for row, fit in one.reviews
        if name in rows
    }
    of_page = select(CLAIMS.c.key).join(REPORTS, REPORTS.c.key == CLAIMS.c.report).where(REPORTS.c.page == report.page)
    query = select(VERDICTS.c.key, VERDICTS.c.review, VERDICTS.c.claim).where(standing(VERDICTS))
    ours = or_(VERDICTS.c.review.in_([row.key for row in reviews]), VERDICTS.c.claim.in_(of_page))
    there = {(row.review, row.claim): row.key for row in connection.execute(query.where(ours))}
    closed = [key for pair, key in there.items() if pair not in wanted]
    if closed:
        connection.execute(update(VERDICTS).where(VERDICTS.c.key.in_(closed)).values(known_until=now))
    opened = [
        {"review": review, "claim": claim, "known_from": now, "known_until": None, "kind": kind, "fit": fit}
        for (review, claim), (kind, fit) in wanted.items()
        if (review, claim) not in there
    ]
    if opened:
        connection.execute(insert(VERDICTS), opened)
