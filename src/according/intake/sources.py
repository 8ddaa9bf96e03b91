"""Everything that can be named on a command line to a stream of reports and failures."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from according.claims import Report
from according.errors import AccordingError, IntakeError, UnreadableError
from according.intake.decode import decode_page, decode_text
from according.intake.folder import Item, list_items
from according.intake.options import Failure, IntakeOptions
from according.intake.page import looks_like_html, read_page
from according.intake.records import as_record, read_records
from according.intake.sidecar import read_sidecar
from according.intake.take import check_size, take_text

STDIN = "-"
_TEXT_BYTES = 4
"""Bytes that one character can take, in any of the encodings read."""
_PAGE_FACTOR = 20
"""How many times larger than its article a page may be."""
_DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)


def is_single(sources: Iterable[str | Path]) -> bool:
    """Whether `sources` name one report at most: one file that is no folder and no JSON lines."""
    named = [str(source) for source in sources]
    if len(named) != 1:
        return False
    if named[0] == STDIN:
        return True
    return not Path(named[0]).is_dir() and not _is_records(named[0])


def open_reports(sources: Iterable[str | Path], options: IntakeOptions) -> Iterator[Report | Failure]:
    """Yield the reports of `sources` in order, folders sorted; what cannot be taken in is a `Failure`.

    A source is a path to a file (``.txt``, ``.html``, ``.jsonl``, each also ``.gz``; others are taken by
    what is in them), a folder, or ``-`` for standard input. Reading is lazy: one report at a time.
    """
    items = list(list_items(sources, options))
    names = Counter(item.name for item in items if isinstance(item, Item))
    for item in items:
        if isinstance(item, Failure):
            yield item
            continue
        # Two files of one name would have one id: then the path as given tells them apart.
        name = str(item.path) if names[item.name] > 1 else item.name
        try:
            yield from _open(item, name, options)
        except IntakeError as error:
            yield Failure(name, error)


def _open(item: Item, name: str, options: IntakeOptions) -> Iterator[Report | Failure]:
    if str(item.path) == STDIN:
        yield from _from_stream(_gunzipped(sys.stdin.buffer), "stdin", "", {}, options)
        return
    try:
        known = read_sidecar(item.path, name, options)
        with open(item.path, "rb") as raw:
            stream = _gunzipped(raw)
            yield from _from_stream(stream, name, str(item.path), known, options)
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile):
            raise _damaged(name) from error
        reason = error.strerror or type(error).__name__
        raise UnreadableError(
            f"cannot be opened ({reason}).", report=name, remedy="Check the path and its permissions."
        ) from error


def _gunzipped(raw: BinaryIO) -> BinaryIO:
    """`raw` itself, or what is in it where it begins as gzip does."""
    buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))
    if buffered.peek(2)[:2] == b"\x1f\x8b":
        return cast(BinaryIO, gzip.GzipFile(fileobj=buffered))
    return buffered


def _from_stream(
    stream: BinaryIO, name: str, path: str, known: dict[str, object], options: IntakeOptions
) -> Iterator[Report | Failure]:
    try:
        if _is_records(path):
            yield from read_records(stream, name, options)
            return
        first = stream.readline(options.max_chars * _TEXT_BYTES * 3)
        if not _is_text(path) and as_record(first) is not None:
            yield from read_records(cast(BinaryIO, _Rejoined(first, stream)), name, options)
            return
        limit = options.max_chars * _TEXT_BYTES * (1 if _is_text(path) else _PAGE_FACTOR)
        rest = b"" if len(first) > limit else stream.read(limit + 1 - len(first))
        data = first + rest
    except _DAMAGED as error:
        raise _damaged(name) from error
    if len(data) > limit:
        check_size(options.max_chars + 1, name, options)
    yield _one_report(data, name, path, known, options)


def _one_report(data: bytes, name: str, path: str, known: dict[str, object], options: IntakeOptions) -> Report:
    text, warning = decode_text(data, name) if _is_text(path) else decode_page(data, name)
    page: dict[str, object] = {}
    if _is_page(path) or (not _is_text(path) and looks_like_html(text)):
        check_size(len(text) // _PAGE_FACTOR, name, options)
        if text.strip():
            text, page = read_page(text, name)
    if warning:
        options.on_warning(name, warning)
    # A person wrote the sidecar: it outweighs what a page says about itself.
    told = page | {key: value for key, value in known.items() if value is not None}
    return take_text(text, name, told, options)


class _Rejoined:
    """A stream whose first line has been read already."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first = first
        self._rest = rest

    def readline(self, limit: int = -1, /) -> bytes:
        if self._first:
            line, self._first = self._first, b""
            return line
        return self._rest.readline(limit)


def _bare(path: str) -> str:
    return path.casefold().removesuffix(".gz")


def _is_records(path: str) -> bool:
    return _bare(path).endswith((".jsonl", ".ndjson"))


def _is_text(path: str) -> bool:
    return _bare(path).endswith((".txt", ".text"))


def _is_page(path: str) -> bool:
    return _bare(path).endswith((".html", ".htm", ".xhtml"))


def _damaged(name: str) -> AccordingError:
    return UnreadableError("the gzip file is damaged or cut short.", report=name, remedy="Fetch it again.")


__all__ = ["STDIN", "is_single", "open_reports"]
