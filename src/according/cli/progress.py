"""How far a long reading has come, on standard error, for a person who waits."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.status import Status

_PATIENCE = 1.0
"""Seconds before anything is shown: what is done sooner needs no progress."""


class Progress:
    """A counter that appears after a second, or never where `shown` is false."""

    def __init__(self, *, shown: bool) -> None:
        """Make a counter; nothing runs until it is entered."""
        self._status: Status | None = None
        self._lock = threading.Lock()
        self._text = "reading"
        self._timer = threading.Timer(_PATIENCE, self._start) if shown else None

    def __enter__(self) -> Progress:
        """Start waiting."""
        if self._timer:
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Take the counter away."""
        if self._timer:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            if self._status:
                self._status.stop()
                self._status = None

    def count(self, done: int, failed: int) -> None:
        """Show how many reports are read and how many failed."""
        self._text = f"{done} read" + (f", {failed} failed" if failed else "")
        status = self._status
        if status:
            status.update(self._text)

    def above(self, line: str) -> None:
        """Print a line to standard error, above the counter."""
        with self._lock:
            if self._status:
                self._status.console.print(line, markup=False, highlight=False, soft_wrap=True)
            else:
                print(line, file=sys.stderr, flush=True)

    def _start(self) -> None:
        from rich.console import Console

        with self._lock:
            if self._timer is None:
                return
            self._status = Console(stderr=True).status(self._text)
            self._status.start()
