"""Claims: a table of what is said, with counts beside it that filter."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from according.claims import Reading
from according.events import CopyGroup, CopyOf
from according.exchange import wording
from according.exchange.ledger import LedgerData, export
from according.exchange.ledger.flat import table_of
from according.knowledge.types import load_types
from according.ledger import asking
from according.ledger.asking import ClaimRow, Count, Filter, Slice
from according.ledger.asking.filters import many
from according.web.server.addresses import changed
from according.web.server.claim_parts import claim_data, shown_claim
from according.web.server.sides import side_name
from according.web.server.view import Answer, Asked, View

WITHIN = 2000
"""Claims that are counted, and counted in: the latest of those asked for."""
_MOST_VALUES = 8


ORDERS = {
    "-day": "latest day first",
    "day": "earliest day first",
    "-published": "last published first",
    "confidence": "least sure first",
    "-confidence": "surest first",
    "-added": "last added first",
}
"""Orders that the page offers, of `CLAIM_ORDERS`, and what they are called."""


@dataclass(frozen=True, slots=True)
class FacetOf:
    """A facet: what it is called on the page, what is counted, and the filter that a value of it sets."""

    label: str
    counted: str
    filter: str


FACETS_SHOWN = (
    FacetOf("Type", "type", "type"),
    FacetOf("Who acts", "actor", "actor"),
    FacetOf("Said by", "said_by", "said_by"),
    FacetOf("Side of who says it", "side", "side"),
    FacetOf("How sure", "certainty", "certainty"),
    FacetOf("Has it happened", "realis", "realis"),
    FacetOf("Asserted or denied", "polarity", "polarity"),
    FacetOf("Place", "place", "place"),
    FacetOf("Month", "month", "month"),
    FacetOf("Machine confidence", "confidence", "confidence"),
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet with its count; `href` is the page that it leads to, or that is without it where it is `chosen`."""

    label: str
    count: int
    href: str
    chosen: bool
    type: str | None = None
    """The type of claim, where it is one, for its colour."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, the most frequent first."""

    label: str
    name: str
    values: list[Value]


def claims(asked: Asked) -> Answer:
    """Return a page of claims with counts."""
    sort = asked.sort or "-day"
    part = Slice(limit=asked.limit, after=asked.after, descending=sort.startswith("-"))
    page = asking.claims(asked.ledger, asked.filter, sort=sort, part=part)
    latest = asking.latest_claims(asked.ledger, asked.filter, WITHIN + 1)
    more = len(latest) > WITHIN
    counts = facet_counts(asked, latest[:WITHIN])
    shown = [shown_claim(row, number) for number, row in enumerate(page.items)]
    return Answer(
        title="Claims",
        data={
            "count": min(len(latest), WITHIN),
            "count_is_at_least": more,
            "facets": counts,
            "facets_within_latest": WITHIN if more else None,
            "claims": [claim_data(row) for row in page.items],
            "next": page.next,
        },
        rows=_flat(page.items),
        features=_features(page.items),
        page={
            "claims": shown,
            "rows": page.items,
            "facets": list(_facets(asked, counts)),
            "within": WITHIN if more else None,
            "total": min(len(latest), WITHIN),
            "more": more,
            "orders": [(name, label, name == sort) for name, label in ORDERS.items()],
            "kept": [pair for pair in asked.params.multi_items() if pair[0] not in ("sort", "text", "after", "done")],
            "sort": sort,
        },
        next=page.next,
    )


def facet_counts(asked: Asked, latest: Sequence[int]) -> dict[str, list[Count]]:
    """Return the counts of each facet in the `latest` claims.

    One that is filtered by is counted without its own filter, so that its other values stay to choose.
    """
    found: dict[str, list[Count]] = {}
    plain = [facet.counted for facet in FACETS_SHOWN if not _own_filter(asked.filter, facet)]
    found |= asking.facets(asked.ledger, asked.filter, plain, most=_MOST_VALUES, within=latest)
    for facet in FACETS_SHOWN:
        own = _own_filter(asked.filter, facet)
        if own:
            bare = msgspec.structs.replace(asked.filter, **own)
            some = asking.facets(asked.ledger, bare, [facet.counted], most=_MOST_VALUES, within=WITHIN)
            found |= some
    return {facet.counted: found[facet.counted] for facet in FACETS_SHOWN}


