"""Quotations: stretches between quotation marks, over the usual and the unusual marks of the press."""

from __future__ import annotations

from dataclasses import dataclass

from according.language.analysis import Analysis

_DOUBLE_OPEN, _DOUBLE_CLOSE = frozenset("“„«"), frozenset("”»")
_SINGLE_OPEN, _SINGLE_CLOSE = "‘", "’"
_MARKS = frozenset([*_DOUBLE_OPEN, *_DOUBLE_CLOSE, _SINGLE_OPEN, _SINGLE_CLOSE, '"', "''", "``", "＂", "'"])
MIN_WORDS = 2


@dataclass(slots=True)
class Quotation:
    """Tokens ``[start, end)`` between the marks, in one paragraph; `closed` where the closing mark is there."""

    start: int
    end: int
    paragraph: int
    closed: bool
    opens_paragraph: bool

    def __contains__(self, token: int) -> bool:
        return self.start <= token < self.end


def find_quotations(analysis: Analysis) -> list[Quotation]:
    """Return the quotations in order; an unclosed one ends with its paragraph (the next may go on)."""
    found: list[Quotation] = []
    by_paragraph: dict[int, list[int]] = {}
    for sentence in analysis.sentences:
        by_paragraph.setdefault(sentence.paragraph, []).extend(range(sentence.start, sentence.end))
    for number, tokens in by_paragraph.items():
        found.extend(_in_paragraph(analysis, number, tokens))
    return found


def _in_paragraph(analysis: Analysis, number: int, tokens: list[int]) -> list[Quotation]:
    found: list[Quotation] = []
    opened: int | None = None
    mark = ""

    def close(end: int, closed: bool) -> None:
        nonlocal opened
        if opened is not None and end - opened - 1 >= 1:
            first = opened == tokens[0]
            found.append(Quotation(opened + 1, end, number, closed, first))
        opened = None

    for i in tokens:
        if analysis.tokens[i].text not in _MARKS:
            continue
        kind = _mark(analysis, i, mark if opened is not None else "")
        if kind == "open":
            if opened is not None:
                close(i, True)
            opened, mark = i, analysis.tokens[i].text
        elif kind == "close" and opened is not None:
            close(i, True)
    if opened is not None and (mark not in ("'", _SINGLE_OPEN) or opened == tokens[0]):
        close(tokens[-1] + 1, False)
    return found


def _mark(analysis: Analysis, i: int, opened: str) -> str:
    """Whether token `i` opens or closes a quotation, or neither."""
    token = analysis.tokens[i]
    text = token.text
    before = analysis.text[token.start - 1 : token.start]
    after = analysis.text[token.end : token.end + 1]
    if text in _DOUBLE_OPEN:
        # Badly set texts close with an opening mark: "the Western war “."
        return "close" if opened and (not after or after in ".,;:!?)" or after.isspace()) else "open"
    if text in _DOUBLE_CLOSE:
        return "close" if opened else ("open" if not before.strip() and after.isalnum() else "")
    if text in ('"', "''", "``", "＂"):
        if opened:
            return "close" if not (before.isspace() and after.isalnum()) else "open"
        return "open" if not after.isspace() and after else ""
    if text == _SINGLE_OPEN:
        return "open" if not opened else ""
    if text in (_SINGLE_CLOSE, "'"):
        if opened in (_SINGLE_OPEN, "'"):
            return "close" if not after.isalnum() and not (before == "s" and _closer_follows(analysis, i)) else ""
        return "open" if text == "'" and not opened and not before.strip() and after.isalnum() else ""
    return ""


def _closer_follows(analysis: Analysis, i: int) -> bool:
    """Whether another single mark closes later in the sentence, so that this one is a possessive."""
    end = analysis.sentences[analysis.tokens[i].sentence].end
    return any(analysis.tokens[k].text in (_SINGLE_CLOSE, "'") for k in range(i + 1, end))
