"""What fusion works on: a claim with the report that tells it, and what people have decided."""

from __future__ import annotations

import msgspec

from according.claims import Claim, Part, Report


class Told(Part, kw_only=True):
    """A claim as one report tells it. `report.text` may be empty: spans were checked when it was read."""

    report: Report
    claim: Claim
    copy_of: str | None = None
    """The report from which the passage was taken."""

    @property
    def ref(self) -> str:
        """``REPORT/CLAIM``, unique in a ledger."""
        return f"{self.report.id}/{self.claim.id}"


class Decisions(Part, kw_only=True):
    """Pairs of claims (`Told.ref`) that a reviewer has joined or parted: they outweigh any score."""

    together: set[tuple[str, str]] = msgspec.field(default_factory=set)
    apart: set[tuple[str, str]] = msgspec.field(default_factory=set)
    kept: set[tuple[str, str]] = msgspec.field(default_factory=set)
    """Pairs that were left together when a claim was parted from both: they stay so unless somebody parts them."""
