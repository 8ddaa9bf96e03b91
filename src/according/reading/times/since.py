"""Intervals that begin or end at a time expression rather than being it."""

from __future__ import annotations

from datetime import date

from according.claims import TimeMention

Interval = tuple[str | None, str | None]


def since(mention: TimeMention, published: date | None, word: str = "since") -> Interval:
    """Return the interval of "since X" (also "from", "after"), "until X" or "by X" as ISO dates.

    An end that nothing tells is None. "since X" runs from X's start to the report's date; "until X"
    and "by X" from the report's date, where X lies after it, to X's end, else only the end is known.
    """
    today = published.isoformat() if published else None
    if word.lower() in ("until", "till", "by", "before"):
        opens = today if today and mention.end and today <= mention.end else None
        return opens, mention.end
    return mention.start, max(today, mention.end or today) if today else None
