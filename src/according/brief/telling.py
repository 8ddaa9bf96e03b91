"""Sentences of the brief: who says it, how, in the words of which report, by which claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from according.brief.index import Index, Told, Words, clause_of, publisher_of, sentence_of
from according.brief.model import Piece, PieceKind, Sentence
from according.brief.stances import Stance, hearsay, stance_of
from according.brief.texts import moment_text, quantity_of, shown, side_name, tally_words
from according.events import Account, Event, Tally
from according.exchange.ledger.shared import claim_ref
from according.fusion.accounts.tallies import replaces
from according.knowledge.tallies import measures

Key = tuple[str, int, int]
"""Where words stand: report, and span in code points."""
ENOUGH = 90
"""Code points of a clause that can be understood by itself."""
MOST_QUOTES = 2
"""Sentences that are quoted of one claimant in one stance; the others are cited."""


def capital(text: str) -> str:
    """Return `text` as it stands at the head of a sentence."""
    return text[:1].upper() + text[1:]


def piece(text: str, kind: PieceKind = "plain") -> Piece:
    """Return a piece of a sentence."""
    return Piece(kind=kind, text=text)


def plain(text: str, cites: Iterable[str] = ()) -> Sentence:
    """Return a sentence of our own words."""
    return Sentence(pieces=[piece(text)], cites=list(dict.fromkeys(cites)))


def account_sentences(
    index: Index, event: Event, account: Account, quoted: set[Key], with_numbers: bool = True
) -> list[Sentence]:
    """Return what a claimant says of an event, a sentence for each stance, the numbers in the first.

    `quoted` are the sentences that the event has quoted already: of those only the clause is said again.
    """
    found: list[Sentence] = []
    claims = index.roots(account)
    for stance in dict.fromkeys(map(stance_of, claims)):
        mine = [t for t in claims if stance_of(t) == stance]
        numbers = numbers_text(index, account.quantities) if with_numbers and not found else ""
        pieces = [*name_pieces(account, event, mine), *([piece(f" — {numbers}.", "number")] if numbers else [])]
        found.append(_said(pieces, mine, stance, quoted, event, bool(numbers)))
        if not any(map(index.sure, mine)):
            found[-1].pieces.append(piece(" (the reading is unsure)", "note"))
    return found


def _said(
    before: list[Piece], claims: list[Told], stance: Stance, quoted: set[Key], event: Event, stop: bool
) -> Sentence:
    own = own_voice(claims)
    verb = stance.text(own)
    lead = f" {capital(verb)}: " if stop else f" {verb}: "
    best = sorted(
        claims, key=lambda t: (t.copy_of is not None, t.claim.type != event.type, -t.claim.confidence, t.order)
    )
    chosen: list[tuple[Told, Words]] = []
    shown_now: set[Key] = set()
    for told in best:
        words = sentence_of(told)
        if words.key in quoted and stance.key != "negated":
            words = clause_of(told)
        if len(chosen) < MOST_QUOTES and not any(_within(words.key, other) for other in shown_now | quoted):
            chosen.append((told, words))
            shown_now.add(words.key)
    if not chosen:
        chosen = [(best[0], sentence_of(best[0]) if stance.key == "negated" else clause_of(best[0]))]
    chosen.sort(key=lambda c: c[0].order)
    quoted |= shown_now
    pieces = [*before, piece(lead)]
    for number, (told, words) in enumerate(chosen):
        inside = [t.ref for t in claims if t is told or _within((t.report.id, *t.claim.span), words.key)]
        pieces += [piece(" " if number else ""), Piece(kind="quote", text=words.text, cites=inside)]
        if number + 1 == len(chosen) or chosen[number + 1][0].report.id != told.report.id:
            pieces.append(piece(f" ({dateline(told, own)})", "note"))
    cited = {ref for p in pieces for ref in p.cites}
    return Sentence(pieces=[p for p in pieces if p.text], cites=[t.ref for t in claims if t.ref not in cited])


def _within(key: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return key[0] == other[0] and other[1] <= key[1] and key[2] <= other[2]


def gist(index: Index, event: Event) -> Sentence | None:
    """Return the claim that says best what an event is: of its type, asserted, in the fullest words of a first report."""
    claims = [t for t in index.roots(event) if stance_of(t).key in ("said", "probable", "possible", "hearsay")]
    if not claims:
        return None
    best = min(
        claims,
        key=lambda t: (
            t.claim.type != event.type,
            stance_of(t).key != "said",
            -length(t),
            t.order,
        ),
    )
    account = next(a for a in event.accounts if best.ref in refs_of(a))
    pieces = [*name_pieces(account, event, [best]), piece(" "), *short_line(best)]
    pieces[-2].cites = [best.ref]
    return Sentence(pieces=pieces)


def length(told: Told) -> int:
    """Return how much a claim says, in code points, up to a length that is enough to be understood."""
    return min(told.claim.span[1] - told.claim.span[0], ENOUGH)


def own_voice(claims: Sequence[Told]) -> bool:
    """Whether reports speak for themselves in claims; a passive without a source ("reportedly") is theirs too."""
    return all(all(map(hearsay, t.claim.attribution)) for t in claims)


def dateline(told: Told, own: bool = False) -> str:
    """Return where and when words came out: ``Meridian Wire, 28 November``; only when, where the publisher is named."""
    when = moment_text(told.report.published_at or told.report.published) or "no date"
    return when if own else f"{publisher_of(told.report)}, {when}"


def name_pieces(account: Account, event: Event, claims: Sequence[Told]) -> list[Piece]:
    """Return the name of a claimant with its side; where it is the report's, but of a speech act, whose act it is."""
    name = capital(shown(account.claimant.name))
    speaker = _speaker(event, claims)
    if speaker is not None and speaker.casefold() != account.claimant.name.casefold():
        return [piece(capital(speaker), "name"), piece(", as "), piece(shown(account.claimant.name), "name")]
    side = side_name(account.claimant.side)
    said = [piece(name, "name")]
    return [*said, piece(f" ({side})")] if side is not None and side.casefold() not in name.casefold() else said


