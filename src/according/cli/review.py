"""``according review``: what people decide about claims and events."""

from __future__ import annotations

import getpass
import json
from typing import TYPE_CHECKING, Any

import click

from according.cli.options import Command, ledger_option

if TYPE_CHECKING:
    from according.ledger.reviews import KeptReview, Review, Reviewed


def _author(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    if value:
        return value
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise click.BadParameter("say who decides.") from error


_author_option = click.option(
    "--author", envvar="ACCORDING_AUTHOR", show_envvar=True, callback=_author, help="Who decides. [default: you]"
)


def _decision_options(command: Command) -> Command:
    for option in (click.option("--reason", help="Why."), _author_option, ledger_option):
        command = option(command)
    return command


@click.group()
def review() -> None:
    """Accept, reject and correct claims, join and part events.

    Every review has an author, a time and perhaps a reason, survives reading with a newer model, and can be undone.
    A claim is named REPORT/CLAIM, as `according claims` shows it.
    """


@review.command()
@click.argument("claims", metavar="CLAIM...", nargs=-1, required=True)
@_decision_options
def accept(claims: tuple[str, ...], **common: str) -> None:
    """Say that a claim was read rightly."""
    _each("accept", claims, common)


@review.command()
@click.argument("claims", metavar="CLAIM...", nargs=-1, required=True)
@_decision_options
def reject(claims: tuple[str, ...], **common: str) -> None:
    """Say that a claim is none: it leaves its event, and is shown only where it is asked for."""
    _each("reject", claims, common)


@review.command()
@click.argument("claim", metavar="CLAIM")
@click.option(
    "--set", "changes", metavar="FIELD=VALUE", multiple=True, required=True,
    help="A field (type, mode, certainty, actors ...) and what it should be: a word, or JSON.",
)  # fmt: skip
@_decision_options
def correct(claim: str, changes: tuple[str, ...], **common: str) -> None:
    """Correct fields of a claim.

    For example --set type=ASSAULT --set mode=strike, or --set 'actors=[{"text": "the army", "name": "Malian Army"}]'.
    The words of a party, place or number must stand in the report.
    """
    _each("correct", [claim], common, changes=dict(map(_change, changes)))


@review.command()
@click.argument("one", metavar="ONE")
@click.argument("other", metavar="OTHER")
@_decision_options
def merge(one: str, other: str, **common: str) -> None:
    """Say that two claims, or two events, are one happening."""
    _pair("merge", one, other, common)


@review.command()
@click.argument("one", metavar="CLAIM")
@click.argument("other", metavar="[OTHER]", required=False)
@_decision_options
def split(one: str, other: str | None, **common: str) -> None:
    """Say that two claims are not one happening; without OTHER, that CLAIM belongs with none of its event."""
    _pair("split", one, other, common)


@review.command()
@click.argument("about", metavar="CLAIM|EVENT")
@click.argument("text", metavar="TEXT")
@_decision_options
def note(about: str, text: str, **common: str) -> None:
    """Write a note on a claim or an event."""
    _decide({"kind": "note", "note": text, ("claim" if "/" in about else "event"): about}, common)


@review.command()
@click.argument("number", metavar="NUMBER", type=int)
@_author_option
@ledger_option
def undo(number: int, author: str, ledger: str) -> None:
    """Take a review back, by its number; it stays in the list."""
    from according.api import open_ledger
    from according.ledger import reviews

    with open_ledger(ledger, create=False) as opened:
        _say(reviews.undo(opened, number, author), "undone")


@review.command("list")
@click.option("--claim", metavar="CLAIM", help="Of this claim.")
@click.option("--event", metavar="ID", help="Of this event and its claims.")
@click.option("--adrift", is_flag=True, help="Those that find no claim any more where theirs stood.")
@click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table", show_default=True)
@ledger_option
def list_(claim: str | None, event: str | None, adrift: bool, form: str, ledger: str) -> None:
    """List reviews, undone ones too."""
    from according.api import open_ledger
    from according.cli.plainly import write_plainly
    from according.ledger import reviews

    with open_ledger(ledger, create=False, readonly=True) as opened:
        found = reviews.adrift(opened) if adrift else reviews.history(opened, claim, event)
    write_plainly(found, form, _line, "No review.")


def _each(kind: str, claims: tuple[str, ...] | list[str], common: dict[str, str], **fields: Any) -> None:
    for claim in claims:
        _decide({"kind": kind, "claim": claim, **fields}, common)


def _pair(kind: str, one: str, other: str | None, common: dict[str, str]) -> None:
    if "/" in one:
        _decide({"kind": kind, "claim": one, "other": other}, common)
    elif kind == "merge":
        _decide({"kind": kind, "event": one, "other_event": other}, common)
    else:
        raise click.UsageError("name the claim that does not belong there: REPORT/CLAIM.")


def _decide(fields: dict[str, Any], common: dict[str, str]) -> None:
    import msgspec

    from according.api import open_ledger
    from according.ledger.reviews import Review
    from according.ledger.reviews import review as decide

    decision: Review = msgspec.convert({**fields, "author": common["author"], "reason": common["reason"]}, Review)
    with open_ledger(common["ledger"], create=False) as opened:
        _say(decide(opened, decision), decision.kind)


def _say(done: Reviewed, what: str) -> None:
    from according.exchange.terminal import safe

    for warning in done.warnings:
        click.echo(safe(f"according: warning: {warning}"), err=True)
    changed = f"; changed: {', '.join(done.events)}" if done.events else ""
    click.echo(f"review {done.id}: {what}{changed}")


def _change(written: str) -> tuple[str, Any]:
    name, equals, value = written.partition("=")
    if not equals or not name.strip():
        raise click.BadParameter(f"{written!r} has no field and value: write FIELD=VALUE.", param_hint="--set")
    try:
        return name.strip(), json.loads(value)
    except ValueError:
        return name.strip(), value


def _line(one: KeptReview) -> list[str]:
    about = one.claim or one.event or (f"{one.report} “{one.trigger}”" if one.report else "")
    other = f" and {one.other_report} “{one.other_trigger}”" if one.other_report else ""
    changes = f" {json.dumps(one.changes, ensure_ascii=False)}" if one.changes else ""
    undone = f"  (undone {one.undone_at[:16]} by {one.undone_by})" if one.undone_at else ""
    said = [f"    {text}" for text in (one.note, one.reason) if text]
    return [f"{one.id}  {one.at[:16]}  {one.author}  {one.kind} {about}{other}{changes}{undone}", *said]
