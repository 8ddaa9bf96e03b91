"""A question to the ledger: what claims, events and numbers are asked for."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import get_args

import msgspec

from according.claims import Certainty, ClaimType, Polarity, Realis
from according.errors import FilterError
from according.events import Status
from according.knowledge.gazetteer import Gazetteer
from according.knowledge.names import rows, split
from according.knowledge.tallies import measures
from according.knowledge.types import load_types
from according.ledger.folding import folded

Some = str | tuple[str, ...]
"""One value, or several of which any will do; an empty tuple asks for nothing in particular."""
REVIEWED = ("accepted", "rejected", "corrected", "unreviewed")
CHOICES = {
    "certainty": get_args(Certainty),
    "polarity": get_args(Polarity),
    "realis": get_args(Realis),
    "status": get_args(Status),
    "reviewed": REVIEWED,
}
"""Filters that have a few values to choose from."""
_AMOUNT = re.compile(
    r"(?:(?P<measure>[^\d:.]+):)?(?P<least>\d[\d_]*(?:\.\d+)?)?(?P<to>\.\.)?(?P<most>\d[\d_]*(?:\.\d+)?)?"
)
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


class Box(msgspec.Struct, kw_only=True, frozen=True):
    """A box of WGS84 degrees; where `west` is greater than `east` it crosses the 180th meridian."""

    west: float
    south: float
    east: float
    north: float


class Near(msgspec.Struct, kw_only=True, frozen=True):
    """All within `km` of a point, along the ground."""

    lat: float
    lon: float
    km: float


class Amount(msgspec.Struct, kw_only=True, frozen=True):
    """Numbers of one measure (any, if None) that can lie between `least` and `most`, both included."""

    measure: str | None = None
    least: float | None = None
    most: float | None = None


class Filter(msgspec.Struct, kw_only=True, frozen=True):
    """What is asked for: all fields must hold, of several values of one field any.

    Names are those of the tables ("Moscow", "Russian MoD"), entity ids (``state:RU``), or names as they stand in the
    ledger; case, accents and articles make no difference. Days are ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``. Of events
    it asks for those of which one current claim fits in all that is about claims.
    """

    type: Some = ()
    mode: Some = ()
    actor: Some = ()
    recipient: Some = ()
    instrument: Some = ()
    party: Some = ()
    """Actor or recipient."""
    said_by: Some = ()
    """The origin, or the publisher where a report speaks for itself."""
    side: Some = ()
    """The state or group that the origin belongs to."""
    publisher: Some = ()
    certainty: Some = ()
    polarity: Some = ()
    realis: Some = ()
    place: Some = ()
    country: Some = ()
    """ISO 3166-1 alpha-2."""
    box: Box | None = None
    near: Near | None = None
    since: str | None = None
    until: str | None = None
    """The time of the claim overlaps [since, until]; where it has none, the day of publication stands for it."""
    published_since: str | None = None
    published_until: str | None = None
    amount: Amount | None = None
    confidence: float | None = None
    """At least."""
    text: str | None = None
    """Words that all stand in the claim's text, and "phrases" in quotation marks."""
    report: Some = ()
    event: Some = ()
    status: Some = ()
    """Of the event."""
    independent: int | None = None
    """Independent sources of the event, at least."""
    reviewed: Some = ()
    """Any of `REVIEWED`; by default all but what was rejected."""
    as_of: str | None = None
    """A day (to its end) or moment, UTC: the ledger as it was then."""


def amount_of(text: str) -> Amount:
    """Take ``killed``, ``killed:5``, ``killed:5..9``, ``killed:5..``, ``..9`` apart. Raises `FilterError`."""
    text = text.strip()
    found = _AMOUNT.fullmatch(text if ":" in text or text[:1] in "0123456789." else f"{text}:")
    if found is None or not text:
        raise FilterError(
            f"{text!r} is no quantity.", remedy="Write killed, killed:5, killed:5.., killed:5..20 or ..20."
        )
    least, most = found["least"], found["most"]
    if not found["to"]:
        most = least if most is None else most
    return Amount(
        measure=found["measure"].strip().lower() if found["measure"] else None,
        least=float(least) if least else None,
        most=float(most) if most else None,
    )


