"""What forms do: make a review, take one back. Every action answers with the page to go on with (303), so nothing is sent twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from according.errors import MissingError, ReviewError
from according.ledger import Ledger, asking
from according.ledger.kept import Kind
from according.ledger.reviews import Review, numbered, review, undo
from according.web.server.addresses import claim_address, event_address, local
from according.web.server.correcting_form import changes_of

MOST_CHARS = 4000
"""Characters of a note, a reason or a field."""
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an action: where to go on, and who acted, to be remembered in the browser."""

    location: str
    author: str
    warnings: list[str]


def decide(ledger: Ledger, sent: Mapping[str, str], who: str | None = None) -> Done:
    """Make the review of a form. `who` is the author where the server knows it; else the form says.

    Fields: `kind`; `claim`, `other` (``REPORT/CLAIM``), `event`, `other_event`; `note`, `reason`, `author`; `then`, the page to
    go on with; and of a correction those of `correcting_form`. A button that stands for many claims says kind and claim at
    once: `decide`, ``accept REPORT/CLAIM``. Raises `ReviewError`.
    """
    sent = _at_once(sent)
    kind, author = sent.get("kind", ""), _author(sent, who)
    if kind not in get_args(Kind):
        raise ReviewError(f"there is no review {kind!r}.", remedy=f"There are: {', '.join(get_args(Kind))}.")
    _short(sent)
    named = {name: sent.get(name, "").strip() or None for name in ("claim", "other", "event", "other_event")}
    changes = _changes(ledger, named["claim"], sent) if kind == "correct" else {}
    given: dict[str, Any] = {
        "kind": kind, "author": author, "changes": changes, **named,
        "note": sent.get("note", "").strip() or None, "reason": sent.get("reason", "").strip() or None,
    }  # fmt: skip
    made = review(ledger, msgspec.convert(given, Review))
    return Done(_onward(sent, made.id, named), author, made.warnings)


def take_back(ledger: Ledger, sent: Mapping[str, str], who: str | None = None) -> Done:
    """Undo the review of the number `review` in a form. Raises `ReviewError`."""
    number, author = sent.get("review", ""), _author(sent, who)
    if not number.isdecimal() or len(number) > 15:
        raise ReviewError(f"{number!r} is no number of a review.", remedy="Reviews and their numbers: see /reviews.")
    one = numbered(ledger, int(number))
    undone = undo(ledger, int(number), author)
    named = {"claim": one.claim if one else None, "event": one.event if one else None}
    return Done(_onward(sent, undone.id, named), author, undone.warnings)


def _changes(ledger: Ledger, ref: str | None, sent: Mapping[str, str]) -> dict[str, Any]:
    report, _, name = (ref or "").rpartition("/")
    try:
        row = asking.report(ledger, report) if report else None
    except MissingError:
        row = None
    found = next((one for one in row.claims if one.claim.id == name), None) if row else None
    if row is None or found is None:
        raise ReviewError(f"there is no claim {ref or ''!r}.", remedy="It may have been read again: open its report.")
    changes = changes_of(found.claim, row.reading.report.text, sent)
    if not changes:
        raise ReviewError("nothing in the form was changed.", remedy="Change a field, or accept the claim as it is.")
    return changes


def _at_once(sent: Mapping[str, str]) -> Mapping[str, str]:
    kind, _, claim = sent.get("decide", "").partition(" ")
    return {**sent, "kind": kind, "claim": claim} if claim else sent


def _author(sent: Mapping[str, str], who: str | None) -> str:
    author = " ".join((who or sent.get("author", "")).split())
    if not author:
        raise ReviewError("a review needs an author.", remedy="Write your name into the field “Your name”.")
    if len(author) > _LONGEST_NAME:
        raise ReviewError("the name is too long.", remedy=f"Take at most {_LONGEST_NAME} characters.")
    return author


def _short(sent: Mapping[str, str]) -> None:
    for name, value in sent.items():
        if len(value) > MOST_CHARS:
            raise ReviewError(f"the field {name!r} is too long.", remedy=f"Take at most {MOST_CHARS:,} characters.")


def _onward(sent: Mapping[str, str], number: int, named: Mapping[str, str | None]) -> str:
    """The page that a form asks for, else that of the claim or event, with the number of the review that was made."""
    then = local(sent.get("then"))
    if then is None:
        claim, event = named.get("claim"), named.get("event")
        then = claim_address(claim) if claim else event_address(event) if event else "/reviews"
    parts = urlsplit(then)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "done"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("done", str(number))])))
