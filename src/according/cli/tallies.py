"""``according tallies``."""

from __future__ import annotations

from typing import Any

import click

from according.cli.asking import answer_options, wanted_of
from according.cli.filtering import filter_of, filter_options
from according.cli.options import ledger_option


@click.command()
@ledger_option
@answer_options(
    "-day", ("day", "reported", "sources", "reports", "added"), ("table", "json", "jsonl", "csv", "markdown")
)
@filter_options
def tallies(ledger: str, **given: Any) -> None:
    """Who gives which numbers of an event: the dead, the wounded, what was shot down.

    The table goes from the lowest to the highest that stands; a number that its claimant has corrected is marked.
    """
    from according.cli.answering import answer

    wanted = wanted_of(given)
    answer("tallies", ledger, filter_of(given), wanted)
