"""One writer a format; each takes readings as they come and writes bytes in UTF-8."""

from __future__ import annotations

import csv
import io
import textwrap
from typing import BinaryIO, Protocol

from according.claims import Reading
from according.errors import AccordingError
from according.exchange.jsonout import as_fields, one_line_json, readable_json
from according.exchange.markdown import markdown
from according.exchange.table import COLUMNS, row
from according.exchange.terminal import terminal

FORMATS = ("table", "json", "jsonl", "csv", "markdown")


class Writer(Protocol):
    """Takes readings one by one; `close` writes what is left, and does not close the stream."""

    def write(self, reading: Reading) -> None:
        """Write one reading, or keep it where the format needs all of them."""

    def close(self) -> None:
        """Write the end."""


def open_writer(
    name: str,
    stream: BinaryIO,
    *,
    single: bool = True,
    width: int = 80,
    colour: bool = False,
    encoding: str = "utf-8",
) -> Writer:
    """Return a writer of format `name`, one of `FORMATS`, onto `stream`.

    `single` says that one report at most was asked for: then JSON is one object, else an array. `width`
    (columns), `colour` and `encoding` are the terminal's.
    """
    if name == "json":
        return _Json(stream, single)
    if name == "jsonl":
        return _JsonLines(stream)
    if name == "csv":
        return _Csv(stream)
    if name == "markdown":
        return _Markdown(stream)
    if name == "table":
        return _Table(stream, width, colour, encoding)
    raise AccordingError(f"there is no format {name!r}.", remedy=f"Take one of {', '.join(FORMATS)}.")


class _Json:
    """An object, or an array streamed object by object; a second reading makes it an array anyway."""

    def __init__(self, stream: BinaryIO, single: bool) -> None:
        self._stream = stream
        self._single = single
        self._held: str | None = None
        self._count = 0

    def write(self, reading: Reading) -> None:
        text = readable_json(as_fields(reading))
        self._count += 1
        if self._single and self._count == 1:
            self._held = text
            return
        if self._held is not None:
            self._item(self._held, first=True)
            self._held = None
        self._item(text, first=self._count == 1)

    def close(self) -> None:
        if self._held is not None:
            self._stream.write(self._held.encode() + b"\n")
        elif self._count:
            self._stream.write(b"\n]\n")
        elif not self._single:
            self._stream.write(b"[]\n")

    def _item(self, text: str, *, first: bool) -> None:
        self._stream.write((b"[\n" if first else b",\n") + textwrap.indent(text, "  ").encode())


class _JsonLines:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, reading: Reading) -> None:
        self._stream.write(one_line_json(reading) + b"\n")

    def close(self) -> None:
        """Nothing is left: every line is whole."""


class _Csv:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._line(list(COLUMNS))

    def write(self, reading: Reading) -> None:
        for claim in reading.claims:
            self._line(row(reading, claim))

    def close(self) -> None:
        """Nothing is left."""

    def _line(self, cells: list[str] | list[str | int | float | None]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(cells)
        self._stream.write(line.getvalue().encode())


class _Markdown:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, reading: Reading) -> None:
        self._stream.write(markdown(reading).encode())

    def close(self) -> None:
        """Nothing is left."""


class _Table:
    def __init__(self, stream: BinaryIO, width: int, colour: bool, encoding: str) -> None:
        self._stream = stream
        self._width = width
        self._colour = colour
        self._encoding = encoding
        self._first = True

    def write(self, reading: Reading) -> None:
        text = terminal(reading, width=self._width, colour=self._colour)
        if not self._first:
            text = f"\n{'═' * min(self._width, 60)}\n\n{text}"
        self._first = False
        self._stream.write(for_terminal(text, self._encoding))

    def close(self) -> None:
        """Nothing is left."""


_PLAIN = str.maketrans({"←": "<-", "→": "->", "│": "|", "═": "=", "·": "-", "…": "...", "—": "-"})


def for_terminal(text: str, encoding: str) -> bytes:
    """Return `text` in the terminal's encoding; what it cannot show becomes plain signs or ``?``."""
    try:
        return text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return text.translate(_PLAIN).encode("ascii" if encoding == "" else encoding, "replace")
