"""The input to parts: shares of about one size, each read by one task from beginning to end, the same on every run.

A part is a range of one file where the file can be entered in its middle (JSON lines, archives packed a record at a time,
Parquet), else a whole file, or several small ones together.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from according.errors import UnreadableError

Kind = Literal["lines", "warc", "parquet", "whole"]
PART_BYTES = 4 * 1024 * 1024
"""Bytes of input in a part: of JSON lines some 1,000 reports, of a packed archive some 200 pages: a minute of reading."""
WARC_FACTOR = 4
"""How many times larger a part of a packed archive is: a page is much markup around a little text."""
_SCAN = 1 << 20
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_GZIP = 31
_TAKEN = (".txt", ".text", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson", ".json", ".warc", ".wacz", ".rss", ".atom", ".parquet")  # fmt: skip


class Piece(msgspec.Struct, frozen=True):
    """What is read of one file: bytes (or rows of Parquet) ``[start, end)``; all of a `whole` one.

    `first` is the number of the first line or row, from 1; `name` begins the ids of reports that have none.
    """

    path: str
    name: str
    kind: Kind
    start: int = 0
    end: int = -1
    first: int = 1


class Part(msgspec.Struct, frozen=True):
    """What one task reads; `id` stands for its pieces, so that it is found again when files were added to the input."""

    id: str
    pieces: list[Piece]

    @classmethod
    def of(cls, pieces: list[Piece]) -> Part:
        """Return the part with these pieces."""
        return cls(hashlib.sha256(msgspec.json.encode(pieces)).hexdigest()[:16], pieces)


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a file system of fsspec (``s3://bucket/folder``, ``memory://x``, a local path)."""

    fs: Any
    path: str
    url: str

    @classmethod
    def of(cls, url: str) -> Source:
        """Open the file system of `url`. Raises `UnreadableError` where there is none for its scheme."""
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise UnreadableError(
                "bulk reading needs the package fsspec.",
                report=url,
                remedy="Install it: pip install 'according[bulk]'",
            ) from error
        try:
            fs, path = url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise UnreadableError(
                f"the address cannot be used ({error}).",
                report=url,
                remedy="Give a path, or install the package of fsspec for it (s3fs, gcsfs ...).",
            ) from error
        return cls(fs, path, url)

    def files(self) -> list[tuple[str, int, str]]:
        """Return path, size in bytes, and short name of every file, sorted by path; hidden ones and others are left out."""
        if self.fs.isfile(self.path):
            return [(self.path, int(self.fs.size(self.path) or 0), self.path.rpartition("/")[2])]
        if not self.fs.isdir(self.path):
            raise UnreadableError("there is no such file or folder.", report=self.url, remedy="Check the address.")
        found = []
        root = self.path.rstrip("/") + "/"
        for path, info in self.fs.find(self.path, detail=True).items():
            name = path.removeprefix(root) if path.startswith(root) else path.rpartition("/")[2]
            hidden = any(part.startswith((".", "_")) for part in name.split("/"))
            if not hidden and ".meta." not in name and name.casefold().removesuffix(".gz").endswith(_TAKEN):
                found.append((path, int(info.get("size") or 0), name))
        return sorted(found)


def plan(source: Source, part_bytes: int = PART_BYTES) -> list[Part]:
    """Return the parts of the input. Raises `UnreadableError` where there is nothing to read."""
    parts: list[Part] = []
    pool: list[Piece] = []
    pooled = 0

    def close() -> None:
        nonlocal pool, pooled
        if pool:
            parts.append(Part.of(pool))
        pool, pooled = [], 0

    for path, size, name in source.files():
        pieces = list(_pieces(source, path, name, size, part_bytes))
        if len(pieces) > 1 or size >= part_bytes:
            close()
            parts += [Part.of([piece]) for piece in pieces]
            continue
        if pooled + size > part_bytes:
            close()
        pool += pieces
        pooled += size
    close()
    if not parts:
        raise UnreadableError(
            "there is nothing to read.",
            report=source.url,
            remedy="It should hold .warc.gz, .parquet, .jsonl, .html or .txt files.",
        )
    return parts


def _pieces(source: Source, path: str, name: str, size: int, part_bytes: int) -> Iterator[Piece]:
    bare = name.casefold()
    if bare.endswith((".jsonl", ".ndjson")):
        yield from _lines(source, path, name, part_bytes)
    elif bare.endswith(".warc.gz"):
        step = part_bytes * WARC_FACTOR
        for start in range(0, max(size, 1), step):
            yield Piece(path, name, "warc", start, min(start + step, size))
    elif bare.endswith(".parquet"):
        yield from _row_groups(source, path, name, part_bytes)
    else:
        yield Piece(path, name, "whole", 0, size)


def _lines(source: Source, path: str, name: str, part_bytes: int) -> Iterator[Piece]:
    """Cut at ends of lines; lines are counted, because a report without an id is called after its line."""
    start = position = 0
    first = number = 1
    with source.fs.open(path, "rb") as stream:
        while chunk := stream.read(_SCAN):
            while position + len(chunk) - start >= part_bytes:
                least = max(0, start + part_bytes - position)
                at = chunk.find(b"\n", min(least, len(chunk)))
                if at < 0:
                    break
                number += chunk.count(b"\n", 0, at + 1)
                position += at + 1
                chunk = chunk[at + 1 :]
                yield Piece(path, name, "lines", start, position, first)
                start, first = position, number
            number += chunk.count(b"\n")
            position += len(chunk)
    if position > start or not position:
        yield Piece(path, name, "lines", start, position, first)


def _row_groups(source: Source, path: str, name: str, part_bytes: int) -> Iterator[Piece]:
    from pyarrow import ArrowException, parquet

    try:
        with source.fs.open(path, "rb") as stream:
            meta = parquet.ParquetFile(stream).metadata
    except (ArrowException, OSError) as error:
        raise UnreadableError(
            f"the Parquet file is damaged ({error}).", report=name, remedy="Write it again, or take it out."
        ) from error
    row = 0
    for number in range(meta.num_row_groups):
        group = meta.row_group(number)
        rows = group.num_rows
        cuts = max(1, min(rows, round(group.total_byte_size / part_bytes)))
        for n in range(cuts):
            yield Piece(path, name, "parquet", row + n * rows // cuts, row + (n + 1) * rows // cuts)
        row += rows


def member_at(stream: Any, position: int, size: int) -> int:
    """Return where the first archived record at or behind `position` begins; `size` where there is none."""
    stream.seek(position)
    buffer, base = b"", position
    while True:
        more = stream.read(_SCAN)
        buffer += more
        for found in _MEMBER.finditer(buffer):
            if found.start() + 512 > len(buffer) and more:
                break
            if _holds_record(buffer[found.start() : found.start() + 65_536]):
                return base + found.start()
        if not more:
            return size
        keep = 1024
        base += max(0, len(buffer) - keep)
        buffer = buffer[-keep:]


def _holds_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(_GZIP).decompress(packed, 16).startswith(b"WARC/")
    except zlib.error:
        return False
