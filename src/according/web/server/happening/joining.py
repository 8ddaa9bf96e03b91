"""Why the claims of an event are together, and what became of it, in sentences with addresses."""

from __future__ import annotations

import msgspec

from according.brief.index import Index, publisher_of
from according.brief.texts import count, shown
from according.claims import Part
from according.ledger import Ledger
from according.ledger.explaining import Joined, explain
from according.ledger.history import LogEntry
from according.web.server.addresses import claim_address, event_address

MOST_COMPARED = 24
"""Claims that the page compares, each with each: half a thousand comparisons would keep it waiting."""
_MOST_WHY = 6
_MOST_REST = 100
"""Claims that are named without having been compared."""
_KINDS = {
    "created": "made of {claims}",
    "joined": "{claims} came to it",
    "left": "{claims} left it",
    "merged": "{claims} came to it from another event, which became a part of it",
    "split": "{claims} went to another event, which was parted from it",
    "moved": "{claims} went from it to another event",
    "retired": "{claims} left it, and none stayed",
}
_AS_OTHER = {
    "merged": "{claims} went from it to another event, of which it became a part",
    "split": "made of {claims}, parted from another event",
    "moved": "{claims} came to it from another event",
}
"""The same for the event that is the other one of an entry."""


class Step(Part, kw_only=True):
    """A claim, and the one to which it belongs the most surely."""

    claim: str
    href: str
    says: str
    publisher: str
    to: str | None = None
    to_href: str | None = None
    to_publisher: str = ""
    to_says: str = ""
    score: float | None = None
    """How likely the two tell of one happening, 0 to 1; None where it is no matter of likelihood."""
    why: list[str] = msgspec.field(default_factory=list)


class Happened(Part, kw_only=True):
    """An entry of the log of an event; `others` are the events that it names, with their addresses."""

    at: str
    kind: str
    text: str
    by: str
    reason: str | None = None
    claims: list[str] = msgspec.field(default_factory=list)
    others: list[tuple[str, str]] = msgspec.field(default_factory=list)


def steps(ledger: Ledger, index: Index, event: str, most: int = MOST_COMPARED) -> tuple[list[Step], int]:
    """Return why the claims of an event are together, and how many of them were not compared: these stand at the end."""
    explained = explain(ledger, event, most)
    compared = {one.claim for one in explained.joined}
    rest = [ref for ref in index.told if ref not in compared][:_MOST_REST]
    others = [Joined(claim=ref, says=index.told[ref].claim.text, to=None) for ref in rest]
    return [_step(index, one) for one in [*explained.joined, *others]], explained.left_out


def _step(index: Index, one: Joined) -> Step:
    return Step(
        claim=one.claim, href=claim_address(one.claim), says=shown(one.says), publisher=_publisher(index, one.claim),
        to=one.to, to_href=claim_address(one.to) if one.to else None,
        to_publisher=_publisher(index, one.to) if one.to else "", to_says=_says(index, one.to) if one.to else "",
        score=one.score, why=[shown(reason) for reason in one.why[:_MOST_WHY]],
    )  # fmt: skip


def _publisher(index: Index, ref: str) -> str:
    told = index.told.get(ref)
    return publisher_of(told.report) if told else shown(ref)


def _says(index: Index, ref: str) -> str:
    told = index.told.get(ref)
    return shown(told.claim.text) if told else ""


def happened(log: list[LogEntry], event: str) -> list[Happened]:
    """Return the entries of a log in words, the last first."""
    return [_happened(entry, event) for entry in reversed(log)]


def _happened(entry: LogEntry, event: str) -> Happened:
    told = _AS_OTHER.get(entry.kind) if entry.other == event else None
    return Happened(
        at=entry.at, kind=entry.kind, text=(told or _KINDS[entry.kind]).format(claims=count(len(entry.claims), "claim")),
        by=shown(entry.by), reason=shown(entry.reason) if entry.reason else None, claims=entry.claims,
        others=[(name, event_address(name)) for name in (entry.event, entry.other) if name and name != event],
    )  # fmt: skip
