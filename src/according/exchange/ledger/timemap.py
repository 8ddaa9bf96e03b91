"""timemap (Forensic Architecture's map with a timeline): one object with what its front end asks a server for.

``events``, ``associations`` and ``sources`` are what timemap reads from three addresses; ``sites`` and ``shapes`` are
empty, and ``notifications`` says what could not be shown. All values of an event are strings, as timemap's schema
wants them, and dates are in its default form, ``MM/DD/YYYY``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from according.claims import Claim, ClaimType, Place, Reading, Report
from according.exchange.ledger.data import Exported, LedgerData, What
from according.exchange.ledger.geojson import shown_places
from according.exchange.ledger.shared import (
    AnyPlace,
    account_text,
    claim_ref,
    clock_time,
    counts_text,
    dates_text,
    event_title,
    index_reports,
    iso_day,
    own_voice_or,
    place_name,
    reports_of,
    source_chain,
    web_address,
)
from according.exchange.wording import how_sure, one_line, place_text, quantity_text
from according.knowledge.types import load_types

_UNDATED = "no day is known, and a timeline needs one"

Item = dict[str, Any]


def write_timemap(what: What, data: LedgerData, stream: BinaryIO) -> Exported:
    """Write the object: an event an event of the ledger (`what` is ``events``), or a claim (``claims``)."""
    done, associations, sources = Exported(), _Associations(), _Sources()
    stream.write(b'{"events":[')
    items = _of_events(data, associations, sources) if what == "events" else _of_claims(data, associations, sources)
    for item in items:
        if item is not None:
            stream.write((b",\n" if done.records else b"\n") + msgspec.json.encode(item))
            done.records += 1
        else:
            done.left_out[_UNDATED] += 1
    notes = [
        {"type": "error", "message": f"{number} left out: {reason}.", "items": []}
        for reason, number in sorted(done.left_out.items())
    ]
    for name, value in (
        ("associations", associations.listed()),
        ("sources", sources.listed()),
        ("sites", []),
        ("shapes", []),
        ("notifications", notes),
        ("made_by", dict(data.made_by)),
    ):
        stream.write(b'\n],"' if name == "associations" else b',"')
        stream.write(name.encode() + b'":' + msgspec.json.encode(value))
    stream.write(b"}\n")
    return done


class _Associations:
    """The filters by type and mode, and a narrative for each story."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}

    def of(self, kind: ClaimType, mode: str | None, status: str | None, story: str | None) -> list[str]:
        """Return the ids for one event, and remember them."""
        entry = load_types()[kind]
        path = [entry.family, entry.label, *([mode] if mode else [])]
        found = [self._filter(path, entry.what)]
        if status:
            found.append(self._filter(["status", status], ""))
        if story:
            item = {"id": f"story:{story}", "title": story, "desc": "One story", "mode": "NARRATIVE"}
            found.append(self._keep({**item, "filter_paths": []}))
        return found

    def _filter(self, path: list[str], what: str) -> str:
        item = {"id": "/".join(path), "title": path[-1], "desc": what, "mode": "FILTER", "filter_paths": path}
        return self._keep(item)

    def _keep(self, item: Item) -> str:
        self._items.setdefault(item["id"], item)
        return str(item["id"])

    def listed(self) -> list[Item]:
        return [self._items[name] for name in sorted(self._items)]


class _Sources:
    """The reports that events lead to."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}

    def keep(self, report: Report) -> str:
        """Remember a report and return its id as a source."""
        if report.id not in self._items:
            self._items[report.id] = {
                "id": report.id,
                "title": one_line(report.title or report.id),
                "thumbnail": "",
                "paths": [],
                "type": "Article",
                "affil_s": [report.publisher] if report.publisher else [],
                "url": web_address(report.url) or "",
                "description": "",
                "parent": "",
                "author": report.publisher or "",
                "date": report.published or "",
                "notes": "",
            }
        return report.id

    def listed(self) -> dict[str, Item]:
        return {name: self._items[name] for name in sorted(self._items)}


def _of_events(data: LedgerData, associations: _Associations, sources: _Sources) -> Iterator[Item | None]:
    known = index_reports(data.readings)
    for event in data.events:
        times = _times(event.time.start, event.time.end, event.time.granularity) if event.time else None
        if times is None:
            yield None
            continue
        told = [known[report].report if report in known else Report(id=report, text="") for report in reports_of(event)]
        yield {
            "id": event.id,
            "description": "\n".join((event_title(event), *map(account_text, event.accounts))),
            **times,
            **_where(event.locations),
            **_kind(event.type, event.mode),
            "associations": associations.of(event.type, event.mode, event.status, event.story),
            "sources": list(map(sources.keep, told)),
            "comments": f"{event.status}: {counts_text(event)}. {_precision(event.locations)}".strip(),
        }


def _of_claims(data: LedgerData, associations: _Associations, sources: _Sources) -> Iterator[Item | None]:
    for reading in data.readings:
        for claim in reading.claims:
            times = _times(claim.time.start, claim.time.end, claim.time.granularity) if claim.time else None
            if times is None:
                yield None
                continue
            yield {
                "id": claim_ref(reading.report.id, claim.id),
                "description": _description(reading, claim),
                **times,
                **_where(claim.locations),
                **_kind(claim.type, claim.mode),
                "associations": associations.of(claim.type, claim.mode, None, None),
                "sources": [sources.keep(reading.report)],
                "comments": _precision(claim.locations),
            }


def _description(reading: Reading, claim: Claim) -> str:
    publisher = reading.report.publisher or reading.report.id
    lines = [f"\u201c{one_line(claim.text)}\u201d", f"{own_voice_or(source_chain(claim))} ({publisher})"]
    lines += [how_sure(claim), *map(quantity_text, claim.quantities)]
    return "\n".join(lines)


def _kind(kind: ClaimType, mode: str | None) -> Item:
    entry = load_types()[kind]
    return {
        "type": kind,
        "category": entry.label,
        "category_full": f"{entry.family} / {entry.label}{f' / {mode}' if mode else ''}",
    }


def _times(start: str | None, end: str | None, granularity: str) -> Item | None:
    """The fields of time, None where no day is known."""
    day = iso_day(start) or iso_day(end)
    if day is None:
        return None
    return {
        # Not strftime: it does not pad years before 1000.
        "date": f"{day.month:02}/{day.day:02}/{day.year:04}",
        "time": clock_time(start) or "",
        "time_precision": granularity,
        "time_display": dates_text(start, end),
    }


def _where(places: list[AnyPlace]) -> Item:
    """The finest of the places that a map should show; timemap has one point an event."""
    shown = shown_places(places)
    if not shown:
        named = places[0] if places else None
        return {"location": place_name(named) if named else "", "latitude": "", "longitude": ""}
    finest = min(shown, key=lambda p: p.radius_km if p.radius_km is not None else float("inf"))
    return {"location": place_name(finest), "latitude": repr(finest.lat), "longitude": repr(finest.lon)}


def _precision(places: list[AnyPlace]) -> str:
    shown = shown_places(places)
    texts = []
    for place in shown:
        radius = f", within {place.radius_km:g} km" if place.radius_km is not None else ""
        name = place_text(place) if isinstance(place, Place) else place_name(place)
        texts.append(f"{name}: {place.precision or 'precision not known'}{radius}")
    return "; ".join(texts)
