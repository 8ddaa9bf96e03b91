"""Texts of reports are hostile: what they must not do to a spreadsheet, a terminal or a page."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata

_FORMULA = frozenset("=+-@")
# Escape sequences would command a terminal, overrides of the writing direction turn the page's own words round, and the
# rest cannot stand in HTML. Line ends and tabs stay.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def visible(text: str) -> str:
    """Return `text` with control characters, lone surrogates and overrides of the writing direction as ``�``."""
    return _UNSEEN.sub("\ufffd", text)


def guarded(text: str) -> str:
    """Return `text` with an apostrophe before it where a spreadsheet would run it as a formula.

    That is where it begins with ``=``, ``+``, ``-``, ``@`` (full-width forms and blanks before them included),
    a tab or a line end. Reports come from anywhere.
    """
    if text[:1] in "\t\r\n" and text:
        return "'" + text
    first = text.lstrip()[:1]
    return "'" + text if unicodedata.normalize("NFKC", first)[:1] in _FORMULA and first else text


def cell_text(value: object) -> str:
    """Return a value as a cell of a table: nothing for None, whole numbers without a point, lists joined with ``; ``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, (int, float)):
        return repr(value)
    return guarded("; ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value))


def source_digest(content: str) -> str:
    """Return ``'sha256-...'``, by which a content security policy allows exactly this style or script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
