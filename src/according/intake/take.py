"""One text and what is known about it to one checked report."""

from __future__ import annotations

from collections.abc import Mapping

from according.claims import Report
from according.errors import EmptyReportError, LanguageError, TooLargeError
from according.intake.dates import iso_date, iso_moment
from according.intake.decode import check_text
from according.intake.options import IntakeOptions
from according.intake.tongue import foreign_language, spelled

METADATA = ("id", "title", "publisher", "url", "published", "published_at", "language")


def take_text(text: str, report_id: str, known: Mapping[str, object], options: IntakeOptions) -> Report:
    """Return `text`, unchanged, as a report with the metadata `known`.

    What `known` does not say is taken from `options`. Raises `TooLargeError`, `EmptyReportError`,
    `NotTextError` or `LanguageError`.
    """
    check_size(len(text), report_id, options)
    if not text.strip():
        raise EmptyReportError("there is no text in it.", report=report_id, remedy="Check the file.")
    check_text(text, report_id)
    moment = known.get("published_at")
    published = known.get("published") or moment
    return Report(
        id=report_id,
        text=text,
        title=_string(known.get("title")) or options.title,
        publisher=_string(known.get("publisher")) or options.publisher,
        url=_string(known.get("url")),
        published=_published(published, report_id, options),
        published_at=iso_moment(moment) or iso_moment(published),
        language=_language(text, _string(known.get("language")), report_id, options),
    )


def check_size(chars: int, report_id: str, options: IntakeOptions) -> None:
    """Raise `TooLargeError` where a report of `chars` characters is over the limit."""
    if chars > options.max_chars:
        raise TooLargeError(
            f"the report is over the limit of {options.max_chars:,} characters.",
            report=report_id,
            remedy="Split it, or raise the limit with --max-chars (in Python: max_chars=).",
        )


def _string(value: object) -> str | None:
    if value is None or isinstance(value, (dict, list, bool)):
        return None
    # A title on two lines would break every one-line output; runs of blanks mean nothing in metadata.
    return " ".join(str(value).split()) or None


def _published(value: object, report_id: str, options: IntakeOptions) -> str | None:
    if value is None or value == "":
        return options.published
    date = iso_date(value)
    if date is None:
        message = f"the publication date {str(value)[:40]!r} is no date, or could be two: write YYYY-MM-DD."
        options.on_warning(report_id, message)
        return options.published
    return date


def _language(text: str, stated: str | None, report_id: str, options: IntakeOptions) -> str:
    """Code of the report's language. The text outweighs what is stated: feeds mark pages wrongly."""
    foreign = foreign_language(text)
    if foreign is None:
        return stated if stated and stated.casefold().startswith("en") else "en"
    if not options.force:
        raise LanguageError(
            f"the text is not English (it seems to be {spelled(foreign)}).",
            report=report_id,
            remedy="Translate it first, or read on with --force (in Python: force=True).",
        )
    options.on_warning(report_id, f"not English (it seems to be {spelled(foreign)}): read because forced.")
    return foreign if len(foreign) == 2 else (stated or "und")
