"""Time expressions to TIMEX3 values and closed intervals of ISO dates."""

from __future__ import annotations

from according.reading.times.finder import find_times
from according.reading.times.since import since

__all__ = ["find_times", "since"]
