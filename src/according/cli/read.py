"""``according read``: the main job."""

from __future__ import annotations

import click

from according.cli.options import gate_option, intake_options
from according.exchange.writers import FORMATS


@click.command()
@click.argument("sources", metavar="SOURCES...", nargs=-1, required=True)
@intake_options
@gate_option
@click.option("--format", "form", type=click.Choice([*FORMATS, "html"]), default="table", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--layers", is_flag=True, help="Add everything found in a report, used by a claim or not.")
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
    gate: bool,
    output: str | None,
) -> None:
    """Read reports and print their claims.

    SOURCES are files (.txt, .html, .jsonl, .json, .warc, .wacz, .rss, .atom, most also .gz), folders, addresses on the
    web (http://, https://), or - for standard input.
    """
    from according.cli.batch import run_batch
    from according.intake.options import IntakeOptions

    options = IntakeOptions(published=published, publisher=publisher, title=title, force=force, max_chars=max_chars)
    context.exit(run_batch(sources, options, form=form, layers=layers, output=output, gate=gate))
