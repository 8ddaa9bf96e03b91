"""Reviews: what people decide about claims and events, who, when and why, and how it is taken back.

A review is never changed or deleted, only undone. It holds on to where the trigger of its claim stands in the report, so that
it finds the claim again when a newer model has read the report; one that finds nothing there any more is reported (`adrift`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, get_args

import msgspec
from sqlalchemy import Connection, insert, or_, select, update

from according.claims import Claim, Part, Span
from according.errors import ReviewError
from according.fusion.told import Decisions
from according.ledger import deciding
from according.ledger.anchors import Anchor, anchor_of, groups, report_named, unpacked
from according.ledger.correcting import corrected, resolved, with_text
from according.ledger.fusing import Cause, Fusing, claims_of
from according.ledger.kept import JUDGING, PAIRED, KeptReview, Kind, about, kept, lost
from according.ledger.makers import maker_of
from according.ledger.schema import CLAIMS, EVENTS, MEMBERS, REPORTS, REVIEWS, row_of, standing
from according.ledger.store import Ledger
from according.ledger.upgrade import moment
from according.ledger.verdicts import settle

_AGAINST = {"accept": ("reject",), "reject": ("accept", "correct"), "correct": ("reject",)}


class Review(Part, kw_only=True):
    """A decision to be made. `claim` is ``REPORT/CLAIM``.

    - ``accept``, ``reject``: `claim`.
    - ``correct``: `claim` and `changes`, see `correcting.FIELDS`.
    - ``merge``: `claim` and `other` tell of one happening; or `event` and `other_event` are one.
    - ``split``: `claim` and `other` do not; without `other`, the claim does not belong with any of its event.
    - ``note``: `note` on a `claim` or an `event`.
    """

    kind: Kind
    author: str
    claim: str | None = None
    other: str | None = None
    event: str | None = None
    other_event: str | None = None
    changes: dict[str, Any] = msgspec.field(default_factory=dict)
    note: str | None = None
    reason: str | None = None


class Reviewed(Part, kw_only=True):
    """What became of a review: its number, what it contradicts, in plain English, and the ids of the events that changed."""

    id: int
    warnings: list[str] = msgspec.field(default_factory=list)
    events: list[str] = msgspec.field(default_factory=list)


def review(ledger: Ledger, decision: Review) -> Reviewed:
    """Make a decision. Where it contradicts an earlier one it holds all the same, and `warnings` say so.

    Raises `ReviewError` where there is no such claim or event, or a correction cannot be made.
    """
    if not decision.author.strip():
        raise ReviewError("a review needs an author.", remedy="Say who decides (--author).")
    with ledger.write() as connection:
        now = moment()
        rows = _rows(connection, decision)
        before = set(deciding.conflicts(connection))
        warnings = [said for row in rows for said in _contradicted(connection, row)]
        common = {"at": now, "author": decision.author, "reason": decision.reason, "maker": maker_of(connection, {})}
        keys = [_insert(connection, row | common) for row in rows]
        # A merge of two events is many rows: all are undone with the first.
        _bind(connection, keys)
        changed = _effect(connection, connection.execute(select(REVIEWS).where(REVIEWS.c.key.in_(keys))).all(), now)
        warnings += [
            f"an earlier review says otherwise of {one} and {other}: the latest holds."
            for one, other in deciding.conflicts(connection)
            if (one, other) not in before
        ]
        return Reviewed(id=keys[0], warnings=warnings, events=_event_ids(connection, changed))


def undo(ledger: Ledger, id: int, author: str) -> Reviewed:
    """Take a review back; it stays in the history. Raises `ReviewError` where there is none, or it was undone before."""
    with ledger.write() as connection:
        now = moment()
        row = connection.execute(select(REVIEWS).where(REVIEWS.c.key == id)).first()
        if row is None or row.undone_at is not None:
            what = f"the review {id} was undone" if row is not None else f"there is no review {id}"
            raise ReviewError(f"{what}.", remedy="See the reviews with `according review list`.")
        keys = unpacked(row.body).get("rows") or [id]
        connection.execute(update(REVIEWS).where(REVIEWS.c.key.in_(keys)).values(undone_at=now, undone_by=author))
        of = connection.execute(select(REVIEWS).where(REVIEWS.c.key.in_(keys))).all()
        return Reviewed(id=id, events=_event_ids(connection, _effect(connection, of, now)))


def restore(ledger: Ledger, one: KeptReview) -> bool:
    """Take over a review as another ledger kept it, with its author and time; False where it is here already.

    It finds its claims as after a re-reading: by report and place. A merge of two events comes back as its pairs of claims.
    """
    with ledger.write() as connection:
        place = {
            "report": one.report, "other_report": one.other_report, "event": one.event, "at": one.at,
            "author": one.author, "kind": one.kind, "start": one.span[0] if one.span else None,
            "other_start": one.other_span[0] if one.other_span else None,
        }  # fmt: skip
        same = [REVIEWS.c[name].is_not_distinct_from(value) for name, value in place.items()]
        if connection.scalar(select(REVIEWS.c.key).where(*same).limit(1)) is not None:
            return False
        body: dict[str, Any] = {"note": one.note, "changes": one.changes}
        body["claim"] = _hints_at(connection, one.report, one.span, one.trigger)
        body["other"] = _hints_at(connection, one.other_report, one.other_span, one.other_trigger)
        row = place | {
            "end": one.span[1] if one.span else None, "other_end": one.other_span[1] if one.other_span else None,
            "trigger": one.trigger, "other_trigger": one.other_trigger, "reason": one.reason, "undone_at": one.undone_at,
            "undone_by": one.undone_by, "maker": maker_of(connection, {}), "body": body,
        }  # fmt: skip
        key = _insert(connection, row)
        _effect(connection, connection.execute(select(REVIEWS).where(REVIEWS.c.key == key)).all(), moment())
    return True


def history(ledger: Ledger, claim: str | None = None, event: str | None = None) -> list[KeptReview]:
    """Return all reviews, undone ones too, of a ``REPORT/CLAIM``, or of an event and its claims; without either, all."""
    with ledger.read() as connection:
        found = kept(connection)
        if claim is None and event is None:
            return [one for one, _ in found]
        refs = {claim} if claim is not None else set()
        if event is not None:
            refs |= set(_refs_of_event(connection, event))
        of_event = event is not None
        return [one for one, row in found if (of_event and one.event == event) or refs & set(about(connection, row))]


def of_page(ledger: Ledger, report: str) -> list[tuple[KeptReview, list[str]]]:
    """Return the reviews, undone ones too, of claims of a report or of another revision of it, each with the claims
    (``REPORT/CLAIM``) that stand where it says. It looks at no other review, however many there are."""
    with ledger.read() as connection:
        page = select(REPORTS.c.page).where(REPORTS.c.id == report).scalar_subquery()
        names = connection.scalars(select(REPORTS.c.id).where(REPORTS.c.page == page)).all()
        here = or_(REVIEWS.c.report.in_(names), REVIEWS.c.other_report.in_(names))
        return [(one, sorted(set(about(connection, row)))) for one, row in kept(connection, here)]


def numbered(ledger: Ledger, id: int) -> KeptReview | None:
    """Return the review of a number, None where there is none."""
    with ledger.read() as connection:
        return next((one for one, _ in kept(connection, REVIEWS.c.key == id)), None)


def latest(ledger: Ledger, most: int = 100, before: int | None = None) -> list[KeptReview]:
    """Return the reviews that were made last, undone ones too, the latest first; with `before` those made before that one."""
    with ledger.read() as connection:
        query = select(REVIEWS.c.key).order_by(REVIEWS.c.key.desc()).limit(most)
        keys = connection.scalars(query if before is None else query.where(REVIEWS.c.key < before)).all()
        return [one for one, _ in reversed(kept(connection, REVIEWS.c.key.in_(keys)))]


def adrift(ledger: Ledger) -> list[KeptReview]:
    """Return the standing reviews that find no claim where theirs stood: it was read differently since, or withdrawn."""
    with ledger.read() as connection:
        return lost(connection)


def decisions(ledger: Ledger) -> Decisions:
    """Return the pairs of claims that standing reviews join and part, as fusion takes them."""
    with ledger.read() as connection:
        return deciding.decisions(connection)


def apply(claim: Claim, reviews: Iterable[KeptReview]) -> Claim:
    """Return a claim as the corrections among standing reviews make it; `claim` itself stays as it is."""
    return corrected(claim, (one.changes for one in reviews if one.kind == "correct" and one.undone_at is None))


def _rows(connection: Connection, decision: Review) -> list[dict[str, Any]]:
    """Return the rows of a decision, without what they have in common."""
    kind = decision.kind
    if kind not in get_args(Kind):
        raise ReviewError(f"there is no review {kind!r}.", remedy=f"There are: {', '.join(get_args(Kind))}.")
    if kind == "note":
        if not decision.note:
            raise ReviewError("there is no text in the note.", remedy="Write one (--note).")
        if decision.claim is None:
            return [{"kind": kind, "event": _event(connection, decision.event), "body": {"note": decision.note}}]
    if kind in ("merge", "split"):
        pairs = _merged(connection, decision) if kind == "merge" else _parted(connection, decision)
        if not pairs:
            raise ReviewError(
                "there is nothing to decide: they are one claim.", remedy="Name two claims or two events."
            )
        return [_row(kind, _anchor(connection, one), _anchor(connection, other)) for one, other in pairs]
    anchor = _anchor(connection, decision.claim)
    row = _row(kind, anchor)
    if decision.note:
        row["body"]["note"] = decision.note
    if kind == "correct":
        row["body"]["changes"] = _change(connection, anchor, decision.changes)
    return [row]


def _merged(connection: Connection, decision: Review) -> list[tuple[str, str]]:
    if decision.event is None and decision.other_event is None:
        return _two(decision)
    ours = _refs_of_event(connection, _event(connection, decision.event))
    theirs = _refs_of_event(connection, _event(connection, decision.other_event))
    first, *rest = ours + theirs
    return [] if set(ours) == set(theirs) else [(first, ref) for ref in rest]


def _parted(connection: Connection, decision: Review) -> list[tuple[str, str]]:
    if decision.other is not None or decision.claim is None:
        return _two(decision)
    key = claims_of(connection, [decision.claim]).get(decision.claim)
    event = select(EVENTS.c.id).join(MEMBERS, MEMBERS.c.event == EVENTS.c.key)
    name = connection.scalar(event.where(MEMBERS.c.claim == key, standing(MEMBERS))) if key is not None else None
    others = [ref for ref in _refs_of_event(connection, name) if ref != decision.claim] if name is not None else []
    return [(decision.claim, ref) for ref in others]


def _two(decision: Review) -> list[tuple[str, str]]:
    if decision.claim is None or decision.other is None:
        raise ReviewError(f"to {decision.kind} takes two claims.", remedy="Name both as REPORT/CLAIM.")
    return [(decision.claim, decision.other)] if decision.claim != decision.other else []


def _row(kind: str, anchor: Anchor, other: Anchor | None = None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": kind, "report": anchor.report, "start": anchor.span[0], "end": anchor.span[1], "trigger": anchor.trigger,
        "body": {"claim": _hints(anchor)},
    }  # fmt: skip
    if other is not None:
        row |= {
            "other_report": other.report, "other_start": other.span[0], "other_end": other.span[1],
            "other_trigger": other.trigger,
        }  # fmt: skip
        row["body"]["other"] = _hints(other)
    return row


def _hints(anchor: Anchor) -> dict[str, Any]:
    return {"type": anchor.type, "claim": anchor.claim, "quoted": anchor.quoted}


def _hints_at(connection: Connection, report: str | None, span: Span | None, trigger: str | None) -> dict[str, Any]:
    """Return the hints of the claim that stands at a place, without them where none does."""
    row = report_named(connection, report) if report is not None and span is not None else None
    if row is None or report is None or span is None:
        return _hints(Anchor(report=report or "", span=span or (0, 0), trigger=trigger or ""))
    there = [group.read for group in groups(connection, row.key).values()]
    found = Anchor(report=report, span=span, trigger=trigger or "").best(there, report)
    return _hints(anchor_of(found[0], report)) if found is not None else _hints_at(connection, None, None, None)


def _anchor(connection: Connection, ref: str | None) -> Anchor:
    """Return where a claim stands, rejected or not."""
    report, _, name = (ref or "").rpartition("/")
    row = report_named(connection, report)
    group = groups(connection, row.key).get(name) if row is not None and row.known_until is None else None
    if group is None:
        raise ReviewError(
            f"there is no claim {ref or ''!r}.", remedy="Name one as REPORT/CLAIM: see `according claims`."
        )
    return anchor_of(group.read, report)


def _change(connection: Connection, anchor: Anchor, changes: dict[str, Any]) -> dict[str, Any]:
    row = connection.execute(select(REPORTS.c.key, REPORTS.c.text).where(REPORTS.c.id == anchor.report)).one()
    claim = groups(connection, row.key)[anchor.claim or ""].read
    return with_text(resolved(claim, changes, row.text), row.text)


def _event(connection: Connection, name: str | None) -> str:
    # A range, which an index finds: what begins alike would be looked for among all.
    begins = (EVENTS.c.id >= (name or ""), EVENTS.c.id < f"{name or ''}~")
    there = list(connection.scalars(select(EVENTS.c.id).where(*begins, standing(EVENTS)).limit(3)))
    if name is not None and name in there:
        return name
    if not name or not there:
        raise ReviewError(f"there is no event {name or ''!r}.", remedy="See which there are with `according events`.")
    if len(there) > 1:
        raise ReviewError(f"the ids of several events begin with {name!r}.", remedy=f"Such as: {', '.join(there)}.")
    return str(there[0])


def _refs_of_event(connection: Connection, event: str) -> list[str]:
    query = (
        select(REPORTS.c.id, CLAIMS.c.id)
        .join(CLAIMS, CLAIMS.c.report == REPORTS.c.key)
        .join(MEMBERS, MEMBERS.c.claim == CLAIMS.c.key)
        .join(EVENTS, EVENTS.c.key == MEMBERS.c.event)
        .where(EVENTS.c.id == event, standing(MEMBERS))
        .order_by(CLAIMS.c.key)
    )
    return [f"{report}/{claim}" for report, claim in connection.execute(query)]


def _insert(connection: Connection, row: dict[str, Any]) -> int:
    packed = msgspec.json.encode(row["body"]).decode()
    key = connection.execute(insert(REVIEWS).values(row_of(REVIEWS, row | {"body": packed}))).inserted_primary_key
    assert key is not None, "the database gave the review no number"
    return int(key[0])


def _bind(connection: Connection, keys: Sequence[int]) -> None:
    if len(keys) < 2:
        return
    for row in connection.execute(select(REVIEWS.c.key, REVIEWS.c.body).where(REVIEWS.c.key.in_(keys))).all():
        body = msgspec.json.encode(unpacked(row.body) | {"rows": list(keys)}).decode()
        connection.execute(update(REVIEWS).where(REVIEWS.c.key == row.key).values(body=body))


def _contradicted(connection: Connection, row: dict[str, Any]) -> list[str]:
    """Say which standing reviews of the same claim a new one contradicts."""
    if row.get("report") is None or row["kind"] not in _AGAINST:
        return []
    where = (REVIEWS.c.report == row["report"], REVIEWS.c.undone_at.is_(None), REVIEWS.c.kind.in_(_AGAINST))
    found = []
    for old in connection.execute(select(REVIEWS).where(*where).order_by(REVIEWS.c.key)):
        if unpacked(old.body)["claim"]["claim"] != row["body"]["claim"]["claim"]:
            continue
        if old.kind in _AGAINST[row["kind"]]:
            found.append(f"review {old.key} by {old.author} is to {old.kind} it: the latest holds.")
        elif old.kind == row["kind"] == "correct":
            ours, theirs = row["body"]["changes"], unpacked(old.body)["changes"]
            clash = [name for name in ours if name in theirs and ours[name] != theirs[name]]
            found += [
                f"review {old.key} by {old.author} corrects its {name} otherwise: the latest holds." for name in clash
            ]
    return found


def _effect(connection: Connection, rows: Sequence[Any], now: str) -> set[int]:
    """Have the ledger follow reviews that were made or undone; returns the keys of the events that changed."""
    changed: set[int] = set()
    judged = {row.report for row in rows if row.kind in JUDGING and row.report}
    pages = select(REPORTS.c.page).where(REPORTS.c.id.in_(sorted(judged)))
    current = connection.scalars(select(REPORTS.c.key).where(REPORTS.c.page.in_(pages), standing(REPORTS))).all()
    changed |= settle(connection, current, now)
    paired = [row for row in rows if row.kind in PAIRED]
    refs = {ref for row in paired for ref in about(connection, row)}
    claims = set(claims_of(connection, refs).values())
    if claims:
        decided = deciding.decisions(connection)
        fusing = Fusing(connection, maker_of(connection, {}), now, decided, _cause(paired[-1]))
        changed |= fusing.fuse(claims)
    return changed


def _cause(row: Any) -> Cause:
    """Who had events joined or parted: the author of a review, or who took it back."""
    if row.undone_by is not None:
        return Cause(row.undone_by, f"review {row.key} undone")
    return Cause(row.author, row.reason)


def _event_ids(connection: Connection, keys: set[int]) -> list[str]:
    query = select(EVENTS.c.id).where(EVENTS.c.key.in_(sorted(keys)), standing(EVENTS))
    return sorted(connection.scalars(query))


__all__ = [
    "KeptReview", "Review", "Reviewed", "adrift", "apply", "decisions", "history", "latest", "numbered", "of_page", "restore",
    "review", "undo",
]  # fmt: skip
