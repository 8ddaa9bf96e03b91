"""What an export is given, and what it tells of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from according.claims import Reading
from according.events import CopyGroup, Event

What = Literal["all", "claims", "events", "reports"]
WHATS: tuple[What, ...] = ("all", "claims", "events", "reports")

Review = dict[str, Any]
"""A decision of a reviewer as the ledger keeps it: an object of JSON, passed on as it is."""


@dataclass(frozen=True, slots=True)
class LedgerData:
    """The contents of a ledger, or of a part of it, as iterables that are each gone through once.

    `made_by` has the version of the package and the digests of model and tables (``according``, ``model``,
    ``tables``), with which an export is stamped.
    """

    readings: Iterable[Reading] = ()
    events: Iterable[Event] = ()
    copies: Iterable[CopyGroup] = ()
    reviews: Iterable[Review] = ()
    made_by: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Exported:
    """How many records were written, and how many had no place in the format, by the reason."""

    records: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
