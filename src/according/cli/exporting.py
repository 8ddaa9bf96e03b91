"""Exports and imports of a ledger, and comparison with other event data."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import click
import msgspec

from according.api import open_ledger
from according.claims import Reading
from according.cli import exits
from according.cli.adding import Outcome
from according.cli.batch import opened
from according.cli.messages import Messages
from according.cli.progress import Progress
from according.errors import AccordingError, ExchangeError
from according.events import Event
from according.exchange.ledger import EXPORTS, LedgerData, Review, What, export, read_jsonl
from according.intake import STDIN
from according.ledger import Ledger, reviews
from according.ledger.adopting import Kept, adopt, together
from according.ledger.asking import Filter
from according.ledger.contents import each_copy, each_event, each_reading, made_by

_MOST_TOLD = 5
"""Lines that cannot be read and are told one by one."""


def run_export(where: str, form: str, what: What | None, asked: Filter, output: str | None) -> None:
    """Write what is asked for; what has no place in the format is counted on standard error."""
    if form == "parquet" and output is None and sys.stdout.isatty():
        raise click.UsageError("parquet is no text: name a file with --output.")
    with open_ledger(where, create=False, readonly=True) as ledger, opened(output) as (stream, _):
        data = LedgerData(
            # With the reviews beside them, claims are as they were read: importing applies the reviews anew.
            readings=each_reading(ledger, asked, as_read=form == "jsonl" and what in (None, "all")),
            events=each_event(ledger, asked),
            copies=each_copy(ledger, asked),
            reviews=_reviews(ledger),
            made_by=made_by(ledger),
        )
        done = export(form, what or EXPORTS[form].whats[0], data, stream)
        stream.flush()
    for reason, count in sorted(done.left_out.items()):
        click.echo(f"according: left out: {count} {reason}", err=True)
    if output is not None:
        click.echo(f"{output}: {done.records} records")


def _reviews(ledger: Ledger) -> Iterator[Review]:
    for one in reviews.history(ledger):
        yield msgspec.to_builtins(one)


def run_import(where: str, path: str) -> int:
    """Add the readings of lines of JSON, and the reviews; copies and events follow from them. Returns the exit code."""
    progress = Progress(shown=sys.stderr.isatty())
    outcome = Outcome(Messages(progress), progress)
    passed: Counter[str] = Counter()
    bad: list[ExchangeError] = []
    kept: list[reviews.KeptReview] = []
    events: list[Kept] = []
    if path != STDIN and not Path(path).is_file():
        raise AccordingError("cannot be opened (no such file).", report=path, remedy="Check the path.")

    def readings(stream: BinaryIO) -> Iterator[Reading]:
        for record in read_jsonl(stream, name=Path(path).name, on_error=bad.append):
            while bad:
                _refused(outcome, bad.pop(0))
            if isinstance(record.value, Reading):
                yield record.value
            elif record.kind == "review":
                kept.append(msgspec.convert(record.value, reviews.KeptReview))
            elif isinstance(record.value, Event):
                events.extend(_kept(record.value))
            else:
                passed[record.kind] += 1

    with open_ledger(where) as ledger, progress:
        try:
            with _source(path) as stream:
                for added in ledger.add_many(readings(stream)):
                    outcome.note(added)
        except KeyboardInterrupt:
            outcome.interrupted = True
        while bad:
            _refused(outcome, bad.pop(0))
        taken_over = reviews.restore(ledger, kept)
        adopt(ledger, events)
    if taken_over:
        outcome.messages.say(f"{taken_over} reviews taken over.")
    if passed["report"]:
        outcome.messages.say(f"{passed['report']} reports have no claims with them: add them with `according add`.")
    click.echo(f"{where}: {outcome.words()}")
    return outcome.exit_code if outcome.counts or outcome.interrupted else exits.NOTHING_READ


def _kept(event: Event) -> Iterator[Kept]:
    refs = [f"{claim.report}/{claim.claim}" for account in event.accounts for claim in account.claims]
    if refs:
        yield event.id, refs[0], together(refs)


def _refused(outcome: Outcome, error: ExchangeError) -> None:
    """Count a line that cannot be read; of a file that is no export at all not every line is told."""
    outcome.counts["failed"] += 1
    if outcome.counts["failed"] <= _MOST_TOLD:
        outcome.messages.error(str(error))
    elif outcome.counts["failed"] == _MOST_TOLD + 1:
        outcome.messages.error("more lines cannot be read; they are only counted.")


def _source(path: str) -> BinaryIO:
    if path == STDIN:
        return sys.stdin.buffer
    if path.endswith(".gz"):
        import gzip

        return cast(BinaryIO, gzip.open(path, "rb"))
    return open(path, "rb")
