"""The relevance gate before `read` and `add`: what it leaves out is counted, and said at the end."""

from __future__ import annotations

from according.claims import Report
from according.cli.messages import Messages
from according.language.gate import shared_gate


class Gating:
    """Tells which reports are to be read; `left_out` counts the others.

    Raises `ModelError` where the weights of the gate are missing or damaged.
    """

    def __init__(self) -> None:
        self._gate = shared_gate()
        self.left_out = 0

    def passes(self, report: Report) -> bool:
        """Whether a report is to be read."""
        if self._gate.passes(report.text, report.title):
            return True
        self.left_out += 1
        return False

    def say(self, messages: Messages) -> None:
        """Print how many were left out, if any."""
        if self.left_out:
            messages.say(f"{self.left_out} left out by the gate, as being about other things.")
