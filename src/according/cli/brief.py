"""``according brief``."""

from __future__ import annotations

import click

from according.cli.options import day, ledger_option


@click.command()
@ledger_option
@click.option("--since", metavar="DAY", callback=day, required=True, help="The first day of publication.")
@click.option("--until", metavar="DAY", callback=day, help="The last day. [default: open]")
@click.option("--title", help="What stands at its head.")
@click.option("--base-url", metavar="URL", help="Where this ledger is served: claims link there.")
@click.option("--format", "form", type=click.Choice(["html", "markdown"]), default="html", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False), help="Write to this file, when all is there.")
def brief(
    ledger: str,
    since: str,
    until: str | None,
    title: str | None,
    base_url: str | None,
    form: str,
    output: str | None,
) -> None:
    """Write a brief: what a desk would circulate in the morning, each sentence with the claims that it rests on."""
    from according.brief import BriefOptions
    from according.cli.briefing import run_brief

    run_brief(ledger, BriefOptions(since=since, until=until, title=title, base_url=base_url), form, output)
