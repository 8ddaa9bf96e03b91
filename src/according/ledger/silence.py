"""Sources that used to tell and no longer do: that nothing is told is not peace."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

SILENT_TIMES, LEAST_DAYS, LEAST_REPORTS = 5, 3, 5
"""A source is silent after so many times its usual gap, but not before so many days, and with so many days told at least."""


def silent(days: Mapping[str, Collection[date]], newest: date | None) -> dict[str, date]:
    """Return the sources that are silent as of `newest`, with their last day; `days` are those on which each told."""
    found: dict[str, date] = {}
    for source, own in sorted(days.items()):
        ordered = sorted(own)
        if len(ordered) < LEAST_REPORTS or newest is None:
            continue
        usual = median((b - a).days for a, b in pairwise(ordered))
        if newest - ordered[-1] > max(timedelta(days=LEAST_DAYS), SILENT_TIMES * timedelta(days=usual)):
            found[source] = ordered[-1]
    return found
