"""What the filter form offers: its fields, their labels, and the values that there are to choose from."""

from __future__ import annotations

from typing import get_args

from according.claims import Certainty, Polarity, Realis
from according.events import Status
from according.knowledge.types import load_types

LABELS = {
    "text": 'Words (of the claim; a "phrase" in quotation marks)',
    "type": "Type",
    "mode": "Mode",
    "status": "Status of the event",
    "actor": "Who acts",
    "recipient": "On whom",
    "party": "Actor or recipient",
    "instrument": "With what",
    "said_by": "Said by",
    "side": "Side of who says it",
    "publisher": "Publisher",
    "place": "Place",
    "country": "Country (two letters)",
    "since": "From (day, month or year)",
    "until": "To (day, month or year)",
    "published_since": "Published from",
    "published_until": "Published to",
    "certainty": "How sure",
    "realis": "Has it happened",
    "polarity": "Asserted or denied",
    "report": "Report",
    "event": "Event",
    "reviewed": "Reviewed",
    "as_of": "Ledger as of",
    "box": "Box",
    "near": "Near",
    "quantity": "Number",
    "confidence": "Machine confidence",
    "independent": "Independent sources",
}
"""Every parameter that filters, as the page calls it."""
_ASSERTED = {"positive": "asserted", "negative": "denied"}


def choices() -> dict[str, list[tuple[str, str]]]:
    """Return the fields that are chosen from a list: each value with its words."""
    return {
        "type": [(kind, f"{entry.label} ({kind})") for kind, entry in load_types().items()],
        "status": [(value, value) for value in get_args(Status)],
        "certainty": [(value, value) for value in get_args(Certainty)],
        "realis": [(value, value) for value in get_args(Realis)],
        "polarity": [(value, _ASSERTED[value]) for value in get_args(Polarity)],
    }
