"""A reading as rows: what `adding` inserts for a report and its claims."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

from according.claims import Claim, Layers, Link, Place, Quantity, Reading, Report
from according.fusion.pairing import layers_looked_at
from according.knowledge.names import Names
from according.ledger.folding import folded

Row = dict[str, Any]
Measure = Callable[[Claim, Quantity], str | None]


class ClaimRows(msgspec.Struct):
    """Rows of the claims of one report, by table."""

    claims: list[Row] = []
    parties: list[Row] = []
    places: list[Row] = []
    amounts: list[Row] = []


def report_digest(report: Report) -> str:
    """Return the digest of a report's text and metadata: another one is another revision of the page."""
    parts = (
        report.title, report.publisher, report.url, report.published, report.published_at, report.language, report.text,
    )  # fmt: skip
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def report_row(report: Report, key: int, known: Row) -> Row:
    """Return the row of a report; `known` holds what the report does not say of itself (page, revision, maker ...)."""
    return {
        "key": key,
        "id": report.id,
        "digest": report_digest(report),
        "title": report.title,
        "publisher": report.publisher,
        "url": report.url,
        "published": report.published,
        "published_at": report.published_at,
        "language": report.language,
        "chars": len(report.text),
        "text": report.text,
        "known_until": None,
        "superseded_by": None,
        **known,
    }


METADATA = ("id", "title", "publisher", "url", "published", "published_at", "language")
"""The columns that `report_of` takes, but for the text."""


def report_of(row: Any, *, with_text: bool = True) -> Report:
    """Return the report of a row of `reports`."""
    return Report(
        id=row.id,
        text=row.text if with_text else "",
        title=row.title,
        publisher=row.publisher,
        url=row.url,
        published=row.published,
        published_at=row.published_at,
        language=row.language,
    )


def packed_layers(reading: Reading) -> str | None:
    """Return what fusion looks at of a text's layers, as JSON; None without layers."""
    return msgspec.json.encode(layers_looked_at(reading.layers)).decode() if reading.layers is not None else None


def layers_of(packed: str | None) -> Layers | None:
    """Return what `packed_layers` kept."""
    return msgspec.json.decode(packed, type=Layers) if packed else None


def claim_of(body: str) -> Claim:
    """Return the claim of a `claims.body`."""
    return _CLAIM.decode(body)


def add_claims(rows: ClaimRows, reading: Reading, first_key: int, known: Row, measure: Measure) -> None:
    """Append the rows of all claims of `reading`; they get the keys from `first_key` on, and the columns `known`."""
    for key, claim in enumerate(reading.claims, first_key):
        row = _claim_row(claim, reading.report, key)
        rows.claims.append(row | known)
        day, kind = row["day"], claim.type
        rows.parties += [{**party, "claim": key, "type": kind, "day": day} for party in _parties(claim)]
        rows.places += [
            {
                "claim": key, "role": p.role, "position": n, "name": p.name or p.text,
                "folded": folded(p.name or p.text), "entity": p.entity, "lat": p.lat, "lon": p.lon,
                "country": p.country, "admin1": p.admin1, "precision": p.precision, "day": day,
            }
            for n, p in enumerate(claim.locations)
        ]  # fmt: skip
        rows.amounts += [
            {
                "claim": key, "position": n, "measure": measure(claim, q), "of": q.of, "value": q.value, "low": q.low,
                "high": q.high, "bound": q.bound, "approximate": int(q.approximate), "unit": q.unit, "day": day,
            }
            for n, q in enumerate(claim.quantities)
        ]  # fmt: skip


@lru_cache(maxsize=8192)
def side_of(entity: str | None, name: str | None) -> str | None:
    """Return the state (ISO 3166-1 alpha-2) or, of a group without one, the group that an entity belongs to."""
    if not entity:
        return None
    kind, _, rest = entity.partition(":")
    if kind == "state":
        return rest or None
    found = next((n for n in _names().lookup(name) if n.entity == entity), None) if name else None
    if found and found.state:
        return found.state
    return entity if kind == "group" else None


def _claim_row(claim: Claim, report: Report, key: int) -> Row:
    origin = claim.attribution[-1] if claim.attribution else None
    place = _main_place(claim)
    start = claim.time.start if claim.time else None
    return {
        "key": key,
        "id": claim.id,
        "known_until": None,
        "ended_by": None,
        "type": claim.type,
        "mode": claim.mode,
        "confidence": claim.confidence,
        "certainty": claim.factuality.certainty,
        "polarity": claim.factuality.polarity,
        "realis": claim.factuality.realis,
        "origin": _shown(origin) if origin else None,
        "origin_entity": origin.entity if origin else None,
        "origin_kind": origin.kind if origin else None,
        "origin_side": side_of(origin.entity, origin.name) if origin else None,
        "publisher": report.publisher,
        "start": start,
        "end": claim.time.end if claim.time else None,
        "published": report.published,
        "day": start or report.published,
        "place": (place.name or place.text) if place else None,
        "place_entity": place.entity if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "country": place.country if place else None,
        "precision": place.precision if place else None,
        "span_start": claim.span[0],
        "span_end": claim.span[1],
        "trigger_start": claim.trigger.span[0],
        "trigger_end": claim.trigger.span[1],
        "trigger": claim.trigger.text,
        "quoted": claim.text,
        "body": _ENCODE(claim).decode(),
        "features": None,
    }


def _main_place(claim: Claim) -> Place | None:
    return next((p for p in claim.locations if p.role == "in"), None)


def _parties(claim: Claim) -> list[Row]:
    named: list[tuple[str, int, str | None, str]] = []
    for role, fillers in (("actor", claim.actors), ("recipient", claim.recipients), ("instrument", claim.instruments)):
        named += [(role, n, f.entity, f.name or f.text) for n, f in enumerate(fillers)]
    last = len(claim.attribution) - 1
    named += [
        ("source" if n == last else "carrier", n, link.entity, _shown(link)) for n, link in enumerate(claim.attribution)
    ]
    return [
        {"role": role, "position": n, "entity": entity, "name": name, "folded": folded(name)}
        for role, n, entity, name in named
    ]


def _shown(link: Link) -> str:
    return link.name or link.source


_ENCODE = msgspec.json.Encoder().encode
_CLAIM = msgspec.json.Decoder(Claim)


@lru_cache(maxsize=1)
def _names() -> Names:
    return Names()
