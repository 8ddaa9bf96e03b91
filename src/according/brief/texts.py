"""Small wordings: days, moments, counts, sides, numbers as they were given."""

from __future__ import annotations

from functools import lru_cache

from according.claims import Claim, Place, Quantity
from according.events import EventPlace, EventTime, Tally
from according.exchange.harmless import visible
from according.exchange.ledger.shared import iso_day
from according.exchange.wording import number_text, one_line
from according.knowledge.exchanges import by_iso2
from according.knowledge.names import rows

# Not strftime: its names follow the machine's language.
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def shown(text: str) -> str:
    """Return `text` on one line, control characters and overrides of the writing direction as ``�``."""
    return visible(one_line(text))


def count(number: int, what: str, many: str | None = None) -> str:
    """Return ``1 report``, ``2 reports``, ``1,200 copies``."""
    return f"{number:,} {what if number == 1 else many or what + 's'}"


def listed(items: list[str], most: int = 6) -> str:
    """Return ``a, b and c``; what is over `most` is counted."""
    if len(items) > most:
        items = [*items[: most - 1], f"{len(items) - most + 1} others"]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def day_text(iso: str | None, weekday: bool = False) -> str:
    """Return ``Sunday 24 November 2024`` of an ISO date or moment; other texts as they are."""
    day = iso_day(iso)
    if day is None:
        return iso or ""
    return f"{WEEKDAYS[day.weekday()] + ' ' if weekday else ''}{day.day} {MONTHS[day.month - 1]} {day.year}"


def days_text(start: str | None, end: str | None) -> str:
    """Return ``24 November 2024``, ``10–11 June 2024``, ``until 3 May 2024``; empty where neither is known."""
    first, last = iso_day(start), iso_day(end)
    if first is None or last is None or first == last:
        known = day_text(start or end)
        return known if (start and end) or not known else f"{'from' if start else 'until'} {known}"
    if (first.day, first.month, last.day, last.month) == (1, 1, 31, 12):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if (
        first.day == 1
        and (first.year, first.month) == (last.year, last.month)
        and (last.toordinal() - first.toordinal()) > 26
    ):
        return f"{MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_text(end)}"
    left = day_text(start).removesuffix(f" {first.year}") if first.year == last.year else day_text(start)
    return f"{left} – {day_text(end)}"


def moment_text(iso: str | None) -> str:
    """Return ``11 June, 05:40 UTC`` of a moment, ``11 June`` of a day; empty where it is not known."""
    day = iso_day(iso)
    if day is None or iso is None:
        return iso or ""
    clock = f", {iso[11:16]} UTC" if len(iso) >= 16 and iso.endswith("Z") else ""
    return f"{day.day} {MONTHS[day.month - 1]}{clock}"


def when_text(time: EventTime | None) -> str:
    """Return the days of an event in words."""
    return (days_text(time.start, time.end) if time else "") or "day not said"


def side_name(side: str | None) -> str | None:
    """Return the name of a side, a state or a group: ``Russia``, ``Houthis``."""
    if side is None:
        return None
    country = by_iso2().get(side)
    if country is not None:
        return country.name
    group = side.removeprefix("group:")
    return _groups().get(group) or shown(group.replace("-", " ")).title()


def country_name(code: str | None) -> str:
    """Return the English name of an ISO 3166-1 alpha-2 code, else the code."""
    country = by_iso2().get(code or "")
    return country.name if country is not None else code or ""


@lru_cache(maxsize=1)
def _groups() -> dict[str, str]:
    return {row["id"]: row["name"] for row in rows("groups")}


def place_text(place: Place | EventPlace) -> str:
    """Return a place with its country: ``Chuhuyiv, Ukraine``."""
    country = country_name(place.country)
    name = shown(place.name or "")
    return f"{name}, {country}" if country and country.casefold() != name.casefold() else name


def tally_words(tally: Tally, quantity: Quantity | None, of: bool = True) -> str:
    """Return a number as the claimant gave it: ``at least 28 people``, ``between six and nine (6 to 9) people``.

    `quantity` is that of the claim, whose words are needed where a number is no whole one or none at all.
    """
    unit = "" if tally.unit == "count" else f" {shown(tally.unit)}"
    of_text = f" {shown(tally.of)}" if of and tally.of else ""
    if tally.value == 0 and not unit:
        return f"no{of_text}" if of_text and tally.of != "people" else "nobody"
    if tally.value == 1 and tally.of == "people" and of:
        of_text = " person"
    bound = {"min": "at least ", "max": "at most "}.get(tally.bound or "", "")
    about = "about " if tally.approximate else ""
    if tally.value is not None and (tally.value == int(tally.value) or unit):
        return f"{bound}{about}{number_text(tally.value)}{unit}{of_text}"
    said = shown(quantity.text) if quantity is not None else ""
    if tally.value is not None:
        return f"{said or about + number_text(tally.value)}{of_text}"
    ends = " to ".join(number_text(end) for end in (tally.low, tally.high) if end is not None)
    if said and any(c.isdigit() for c in said):
        return f"{said}{of_text}"
    return f"“{said}” ({ends}){unit}{of_text}" if said else f"{bound}{about}{ends}{unit}{of_text}"


def tally_mark(tally: Tally) -> str:
    """Return a number short, for a chart: ``≥ 28``, ``~200``, ``6–9``."""
    sign = {"min": "≥ ", "max": "≤ "}.get(tally.bound or "", "") + ("~" if tally.approximate else "")
    if tally.value is not None:
        return sign + number_text(tally.value)
    return sign + "–".join(number_text(end) for end in (tally.low, tally.high) if end is not None)


def quantity_of(tally: Tally, claims: list[Claim]) -> Quantity | None:
    """Return the quantity of a claim that a tally is made of."""
    ends = (tally.value, tally.low, tally.high)
    found = [q for c in claims for q in c.quantities if (q.value, q.low, q.high) == ends and q.unit == tally.unit]
    return min(found, key=lambda q: (q.of != tally.of, q.span), default=None)
