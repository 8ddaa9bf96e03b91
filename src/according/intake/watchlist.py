"""The list of feeds to watch, as somebody writes it in TOML.

[watch]
contact = "https://newsroom.example/bot"   # told to the servers; optional, like all of [watch]
per_host_delay = "2s"
allow_private = false                      # or the hosts of the own network that may be fetched
silent_after = "24h"

[[feed]]
url = "https://harbour.example/rss"
publisher = "Harbour Post"                 # optional
every = "15m"
full_text = true                           # fetch the page of each entry
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from according.errors import UnreadableError

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")
_LEAST_EVERY = 60.0
_REMEDY = 'Write [[feed]], and below it url = "https://...", every = "15m" and the like.'


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A feed to watch: how often it is looked at, in seconds, and whether the pages of its entries are fetched."""

    url: str
    publisher: str | None = None
    every: float = 900.0
    full_text: bool = False


@dataclass(frozen=True, slots=True)
class WatchList:
    """The feeds, and how to behave. Times are seconds; `allow_private` is that of `FetchOptions`."""

    feeds: tuple[FeedSource, ...]
    contact: str | None = None
    per_host_delay: float = 2.0
    allow_private: bool | frozenset[str] = False
    silent_after: float = 86400.0


class _Feed(msgspec.Struct, forbid_unknown_fields=True):
    url: str
    publisher: str | None = None
    every: str = "15m"
    full_text: bool = False


class _Watch(msgspec.Struct, forbid_unknown_fields=True):
    contact: str | None = None
    per_host_delay: str = "2s"
    allow_private: bool | list[str] = False
    silent_after: str = "24h"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    feed: list[_Feed] = []
    watch: _Watch = msgspec.field(default_factory=_Watch)


def load_watch_list(path: str | Path) -> WatchList:
    """Return the list in the TOML file at `path`. Raises `UnreadableError` that says what is wrong with it."""
    name = str(path)
    try:
        written = msgspec.convert(tomllib.loads(Path(path).read_text("utf-8-sig")), _File)
    except OSError as error:
        raise UnreadableError(
            f"cannot be opened ({error.strerror}).", report=name, remedy="Check the path and its permissions."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UnreadableError(f"is no list of feeds ({error}).", report=name, remedy=_REMEDY) from error
    if not written.feed:
        raise UnreadableError("names no feed.", report=name, remedy=_REMEDY)
    feeds = tuple(_source(feed, name) for feed in written.feed)
    twice = {feed.url for feed in feeds if sum(other.url == feed.url for other in feeds) > 1}
    if twice:
        raise UnreadableError(f"names {min(twice)} twice.", report=name, remedy="Take one of them out.")
    allowed = written.watch.allow_private
    return WatchList(
        feeds=feeds,
        contact=written.watch.contact,
        per_host_delay=seconds(written.watch.per_host_delay, name),
        allow_private=allowed if isinstance(allowed, bool) else frozenset(allowed),
        silent_after=seconds(written.watch.silent_after, name),
    )


def seconds(text: str, name: str) -> float:
    """Return the seconds in ``30s``, ``15m``, ``24h`` or ``7d``. Raises `UnreadableError`; `name` is the file's."""
    found = _DURATION.fullmatch(text.strip().casefold())
    if not found:
        raise UnreadableError(f"{text!r} is no time.", report=name, remedy='Write it as "30s", "15m", "24h" or "7d".')
    return float(found[1]) * _UNITS[found[2]]


def _source(feed: _Feed, name: str) -> FeedSource:
    if not feed.url.casefold().startswith(("http://", "https://")):
        raise UnreadableError(
            f"{feed.url!r} is no address of a feed.", report=name, remedy="Write http:// or https://."
        )
    every = seconds(feed.every, name)
    if every < _LEAST_EVERY:
        raise UnreadableError(
            f"{feed.url} would be fetched every {feed.every}.", report=name, remedy="Once a minute is the most."
        )
    return FeedSource(url=feed.url, publisher=feed.publisher, every=every, full_text=feed.full_text)
