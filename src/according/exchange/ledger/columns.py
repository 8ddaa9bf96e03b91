"""The columns of the flat formats, CSV and Parquet: name, kind of value, and where it comes from.

A row is one claim, one tally of an event (an account without numbers has a row too), or one report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from according.claims import Claim, Filler, Place, Quantity, Reading
from according.events import Account, Event, EventPlace, Party, Tally
from according.exchange.ledger.data import LedgerData
from according.exchange.ledger.shared import CopyIndex, claim_ref, main_place, place_name, point, source_chain
from according.exchange.table import COLUMNS
from according.exchange.wording import one_line, quantity_text

Value = str | int | float | bool | list[str] | None
Kind = Literal["text", "int", "float", "bool", "list"]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column of a flat table."""

    name: str
    kind: Kind
    get: Callable[[Row], Value]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with its report and the report that the passage was copied from."""

    reading: Reading
    claim: Claim
    copy_of: str | None
    made_by: Mapping[str, str]
    place: Place | None
    """The place that the columns of one place tell of."""

    @property
    def quantity(self) -> Quantity | None:
        """The quantity that the columns of one number tell of."""
        return self.claim.quantities[0] if self.claim.quantities else None


@dataclass(frozen=True, slots=True)
class TallyRow:
    """A tally with the account and the event that it belongs to; None for an account without numbers."""

    event: Event
    account: Account | None
    tally: Tally | None
    made_by: Mapping[str, str]
    place: EventPlace | None
    """The place that the columns of one place tell of."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report with its number of claims and what it was copied from."""

    reading: Reading
    copied: tuple[str, float] | None
    made_by: Mapping[str, str]


def claim_rows(data: LedgerData) -> Iterator[ClaimRow]:
    """Yield a row a claim, in the order of the readings."""
    copies = CopyIndex.of(data.copies)
    for reading in data.readings:
        for claim in reading.claims:
            copy_of = copies.passage(reading.report.id, claim.trigger.span)
            yield ClaimRow(reading, claim, copy_of, reading.made_by or data.made_by, main_place(claim.locations))


def tally_rows(data: LedgerData) -> Iterator[TallyRow]:
    """Yield a row a tally, in the order of events and accounts."""
    for event in data.events:
        place = main_place(event.locations)
        accounts: Sequence[Account | None] = event.accounts or [None]
        for account in accounts:
            tallies: Sequence[Tally | None] = (account.quantities if account else None) or [None]
            for tally in tallies:
                yield TallyRow(event, account, tally, data.made_by, place)


def report_rows(data: LedgerData) -> Iterator[ReportRow]:
    """Yield a row a report."""
    copies = CopyIndex.of(data.copies)
    for reading in data.readings:
        yield ReportRow(reading, copies.report(reading.report.id), reading.made_by or data.made_by)


def _told(name: str, kind: Kind = "text") -> Column[ClaimRow]:
    """A column as ``according read --format csv`` has it."""
    get = COLUMNS[name]
    return Column(name, kind, lambda row: get(row.reading, row.claim))


def _names(fillers: list[Filler]) -> list[str]:
    return [one_line(x.name or x.text) for x in fillers]


def _entities(parties: list[Filler] | list[Party]) -> list[str]:
    return [x.entity or "" for x in parties]


def _role(place: Place | EventPlace) -> str:
    return f"{'' if place.role == 'in' else place.role + ' '}{place_name(place)}"


def _lat(place: Place | EventPlace | None) -> float | None:
    found = point(place) if place else None
    return found[0] if found else None


def _lon(place: Place | EventPlace | None) -> float | None:
    found = point(place) if place else None
    return found[1] if found else None


_Placed = TypeVar("_Placed", ClaimRow, TallyRow)
_Made = TypeVar("_Made", ClaimRow, TallyRow, ReportRow)


def _place_columns(_: type[_Placed]) -> list[Column[_Placed]]:
    return [
        Column("place", "text", lambda row: place_name(row.place) if row.place else None),
        Column("place_entity", "text", lambda row: row.place.entity if row.place else None),
        Column("place_role", "text", lambda row: row.place.role if row.place else None),
        Column("lat", "float", lambda row: _lat(row.place)),
        Column("lon", "float", lambda row: _lon(row.place)),
        Column("country", "text", lambda row: row.place.country if row.place else None),
        Column("admin1", "text", lambda row: row.place.admin1 if row.place else None),
        Column("precision", "text", lambda row: row.place.precision if row.place else None),
        Column("radius_km", "float", lambda row: row.place.radius_km if row.place else None),
    ]


def _stamp_columns(_: type[_Made]) -> list[Column[_Made]]:
    return [
        Column("according", "text", lambda row: row.made_by.get("according")),
        Column("model", "text", lambda row: row.made_by.get("model")),
        Column("tables", "text", lambda row: row.made_by.get("tables")),
    ]


