"""Looking at feeds for as long as it takes: what comes is added, and what it changes is told."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import cast

import click
import msgspec

from according.api import add_taken, open_ledger
from according.cli.adding import Outcome
from according.cli.messages import Messages
from according.cli.progress import Progress
from according.errors import AccordingError
from according.exchange.terminal import safe
from according.intake import Failure, IntakeOptions, Taken
from according.intake.watch import Watcher
from according.intake.watchlist import load_watch_list
from according.ledger import Added, Ledger
from according.ledger.alerts import Alert, Rule, alerts
from according.ledger.feedstates import FeedStates
from according.ledger.upgrade import moment

_SHORTEST_SLEEP = 1.0
_WEBHOOK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Told:
    """What alerts are wanted, and where they go beside standard output."""

    rules: Collection[str]
    file: str | None = None
    webhook: str | None = None


def run_watch(where: str, feeds: str, options: IntakeOptions, told: Told, *, once: bool) -> int:
    """Watch the feeds listed in the file `feeds`; returns the exit code. Without `once` only Ctrl-C ends it."""
    watched = load_watch_list(feeds)
    _check_file(told.file)
    progress = Progress(shown=False)
    outcome = Outcome(Messages(progress), progress)
    options = replace(options, on_warning=lambda about, text: outcome.messages.warnings(about, [text]))
    with open_ledger(where) as ledger:
        watcher = Watcher(watched, FeedStates(ledger), options)
        if not once:
            count = len(watched.feeds)
            outcome.messages.say(f"watching {count} feed{'s' if count > 1 else ''} into {where}; Ctrl-C stops.")
        try:
            _rounds(watcher, {feed.url for feed in watched.feeds}, _Round(ledger, outcome, told), once)
        except KeyboardInterrupt:
            outcome.interrupted = True
    outcome.messages.rest()
    outcome.messages.say(f"{where}: {outcome.words()}")
    return outcome.exit_code


def _rounds(watcher: Watcher, urls: Collection[str], one: _Round, once: bool) -> None:
    while True:
        one.run(watcher, urls)
        if once:
            return
        time.sleep(max(watcher.wait(), _SHORTEST_SLEEP))


class _Round:
    """One look at the feeds that are due."""

    def __init__(self, ledger: Ledger, outcome: Outcome, told: Told) -> None:
        self._ledger, self._outcome, self._told = ledger, outcome, told

    def run(self, watcher: Watcher, urls: Collection[str]) -> None:
        since = moment()
        # One at a time: an entry counts as seen when the next is asked for, so this one has to be safe by then.
        for added in add_taken(self._ledger, self._news(watcher, urls), on_read=self._outcome.on_read, at_once=1):
            self._outcome.note(added)
            if isinstance(added, Added):
                self._say(added)
                if added.events and self._told.rules:
                    rules = cast(Collection[Rule], self._told.rules)
                    self._tell(alerts(self._ledger, added.events, since, rules))
            since = moment()

    def _news(self, watcher: Watcher, urls: Collection[str]) -> Iterator[Taken | Failure]:
        """What comes, but for feeds that could not be fetched: what is wrong with them is kept with the feed."""
        for item in watcher.poll():
            if isinstance(item, Failure) and item.source in urls:
                self._outcome.note(item)
            else:
                yield item

    def _say(self, added: Added) -> None:
        if added.status != "unchanged":
            self._outcome.messages.say(f"{added.status}: {added.report_id}")

    def _tell(self, found: list[Alert]) -> None:
        for alert in found:
            click.echo(safe(f"{alert.rule}: {alert.about} ({alert.event[:12]}): {alert.what}"))
            sys.stdout.flush()
            if self._told.file is not None:
                with open(self._told.file, "ab") as stream:
                    stream.write(msgspec.json.encode(alert) + b"\n")
            if self._told.webhook is not None:
                self._post(alert, self._told.webhook)

    def _post(self, alert: Alert, url: str) -> None:
        import httpx

        try:
            answer = httpx.post(
                url,
                content=msgspec.json.encode(alert),
                headers={"Content-Type": "application/json"},
                timeout=_WEBHOOK_SECONDS,
            )
            answer.raise_for_status()
        except httpx.HTTPError as error:
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            self._outcome.messages.warnings(
                url, [f"the alert could not be posted ({why}); it is above, and not tried again."]
            )


def _check_file(path: str | None) -> None:
    """Find out now, not at the first alert, whether the file can be written."""
    if path is None:
        return
    try:
        with open(path, "ab"):
            pass
    except OSError as error:
        raise AccordingError(
            f"cannot be written ({error.strerror}).", report=path, remedy="Name another --alert-file."
        ) from error
