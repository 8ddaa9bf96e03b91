"""``according events``."""

from __future__ import annotations

import click

from according.cli.options import ledger_option


@click.command()
@ledger_option
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
def events(ledger: str, form: str) -> None:
    """List what is said to have happened."""
    import msgspec
    from sqlalchemy import select

    from according.api import open_ledger
    from according.ledger.schema import EVENTS, standing

    with open_ledger(ledger, create=False, readonly=True) as opened:
        with opened.read() as connection:
            ids = connection.scalars(select(EVENTS.c.id).where(standing(EVENTS)).order_by(EVENTS.c.id)).all()
        for event in opened.events(ids):
            click.echo(msgspec.json.encode(event))
