"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from according.intake.dates import iso_date
from according.intake.options import DEFAULT_MAX_CHARS

Command = TypeVar("Command", bound=Callable[..., Any])

ledger_option = click.option(
    "--ledger",
    metavar="PATH_OR_URL",
    envvar="ACCORDING_LEDGER",
    default="according.db",
    show_default=True,
    show_envvar=True,
    help="The ledger: a file, or a postgresql:// address.",
)

gate_option = click.option(
    "--gate/--no-gate",
    default=False,
    show_default=True,
    help="Leave out reports without conflict, security or diplomacy in them.",
)


def day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Bring a day to ISO."""
    if value is None:
        return None
    found = iso_date(value)
    if found is None:
        raise click.BadParameter(f"{value!r} is no date, or could be two: write YYYY-MM-DD.")
    return found


_INTAKE = (
    click.option("--published", metavar="DATE", callback=day, help="Day of publication, where a report does not say."),
    click.option("--publisher", help="Who published it, where a report does not say."),
    click.option("--title", help="Its title, where a report does not say."),
    click.option("--force", is_flag=True, help="Read a text that is not English all the same."),
    click.option(
        "--max-chars",
        type=click.IntRange(min=1),
        default=DEFAULT_MAX_CHARS,
        show_default=True,
        help="Longest report taken, in characters.",
    ),
)


def intake_options(command: Command) -> Command:
    """Add what can be said about reports that are taken in."""
    for option in reversed(_INTAKE):
        command = option(command)
    return command
