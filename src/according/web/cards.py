"""The list of claims and the card of each: everything the ledger knows of a claim, for a person."""

from __future__ import annotations

from according.claims import Claim, Link, Place, Reading, Span
from according.exchange import wording
from according.knowledge.types import load_types
from according.web.markup import escape
from according.web.segments import argument_spans


def claim_item(reading: Reading, number: int, prefix: str) -> str:
    """Return the list item of claim `number` (from 0); its ``data-`` attributes carry its spans."""
    claim = reading.claims[number]
    sources = [link.span for link in claim.attribution]
    cues = [link.cue_span for link in claim.attribution if link.cue_span]
    return (
        f'<details class="claim" id="{prefix}c{number}" data-claim="{number}" data-type="{claim.type}"'
        f' data-origin="{escape(wording.origin(claim))}" data-span="{_spans([claim.span])}"'
        f' data-trigger="{_spans([claim.trigger.span])}" data-sources="{_spans(sources)}"'
        f' data-cues="{_spans(cues)}" data-parts="{_spans(argument_spans(claim))}">'
        f"<summary>{_badge(claim)}<bdi>{escape(wording.deed(claim))}</bdi>"
        f"<small><bdi>{escape(wording.origin(claim))}</bdi>{_caution(claim)}</small></summary>"
        f'<div class="card">{_card(reading, claim, prefix)}</div></details>'
    )


def _spans(spans: list[Span]) -> str:
    return " ".join(f"{start}-{end}" for start, end in spans)


def _badge(claim: Claim) -> str:
    return f'<span class="badge t-{claim.type}">{claim.type}</span>'


def _caution(claim: Claim) -> str:
    """What keeps a claim from being a plain assertion, in a few words; empty where nothing does."""
    table, fact = wording.words(), claim.factuality
    notes = [
        table["polarity"][fact.polarity],
        "" if fact.certainty == "certain" else table["certainty"][fact.certainty],
        "" if fact.realis == "actual" else table["realis"][fact.realis],
    ]
    said = ", ".join(note for note in notes if note)
    return f" · <em>{escape(said)}</em>" if said else ""


def _card(reading: Reading, claim: Claim, prefix: str) -> str:
    entry = load_types()[claim.type]
    mode = f" · {escape(claim.mode)}" if claim.mode else ""
    rows = [
        ("Said by", _chain(claim)),
        ("How sure", escape(wording.how_sure(claim))),
        ("Who", _text(wording.fillers(claim.actors))),
        ("To whom", _text(wording.fillers(claim.recipients))),
        ("With", _text(wording.fillers(claim.instruments))),
        ("Where", "<br>".join(map(_place, claim.locations))),
        ("When", _text(wording.time_text(claim.time)) if claim.time else ""),
        ("How many", "<br>".join(_text(wording.quantity_text(q)) for q in claim.quantities)),
        ("Same event", _same_event(reading, claim, prefix)),
    ]
    facts = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows if value)
    percent = round(claim.confidence * 100)
    return (
        f'<p class="kind"><strong class="t-{claim.type}">{escape(entry.label)}</strong>{mode}</p>'
        f'<p class="what">{escape(entry.what)}</p>'
        f"<blockquote><bdi>{_text(claim.text)}</bdi></blockquote><dl>{facts}</dl>"
        f'<p class="score"><meter min="0" max="100" value="{percent}">{percent} %</meter>'
        f" machine confidence {percent} % · characters {claim.span[0]}–{claim.span[1]}</p>"
    )


def _text(text: str) -> str:
    return escape(wording.one_line(text))


def _chain(claim: Claim) -> str:
    if not claim.attribution:
        return f'<span class="own">{escape(wording.own_voice())}</span>'
    return '<ol class="chain">' + "".join(map(_link, claim.attribution)) + "</ol>"


def _link(link: Link) -> str:
    kind = wording.words()["kind"].get(link.kind, link.kind)
    mode = "" if link.mode == "indirect" else f", {wording.words()['mode'].get(link.mode, link.mode)}"
    cue = f'<span class="cue">{_text(link.cue)}</span>, ' if link.cue else ""
    return (
        f'<li><span class="src"><bdi>{_text(wording.link_text(link))}</bdi></span>'
        f" <small>{cue}{escape(kind + mode)}</small></li>"
    )


def _place(place: Place) -> str:
    at = f" <small>{place.lat:.2f}, {place.lon:.2f}</small>" if None not in (place.lat, place.lon) else ""
    return _text(wording.place_text(place)) + at


def _same_event(reading: Reading, claim: Claim, prefix: str) -> str:
    others = [
        (number, other)
        for number, other in enumerate(reading.claims)
        if other.event == claim.event and other.id != claim.id
    ]
    return " ".join(
        f'<a href="#{prefix}c{number}" data-go="{number}">{_text(other.trigger.text)}</a>' for number, other in others
    )
