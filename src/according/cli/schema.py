"""``according schema``."""

from __future__ import annotations

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of what `according read --json` prints for one report."""
    from according.exchange.jsonout import readable_json
    from according.exchange.schema import json_schema

    click.echo(readable_json(json_schema()))
