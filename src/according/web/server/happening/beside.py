"""Accounts side by side: by the side of their claimant, then claimant by claimant, copies folded under their root."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from according.brief.index import Index, Told, publisher_of, sentence_of
from according.brief.telling import own_voice, words_of
from according.brief.texts import shown, side_name
from according.claims import Part
from according.events import Account, ChangedNumber, CopyOf, Event, Tally
from according.exchange import wording
from according.fusion.accounts.tallies import replaces
from according.web.server.addresses import report_address, who_address
from according.web.server.happening.sentences import Said, Source, said, source_of

MOST_ROOTS = 6
"""Reports of one account whose sentences are shown; the others are counted."""
_NO_SIDE = "No side, or none known"


class Number(Part, kw_only=True):
    """A number that an account gives, in words; `was` are those that it replaced."""

    words: str
    was: list[str] = msgspec.field(default_factory=list)


class Changed(Part, kw_only=True):
    """A number that a copy says in another's place."""

    said: str
    instead_of: str


class Copied(Part, kw_only=True):
    """A report whose text was taken from another: it is no further source, but what it says differently counts."""

    source: Source
    share: float
    """Of the shorter text, 0 to 1, that stands in the other."""
    claims: list[str] = msgspec.field(default_factory=list)
    changed: list[Changed] = msgspec.field(default_factory=list)
    """In the sentences of the account."""


class Root(Part, kw_only=True):
    """A report with what it says for an account, and its copies. `copy_of` where it is one itself, and the root not here."""

    source: Source
    said: list[Said]
    copy_of: str | None = None
    copy_href: str | None = None
    copy_from: str = ""
    """Who published the report of which it is a copy; its id where that is not known."""
    copies: list[Copied] = msgspec.field(default_factory=list)


class Beside(Part, kw_only=True):
    """What one claimant says with one polarity."""

    anchor: str
    """Its place on the page."""
    claimant: str
    href: str
    entity: str | None
    polarity: str
    holds: str
    """How the claimant stands to it: says so, denies it or a part of it, says that it is not so."""
    certainty: str
    """In words; empty where it is certain."""
    own_voice: bool
    """Whether it is a publisher whose report speaks for itself."""
    numbers: list[Number]
    roots: list[Root]
    more: int = 0
    """Reports of their own that are not shown."""
    claims: int = 0


class SideOf(Part, kw_only=True):
    """The accounts of one side."""

    side: str | None
    name: str
    accounts: list[Beside]


def beside(index: Index, event: Event) -> list[SideOf]:
    """Return the accounts of an event by side: those with most claimants first, those of no side last."""
    by_side: defaultdict[str | None, list[Beside]] = defaultdict(list)
    asserted = any(account.polarity == "positive" for account in event.accounts)
    for number, account in enumerate(event.accounts, start=1):
        shown_account = _account(index, account, f"a{number}", asserted)
        if shown_account is not None:
            by_side[account.claimant.side].append(shown_account)
    made = [
        SideOf(side=side, name=side_name(side) or _NO_SIDE, accounts=_ordered(accounts))
        for side, accounts in by_side.items()
    ]
    return sorted(made, key=lambda one: (one.side is None, -len({a.claimant for a in one.accounts}), one.name))


def _ordered(accounts: list[Beside]) -> list[Beside]:
    """Whoever says most first, the accounts of one claimant together, and reports in their own voice last."""
    most: defaultdict[str, int] = defaultdict(int)
    for account in accounts:
        most[account.claimant] = max(most[account.claimant], account.claims)
    return sorted(
        accounts, key=lambda a: (a.own_voice, -most[a.claimant], a.claimant, a.polarity == "negative", -a.claims)
    )


def _account(index: Index, account: Account, anchor: str, asserted: bool) -> Beside | None:
    claims = index.claims(account)
    if not claims:
        return None
    roots = _roots(index, claims)
    claimant = account.claimant
    return Beside(
        anchor=anchor, claimant=shown(claimant.name), href=who_address(claimant.entity, claimant.name), entity=claimant.entity,
        polarity=account.polarity, holds=_holds(account, asserted),
        certainty="" if account.certainty == "certain" else wording.words()["certainty"][account.certainty],
        own_voice=own_voice(claims), numbers=numbers(index, account.quantities), roots=roots[:MOST_ROOTS],
        more=len(roots[MOST_ROOTS:]), claims=len(claims),
    )  # fmt: skip


