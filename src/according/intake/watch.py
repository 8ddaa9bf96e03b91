"""Watching feeds: which one is due, what is new in it, and which have fallen silent."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from according.errors import EmptyReportError, FetchError, IntakeError, NotTextError, UnreadableError
from according.intake.addresses import Resolver, look_up
from according.intake.article import take_article
from according.intake.dates import iso_date, iso_moment
from according.intake.feed import Entry, Feed, parse_feed, take_entry
from according.intake.feedstate import FeedState, StateStore
from according.intake.fetch import Fetched, Fetcher
from according.intake.options import Failure, IntakeOptions
from according.intake.polite import Clock, HeldBackError, Polite, SystemClock
from according.intake.taken import Taken
from according.intake.watchlist import FeedSource, WatchList

_LONGEST_BACK_OFF = 86400.0
_LONGEST_RETRY = 7 * 86400.0
_TRIES = 3
"""How often the page of an entry is tried before the feed's own text has to do."""
_SEEN_BEFORE = 1000
"""Entries that are remembered after they have left the feed: some feeds bring old ones back."""
_SHORTEST_SLEEP = 1.0


@dataclass(frozen=True, slots=True)
class Silence:
    """A feed that has had nothing new since a moment (``YYYY-MM-DDTHH:MM:SSZ``), and what is wrong, if that is known."""

    url: str
    publisher: str | None
    since: str
    problem: str | None


