"""Rows of an answer put into words: a title, and labelled lines below it, the same for a terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

import msgspec

from according.claims import Report
from according.events import Account, Event, Tally
from according.exchange import wording
from according.exchange.ledger.shared import dates_text, main_place, place_name, tally_text
from according.exchange.markdown import rows
from according.ledger.asking import ClaimRow, EntityRow, Hit, SourceRow, Spread, TallyRow, spreads

_MOST_NAMES = 4
"""Parties that a title names."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row for people: `kind` stands out, `id` is what other commands take, `notes` stand below the title."""

    kind: str
    title: str
    id: str = ""
    notes: list[str] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    """Each with its label."""
    quote: str = ""


def event_entry(event: Event) -> Entry:
    """Return an event with the accounts of its claimants, whoever says most first as they stand in it."""
    counts = f"{_count(event.reports, 'report')}, {_count(event.copies, 'copy', 'copies')}"
    sources = _count(event.independent_sources, "independent source")
    # That all numbers are of one day need not be said with each.
    dated = len({(tally.as_of or "")[:10] for account in event.accounts for tally in account.quantities}) > 1
    return Entry(
        kind=_kind(event.type, event.mode),
        title=", ".join(part for part in (_parties(event), _where(event), _when(event)) if part),
        id=event.id,
        notes=[f"{event.status} · {counts}, {sources}" + (f" · story {event.story}" if event.story else "")],
        lines=[(account.claimant.name, _account(account, dated)) for account in event.accounts],
    )


def claim_entry(row: ClaimRow) -> Entry:
    """Return a claim with who says it, and where it stands."""
    claim, report = row.claim, row.report
    lines = [*rows(claim), ("report", _report(report)), ("event", row.event or "")]
    lines += [("copied from", row.copy_of or ""), ("review", ", ".join(row.verdicts))]
    return Entry(
        kind=_kind(claim.type, claim.mode),
        title=wording.deed(claim),
        id=row.ref,
        quote=wording.one_line(claim.text),
        lines=[(label, value) for label, value in lines if value],
    )


def tally_entries(given: Iterable[TallyRow]) -> Iterator[Entry]:
    """Yield the numbers of each event and measure: how far they go, then who gives which."""
    for event, own in groupby(given, key=lambda row: row.event):
        told = list(own)
        first = told[0]
        about = ", ".join(part for part in (first.place, first.day[:10] if first.day else None) if part)
        lines: list[tuple[str, str]] = []
        for spread in spreads(told):
            lines.append((f"{spread.measure}{f' ({spread.scope})' if spread.scope else ''}", _spread(spread)))
            lines += [(f"  {row.claimant.name}", _number(row)) for row in spread.accounts]
        lines += [(f"  {row.claimant.name}", _number(row)) for row in told if row.superseded]
        yield Entry(kind=first.type, title=about, id=event, lines=lines)


def source_entry(row: SourceRow) -> Entry:
    """Return a publisher or an origin, with what it published or says."""
    copied = f", {row.copies} of them copied" if row.copies else ""
    notes = [
        f"{_count(row.reports, 'report')}{copied}; {_count(row.claims, 'claim')}{_seen(row.first_seen, row.last_seen)}"
    ]
    if row.silent_since:
        notes.append(f"silent since {row.silent_since}")
    side = f" ({row.side})" if row.side else ""
    return Entry(kind=row.kind, title=wording.one_line(row.name) + side, id=row.entity or "", notes=notes)


def entity_entry(row: EntityRow) -> Entry:
    """Return who or what is in claims, by role."""
    roles = ", ".join(f"{count} as {role}" for role, count in row.roles.items() if count)
    return Entry(
        kind="entity", title=wording.one_line(row.name), id=row.entity or "",
        notes=[f"{_count(row.claims, 'claim')}: {roles}{_seen(row.first_seen, row.last_seen)}"],
    )  # fmt: skip


def hit_entry(hit: Hit) -> Entry:
    """Return what was found: a report with a snippet of its text, or a claim."""
    if hit.claim is not None:
        row = hit.claim
        lines = [("said by", wording.chain(row.claim)), ("report", _report(hit.report)), ("event", row.event or "")]
        return Entry(
            kind=_kind(row.claim.type, row.claim.mode), title=wording.deed(row.claim), id=row.ref, quote=hit.snippet,
            lines=[(label, value) for label, value in lines if value],
        )  # fmt: skip
    title = hit.report.title or hit.report.id
    return Entry(kind="report", title=title, id=hit.report.id, quote=hit.snippet, notes=_about(hit.report))


def _kind(kind: str, mode: str | None) -> str:
    return f"{kind} · {mode}" if mode else kind


def _parties(event: Event) -> str:
    sides = [_some([wording.one_line(party.name) for party in side]) for side in (event.actors, event.recipients)]
    return " → ".join(side for side in sides if side)


def _some(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _where(event: Event) -> str:
    place = main_place(event.locations)
    return f"in {place_name(place)}" if place else ""


def _when(event: Event) -> str:
    if event.time is not None:
        return dates_text(event.time.start, event.time.end)
    return f"reported {event.first_reported[:10]}" if event.first_reported else ""


def _account(account: Account, dated: bool) -> str:
    how = ["denies it"] if account.polarity == "negative" else []
    how += [wording.words()["certainty"][account.certainty]] if account.certainty != "certain" else []
    how += [tally_text(_at(tally, _moment(tally.as_of) if dated else None)) for tally in account.quantities]
    return "; ".join(how) or "says so"


def _at(tally: Tally, as_of: str | None) -> Tally:
    return msgspec.structs.replace(tally, as_of=as_of)


def _moment(as_of: str | None) -> str | None:
    """Return a day or moment as people write it: to the minute."""
    return as_of[:16].replace("T", " ") if as_of else None


def _spread(spread: Spread) -> str:
    ends = [wording.number_text(end) for end in (spread.low, spread.high) if end is not None]
    text = " to ".join(dict.fromkeys(ends))
    if spread.open_above:
        text += " or more"
    return f"{text} {spread.of or ''}".strip() + (
        "" if len(spread.accounts) == 1 else f", {len(spread.accounts)} accounts"
    )


def _number(row: TallyRow) -> str:
    ends = [row.value] if row.value is not None else [row.low, row.high]
    number = " to ".join(wording.number_text(end) for end in ends if end is not None)
    words = [wording.words()["bound"].get(row.bound or "", ""), "about" if row.approximate else "", number]
    text = " ".join(word for word in words if word)
    notes = [f"as of {_moment(row.as_of)}"] * bool(row.as_of) + [f"{row.measure}, since corrected"] * row.superseded
    return text + (f" ({', '.join(notes)})" if notes else "")


def _report(report: Report) -> str:
    return ", ".join(part for part in (report.id, *_about(report)) if part)


def _about(report: Report) -> list[str]:
    said = ", ".join(part for part in (report.publisher, report.published) if part)
    return [said] if said else []


def _seen(first: str | None, last: str | None) -> str:
    return f"; {dates_text(first, last)}" if first or last else ""


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
