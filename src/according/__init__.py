"""Reads news reports about wars: what is said to have happened, according to whom, and how surely.

    import according

    reading = according.read("Moscow said its forces shot down nine drones.", published="2024-11-25")
    for claim in reading.claims:
        print(claim.type, claim.trigger.text, [link.source for link in claim.attribution])

The names in ``__all__`` are the public API. Spans are half-open, in Unicode code points of the report's text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from according.api import read, read_many
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
    EmptyReportError,
    GroundingError,
    IntakeError,
    LanguageError,
    ModelError,
    NotTextError,
    TooLargeError,
    UnreadableError,
)
from according.intake.options import Failure

if TYPE_CHECKING:
    from according.reading.reader import Reader

__version__ = "0.1.0"

__all__ = [
    "AccordingError",
    "AttributionLayer",
    "Claim",
    "EmptyReportError",
    "EntityMention",
    "Factuality",
    "Failure",
    "Filler",
    "GroundingError",
    "IntakeError",
    "LanguageError",
    "Layers",
    "Link",
    "ModelError",
    "NotTextError",
    "Place",
    "PlaceMention",
    "Quantity",
    "Reader",
    "Reading",
    "Report",
    "TimeMention",
    "TimeSpan",
    "TooLargeError",
    "Trigger",
    "UnreadableError",
    "__version__",
    "read",
    "read_many",
    "to_builtins",
]


def __getattr__(name: str) -> object:
    """Load `Reader` when it is asked for: the engine takes longer to import than all the rest."""
    if name == "Reader":
        from according.reading.reader import Reader

        return Reader
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
