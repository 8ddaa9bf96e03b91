"""What several formats need: ids, addresses, places, names, titles, and an index of the reports."""

from __future__ import annotations

import datetime
import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from according.claims import Claim, Place, Reading, Report, Span
from according.events import Account, CopyGroup, CopyOf, Event, EventPlace, Tally
from according.exchange.wording import number_text, one_line, own_voice
from according.knowledge.types import load_types

AnyPlace = TypeVar("AnyPlace", Place, EventPlace)

SOURCES_ARROW = " <- "
"""Between a source and the one that it relays."""


def json_line(value: Any) -> bytes:
    """Return `value` as one line of JSON with its end."""
    return msgspec.json.encode(value) + b"\n"


def digest_id(*parts: str) -> str:
    """Return 40 hexadecimal digits that stand for `parts`, on any day and machine."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:40]


def claim_ref(report: str, claim: str) -> str:
    """Return ``REPORT/CLAIM``, unique in a ledger."""
    return f"{report}/{claim}"


def web_address(url: str | None) -> str | None:
    """Return `url` where it is an address of the web, else None (``javascript:``, say, comes from anywhere)."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def source_chain(claim: Claim) -> str:
    """Return the sources, outermost first: ``TASS <- Defence Ministry``; empty is the report's own voice."""
    return SOURCES_ARROW.join(one_line(link.name or link.source) for link in claim.attribution)


def stamp_text(made_by: Mapping[str, str]) -> str:
    """Return the stamp in one line: ``according 0.1.0, model 1f…, tables 9c…``."""
    return ", ".join(f"{name} {made_by[name]}" for name in made_by)


def point(place: Place | EventPlace) -> tuple[float, float] | None:
    """Return (latitude, longitude) in degrees, or None where they are not known or cannot be."""
    lat, lon = place.lat, place.lon
    if lat is None or lon is None or not (math.isfinite(lat) and math.isfinite(lon)):
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def main_place(places: list[AnyPlace]) -> AnyPlace | None:
    """Return the place that stands for a claim or event in a format that has one: where it happened, located, fine."""
    order = {"in": 0, "to": 1, "from": 2}
    return min(
        places,
        key=lambda p: (order[p.role], point(p) is None, p.radius_km if p.radius_km is not None else math.inf),
        default=None,
    )


def place_name(place: Place | EventPlace) -> str:
    """Return the resolved name of a place, else the words of the report."""
    return one_line(place.name or (place.text if isinstance(place, Place) else ""))


def iso_day(moment: str | None) -> datetime.date | None:
    """Return the day of an ISO date or date-time, None where it is neither."""
    try:
        return datetime.date.fromisoformat((moment or "")[:10])
    except ValueError:
        return None


def clock_time(moment: str | None) -> str | None:
    """Return ``HH:MM`` of an ISO date-time, None where only the day is known."""
    return moment[11:16] if moment and len(moment) >= 16 and moment[10] in "T " else None


def dates_text(start: str | None, end: str | None) -> str:
    """Return an interval of days: ``2024-06-10``, or ``2024-06-10 to 2024-06-11``."""
    if start == end or not (start and end):
        return start or end or ""
    return f"{start} to {end}"


def event_title(event: Event) -> str:
    """Return a headline for an event: type, parties, place and days, as far as known."""
    kind = load_types()[event.type].label + (f" ({event.mode})" if event.mode else "")
    actors = ", ".join(one_line(party.name) for party in event.actors)
    recipients = ", ".join(one_line(party.name) for party in event.recipients)
    parties = " -> ".join(part for part in (actors, recipients) if part)
    where = main_place(event.locations)
    when = dates_text(event.time.start, event.time.end) if event.time else ""
    about = [part for part in (parties, place_name(where) if where else "", when) if part]
    return f"{kind}: {', '.join(about)}" if about else kind


def tally_text(tally: Tally) -> str:
    """Return a tally in words: ``killed at least 3 people (as of 2024-06-11)``."""
    if tally.value is not None:
        number = number_text(tally.value)
    else:
        number = " to ".join(number_text(end) for end in (tally.low, tally.high) if end is not None)
    bound = {"min": "at least ", "max": "at most "}.get(tally.bound or "", "")
    unit = "" if tally.unit == "count" else f" {tally.unit}"
    text = f"{tally.measure} {bound}{number}{unit} {one_line(tally.of or '')}".rstrip()
    notes = [f"as of {tally.as_of}"] * bool(tally.as_of) + [f"of {tally.scope}"] * bool(tally.scope)
    notes += ["since corrected"] * tally.superseded
    return f"{text} ({', '.join(notes)})" if notes else text


def account_text(account: Account) -> str:
    """Return what one claimant says, in a line: ``Defence Ministry, denies: killed 3 people``."""
    how = [account.claimant.name]
    if account.polarity == "negative":
        how.append("denies")
    if account.certainty != "certain":
        how.append(account.certainty)
    numbers = "; ".join(map(tally_text, account.quantities))
    said = ", ".join(map(one_line, how))
    return f"{said}: {numbers}" if numbers else said


def counts_text(event: Event) -> str:
    """Return the three numbers that are not to be mixed up: ``independent sources 2, reports 9, copies 4``."""
    return f"independent sources {event.independent_sources}, reports {event.reports}, copies {event.copies}"


@dataclass(frozen=True, slots=True)
class CopyIndex:
    """Which passages of which reports were taken from another."""

    copies: Mapping[str, tuple[str, CopyOf]]

    @classmethod
    def of(cls, groups: Iterable[CopyGroup]) -> CopyIndex:
        """Read the groups; a report that is in several counts as copied from the one it holds most of."""
        found: dict[str, tuple[str, CopyOf]] = {}
        for group in groups:
            for copy in group.copies:
                known = found.get(copy.report)
                if known is None or known[1].containment < copy.containment:
                    found[copy.report] = (group.original, copy)
        return cls(found)

    def report(self, report: str) -> tuple[str, float] | None:
        """Return (original, containment) of a copied report."""
        found = self.copies.get(report)
        return (found[0], found[1].containment) if found else None

    def passage(self, report: str, span: Span) -> str | None:
        """Return the original from which the stretch `span` (code points) of a report was taken."""
        found = self.copies.get(report)
        if found is None:
            return None
        original, copy = found
        taken = not copy.passage or any(start < span[1] and span[0] < end for start, end in copy.passage)
        return original if taken else None


@dataclass(frozen=True, slots=True)
class Known:
    """What the formats about events need of a report: all but its text, and the quoted words of its claims."""

    report: Report
    quotes: Mapping[str, str]


def index_reports(readings: Iterable[Reading]) -> dict[str, Known]:
    """Return the reports by id, without their texts, which are the most of a ledger."""
    return {
        reading.report.id: Known(
            msgspec.structs.replace(reading.report, text=""), {claim.id: claim.text for claim in reading.claims}
        )
        for reading in readings
    }


def reports_of(event: Event) -> list[str]:
    """Return the ids of the reports that tell of an event, in the order of its accounts."""
    return list(dict.fromkeys(ref.report for account in event.accounts for ref in account.claims))


def own_voice_or(chain: str) -> str:
    """Return a chain of sources, or the words for the report's own voice."""
    return chain or own_voice()
