"""What has to be remembered of a feed between two looks at it, so that watching survives a restart."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Protocol

import msgspec

from according.errors import UnreadableError


class FeedState(msgspec.Struct, kw_only=True):
    """What is known of one feed. Times are ``YYYY-MM-DDTHH:MM:SSZ``."""

    url: str
    first_at: str
    """When it was first looked at."""
    polled_at: str | None = None
    next_at: str | None = None
    news_at: str | None = None
    """When it last had something new; at the first look the date of its newest entry, where that has one."""
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    """How often in a row it could not be fetched or read."""
    problem: str | None = None
    """What went wrong the last time."""
    moved_to: str | None = None
    """Where its address leads to for good."""
    silence_told: bool = False
    seen: dict[str, str] = msgspec.field(default_factory=dict)
    """Signature of each entry by its id: of those in the feed now, and some before them."""
    tries: dict[str, int] = msgspec.field(default_factory=dict)
    """How often the page of an entry could not be fetched."""


class StateStore(Protocol):
    """Where the states of feeds are kept."""

    def load(self, url: str) -> FeedState | None:
        """Return the state of the feed at `url`, or None."""

    def save(self, state: FeedState) -> None:
        """Keep `state` in the place of what was kept for its feed."""


class JsonStates:
    """The states of all feeds in one JSON file, which is replaced as a whole: a crash leaves the old or the new one."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._states: dict[str, FeedState] = {}
        if self._path.exists():
            try:
                self._states = msgspec.json.decode(self._path.read_bytes(), type=dict[str, FeedState])
            except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise UnreadableError(
                    f"is no file of states ({error}).",
                    report=str(path),
                    remedy="Remove it: all feeds are then read from the beginning.",
                ) from error

    def load(self, url: str) -> FeedState | None:
        """Return the state of the feed at `url`, or None."""
        return self._states.get(url)

    def save(self, state: FeedState) -> None:
        """Write `state`, and those of the other feeds, to the disk."""
        self._states[state.url] = state
        handle, temporary = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(msgspec.json.encode(self._states))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, self._path)
