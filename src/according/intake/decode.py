"""Bytes to text, with the line ends and everything else as they were."""

from __future__ import annotations

import codecs
import re

from according.errors import NotTextError, UnreadableError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTAINERS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "a rich-text document"),
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
_SAVE_AS_TEXT = "Save its text as a .txt file first."


def decode_text(data: bytes, report: str) -> tuple[str, str | None]:
    """Return the text of `data`, without a byte-order mark, and a warning or None.

    UTF-8, or what a byte-order mark says; what is neither is read as Windows-1252, with a warning.
    Raises `NotTextError` where the bytes are no text.
    """
    return _decode(data, report, None)


def decode_page(data: bytes, report: str, charset: str | None = None) -> tuple[str, str | None]:
    """Return the markup of an HTML page, by its byte-order mark, UTF-8, or the charset it declares.

    `charset` is what the server that sent it declared; it outweighs the page's own word.
    """
    declared = _CHARSET.search(data[:4096])
    return _decode(data, report, charset or (declared[1].decode("ascii") if declared else None))


def check_text(text: str, report: str) -> None:
    """Raise `NotTextError` where `text` holds characters that no text has."""
    if "\x00" in text:
        raise NotTextError("this is not text (it holds NUL bytes).", report=report, remedy=_SAVE_AS_TEXT)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotTextError(
            "the text holds half a character (a lone surrogate).",
            report=report,
            span=(error.start, error.end),
            remedy="Decode the source again, as UTF-8 or UTF-16.",
        ) from error
    head = text[:4096]
    strange = sum(1 for c in head if (c < " " and c not in "\t\n\r\f\x1b") or "\x7f" <= c <= "\x9f")
    if strange > 8 and strange > len(head) // 20:
        raise NotTextError("this is not text.", report=report, remedy=_SAVE_AS_TEXT)


def _decode(data: bytes, report: str, declared: str | None) -> tuple[str, str | None]:
    for magic, what in _CONTAINERS:
        if data.startswith(magic):
            raise NotTextError(f"this is {what}, not text.", report=report, remedy=_SAVE_AS_TEXT)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _strict(data, encoding, report)
            check_text(text, report)
            return text, None
    if b"\x00" in data:
        raise NotTextError("this is not text (it holds NUL bytes).", report=report, remedy=_SAVE_AS_TEXT)
    text, warning = _without_mark(data, report, declared)
    check_text(text, report)
    return text, warning


def _without_mark(data: bytes, report: str, declared: str | None) -> tuple[str, str | None]:
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    if declared:
        try:
            return data.decode(declared), None
        except (LookupError, ValueError):  # some codecs of Python raise more than UnicodeDecodeError
            pass
    text = _strict(data, "cp1252", report)
    return text, "not UTF-8: read as Windows-1252; accented letters may be wrong."


def _strict(data: bytes, encoding: str, report: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"the bytes are no {encoding} (at byte {error.start}).",
            report=report,
            remedy="Save it as UTF-8.",
        ) from error
