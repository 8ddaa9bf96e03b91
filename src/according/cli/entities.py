"""``according entities``."""

from __future__ import annotations

from typing import Any

import click

from according.cli.asking import answer_options, wanted_of
from according.cli.filtering import filter_of, filter_options
from according.cli.options import ledger_option

_ROLES = ("actor", "recipient", "instrument", "source", "carrier")


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@ledger_option
@click.option("--role", "roles", type=click.Choice(_ROLES), multiple=True, help="In this role only.")
@answer_options("-claims", ("claims", "name", "first_seen", "last_seen"), ("table", "json", "jsonl", "csv", "markdown"))
@filter_options
def entities(name: str | None, ledger: str, roles: tuple[str, ...], **given: Any) -> None:
    """Who and what is in claims, in which roles: parties, weapons, sources.

    NAME is a part of a name, or an id such as state:RU.
    """
    from according.cli.answering import answer

    wanted = wanted_of(given)
    answer("entities", ledger, filter_of(given), wanted, name=name, roles=roles or _ROLES)
