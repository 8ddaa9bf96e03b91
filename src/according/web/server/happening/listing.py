"""Events as a list shows them: what is said in one report's words, and what changed last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from according.brief.disputes import contested_measures
from according.brief.texts import shown, tally_words
from according.claims import Part
from according.events import Account, ClaimRef, Event, Status
from according.fusion.accounts.tallies import replaces
from according.ledger.asking import EventRow
from according.ledger.history import LogEntry
from according.ledger.schema import CLAIMS, EVENT_LOG, REPORTS, standing
from according.web.server.addresses import claim_address
from according.web.server.happening.joining import happened
from according.web.server.happenings import of_event

_TRIED = 4
"""Claims of an event among which the one that says best what it is is looked for."""
_ENOUGH = 110
"""Code points of a claim that can be understood by itself."""
_MOST_NAMED = 3


class Quote(Part, kw_only=True):
    """What one claim says, in its report's words."""

    text: str
    claim: str
    href: str
    publisher: str


class Line(Part, kw_only=True):
    """An event of a list. Articles, independent sources and claims are three numbers that are never mixed."""

    id: str
    href: str
    title: str
    type: str
    mode: str | None
    status: Status
    start: str | None
    end: str | None
    days: str
    actors: list[str]
    recipients: list[str]
    reports: int
    copies: int
    independent_sources: int
    claims: int
    denied_by: list[str]
    numbers_apart: list[str]
    """Measures of which numbers cannot both hold."""
    first_reported: str | None
    last_reported: str | None
    known_from: str
    updated_at: str | None
    says: Quote | None = None
    changes: list[str] = msgspec.field(default_factory=list)
    """What changed, the weightiest first: numbers that replaced others, then the last entry of its log."""


def lines(connection: Connection, rows: Sequence[EventRow], as_of: str | None) -> list[Line]:
    """Return events as lines of a list, in their order."""
    quotes = _quotes(connection, [row.event for row in rows], as_of)
    logged = _last_logged(connection, [row.event.id for row in rows]) if as_of is None else {}
    return [_line(row, quotes.get(row.event.id), logged.get(row.event.id)) for row in rows]


def _line(row: EventRow, says: Quote | None, entry: LogEntry | None) -> Line:
    event = row.event
    known = of_event(event)
    # Where nobody asserts it, there is nothing to deny: the claim itself says "not".
    asserted = any(account.polarity == "positive" for account in event.accounts)
    denied = [a.claimant.name for a in event.accounts if a.polarity == "negative" and asserted]
    return Line(
        id=event.id, href=known.href, title=known.title, type=event.type, mode=event.mode, status=event.status,
        start=known.start, end=known.end, days=known.days,
        actors=_names([party.name for party in event.actors]),
        recipients=_names([party.name for party in event.recipients]),
        reports=event.reports, copies=event.copies, independent_sources=event.independent_sources,
        claims=len({(ref.report, ref.claim) for account in event.accounts for ref in account.claims}),
        denied_by=_names(denied), numbers_apart=_names(contested_measures(event)), first_reported=event.first_reported, last_reported=event.last_reported,
        known_from=row.known_from, updated_at=row.updated_at, says=says,
        changes=[*replaced(event), *([_logged(entry, event.id)] if entry else [])],
    )  # fmt: skip


def _names(names: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(map(shown, names)))
    return [*found[:_MOST_NAMED], f"{len(found) - _MOST_NAMED} more"] if len(found) > _MOST_NAMED else found


def replaced(event: Event) -> list[str]:
    """Return the numbers that claimants replaced: ``killed: 6 people, earlier 3 (interior ministry)``."""
    found = []
    for account in event.accounts:
        earlier = [one for one in account.quantities if one.superseded]
        for tally in (one for one in account.quantities if not one.superseded):
            was = [tally_words(one, None, of=False) for one in earlier if replaces(tally, one)]
            if was:
                now = f"{tally.measure}: {tally_words(tally, None)}, earlier {', '.join(was)}"
                found.append(f"{now} ({shown(account.claimant.name)})")
    return found


def _logged(entry: LogEntry, event: str) -> str:
    (told,) = happened([entry], event)
    by = "" if told.by == "fusion" else f", by {told.by}"
    return f"{told.text} on {told.at[:10]}{by}"


def _last_logged(connection: Connection, ids: list[str]) -> dict[str, LogEntry]:
    """Return the last entry of the log about each event, but for those that made it."""
    found: dict[str, LogEntry] = {}
    if not ids:
        return found
    for column in (EVENT_LOG.c.event, EVENT_LOG.c.other):
        last = select(func.max(EVENT_LOG.c.key)).where(column.in_(ids), EVENT_LOG.c.kind != "created").group_by(column)
        columns = [EVENT_LOG.c[name] for name in LogEntry.__struct_fields__]
        for row in connection.execute(select(*columns).where(EVENT_LOG.c.key.in_(last)).order_by(EVENT_LOG.c.key)):
            entry = LogEntry(**dict(row._mapping) | {"claims": msgspec.json.decode(row.claims, type=list[str])})
            for name in (entry.event, entry.other):
                if name in ids and (name not in found or found[name].at <= entry.at):
                    found[name] = entry
    return found


def _quotes(connection: Connection, events: list[Event], as_of: str | None) -> dict[str, Quote]:
    """Return for each event the claim that says best what it is: of its type, asserted, told in full."""
    wanted = {event.id: _candidates(event) for event in events}
    pairs = {pair for found in wanted.values() for pair in found}
    if not pairs:
        return {}
    query = (
        select(REPORTS.c.id, REPORTS.c.publisher, CLAIMS.c.id.label("claim"), CLAIMS.c.type, CLAIMS.c.quoted)
        .join(CLAIMS, CLAIMS.c.report == REPORTS.c.key)
        .where(or_(*(_is(report, claims) for report, claims in _by_report(pairs).items())), standing(CLAIMS, as_of))
    )
    rows = {(row.id, row.claim): row for row in connection.execute(query)}
    found = {}
    for event in events:
        mine = [rows[pair] for pair in wanted[event.id] if pair in rows]
        if mine:
            best = max(mine, key=lambda row: (row.type == event.type, min(len(row.quoted), _ENOUGH)))
            ref = f"{best.id}/{best.claim}"
            found[event.id] = Quote(
                text=shown(best.quoted), claim=ref, href=claim_address(ref), publisher=shown(best.publisher or best.id)
            )
    return found


def _is(report: str, claims: list[str]) -> ColumnElement[bool]:
    return and_(REPORTS.c.id == report, CLAIMS.c.id.in_(claims))


def _by_report(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for report, claim in sorted(pairs):
        found.setdefault(report, []).append(claim)
    return found


def _candidates(event: Event) -> list[tuple[str, str]]:
    asserted = [account for account in event.accounts if account.polarity == "positive"] or event.accounts
    own = [(ref.report, ref.claim) for account in asserted for ref in _own(account)]
    return own[:_TRIED]


def _own(account: Account) -> list[ClaimRef]:
    return [ref for ref in account.claims if ref.copy_of is None] or list(account.claims)
