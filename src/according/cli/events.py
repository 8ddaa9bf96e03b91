"""``according events``."""

from __future__ import annotations

from typing import Any

import click

from according.cli.asking import answer_options, wanted_of
from according.cli.filtering import filter_of, filter_options
from according.cli.options import ledger_option


@click.command()
@ledger_option
@click.option("--explain", metavar="ID", help="Say why the claims of this event are together.")
@answer_options("-reported", ("day", "reported", "sources", "reports", "added"))
@filter_options
def events(ledger: str, explain: str | None, **given: Any) -> None:
    """What is said to have happened, and who says what of it.

    Each event with the accounts of its claimants side by side: numbers are never averaged, reports, copies and
    independent sources are three counts.
    """
    from according.cli.answering import answer, print_explanation_of

    wanted = wanted_of(given)
    if explain is not None:
        print_explanation_of(ledger, explain, wanted.form)
        return
    answer("events", ledger, filter_of(given), wanted)
