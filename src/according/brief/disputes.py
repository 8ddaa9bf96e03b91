"""Points on which claimants contradict each other, account beside account."""

from __future__ import annotations

from collections.abc import Iterator

from according.brief.headings import title
from according.brief.index import Index, clause_of, sentence_of
from according.brief.model import Card, Dispute, Sentence
from according.brief.telling import length, name_pieces, piece, refs_of, short_line, words_of
from according.brief.texts import listed, moment_text, shown, when_text
from according.events import Account, Event, Tally
from according.fusion.accounts.tallies import same_number
from according.fusion.accounts.verdict import Given, contested


def contested_measures(event: Event) -> list[str]:
    """Return the measures of which numbers of an event do not go together."""
    return list(dict.fromkeys(group[0][1].measure for group in contested(event)))


def disputes(index: Index, told: list[Event]) -> list[Dispute]:
    """Return the disputed points, numbers first, then denials; last, copies that changed a number.

    `told` are the events of the chronology, to which a point leads; those of other events stand behind them.
    """
    others = [event for event in index.events if all(event.id != one.id for one in told)]
    found = [d for e in told if e.status == "disputed" for d in _of_event(index, e, e.id)]
    found += [d for e in others if e.status == "disputed" for d in _of_event(index, e, None)]
    return [*found, *_changed(index)]


def _of_event(index: Index, event: Event, leads_to: str | None) -> Iterator[Dispute]:
    about = f"{title(index, event)}, {when_text(event.time)}"
    for group in contested(event):
        measure, scope = group[0][1].measure, group[0][1].scope
        where = f" in {shown(scope)}" if scope else ""
        yield Dispute(
            event=leads_to,
            title=about,
            about=f"How many {measure}{where}",
            cards=list(_number_cards(index, event, group)),
        )
    denials = [a for a in event.accounts if a.polarity == "negative" and index.roots(a)]
    if denials:
        who = {_who(a) for a in denials}
        asserted = [a for a in event.accounts if a.polarity == "positive" and index.roots(a)]
        groups = {
            "Say that it is so": [a for a in asserted if _who(a) not in who],
            "Deny it, or a part of it": denials,
            "What those who deny it say happened": [a for a in asserted if _who(a) in who],
        }
        seen: set[tuple[str, int, int]] = set()
        cards = [_card(index, event, Card(heading=h, lines=[]), group, seen) for h, group in groups.items()]
        yield Dispute(event=leads_to, title=about, about="Whether it is so", cards=[c for c in cards if c.lines])


def _who(account: Account) -> str:
    return account.claimant.entity or account.claimant.name


def _number_cards(index: Index, event: Event, group: list[Given]) -> Iterator[Card]:
    shown_already: list[Tally] = []
    for _, tally in sorted(group, key=lambda g: _size(g[1])):
        if any(same_number(tally, other) for other in shown_already):
            continue
        shown_already.append(tally)
        same = [g for g in group if same_number(g[1], tally)]
        yield Card(heading=words_of(index, tally), lines=[_giver(index, event, *given) for given in same])


def _size(tally: Tally) -> tuple[float, float]:
    ends = [end for end in (tally.value, tally.low, tally.high) if end is not None]
    return (max(ends, default=0.0), min(ends, default=0.0))


def _giver(index: Index, event: Event, account: Account, tally: Tally) -> Sentence:
    claims = [index.told[ref] for ref in tally.claims if ref in index.told]
    when = moment_text(tally.as_of)
    pieces = name_pieces(account, event, claims)
    first = min(claims, key=lambda t: t.order, default=None)
    if first is not None:
        pieces += [piece(" "), *short_line(first)]
    elif when:
        pieces.append(piece(f" ({when})", "note"))
    return Sentence(pieces=pieces, cites=[t.ref for t in claims] or refs_of(account))


def _card(index: Index, event: Event, card: Card, accounts: list[Account], seen: set[tuple[str, int, int]]) -> Card:
    """Fill a card with a sentence of each account; of one that another card has `seen`, the clause."""
    for account in accounts:
        claims = index.roots(account)
        best = min(claims, key=lambda t: (t.claim.type != event.type, -length(t), t.order))
        if best.claim.type != event.type and account.polarity == "positive" and card.lines:
            continue
        words = sentence_of(best)
        words = clause_of(best) if words.key in seen else words
        seen.add(words.key)
        pieces = [*name_pieces(account, event, [best]), piece(" "), *short_line(best, words)]
        pieces[-2].cites = [best.ref]
        card.lines.append(Sentence(pieces=pieces, cites=[t.ref for t in claims if t is not best]))
    return card


def _changed(index: Index) -> Iterator[Dispute]:
    """Copies that say another number than their original."""
    for group in sorted(index.data.copies, key=lambda g: g.original):
        for copy in sorted(group.copies, key=lambda c: c.report):
            names = [_report(index, group.original), _report(index, copy.report)]
            for change in copy.changed:
                yield Dispute(
                    event=None,
                    title=f"A copy changed a number: {listed(names)}",
                    about="The same passage, with another number",
                    cards=[
                        Card(heading=shown(change.instead_of), lines=[_said_in(index, group.original, change.original, "original")]),
                        Card(heading=shown(change.said), lines=[_said_in(index, copy.report, change.copy, "copy")]),
                    ],
                )  # fmt: skip


def _report(index: Index, name: str) -> str:
    report = index.reports.get(name)
    return shown(report.publisher or name) if report is not None else shown(name)


def _said_in(index: Index, name: str, span: tuple[int, int], what: str) -> Sentence:
    """Who carries a number in which report, by the claims over it."""
    over = [t for t in index.told.values() if t.report.id == name and t.claim.span[0] <= span[0] < t.claim.span[1]]
    report = index.reports.get(name)
    when = moment_text(report.published_at or report.published) if report is not None else ""
    note = f" ({', '.join(part for part in (f'the {what}', shown(name), when) if part)})"
    return Sentence(
        pieces=[piece(_report(index, name), "name"), piece(note, "note")], cites=sorted(t.ref for t in over)
    )
