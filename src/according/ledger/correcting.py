"""A claim as a reviewer corrects it: its fields, and its words as they stand in the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from according.claims import Claim, Span, TimeSpan
from according.errors import ReviewError
from according.knowledge.types import load_types
from according.ledger.grounding import faults

FACTS = ("certainty", "polarity", "realis")
PARTS = ("actors", "recipients", "instruments", "locations", "quantities", "attribution")
FIELDS = ("type", "mode", "span", "time", *FACTS, *PARTS)
"""What can be corrected; the trigger cannot, for a review is anchored by it."""


def corrected(claim: Claim, changes: Iterable[Mapping[str, Any]]) -> Claim:
    """Return a claim with changes made to it, one after the other; `claim` stays as it is."""
    for change in changes:
        claim = _changed(claim, change)
    return claim


def resolved(claim: Claim, change: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return a change with all that it leaves open filled in from the report's `text`, and checked.

    `span` (code points) brings the quoted text with it; a part (an actor, a place ...) without a span gets that of its `text`
    nearest to the trigger. Raises `ReviewError` for a field that cannot be corrected, a value it cannot have, or words that
    do not stand in the report.
    """
    unknown = [name for name in change if name not in FIELDS]
    if unknown or not change:
        named = repr(unknown[0]) if unknown else "nothing"
        raise ReviewError(f"{named} cannot be corrected.", remedy=f"Correct any of: {', '.join(FIELDS)}.")
    found = dict(change)
    near = claim.trigger.span[0]
    for name in PARTS:
        if name in found:
            found[name] = [
                _placed(part, "source" if name == "attribution" else "text", text, near) for part in found[name]
            ]
    if found.get("time") is not None:
        found["time"] = _placed(found["time"], "text", text, near)
    _check(claim, found, text)
    return found


def _check(claim: Claim, change: Mapping[str, Any], text: str) -> None:
    try:
        after = _changed(claim, change, text)
    except msgspec.ValidationError as error:
        raise ReviewError(
            f"the correction has a value that it cannot have: {error}.", remedy="See docs/claims.md."
        ) from error
    for fault in faults(after, text):
        raise ReviewError(f"{fault}.", remedy="Name words as they stand in the report, or their span.")
    modes = load_types()[after.type].modes
    if "mode" in change and after.mode is not None and after.mode not in modes:
        there = ", ".join(modes) or "none"
        raise ReviewError(f"{after.type} has no mode {after.mode!r}.", remedy=f"Its modes: {there}.")
    if after.time is not None and "time" in change:
        _check_days(after.time)
    start, end = after.span
    if not start <= after.trigger.span[0] < after.trigger.span[1] <= end:
        raise ReviewError("the span does not hold the claim's trigger.", remedy=f"It stands at {after.trigger.span}.")


def _check_days(time: TimeSpan) -> None:
    try:
        days = [date.fromisoformat(day) for day in (time.start, time.end) if day is not None]
    except ValueError as error:
        raise ReviewError(f"the time has a day that is none: {error}.", remedy="Write days as 2024-03-05.") from error
    if days != sorted(days):
        raise ReviewError(f"the time ends ({time.end}) before it begins ({time.start}).", remedy="Swap the two days.")


def _changed(claim: Claim, change: Mapping[str, Any], text: str | None = None) -> Claim:
    fields = msgspec.to_builtins(claim)
    for name, value in change.items():
        if name in FACTS:
            fields["factuality"][name] = value
        elif name == "span":
            fields["span"] = value["span"] if isinstance(value, Mapping) else value
            fields["text"] = value["text"] if isinstance(value, Mapping) else _quoted(value, text)
        else:
            fields[name] = value
    if "type" in change and "mode" not in change and change["type"] in load_types():
        fields["mode"] = fields["mode"] if fields["mode"] in load_types()[change["type"]].modes else None
    return msgspec.convert(fields, Claim)


def _quoted(span: Span, text: str | None) -> str:
    assert text is not None, "a span was kept without its text"
    return text[span[0] : span[1]]


def with_text(change: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return a change that can be made without the report at hand."""
    span = change.get("span")
    if span is None or isinstance(span, Mapping):
        return dict(change)
    return {**change, "span": {"span": list(span), "text": text[span[0] : span[1]]}}


def _placed(part: Any, words: str, text: str, near: int) -> Any:
    """Return a part with its span."""
    if not isinstance(part, Mapping) or "span" in part or not isinstance(part.get(words), str) or not part[words]:
        return part
    quoted = part[words]
    places = []
    at = text.find(quoted)
    while at >= 0:
        places.append(at)
        at = text.find(quoted, at + 1)
    if not places:
        raise ReviewError(f"{quoted!r} does not stand in the report.", remedy="Name words as they stand there.")
    start = min(places, key=lambda place: abs(place - near))
    return {**part, "span": [start, start + len(quoted)]}
