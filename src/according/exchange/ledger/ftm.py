"""FollowTheMoney: entities as lines of JSON, for Aleph, OpenAleph and the tools of OpenSanctions.

A report is an Article, an event an Event whose proof are its articles, a claim a Note on its article (and on its
event), a party or source that is a legal entity a Person, Organization or PublicBody with a Mention an article, a
place an Address. FollowTheMoney has no speaker, no direction and no offsets: the Note has them in words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from according.claims import Claim, Filler, Link, Place, Reading, Report
from according.events import Event, EventPlace, Party
from according.exchange.ledger.data import Exported, LedgerData, What
from according.exchange.ledger.shared import (
    account_text,
    claim_ref,
    counts_text,
    digest_id,
    event_title,
    json_line,
    main_place,
    own_voice_or,
    place_name,
    point,
    reports_of,
    source_chain,
    stamp_text,
    web_address,
)
from according.exchange.wording import deed, how_sure, one_line, quantity_text
from according.knowledge.exchanges import ftm

Properties = Mapping[str, Iterable[str | None]]


def write_ftm(what: What, data: LedgerData, stream: BinaryIO) -> Exported:
    """Write entities line by line: events first, then each report with what stands in it."""
    writer = _Writer(stream)
    if what in ("all", "events"):
        for event in data.events:
            writer.event(event)
    for reading in data.readings:
        if what == "events" and not writer.is_proof(reading.report.id):
            continue
        writer.report(reading.report, reading, stamp_text(reading.made_by or data.made_by))
        if what in ("all", "claims"):
            for claim in reading.claims:
                writer.claim(reading, claim)
    return writer.done


def article_id(report: str) -> str:
    """Return the id of a report's Article."""
    return digest_id("article", report)


def note_id(report: str, claim: str) -> str:
    """Return the id of a claim's Note."""
    return digest_id("note", claim_ref(report, claim))


def event_id(event: str) -> str:
    """Return the id of an event's Event."""
    return digest_id("event", event)


