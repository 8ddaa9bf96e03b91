"""``according add``: reports into a ledger."""

from __future__ import annotations

import click

from according.cli.options import gate_option, intake_options, ledger_option


@click.command()
@click.argument("sources", metavar="SOURCES...", nargs=-1)
@ledger_option
@click.option("--retry-failed", is_flag=True, help="Try again what could not be taken in before.")
@intake_options
@gate_option
@click.option("--no-originals", is_flag=True, help="Keep the texts only, not the bytes that they were drawn from.")
@click.option("--allow-private", is_flag=True, help="Fetch addresses of this machine and its network, too.")
@click.pass_context
def add(
    context: click.Context,
    sources: tuple[str, ...],
    ledger: str,
    retry_failed: bool,
    published: str | None,
    publisher: str | None,
    title: str | None,
    force: bool,
    max_chars: int,
    gate: bool,
    no_originals: bool,
    allow_private: bool,
) -> None:
    """Read reports and add them to a ledger.

    SOURCES are files (.txt, .html, .jsonl, .json, .warc, .wacz, .rss, .atom, most also .gz), folders, addresses on the
    web (http://, https://), or - for standard input. The ledger is made where it is not there. Adding the same twice
    changes nothing; a new version of a known page is kept beside the old one.
    """
    from according.cli.adding import run_add
    from according.intake.options import FetchOptions, IntakeOptions

    if not sources and not retry_failed:
        raise click.UsageError("name what to add: files, folders, addresses, or - for standard input.")
    options = IntakeOptions(
        published=published,
        publisher=publisher,
        title=title,
        force=force,
        max_chars=max_chars,
        keep_raw=not no_originals,
        fetch=FetchOptions(allow_private=allow_private),
    )
    context.exit(run_add(ledger, sources, options, retry=retry_failed, gate=gate))
