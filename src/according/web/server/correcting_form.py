"""The form in which a claim is corrected: its fields as text, and what of that text is a change.

A part (a party, a place, a number, a source) is a line: the words as they stand in the report, and after ``=`` what they stand
for, where that is known. A line that was left as it is keeps all that the claim knows of the part: coordinates, ids, spans.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from according.claims import Claim, Filler, Link, Place, Quantity
from according.errors import ReviewError
from according.exchange.wording import number_text, one_line

ONE = ("type", "mode", "certainty", "polarity", "realis")
MANY = ("actors", "recipients", "instruments", "locations", "quantities", "attribution")
_ROLES = ("in", "from", "to")
_KINDS = ("person", "organization", "state", "media", "anonymous", "document")
_ROLE = re.compile(r"(from|to|in)\s*:\s*(.+)", re.IGNORECASE | re.DOTALL)
_KIND = re.compile(rf"(.*?)\s*\(({'|'.join(_KINDS)})\)\s*", re.DOTALL)
_NUMBER = re.compile(
    r"(at least |at most )?(about )?(\d[\d,]*(?:\.\d+)?)(?:\s*(?:to|-|–)\s*(\d[\d,]*(?:\.\d+)?))?\s*(.*)", re.DOTALL
)


def form_fields(claim: Claim) -> dict[str, str]:
    """Return what the fields of the form hold for a claim, by name."""
    fact = claim.factuality
    fields = {
        "type": claim.type,
        "mode": claim.mode or "",
        "certainty": fact.certainty,
        "polarity": fact.polarity,
        "realis": fact.realis,
        "words": one_line(claim.text),
        "time_words": one_line(claim.time.text) if claim.time else "",
        "time_start": (claim.time.start or "") if claim.time else "",
        "time_end": (claim.time.end or "") if claim.time else "",
    }
    for name in MANY:
        fields[name] = "\n".join(_LINES[name](part) for part in getattr(claim, name))
    return fields


def changes_of(claim: Claim, text: str, sent: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form that was `sent` changes of a claim, as `ledger.correcting` takes it; fields not sent stay.

    `text` is the report's. Raises `ReviewError` for words that do not stand in the report, and for a line that says nothing.
    """
    before = form_fields(claim)
    changed = {name: value for name, value in sent.items() if _plain(value) != _plain(before.get(name, _plain(value)))}
    found: dict[str, Any] = {name: changed[name].strip() or None for name in ONE if name in changed}
    span = _span(claim, text, sent, changed)
    if span is not None and (span[0], span[1]) != claim.span:
        found["span"] = span
    if any(name in changed for name in ("time_words", "time_start", "time_end")):
        found["time"] = _time(claim, text, {**before, **sent})
    for name in MANY:
        if name in changed:
            found[name] = _parts(name, getattr(claim, name), changed[name], text)
    return found


def _plain(value: str) -> str:
    """A browser sends line ends as two characters, and blanks at an end mean nothing."""
    return "\n".join(line.strip() for line in value.replace("\r\n", "\n").strip().split("\n"))


def standing(words: str, text: str, near: int) -> list[int]:
    """Return start and end of the place nearest to `near` where `words` stand in `text`, whatever blanks lie between them.

    Raises `ReviewError` where they stand nowhere.
    """
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    places = [found.span() for found in pattern.finditer(text)] if words.strip() else []
    if not places:
        raise ReviewError(
            f"{one_line(words)!r} does not stand in the report.", remedy="Name words as they stand there."
        )
    start, end = min(places, key=lambda place: max(place[0] - near, near - place[1], 0))
    return [start, end]


def _span(claim: Claim, text: str, sent: Mapping[str, str], changed: Mapping[str, str]) -> list[int] | None:
    """The claim's own words: chosen in the text (`start`, `end`), or written into the form."""
    start, end = sent.get("start", "").strip(), sent.get("end", "").strip()
    if start.isdecimal() and end.isdecimal() and len(start) < 10 and len(end) < 10:
        chosen = [int(start), int(end)]
        if one_line(text[chosen[0] : chosen[1]]) == one_line(sent.get("words", "")):
            return chosen
    return standing(changed["words"], text, claim.trigger.span[0]) if "words" in changed else None


def _time(claim: Claim, text: str, fields: Mapping[str, str]) -> dict[str, Any] | None:
    words, start, end = (fields[name].strip() for name in ("time_words", "time_start", "time_end"))
    if not words:
        if start or end:
            raise ReviewError(
                "a time needs words of the report.", remedy="Name those that say when, or empty all three."
            )
        return None
    span = standing(words, text, claim.trigger.span[0])
    first, last = start or end, end or start
    same = claim.time is not None and (claim.time.start, claim.time.end) == (first or None, last or None)
    grain = claim.time.granularity if same and claim.time else "day"
    return {
        "text": text[span[0] : span[1]], "span": span, "start": first or None, "end": last or None, "granularity": grain,
    }  # fmt: skip


