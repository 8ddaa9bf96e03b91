"""Lines for standard error: one a fault, harmless for the terminal, and no warning a thousand times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from according.cli.progress import Progress
from according.exchange.terminal import safe

_REPEATS = 3
"""How often one warning is printed in full: a thousand reports without a date are one fact."""


class Messages:
    """Prints above the counter of how far things are."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._seen: Counter[str] = Counter()

    def error(self, text: str) -> None:
        """Print that something failed."""
        self.say(f"error: {text}")

    def warnings(self, report: str, texts: Iterable[str]) -> None:
        """Print warnings about a report, each text a few times at most; `rest` says how often more."""
        for text in texts:
            self._seen[text] += 1
            if self._seen[text] <= _REPEATS:
                self.say(f"warning: {report}: {text}")

    def rest(self) -> None:
        """Print how many more reports the warnings are about that were held back."""
        for text, count in self._seen.items():
            if count > _REPEATS:
                self.say(f"warning: {count - _REPEATS} more reports: {text}")
        self._seen.clear()

    def say(self, text: str) -> None:
        """Print one line."""
        self._progress.above(f"according: {safe(text)}")
