"""Web archives: each page in a ``.warc[.gz]`` to a report."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

from according.errors import IntakeError, TooLargeError, UnreadableError
from according.intake.decode import decode_page
from according.intake.options import Failure, IntakeOptions
from according.intake.page import read_page
from according.intake.segments import Damage, Reads, gzip_segments
from according.intake.taken import Found, Taken, take
from according.intake.unpack import PACKINGS, inflate

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

T = TypeVar("T")
_PAGE_BYTES = 80
"""Bytes that a page may have for each character that its article may have."""
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_FETCH_AGAIN = "Fetch the page again, or take another copy of the archive."
_CHUNK = 65_536
_START = b"WARC/1."


def looks_like_warc(head: bytes) -> bool:
    """Whether bytes that begin with `head` are an (unpacked) web archive."""
    return head.lstrip(b"\r\n").startswith(_START)


@dataclass(frozen=True, slots=True)
class Archive:
    """A web archive to be read: its `name`, the options, and the addresses that are pages in it (None: any)."""

    name: str
    options: IntakeOptions
    pages: frozenset[str] | None = None


def read_warc(stream: BinaryIO, archive: Archive) -> Iterator[Taken | Failure]:
    """Yield the pages of a web archive, packed with gzip or not, in order.

    Pages are HTML responses with status 200; how many other records were passed over is a warning. A page's id is its
    address. A damaged record is a `Failure`, and the rest goes on. Memory holds one record.
    """
    passed: Counter[str] = Counter()
    count = 0
    for part in _parts(stream):
        for item in [_damage(part, archive)] if isinstance(part, Damage) else _records(part, archive, passed):
            count += 1
            yield item
    if passed:
        kinds = ", ".join(f"{kind} {number}" for kind, number in passed.most_common(8))
        archive.options.on_warning(
            archive.name, f"{passed.total()} records passed over ({kinds}); only pages are taken."
        )
    if not count and not passed:
        yield _failure(archive, None, "there is no record in the archive.")


def _parts(stream: BinaryIO) -> Iterator[Reads | Damage]:
    if stream.seekable():
        start = stream.tell()
        head = stream.read(2)
        stream.seek(start)
        whole: Reads = stream
    else:
        head = stream.read(2)
        whole = _Forward(stream, head)
    if head == b"\x1f\x8b":
        yield from gzip_segments(whole)
    else:
        yield whole


def _damage(part: Damage, archive: Archive) -> Failure:
    return _failure(archive, part.url, f"a record is damaged ({part.reason}).")


def _records(stream: Reads, archive: Archive, passed: Counter[str]) -> Iterator[Taken | Failure]:
    """Yield what is in one stream of unpacked records; behind damage it goes on where it can."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    position = stream.tell() if isinstance(stream, io.IOBase) else 0
    while True:
        records = ArchiveIterator(
            _Forward(stream), record_types=WarcRecordType.response, parse_http=False, stream_detect=False
        )
        last = 0
        while not isinstance(record := _careful(partial(next, records, None)), str) and record is not None:
            last = record.stream_pos
            item = _page(record, archive, passed)
            if isinstance(item, _CutShort):
                record = item.message
                yield _failure(archive, item.url, item.message)
                break
            if item is not None:
                yield item
        else:
            if record is None:
                return
            yield _failure(archive, None, f"a record is damaged ({record}).")
        if not isinstance(stream, io.IOBase) or not stream.seekable():
            yield _failure(archive, None, "what stands behind the damage could not be looked for in a stream.")
            return
        position = _next_record(cast(BinaryIO, stream), position + last + len(_START))
        if position < 0:
            return


def _careful(step: Callable[[], T]) -> T | str:
    """Return what `step` returns, or in words what stopped it: fastwarc panics on some damage, like a defect would."""
    try:
        return step()
    except BaseException as error:
        if not isinstance(error, (OSError, ValueError)) and type(error).__name__ != "PanicException":
            raise
        return " ".join(str(error).split())[:80] or type(error).__name__


def _page(record: WarcRecord, archive: Archive, passed: Counter[str]) -> Taken | Failure | _CutShort | None:
    """Return the page in `record`, None where it holds none, or that it is cut short."""
    headers = record.headers
    url = (headers.get("WARC-Target-URI") or "").strip("<> ") or None
    if (
        _careful(record.parse_http) is not None
        or record.http_headers is None
        or record.http_headers.status_code is None
    ):
        return _CutShort("the record holds no HTTP response.", url)
    status = record.http_headers.status_code
    kind = (record.http_content_type or "no type").split(";")[0].strip().casefold()
    wrong = f"status {status}" if status != 200 else kind if kind not in _HTML_TYPES else None
    if wrong is None and archive.pages is not None and _bare(url or "") not in archive.pages:
        wrong = "parts of pages"
    if wrong:
        passed[wrong] += 1
        return None
    limit = archive.options.max_chars * _PAGE_BYTES
    data = _careful(lambda: _read_all(record.reader, limit))
    if isinstance(data, str):
        return _CutShort("the record is damaged.", url)
    if len(data) <= limit and len(data) < record.content_length:
        return _CutShort("the record is cut short.", url)
    return _taken(record, data, url, archive)


