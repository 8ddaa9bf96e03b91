"""Bulletins: a day above a list is the day of what the list tells."""

from __future__ import annotations

from reports import needs_model

import according

pytestmark = needs_model

BULLETIN = """Strikes continue against the Northern Front
On March 3, coalition forces conducted nine strikes against the Northern Front.
Norland
- Near Velsk, two strikes destroyed a depot and a bridge.
- Near Sarn, six strikes destroyed four vehicles.
- Near Nareb, one strike damaged a supply route.
"""


def days(text: str) -> dict[str, str | None]:
    reading = according.read(text, published="2025-03-04")
    assert isinstance(reading, according.Reading)
    return {c.text: c.time and c.time.start for c in reading.claims}


def test_items_have_the_day_of_the_paragraph_above_them() -> None:
    found = days(BULLETIN)
    assert {day for text, day in found.items() if "continue" not in text} == {"2025-03-03"}
    assert len(found) > 6


def test_two_days_above_date_nothing() -> None:
    found = days(BULLETIN.replace("On March 3,", "On March 2 and on March 3,"))
    assert any(day is None for text, day in found.items() if "Velsk" in text or "depot" in text)


def test_two_items_are_no_list() -> None:
    text = BULLETIN.replace("- Near Nareb, one strike damaged a supply route.\n", "")
    assert any(day is None for text, day in days(text).items() if "depot" in text)
