"""``according watch``: feeds into a ledger, for as long as it runs."""

from __future__ import annotations

import click

from according.cli.options import ledger_option

_RULES = ("new-source", "changed-number", "contradiction")


def _rules(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Take rules apart, each given by itself or several with commas between."""
    named = tuple(dict.fromkeys(rule.strip() for value in values for rule in value.split(",") if rule.strip()))
    unknown = [rule for rule in named if rule not in _RULES]
    if unknown:
        raise click.BadParameter(f"there is no rule {unknown[0]!r}. There are {', '.join(_RULES)}.")
    return named


def _web(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not value.casefold().startswith(("http://", "https://")):
        raise click.BadParameter(f"{value!r} is no address: write http:// or https://.")
    return value


@click.command()
@click.argument("feeds", metavar="FEEDS.TOML", type=click.Path(dir_okay=False))
@ledger_option
@click.option("--once", is_flag=True, help="Look once at each feed that is due, and end.")
@click.option(
    "--alert", "rules", metavar="RULE...", multiple=True, callback=_rules,
    help="Tell of new-source, changed-number or contradiction; several with commas between. [default: none]",
)  # fmt: skip
@click.option("--alert-file", type=click.Path(dir_okay=False), help="Append alerts to this file, as JSON lines.")
@click.option("--webhook", metavar="URL", callback=_web, help="Post each alert to this address, as JSON.")
@click.option("--no-originals", is_flag=True, help="Keep the texts only, not the bytes that they were drawn from.")
@click.pass_context
def watch(
    context: click.Context,
    feeds: str,
    ledger: str,
    once: bool,
    rules: tuple[str, ...],
    alert_file: str | None,
    webhook: str | None,
    no_originals: bool,
) -> None:
    """Watch the feeds that a file lists, and add what is new in them to a ledger.

    Runs until it is stopped (Ctrl-C), and goes on where it was when it is started again. Alerts go to standard output,
    one a line, and to the file and the address that are named; where one of these is, and no RULE, all three rules hold.
    """
    from according.cli.watching import Told, run_watch
    from according.intake.options import IntakeOptions

    told = Told(rules or (_RULES if alert_file or webhook else ()), alert_file, webhook)
    context.exit(run_watch(ledger, feeds, IntakeOptions(keep_raw=not no_originals), told, once=once))