def many(value: Some) -> tuple[str, ...]:
    """Return the values of a field as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value)


def checked(asked: Filter | None) -> Filter:
    """Return the filter with its types in capitals, days and moments written out.

    Raises `FilterError` where a value is none of those there are; `remedy` lists them.
    """
    f = asked or Filter()
    for name, known in CHOICES.items():
        _known(name, many(getattr(f, name)), known)
    types = tuple(kind.upper() for kind in many(f.type))
    _known("type", types, get_args(ClaimType))
    _modes(types, many(f.mode))
    if f.amount is not None and f.amount.measure is not None:
        _known("measure", (f.amount.measure,), tuple(measures()))
    _check_space(f)
    if f.confidence is not None and not 0 <= f.confidence <= 1:
        raise FilterError(f"the confidence {f.confidence} is no share.", remedy="Take a number from 0 to 1.")
    days = {
        name: _day(value, name, last=name.endswith("until"))
        for name in ("since", "until", "published_since", "published_until")
        if (value := getattr(f, name)) is not None
    }
    _in_order(days)
    return msgspec.structs.replace(
        f,
        type=types,
        country=tuple(_country(value) for value in many(f.country)),
        as_of=at(f.as_of) if f.as_of is not None else None,
        **days,
    )


def _country(value: str) -> str:
    """Return the code of a country that is given by its code or its name."""
    codes = _countries()
    code = codes.get(value.upper()) or codes.get(folded(value))
    if code is None:
        raise FilterError(f"{value!r} is no country.", remedy="Write its two letters, as UA, or its English name.")
    return code


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Codes of countries by themselves, by the names of their states, and by those of territories in the gazetteer."""
    named = {folded(name): row["iso2"] for row in rows("states") for name in (row["name"], *split(row["aliases"]))}
    return named | {code: code for code in (*named.values(), *Gazetteer().countries())}


def at(moment: str) -> str:
    """Return a day (to its end) or an ISO date-time (UTC where it has no zone) as the ledger writes moments."""
    try:
        if len(moment) <= 10:
            return f"{_day(moment, 'as_of', last=True)}T23:59:59.999999Z"
        read = datetime.fromisoformat(moment)
    except ValueError as error:
        raise FilterError(
            f"{moment!r} is no moment.", remedy="Write 2024-03-05 or 2024-03-05T12:00:00Z (UTC)."
        ) from error
    zoned = read if read.tzinfo is not None else read.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _day(value: str, name: str, *, last: bool) -> str:
    """Return the first or last day of a year, month or day."""
    found = _DAY.fullmatch(value.strip())
    try:
        if found is None:
            raise ValueError
        year, month, day = int(found[1]), int(found[2] or (12 if last else 1)), found[3]
        end = calendar.monthrange(year, month)[1] if last else 1
        return date(year, month, int(day) if day else end).isoformat()
    except ValueError as error:
        raise FilterError(f"{value!r} is no day ({name}).", remedy="Write 2024, 2024-03 or 2024-03-05.") from error


def _in_order(days: dict[str, str]) -> None:
    for first, last in (("since", "until"), ("published_since", "published_until")):
        if days.get(first, "") > days.get(last, "9999"):
            raise FilterError(f"{first} {days[first]} is after {last} {days[last]}.", remedy="Swap the two days.")


def _known(name: str, values: tuple[str, ...], known: tuple[str, ...]) -> None:
    unknown = [value for value in values if value not in known]
    if unknown:
        raise FilterError(f"there is no {name} {unknown[0]!r}.", remedy=f"There are: {', '.join(known)}.")


def _modes(types: tuple[str, ...], modes: tuple[str, ...]) -> None:
    table = load_types()
    known = dict.fromkeys(mode for kind in types or table for mode in table[kind].modes)
    if not known and modes:
        raise FilterError(f"{', '.join(types)} has no modes.", remedy="Leave the mode out.")
    _known("mode", modes, tuple(known))


def _check_space(f: Filter) -> None:
    if f.box is not None:
        box = f.box
        if not (-90 <= box.south <= box.north <= 90 and -180 <= box.west <= 180 and -180 <= box.east <= 180):
            raise FilterError(
                "the box is none.", remedy="Write west, south, east, north in degrees, e.g. 22,44,41,53 for Ukraine."
            )
    if f.near is not None:
        near = f.near
        if not (-90 <= near.lat <= 90 and -180 <= near.lon <= 180 and near.km > 0):
            raise FilterError(
                "there is no such point.", remedy="Write latitude, longitude and kilometres, e.g. 50.45,30.52,25."
            )
