"""``according bulk``: an archive to Parquet."""

from __future__ import annotations

import click

from according.cli.options import day
from according.intake.options import DEFAULT_MAX_CHARS


@click.command()
@click.argument("source", metavar="INPUT")
@click.option("--out", metavar="DIR", required=True, help="The folder for the results.")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True)
@click.option("--cores", type=click.IntRange(min=1), help="Processes of the local engine. [default: all cores]")
@click.option(
    "--driver-claims",
    type=click.IntRange(min=0),
    help="Most claims that Spark's driver fuses by itself. [default: 500000]",
)
@click.option(
    "--gate/--no-gate", default=True, show_default=True, help="Leave out reports that are about other things."
)
@click.option("--published", metavar="DATE", callback=day, help="Day of publication, where a report does not say.")
@click.option("--publisher", help="Who published it, where a report does not say.")
@click.option("--force", is_flag=True, help="Read a text that is not English all the same.")
@click.option(
    "--max-chars",
    type=click.IntRange(min=1),
    default=DEFAULT_MAX_CHARS,
    show_default=True,
    help="Longest report taken, in characters.",
)
@click.pass_context
def bulk(
    context: click.Context,
    source: str,
    out: str,
    engine: str,
    cores: int | None,
    driver_claims: int | None,
    gate: bool,
    published: str | None,
    publisher: str | None,
    force: bool,
    max_chars: int,
) -> None:
    """Read an archive on all cores, or on Spark, and write claims, reports and events as Parquet, by day.

    INPUT is a file or folder, here or at an address of fsspec (s3://, gs://, memory://), with .warc.gz (as Common Crawl's
    CC-NEWS), .parquet, .jsonl, or what `according read` takes. The same command again goes on where it was.
    """
    from according.bulk import Settings
    from according.cli.bulking import run_bulk

    settings = Settings(
        input=source, out=out, gate=gate, published=published, publisher=publisher, force=force, max_chars=max_chars
    )
    context.exit(run_bulk(settings, engine, cores, driver_claims))
