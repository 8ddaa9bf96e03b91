"""Bytes of any kind that is read, to reports: what they are is told by the ending of the name, else by what is in them."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO, cast

from according.errors import TooLargeError, UnreadableError
from according.intake.decode import decode_page, decode_text
from according.intake.feed import looks_like_feed, read_feed
from according.intake.options import Failure, IntakeOptions
from according.intake.page import looks_like_html, read_page
from according.intake.records import MOST_DOCUMENT, NoReportError, as_record, holds_reports, read_document, read_records
from according.intake.take import check_size
from according.intake.taken import Found, Taken, take
from according.intake.unpack import Gunzip, head_of
from according.intake.wacz import read_wacz
from according.intake.warc import Archive, looks_like_warc, read_warc

_TEXT_BYTES = 4
"""Bytes that one character can take, in any of the encodings read."""
_PAGE_FACTOR = 20
"""How many times larger than its article a page may be."""
_MOST_FEED = 32 * 1024 * 1024
"""Bytes of a feed, which has to be read whole."""
_HEAD = 8192
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)
_ENDINGS = {
    "records": (".jsonl", ".ndjson"),
    "document": (".json",),
    "text": (".txt", ".text"),
    "page": (".html", ".htm", ".xhtml"),
    "warc": (".warc",),
    "wacz": (".wacz",),
    "feed": (".rss", ".atom"),
}
_MANY = ("records", "warc", "wacz", "feed")


@dataclass
class Content:
    """A stream of bytes, and what is known of it before it is read.

    `name` is the id of its report, or the beginning of the ids of its reports; `path` the name it has as a file;
    `known` what a sidecar says; `notes` are warnings for its report; `named` as in `folder.Item`. What was fetched has
    `media_type`, `charset`, `url` and `fetched_at`.
    """

    raw: BinaryIO
    name: str
    path: str = ""
    known: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    named: bool = True
    media_type: str | None = None
    charset: str | None = None
    url: str | None = None
    fetched_at: str | None = None

    @cached_property
    def packed(self) -> io.BufferedReader:
        """The bytes as they lie there, perhaps packed with gzip."""
        raw = self.raw
        return raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))

    @cached_property
    def head(self) -> bytes:
        """The first unpacked bytes, without taking them from the stream."""
        first = self.packed.peek(_HEAD)
        return head_of(first, _HEAD) if _is_gzip(first) else first[:_HEAD]

    @cached_property
    def unpacked(self) -> BinaryIO:
        """The bytes, unpacked where they are packed with gzip."""
        if _is_gzip(self.packed.peek(2)):
            return cast(BinaryIO, io.BufferedReader(Gunzip(cast(BinaryIO, self.packed)), 65_536))
        return cast(BinaryIO, self.packed)


def is_one_report(path: str) -> bool:
    """Whether a file with the name `path` holds one report at most, as far as the name says."""
    return _by_ending(path) not in _MANY


def read_content(content: Content, options: IntakeOptions) -> Iterator[Taken | Failure]:
    """Yield the reports in `content`. Raises an `IntakeError` where nothing can be taken of it."""
    try:
        yield from _READERS[_kind(content)](content, options)
    except DAMAGED as error:
        raise damaged(content.name) from error
    except TooLargeError as error:
        error.report = error.report or content.name
        raise


def damaged(name: str) -> UnreadableError:
    """Return the error for a gzip file that is damaged."""
    return UnreadableError("the gzip file is damaged or cut short.", report=name, remedy="Fetch it again.")


def _kind(content: Content) -> str:
    kind = _by_ending(content.path)
    if kind:
        return kind
    if looks_like_warc(content.head):
        return "warc"
    if looks_like_feed(content.head):
        return "feed"
    if content.media_type in ("text/html", "application/xhtml+xml"):
        return "page"
    if content.media_type in ("application/json", "application/ld+json"):
        return "document"
    if content.media_type == "application/wacz" or (content.url or "").casefold().partition("?")[0].endswith(".wacz"):
        return "wacz"
    return "any"


def _by_ending(path: str) -> str | None:
    bare = path.casefold().removesuffix(".gz")
    return next((kind for kind, endings in _ENDINGS.items() if bare.endswith(endings)), None)


def _read_warc(content: Content, options: IntakeOptions) -> Iterator[Taken | Failure]:
    yield from read_warc(cast(BinaryIO, content.packed), Archive(content.name, options))


def _read_wacz(content: Content, options: IntakeOptions) -> Iterator[Taken | Failure]:
    if not content.packed.seekable():
        raise UnreadableError("a WACZ cannot be read from a stream.", report=content.name, remedy="Name the file.")
    yield from read_wacz(cast(BinaryIO, content.packed), content.name, options)


def _read_records(content: Content, options: IntakeOptions) -> Iterator[Taken | Failure]:
    yield from read_records(content.unpacked, content.name, options)


def _read_document(content: Content, options: IntakeOptions) -> Iterator[Taken | Failure]:
    data = _whole(content, MOST_DOCUMENT, "Write it as JSON lines (.jsonl), one report a line.")
    lines = data.strip().split(b"\n", 1)
    if len(lines) == 2 and as_record(lines[0]) is not None:
        yield from read_records(cast(BinaryIO, io.BytesIO(data)), content.name, options)
    else:
        yield from read_document(data, content.name, options)


def _read_feed(content: Content, options: IntakeOptions) -> Iterator[Taken | Failure]:
    data = _whole(content, _MOST_FEED, "Split it.")
    yield from read_feed(data, content.name, options, content.url)


def _whole(content: Content, limit: int, remedy: str) -> bytes:
    data = content.unpacked.read(limit + 1)
    if len(data) > limit:
        raise TooLargeError(f"the file is over the limit of {limit:,} bytes.", report=content.name, remedy=remedy)
    return data


def _read_text(content: Content, options: IntakeOptions) -> Iterator[Taken | Failure]:
    limit = options.max_chars * _TEXT_BYTES
    data = content.unpacked.read(limit + 1)
    if len(data) > limit:
        check_size(options.max_chars + 1, content.name, options)
    text, warning = decode_text(data, content.name)
    yield _one_report(content, data, text, warning, options)


def _read_page(content: Content, options: IntakeOptions) -> Iterator[Taken | Failure]:
    yield _page(content, _page_bytes(content, b"", options), options)


def _read_any(content: Content, options: IntakeOptions) -> Iterator[Taken | Failure]:
    """Tell JSON lines, JSON, pages and text apart by what is in them."""
    stream = content.unpacked
    first = stream.readline(options.max_chars * _TEXT_BYTES * 3)
    if as_record(first) is not None:
        yield from read_records(cast(BinaryIO, _Rejoined(first, stream)), content.name, options)
        return
    data = _page_bytes(content, first, options)
    if holds_reports(data):
        yield from read_document(data, content.name, options)
    elif content.named:
        yield _page(content, data, options)
    else:
        raise NoReportError(
            "there is no report in it.", report=content.name, remedy="Name the file to read it as text."
        )


def _page_bytes(content: Content, first: bytes, options: IntakeOptions) -> bytes:
    limit = options.max_chars * _TEXT_BYTES * _PAGE_FACTOR
    rest = b"" if len(first) > limit else content.unpacked.read(limit + 1 - len(first))
    if len(first) + len(rest) > limit:
        check_size(options.max_chars + 1, content.name, options)
    return first + rest


def _page(content: Content, data: bytes, options: IntakeOptions) -> Taken:
    text, warning = decode_page(data, content.name, content.charset)
    said: dict[str, object] = {}
    is_page = _by_ending(content.path) == "page" or content.media_type in ("text/html", "application/xhtml+xml")
    is_page = is_page or looks_like_html(text)
    if is_page:
        check_size(len(text) // _PAGE_FACTOR, content.name, options)
        if text.strip():
            text, said = read_page(text, content.name, content.url)
    return _one_report(content, data, text, warning, options, said if is_page else None)


def _one_report(
    content: Content,
    data: bytes,
    text: str,
    warning: str | None,
    options: IntakeOptions,
    said: dict[str, object] | None = None,
) -> Taken:
    # A person wrote the sidecar: it outweighs what a page says about itself.
    known = (
        {"url": content.url} | (said or {}) | {key: value for key, value in content.known.items() if value is not None}
    )
    if content.known.get("published") and not content.known.get("published_at"):
        known["published_at"] = None
    found = Found(
        id=content.name,
        text=text,
        raw=data,
        media_type="text/html" if said is not None else content.media_type or "text/plain",
        known=known,
        fetched_at=content.fetched_at,
        url=content.url,
        version=(said or {}).get("changed"),
        warnings=[*content.notes, *([warning] if warning else [])],
    )
    return take(found, options)


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


def _is_gzip(data: bytes) -> bool:
    return data[:2] == b"\x1f\x8b"


_READERS: dict[str, Callable[[Content, IntakeOptions], Iterator[Taken | Failure]]] = {
    "records": _read_records,
    "document": _read_document,
    "text": _read_text,
    "page": _read_page,
    "warc": _read_warc,
    "wacz": _read_wacz,
    "feed": _read_feed,
    "any": _read_any,
}
