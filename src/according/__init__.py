"""Reads news reports about wars: what is said to have happened, according to whom, and how surely.

    import according

    reading = according.read("Moscow said its forces shot down nine drones.", published="2024-11-25")
    for claim in reading.claims:
        print(claim.type, claim.trigger.text, [link.source for link in claim.attribution])

    with according.open_ledger("according.db") as ledger:
        ledger.add(reading)

The names in ``__all__`` are the public API. Spans are half-open, in Unicode code points of the report's text.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from according.claims import (
    AttributionLayer,
    Claim,
    EntityMention,
    Factuality,
    Filler,
    Layers,
    Link,
    Place,
    PlaceMention,
    Quantity,
    Reading,
    Report,
    TimeMention,
    TimeSpan,
    Trigger,
    to_builtins,
)
from according.errors import (
    AccordingError,
    DecisionError,
    EmptyReportError,
    ExchangeError,
    FetchError,
    FilterError,
    GroundingError,
    IntakeError,
    LanguageError,
    LedgerError,
    LedgerLockedError,
    ModelError,
    NotTextError,
    ReviewError,
    TooLargeError,
    UnreadableError,
)
from according.events import (
    Account,
    ChangedNumber,
    Claimant,
    ClaimRef,
    CopyGroup,
    CopyOf,
    Event,
    EventPlace,
    EventTime,
    Party,
    Tally,
)

if TYPE_CHECKING:
    from according.api import (
        add_many,
        open_ledger,
        read,
        read_many,
    )
    from according.intake.options import Failure
    from according.ledger import (
        Added,
        Failed,
        Finding,
        Ledger,
        LogEntry,
    )
    from according.reading.reader import Reader

__version__ = "0.1.0"

__all__ = [
    "AccordingError",
    "Account",
    "Added",
    "AttributionLayer",
    "ChangedNumber",
    "Claim",
    "ClaimRef",
    "Claimant",
    "CopyGroup",
    "CopyOf",
    "DecisionError",
    "EmptyReportError",
    "EntityMention",
    "Event",
    "EventPlace",
    "EventTime",
    "ExchangeError",
    "Factuality",
    "Failed",
    "Failure",
    "FetchError",
    "Filler",
    "FilterError",
    "Finding",
    "GroundingError",
    "IntakeError",
    "LanguageError",
    "Layers",
    "Ledger",
    "LedgerError",
    "LedgerLockedError",
    "Link",
    "LogEntry",
    "ModelError",
    "NotTextError",
    "Party",
    "Place",
    "PlaceMention",
    "Quantity",
    "Reader",
    "Reading",
    "Report",
    "ReviewError",
    "Tally",
    "TimeMention",
    "TimeSpan",
    "TooLargeError",
    "Trigger",
    "UnreadableError",
    "__version__",
    "add_many",
    "open_ledger",
    "read",
    "read_many",
    "to_builtins",
]

_LATER = {
    "according.api": ("add_many", "open_ledger", "read", "read_many"),
    "according.intake.options": ("Failure",),
    "according.ledger": ("Added", "Failed", "Finding", "Ledger", "LogEntry"),
    "according.reading.reader": ("Reader",),
}
"""What is loaded when it is asked for: the engine and the databases take longer to import than all the rest."""


def __getattr__(name: str) -> object:
    """Load one of the names that come later."""
    for module, names in _LATER.items():
        if name in names:
            return getattr(importlib.import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