@dataclass(slots=True)
class _Writer:
    """Writes each entity once; knows which event a claim belongs to."""

    stream: BinaryIO
    done: Exported = field(default_factory=Exported)
    _written: set[str] = field(default_factory=set)
    _event_of: dict[str, str] = field(default_factory=dict)
    _proofs: set[str] = field(default_factory=set)

    def is_proof(self, report: str) -> bool:
        """Whether an event that was written rests on the report."""
        return report in self._proofs

    def _write(self, identity: str, schema: str, properties: Properties) -> str:
        if identity not in self._written:
            # A claim has its Note once, and there are too many to remember.
            if schema != "Note":
                self._written.add(identity)
            given = {name: list(dict.fromkeys(v for v in values if v)) for name, values in properties.items()}
            filled = {name: values for name, values in given.items() if values}
            entity = {"id": identity, "schema": schema, "properties": filled, "datasets": ["according"]}
            self.stream.write(json_line(entity))
            self.done.records += 1
        return identity

    def report(self, report: Report, reading: Reading, stamp: str) -> None:
        links = [link for claim in reading.claims for link in claim.attribution]
        fillers = [x for claim in reading.claims for x in (*claim.actors, *claim.recipients)]
        everyone: list[Filler | Link] = [*fillers, *links]
        known = [(schema_of(x), x.name) for x in everyone]
        article = self._write(
            article_id(report.id),
            "Article",
            {
                "title": [one_line(report.title or report.id)],
                "fileName": [report.id],
                "publisher": [report.publisher],
                "sourceUrl": [web_address(report.url)],
                "publishedAt": [ftm_date(report.published_at or report.published)],
                "language": [ftm().languages.get(report.language or "")],
                "mimeType": ["text/plain"],
                "contentHash": [hashlib.sha1(report.text.encode(), usedforsecurity=False).hexdigest()],
                "bodyText": [report.text],
                "peopleMentioned": [name for schema, name in known if schema == "Person"],
                "namesMentioned": [name for schema, name in known if schema not in (None, "Person")],
                "locationMentioned": [place_name(p) for claim in reading.claims for p in claim.locations],
                "processingAgent": [stamp],
            },
        )
        for entity in everyone:
            self._mention(article, entity)

    def _mention(self, article: str, who: Filler | Link) -> None:
        resolved = self._legal_entity(who)
        if resolved is None:
            return
        self._write(
            digest_id("mention", article, resolved),
            "Mention",
            {
                "document": [article],
                "name": [who.name],
                "resolved": [resolved],
                "detectedSchema": [schema_of(who)],
                "contextCountry": [_state(who)],
            },
        )

    def _legal_entity(self, who: Filler | Link | Party) -> str | None:
        schema = schema_of(who)
        if schema is None or not who.entity or not who.name:
            return None
        return self._write(
            digest_id("entity", who.entity),
            schema,
            {"name": [one_line(who.name)], "country": [_state(who)], "keywords": [who.entity]},
        )

    def claim(self, reading: Reading, claim: Claim) -> None:
        report, ref = reading.report, claim_ref(reading.report.id, claim.id)
        numbers = "; ".join(map(quantity_text, claim.quantities))
        lines = [
            f"{own_voice_or(source_chain(claim))}: \u201c{claim.text}\u201d",
            f"{claim.type}{f' ({claim.mode})' if claim.mode else ''}: {deed(claim)}",
            f"how sure: {how_sure(claim)}",
            f"how many: {numbers}" if numbers else "",
            f"time: {claim.time.start or ''} to {claim.time.end or ''}" if claim.time else "",
        ]
        self._write(
            note_id(report.id, claim.id),
            "Note",
            {
                "name": [ref],
                "entity": [article_id(report.id), self._event_of.get(ref)],
                "description": ["\n".join(line for line in lines if line)],
                "summary": [
                    f"characters {claim.span[0]}-{claim.span[1]}, trigger {claim.trigger.span[0]}-"
                    f"{claim.trigger.span[1]} (code points of bodyText)"
                ],
                "keywords": [claim.type, claim.mode, claim.factuality.polarity, claim.factuality.realis],
                "addressEntity": list(self._addresses(claim.locations)),
                "sourceUrl": [web_address(report.url)],
            },
        )

    def event(self, event: Event) -> None:
        identity = event_id(event.id)
        for account in event.accounts:
            for ref in account.claims:
                self._event_of[claim_ref(ref.report, ref.claim)] = identity
                self._proofs.add(ref.report)
        where, when = main_place(event.locations), event.time
        involved = [self._legal_entity(party) for party in (*event.actors, *event.recipients)]
        self._write(
            identity,
            "Event",
            {
                "name": [event_title(event)],
                "recordId": [event.id],
                "summary": [f"{event.status}: {counts_text(event)}"],
                "description": ["\n".join(map(account_text, event.accounts))],
                "keywords": [event.type, event.mode, event.status],
                "startDate": [ftm_date(when.start) if when else None],
                "endDate": [ftm_date(when.end) if when else None],
                "date": [ftm_date(when.start) if when and when.start == when.end else None],
                "location": [_full(where) if where else None],
                "addressEntity": list(self._addresses(event.locations)),
                "country": [place.country.lower() for place in event.locations if place.country],
                "involved": involved,
                "namesMentioned": [one_line(p.name) for p in (*event.actors, *event.recipients, *event.instruments)],
                "proof": list(map(article_id, reports_of(event))),
            },
        )

    def _addresses(self, places: list[Place] | list[EventPlace]) -> Iterator[str]:
        for place in places:
            at, name = point(place), place_name(place)
            if not name:
                continue
            grain = [f"precision: {place.precision}"] if place.precision else []
            grain += [f"radius: {place.radius_km:g} km"] if place.radius_km is not None else []
            identity = place.entity or f"{name}|{place.admin1}|{place.country}"
            yield self._write(
                digest_id("address", identity),
                "Address",
                {
                    "name": [name],
                    "full": [_full(place)],
                    "city": [name if place.precision == "point" else None],
                    "region": [one_line(place.admin1 or "")],
                    "country": [(place.country or "").lower()],
                    "latitude": [f"{at[0]!r}" if at else None],
                    "longitude": [f"{at[1]!r}" if at else None],
                    "remarks": ["; ".join(grain)],
                },
            )


def schema_of(who: Filler | Link | Party) -> str | None:
    """Return the schema of a party or source; None where it is no legal entity, or not known to be one."""
    prefix = (who.entity or "").partition(":")[0]
    found = ftm().prefixes.get(prefix)
    if found is None and prefix == "name" and isinstance(who, Link):
        return ftm().kinds.get(who.kind)
    return found


def ftm_date(moment: str | None) -> str | None:
    """Return a date or date-time as FollowTheMoney has it: UTC without saying so."""
    return moment.removesuffix("Z") if moment else None


def _state(who: Filler | Link | Party) -> str | None:
    prefix, _, code = (who.entity or "").partition(":")
    return code.lower() if prefix == "state" else None


def _full(place: Place | EventPlace) -> str:
    return ", ".join(one_line(part) for part in (place_name(place), place.admin1, place.country) if part)
