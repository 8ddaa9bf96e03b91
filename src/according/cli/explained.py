"""Why the claims of an event are together, for a person at a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click

from according.exchange.ledger.shared import counts_text
from according.exchange.terminal import safe
from according.ledger.alerts import about
from according.ledger.explaining import Explanation, Joined
from according.ledger.history import LogEntry

_MOST_REASONS = 6
_LOGGED = {
    "created": "made of",
    "joined": "came to it",
    "left": "left it",
    "merged": "came to it from {other}, which became a part of it",
    "split": "went to {other}, which was parted from it",
    "moved": "went from {event} to {other}",
    "retired": "left it without any",
}


def print_explanation(explained: Explanation, width: int) -> None:
    """Print the event, its claims with what each was joined to and why, and what happened to it."""
    event = explained.event
    click.echo(safe(f"{event.id}  {about(event)}"))
    click.echo(f"{event.status}; {counts_text(event)}\n")
    for joined in explained.joined:
        for line in _lines(joined):
            click.echo(
                "\n".join(textwrap.wrap(safe(line), width, initial_indent=_margin(line), subsequent_indent="      "))
            )
    if explained.left_out:
        click.echo(f"and {explained.left_out} more claims")
    if explained.log:
        click.echo("\nWhat happened to it")
        for entry in explained.log:
            click.echo(f"  {safe(_logged(entry))}")


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _lines(joined: Joined) -> Iterator[str]:
    yield f"{joined.claim}  “{joined.says}”"
    if joined.to is None:
        return
    sure = f" ({joined.score:.2f})" if joined.score is not None else ""
    why = "; ".join(joined.why[:_MOST_REASONS])
    yield f"    with {joined.to}{sure}: {why}"


def _logged(entry: LogEntry) -> str:
    count = f"{len(entry.claims)} claim{'' if len(entry.claims) == 1 else 's'}"
    what = _LOGGED[entry.kind].format(event=entry.event, other=entry.other)
    told = f"made of {count}" if entry.kind == "created" else f"{count} {what}"
    by = "" if entry.by == "fusion" else f", by {entry.by}"
    return f"{entry.at[:19]}Z  {told}{by}" + (f" ({entry.reason})" if entry.reason else "")
