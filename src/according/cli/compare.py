"""``according compare``."""

from __future__ import annotations

from typing import Any

import click

from according.cli.filtering import filter_of, filter_options
from according.cli.options import ledger_option


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False))
@ledger_option
@click.option(
    "--data", type=click.Choice(["acled", "gdelt"]), help="Which data set FILE is of. [default: as its columns say]"
)
@click.option("--days", type=click.IntRange(min=0), default=1, show_default=True, help="Days that two may lie apart.")
@click.option(
    "--km", type=click.FloatRange(min=0), default=50, show_default=True, help="Kilometres that two may lie apart."
)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "jsonl", "csv"]), default="table", show_default=True
)
@filter_options
@click.pass_context
def compare(
    context: click.Context, /, file: str, ledger: str, data: str | None, days: int, km: float, form: str, **asked: Any
) -> None:
    """Compare the events of a ledger with those of another data set: which are in both, missing, or only ours.

    FILE is an export of ACLED (CSV) or an event file of GDELT, also .gz or .zip.
    """
    from according.cli.comparing import run_compare
    from according.exchange.ledger import CompareOptions

    context.exit(run_compare(ledger, filter_of(asked), file, data, CompareOptions(days=days, km=km), form))
