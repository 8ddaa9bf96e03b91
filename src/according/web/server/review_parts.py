"""Reviews as the pages show them, and what the form of a correction offers to choose from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

from according.claims import Certainty, Realis
from according.exchange import wording
from according.knowledge.types import load_types
from according.ledger.reviews import KeptReview
from according.web.server.addresses import claim_address, event_address, report_address

_DONE = {
    "accept": "accepted", "reject": "rejected", "correct": "corrected", "note": "noted", "merge": "joined",
    "split": "parted",
}  # fmt: skip
_AGAINST = {"accept": ("reject",), "reject": ("accept", "correct"), "correct": ("reject",)}
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class ShownReview:
    """A review in words. `lines` say what it changes or notes."""

    id: int
    at: str
    author: str
    kind: str
    done: str
    about: str
    href: str | None
    lines: list[str]
    undone_at: str | None
    undone_by: str | None


def shown_review(one: KeptReview, about: str | None = None) -> ShownReview:
    """Return a review in words; `about` is the claim at hand, where the review itself no more says which."""
    ref = one.claim or about
    lines = [f"{name}: {_value(value)}" for name, value in one.changes.items()]
    lines += [f"Note: {one.note}"] * bool(one.note) + [f"Reason: {one.reason}"] * bool(one.reason)
    if one.other_report:
        lines.append(f"with “{wording.one_line(one.other_trigger or '')}” in {one.other_report}")
    # Of a review that was undone only the report is known.
    href = claim_address(ref) if ref else event_address(one.event) if one.event else None
    if href is None and one.report is not None:
        href = report_address(one.report)
    return ShownReview(
        id=one.id,
        at=one.at[:16].replace("T", " "),
        author=one.author,
        kind=one.kind,
        done=_DONE[one.kind],
        about=_about(one),
        href=href,
        lines=lines,
        undone_at=one.undone_at[:16].replace("T", " ") if one.undone_at else None,
        undone_by=one.undone_by,
    )


def against(one: KeptReview, others: Sequence[KeptReview]) -> list[KeptReview]:
    """Return the standing reviews among `others` that say otherwise than `one`."""
    return [
        other
        for other in others
        if other.id != one.id and other.undone_at is None and other.kind in _AGAINST.get(one.kind, ())
    ]


def form_choices() -> dict[str, Any]:
    """Return what a correction can choose from, by field: values with what they are called."""
    table, types = wording.words(), load_types()
    modes = {mode: meaning for entry in types.values() for mode, meaning in entry.modes.items()}
    return {
        "type": [(name, entry.label, entry.what) for name, entry in types.items()],
        "mode": [("", "none", ""), *((mode, mode, what) for mode, what in sorted(modes.items()))],
        "modes_of": {name: [*entry.modes] for name, entry in types.items()},
        "certainty": [(name, table["certainty"][name], "") for name in get_args(Certainty)],
        "polarity": [("positive", "asserted", ""), ("negative", table["polarity"]["negative"], "")],
        "realis": [(name, table["realis"][name], "") for name in get_args(Realis)],
    }


def _about(one: KeptReview) -> str:
    if one.event and not one.report:
        return f"event {one.event}"
    return f"“{wording.one_line(one.trigger or '')}” in {one.report}"


def _value(value: Any) -> str:
    """What a field was corrected to, without its offsets."""
    if isinstance(value, list):
        return ", ".join(_value(part) for part in value) or "none"
    if isinstance(value, dict):
        words = value.get("text") or value.get("source")
        said = value.get("name") or value.get("of")
        text = f"{words} ({said})" if words and said and said != words else str(words or json.dumps(value))
    else:
        text = "none" if value is None else str(value)
    text = wording.one_line(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