class Watcher:
    """Looks at the feeds of a list when they are due, and yields what is new or changed in them.

    `store` remembers; `options` are for the reports (of its `fetch` the limits count, the rest is in the list); `clock`
    and `resolve` stand for time and the look-up of names. One watcher, one thread.
    """

    def __init__(
        self,
        watched: WatchList,
        store: StateStore,
        options: IntakeOptions | None = None,
        clock: Clock | None = None,
        resolve: Resolver = look_up,
    ) -> None:
        self._watched = watched
        self._store = store
        self._options = options or IntakeOptions()
        self._clock = clock or SystemClock()
        fetch = replace(self._options.fetch, allow_private=watched.allow_private, contact=watched.contact)
        fetcher = Fetcher(fetch, resolve=resolve, now=self._clock.now)
        self._web = Polite(fetcher, watched.per_host_delay, self._clock)

    def run(self) -> Iterator[Taken | Failure]:
        """Yield what comes, for ever: between two rounds it sleeps."""
        while True:
            yield from self.poll()
            self._clock.sleep(max(self.wait(), _SHORTEST_SLEEP))

    def poll(self) -> Iterator[Taken | Failure]:
        """Look once at each feed that is due, and yield what is new or changed in it, the oldest first.

        An entry counts as seen when the next one is asked for: what was being worked on in a crash comes again.
        """
        for source in self.due():
            yield from self._poll(source)

    def due(self) -> list[FeedSource]:
        """Return the feeds that should be looked at now, the longest overdue first."""
        now = self._clock.now()
        times = {source.url: self._next(source) for source in self._watched.feeds}
        late = [source for source in self._watched.feeds if times[source.url] <= now]
        return sorted(late, key=lambda source: times[source.url])

    def wait(self) -> float:
        """Return the seconds until the next feed is due, 0 where one is."""
        return max(0.0, min(self._next(source) for source in self._watched.feeds) - self._clock.now())

    def silent(self) -> list[Silence]:
        """Return the feeds that have had nothing new for longer than the list allows, in its order."""
        found = []
        for source in self._watched.feeds:
            state = self._store.load(source.url)
            if state is not None and self._is_silent(state):
                found.append(Silence(source.url, source.publisher, _since(state), state.problem))
        return found

    def _poll(self, source: FeedSource) -> Iterator[Taken | Failure]:
        now = _written(self._clock.now())
        state = self._store.load(source.url) or FeedState(url=source.url, first_at=now)
        state.polled_at = now
        try:
            fetched = self._web.get(source.url, state.etag, state.last_modified)
            feed = None if fetched.not_modified else parse_feed(fetched.body, source.url, fetched.url)
        except IntakeError as error:
            self._failed(source, state, error)
            yield Failure(source.url, error, source.url)
            return
        state.failures, state.problem = 0, None
        if fetched.moved_to and fetched.moved_to != state.moved_to:
            self._options.on_warning(source.url, f"it has moved for good: write {fetched.moved_to} in the list.")
        state.moved_to = fetched.moved_to
        brought = False
        try:
            for item in self._entries(source, state, feed, fetched) if feed is not None else ():
                brought = brought or isinstance(item, Taken)
                yield item
            state.next_at = _written(self._clock.now() + source.every)
        finally:
            self._close(source, state, brought)

    def _failed(self, source: FeedSource, state: FeedState, error: IntakeError) -> None:
        """Put the next look off, the further the more often it failed, and no less than the server asks."""
        back_off = min(source.every * 2**state.failures, max(_LONGEST_BACK_OFF, source.every))
        asked = error.retry_after if isinstance(error, FetchError) else None
        state.failures = min(state.failures + 1, 30)
        state.problem = error.message
        state.next_at = _written(self._clock.now() + max(back_off, min(asked or 0.0, _LONGEST_RETRY)))
        self._close(source, state)

    def _close(self, source: FeedSource, state: FeedState, brought: bool = False) -> None:
        # Old articles that have just been taken are news to whoever watches: silence is told when nothing follows.
        silent = self._is_silent(state) and not brought
        if silent and not state.silence_told:
            why = f" ({state.problem})" if state.problem else ""
            self._options.on_warning(source.url, f"silent: nothing new since {_since(state)}{why}.")
        state.silence_told = silent
        self._store.save(state)

    def _entries(self, source: FeedSource, state: FeedState, feed: Feed, fetched: Fetched) -> Iterator[Taken | Failure]:
        entries = {entry.id: entry for entry in reversed(feed.entries)}  # of two with one id the upper, newer one
        news_at = _newest(entries.values(), self._clock.now()) if not state.seen else None
        whole = True
        for entry in entries.values():
            if state.seen.get(entry.id) == entry.signature:
                continue
            tried = state.tries.get(entry.id, 0)
            item = self._take(source, entry, tried, feed.damaged)
            if isinstance(item, Taken):
                item.fetched_at = item.fetched_at or fetched.fetched_at
            if item is not None:
                yield item
            if item is None or isinstance(item, _AgainFailure):
                whole = False
                state.tries[entry.id] = tried + (item is not None)
                continue
            state.tries.pop(entry.id, None)
            state.seen.pop(entry.id, None)
            state.seen[entry.id] = entry.signature
            state.news_at = news_at or _written(self._clock.now())
        _forget(state, entries)
        # What is still missing would not come again if the server were told that this version is known.
        state.etag, state.last_modified = (fetched.etag, fetched.last_modified) if whole else (None, None)

    def _take(self, source: FeedSource, entry: Entry, tried: int, damaged: str | None) -> Taken | Failure | None:
        """Return what is to be had of `entry`, or None where its server wants to be left alone for a while."""
        note = None
        try:
            if source.full_text and entry.url:
                try:
                    page = self._web.get(entry.url)
                    return take_article(entry, page, self._options, source.publisher)
                except HeldBackError:
                    return None
                except FetchError as error:
                    if error.passing and tried + 1 < _TRIES:
                        error.remedy = "It is tried again at the next look at the feed."
                        return _AgainFailure(entry.id, error, source.url)
                    note = error.message
                except (EmptyReportError, NotTextError, UnreadableError) as error:
                    note = error.message
            named = replace(entry, publisher=source.publisher or entry.publisher)
            taken = take_entry(named, self._options, damaged=damaged)
        except IntakeError as error:
            error.report = error.report or entry.id
            if note:
                error.message += f" Its page: {note}"
            return Failure(entry.id, error, source.url)
        if note:
            taken.warnings.append(f"read from the feed, not from its page: {note}")
        return taken

    def _next(self, source: FeedSource) -> float:
        state = self._store.load(source.url)
        return _read(state.next_at) if state is not None and state.next_at else 0.0

    def _is_silent(self, state: FeedState) -> bool:
        return self._clock.now() - _read(_since(state)) > self._watched.silent_after


class _AgainFailure(Failure):
    """The page of an entry that is tried once more."""


def _newest(entries: Iterable[Entry], now: float) -> str | None:
    """Return the moment of the newest of `entries` that is dated, but not one that has yet to come."""
    dates = (entry.published or entry.changed for entry in entries)
    moments = [iso_moment(date) or f"{day}T00:00:00Z" for date in dates if (day := iso_date(date)) or iso_moment(date)]
    return min(max(moments), _written(now)) if moments else None


def _forget(state: FeedState, entries: dict[str, Entry]) -> None:
    """Keep what the feed has now, and not all that it ever had."""
    before = [entry_id for entry_id in state.seen if entry_id not in entries]
    for entry_id in before[:-_SEEN_BEFORE]:
        del state.seen[entry_id]
    state.tries = {entry_id: count for entry_id, count in state.tries.items() if entry_id in entries}


def _since(state: FeedState) -> str:
    return state.news_at or state.first_at


def _written(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(moment: str) -> float:
    return datetime.datetime.fromisoformat(moment).timestamp()
