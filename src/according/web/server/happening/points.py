"""Point by point: what is agreed, what is disputed, what one source alone says."""

from __future__ import annotations

from according.brief.index import Index
from according.brief.telling import refs_of, words_of
from according.brief.texts import shown
from according.claims import Part
from according.events import Account, Event, Status, Tally
from according.fusion.accounts.verdict import contested


class Stand(Part, kw_only=True):
    """What some claimants say of a point."""

    says: str
    claimants: list[str]
    claims: list[str]
    denies: bool = False
    only_copies: bool = False
    """Whether it stands in copies alone, in the place of something else."""
    as_of: str | None = None
    """When a number was said, or last said."""
    against: bool = False
    """Whether it cannot hold together with another number of the point."""


class Point(Part, kw_only=True):
    """A point of an event, how the accounts of it stand to each other, and who says what."""

    about: str
    status: Status
    stands: list[Stand]
    differ: bool = False
    """Whether sources give different numbers, none the same as another, that can all hold: 11 injured at dawn and 16 at noon."""


def points(index: Index, event: Event) -> list[Point]:
    """Return the points of an event: whether it is so, then each measure; disputed ones first among these."""
    measured = [_measured(index, event, key) for key in _keys(event)]
    order: dict[Status, int] = {"disputed": 0, "agreed": 1, "single-source": 2}
    return [_happened(event), *sorted(measured, key=lambda point: order[point.status])]


def _happened(event: Event) -> Point:
    asserted = [a for a in event.accounts if a.polarity == "positive"]
    denied = [a for a in event.accounts if a.polarity == "negative"]
    stands = []
    if asserted:
        stands.append(Stand(says="say so", claimants=_names(asserted), claims=_claims(asserted)))
    if denied:
        how = "deny it, or a part of it" if asserted else "say that it is not so"
        stands.append(Stand(says=how, claimants=_names(denied), claims=_claims(denied), denies=True))
    status: Status = "single-source" if event.independent_sources < 2 else "agreed"
    return Point(about="Whether it is so", status="disputed" if asserted and denied else status, stands=stands)


_Key = tuple[str, str | None, str]


def _key(tally: Tally) -> _Key:
    return tally.measure, tally.scope, tally.unit


def _keys(event: Event) -> list[_Key]:
    standing = [tally for account in event.accounts for tally in account.quantities if not tally.superseded]
    return list(dict.fromkeys(map(_key, standing)))


def _measured(index: Index, event: Event, key: _Key) -> Point:
    given = [(a, t) for a in event.accounts for t in a.quantities if _key(t) == key and not t.superseded]
    against = {id(tally) for group in contested(event) for _, tally in group}
    by_words: dict[str, list[tuple[Account, Tally]]] = {}
    for account, tally in given:
        by_words.setdefault(words_of(index, tally), []).append((account, tally))
    stands = [
        Stand(
            says=words,
            claimants=_names([account for account, _ in group]),
            claims=(refs := list(dict.fromkeys(ref for _, tally in group for ref in tally.claims))),
            only_copies=all(_in_copy(index, ref) for ref in refs),
            as_of=max((tally.as_of for _, tally in group if tally.as_of), default=None),
            against=any(id(tally) in against for _, tally in group),
        )
        for words, group in sorted(by_words.items(), key=lambda item: _size(item[1][0][1]))
    ]
    sources = {account.claimant.entity or account.claimant.name.casefold() for account, _ in given}
    disputed = any(stand.against for stand in stands)
    status: Status = "disputed" if disputed else "agreed" if len(sources) > 1 else "single-source"
    measure, scope, _ = key
    return Point(
        about=f"{measure}{f' in {shown(scope)}' if scope else ''}", status=status, stands=stands,
        differ=status == "agreed" and all(len(stand.claimants) < 2 for stand in stands),
    )  # fmt: skip


def _in_copy(index: Index, ref: str) -> bool:
    told = index.told.get(ref)
    return told is not None and index.copies.report(told.report.id) is not None


def _size(tally: Tally) -> float:
    return next((end for end in (tally.value, tally.low, tally.high) if end is not None), 0.0)


def _names(accounts: list[Account]) -> list[str]:
    return list(dict.fromkeys(shown(account.claimant.name) for account in accounts))


def _claims(accounts: list[Account]) -> list[str]:
    return list(dict.fromkeys(ref for account in accounts for ref in refs_of(account)))
