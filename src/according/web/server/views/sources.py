"""Sources: who publishes, and on whose word; how many of its reports are its own, and since when it is silent."""

from __future__ import annotations

import msgspec

from according.errors import FilterError
from according.ledger import Ledger, asking
from according.ledger.asking import Filter, SourceRow
from according.ledger.asking.sources import Kind
from according.web.server.remembered import remembered
from according.web.server.view import Answer, Asked, View

WITHIN = 5_000
"""Claims that origins are counted in, the latest of those asked for: counting in a million takes seconds."""
_KINDS: dict[str, tuple[Kind, str]] = {
    "publisher": ("publisher", "Who publishes"),
    "origin": ("origin", "On whose word"),
}


def sources(asked: Asked) -> Answer:
    """Return publishers, or origins of claims."""
    named = asked.params.get("kind") or "publisher"
    if named not in _KINDS:
        raise FilterError(f"there is no kind {named!r} of sources.", remedy=f"There are: {', '.join(_KINDS)}.")
    kind, label = _KINDS[named]
    bounded = WITHIN if kind == "origin" else None
    name, sort = asked.params.get("name") or None, asked.sort or "-claims"
    if kind == "publisher" and asked.filter == Filter() and name is None and sort == "-claims":
        found = publishers(asked.ledger)[: asked.limit]
    else:
        part = asking.Slice(limit=asked.limit, within=bounded)
        found = asking.sources(asked.ledger, asked.filter, kind=kind, name=name, sort=sort, part=part).items
    return Answer(
        title="Sources",
        data={"kind": kind, "within_latest_claims": bounded, "sources": found},
        rows=[msgspec.to_builtins(row) for row in found],
        page={
            "kind": kind, "label": label, "kinds": [(key, words) for key, (_, words) in _KINDS.items()],
            "sources": found, "within": bounded, "silent": [row for row in found if row.silent_since],
            "claims_of": _claims_of,
        },
    )  # fmt: skip


def publishers(ledger: Ledger) -> list[SourceRow]:
    """Return all publishers, the one with most claims first; counted anew only when the ledger has changed."""
    return remembered(ledger, "publishers", lambda: asking.sources(ledger, part=asking.Slice(limit=None)).items)


def _claims_of(row: SourceRow) -> tuple[str, str]:
    """The parameter that asks for the claims of a source."""
    return ("publisher", row.name) if row.kind == "publisher" else ("said_by", row.entity or row.name)


VIEWS = [
    View(
        "sources",
        "/sources",
        sources,
        "sources.html",
        "Publishers or origins: reports, roots, copies, claims, silent since.",
    )
]
