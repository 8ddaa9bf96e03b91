"""What can go wrong.

AccordingError
├── IntakeError            a report could not be taken in
│   ├── UnreadableError    the file cannot be opened or decoded
│   ├── NotTextError       the bytes are no text
│   ├── EmptyReportError   there is no text in it
│   ├── LanguageError      the text is not English
│   ├── FetchError         an address could not be fetched, or may not be
│   └── TooLargeError      the report is over the limit
├── ExchangeError          a ledger could not be written, or a file not be read back or compared
├── BulkError              a folder of bulk results cannot be used, or a task keeps failing
├── DecisionError          reviews of events contradict each other
├── LedgerError            the ledger cannot be opened, read or written
│   ├── LedgerLockedError  another process is writing, and did not finish in time
│   ├── FilterError        a question names what there is not
│   └── ReviewError        a review names no claim, or cannot be made of it
├── GroundingError         a span does not quote its text (a defect of ours)
└── ModelError             the model or a table is missing or damaged
"""

from __future__ import annotations


class AccordingError(Exception):
    """Root of all errors of this package; carries the report, the span and a remedy."""

    def __init__(
        self,
        message: str,
        *,
        report: str | None = None,
        span: tuple[int, int] | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.report = report
        self.span = span
        self.remedy = remedy

    def __str__(self) -> str:
        where = f"{self.report}: " if self.report else ""
        what_next = f" {self.remedy}" if self.remedy else ""
        return f"{where}{self.message}{what_next}"


class IntakeError(AccordingError):
    """A report could not be taken in."""


class UnreadableError(IntakeError):
    """The file cannot be opened or decoded."""


class NotTextError(IntakeError):
    """The bytes are no text."""


class EmptyReportError(IntakeError):
    """There is no text in the report."""


class LanguageError(IntakeError):
    """The text is not English."""


class TooLargeError(IntakeError):
    """The report is over the limit."""


class FetchError(IntakeError):
    """An address could not be fetched, or may not be.

    `status` is the HTTP status where there was an answer; `retry_after` is how many seconds the server asks to wait;
    `passing` whether it may well succeed later.
    """

    def __init__(
        self,
        message: str,
        *,
        report: str | None = None,
        remedy: str | None = None,
        status: int | None = None,
        retry_after: float | None = None,
        passing: bool = False,
    ) -> None:
        super().__init__(message, report=report, remedy=remedy)
        self.status = status
        self.retry_after = retry_after
        self.passing = passing


class ExchangeError(AccordingError):
    """A ledger could not be written, or a file could not be read back or compared; `report` may name file and line."""


class BulkError(AccordingError):
    """A folder of bulk results cannot be written or read, or a task of a bulk job fails again and again."""


class DecisionError(AccordingError):
    """Reviews of events contradict each other: two claims are joined and parted at once."""


class LedgerError(AccordingError):
    """The ledger cannot be opened, read or written."""


class LedgerLockedError(LedgerError):
    """Another process is writing to the ledger, and did not finish in time: trying again is all that is needed."""


class FilterError(LedgerError):
    """A question to the ledger names what there is not (a type, a name, a moment); `remedy` lists what there is."""


class MissingError(FilterError):
    """A question to the ledger names a report, an event or an entity by an id that it does not hold."""


class ReviewError(LedgerError):
    """A review names a claim or an event that is not there, or asks of it what cannot be."""


class GroundingError(AccordingError):
    """A span does not quote its text; a defect of ours, never of the report."""


class ModelError(AccordingError):
    """The model or a table is missing or damaged."""
