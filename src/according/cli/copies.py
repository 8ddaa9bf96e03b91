"""``according copies``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from according.cli.options import ledger_option

if TYPE_CHECKING:
    from according.events import CopyGroup


@click.command()
@ledger_option
@click.option("--as-of", metavar="DAY", help="As the ledger was on this day (to its end) or at this moment, UTC.")
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", show_default=True)
def copies(ledger: str, as_of: str | None, form: str) -> None:
    """Which reports were taken from others, whole or in part: each original with its copies.

    Numbers that a copy changed are shown: they stand in the event as accounts of their own.
    """
    from according.api import open_ledger
    from according.cli.plainly import write_plainly
    from according.ledger.asking.filters import at

    with open_ledger(ledger, create=False, readonly=True) as opened:
        groups = opened.copies(at(as_of) if as_of is not None else None)
    write_plainly(groups, form, _lines, "No copy was found.")


def _lines(group: CopyGroup) -> list[str]:
    found = [group.original]
    for copy in group.copies:
        found.append(f"    {copy.report}  {copy.containment:.0%} of the shorter text")
        found += [f"        says {change.said} instead of {change.instead_of}" for change in copy.changed]
    return found
