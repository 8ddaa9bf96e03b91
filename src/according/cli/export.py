"""``according export``."""

from __future__ import annotations

from typing import Any

import click

from according.cli.filtering import filter_of, filter_options
from according.cli.options import ledger_option

_FORMATS = ("csv", "jsonl", "parquet", "geojson", "ftm", "plover", "timemap")


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(_FORMATS))
@ledger_option
@click.option(
    "--what",
    type=click.Choice(["all", "claims", "events", "reports"]),
    help="What to write. [default: all, or what the format holds]",
)
@click.option("--output", type=click.Path(dir_okay=False), help="Write to this file, when all is there.")
@filter_options
def export(form: str, ledger: str, what: Any, output: str | None, **asked: Any) -> None:
    """Write a ledger, or what is asked for of it, for other programs.

    FORMAT is csv, jsonl (everything; `according import` reads it back), parquet, geojson, ftm (FollowTheMoney),
    plover or timemap.
    """
    from according.cli.exporting import run_export

    run_export(ledger, form, what, filter_of(asked), output)