def _holds(account: Account, asserted: bool) -> str:
    if account.polarity == "positive":
        return "Says so"
    return "Denies it, or a part of it" if asserted else "Says that it is not so"


def numbers(index: Index, tallies: list[Tally]) -> list[Number]:
    """Return the standing numbers of an account, each with what it replaced."""
    earlier = [one for one in tallies if one.superseded]
    found = []
    for tally in (one for one in tallies if not one.superseded):
        was = [one for one in earlier if replaces(tally, one)]
        earlier = [one for one in earlier if one not in was]
        found.append(Number(words=number_words(index, tally), was=[words_of(index, one, of=False) for one in was]))
    return found + [Number(words=f"{number_words(index, one)} (since replaced)") for one in earlier]


def number_words(index: Index, tally: Tally) -> str:
    """Return a number with what it measures: ``killed: at least 28 people``."""
    scope = f" in {shown(tally.scope)}" if tally.scope else ""
    measure = f"{tally.measure}: " if tally.measure else ""
    return f"{measure}{words_of(index, tally)}{scope}"


def _roots(index: Index, claims: list[Told]) -> list[Root]:
    """Return the reports of claims that were not taken from another of them, in their order, with the copies of each."""
    by_report: defaultdict[str, list[Told]] = defaultdict(list)
    for told in claims:
        by_report[told.report.id].append(told)
    found: dict[str, Root] = {}
    folded: list[tuple[str, str, list[Told]]] = []
    for name, mine in by_report.items():
        original = next((told.copy_of for told in mine if told.copy_of in by_report), None)
        own = [told for told in mine if told.copy_of != original or original is None]
        if original is not None:
            folded.append((original, name, [told for told in mine if told.copy_of == original]))
        if own:
            found[name] = _root(index, own)
    for original, _, mine in folded:
        if original in found:
            found[original].copies.append(_copied(index, by_report[original], mine))
        else:
            # Its original is folded away itself: then it stands alone, and says whose copy it is.
            found.setdefault(mine[0].report.id, _root(index, mine))
    return list(found.values())


def _root(index: Index, claims: list[Told]) -> Root:
    # What a copy says otherwise was not taken over, but it stands in a copy all the same.
    copied = index.copies.report(claims[0].report.id)
    copy_of = next((told.copy_of for told in claims if told.copy_of), copied[0] if copied else None)
    return Root(
        source=source_of(claims[0]), said=said(claims), copy_of=copy_of,
        copy_href=report_address(copy_of) if copy_of else None, copy_from=_publisher(index, copy_of) if copy_of else "",
    )  # fmt: skip


def _publisher(index: Index, report: str) -> str:
    known = index.reports.get(report)
    return publisher_of(known) if known is not None else shown(report)


def _copied(index: Index, root: list[Told], claims: list[Told]) -> Copied:
    """A copy of the report of `root`; of the numbers that it changed those in the sentences of `root`."""
    link = copy_link(index, root[0].report.id, claims[0].report.id)
    sentences = [sentence_of(told).key for told in root]
    told_here = [
        one for one in (link.changed if link else []) if any(a <= one.original[0] < b for _, a, b in sentences)
    ]
    return Copied(
        source=source_of(claims[0]), share=link.containment if link else 0.0, claims=[told.ref for told in claims],
        changed=list(map(changed, told_here)),
    )  # fmt: skip


def copy_link(index: Index, original: str, copy: str) -> CopyOf | None:
    """Return how one report was taken from another."""
    groups = (group for group in index.data.copies if group.original == original)
    return next((one for group in groups for one in group.copies if one.report == copy), None)


def changed(one: ChangedNumber) -> Changed:
    """Return a changed number in the words of both reports."""
    return Changed(said=shown(one.said), instead_of=shown(one.instead_of))
