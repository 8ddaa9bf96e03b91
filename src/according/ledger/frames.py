"""Claims, events and numbers as tables of pandas or polars. Both are loaded only when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, Generic, Literal, TypeVar

from according.claims import Filler
from according.errors import LedgerError
from according.events import Party
from according.ledger.asking import ClaimRow, EventRow, Filter, Page, Slice, TallyRow, claims, events, tallies
from according.ledger.store import Ledger

Library = Literal["pandas", "polars"]
Type = Literal["text", "number", "count", "truth", "day", "list"]
Row = TypeVar("Row")
_AT_ONCE = 1000
_PANDAS = {"text": "string", "number": "Float64", "count": "Int64", "truth": "boolean", "list": "object"}


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: days are dates, lists hold texts."""

    name: str
    type: Type
    get: Callable[[Row], Any]


def claims_frame(ledger: Ledger, asked: Filter | None = None, kind: Library = "pandas", *, sort: str = "-day") -> Any:
    """Return the claims that a filter asks for, a row each, as a data frame of `kind`; see `asking.claims`.

    Spans are half-open, in code points of the report's text. Raises `FilterError`, and `LedgerError` where the library is
    not installed.
    """
    _loaded(kind)
    return _frame(_CLAIMS, _all(lambda part: claims(ledger, asked, sort=sort, part=part)), kind)


def events_frame(
    ledger: Ledger, asked: Filter | None = None, kind: Library = "pandas", *, sort: str = "-reported"
) -> Any:
    """Return the events that a filter asks for, a row each; who says what of them is in `tallies_frame`."""
    _loaded(kind)
    if asked is not None and asked.as_of is not None:
        # A state of the past is put together as a whole.
        return _frame(_EVENTS, events(ledger, asked, sort=sort, part=Slice(limit=None)).items, kind)
    return _frame(_EVENTS, _all(lambda part: events(ledger, asked, sort=sort, part=part)), kind)


def tallies_frame(ledger: Ledger, asked: Filter | None = None, kind: Library = "pandas", *, sort: str = "-day") -> Any:
    """Return the numbers of the events that a filter asks for, a row for each number of each claimant."""
    _loaded(kind)
    return _frame(_TALLIES, tallies(ledger, asked, sort=sort, part=Slice(limit=None)).items, kind)


def _loaded(kind: Library) -> Any:
    if kind not in ("pandas", "polars"):
        raise LedgerError(f"there are no frames of {kind!r}.", remedy="Take pandas or polars.")
    try:
        return import_module(kind)
    except ImportError as error:
        raise LedgerError(f"{kind} is not installed.", remedy="Run: pip install 'according[frames]'") from error


def _all(page: Callable[[Slice], Page[Row]]) -> Iterator[Row]:
    """Yield the rows of all pages. The ledger may grow meanwhile: a mark, unlike an offset, skips and repeats nothing."""
    after = None
    while True:
        found = page(Slice(limit=_AT_ONCE, after=after))
        yield from found.items
        if found.next is None:
            return
        after = found.next


def _frame(columns: list[Column[Row]], rows: Iterable[Row], kind: Library) -> Any:
    library = _loaded(kind)
    values: dict[str, list[Any]] = {column.name: [] for column in columns}
    for row in rows:
        for column in columns:
            value = column.get(row)
            values[column.name].append(_day(value) if column.type == "day" else value)
    if kind == "polars":
        types = {
            "text": library.String, "number": library.Float64, "count": library.Int64, "truth": library.Boolean,
            "day": library.Date, "list": library.List(library.String),
        }  # fmt: skip
        return library.DataFrame(values, schema={column.name: types[column.type] for column in columns}, strict=False)
    frame = {
        column.name: library.to_datetime(library.Series(values[column.name], dtype="object"), errors="coerce")
        if column.type == "day"
        else library.Series(values[column.name], dtype=_PANDAS[column.type])
        for column in columns
    }
    return library.DataFrame(frame)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None


def _names(of: Iterable[Filler | Party]) -> list[str]:
    return [one.name or (one.text if isinstance(one, Filler) else "") for one in of]


def _ids(of: Iterable[Filler | Party]) -> list[str]:
    return [one.entity or "" for one in of]


def _place(row: ClaimRow | EventRow) -> Any:
    places = row.claim.locations if isinstance(row, ClaimRow) else row.event.locations
    return next((place for place in places if place.role == "in"), None)


def _of(get: Callable[[Row], Any], name: str) -> Callable[[Row], Any]:
    """A field of what `get` returns, None where it returns None."""
    return lambda row: getattr(get(row), name, None)


def _origin(row: ClaimRow) -> Any:
    return row.claim.attribution[-1] if row.claim.attribution else None


def _number(row: ClaimRow) -> Any:
    return row.claim.quantities[0] if row.claim.quantities else None


