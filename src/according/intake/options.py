"""What a caller may ask of the intake, and what comes back where a report could not be taken in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from according.errors import AccordingError

DEFAULT_MAX_CHARS = 1_000_000
"""Longest report taken in unless told otherwise, in characters: about three long novels."""

_log = logging.getLogger("according.intake")


def log_warning(report: str, message: str) -> None:
    """Hand a warning about `report` to the logger ``according.intake``."""
    _log.warning("%s: %s", report, message)


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """How to take reports in; `published`, `publisher` and `title` stand in where a report names none.

    `published` is an ISO date. `force` takes a text that is not English. `max_chars` is the longest
    report taken, in characters. `on_warning` is called with a report's id and a message.
    """

    published: str | None = None
    publisher: str | None = None
    title: str | None = None
    force: bool = False
    max_chars: int = DEFAULT_MAX_CHARS
    on_warning: Callable[[str, str], None] = log_warning


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that could not be read: where it came from, and why."""

    source: str
    error: AccordingError

    def __str__(self) -> str:
        """Where, what is wrong, and what to do, in one line."""
        return str(self.error)
