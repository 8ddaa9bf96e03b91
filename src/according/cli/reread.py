"""``according reread``."""

from __future__ import annotations

import click

from according.cli.options import ledger_option


@click.command()
@click.argument("reports", metavar="[REPORT]...", nargs=-1)
@ledger_option
@click.option("--all", "every", is_flag=True, help="Every report, also those that this model has read.")
@click.pass_context
def reread(context: click.Context, reports: tuple[str, ...], ledger: str, every: bool) -> None:
    """Read reports of a ledger again, with the model and tables of this version.

    Without a REPORT all that another version has read. What was read before is kept as superseded, events keep their
    ids, and reviews stay with the words that they are about.
    """
    from according.cli.rereading import run_reread

    context.exit(run_reread(ledger, reports, every=every))
