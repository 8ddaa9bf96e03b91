"""Answers for people: entries wrapped for a terminal, or as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from according.exchange.ledger.entries import Entry
from according.exchange.markdown import escape
from according.exchange.terminal import safe

_NARROW, _WIDE = 40, 120
_LABEL_MOST = 40
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def terminal_lines(entry: Entry, *, width: int, colour: bool) -> Iterator[str]:
    """Yield the lines of an entry, wrapped to `width` columns; `colour` adds bold and dim, never a meaning."""
    width = max(_NARROW, min(width, _WIDE))
    head = f"{entry.kind}  {safe(entry.title)}" if entry.title else entry.kind
    first, *rest = textwrap.wrap(head, width, subsequent_indent="    ", break_on_hyphens=False) or [head]
    yield _styled(first, entry.kind, _BOLD, colour)
    yield from rest
    if entry.quote:
        yield from textwrap.wrap(f"“{safe(entry.quote)}”", width, initial_indent="    ", subsequent_indent="    ")
    for note in entry.notes:
        yield from textwrap.wrap(safe(note), width, initial_indent="    ", subsequent_indent="    ")
    label_width = min(
        _LABEL_MOST, max((len(safe(label.rstrip())) + _indent(label) for label, _ in entry.lines), default=0)
    )
    for label, value in entry.lines:
        yield from _labelled(label, value, label_width, width, colour)
    if entry.id:
        line = f"    {safe(entry.id)}"
        yield _styled(line, line, _DIM, colour)


def markdown_lines(entry: Entry) -> Iterator[str]:
    """Yield the lines of an entry as an item of a list."""
    ident = f" `{entry.id.replace('`', '')}`" if entry.id else ""
    yield f"- **{escape(entry.kind)}** {escape(entry.title)}{ident}"
    if entry.quote:
        yield f"  > {escape(entry.quote)}"
        yield ""
    for note in entry.notes:
        yield f"  - {escape(note)}"
    for label, value in entry.lines:
        yield f"{' ' * _indent(label)}  - {escape(label.strip())}: {escape(value)}"


def _labelled(label: str, value: str, label_width: int, width: int, colour: bool) -> Iterator[str]:
    name = " " * _indent(label) + safe(label.strip())
    margin = " " * (4 + label_width + 2)
    if len(name) > label_width:  # it stands on a line of its own
        yield from textwrap.wrap(
            name.strip(), width, initial_indent="    " + " " * _indent(label), subsequent_indent="      "
        )
        yield from textwrap.wrap(safe(value), width, initial_indent=margin, subsequent_indent=margin)
        return
    lines = textwrap.wrap(safe(value), width, initial_indent=f"    {name:<{label_width}}  ", subsequent_indent=margin)
    for number, line in enumerate(lines or [f"    {name}"]):
        yield _styled(line, name, _DIM, colour) if number == 0 else line


def _indent(label: str) -> int:
    return len(label) - len(label.lstrip())


def _styled(line: str, part: str, style: str, colour: bool) -> str:
    return line.replace(part, f"{style}{part}{_RESET}", 1) if colour and part else line