def _located(kind: type[Row]) -> list[Column[Row]]:
    get: Callable[[Row], Any] = _place  # type: ignore[assignment]
    texts: list[Column[Row]] = [
        Column(
            "place", "text", lambda row: (place.name or getattr(place, "text", None)) if (place := get(row)) else None
        )
    ]
    texts += [Column(name, "text", _of(get, name)) for name in ("country", "admin1", "precision")]
    return texts + [Column(name, "number", _of(get, name)) for name in ("lat", "lon", "radius_km")]


_CLAIMS: list[Column[ClaimRow]] = [
    Column("ref", "text", lambda row: row.ref),
    Column("report", "text", lambda row: row.report.id),
    Column("publisher", "text", lambda row: row.report.publisher),
    Column("published", "day", lambda row: row.report.published),
    Column("url", "text", lambda row: row.report.url),
    Column("event", "text", lambda row: row.event),
    Column("type", "text", lambda row: row.claim.type),
    Column("mode", "text", lambda row: row.claim.mode),
    Column("origin", "text", lambda row: (link.name or link.source) if (link := _origin(row)) else None),
    Column("origin_entity", "text", _of(_origin, "entity")),
    Column("origin_kind", "text", _of(_origin, "kind")),
    Column("chain", "list", lambda row: [link.name or link.source for link in row.claim.attribution]),
    *(
        Column(name, "text", lambda row, name=name: getattr(row.claim.factuality, name))  # type: ignore[misc]
        for name in ("certainty", "polarity", "realis")
    ),
    Column("confidence", "number", lambda row: row.claim.confidence),
    Column("actors", "list", lambda row: _names(row.claim.actors)),
    Column("actor_entities", "list", lambda row: _ids(row.claim.actors)),
    Column("recipients", "list", lambda row: _names(row.claim.recipients)),
    Column("recipient_entities", "list", lambda row: _ids(row.claim.recipients)),
    Column("instruments", "list", lambda row: _names(row.claim.instruments)),
    *_located(ClaimRow),
    Column("start", "day", lambda row: row.claim.time.start if row.claim.time else None),
    Column("end", "day", lambda row: row.claim.time.end if row.claim.time else None),
    *(Column(name, "number", _of(_number, name)) for name in ("value", "low", "high")),
    *(Column(name, "text", _of(_number, name)) for name in ("bound", "unit", "of")),
    Column("text", "text", lambda row: row.claim.text),
    Column("span_start", "count", lambda row: row.claim.span[0]),
    Column("span_end", "count", lambda row: row.claim.span[1]),
    Column("trigger", "text", lambda row: row.claim.trigger.text),
    Column("copy_of", "text", lambda row: row.copy_of),
    Column("verdicts", "list", lambda row: row.verdicts),
]

_EVENTS: list[Column[EventRow]] = [
    Column("event", "text", lambda row: row.event.id),
    Column("type", "text", lambda row: row.event.type),
    Column("mode", "text", lambda row: row.event.mode),
    Column("status", "text", lambda row: row.event.status),
    Column("start", "day", lambda row: row.event.time.start if row.event.time else None),
    Column("end", "day", lambda row: row.event.time.end if row.event.time else None),
    *_located(EventRow),
    Column("actors", "list", lambda row: _names(row.event.actors)),
    Column("recipients", "list", lambda row: _names(row.event.recipients)),
    Column("instruments", "list", lambda row: _names(row.event.instruments)),
    Column("claimants", "list", lambda row: [account.claimant.name for account in row.event.accounts]),
    Column("deniers", "list", lambda row: [a.claimant.name for a in row.event.accounts if a.polarity == "negative"]),
    Column("reports", "count", lambda row: row.event.reports),
    Column("copies", "count", lambda row: row.event.copies),
    Column("independent_sources", "count", lambda row: row.event.independent_sources),
    Column("first_reported", "day", lambda row: row.event.first_reported),
    Column("last_reported", "day", lambda row: row.event.last_reported),
    Column("story", "text", lambda row: row.event.story),
]

_TALLIES: list[Column[TallyRow]] = [
    Column("event", "text", lambda row: row.event),
    Column("type", "text", lambda row: row.type),
    Column("day", "day", lambda row: row.day),
    Column("place", "text", lambda row: row.place),
    Column("claimant", "text", lambda row: row.claimant.name),
    Column("claimant_entity", "text", lambda row: row.claimant.entity),
    Column("side", "text", lambda row: row.claimant.side),
    Column("measure", "text", lambda row: row.measure),
    Column("of", "text", lambda row: row.of),
    *(
        Column(name, "number", lambda row, name=name: getattr(row, name))  # type: ignore[misc]
        for name in ("value", "low", "high")
    ),
    Column("bound", "text", lambda row: row.bound),
    Column("approximate", "truth", lambda row: row.approximate),
    Column("unit", "text", lambda row: row.unit),
    Column("as_of", "day", lambda row: row.as_of),
    Column("scope", "text", lambda row: row.scope),
    Column("superseded", "truth", lambda row: row.superseded),
    Column("claims", "list", lambda row: row.claims),
]