def _own_filter(f: Filter, facet: FacetOf) -> dict[str, Any]:
    """What of a filter a facet sets, as it is where it does not; empty where it sets nothing."""
    names = ("since", "until") if facet.filter == "month" else (facet.filter,)
    bare = Filter()
    return (
        {name: getattr(bare, name) for name in names} if any(getattr(f, n) != getattr(bare, n) for n in names) else {}
    )


def _facets(asked: Asked, counts: dict[str, list[Count]]) -> Iterator[Facet]:
    for facet in FACETS_SHOWN:
        given = counts[facet.counted]
        values = list(_confident(asked, given) if facet.filter == "confidence" else _values(asked, facet, given))
        if values:
            yield Facet(facet.label, facet.filter, values)


def _values(asked: Asked, facet: FacetOf, counts: Sequence[Count]) -> Iterator[Value]:
    f = asked.filter
    known = many(getattr(f, facet.filter)) if facet.filter != "month" else ()
    for one in counts:
        value = one.entity or one.value
        if value is None:
            continue
        if facet.filter == "month":
            chosen = (f.since or "")[:7] == (f.until or "")[:7] == value
            params: dict[str, str | None] = {"since": None if chosen else value, "until": None if chosen else value}
        else:
            names = {name for name in (one.entity, one.value) if name}
            chosen = bool(names & set(known))
            params = {facet.filter: None if chosen else value}
        kind = value if facet.filter == "type" else None
        yield Value(_label(facet.filter, one), one.count, _href(asked, params), chosen, kind)


def _href(asked: Asked, changes: Mapping[str, str | None]) -> str:
    return changed("/claims", asked.params.multi_items(), changes)


def _confident(asked: Asked, counts: Sequence[Count]) -> Iterator[Value]:
    """Bands add up from the top: the filter asks for at least so much."""
    f, total = asked.filter, 0
    for one in sorted(counts, key=lambda one: float(one.value or 0), reverse=True):
        total += one.count
        least = float(one.value or 0)
        if least > 0:
            chosen = f.confidence is not None and abs(f.confidence - least) < 1e-9
            href = _href(asked, {"confidence": None if chosen else f"{least:g}"})
            yield Value(f"{least:.0%} or more", total, href, chosen)


def _label(name: str, one: Count) -> str:
    value = one.value or ""
    if name == "type":
        return load_types()[value].label
    if name in ("certainty", "realis"):
        return wording.words()[name][value]
    if name == "polarity":
        return "denied" if value == "negative" else "asserted"
    if name == "side":
        return side_name(value)
    return wording.one_line(value)


def _readings(rows: Sequence[ClaimRow]) -> Iterator[Reading]:
    for row in rows:
        yield Reading(report=row.report, claims=[row.claim], made_by=row.made_by)


def _copies(rows: Sequence[ClaimRow]) -> list[CopyGroup]:
    """The copies among the reports of the rows, as far as the rows say."""
    pairs = dict.fromkeys((row.copy_of, row.report.id) for row in rows if row.copy_of is not None)
    return [CopyGroup(original=original, copies=[CopyOf(report=copy, containment=1.0)]) for original, copy in pairs]


def _flat(rows: Sequence[ClaimRow]) -> list[dict[str, Any]]:
    columns, found = table_of("claims", LedgerData(readings=_readings(rows), copies=_copies(rows)))
    return [{column.name: column.get(row) for column in columns} for row in found]


def _features(rows: Sequence[ClaimRow]) -> dict[str, Any]:
    stream = io.BytesIO()
    export("geojson", "claims", LedgerData(readings=_readings(rows)), stream)
    features: dict[str, Any] = msgspec.json.decode(stream.getvalue())
    return features


VIEWS = [
    View(
        name="claims",
        path="/claims",
        answer=claims,
        template="claims.html",
        summary="Claims by filter, a page at a time, with counts of the latest by field.",
        formats=("json", "csv", "geojson"),
    )
]
