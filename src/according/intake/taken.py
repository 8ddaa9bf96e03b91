"""What the ledger keeps of a report beside the report: its bytes, when it was fetched, which version it is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec

from according.claims import Report
from according.errors import EmptyReportError
from according.intake.dates import iso_moment
from according.intake.options import IntakeOptions
from according.intake.take import take_text


class Taken(msgspec.Struct, kw_only=True):
    """A report that was taken in, and what is known of its taking.

    A report that its publisher withdrew without repeating it has an empty text: there is nothing to read in it, but
    what was taken under its id or address before no longer stands.
    """

    report: Report
    raw: bytes | None
    """The bytes it was drawn from, unpacked; None where `IntakeOptions.keep_raw` is off. Of a record in a file with
    many it is that record, of an entry of a feed the markup of its content."""
    media_type: str
    digest: str
    """SHA-256 of `raw`, in hexadecimal digits."""
    fetched_at: str | None = None
    """When it was fetched, ``YYYY-MM-DDTHH:MM:SSZ``, where the source says: never a date of publication."""
    url: str | None = None
    """Where it was fetched, after redirects, or else the address that it names."""
    version: str | None = None
    """What its publisher calls this version: a number, or the moment of the last change."""
    withdrawn: bool = False
    withdrawn_why: str | None = None
    warnings: list[str] = msgspec.field(default_factory=list)
    origin: str | None = None
    """The path (absolute) or address that was named, which may hold many; None for standard input."""
    page: str | None = None
    """What it is a version of where it has neither an address nor an id of its own: the file that it is, else itself."""


@dataclass(frozen=True, slots=True)
class Found:
    """A text that was found, not yet checked; the fields are those of `Taken`.

    `id` is the report's, `known` what is said about it (see `take.METADATA`).
    """

    id: str
    text: str
    raw: bytes
    media_type: str
    known: Mapping[str, object]
    fetched_at: str | None = None
    url: str | None = None
    version: object = None
    withdrawn_why: str | None = None
    warnings: list[str] = field(default_factory=list)


def take(found: Found, options: IntakeOptions) -> Taken:
    """Return what was `found` as a checked report. Raises what `take_text` raises."""
    warnings = list(found.warnings)
    noting = replace(options, on_warning=lambda _report, message: warnings.append(message))
    if found.withdrawn_why:
        warnings.append(f"withdrawn by its publisher ({found.withdrawn_why}).")
    if found.withdrawn_why and not found.text.strip():
        report = take_text("-", found.id, found.known, noting)
        report.text = ""
    else:
        report = take_text(found.text, found.id, found.known, noting)
    fetched_at = iso_moment(found.fetched_at)
    if fetched_at and not report.published:
        warnings.append(f"it names no date of publication: {fetched_at[:10]} is only when it was fetched.")
    return Taken(
        report=report,
        raw=found.raw if options.keep_raw else None,
        media_type=found.media_type,
        digest=hashlib.sha256(found.raw).hexdigest(),
        fetched_at=fetched_at,
        url=found.url or report.url,
        version=_version(found.version),
        withdrawn=found.withdrawn_why is not None,
        withdrawn_why=found.withdrawn_why,
        warnings=warnings,
    )


def check_readable(taken: Taken) -> None:
    """Raise `EmptyReportError` where there is nothing to read: a withdrawal without a text."""
    if not taken.report.text:
        raise EmptyReportError(
            f"its publisher withdrew it ({taken.withdrawn_why}), and there is no text in it.",
            report=taken.report.id,
            remedy="Add it to a ledger (according add): there it withdraws what was published before.",
        )


def _version(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = str(value).strip()
    return iso_moment(text) or text or None
