"""What the commands that ask a ledger have in common: which rows, in what order, how many, in which format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from according.cli.options import Command

if TYPE_CHECKING:
    from according.ledger import Ledger
    from according.ledger.asking import Page, Slice

Row = TypeVar("Row")
Ask = Callable[["Ledger", "Slice"], "Page[Row]"]

FORMATS = ("table", "json", "jsonl", "csv", "geojson", "markdown")
_SHOWN = 50
"""Rows of an answer for a person, who is told how many more there are."""
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Format, order, and how many rows after how many; `limit` None is as many as the format asks for, 0 all."""

    form: str
    sort: str
    limit: int | None
    offset: int

    @property
    def most(self) -> int | None:
        """How many rows are shown, None for all."""
        if self.limit is None:
            return _SHOWN if self.form in ("table", "markdown") else None
        return self.limit or None


def answer_options(
    sort: str, orders: tuple[str, ...], formats: tuple[str, ...] = FORMATS
) -> Callable[[Command], Command]:
    """Return a decorator that adds format, order and paging; `wanted_of` takes their values."""
    options = (
        click.option("--format", "form", type=click.Choice(formats), default="table", show_default=True),
        click.option(
            "--sort", metavar="FIELD", default=sort, show_default=True,
            help=f"By {', '.join(orders)}; with a minus before it the other way round.",
        ),
        click.option(
            "--limit", metavar="N", type=click.IntRange(min=0),
            help=f"So many; 0 for all. [default: {_SHOWN} in a table, else all]",
        ),
        click.option("--offset", metavar="N", type=click.IntRange(min=0), default=0, help="After so many."),
    )  # fmt: skip

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def wanted_of(given: dict[str, Any]) -> Wanted:
    """Take the values of `answer_options` out of those of a command."""
    return Wanted(given.pop("form"), given.pop("sort"), given.pop("limit"), given.pop("offset"))


def each(ledger: Ledger, ask: Ask[Row], wanted: Wanted, *, paged: bool) -> Iterator[Row]:
    """Yield the rows; where the answer is `paged`, a page at a time."""
    from according.ledger.asking import Slice

    left, after, offset = wanted.most, None, wanted.offset
    while left is None or left > 0:
        size = left if not paged else _AT_ONCE if left is None else min(left, _AT_ONCE)
        page = ask(ledger, Slice(limit=size, offset=offset, after=after))
        yield from page.items
        if page.next is None:
            return
        left = None if left is None else left - len(page.items)
        after, offset = page.next, 0
