"""PLOVER JSON: a record an event or claim, one a line, in the field names of the manual (0.7b1).

PLOVER has no sources, no certainty and no accounts: the comment has them in words. Types that PLOVER lacks
(``knowledge/exchange/plover.yaml``) are left out and counted, as are records without any date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, BinaryIO

from according.claims import Claim, Filler, Place, Reading, Report
from according.events import Event, EventPlace, Party
from according.exchange.ledger.data import Exported, LedgerData, What
from according.exchange.ledger.shared import (
    Known,
    account_text,
    claim_ref,
    clock_time,
    counts_text,
    index_reports,
    iso_day,
    json_line,
    main_place,
    own_voice_or,
    place_name,
    point,
    reports_of,
    source_chain,
    web_address,
)
from according.exchange.sentences import sentence_around
from according.exchange.wording import how_sure, one_line, quantity_text
from according.knowledge.exchanges import PloverEntry, PloverMode, by_iso2, plover
from according.knowledge.names import Names

CODEBOOK = "plover-base-0.7b1"
_RESOLUTION = {"point": 4, "district": 3, "region": 2, "country": 1}
_SIZES = {"killed": "dead", "injured": "injured", "detained": "arrested", "arrested": "arrested"}
_OTHER = "PLOVER has no category for {}"
_UNDATED = "neither the event nor the report has a date"

Record = dict[str, Any]


def write_plover(what: What, data: LedgerData, stream: BinaryIO) -> Exported:
    """Write a record an event (`what` is ``events``) or a claim (``claims``)."""
    done = Exported()
    records = _of_events(data) if what == "events" else _of_claims(data)
    for kind, record in records:
        if record is None:
            done.left_out[_OTHER.format(kind)] += 1
        elif "date" not in record:
            done.left_out[_UNDATED] += 1
        else:
            stream.write(json_line(record))
            done.records += 1
    return done


def _of_events(data: LedgerData) -> Iterator[tuple[str, Record | None]]:
    known = index_reports(data.readings)
    for event in data.events:
        entry = plover()[event.type]
        yield event.type, _event(event, entry, known, data.made_by) if entry.category else None


def _of_claims(data: LedgerData) -> Iterator[tuple[str, Record | None]]:
    joined = {
        claim_ref(ref.report, ref.claim): event.id
        for event in data.events
        for account in event.accounts
        for ref in account.claims
    }
    for reading in data.readings:
        for claim in reading.claims:
            entry = plover()[claim.type]
            link = joined.get(claim_ref(reading.report.id, claim.id))
            made_by = reading.made_by or data.made_by
            yield claim.type, _claim(reading, claim, link, made_by) if entry.category else None


def _event(event: Event, entry: PloverEntry, known: Mapping[str, Known], made_by: Mapping[str, str]) -> Record:
    refs = [ref for account in event.accounts for ref in account.claims]
    quotes = [known[ref.report].quotes.get(ref.claim, "") for ref in refs if ref.report in known]
    when = event.time
    dates, remark = _dates(when.start if when else None, when.end if when else None, event.first_reported)
    denied = bool(event.accounts) and all(account.polarity == "negative" for account in event.accounts)
    modes, contexts = _modes(entry, event.mode, ["negation"] if denied else [])
    reports = [known[report].report for report in reports_of(event) if report in known]
    comment = [remark, _own_mode(event.mode), f"status: {event.status}", *map(account_text, event.accounts)]
    comment.append(counts_text(event))
    return _filled(
        {
            "id": event.id,
            "has_event": True,
            **dates,
            "actor": list(map(_entity, event.actors)),
            "recipient": list(map(_entity, event.recipients)),
            "event": [entry.category],
            "event_loc": _location(main_place(event.locations)),
            "event_text": list(dict.fromkeys(quote for quote in quotes if quote)),
            "quad_code": entry.quad,
            "event_scale": entry.scale,
            "mode": modes,
            "context": contexts,
            "link": event.story,
            "size": _size(event),
            "cite_info": _cite(reports[0] if reports else None, made_by),
            "coder": _coder(made_by),
            "comment": "; ".join(part for part in comment if part),
        }
    )


def _claim(reading: Reading, claim: Claim, link: str | None, made_by: Mapping[str, str]) -> Record:
    report, entry, when, fact = reading.report, plover()[claim.type], claim.time, claim.factuality
    dates, remark = _dates(when.start if when else None, when.end if when else None, report.published)
    auxiliary: list[str] = [fact.realis] if fact.realis in ("future", "hypothetical") else []
    auxiliary += ["negation"] if fact.polarity == "negative" else []
    modes, contexts = _modes(entry, claim.mode, auxiliary)
    sentence = sentence_around(report.text, claim.span)
    comment = [remark, _own_mode(claim.mode), f"said by: {own_voice_or(source_chain(claim))}", how_sure(claim)]
    comment += map(quantity_text, claim.quantities)
    return _filled(
        {
            "id": claim_ref(report.id, claim.id),
            "has_event": True,
            **dates,
            "actor": list(map(_entity, claim.actors)),
            "recipient": list(map(_entity, claim.recipients)),
            "event": [entry.category],
            "event_loc": _location(main_place(claim.locations)),
            "event_text": [claim.text],
            "quad_code": entry.quad,
            "event_scale": entry.scale,
            "mode": modes,
            "context": contexts,
            "link": link,
            "text": report.text[slice(*sentence)],
            "text_info": {"start": sentence[0], "end": sentence[1]},
            "cite_info": _cite(report, made_by),
            "coder": _coder(made_by),
            "comment": "; ".join(part for part in comment if part),
        }
    )


_REQUIRED = ("id", "actor", "event", "has_event")


def _filled(record: Record) -> Record:
    """`record` without the fields that say nothing; those that PLOVER requires stay."""
    return {name: value for name, value in record.items() if name in _REQUIRED or value not in (None, "", [], {})}


def _dates(start: str | None, end: str | None, reported: str | None) -> tuple[Record, str]:
    """The fields of time, and a remark where the day is not the event's own but the report's."""
    first = start or end
    day = iso_day(first)
    if day is None:
        told = iso_day(reported)
        return ({"date": told.isoformat()}, "date: of the report, the event's is not told") if told else ({}, "")
    last = iso_day(end)
    fields = {"date": day.isoformat(), "time": clock_time(first)}
    if last and last != day:
        fields |= {"enddate": last.isoformat(), "endtime": clock_time(end)}
    return fields, ""


def _modes(entry: PloverEntry, mode: str | None, auxiliary: Sequence[str]) -> tuple[list[str], list[str]]:
    found = entry.modes.get(mode or "", PloverMode())
    return [*([found.mode] if found.mode else []), *auxiliary], list(dict.fromkeys([*entry.contexts, *found.contexts]))


def _own_mode(mode: str | None) -> str:
    return f"mode: {mode}" if mode else ""


def _entity(who: Filler | Party) -> Record:
    text = one_line(who.text if isinstance(who, Filler) else who.name)
    return _filled_entity(
        {
            "code": _state_code(who.entity, who.name),
            "sector": "JRN" if (who.entity or "").startswith("media:") else None,
            "entity_text": text,
            "identifier_text": one_line(who.name) if who.name and who.entity else None,
        }
    )


def _filled_entity(fields: Record) -> Record:
    return {name: value for name, value in fields.items() if value}


def _state_code(entity: str | None, name: str | None) -> str | None:
    """ISO 3166-1 alpha-3 of the state that an entity is, or belongs to as the tables know it."""
    prefix, _, code = (entity or "").partition(":")
    state = code if prefix == "state" else None
    if state is None and entity and name:
        state = next((found.state for found in _names().lookup(name) if found.entity == entity), None)
    country = by_iso2().get(state or "")
    return country.iso3 if country else None


@lru_cache(maxsize=1)
def _names() -> Names:
    return Names()


def _location(place: Place | EventPlace | None) -> Record | None:
    if place is None:
        return None
    at, name = point(place), place_name(place)
    country = by_iso2().get(place.country or "")
    grain = place.precision or ""
    prefix, _, number = (place.entity or "").partition(":")
    return _filled(
        {
            "extracted_place": one_line(place.text) if isinstance(place, Place) else None,
            "resolved_place": name,
            "geonameid": int(number) if prefix == "geonames" and number.isdecimal() else None,
            "lat": at[0] if at else None,
            "lon": at[1] if at else None,
            "city": name if grain == "point" else None,
            "district": name if grain == "district" else None,
            "province": name if grain == "region" else place.admin1,
            "country": country.name if country else None,
            "country_code": country.iso3 if country else None,
            "resolution": _RESOLUTION.get(grain),
        }
    )


def _size(event: Event) -> Record:
    """Dead, injured and arrested, only where all who count the event's whole agree: nothing is averaged."""
    values: dict[str, set[float | None]] = {}
    for account in event.accounts:
        for tally in account.quantities:
            if tally.measure in _SIZES and not tally.superseded and tally.scope is None:
                exact = None if tally.bound or tally.approximate else tally.value
                values.setdefault(_SIZES[tally.measure], set()).add(exact)
    agreed = {name: next(iter(given)) for name, given in values.items() if len(given) == 1}
    return {name: int(value) for name, value in agreed.items() if value is not None and value == int(value)}


def _cite(report: Report | None, made_by: Mapping[str, str]) -> Record:
    digests = [f"{name} {made_by[name]}" for name in ("model", "tables") if name in made_by]
    return _filled(
        {
            "corpus": "according ledger",
            "citation": report.id if report else None,
            "url": web_address(report.url) if report else None,
            "title": report.title if report else None,
            "language": report.language if report else None,
            "publication": report.publisher if report else None,
            "coder": _coder(made_by),
            "codebook": CODEBOOK,
            "version": ", ".join(digests),
        }
    )


def _coder(made_by: Mapping[str, str]) -> str:
    return f"according {made_by.get('according', '')}".strip()
