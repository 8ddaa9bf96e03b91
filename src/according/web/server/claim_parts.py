"""A claim as the pages show it: its fields in words, each with where it leads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from according.claims import Claim, Filler, Link, Place, Span
from according.exchange import wording
from according.exchange.ledger.shared import dates_text
from according.knowledge.types import load_types
from according.ledger.asking import ClaimRow
from according.web.segments import argument_spans
from according.web.server.addresses import claim_anchor, event_address, report_address, who_address


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a page, with the address that they lead to and what is said beside them."""

    text: str
    href: str | None = None
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One link of a chain of sources, with the cue word that brings it in."""

    text: str
    href: str | None
    kind: str
    cue: str
    mode: str


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim put into words. `cautions` is what keeps it from being a plain assertion."""

    ref: str
    id: str
    number: int
    anchor: str
    href: str
    type: str
    label: str
    what: str
    mode: str
    deed: str
    trigger: str
    quoted: str
    origin: str
    chain: list[Source]
    own_voice: bool
    cautions: list[str]
    facts: list[tuple[str, list[Words]]]
    day: str
    place: str
    percent: int
    event: str | None
    event_href: str | None
    copy_of: str | None
    copy_href: str | None
    verdicts: list[str]
    corrections: list[tuple[str, str, str]]
    """Name of a field, what was read, what it was corrected to."""
    made_by: dict[str, str]
    spans: dict[str, str] = field(default_factory=dict)
    """``START-END`` of its parts, for the script of the reader."""


def shown_claim(row: ClaimRow, number: int = 0) -> ShownClaim:
    """Return a claim put into words; `number` is its place on the page."""
    claim, entry = row.claim, load_types()[row.claim.type]
    place = next((p for p in claim.locations if p.role == "in"), None)
    return ShownClaim(
        ref=row.ref,
        id=claim.id,
        number=number,
        anchor=claim_anchor(claim.id),
        href=report_address(row.report.id, claim.id),
        type=claim.type,
        label=entry.label,
        what=entry.what,
        mode=claim.mode or "",
        deed=wording.deed(claim),
        trigger=wording.one_line(claim.trigger.text),
        quoted=wording.one_line(claim.text),
        origin=wording.origin(claim) if claim.attribution else row.report.publisher or wording.own_voice(),
        chain=[_source(link) for link in claim.attribution],
        own_voice=not claim.attribution,
        cautions=cautions(claim),
        facts=[(label, words) for label, words in _facts(claim) if words],
        day=dates_text(claim.time.start, claim.time.end) if claim.time else "",
        place=wording.one_line(place.name or place.text) if place else "",
        percent=round(claim.confidence * 100),
        event=row.event,
        event_href=event_address(row.event) if row.event else None,
        copy_of=row.copy_of,
        copy_href=report_address(row.copy_of) if row.copy_of else None,
        verdicts=list(row.verdicts),
        corrections=corrections(row.original, claim) if row.original is not None else [],
        made_by=row.made_by,
        spans=_spans(claim),
    )


def cautions(claim: Claim) -> list[str]:
    """Return what keeps a claim from being a plain assertion, in a few words each."""
    table, fact = wording.words(), claim.factuality
    notes = [
        table["polarity"][fact.polarity],
        "" if fact.certainty == "certain" else table["certainty"][fact.certainty],
        "" if fact.realis == "actual" else table["realis"][fact.realis],
    ]
    return [note for note in notes if note]


def corrections(before: Claim, after: Claim) -> list[tuple[str, str, str]]:
    """Return the fields in which two claims differ, each with both in words."""
    old, new = _in_words(before), _in_words(after)
    return [(name, old[name] or "none", new[name] or "none") for name in old if old[name] != new[name]]


def _in_words(claim: Claim) -> dict[str, str]:
    facts = {label: "; ".join(part.text for part in words) for label, words in _facts(claim)}
    return {
        "type": claim.type + (f" · {claim.mode}" if claim.mode else ""),
        "words": wording.one_line(claim.text),
        "said by": wording.chain(claim),
        **{label.casefold(): value for label, value in facts.items()},
    }


def _facts(claim: Claim) -> list[tuple[str, list[Words]]]:
    return [
        ("How sure", [Words(wording.how_sure(claim))]),
        ("Who", [_party(one) for one in claim.actors]),
        ("To whom", [_party(one) for one in claim.recipients]),
        ("With", [Words(wording.named(one.text, one.name)) for one in claim.instruments]),
        ("Where", [_place(one) for one in claim.locations]),
        ("When", [Words(wording.time_text(claim.time))] if claim.time else []),
        ("How many", [Words(wording.quantity_text(one)) for one in claim.quantities]),
    ]


def _party(one: Filler) -> Words:
    text = wording.named(one.text, one.name)
    return Words(text, who_address(one.entity, wording.one_line(one.name or one.text)))


def _place(place: Place) -> Words:
    at = f"{place.lat:.2f}, {place.lon:.2f}" if place.lat is not None and place.lon is not None else "not located"
    return Words(wording.place_text(place), beside=at)


def _source(link: Link) -> Source:
    table = wording.words()
    return Source(
        text=wording.link_text(link),
        href=who_address(link.entity, wording.one_line(link.name or link.source)) if link.kind != "anonymous" else None,
        kind=table["kind"].get(link.kind, link.kind),
        cue=wording.one_line(link.cue or ""),
        mode="" if link.mode == "indirect" else table["mode"].get(link.mode, link.mode),
    )


def _spans(claim: Claim) -> dict[str, str]:
    cues = [link.cue_span for link in claim.attribution if link.cue_span]
    parts = {
        "span": [claim.span],
        "trigger": [claim.trigger.span],
        "sources": [link.span for link in claim.attribution],
        "cues": cues,
        "parts": argument_spans(claim),
    }
    return {name: _pairs(spans) for name, spans in parts.items()}


def _pairs(spans: list[Span]) -> str:
    return " ".join(f"{start}-{end}" for start, end in spans)


def claim_data(row: ClaimRow) -> dict[str, Any]:
    """Return a claim as ``.json`` gives it: the claim of the contract, and what the ledger knows of it."""
    return {
        "ref": row.ref,
        "claim": row.claim,
        "report": {name: getattr(row.report, name) for name in ("id", "title", "publisher", "published", "url")},
        "event": row.event,
        "copy_of": row.copy_of,
        "verdicts": row.verdicts,
        "as_read": row.original,
        "known_from": row.known_from,
        "known_until": row.known_until,
        "made_by": row.made_by,
    }
