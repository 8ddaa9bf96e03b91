"""What each side newly says: claims of the window by the side of their claimant."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from according.brief.index import Index, Told, sentence_of
from according.brief.model import Piece, Sentence, Side, Voice
from according.brief.stances import stance_of
from according.brief.telling import capital, dateline, own_voice, piece
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
    key = account.claimant.name.casefold()
    return into.setdefault(key, _Claimant(shown(account.claimant.name)))


def _side(index: Index, side: str | None, voices: list[_Claimant]) -> Side:
    made = [_voice(index, claimant) for claimant in voices]
    made.sort(key=lambda v: (-v.claims, v.name))
    return Side(name=side_name(side) or _NO_SIDE, claims=sum(v.claims for v in made), voices=made)


def _voice(index: Index, claimant: _Claimant) -> Voice:
    """A claimant's statements, disputed and widely told ones first; claims of one sentence are one line."""
    lines: dict[tuple[str, int, int], list[tuple[Event, Told]]] = {}
    for event, told in claimant.claims:
        lines.setdefault(sentence_of(told).key, []).append((event, told))
    ranked = sorted((sorted(line, key=_rank) for line in lines.values()), key=lambda line: _rank(line[0]))
    most = index.options.most_lines
    chosen = sorted(ranked[:most], key=lambda line: min(told.order for _, told in line))
    return Voice(
        name=capital(claimant.name),
        claims=len(claimant.claims),
        lines=[_line(sorted((told for _, told in line), key=lambda t: t.order)) for line in chosen],
        more=len(ranked[most:]),
    )


def _rank(line: tuple[Event, Told]) -> tuple[bool, int, tuple[str, str, tuple[int, int], str]]:
    event, told = line
    return (event.status != "disputed", -event.independent_sources, told.order)


def _line(claims: list[Told]) -> Sentence:
    """The sentence that claims stand in, after each stance that it takes."""
    verbs = list(dict.fromkeys(stance_of(t).text(own=False) for t in claims))
    return Sentence(
        pieces=[
            piece(f"{capital(', and '.join(verbs))}: "),
            Piece(kind="quote", text=sentence_of(claims[0]).text, cites=[t.ref for t in claims]),
            piece(f" ({dateline(claims[0])})", "note"),
        ]
    )
