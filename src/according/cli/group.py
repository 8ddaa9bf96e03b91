"""The command ``according``: which commands there are, in what order help names them, and its version."""

from __future__ import annotations

import difflib
import importlib

import click

SECTIONS = {
    "Reports": {
        "read": "Read reports and print their claims.",
        "types": "Explain the types of claims and their modes.",
        "schema": "Print the JSON Schema of a reading.",
    },
    "Fill a ledger": {
        "add": "Read reports and add them to a ledger.",
        "watch": "Watch feeds, and add what is new in them.",
        "import": "Add what another ledger holds.",
        "reread": "Read the reports of a ledger again, with this version.",
    },
    "Read an archive": {
        "bulk": "Read very many reports to Parquet, on all cores or on Spark.",
        "load": "Add what bulk wrote, or a part of it, to a ledger.",
    },
    "Ask a ledger": {
        "events": "What is said to have happened, and who says what of it.",
        "claims": "What is said, claim by claim.",
        "tallies": "Who gives which numbers of an event.",
        "sources": "Who publishes, and on whose word.",
        "entities": "Who and what is in claims.",
        "copies": "Which reports were taken from others.",
        "search": "Find words in reports and claims.",
    },
    "Use what it says": {
        "serve": "Open a ledger in a browser.",
        "brief": "Write what a desk would circulate in the morning.",
        "export": "Write a ledger for other programs.",
        "compare": "Compare events with those of ACLED or GDELT.",
    },
    "Keep a ledger": {
        "review": "Accept, reject and correct claims, join and part events.",
        "doctor": "Look for what is wrong with a ledger, or missing in it.",
    },
}
"""Every command, with the line that help has for it. Only the one that is called is loaded."""

_MODULES = {"import": "import_"}


class Sections(click.Group):
    """A group whose commands are each in the module of their name, loaded when it is called, and listed by section."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of `SECTIONS`."""
        return [name for section in SECTIONS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the command `cmd_name`."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"according.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = getattr(module, _MODULES.get(cmd_name, cmd_name))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say which command is meant where it is mistyped."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), 1) if args else []
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]}?", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections."""
        widest = max(map(len, self.list_commands(ctx)))
        for title, section in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(widest), what) for name, what in section.items()])


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


@click.group(cls=Sections, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and the digests of model and tables.",
)
def according() -> None:
    """Read news reports: what is said to have happened, according to whom, and how surely.

    `according add SOURCES...` brings reports together in a ledger, by default the file according.db here; `according
    events` tells what they say.
    """
