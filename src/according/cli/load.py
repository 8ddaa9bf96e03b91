"""``according load``: results of a bulk job into a ledger."""

from __future__ import annotations

import click

from according.cli.options import day, ledger_option


@click.command()
@click.argument("folder", metavar="DIR")
@ledger_option
@click.option("--since", metavar="DAY", callback=day, help="Published on this day or later.")
@click.option("--until", metavar="DAY", callback=day, help="Published on this day or before.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="With a claim of this type; may be repeated.")
@click.option("--country", "countries", multiple=True, metavar="CODE", help="With a claim in this country.")
@click.option("--publisher", "publishers", multiple=True, metavar="NAME", help="Of this publisher.")
@click.pass_context
def load(
    context: click.Context,
    folder: str,
    ledger: str,
    since: str | None,
    until: str | None,
    types: tuple[str, ...],
    countries: tuple[str, ...],
    publishers: tuple[str, ...],
) -> None:
    """Add what `according bulk` wrote, or a part of it, to a ledger.

    DIR is the folder that was given to it with --out. A report comes with all of its claims; loading twice changes nothing.
    """
    from according.bulk import Wanted
    from according.cli.bulking import run_load

    wanted = Wanted(
        since=since,
        until=until,
        types=tuple(one.upper() for one in types),
        countries=tuple(one.upper() for one in countries),
        publishers=publishers,
    )
    context.exit(run_load(ledger, folder, wanted))
