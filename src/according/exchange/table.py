"""Claims as rows of a table: the columns of ``--format csv``, in order, each with what it holds."""

from __future__ import annotations

from collections.abc import Callable

from according.claims import Claim, Reading
from according.exchange.harmless import guarded
from according.exchange.wording import number_text, one_line

Cell = str | int | float | None
_Getter = Callable[[Reading, Claim], Cell]


def _joined(values: list[str]) -> str:
    return "; ".join(one_line(value) for value in values)


def _quantities(claim: Claim) -> str:
    return _joined([f"{q.text} {q.of or ''}" for q in claim.quantities])


def _first_value(claim: Claim) -> Cell:
    value = claim.quantities[0].value if claim.quantities else None
    return None if value is None else number_text(value).replace(",", "")


COLUMNS: dict[str, _Getter] = {
    "report": lambda r, c: r.report.id,
    "published": lambda r, c: r.report.published,
    "publisher": lambda r, c: r.report.publisher,
    "title": lambda r, c: r.report.title,
    "url": lambda r, c: r.report.url,
    "claim": lambda r, c: c.id,
    "event": lambda r, c: c.event,
    "type": lambda r, c: c.type,
    "mode": lambda r, c: c.mode,
    "confidence": lambda r, c: c.confidence,
    "certainty": lambda r, c: c.factuality.certainty,
    "polarity": lambda r, c: c.factuality.polarity,
    "realis": lambda r, c: c.factuality.realis,
    "chain": lambda r, c: _joined([x.name or x.source for x in c.attribution]),
    "origin": lambda r, c: (c.attribution[-1].name or c.attribution[-1].source) if c.attribution else None,
    "origin_kind": lambda r, c: c.attribution[-1].kind if c.attribution else None,
    "origin_mode": lambda r, c: c.attribution[-1].mode if c.attribution else None,
    "actors": lambda r, c: _joined([x.name or x.text for x in c.actors]),
    "recipients": lambda r, c: _joined([x.name or x.text for x in c.recipients]),
    "instruments": lambda r, c: _joined([x.name or x.text for x in c.instruments]),
    "places": lambda r, c: _joined(
        [f"{'' if x.role == 'in' else x.role + ' '}{x.name or x.text}" for x in c.locations]
    ),
    "lat": lambda r, c: c.locations[0].lat if c.locations else None,
    "lon": lambda r, c: c.locations[0].lon if c.locations else None,
    "country": lambda r, c: c.locations[0].country if c.locations else None,
    "precision": lambda r, c: c.locations[0].precision if c.locations else None,
    "time_start": lambda r, c: c.time.start if c.time else None,
    "time_end": lambda r, c: c.time.end if c.time else None,
    "granularity": lambda r, c: c.time.granularity if c.time else None,
    "quantities": lambda r, c: _quantities(c),
    "value": lambda r, c: _first_value(c),
    "trigger": lambda r, c: c.trigger.text,
    "trigger_start": lambda r, c: c.trigger.span[0],
    "trigger_end": lambda r, c: c.trigger.span[1],
    "text": lambda r, c: c.text,
    "start": lambda r, c: c.span[0],
    "end": lambda r, c: c.span[1],
}


def row(reading: Reading, claim: Claim) -> list[Cell]:
    """Return the cells of one claim.

    Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    return [_harmless(get(reading, claim), name) for name, get in COLUMNS.items()]


def _harmless(cell: Cell, column: str) -> Cell:
    return guarded(cell) if isinstance(cell, str) and column != "value" else cell
