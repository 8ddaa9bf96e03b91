"""``according search``."""

from __future__ import annotations

from typing import Any

import click

from according.cli.asking import Wanted
from according.cli.filtering import filter_of, filter_options
from according.cli.options import ledger_option


@click.command()
@click.argument("words", metavar="WORDS...", nargs=-1, required=True)
@ledger_option
@click.option("--in", "kinds", type=click.Choice(["reports", "claims"]), multiple=True, help="Only in these.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "jsonl", "csv", "markdown"]),
    default="table",
    show_default=True,
)
@click.option("--limit", metavar="N", type=click.IntRange(min=1), default=20, show_default=True, help="So many.")
@click.option("--offset", metavar="N", type=click.IntRange(min=0), default=0, help="After so many.")
@filter_options
def search(
    words: tuple[str, ...], ledger: str, kinds: tuple[str, ...], form: str, limit: int, offset: int, **given: Any
) -> None:
    """Find words in reports and claims, the best first. All WORDS must stand in it; "a phrase" in quotation marks."""
    from according.cli.answering import answer

    asked = {"words": " ".join(words), "kinds": kinds or ("reports", "claims")}
    answer("search", ledger, filter_of(given), Wanted(form, "", limit, offset), **asked)
