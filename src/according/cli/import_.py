"""``according import``."""

from __future__ import annotations

import click

from according.cli.options import ledger_option


@click.command("import")
@click.argument("file", metavar="FILE")
@ledger_option
@click.pass_context
def import_(context: click.Context, file: str, ledger: str) -> None:
    """Add what another ledger holds: FILE is what `according export jsonl` wrote, or - for standard input.

    Lines of `according read --format jsonl` are taken as well (also .gz). Reports and reviews are taken over, with
    what read them; copies and events are found anew.
    """
    from according.cli.exporting import run_import

    context.exit(run_import(ledger, file))
