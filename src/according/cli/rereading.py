"""Reading the reports of a ledger again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click

from according.api import open_ledger, read_or_fail, shared_reader
from according.claims import Report
from according.cli import exits
from according.cli.messages import Messages
from according.cli.progress import Progress
from according.errors import LedgerError
from according.intake import Failure
from according.ledger import Ledger


def run_reread(where: str, names: Sequence[str], *, every: bool) -> int:
    """Read the reports `names` again, else all that are stale, or `every` one; returns the exit code."""
    progress = Progress(shown=sys.stderr.isatty())
    messages = Messages(progress)
    done = failed = 0
    events: set[str] = set()
    interrupted = False
    with open_ledger(where, create=False) as ledger, progress:
        try:
            for report in _reports(ledger, names, every):
                problem = _again(ledger, report, events)
                if problem is None:
                    done += 1
                else:
                    failed += 1
                    messages.error(problem)
                progress.show(f"{done} read again" + (f", {failed} failed" if failed else ""))
        except KeyboardInterrupt:
            interrupted = True
    if interrupted:
        messages.say("interrupted: what is counted here is safe; run the same again to go on.")
    click.echo(f"{where}: {done} read again, {failed} failed, {len(events)} events changed")
    if interrupted:
        return exits.INTERRUPTED
    return exits.OK if not failed else (exits.SOME_FAILED if done else exits.NOTHING_READ)


def _reports(ledger: Ledger, names: Sequence[str], every: bool) -> Iterator[Report]:
    if names:
        yield from [ledger.reading(name).report for name in names]
    else:
        yield from ledger.stale({} if every else shared_reader(layers=True).made_by())


def _again(ledger: Ledger, report: Report, events: set[str]) -> str | None:
    """Read one; returns what went wrong."""
    reading = read_or_fail(report, shared_reader(layers=True), {})
    if isinstance(reading, Failure):
        return str(reading)
    try:
        events.update(ledger.reread(reading))
    except LedgerError as error:  # it was revised or withdrawn in the meantime
        return str(error)
    return None
