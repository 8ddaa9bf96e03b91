"""Time expressions of a text: TIMEX3 values and closed intervals of dates, by our own grammar."""

from according.reading.times.finder import find_times

__all__ = ["find_times"]
