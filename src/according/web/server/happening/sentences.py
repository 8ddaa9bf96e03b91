"""The sentences that tell of an event, each claim in them linked to its place in the reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from according.brief.index import LONGEST_QUOTE, Index, Told, clause_of, moment, publisher_of, sentence_of
from according.brief.stances import stance_of
from according.brief.telling import gist, own_voice
from according.brief.texts import shown
from according.claims import Link, Part
from according.events import Event
from according.exchange import wording
from according.web.server.addresses import report_address, who_address


class Name(Part, kw_only=True):
    """Who is named, with the address of what is known of them."""

    name: str
    href: str | None = None


class Piece(Part, kw_only=True):
    """Words of a sentence; those by which a claim names its happening lead to it in the reader."""

    text: str
    claim: str | None = None
    """``REPORT/CLAIM``."""
    href: str | None = None
    type: str | None = None


class Said(Part, kw_only=True):
    """A sentence, or a part of one (then it has ``…``), with the claims in it and how its source puts them."""

    pieces: list[Piece]
    claims: list[str]
    href: str
    """The first claim in the reader."""
    stance: str
    chain: list[Name]
    """Sources as the report gives them, outermost first; empty where it speaks for itself."""
    confidence: float
    """Of the surest claim, 0 to 1: how sure the program is of its reading, not of the facts."""

    @property
    def text(self) -> str:
        """The words."""
        return "".join(piece.text for piece in self.pieces)


class Source(Part, kw_only=True):
    """A report."""

    report: str
    title: str
    publisher: str
    published: str | None
    href: str


class Gist(Part, kw_only=True):
    """The claim that says best what an event is: who says it, and the sentence."""

    by: str
    said: Said
    source: Source


def gist_of(index: Index, event: Event) -> Gist | None:
    """Return the claim that says best what an event is, with its sentence; None where there is none."""
    found = gist(index, event)
    told = index.told.get(next(iter(found.all_cites()), "")) if found else None
    if found is None or told is None:
        return None
    # The pieces before the quotation: who says it, of which side, and how.
    before = []
    for piece in found.pieces:
        if piece.kind == "quote":
            break
        before.append(piece.text)
    return Gist(by="".join(before).strip().rstrip(":"), said=_said([told], ""), source=source_of(told))


def source_of(told: Told) -> Source:
    """Return the report of a claim."""
    report = told.report
    return Source(
        report=report.id, title=shown(report.title or report.id), publisher=publisher_of(report),
        published=moment(report) or None, href=report_address(report.id),
    )  # fmt: skip


def said(claims: Iterable[Told]) -> list[Said]:
    """Return the sentences of claims of one report, in its order; claims of one sentence and one stance share it."""
    groups: defaultdict[tuple[tuple[str, int, int], str, str], list[Told]] = defaultdict(list)
    for told in sorted(claims, key=lambda one: one.order):
        stance = stance_of(told).text(own_voice([told]))
        groups[sentence_of(told).key, stance, wording.chain(told.claim)].append(told)
    return [_said(group, stance) for (_, stance, _), group in groups.items()]


def _said(group: list[Told], stance: str) -> Said:
    first = group[0]
    return Said(
        pieces=pieces(group), claims=[told.ref for told in group], href=report_address(first.report.id, first.claim.id),
        stance=stance, chain=[_name(link) for link in first.claim.attribution],
        confidence=max(told.claim.confidence for told in group),
    )  # fmt: skip


def _name(link: Link) -> Name:
    named = wording.one_line(link.name or link.source)
    return Name(
        name=shown(wording.link_text(link)), href=who_address(link.entity, named) if link.kind != "anonymous" else None
    )


def pieces(group: list[Told]) -> list[Piece]:
    """Return the words in which claims of one sentence stand, cut where their triggers begin and end."""
    words = sentence_of(group[0])
    _, start, end = words.key
    text = group[0].report.text
    if not text or end - start > LONGEST_QUOTE:
        # Without the text, or of a sentence without end, the claim's own words.
        told = group[0]
        return [_piece(clause_of(told).text, told)]
    found: list[Piece] = []
    for told in sorted(group, key=lambda one: one.claim.trigger.span):
        a, b = told.claim.trigger.span
        if a < start or b > end:
            continue
        found += [Piece(text=shown_inside(text[start:a]))] if a > start else []
        found.append(_piece(shown_inside(text[a:b]), told))
        start = b
    found += [Piece(text=shown_inside(text[start:end]))] if end > start else []
    before, after = words.text.startswith("… "), words.text.endswith(" …")
    return [*[Piece(text="… ")] * before, *found, *[Piece(text=" …")] * after]


def _piece(text: str, told: Told) -> Piece:
    return Piece(text=text, claim=told.ref, href=report_address(told.report.id, told.claim.id), type=told.claim.type)


def shown_inside(text: str) -> str:
    """Return words of the inside of a text on one line, a blank at either end kept."""
    inner = shown(text)
    if not inner:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{inner}{' ' if text[-1].isspace() else ''}"
