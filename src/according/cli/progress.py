"""How far a long run has come, on standard error, for a person who waits."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_PATIENCE = 1.0
"""Seconds before anything is shown: what is done sooner needs no progress."""


class Progress:
    """A counter, with a bar where the end is known, that appears after a second, or never where `shown` is false."""

    def __init__(self, *, shown: bool) -> None:
        """Make a counter; nothing runs until it is entered."""
        self._bar: tuple[Bar, TaskID] | None = None
        self._lock = threading.Lock()
        self._text = "reading"
        self._done: tuple[int, int] | None = None
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
            if self._bar:
                self._bar[0].stop()
                self._bar = None

    def show(self, text: str) -> None:
        """Show `text` beside the bar."""
        self._text = text
        self._update()

    def reach(self, done: int, total: int) -> None:
        """Show how many files of how many are done; of one file nothing is known until its end."""
        self._done = (done, total) if total > 1 else None
        self._update()

    def above(self, line: str) -> None:
        """Print a line to standard error, above the counter."""
        with self._lock:
            if self._bar:
                self._bar[0].console.print(line, markup=False, highlight=False, soft_wrap=True)
            else:
                print(line, file=sys.stderr, flush=True)

    def _update(self) -> None:
        bar = self._bar
        if bar:
            done, total = self._done or (0, None)
            bar[0].update(bar[1], description=self._text, completed=done, total=total)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        with self._lock:
            if self._timer is None:
                return
            columns = (BarColumn(20), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
            bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._bar = (bar, bar.add_task(self._text, total=None))
            bar.start()
        self._update()
