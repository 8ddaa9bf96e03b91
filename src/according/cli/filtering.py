"""The options that say what is asked for, the same for every command that asks a ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import click

from according.claims import Certainty, Polarity, Realis
from according.cli.options import Command
from according.events import Status

if TYPE_CHECKING:
    from according.ledger.asking.filters import Amount, Filter

_REVIEWED = ("accepted", "rejected", "corrected", "unreviewed")


def _numbers(count: int, example: str) -> Any:
    def take(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[float, ...] | None:
        if value is None:
            return None
        try:
            found = tuple(float(part) for part in value.split(","))
        except ValueError:
            found = ()
        if len(found) != count:
            raise click.BadParameter(f"{value!r} is not {count} numbers with commas between, such as {example}.")
        return found

    return take


def _quantity(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Amount | None:
    if value is None:
        return None
    from according.errors import FilterError
    from according.ledger.asking.filters import amount_of

    try:
        return amount_of(value)
    except FilterError as error:
        raise click.BadParameter(f"{error.message.rstrip('.')}: {(error.remedy or '').lower()}") from error


_MANY: dict[str, tuple[str, str]] = {
    "--type": ("TYPE", "Of this type (`according types` lists them)."),
    "--mode": ("MODE", "Of this mode of the type."),
    "--actor": ("NAME", "Who does it: a name, or an id such as state:RU."),
    "--recipient": ("NAME", "To whom, against whom or for whom."),
    "--party": ("NAME", "Actor or recipient."),
    "--instrument": ("NAME", "With what."),
    "--said-by": ("NAME", "Whose word it is: the origin, or the publisher where a report speaks for itself."),
    "--side": ("STATE", "State or group that the origin belongs to: a name, or a code such as RU."),
    "--publisher": ("NAME", "In whose reports."),
    "--place": ("NAME", "In this place, or in what lies in it."),
    "--country": ("CODE", "In this country, two letters."),
    "--report": ("ID", "Told by this report."),
    "--event": ("ID", "Of this event."),
}
_CHOICES = {
    "--certainty": (get_args(Certainty), "How surely the origin says it."),
    "--polarity": (get_args(Polarity), "negative: that it did not happen."),
    "--realis": (get_args(Realis), "Whether it has happened."),
    "--status": (get_args(Status), "Of the event."),
    "--reviewed": (_REVIEWED, "What reviewers said. [default: all but what was rejected]"),
}
_DAYS = {
    "--since": "Not over before this day (YYYY, YYYY-MM or YYYY-MM-DD); without a day of its own: not published before.",
    "--until": "Begun by this day.",
    "--published-since": "Published on this day or later.",
    "--published-until": "Published on this day or earlier.",
    "--as-of": "As the ledger was on this day (to its end) or at this moment, UTC.",
}


def _options() -> list[Any]:
    found: list[Any] = []
    for name, (metavar, what) in _MANY.items():
        found.append(click.option(name, metavar=metavar, multiple=True, help=what))
    for name, (values, what) in _CHOICES.items():
        found.append(click.option(name, type=click.Choice(values), multiple=True, help=what))
    for name, what in _DAYS.items():
        found.append(click.option(name, metavar="DAY", help=what))
    box, near = _numbers(4, "22,44,41,53"), _numbers(3, "50.45,30.52,25")
    found += [
        click.option("--box", metavar="W,S,E,N", callback=box, help="In this box of degrees."),
        click.option("--near", metavar="LAT,LON,KM", callback=near, help="Within so many kilometres of a point."),
        click.option(
            "--quantity", metavar="MEASURE:N..M", callback=_quantity,
            help="With a number of this measure that can lie between these: killed:5..20, killed, 100...",
        ),
        click.option("--confidence", metavar="N", type=click.FloatRange(0, 1), help="Read with at least this confidence."),
        click.option("--independent", metavar="N", type=click.IntRange(min=1), help="With so many independent sources."),
        click.option("--text", metavar="WORDS", help='With all these words, and "phrases" in quotation marks.'),
    ]  # fmt: skip
    return found


def filter_options(command: Command) -> Command:
    """Add the options that say what is asked for; `filter_of` makes a `Filter` of what they were given."""
    for option in reversed(_options()):
        command = option(command)
    return command


def filter_of(given: dict[str, Any]) -> Filter:
    """Return the filter of the values of `filter_options`; those of other options must have been taken out."""
    from according.ledger.asking.filters import Box, Filter, Near

    box, near, amount = given.pop("box"), given.pop("near"), given.pop("quantity")
    return Filter(
        box=Box(west=box[0], south=box[1], east=box[2], north=box[3]) if box else None,
        near=Near(lat=near[0], lon=near[1], km=near[2]) if near else None,
        amount=amount,
        **given,
    )
