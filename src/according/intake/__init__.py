"""Bytes and addresses to reports: files, pages, JSON lines, folders, standard input.

`open_reports` takes everything named and yields reports and failures in a fixed order; `take_text` takes
a text that is already in memory. Nothing here touches the network.
"""

from __future__ import annotations

from according.intake.dates import iso_date
from according.intake.options import DEFAULT_MAX_CHARS, Failure, IntakeOptions
from according.intake.sources import STDIN, is_single, open_reports
from according.intake.take import take_text

__all__ = [
    "DEFAULT_MAX_CHARS",
    "STDIN",
    "Failure",
    "IntakeOptions",
    "is_single",
    "iso_date",
    "open_reports",
    "take_text",
]
