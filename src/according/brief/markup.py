"""Sentences and small parts of the page, in HTML."""

from __future__ import annotations

from according.brief import citing
from according.brief.model import Brief, Piece, Sentence
from according.brief.svg import escape
from according.events import Status
from according.knowledge.brief import words

SIGNS: dict[Status, str] = {"disputed": "◆", "agreed": "●", "single-source": "○"}
"""A status is told by its sign and its word, never by colour alone."""


def sentence(brief: Brief, said: Sentence) -> str:
    """Return a sentence, each quotation followed by the numbers of the claims in it."""
    return "".join(_piece(brief, p) for p in said.pieces) + cites(brief, said.cites)


def _piece(brief: Brief, piece: Piece) -> str:
    text = escape_spaced(piece.text)
    if piece.kind == "name":
        return f'<b class="name"><bdi>{text}</bdi></b>'
    if piece.kind == "quote":
        return f'<q dir="auto">{text}</q>{cites(brief, piece.cites)}'
    if piece.kind == "plain":
        return f"<bdi>{text}</bdi>" if text.strip() else text
    return f'<span class="{piece.kind}"><bdi>{text}</bdi></span>'


def escape_spaced(text: str) -> str:
    """Return text escaped, the blank at either end kept."""
    inner = escape(text)
    return f"{' ' if text[:1].isspace() else ''}{inner}{' ' if inner and text[-1:].isspace() else ''}"


def cites(brief: Brief, refs: list[str]) -> str:
    """Return the numbers of claims as links; the title of each is its id."""
    links = [
        f'<a href="{escape(citing.href(brief, ref))}" title="{escape(ref)}">{number}</a>'
        for number, ref in citing.numbered(brief, refs)
    ]
    return f' <span class="cites">{" ".join(links)}</span>' if links else ""


def status(of: Status) -> str:
    """Return the sign and the word of a status."""
    return f'<span class="status {of}">{SIGNS[of]} {escape(words().statuses[of].label.upper())}</span>'


def listed(items: list[str], kind: str = "lines") -> str:
    """Return items, which are HTML, as a list."""
    return f'<ul class="{kind}">{"".join(f"<li>{item}</li>" for item in items)}</ul>' if items else ""


def section(name: str, heading: str, lead: str, body: str) -> str:
    """Return a section of the page; `lead` says what it is, and may be empty."""
    intro = f'<p class="lead">{escape(lead)}</p>' if lead else ""
    return f'<section id="{name}" aria-labelledby="h-{name}"><h2 id="h-{name}">{escape(heading)}</h2>{intro}{body}</section>'
