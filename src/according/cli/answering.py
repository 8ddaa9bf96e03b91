"""Answers of a ledger, written in the format that was asked for."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click
import msgspec

from according.api import open_ledger
from according.claims import Reading
from according.cli.asking import Wanted, each
from according.cli.explained import print_explanation
from according.exchange.harmless import cell_text
from according.exchange.jsonout import readable_json
from according.exchange.ledger import LedgerData, entries, export
from according.exchange.ledger.people import markdown_lines, terminal_lines
from according.exchange.writers import for_terminal
from according.ledger import Ledger, asking
from according.ledger.asking import Filter, Page, Slice
from according.ledger.contents import each_copy, made_by
from according.ledger.explaining import explain

_ENTRIES: dict[str, Callable[[Any], Iterable[entries.Entry]]] = {
    "events": lambda rows: map(entries.event_entry, rows),
    "claims": lambda rows: map(entries.claim_entry, rows),
    "tallies": entries.tally_entries,
    "sources": lambda rows: map(entries.source_entry, rows),
    "entities": lambda rows: map(entries.entity_entry, rows),
    "search": lambda rows: map(entries.hit_entry, rows),
}
_COUNTED: dict[str, Callable[[Ledger, Filter], int]] = {"events": asking.count_events, "claims": asking.count_claims}


def answer(kind: str, where: str, asked: Filter, wanted: Wanted, /, **how: Any) -> None:
    """Print the rows of a `kind` that the ledger at `where` has for a filter; `how` goes to the function that asks."""
    with open_ledger(where, create=False, readonly=True) as ledger:
        rows = _rows(ledger, kind, asked, wanted, how)
        if wanted.form in ("table", "markdown"):
            found = list(rows)
            _for_people(_ENTRIES[kind](found), wanted.form)
            _say_the_rest(ledger, kind, asked, wanted, len(found))
        elif wanted.form == "geojson" or (wanted.form == "csv" and kind in ("events", "claims")):
            _exported(ledger, kind, rows, wanted.form)
        elif wanted.form == "csv":
            _csv(rows)
        elif wanted.form == "json":
            click.echo(readable_json(list(rows)))
        else:
            for row in rows:
                sys.stdout.buffer.write(msgspec.json.encode(row) + b"\n")
    sys.stdout.flush()


def print_explanation_of(where: str, event: str, form: str) -> None:
    """Print why the claims of an event are together."""
    with open_ledger(where, create=False, readonly=True) as ledger:
        explained = explain(ledger, event)
    if form == "json":
        click.echo(readable_json(explained))
    elif form == "jsonl":
        click.echo(msgspec.json.encode(explained))
    else:
        print_explanation(explained, shutil.get_terminal_size((100, 24)).columns)


def _rows(ledger: Ledger, kind: str, asked: Filter, wanted: Wanted, how: dict[str, Any]) -> Iterator[Any]:
    def ask(ledger: Ledger, part: Slice) -> Page[Any]:
        if kind == "search":
            return asking.search(ledger, how["words"], asked, kinds=how["kinds"], part=part)
        page: Page[Any] = getattr(asking, kind)(ledger, asked, sort=wanted.sort, part=part, **how)
        return page

    # A state of the past is put together as a whole.
    found = each(ledger, ask, wanted, paged=kind in _COUNTED and asked.as_of is None)
    yield from (row.event for row in found) if kind == "events" else found


def _for_people(found: Iterable[entries.Entry], form: str) -> None:
    width = shutil.get_terminal_size((100, 24)).columns
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    encoding = sys.stdout.encoding or "utf-8"
    for number, entry in enumerate(found):
        if form == "markdown":
            text = "\n".join(markdown_lines(entry)) + "\n"
        else:
            text = ("\n" if number else "") + "\n".join(terminal_lines(entry, width=width, colour=colour)) + "\n"
        sys.stdout.buffer.write(for_terminal(text, encoding if form == "table" else "utf-8"))


def _say_the_rest(ledger: Ledger, kind: str, asked: Filter, wanted: Wanted, shown: int) -> None:
    """Say what is not shown: nothing found is told as such, never left to be taken for peace."""
    sys.stdout.flush()
    if not shown:
        reports = asking.count_claims(ledger, most=1)
        why = "nothing in it fits what was asked for." if reports else "there is no claim in it yet."
        click.echo(f"according: {why}", err=True)
    elif wanted.most is not None and shown >= wanted.most:
        total = _COUNTED[kind](ledger, asked) if kind in _COUNTED else None
        if total is None or total > wanted.offset + shown:
            of = f" of {total:,}" if total is not None else ""
            click.echo(f"according: {shown}{of} shown; --offset {wanted.offset + shown} shows the next.", err=True)


def _exported(ledger: Ledger, kind: str, rows: Iterator[Any], form: str) -> None:
    if kind == "events":
        data = LedgerData(events=rows, made_by=made_by(ledger))
        done = export(form, "events", data, sys.stdout.buffer)
    else:
        readings = (Reading(report=row.report, claims=[row.claim], made_by=row.made_by) for row in rows)
        data = LedgerData(readings=readings, copies=each_copy(ledger), made_by=made_by(ledger))
        done = export(form, "claims", data, sys.stdout.buffer)
    for reason, count in sorted(done.left_out.items()):
        click.echo(f"according: left out: {count} {reason}", err=True)


def _csv(rows: Iterator[Any]) -> None:
    """Write structs as lines of cells: what they hold within goes by names with a full stop."""
    names: list[str] = []
    for row in rows:
        cells = _flat(msgspec.to_builtins(row))
        if not names:
            names = list(cells)
            _write(names)
        _write([cell_text(cells.get(name)) for name in names])


def _flat(fields: dict[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in fields.items():
        found.update(_flat(value, f"{before}{name}.") if isinstance(value, dict) else {f"{before}{name}": value})
    return found


def _write(cells: list[str]) -> None:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    sys.stdout.buffer.write(line.getvalue().encode())
