"""A brief of a ledger: what it tells of, gathered, and written."""

from __future__ import annotations

from collections.abc import Iterator

import click
from sqlalchemy import select

from according.api import open_ledger
from according.brief import (
    BriefData,
    BriefOptions,
    FailedSource,
    Gaps,
    SilentSource,
    WithdrawnReport,
    to_html,
    to_markdown,
)
from according.brief import brief as compose
from according.claims import Reading
from according.cli.batch import opened
from according.events import Event
from according.ledger import Ledger, asking
from according.ledger.asking import Filter, Slice
from according.ledger.contents import each_event, each_reading
from according.ledger.schema import REPORTS, standing

_FOREIGN = "LanguageError"


def run_brief(where: str, options: BriefOptions, form: str, output: str | None) -> None:
    """Write the brief of a window of days."""
    with open_ledger(where, create=False, readonly=True) as ledger:
        data = gather(ledger, options.since, options.until)
    made = compose(data, options)
    text = to_html(made) if form == "html" else to_markdown(made)
    with opened(output) as (stream, _):
        stream.write(text.encode())
        stream.flush()
    if not data.events:
        span = f"since {options.since}" if options.until is None else f"from {options.since} to {options.until}"
        click.echo(f"according: no report {span} is in {where}: the brief is empty.", err=True)


def gather(ledger: Ledger, since: str, until: str | None) -> BriefData:
    """Return the reports of a window of days, the events that they tell of, and what is known to be missing."""
    window = Filter(published_since=since, published_until=until)
    undated = _undated(ledger)
    events = {event.id: event for event in _events(ledger, window, undated)}
    told = {ref.report for event in events.values() for account in event.accounts for ref in account.claims}
    readings = [
        reading for reading in each_reading(ledger) if reading.report.id in told or _is_of(reading, since, until)
    ]
    names = {reading.report.id for reading in readings}
    copies = [group for group in ledger.copies() if names & {group.original, *(copy.report for copy in group.copies)}]
    return BriefData(readings=readings, events=list(events.values()), copies=copies, gaps=_gaps(ledger, since, until))


def _events(ledger: Ledger, window: Filter, undated: tuple[str, ...]) -> Iterator[Event]:
    yield from each_event(ledger, window)
    if undated:
        yield from each_event(ledger, Filter(report=undated))


def _undated(ledger: Ledger) -> tuple[str, ...]:
    with ledger.read() as connection:
        return tuple(connection.scalars(select(REPORTS.c.id).where(REPORTS.c.published.is_(None), standing(REPORTS))))


def _is_of(reading: Reading, since: str, until: str | None) -> bool:
    day = reading.report.published
    return day is None or (since <= day[:10] and (until is None or day[:10] <= until))


def _gaps(ledger: Ledger, since: str, until: str | None) -> Gaps:
    failures = ledger.failures()
    publishers = asking.sources(ledger, part=Slice(limit=None)).items
    return Gaps(
        failed=[FailedSource(f.source, f.reason, f.remedy) for f in failures if f.kind != _FOREIGN],
        silent=[SilentSource(row.name, row.silent_since) for row in publishers if row.silent_since],
        not_english=[f.source for f in failures if f.kind == _FOREIGN],
        withdrawn=[
            WithdrawnReport(w.report, w.withdrawn_at[:10], w.claims, w.title, w.publisher, w.why)
            for w in asking.withdrawn(ledger, since, until, published=(since, until))
        ],
    )
