"""Adding what the command line named, with a line for each failure and a summary at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from according.api import add_taken, open_ledger
from according.claims import Reading
from according.cli import exits
from according.cli.messages import Messages
from according.cli.progress import Progress
from according.intake import STDIN, Failure, IntakeOptions, Taken, open_taken
from according.intake.folder import is_address
from according.ledger import Added, Ledger
from according.ledger.upgrade import moment

if TYPE_CHECKING:
    from according.cli.gating import Gating

_SHOWN = {"new": "new", "unchanged": "unchanged", "revision": "revised", "withdrawn": "withdrawn", "failed": "failed"}


class Outcome:
    """Counts what became of reports, and says what failed."""

    def __init__(self, messages: Messages, progress: Progress) -> None:
        self.messages = messages
        self.counts: Counter[str] = Counter()
        self.interrupted = False
        self.gating: Gating | None = None
        self._progress = progress

    def note(self, one: Added | Failure) -> None:
        """Count one, and show how far we are."""
        if isinstance(one, Failure):
            self.messages.error(str(one))
        self.counts["failed" if isinstance(one, Failure) else one.status] += 1
        self._progress.show(self.words(every=False))

    def on_read(self, reading: Reading) -> None:
        """Print the warnings about a report."""
        self.messages.warnings(reading.report.id, reading.warnings)

    def words(self, *, every: bool = True) -> str:
        """Return the counts in words: all of them, or those that are not 0."""
        return ", ".join(f"{self.counts[name]} {shown}" for name, shown in _SHOWN.items() if every or self.counts[name])

    @property
    def exit_code(self) -> int:
        """What the command ends with."""
        if self.interrupted:
            return exits.INTERRUPTED
        if not self.counts["failed"]:
            return exits.OK
        return exits.SOME_FAILED if self.counts.total() > self.counts["failed"] else exits.NOTHING_READ


def run_add(where: str, sources: Sequence[str], options: IntakeOptions, *, retry: bool, gate: bool = False) -> int:
    """Add `sources`, and with `retry` what failed before, to the ledger at `where`; returns the exit code.

    With `gate` only what is relevant is added, and withdrawals.
    """
    progress = Progress(shown=sys.stderr.isatty())
    outcome = Outcome(Messages(progress), progress)
    options = replace(
        options, on_item=progress.reach, on_warning=lambda about, t: outcome.messages.warnings(about, [t])
    )
    if gate:
        from according.cli.gating import Gating

        outcome.gating = Gating()
    with progress:
        # A mistyped name is no report that failed: there would be nothing to try again, and no ledger is made for it.
        there = [source for source in sources if _is_there(source)]
        _note(outcome, open_taken([source for source in sources if source not in there], options))
        if there or retry:
            with open_ledger(where, create=bool(there)) as ledger:
                origins = _failed_before(ledger, outcome) if retry else []
                _add(ledger, there, options, outcome)
                _add(ledger, [o for o in origins if o not in there], options, outcome, anywhere=True)
        outcome.messages.rest()
        if outcome.gating is not None:
            outcome.gating.say(outcome.messages)
    if outcome.interrupted:
        outcome.messages.say("interrupted: what is counted here is safe; run the same again to go on.")
    if there or retry:
        click.echo(f"{where}: {outcome.words()}")
    return outcome.exit_code


def _add(
    ledger: Ledger, sources: Sequence[str], options: IntakeOptions, outcome: Outcome, *, anywhere: bool = False
) -> None:
    if outcome.interrupted or not sources:
        return
    start = moment()
    taken = _relevant(open_taken(sources, options), outcome.gating)
    try:
        for one in add_taken(ledger, taken, on_read=outcome.on_read, anywhere=anywhere):
            outcome.note(one)
    except KeyboardInterrupt:
        outcome.interrupted = True
        return
    for source in sources:
        if source != STDIN:
            ledger.settle(source if is_address(source) else str(Path(source).absolute()), start)


def _relevant(items: Iterable[Taken | Failure], gating: Gating | None) -> Iterator[Taken | Failure]:
    """Yield what is to be added: all without a gate, and failures and withdrawals with one."""
    for item in items:
        if gating is None or isinstance(item, Failure) or item.withdrawn or gating.passes(item.report):
            yield item


def _failed_before(ledger: Ledger, outcome: Outcome) -> list[str]:
    """Return what is to be tried again; what is no longer there is given up."""
    failures = ledger.failures()
    lost = [failed.source for failed in failures if failed.origin is None]
    for source in lost:
        outcome.messages.warnings(source, ["cannot be tried again by itself: give it once more."])
    origins = sorted({failed.origin for failed in failures if failed.origin})
    for origin in origins:
        if not _is_there(origin):
            outcome.messages.warnings(origin, ["is no longer there: given up."])
            ledger.settle(origin, moment())
    if not failures:
        outcome.messages.say("nothing has failed that could be tried again.")
    return [origin for origin in origins if _is_there(origin)]


def _is_there(source: str) -> bool:
    return source == STDIN or is_address(source) or Path(source).exists()


def _note(outcome: Outcome, items: Iterable[Taken | Failure]) -> None:
    for item in items:
        if isinstance(item, Failure):
            outcome.note(item)
