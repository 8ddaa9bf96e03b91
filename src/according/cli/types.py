"""``according types``."""

from __future__ import annotations

import shutil
import textwrap

import click

from according.knowledge.types import TypeEntry, load_types


@click.command()
@click.argument("names", metavar="[TYPE]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
def types(names: tuple[str, ...], as_json: bool) -> None:
    """Explain the types of claims and their modes: all of them, or each TYPE named."""
    table = load_types()
    unknown = [name for name in names if name.upper() not in table]
    if unknown:
        raise click.UsageError(f"no such type: {', '.join(unknown)}. There are {', '.join(table)}.")
    chosen = {name: table[name] for name in table if not names or name in {n.upper() for n in names}}
    if as_json:
        from according.exchange.jsonout import readable_json

        click.echo(readable_json(chosen))
        return
    width = max(40, min(100, shutil.get_terminal_size((80, 24)).columns))
    family = ""
    for name, entry in chosen.items():
        if entry.family != family:
            family = entry.family
            click.echo(click.style(f"{family[0].upper()}{family[1:]}\n", dim=True))
        click.echo(_explained(name, entry, width))


def _explained(name: str, entry: TypeEntry, width: int) -> str:
    lines = [f"{click.style(name, bold=True)}  {entry.label}", *_wrap(entry.what, "  ", width)]
    for mode, meaning in entry.modes.items():
        lines += _wrap(f"{mode}: {meaning}", "  - ", width)
    for example in entry.examples:
        lines += _wrap(f"“{example}”", "  ", width)
    return "\n".join(lines) + "\n"


def _wrap(text: str, margin: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=margin, subsequent_indent=" " * len(margin))