def _speaker(event: Event, claims: Sequence[Told]) -> str | None:
    """Who threatens, asks or accuses, where the report itself tells of it."""
    acts = [t for t in claims if t.claim.type in SPEECH_ACTS and t.claim.actors]
    if not own_voice(claims) or not acts or len(acts) != len(claims):
        return None
    names = {shown(t.claim.actors[0].name or t.claim.actors[0].text) for t in acts}
    return names.pop() if len(names) == 1 else None


SPEECH_ACTS = ("AGREE", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN")


def numbers_text(index: Index, tallies: Sequence[Tally]) -> str:
    """Return a claimant's numbers in words: ``killed 5 people (earlier at least 3); injured 11 people``."""
    parts = []
    earlier = [t for t in tallies if t.superseded]
    for tally in (t for t in tallies if not t.superseded and _sure(index, t)):
        before = [t for t in earlier if replaces(tally, t)]
        earlier = [t for t in earlier if t not in before]
        was = [words_of(index, t, of=False) for t in before]
        scope = f" in {shown(tally.scope)}" if tally.scope else ""
        earlier_text = f" (earlier {', '.join(was)})" if was else ""
        parts.append(f"{counted(index, tally)}{scope}{earlier_text}")
    return "; ".join(parts)


def counted(index: Index, tally: Tally) -> str:
    """Return a number with what it counts and measures: ``45 drones intercepted``, ``4 blasts``."""
    words = words_of(index, tally)
    return f"{words} {tally.measure}" if tally.measure in measures() or not tally.of else words


def _sure(index: Index, tally: Tally) -> bool:
    told = [index.told[ref] for ref in tally.claims if ref in index.told]
    return not told or any(map(index.sure, told))


def words_of(index: Index, tally: Tally, of: bool = True) -> str:
    """Return a number in the claimant's words."""
    claims = [index.told[ref].claim for ref in tally.claims if ref in index.told]
    return tally_words(tally, quantity_of(tally, claims), of)


def short_line(told: Told, words: Words | None = None) -> list[Piece]:
    """Return stance, words (the sentence, if none are given) and dateline of one claim, without who says it."""
    own, words = own_voice([told]), words or sentence_of(told)
    return [
        piece(f"{stance_of(told, words).text(own)}: "),
        piece(words.text, "quote"),
        piece(f" ({dateline(told, own)})", "note"),
    ]


def refs_of(account: Account) -> list[str]:
    """Return the claims of an account as ``REPORT/CLAIM``."""
    return [claim_ref(ref.report, ref.claim) for ref in account.claims]
