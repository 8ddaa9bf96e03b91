"""``according read``: the main job."""

from __future__ import annotations

import click

from according.exchange.writers import FORMATS
from according.intake.dates import iso_date
from according.intake.options import DEFAULT_MAX_CHARS


def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Bring a day to ISO."""
    if value is None:
        return None
    day = iso_date(value)
    if day is None:
        raise click.BadParameter(f"{value!r} is no date, or could be two: write YYYY-MM-DD.")
    return day


@click.command()
@click.argument("sources", metavar="SOURCES...", nargs=-1, required=True)
@click.option("--published", metavar="DATE", callback=_day, help="Day of publication, where a report does not say.")
@click.option("--publisher", help="Who published it, where a report does not say.")
@click.option("--title", help="Its title, where a report does not say.")
@click.option("--format", "form", type=click.Choice([*FORMATS, "html"]), default="table", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--layers", is_flag=True, help="Add everything found in a report, used by a claim or not.")
@click.option("--force", is_flag=True, help="Read a text that is not English all the same.")
@click.option(
    "--max-chars",
    type=click.IntRange(min=1),
    default=DEFAULT_MAX_CHARS,
    show_default=True,
    help="Longest report taken, in characters.",
)
@click.option("--output", type=click.Path(dir_okay=False), help="Write to this file, when all is read.")
@click.pass_context
def read(
    context: click.Context,
    sources: tuple[str, ...],
    published: str | None,
    publisher: str | None,
    title: str | None,
    form: str,
    layers: bool,
    force: bool,
    max_chars: int,
    output: str | None,
) -> None:
    """Read reports and print their claims.

    SOURCES are files (.txt, .html, .jsonl, also .gz), folders, or - for standard input.
    """
    from according.cli.batch import run_batch
    from according.intake.options import IntakeOptions

    options = IntakeOptions(published=published, publisher=publisher, title=title, force=force, max_chars=max_chars)
    context.exit(run_batch(sources, options, form=form, layers=layers, output=output))
