"""What each side newly says: claims of the window by the side of their claimant."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from according.brief.index import Index, Told
from according.brief.model import Sentence, Side, Voice
from according.brief.telling import dateline, own_voice, piece, short_line
from according.brief.texts import shown, side_name
from according.events import Account, Event
from according.exchange.ledger.shared import claim_ref

_NO_SIDE = "Of no side: unnamed, international, or not known to us"


@dataclass(slots=True)
class _Claimant:
    name: str
    claims: list[tuple[Event, Told]] = field(default_factory=list)


def sides(index: Index) -> tuple[list[Side], list[Voice]]:
    """Return the new claims by side, whoever says most first and those of no side last; and how many the press made.

    A claim is new where its report is of the window and it was not taken over from another report. What reports say
    by themselves is only counted, by publisher: the chronology has it.
    """
    told: defaultdict[str | None, dict[str, _Claimant]] = defaultdict(dict)
    press: dict[str, _Claimant] = {}
    for event in index.events:
        for account in event.accounts:
            for one in _new(index, account):
                into = press if own_voice([one]) else told[account.claimant.side]
                _claimant(into, account).claims.append((event, one))
    found = [_side(index, side, list(voices.values())) for side, voices in told.items()]
    found.sort(key=lambda s: (s.name == _NO_SIDE, -s.claims, s.name))
    counted = [Voice(name=c.name, claims=len(c.claims), lines=[]) for c in press.values()]
    return found, sorted(counted, key=lambda v: (-v.claims, v.name))


def _new(index: Index, account: Account) -> list[Told]:
    refs = {claim_ref(ref.report, ref.claim) for ref in account.claims}
    return [t for t in index.roots(account) if t.ref in refs and index.new(t)]


def _claimant(into: dict[str, _Claimant], account: Account) -> _Claimant:
    key = account.claimant.entity or account.claimant.name
    return into.setdefault(key, _Claimant(shown(account.claimant.name)))


def _side(index: Index, side: str | None, voices: list[_Claimant]) -> Side:
    made = [_voice(index, claimant) for claimant in voices]
    made.sort(key=lambda v: (-v.claims, v.name))
    return Side(name=side_name(side) or _NO_SIDE, claims=sum(v.claims for v in made), voices=made)


def _voice(index: Index, claimant: _Claimant) -> Voice:
    """A claimant's statements, disputed and widely told ones first; claims of one stretch of text are one line."""
    lines: dict[tuple[str, tuple[int, int]], list[tuple[Event, Told]]] = {}
    for event, told in claimant.claims:
        inside = next((k for k in lines if k[0] == told.report.id and _overlap(k[1], told.claim.span)), None)
        lines.setdefault(inside or (told.report.id, told.claim.span), []).append((event, told))
    ranked = sorted(lines.values(), key=_rank)
    most = index.options.most_lines
    chosen = sorted(ranked[:most], key=lambda line: line[0][1].order)
    return Voice(
        name=claimant.name,
        claims=len(claimant.claims),
        lines=[_line([t for _, t in line]) for line in chosen],
        more=len(ranked[most:]),
    )


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _rank(line: list[tuple[Event, Told]]) -> tuple[bool, int, tuple[str, str, tuple[int, int], str]]:
    event, told = line[0]
    return (event.status != "disputed", -event.independent_sources, told.order)


def _line(claims: list[Told]) -> Sentence:
    longest = max(claims, key=lambda t: (t.claim.span[1] - t.claim.span[0], -t.claim.span[0], t.ref))
    pieces = short_line(longest)
    pieces[0] = piece(pieces[0].text[:1].upper() + pieces[0].text[1:])
    pieces[-1] = piece(f" ({dateline(longest)})", "note")
    return Sentence(pieces=pieces, cites=[t.ref for t in sorted(claims, key=lambda t: t.order)])
