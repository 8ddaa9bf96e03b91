"""The command line: thin commands over the library. Exit codes are in ``docs/commands.md``."""

from __future__ import annotations

import os
import sys

import click

from according.cli import exits
from according.cli.group import according
from according.errors import AccordingError, FilterError
from according.processes import collect_rarely

__all__ = ["according", "main"]


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit; errors are one line on standard error, with what to do."""
    code = exits.OK
    collect_rarely()
    try:
        # Not the group's own main(): it takes broken pipes and Ctrl-C for itself.
        with according.make_context("according", sys.argv[1:] if arguments is None else arguments) as context:
            according.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        code = done.exit_code
    except click.UsageError as error:
        error.show()
        code = exits.USAGE
    except click.ClickException as error:
        click.echo(f"according: {error.format_message()}", err=True)
        code = exits.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("according: interrupted.", err=True)
        code = exits.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone. Nothing more can be written, at exit neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = exits.BROKEN_PIPE
    except AccordingError as error:
        click.echo(f"according: {error}", err=True)
        code = exits.USAGE if isinstance(error, FilterError) else exits.NOTHING_READ
    sys.exit(code)
