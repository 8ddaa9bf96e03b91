"""Sides put into words: a state by its name, a group by the words of its id."""

from __future__ import annotations

from according.knowledge.exchanges import by_iso2


def side_name(side: str | None) -> str:
    """Return what a side is called: ``Russia`` for ``RU``, ``Hayat Tahrir Al Sham`` for a group without a state."""
    country = by_iso2().get(side or "")
    return country.name if country is not None else (side or "").removeprefix("group:").replace("-", " ").title()
