"""``according doctor``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from according.cli import exits
from according.cli.options import ledger_option

if TYPE_CHECKING:
    from according.ledger import Finding


@click.command()
@ledger_option
@click.option("--rebuild", is_flag=True, help="Build indexes, copies and events anew from the claims, then look.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def doctor(context: click.Context, ledger: str, rebuild: bool, as_json: bool) -> None:
    """Look for what is wrong with a ledger, or missing in it.

    Damage, rows without those that they belong to, claims that do not quote their reports, sources that have fallen
    silent, reports without a date, what could not be taken in.
    """
    from according.api import open_ledger

    with open_ledger(ledger, create=False, readonly=not rebuild) as opened:
        if rebuild:
            count = len(opened.refuse())
            click.echo(f"according: {count} events built anew.", err=True)
        findings = opened.doctor()
    if as_json:
        from according.exchange.jsonout import readable_json

        click.echo(readable_json(findings))
    else:
        _print(ledger, findings)
    context.exit(exits.FAULT_FOUND if any(finding.level == "error" for finding in findings) else exits.OK)


def _print(ledger: str, findings: list[Finding]) -> None:
    from according.exchange.terminal import safe

    if not findings:
        click.echo(f"{ledger}: all is well.")
    for finding in findings:
        click.echo(safe(f"{finding.level} ({finding.count}): {finding.message}"))
        for example in finding.examples:
            click.echo(f"    {safe(example)}")
        if finding.count > len(finding.examples) > 0:
            click.echo(f"    and {finding.count - len(finding.examples)} more")
        click.echo(f"    {safe(finding.remedy)}")
