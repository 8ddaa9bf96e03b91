"""GeoJSON (RFC 7946): a feature an event or claim whose coordinates are known; the others are counted, never placed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec
from geographiclib.geodesic import Geodesic

from according.claims import Claim, Place, Reading
from according.events import Event, EventPlace
from according.exchange.ledger.data import Exported, LedgerData, What
from according.exchange.ledger.shared import (
    AnyPlace,
    account_text,
    claim_ref,
    event_title,
    place_name,
    point,
    source_chain,
    web_address,
)
from according.exchange.wording import one_line, quantity_text

_NOWHERE = "no coordinates are known"
_COARSE = ("country", "region", "sea", "area", "district", "point")
"""Precisions, the coarsest first."""


def write_geojson(what: What, data: LedgerData, stream: BinaryIO) -> Exported:
    """Write a collection of features, event by event or claim by claim, and who was left out in `left_out`."""
    done = Exported()
    stream.write(b'{"type":"FeatureCollection","made_by":' + msgspec.json.encode(dict(data.made_by)))
    stream.write(b',"features":[')
    for number, feature in enumerate(_features(what, data, done)):
        stream.write((b",\n" if number else b"\n") + msgspec.json.encode(feature))
        done.records += 1
    stream.write(b'\n],"left_out":' + msgspec.json.encode(dict(sorted(done.left_out.items()))) + b"}\n")
    return done


def _features(what: What, data: LedgerData, done: Exported) -> Iterator[dict[str, Any]]:
    if what in ("all", "events"):
        for event in data.events:
            shown = shown_places(event.locations)
            if shown:
                yield _feature(event.id, shown, _event(event))
            else:
                done.left_out[f"events: {_NOWHERE}"] += 1
    if what in ("all", "claims"):
        for reading in data.readings:
            for claim in reading.claims:
                shown_claim = shown_places(claim.locations)
                if shown_claim:
                    ref = claim_ref(reading.report.id, claim.id)
                    yield _feature(ref, shown_claim, _claim(reading, claim))
                else:
                    done.left_out[f"claims: {_NOWHERE}"] += 1


def shown_places(places: list[AnyPlace]) -> list[AnyPlace]:
    """Return the places that a map should show.

    They are those where it happened, or, of a movement without one, where it went, or whence. A wider place around a
    finer one (the region of a town) is left to the properties.
    """
    for role in ("in", "to", "from"):
        located = [place for place in places if place.role == role and point(place)]
        if located:
            return [p for p in located if not any(_lies_in(other, p) for other in located if other is not p)]
    return []


def _lies_in(fine: Place | EventPlace, coarse: Place | EventPlace) -> bool:
    if coarse.radius_km is None or fine.radius_km is None or fine.radius_km >= coarse.radius_km:
        return False
    here, there = point(fine), point(coarse)
    return bool(here and there) and distance_km(*(here or ()), *(there or ())) <= coarse.radius_km


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the length of the geodesic between two points on WGS84, in kilometres."""
    return float(Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2, Geodesic.DISTANCE)["s12"]) / 1000


def _feature(identity: str, shown: list[Place] | list[EventPlace], properties: dict[str, Any]) -> dict[str, Any]:
    at = list(dict.fromkeys((p.lon, p.lat) for p in shown))
    geometry = {"type": "Point", "coordinates": at[0]} if len(at) == 1 else {"type": "MultiPoint", "coordinates": at}
    radii = [p.radius_km for p in shown if p.radius_km is not None]
    coarsest = min(
        (p.precision for p in shown if p.precision in _COARSE), key=lambda x: _COARSE.index(x or ""), default=None
    )
    about = {"precision": coarsest, "radius_km": max(radii, default=None), "place_role": shown[0].role}
    return {"type": "Feature", "id": identity, "geometry": geometry, "properties": properties | about}


def _places(places: list[Place] | list[EventPlace]) -> list[dict[str, Any]]:
    return [
        {
            "name": place_name(p), "entity": p.entity, "lat": p.lat, "lon": p.lon, "country": p.country,
            "admin1": p.admin1, "precision": p.precision, "radius_km": p.radius_km, "role": p.role,
        }
        for p in places
    ]  # fmt: skip


def _event(event: Event) -> dict[str, Any]:
    return {
        "kind": "event", "title": event_title(event), "type": event.type, "mode": event.mode, "status": event.status,
        "actors": [party.name for party in event.actors],
        "recipients": [party.name for party in event.recipients],
        "instruments": [party.name for party in event.instruments],
        "places": _places(event.locations),
        "start": event.time.start if event.time else None,
        "end": event.time.end if event.time else None,
        "granularity": event.time.granularity if event.time else None,
        "reports": event.reports, "copies": event.copies, "independent_sources": event.independent_sources,
        "first_reported": event.first_reported, "last_reported": event.last_reported, "story": event.story,
        "accounts": list(map(account_text, event.accounts)),
        "claims": [claim_ref(ref.report, ref.claim) for account in event.accounts for ref in account.claims],
    }  # fmt: skip


def _claim(reading: Reading, claim: Claim) -> dict[str, Any]:
    report, fact, when = reading.report, claim.factuality, claim.time
    return {
        "kind": "claim", "type": claim.type, "mode": claim.mode, "text": claim.text,
        "chain": source_chain(claim), "certainty": fact.certainty, "polarity": fact.polarity, "realis": fact.realis,
        "actors": [one_line(x.name or x.text) for x in claim.actors],
        "recipients": [one_line(x.name or x.text) for x in claim.recipients],
        "instruments": [one_line(x.name or x.text) for x in claim.instruments],
        "places": _places(claim.locations),
        "start": when.start if when else None,
        "end": when.end if when else None,
        "granularity": when.granularity if when else None,
        "quantities": list(map(quantity_text, claim.quantities)),
        "confidence": claim.confidence, "span": claim.span, "trigger": claim.trigger.span,
        "report": report.id, "title": report.title, "publisher": report.publisher, "published": report.published,
        "url": web_address(report.url),
    }  # fmt: skip
