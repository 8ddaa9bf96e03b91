"""Our events beside those of another data set."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence

import click
import msgspec

from according.api import open_ledger
from according.cli import exits
from according.cli.messages import Messages
from according.cli.progress import Progress
from according.errors import AccordingError, ExchangeError
from according.exchange.jsonout import readable_json
from according.exchange.ledger import CompareOptions, Comparison, Foreign, compare, read_acled, read_gdelt
from according.exchange.terminal import safe
from according.ledger.asking import Filter
from according.ledger.contents import each_event

_Row = dict[str, str | int | float | None]
_MOST_BAD_ROWS = 3


def run_compare(where: str, asked: Filter, path: str, data: str | None, options: CompareOptions, form: str) -> int:
    """Print how the events of the ledger and those in the file match; returns the exit code."""
    messages = Messages(Progress(shown=False))
    bad: list[ExchangeError] = []
    theirs = list(_theirs(path, data, bad))
    with open_ledger(where, create=False, readonly=True) as ledger:
        found = compare(each_event(ledger, asked), theirs, options)
    for error in bad[:_MOST_BAD_ROWS]:
        messages.error(str(error))
    if len(bad) > _MOST_BAD_ROWS:
        messages.error(f"{len(bad) - _MOST_BAD_ROWS} more rows could not be read.")
    if form == "table":
        _print(found)
    else:
        _write(list(found.rows()), form)
    if not bad:
        return exits.OK
    return exits.SOME_FAILED if theirs else exits.NOTHING_READ


def _theirs(path: str, data: str | None, bad: list[ExchangeError]) -> Iterator[Foreign]:
    if data == "gdelt":
        return read_gdelt(path, on_error=bad.append)
    if data == "acled":
        return read_acled(path, on_error=bad.append)
    for read in (read_acled, read_gdelt):
        try:
            # The columns are looked at when the first event is asked for.
            found = list(read(path, on_error=bad.append))
        except ExchangeError as error:
            if not _is_of_another_kind(error):
                raise
        else:
            return iter(found)
    raise ExchangeError(
        "this is neither an ACLED export nor a GDELT event file.", report=path, remedy="Say which with --data."
    )


def _is_of_another_kind(error: AccordingError) -> bool:
    return error.message.startswith("this is no ")


def _print(found: Comparison) -> None:
    for title, verdict in (("In both", "matched"), ("Missing here", "missing"), ("Only here", "extra")):
        rows = [row for row in found.rows() if row["verdict"] == verdict]
        click.echo(f"{title}: {len(rows)}")
        for row in rows:
            click.echo(f"  {safe(_line(row))}")
            click.echo(f"    {safe(str(row['reason']))}")
    if found.outside:
        click.echo(f"Of types that are none of ours: {len(found.outside)}")


def _line(row: _Row) -> str:
    ours = f"{row['our_date'] or 'no day'} {row['our_event']} ({row['ours']})" if row["ours"] else ""
    theirs = f"{row['their_date']} {row['their_event']} ({row['theirs']})" if row["theirs"] else ""
    return " = ".join(part for part in (ours, theirs) if part)


def _write(rows: Sequence[_Row], form: str) -> None:
    if form == "json":
        click.echo(readable_json(rows))
    elif form == "jsonl":
        for row in rows:
            click.echo(msgspec.json.encode(row))
    else:
        from according.exchange.harmless import guarded

        lines = csv.writer(sys.stdout, lineterminator="\n")
        names = list(rows[0]) if rows else ["verdict"]
        lines.writerow(names)
        for row in rows:
            cells = [row[name] for name in names]
            lines.writerow(
                [guarded(cell) if isinstance(cell, str) else ("" if cell is None else cell) for cell in cells]
            )
