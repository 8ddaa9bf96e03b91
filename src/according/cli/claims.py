"""``according claims``."""

from __future__ import annotations

from typing import Any

import click

from according.cli.asking import answer_options, wanted_of
from according.cli.filtering import filter_of, filter_options
from according.cli.options import ledger_option


@click.command()
@ledger_option
@answer_options("-day", ("day", "published", "confidence", "added"))
@filter_options
def claims(ledger: str, **given: Any) -> None:
    """What is said, claim by claim: each with who says it, and where it stands in which report."""
    from according.cli.answering import answer

    wanted = wanted_of(given)
    answer("claims", ledger, filter_of(given), wanted)
