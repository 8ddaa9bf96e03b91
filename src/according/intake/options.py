"""What a caller may ask of the intake, and what comes back where a report could not be taken in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from according.errors import AccordingError

DEFAULT_MAX_CHARS = 1_000_000
"""Longest report taken in unless told otherwise, in characters: about three long novels."""

_log = logging.getLogger("according.intake")


def log_warning(report: str, message: str) -> None:
    """Hand a warning about `report` to the logger ``according.intake``."""
    _log.warning("%s: %s", report, message)


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How addresses are fetched.

    `allow_private` lets addresses of the own machine and network be fetched: True, or the hosts that may. `max_bytes`
    counts after unpacking, `max_seconds` all redirects together. `contact` (an address for the servers' owners) is
    named in the User-Agent.
    """

    allow_private: bool | Collection[str] = False
    max_bytes: int = 32 * 1024 * 1024
    max_seconds: float = 30.0
    max_redirects: int = 5
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """How to take reports in; `published`, `publisher` and `title` stand in where a report names none.

    `published` is an ISO date. `force` takes a text that is not English. `max_chars` is the longest
    report taken, in characters. `on_warning` is called with a report's id and a message. `fetch` is for addresses.
    `keep_raw` keeps the bytes of each report in its `Taken`. `on_item` is called before each file or address with how
    many came before it and how many there are.
    """

    published: str | None = None
    publisher: str | None = None
    title: str | None = None
    force: bool = False
    max_chars: int = DEFAULT_MAX_CHARS
    on_warning: Callable[[str, str], None] = log_warning
    fetch: FetchOptions = field(default_factory=FetchOptions)
    keep_raw: bool = True
    on_item: Callable[[int, int], None] | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that could not be read: where it came from, and why.

    `origin` is the path (absolute) or address under which it was named, alone or with others: to be named again.
    """

    source: str
    error: AccordingError
    origin: str | None = None

    def __str__(self) -> str:
        """Where, what is wrong, and what to do, in one line."""
        return str(self.error)
