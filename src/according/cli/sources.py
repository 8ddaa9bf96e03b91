"""``according sources``."""

from __future__ import annotations

from typing import Any

import click

from according.cli.asking import answer_options, wanted_of
from according.cli.filtering import filter_of, filter_options
from according.cli.options import ledger_option


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@ledger_option
@click.option("--origins", is_flag=True, help="Those on whose word claims stand, instead of those who publish them.")
@answer_options(
    "-claims",
    ("claims", "reports", "roots", "copies", "name", "first_seen", "last_seen"),
    ("table", "json", "jsonl", "csv", "markdown"),
)
@filter_options
def sources(name: str | None, ledger: str, origins: bool, **given: Any) -> None:
    """Who publishes, and on whose word: reports, copies among them, claims, and who has fallen silent.

    NAME is a part of a name.
    """
    from according.cli.answering import answer

    wanted = wanted_of(given)
    answer("sources", ledger, filter_of(given), wanted, name=name, kind="origin" if origins else "publisher")