CLAIM_COLUMNS: list[Column[ClaimRow]] = [
    *map(_told, ("report", "published")),
    Column("published_at", "text", lambda r: r.reading.report.published_at),
    *map(_told, ("publisher", "title", "url")),
    Column("language", "text", lambda r: r.reading.report.language),
    Column("copy_of", "text", lambda r: r.copy_of),
    *map(_told, ("claim", "event", "type", "mode")),
    _told("confidence", "float"),
    *map(_told, ("certainty", "polarity", "realis")),
    Column("chain", "text", lambda r: source_chain(r.claim)),
    _told("origin"),
    Column("origin_entity", "text", lambda r: r.claim.attribution[-1].entity if r.claim.attribution else None),
    *map(_told, ("origin_kind", "origin_mode")),
    Column("actors", "list", lambda r: _names(r.claim.actors)),
    Column("actor_entities", "list", lambda r: _entities(r.claim.actors)),
    Column("recipients", "list", lambda r: _names(r.claim.recipients)),
    Column("recipient_entities", "list", lambda r: _entities(r.claim.recipients)),
    Column("instruments", "list", lambda r: _names(r.claim.instruments)),
    Column("instrument_entities", "list", lambda r: _entities(r.claim.instruments)),
    Column("places", "list", lambda r: [_role(place) for place in r.claim.locations]),
    *_place_columns(ClaimRow),
    Column("time_text", "text", lambda r: r.claim.time.text if r.claim.time else None),
    *map(_told, ("time_start", "time_end", "granularity")),
    Column("quantities", "list", lambda r: [quantity_text(q) for q in r.claim.quantities]),
    Column("of", "text", lambda r: r.quantity.of if r.quantity else None),
    Column("value", "float", lambda r: r.quantity.value if r.quantity else None),
    Column("low", "float", lambda r: r.quantity.low if r.quantity else None),
    Column("high", "float", lambda r: r.quantity.high if r.quantity else None),
    Column("bound", "text", lambda r: r.quantity.bound if r.quantity else None),
    Column("approximate", "bool", lambda r: r.quantity.approximate if r.quantity else None),
    Column("unit", "text", lambda r: r.quantity.unit if r.quantity else None),
    Column("si_value", "float", lambda r: r.quantity.si_value if r.quantity else None),
    Column("si_unit", "text", lambda r: r.quantity.si_unit if r.quantity else None),
    _told("trigger"),
    _told("trigger_start", "int"),
    _told("trigger_end", "int"),
    _told("text"),
    _told("start", "int"),
    _told("end", "int"),
    *_stamp_columns(ClaimRow),
]

EVENT_COLUMNS: list[Column[TallyRow]] = [
    Column("event", "text", lambda r: r.event.id),
    Column("story", "text", lambda r: r.event.story),
    Column("type", "text", lambda r: r.event.type),
    Column("mode", "text", lambda r: r.event.mode),
    Column("status", "text", lambda r: r.event.status),
    Column("time_start", "text", lambda r: r.event.time.start if r.event.time else None),
    Column("time_end", "text", lambda r: r.event.time.end if r.event.time else None),
    Column("granularity", "text", lambda r: r.event.time.granularity if r.event.time else None),
    Column("places", "list", lambda r: [_role(place) for place in r.event.locations]),
    *_place_columns(TallyRow),
    Column("actors", "list", lambda r: [one_line(p.name) for p in r.event.actors]),
    Column("actor_entities", "list", lambda r: _entities(r.event.actors)),
    Column("recipients", "list", lambda r: [one_line(p.name) for p in r.event.recipients]),
    Column("recipient_entities", "list", lambda r: _entities(r.event.recipients)),
    Column("instruments", "list", lambda r: [one_line(p.name) for p in r.event.instruments]),
    Column("instrument_entities", "list", lambda r: _entities(r.event.instruments)),
    Column("reports", "int", lambda r: r.event.reports),
    Column("copies", "int", lambda r: r.event.copies),
    Column("independent_sources", "int", lambda r: r.event.independent_sources),
    Column("first_reported", "text", lambda r: r.event.first_reported),
    Column("last_reported", "text", lambda r: r.event.last_reported),
    Column("claimant", "text", lambda r: r.account.claimant.name if r.account else None),
    Column("claimant_entity", "text", lambda r: r.account.claimant.entity if r.account else None),
    Column("side", "text", lambda r: r.account.claimant.side if r.account else None),
    Column("polarity", "text", lambda r: r.account.polarity if r.account else None),
    Column("certainty", "text", lambda r: r.account.certainty if r.account else None),
    Column("measure", "text", lambda r: r.tally.measure if r.tally else None),
    Column("of", "text", lambda r: r.tally.of if r.tally else None),
    Column("value", "float", lambda r: r.tally.value if r.tally else None),
    Column("low", "float", lambda r: r.tally.low if r.tally else None),
    Column("high", "float", lambda r: r.tally.high if r.tally else None),
    Column("bound", "text", lambda r: r.tally.bound if r.tally else None),
    Column("approximate", "bool", lambda r: r.tally.approximate if r.tally else None),
    Column("unit", "text", lambda r: r.tally.unit if r.tally else None),
    Column("as_of", "text", lambda r: r.tally.as_of if r.tally else None),
    Column("scope", "text", lambda r: r.tally.scope if r.tally else None),
    Column("superseded", "bool", lambda r: r.tally.superseded if r.tally else None),
    Column(
        "claims",
        "list",
        lambda r: (
            r.tally.claims if r.tally else [claim_ref(c.report, c.claim) for c in r.account.claims] if r.account else []
        ),
    ),
    *_stamp_columns(TallyRow),
]

REPORT_COLUMNS: list[Column[ReportRow]] = [
    Column("report", "text", lambda r: r.reading.report.id),
    Column("title", "text", lambda r: r.reading.report.title),
    Column("publisher", "text", lambda r: r.reading.report.publisher),
    Column("url", "text", lambda r: r.reading.report.url),
    Column("published", "text", lambda r: r.reading.report.published),
    Column("published_at", "text", lambda r: r.reading.report.published_at),
    Column("language", "text", lambda r: r.reading.report.language),
    Column("characters", "int", lambda r: len(r.reading.report.text)),
    Column("claims", "int", lambda r: len(r.reading.claims)),
    Column("copy_of", "text", lambda r: r.copied[0] if r.copied else None),
    Column("containment", "float", lambda r: r.copied[1] if r.copied else None),
    Column("warnings", "list", lambda r: [one_line(warning) for warning in r.reading.warnings]),
    *_stamp_columns(ReportRow),
]
