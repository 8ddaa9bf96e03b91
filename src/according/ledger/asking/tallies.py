"""Numbers by claimant, and from where to where they go."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec
from sqlalchemy import Connection

from according.claims import Part
from according.errors import FilterError
from according.events import Account, Claimant, Event, Tally
from according.ledger.asking.answers import Page, Spread, TallyRow
from according.ledger.asking.events import each_event
from according.ledger.asking.filters import Amount, Filter, checked, many
from according.ledger.asking.names import Who, sides
from according.ledger.asking.plans import Slice
from according.ledger.asking.sayers import sayers
from according.ledger.folding import folded
from according.ledger.store import Ledger


class _Claimants(Part, kw_only=True):
    """Whose numbers are asked for; None is anybody's."""

    who: Who | None = None
    sides: tuple[str, ...] = ()

    def has(self, claimant: Claimant) -> bool:
        if self.sides and claimant.side not in self.sides:
            return False
        return self.who is None or claimant.entity in self.who.entities or folded(claimant.name) in self.who.names


def tallies(
    ledger: Ledger, asked: Filter | None = None, *, sort: str = "-day", part: Slice | None = None
) -> Page[TallyRow]:
    """Return the numbers of the events that a filter asks for, event by event, claimant by claimant, the last told last.

    `said_by` and `side` are about the claimant, `amount` about the number, the rest as in `events`. Corrected numbers are
    there, marked `superseded`. Raises `FilterError`.
    """
    f, wanted = checked(asked), part or Slice()
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    with ledger.read() as connection:
        return Page(items=list(islice(_rows(connection, f, sort), wanted.offset, end)))


def spreads(rows: Iterable[TallyRow]) -> list[Spread]:
    """Return, for each event, measure and scope of `rows`, how far the standing accounts go; corrected numbers are left out."""
    groups: defaultdict[tuple[str, str, str | None, str], list[TallyRow]] = defaultdict(list)
    for row in rows:
        if not row.superseded:
            groups[row.event, row.measure, row.scope, row.unit].append(row)
    return [_spread(accounts) for accounts in groups.values()]


def tally_rows(event: Event) -> Iterator[TallyRow]:
    """Yield the numbers of an event."""
    for account in event.accounts:
        for tally in sorted(account.quantities, key=lambda one: (one.measure, one.as_of or "")):
            yield _row(event, account, tally)


def _rows(connection: Connection, f: Filter, sort: str) -> Iterator[TallyRow]:
    wanted = _Claimants(who=_claimants(connection, many(f.said_by)), sides=sides(connection, many(f.side)))
    amount = f.amount or Amount()
    # Claims that a spokesman makes for a ministry are the ministry's account: only the event says so.
    about = msgspec.structs.replace(f, said_by=(), side=(), amount=Amount(measure=amount.measure))
    for event in each_event(connection, about, sort):
        yield from (row for row in tally_rows(event) if wanted.has(row.claimant) and _lies_in(row, amount))


def _claimants(connection: Connection, values: tuple[str, ...]) -> Who | None:
    found = Who() if values else None
    for value in values:
        assert found is not None
        found = found.joined(Who(names=(folded(value),)))
        try:
            found = found.joined(sayers(connection, value))
        except FilterError:
            # A publisher, or a body that speaks only through others: the events know it by this name.
            continue
    return found


def _lies_in(row: TallyRow, amount: Amount) -> bool:
    if amount.measure is not None and row.measure != amount.measure:
        return False
    low, high = _ends(row)
    if amount.least is not None and (high is None or high < amount.least):
        return False
    return amount.most is None or (low is not None and low <= amount.most)


def _row(event: Event, account: Account, tally: Tally) -> TallyRow:
    place = next((p for p in event.locations if p.role == "in"), None)
    return TallyRow(
        event=event.id, type=event.type, day=(event.time.start if event.time else None) or event.first_reported,
        place=place.name if place else None, claimant=account.claimant, measure=tally.measure, of=tally.of, value=tally.value,
        low=tally.low, high=tally.high, bound=tally.bound, approximate=tally.approximate, unit=tally.unit, as_of=tally.as_of,
        scope=tally.scope, superseded=tally.superseded, claims=tally.claims,
    )  # fmt: skip


def _ends(row: TallyRow) -> tuple[float | None, float | None]:
    """The number said, or both ends of a range; an open end is the number that was said."""
    ends = [end for end in (row.low, row.value, row.high) if end is not None]
    return (min(ends), max(ends)) if ends else (None, None)


def _spread(accounts: list[TallyRow]) -> Spread:
    ends = [(low, high, row) for row in accounts for low, high in [_ends(row)] if low is not None and high is not None]
    low = min((low for low, _, _ in ends), default=None)
    high = max((high for _, high, _ in ends), default=None)
    first = accounts[0]
    return Spread(
        event=first.event, measure=first.measure, of=next((row.of for row in accounts if row.of), None), unit=first.unit,
        scope=first.scope, low=low, best=_most_given(accounts), high=high, accounts=accounts,
        open_below=any(row.bound == "max" for l, _, row in ends if l == low),
        open_above=any(row.bound == "min" for _, h, row in ends if h == high),
    )  # fmt: skip


def _most_given(accounts: list[TallyRow]) -> float | None:
    """The number that most claimants give as their last; None where none is given by more than the next, or all differ."""
    last: dict[str, float] = {}
    for row in sorted(accounts, key=lambda row: row.as_of or ""):
        if row.value is not None:
            last[row.claimant.entity or row.claimant.name] = row.value
    ranked = Counter(last.values()).most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