def _taken(record: WarcRecord, data: bytes, url: str | None, archive: Archive) -> Taken | Failure:
    report_id = url or record.record_id or archive.name
    options, limit = archive.options, archive.options.max_chars * _PAGE_BYTES
    try:
        data = _unpacked(record, data, limit, report_id)
        markup, warning = decode_page(data, report_id, record.http_charset)
        text, said = read_page(markup, report_id, url)
        warnings = [warning] if warning else []
        if cut := record.headers.get("WARC-Truncated"):
            warnings.append(f"the page was not archived whole ({cut}).")
        found = Found(
            id=report_id,
            text=text,
            raw=data,
            media_type=_HTML_TYPES[0],
            known=said,
            fetched_at=record.headers.get("WARC-Date"),
            url=url,
            version=said.get("changed"),
            warnings=warnings,
        )
        return take(found, options)
    except IntakeError as error:
        error.report = f"{archive.name} ({report_id})"
        return Failure(error.report, error)


def _unpacked(record: WarcRecord, data: bytes, limit: int, report_id: str) -> bytes:
    """Return the page as the reader of it saw it. Many archives hold it unpacked and kept the head that says packed."""
    from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader

    if len(data) > limit:
        raise _too_large(report_id)
    if "chunked" in (record.http_headers.get("Transfer-Encoding") or "").casefold():
        data = _through(ChunkedReader, data, limit)
    for packing in reversed((record.http_headers.get("Content-Encoding") or "").casefold().split(",")):
        packing = packing.strip()
        if packing in PACKINGS:
            try:
                data = inflate([data], packing, limit)
            except (zlib.error, EOFError):
                if data[:2] == b"\x1f\x8b":
                    raise UnreadableError(
                        "the packed page is damaged.", report=report_id, remedy=_FETCH_AGAIN
                    ) from None
        elif packing in ("br", "zstd"):
            data = _through(BrotliReader if packing == "br" else ZstdReader, data, limit)
    if len(data) > limit:
        raise _too_large(report_id)
    return data


def _through(reader: Callable[[BinaryIO], Reads], data: bytes, limit: int) -> bytes:
    """Return what the reader makes of `data`, or `data` itself where it was unpacked already."""
    unpacked = _careful(lambda: _read_all(reader(io.BytesIO(data)), limit))
    return data if isinstance(unpacked, str) else unpacked


def _read_all(reader: Reads, limit: int) -> bytes:
    """Return all bytes, but `limit` + 1 at most."""
    out = bytearray()
    while len(out) <= limit and (piece := reader.read(min(_CHUNK, limit + 1 - len(out)))):
        out += piece
    return bytes(out)


@dataclass(frozen=True, slots=True)
class _CutShort:
    """The record ends before its end, so that what follows has to be looked for."""

    message: str
    url: str | None


def _failure(archive: Archive, url: str | None, message: str) -> Failure:
    where = f"{archive.name} ({url})" if url else archive.name
    return Failure(where, UnreadableError(message, report=where, remedy=_FETCH_AGAIN))


def _too_large(report_id: str) -> TooLargeError:
    return TooLargeError(
        "the page is over the limit.",
        report=report_id,
        remedy="Raise the limit with --max-chars (in Python: max_chars=).",
    )


def _next_record(stream: BinaryIO, position: int) -> int:
    """Go to the next record at or behind `position`, and return where that is; -1 at the end."""
    stream.seek(position)
    tail = b""
    while chunk := stream.read(_CHUNK):
        window = tail + chunk
        found = window.find(b"\n" + _START)
        if found >= 0:
            position = position - len(tail) + found + 1
            stream.seek(position)
            return position
        position += len(chunk)
        tail = window[-len(_START) :]
    return -1


def _bare(url: str) -> str:
    return url.partition("#")[0]


class _Forward:
    """A stream that is read from where it stands, with the little more that fastwarc wants of one.

    `first` are bytes that were read from it already.
    """

    def __init__(self, stream: Reads, first: bytes = b"") -> None:
        self._stream = stream
        self._first = first
        self._position = 0

    def read(self, size: int = -1, /) -> bytes:
        if self._first:
            piece, self._first = self._first, b""
        else:
            piece = self._stream.read(_CHUNK if size < 0 else size)
        self._position += len(piece)
        return piece

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = 0, /) -> int:
        raise io.UnsupportedOperation

    def close(self) -> None:
        """Nothing: who opened the stream closes it."""


__all__ = ["Archive", "looks_like_warc", "read_warc"]
