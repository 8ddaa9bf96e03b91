"""The fields of a claim put into words for people. The words are in ``knowledge/wording.yaml``."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from importlib.resources import files

import yaml

from according.claims import Claim, Filler, Link, Place, Quantity, TimeSpan

ARROW = "←"
"""Stands between a source and the one it relays: ``TASS ← Defence Ministry``."""


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, str]]:
    """Return the table of wordings, by field and value."""
    table: dict[str, dict[str, str]] = yaml.safe_load(
        files("according.knowledge").joinpath("wording.yaml").read_text("utf-8")
    )
    return table


def own_voice() -> str:
    """Return what stands for the source of a claim that the report makes itself."""
    return str(words()["own_voice"])


def one_line(text: str) -> str:
    """Return `text` with line ends and runs of blanks as one space each."""
    return " ".join(text.split())


def named(text: str, name: str | None) -> str:
    """Return the words used, with what they stand for where they do not say it: ``he (Ilya Maron)``."""
    shown = one_line(text)
    if not name or _content(name) <= _content(shown):
        return shown
    return f"{shown} ({name})"


def link_text(link: Link) -> str:
    """Return one source of a chain, with whom it stands for."""
    return named(link.source, link.name)


def chain(claim: Claim) -> str:
    """Return the sources, outermost first: ``TASS ← Defence Ministry``."""
    return f" {ARROW} ".join(map(link_text, claim.attribution)) or own_voice()


def origin(claim: Claim) -> str:
    """Return the name of the last source of the chain, or the words for the report's own voice."""
    if not claim.attribution:
        return own_voice()
    last = claim.attribution[-1]
    return last.name or one_line(last.source)


def how_sure(claim: Claim) -> str:
    """Return certainty, denial and reality in words: ``possible, might happen``."""
    table, fact = words(), claim.factuality
    said = (
        table["certainty"][fact.certainty],
        table["polarity"][fact.polarity],
        table["realis"][fact.realis] if fact.polarity == "positive" or fact.realis != "actual" else "",
    )
    return ", ".join(part for part in said if part)


def deed(claim: Claim) -> str:
    """Return who does what to whom in the report's words: ``air defences — shot down → 45 drones``."""
    actors, recipients = fillers(claim.actors), fillers(claim.recipients)
    before = f"{actors} — " if actors else ""
    after = f" → {recipients}" if recipients else ""
    return before + one_line(claim.trigger.text) + after


def fillers(items: list[Filler]) -> str:
    """Return the fillers of one role, with what they resolve to."""
    return ", ".join(named(item.text, item.name) for item in items)


def place_text(place: Place) -> str:
    """Return a place with its region, country and how precise it is: ``in Sivka (Kherson, UA)``."""
    role = "" if place.role == "in" else f"{words()['role'][place.role]} "
    around = [part for part in (place.admin1, place.country) if part and _content(part) != _content(place.text)]
    inside = f" ({', '.join(around)})" if around else ""
    grain = words()["precision"].get(place.precision or "", place.precision or "")
    return role + one_line(place.text) + inside + (f", {grain}" if grain and place.precision != "point" else "")


def time_text(time: TimeSpan) -> str:
    """Return the interval as people write dates, and the words of the report: ``25 Nov 2024 (on Monday)``."""
    if time.start is None and time.end is None:
        return f"{one_line(time.text)} (open)"
    start, end = _day(time.start), _day(time.end)
    dates = start if start == end else f"{start or '…'} to {end or '…'}"
    return f"{dates} ({one_line(time.text)})"


def quantity_text(quantity: Quantity) -> str:
    """Return a quantity with its bound, unit and what it counts: ``at least 3 workers``."""
    bound = words()["bound"].get(quantity.bound or "", "")
    about = "about" if quantity.approximate else ""
    if quantity.value is not None:
        number = number_text(quantity.value)
    elif quantity.low is not None and quantity.high is not None:
        number = f"{number_text(quantity.low)} to {number_text(quantity.high)}"
    else:
        known = quantity.low if quantity.low is not None else quantity.high
        number = number_text(known) if known is not None else one_line(quantity.text)
    unit = "" if quantity.unit == "count" else quantity.unit
    return " ".join(part for part in (bound, about, number, unit, one_line(quantity.of or "")) if part)


def number_text(value: float) -> str:
    """Return a number without a needless decimal point, thousands apart: ``12,000``."""
    return f"{int(value):,}" if value == int(value) and abs(value) < 1e15 else f"{value:,g}"


_WORD = re.compile(r"[^\W_]+")


def _day(date: str | None) -> str:
    if date is None:
        return ""
    try:
        day = datetime.date.fromisoformat(date)
    except ValueError:
        return date
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


# Not strftime: its month names follow the machine's language.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _content(text: str) -> set[str]:
    """The words of a name, case and plural aside."""
    return {word.removesuffix("s") for word in _WORD.findall(text.casefold())} - {"the", "a", "an"}
