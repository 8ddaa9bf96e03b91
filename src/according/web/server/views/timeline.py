"""Timeline: when it is said to have happened. What is known to a month is drawn a month wide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from according.errors import FilterError
from according.ledger import asking
from according.ledger.asking import Filter, Slice
from according.ledger.store import Ledger
from according.web.server.addresses import changed
from according.web.server.axis import Axis, Place, Tick, axis_of, when_of
from according.web.server.happening.listing import lines
from according.web.server.happenings import Happening, of_claim, of_event
from according.web.server.view import Answer, Asked, View

OF = ("events", "claims")
MOST = 120
"""Rows of a page at most, so that it stays light."""
WITHIN = 2000
"""Claims that the months are counted in: the latest of those asked for."""
_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Row:
    """A happening with its place on the axis; `report` is where the days stand on which it was reported."""

    it: Happening
    place: Place | None
    shape: str
    """``day``, ``span`` (some time in it, or all through), ``reported`` (only the report's day is known), or ``none``."""
    report: Place | None

    @property
    def mark(self) -> str:
        """The symbol that stands for it on the axis."""
        if self.place is not None and self.place.beyond:
            return self.place.beyond
        return "reported" if self.shape == "reported" else self.it.status or "single-source"

    @property
    def middle(self) -> float:
        """Where the symbol stands, in per cent."""
        return round(self.place.x + self.place.width / 2, 2) if self.place else 0.0


@dataclass(frozen=True, slots=True)
class Month:
    """Claims of a month, with the height of its bar in per cent."""

    month: str
    count: int
    height: float


@dataclass(frozen=True, slots=True)
class Months:
    """Months in a row, and the claims outside them."""

    months: list[Month]
    before: int
    after: int


def timeline(asked: Asked) -> Answer:
    """Return events or claims in the order of their days, and an axis that fits them."""
    of = asked.params.get("of") or OF[0]
    if of not in OF:
        raise FilterError(f"the timeline has no {of!r}.", remedy=f"Write of={' or of='.join(OF)}.")
    part = Slice(limit=min(asked.limit, MOST), after=asked.after)
    rows, after = _rows(asked, of, part)
    axis = axis_of([r.when for r in rows if r.when], asked.filter.since, asked.filter.until)
    data = {
        "of": of,
        "first": axis.first.isoformat() if axis else None,
        "last": axis.last.isoformat() if axis else None,
        "items": [_data(r) for r in rows],
        "next": after,
    }
    months = _months(asked.ledger, asked.filter)
    page = {
        "of": of,
        "rows": [_row(r, axis) for r in rows],
        "axis": axis,
        "ticks": axis.ticks() if axis else list[Tick](),
        "months": months,
        "within": WITHIN,
        "counted": months.before + months.after + sum(month.count for month in months.months),
        "undated": sum(1 for r in rows if not r.days),
        "link": _links(asked),
    }
    return Answer(title="Timeline", data=data, rows=[_data(r) for r in rows], page=page, next=after)


def _rows(asked: Asked, of: str, part: Slice) -> tuple[list[Happening], str | None]:
    sort = asked.sort or "-day"
    if of == "claims":
        claims = asking.claims(asked.ledger, asked.filter, sort=sort, part=part)
        return [of_claim(row) for row in claims.items], claims.next
    events = asking.events(asked.ledger, asked.filter, sort=sort, part=part)
    with asked.ledger.read() as connection:
        says = {line.id: line.says.text for line in lines(connection, events.items, asked.filter.as_of) if line.says}
    return [replace(of_event(row.event), says=says.get(row.event.id, "")) for row in events.items], events.next


def _links(asked: Asked) -> Callable[..., str]:
    """Return a function for the template: the address with some parameters changed."""

    def link(path: str = "/timeline", **changes: str | None) -> str:
        return changed(path, asked.params.multi_items(), changes)

    return link


def _row(it: Happening, axis: Axis | None) -> Row:
    when = it.when
    if axis is None or when is None:
        return Row(it, None, "none", None)
    shape = "reported" if not when.told else "day" if when.start == when.end else "span"
    report = when_of(it.first_reported, it.last_reported, None)
    return Row(it, axis.place(when), shape, axis.place(report) if report else None)


def _data(it: Happening) -> dict[str, Any]:
    found = {
        "kind": it.kind, "id": it.id, "type": it.type, "mode": it.mode or None, "title": it.title,
        "start": it.start, "end": it.end, "granularity": it.granularity,
        "first_reported": it.first_reported, "last_reported": it.last_reported,
    }  # fmt: skip
    if it.kind == "claim":
        return found | {"source": it.source}
    return found | {
        "status": it.status,
        "reports": it.reports,
        "copies": it.copies,
        "independent_sources": it.sources,
        "says": it.says or None,
    }


def _months(ledger: Ledger, asked: Filter) -> Months:
    """Return the months in a row in which most claims are, and how many lie before and after."""
    counts = asking.facets(ledger, asked, ("month",), most=6000, within=WITHIN)["month"]
    found = sorted((_number(c.value), c.count) for c in counts if c.value)
    if not found:
        return Months([], 0, 0)
    held = [sum(count for month, count in found if first <= month < first + _MONTHS) for first, _ in found]
    first = found[held.index(max(held))][0]
    inside = {month: count for month, count in found if first <= month < first + _MONTHS}
    most = max(inside.values())
    return Months(
        [
            Month(_name(n), inside.get(n, 0), round(100 * inside.get(n, 0) / most, 1))
            for n in range(first, max(inside) + 1)
        ],
        before=sum(count for month, count in found if month < first),
        after=sum(count for month, count in found if month > max(inside)),
    )


def _number(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:7]) - 1


def _name(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


VIEWS = [
    View(
        name="timeline",
        path="/timeline",
        answer=timeline,
        template="timeline.html",
        summary="Events (of=events) or claims (of=claims) by the days on which they are said to have happened.",
        formats=("json", "csv"),
    )
]
