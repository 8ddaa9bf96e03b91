"""A reading for a person at a terminal: who said it, what, how sure, where, when and how many."""

from __future__ import annotations

import textwrap

from according.claims import Claim, Reading
from according.exchange import wording
from according.exchange.groups import by_sentence
from according.exchange.harmless import visible
from according.exchange.markdown import rows

_NARROW, _WIDE = 40, 110
_INDENT = 4
_LABEL = 10
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def safe(text: str) -> str:
    """Return `text` on one line, with control characters shown as ``�``."""
    return visible(wording.one_line(text))


def terminal(reading: Reading, *, width: int = 80, colour: bool = False) -> str:
    """Return the reading wrapped to `width` columns; `colour` adds bold and dim, never a meaning."""
    width = max(_NARROW, min(width, _WIDE))
    page = _Page(width, colour)
    report = reading.report
    page.styled(_BOLD, safe(report.title or report.id))
    about = " · ".join(safe(part) for part in (report.publisher, report.published, report.url) if part)
    if about:
        page.styled(_DIM, about)
    for sentence, claims in by_sentence(reading):
        page.blank()
        page.wrapped(safe(report.text[slice(*sentence)]), first="│ ", rest="│ ")
        for claim in claims:
            _claim(page, claim)
    page.blank()
    count = len(reading.claims)
    page.styled(_DIM, f"{count} claim{'' if count == 1 else 's'}" if count else "No claim was found.")
    return page.text()


def _claim(page: _Page, claim: Claim) -> None:
    kind = claim.type + (f" · {safe(claim.mode)}" if claim.mode else "")
    what = safe(wording.deed(claim))
    page.blank()
    page.headed(kind, what)
    for label, value in rows(claim):
        page.labelled(label, safe(value))


class _Page:
    """Lines under way, wrapped and styled."""

    def __init__(self, width: int, colour: bool) -> None:
        self._width = width
        self._colour = colour
        self._lines: list[str] = []

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"

    def blank(self) -> None:
        self._lines.append("")

    def wrapped(self, text: str, first: str, rest: str) -> None:
        self._lines += textwrap.wrap(
            text, self._width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        )

    def styled(self, style: str, text: str) -> None:
        for line in textwrap.wrap(text, self._width, break_on_hyphens=False):
            self._lines.append(self._paint(style, line))

    def headed(self, kind: str, what: str) -> None:
        """A type in bold and what was said after it, in one paragraph."""
        at = len(self._lines)
        self.wrapped(f"{kind}  {what}" if what else kind, "  ", " " * _INDENT)
        head = self._lines[at]
        # The type is ASCII and short: it stands whole on the first line.
        self._lines[at] = head.replace(kind, self._paint(_BOLD, kind), 1)

    def labelled(self, label: str, value: str) -> None:
        at = len(self._lines)
        margin = " " * (_INDENT + _LABEL)
        self.wrapped(value, f"{' ' * _INDENT}{label:<{_LABEL}}", margin)
        self._lines[at] = self._lines[at].replace(label, self._paint(_DIM, label), 1)

    def _paint(self, style: str, text: str) -> str:
        return f"{style}{text}{_RESET}" if self._colour else text
