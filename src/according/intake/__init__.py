"""Bytes and addresses to reports: files, pages, feeds, archives, JSON, folders, standard input, the web.

`open_reports` takes everything named and yields reports and failures in a fixed order, `open_taken` the same with all
that a ledger keeps of them; `take_text` takes a text that is already in memory. The network is touched only where a
source is an address (`according.intake.fetch`) and by `according.intake.watch`.
"""

from __future__ import annotations

from according.intake.dates import iso_date
from according.intake.options import DEFAULT_MAX_CHARS, Failure, FetchOptions, IntakeOptions
from according.intake.sources import STDIN, is_single, open_reports, open_taken
from according.intake.take import take_text
from according.intake.taken import Taken

__all__ = [
    "DEFAULT_MAX_CHARS",
    "STDIN",
    "Failure",
    "FetchOptions",
    "IntakeOptions",
    "Taken",
    "is_single",
    "iso_date",
    "open_reports",
    "open_taken",
    "take_text",
]
