"""``according copies``."""

from __future__ import annotations

import click

from according.cli.options import ledger_option


@click.command()
@ledger_option
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", show_default=True)
def copies(ledger: str, form: str) -> None:
    """List the reports whose text was taken from others: each original with its copies."""
    import msgspec

    from according.api import open_ledger

    with open_ledger(ledger, create=False, readonly=True) as opened:
        for group in opened.copies():
            click.echo(msgspec.json.encode(group))
