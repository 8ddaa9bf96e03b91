"""``according serve``."""

from __future__ import annotations

from typing import Any

import click

from according.cli.options import ledger_option


@click.command()
@ledger_option
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any that is free.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="Another name under which it is reached.")
@click.option("--token", envvar="ACCORDING_TOKEN", show_envvar=True, help="What a visitor from elsewhere must know.")
@click.option("--token-file", type=click.Path(exists=True, dir_okay=False), help="A file that holds the token.")
@click.option(
    "--trust-header",
    metavar="NAME",
    help="Header in which a reverse proxy says who asks: nobody else may reach this server.",
)
@click.option("--readonly", is_flag=True, help="Take no reviews.")
@click.option("--open", "browse", is_flag=True, help="Open it in a browser.")
def serve(ledger: str, browse: bool, **given: Any) -> None:
    """Open a ledger in a browser: what is said to have happened, who says what of it, and where it stands.

    Only this machine can reach it, unless --host says otherwise; then it takes a token, or a reverse proxy that knows
    its users.
    """
    from according.cli.serving import options_of, run_server

    run_server(ledger, options_of(given), browse)