def _parts(name: str, there: Sequence[Any], lines: str, text: str) -> list[Any]:
    known = {_plain(_LINES[name](part)): part for part in there}
    found: list[Any] = []
    for line in filter(None, _plain(lines).split("\n")):
        kept = known.get(line)
        found.append(msgspec.to_builtins(kept) if kept is not None else _READ[name](line, there, text))
    return found


def _filler_line(part: Filler) -> str:
    return _with_name(part.text, part.name)


def _place_line(part: Place) -> str:
    return ("" if part.role == "in" else f"{part.role}: ") + _with_name(part.text, part.name)


def _source_line(part: Link) -> str:
    return f"{_with_name(part.source, part.name)} ({part.kind})"


def _quantity_line(part: Quantity) -> str:
    bound = {"min": "at least ", "max": "at most "}.get(part.bound or "", "")
    about = "about " if part.approximate else ""
    ends = (part.value,) if part.value is not None else (part.low, part.high)
    # Thousands are not parted here: a comma would be one more thing to get wrong.
    numbers = " to ".join(number_text(end).replace(",", "") for end in ends if end is not None)
    unit = "" if part.unit == "count" else part.unit
    said = " ".join(filter(None, (numbers, unit, one_line(part.of or ""))))
    return f"{one_line(part.text)} = {bound}{about}{said}"


def _with_name(words: str, name: str | None) -> str:
    words = one_line(words)
    return f"{words} = {one_line(name)}" if name and one_line(name) != words else words


def _read_filler(line: str, there: Sequence[Filler], text: str) -> dict[str, Any]:
    words, name = _two(line)
    return _renamed(words, name, there, "text", text)


def _read_place(line: str, there: Sequence[Place], text: str) -> dict[str, Any]:
    role = _ROLE.fullmatch(line)
    words, name = _two(role[2] if role else line)
    return _renamed(words, name, there, "text", text) | {"role": role[1].lower() if role else "in"}


def _read_source(line: str, there: Sequence[Link], text: str) -> dict[str, Any]:
    kind = _KIND.fullmatch(line)
    words, name = _two(kind[1] if kind else line)
    return _renamed(words, name, there, "source", text) | ({"kind": kind[2]} if kind else {})


def _read_quantity(line: str, there: Sequence[Quantity], text: str) -> dict[str, Any]:
    words, said = _two(line)
    number = _NUMBER.fullmatch(said or words)
    if number is None:
        raise ReviewError(
            f"{line!r} has no number.", remedy="Write the words of the report, =, and what they say: six = 6 people."
        )
    low = float(number[3].replace(",", ""))
    high = float(number[4].replace(",", "")) if number[4] else low
    bound = {"at least ": "min", "at most ": "max"}.get(number[1] or "")
    old = next((part for part in there if one_line(part.text) == words), None)
    of, unit = number[5].strip() or None, old.unit if old else "count"
    if unit != "count":
        of = (of or "").removeprefix(unit).strip() or None
    return {
        "text": words, "value": low if low == high else None, "low": None if bound == "max" else low,
        "high": None if bound == "min" else high, "approximate": number[2] is not None, "bound": bound, "unit": unit, "of": of,
        **({"span": list(old.span)} if old and old.text == words else {}),
    }  # fmt: skip


def _two(line: str) -> tuple[str, str | None]:
    words, _, name = (part.strip() for part in line.partition(" = "))
    if not words:
        raise ReviewError(
            f"{line!r} has no words of the report.", remedy="Write words as they stand there, = and a name."
        )
    return words, name or None


def _renamed(words: str, name: str | None, there: Sequence[Any], key: str, text: str) -> dict[str, Any]:
    """A part of the same words under another name stays where it stands; what it was known by goes."""
    old = next((part for part in there if one_line(getattr(part, key)) == words), None)
    if old is None:
        # Where in the report is left open where the words stand as they are: the place nearest to the trigger is taken.
        start, end = (0, len(words)) if words in text else standing(words, text, 0)
        return {key: words if words in text else text[start:end], "name": name}
    fields: dict[str, Any] = msgspec.to_builtins(old)
    if old.name != name:
        fields |= {"name": name, "entity": None}
        fields |= (
            dict.fromkeys(("lat", "lon", "country", "admin1", "precision", "radius_km")) if "lat" in fields else {}
        )
    return fields


_LINES: dict[str, Callable[[Any], str]] = {
    "actors": _filler_line, "recipients": _filler_line, "instruments": _filler_line, "locations": _place_line,
    "quantities": _quantity_line, "attribution": _source_line,
}  # fmt: skip
_READ: dict[str, Callable[[str, Sequence[Any], str], dict[str, Any]]] = {
    "actors": _read_filler, "recipients": _read_filler, "instruments": _read_filler, "locations": _read_place,
    "quantities": _read_quantity, "attribution": _read_source,
}  # fmt: skip
