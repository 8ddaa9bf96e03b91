"""What a brief is made from: plain data, of a ledger or of a few readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from according.claims import Reading
from according.errors import ExchangeError
from according.events import CopyGroup, Event


@dataclass(frozen=True, slots=True)
class FailedSource:
    """A report that could not be taken in, why, and what to do."""

    source: str
    reason: str
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class SilentSource:
    """A feed or publisher that used to tell and no longer does; `since` is the ISO date of its last report."""

    name: str
    since: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawnReport:
    """A report that its publisher withdrew: `since` is the ISO date of that, `claims` how many it had told until then."""

    report: str
    since: str
    claims: int
    title: str | None = None
    publisher: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is known to be missing: what failed, was withdrawn, who is silent, and what was passed over as not English."""

    failed: Sequence[FailedSource] = ()
    silent: Sequence[SilentSource] = ()
    not_english: Sequence[str] = ()
    withdrawn: Sequence[WithdrawnReport] = ()


@dataclass(frozen=True, slots=True)
class BriefData:
    """The contents of a ledger for a window of time.

    `readings` are the reports of the window, and earlier ones that its events rest on, so far as they are to be quoted.
    A report is of the window when it was published in it, or when nobody knows when it was published. `events` are
    those that tell of claims of these reports. The order of neither makes a difference.
    """

    readings: Sequence[Reading]
    events: Sequence[Event]
    copies: Sequence[CopyGroup] = ()
    gaps: Gaps = field(default_factory=Gaps)


@dataclass(frozen=True, slots=True)
class BriefOptions:
    """The window (ISO dates, both days in it; `until` None is open) and how much is shown.

    `base_url` is where the ledger is served (``http://127.0.0.1:8000``; empty for addresses that begin with ``/``):
    claims are then links to it, else to the list of sources. `made_at` is printed as it is. Claims under
    `least_confidence` (0 to 1) are left out, and counted. Raises `ExchangeError` where a date or the address is none.
    """

    since: str
    until: str | None = None
    title: str | None = None
    base_url: str | None = None
    made_at: str | None = None
    least_confidence: float = 0.5
    most_events: int = 60
    """Events told in full; what is left out is counted."""
    most_lines: int = 6
    """Statements of one claimant among the claims by side."""
    most_charts: int = 8

    def __post_init__(self) -> None:
        since, until = _day(self.since, "since"), _day(self.until, "until") if self.until is not None else None
        if until is not None and until < since:
            raise ExchangeError(
                f"the brief would end ({self.until}) before it begins ({self.since}).",
                remedy="Give the earlier day as since.",
            )
        if self.base_url is not None and not _is_base(self.base_url):
            raise ExchangeError(
                f"{self.base_url!r} is no address of a ledger.", remedy="Give one that begins with http:// or https://."
            )


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ExchangeError(f"{name}={text!r} is no date.", remedy="Write YYYY-MM-DD.") from None


def _is_base(url: str) -> bool:
    if any(c.isspace() or c in "<>\"'\\" or not c.isprintable() for c in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.query or parts.fragment:
        return False
    return (parts.scheme in ("http", "https") and bool(parts.netloc)) or (not parts.scheme and not parts.netloc)
