"""Small answers: a few lines each, or JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import click
import msgspec

from according.exchange.jsonout import readable_json
from according.exchange.terminal import safe

Row = TypeVar("Row")


def write_plainly(rows: Sequence[Row], form: str, lines: Callable[[Row], Sequence[str]], nothing: str) -> None:
    """Print `rows` as JSON, as JSON lines, or as the `lines` of each; `nothing` is what to say where there are none."""
    if form == "json":
        click.echo(readable_json(rows))
        return
    if form == "table" and not rows:
        click.echo(nothing)
    for row in rows:
        if form == "jsonl":
            click.echo(msgspec.json.encode(row))
        else:
            for line in lines(row):
                indent = line[: len(line) - len(line.lstrip())]
                click.echo(indent + safe(line))
