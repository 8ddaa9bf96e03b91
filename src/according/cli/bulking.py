"""Bulk jobs and their results for the command line: how far they are, what they came to."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, cast

import click

from according.api import open_ledger
from according.bulk import Done, Options, Settings, Wanted, load, run
from according.bulk.job import DRIVER_CLAIMS, Engine
from according.cli import exits
from according.cli.adding import Outcome
from according.cli.messages import Messages
from according.cli.progress import Progress

_STAGES = {
    "compare": "comparing texts",
    "copies": "copies",
    "neighbours": "finding neighbours",
    "pairs": "comparing claims",
    "events": "events",
    "index": "what later reports are compared by",
    "anew": "finding copies and events anew",
}


def run_bulk(settings: Settings, engine: str, cores: int | None, driver_claims: int | None) -> int:
    """Do a bulk job, or what is left of it; returns the exit code."""
    progress = Progress(shown=sys.stderr.isatty())
    messages = Messages(progress)
    read = 0

    def on_part(done: Done, number: int, total: int) -> None:
        nonlocal read
        read += done.reports
        progress.show(f"{read} read")
        progress.reach(number, total)

    def on_death(task: Any, how: str) -> None:
        messages.say(f"warning: a process died ({how}); its part is read again.")

    def on_stage(stage: str, number: int, total: int) -> None:
        progress.show(_STAGES.get(stage, stage))
        progress.reach(number, total)

    options = Options(
        engine=cast(Engine, engine),
        cores=cores or os.cpu_count() or 1,
        driver_claims=DRIVER_CLAIMS if driver_claims is None else driver_claims,
        on_part=on_part,
        on_death=on_death,
        on_stage=on_stage,
    )
    with progress:
        try:
            summary = run(settings, options)
        except KeyboardInterrupt:
            messages.say("interrupted: what is done is safe; run the same again to go on.")
            return exits.INTERRUPTED
    total = summary.total
    gated = f", {total.gated} left out by the gate" if settings.gate else ""
    click.echo(
        f"{settings.out}: {total.reports} reports read, {total.claims} claims{gated}, {total.failures} failed; "
        f"{summary.read} of {summary.parts} parts now"
    )
    if summary.rows:
        click.echo(f"{settings.out}: {summary.rows['events']} events, {summary.rows['copies']} copies")
    if not total.reports and not total.gated:
        return exits.NOTHING_READ
    return exits.SOME_FAILED if total.failures else exits.OK


def run_load(where: str, folder: str, wanted: Wanted) -> int:
    """Add results of a bulk job to a ledger; returns the exit code."""
    progress = Progress(shown=sys.stderr.isatty())
    outcome = Outcome(Messages(progress), progress)

    def on_stage(stage: str, number: int, total: int) -> None:
        progress.show(_STAGES[stage])
        progress.reach(number, total)

    with open_ledger(where) as ledger, progress:
        try:
            for added in load(ledger, Path(folder), wanted, on_stage):
                outcome.note(added)
        except KeyboardInterrupt:
            outcome.interrupted = True
    if outcome.interrupted:
        outcome.messages.say("interrupted: what is counted here is safe; run the same again to go on.")
    click.echo(f"{where}: {outcome.words()}")
    return outcome.exit_code
