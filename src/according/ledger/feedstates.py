"""What `watch` remembers of feeds, in the ledger itself: with the reports, so that neither is ahead of the other."""

from __future__ import annotations

import msgspec
from sqlalchemy import delete, insert, select

from according.intake.feedstate import FeedState
from according.ledger.schema import FEEDS
from according.ledger.store import Ledger
from according.ledger.upgrade import moment


class FeedStates:
    """The states of feeds in a ledger (`according.intake.feedstate.StateStore`)."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def load(self, url: str) -> FeedState | None:
        """Return the state of the feed at `url`, or None."""
        with self._ledger.read() as connection:
            state = connection.scalar(select(FEEDS.c.state).where(FEEDS.c.url == url))
        return msgspec.json.decode(state, type=FeedState) if state is not None else None

    def save(self, state: FeedState) -> None:
        """Keep `state` in the place of what was kept for its feed."""
        row = {"url": state.url, "state": msgspec.json.encode(state).decode(), "updated_at": moment()}
        with self._ledger.write() as connection:
            connection.execute(delete(FEEDS).where(FEEDS.c.url == state.url))
            connection.execute(insert(FEEDS).values(**row))
