"""The command ``according`` and what is asked of it alone: its version."""

from __future__ import annotations

import click

from according.cli.read import read
from according.cli.schema import schema
from according.cli.types import types


def _print_version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if not asked or context.resilient_parsing:
        return
    from according import __version__
    from according.errors import AccordingError

    lines: dict[str, str] = {}
    try:
        from according.api import shared_reader

        lines = shared_reader().made_by()
    except (AccordingError, ImportError, OSError) as error:
        lines["model"] = f"missing ({error})"
    click.echo(f"according {__version__}")
    for name, value in lines.items():
        if name not in ("according", "version"):
            click.echo(f"{name} {value}")
    context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and the digests of model and tables.",
)
def according() -> None:
    """Read news reports: what is said to have happened, according to whom, and how surely."""


according.add_command(read)
according.add_command(types)
according.add_command(schema)
