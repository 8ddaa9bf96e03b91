"""Events: what is said to have happened, each with how well it is attested, a page at a time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.datastructures import QueryParams

from according.events import Event
from according.exchange.ledger import LedgerData, export
from according.exchange.ledger.flat import table_of
from according.ledger import asking
from according.ledger.asking import Slice
from according.web.server.happening.listing import lines
from according.web.server.view import Answer, Asked, View

MOST_COUNTED = 10_000
"""Events that are counted: beyond, the page says that there are more."""


def events(asked: Asked) -> Answer:
    """Return a page of events."""
    sort = asked.sort or "-reported"
    page = asking.events(asked.ledger, asked.filter, sort=sort, part=Slice(limit=asked.limit, after=asked.after))
    total = asking.count_events(asked.ledger, asked.filter, most=MOST_COUNTED + 1)
    with asked.ledger.read() as connection:
        found = lines(connection, page.items, asked.filter.as_of)
    told = [row.event for row in page.items]
    return Answer(
        title="Events",
        data={
            "count": min(total, MOST_COUNTED),
            "count_is_at_least": total > MOST_COUNTED,
            "events": [
                {"event": event, "title": line.title, "says": line.says, "changes": line.changes,
                 "claims": line.claims, "known_from": line.known_from, "updated_at": line.updated_at}
                for event, line in zip(told, found, strict=True)
            ],
            "next": page.next,
        },
        rows=flat(told),
        features=features(told),
        page={
            "lines": found,
            "total": min(total, MOST_COUNTED),
            "more": total > MOST_COUNTED,
            "sort": sort,
            "columns": {name: _column(asked.params, name, sort) for name in ("day", "reports", "sources", "reported")},
        },
        next=page.next,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """How a column of the table is sorted, and where its heading leads."""

    href: str
    order: str | None
    """``ascending`` or ``descending`` where the table is sorted by it."""


def _column(params: QueryParams, name: str, sort: str) -> Column:
    """The last or most first, and turned round where it is sorted so already; all else that is asked for stays."""
    kept = [pair for pair in params.multi_items() if pair[0] not in ("sort", "after", "done")]
    turned = name if sort == f"-{name}" else f"-{name}"
    order = {name: "ascending", f"-{name}": "descending"}.get(sort)
    return Column(f"/events?{urlencode([*kept, ('sort', turned)])}", order)


def flat(told: Sequence[Event]) -> list[dict[str, Any]]:
    """Return events as the table of the exports: a row for each number of each account, or one where there is none."""
    columns, found = table_of("events", LedgerData(events=told))
    return [{column.name: column.get(row) for column in columns} for row in found]


def features(told: Sequence[Event]) -> dict[str, Any]:
    """Return events as a collection of features, the ones without coordinates counted in ``left_out``."""
    stream = io.BytesIO()
    export("geojson", "events", LedgerData(events=told), stream)
    made: dict[str, Any] = msgspec.json.decode(stream.getvalue())
    return made


VIEWS = [
    View(
        name="events",
        path="/events",
        answer=events,
        template="events.html",
        summary="Events by filter, a page at a time: articles, independent sources and claims of each, and what changed.",
        formats=("json", "csv", "geojson"),
    )
]
