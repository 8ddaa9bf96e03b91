"""The units of a part: the smallest shares of the input that can be set aside alone. Cutting them out costs almost nothing."""

from __future__ import annotations

import dataclasses
import io
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, BinaryIO, cast

import msgspec

from according.bulk.plan import Part, Piece, Source, member_at
from according.intake.content import Content, read_content
from according.intake.options import Failure, IntakeOptions
from according.intake.records import read_line
from according.intake.taken import Taken
from according.intake.warc import Archive, read_warc

_RESPONSE = re.compile(rb"^WARC-Type:[ \t]*response", re.IGNORECASE | re.MULTILINE)
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_GZIP = 31
_MOST_MEMBER = 256 * 1024 * 1024
"""Unpacked bytes of one member of an archive that are held: one of more is damaged, or no archive of records."""
_ROWS = 256
_CHUNK = 65_536

Unit = Callable[[], Iterator[Taken | Failure]]
"""Takes in what one unit holds, when it is called: a report mostly."""


def units(source: Source, part: Part, options: IntakeOptions) -> Iterator[tuple[str, Unit]]:
    """Yield the units of a part in order, each with the name by which it is set aside."""
    options = dataclasses.replace(options, keep_raw=False)
    for piece in part.pieces:
        yield from _UNITS[piece.kind](source, piece, options)


def _lines(source: Source, piece: Piece, options: IntakeOptions) -> Iterator[tuple[str, Unit]]:
    with source.fs.open(piece.path, "rb") as stream:
        stream.seek(piece.start)
        lines = io.BytesIO(stream.read(piece.end - piece.start))
    for number, line in enumerate(lines, piece.first):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            place = f"{piece.name}:{number}"
            yield place, lambda line=line, place=place: read_line(line, place, options)  # type: ignore[misc]


def _rows(source: Source, piece: Piece, options: IntakeOptions) -> Iterator[tuple[str, Unit]]:
    from pyarrow import parquet

    with source.fs.open(piece.path, "rb") as stream:
        file = parquet.ParquetFile(stream)
        number, groups = 0, []
        for group in range(file.metadata.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            if number < piece.end and piece.start < number + rows:
                groups.append((group, number))
            number += rows
        at = groups[0][1] if groups else 0
        for batch in file.iter_batches(_ROWS, row_groups=[group for group, _ in groups]):
            for row in batch.to_pylist():
                at += 1
                if piece.start < at <= piece.end:
                    place = f"{piece.name}:{at}"
                    line = msgspec.json.encode(row, enc_hook=_plain)
                    yield place, lambda line=line, place=place: read_line(line, place, options)  # type: ignore[misc]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _records(source: Source, piece: Piece, options: IntakeOptions) -> Iterator[tuple[str, Unit]]:
    """Yield the responses of an archive that begin in a range of its bytes; other records hold no page."""
    size = int(source.fs.size(piece.path) or 0)
    with source.fs.open(piece.path, "rb") as stream:
        start = member_at(stream, piece.start, size)
        end = member_at(stream, piece.end, size) if piece.end < size else size
        if start >= end:
            return
        stream.seek(start)
        packed = stream.read(end - start)
    for at, data in _members(packed):
        if _RESPONSE.search(data[:4096]) or _MEMBER.match(data):
            place = f"{piece.name}@{start + at}"
            archive = Archive(piece.name, options)
            yield place, lambda data=data, archive=archive: read_warc(io.BytesIO(data), archive)  # type: ignore[misc]


def _members(packed: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield where each member begins, and it unpacked; a damaged one as it is, up to where another may begin."""
    at = 0
    while at < len(packed):
        data, end = _unpacked(packed, at)
        if data is None:
            found = _MEMBER.search(packed, at + 4)
            end = found.start() if found else len(packed)
        yield at, packed[at:end] if data is None else data
        at = end


def _unpacked(packed: bytes, at: int) -> tuple[bytes | None, int]:
    """Return what the member at `at` holds, None where it is damaged, and where it ends."""
    engine = zlib.decompressobj(_GZIP)
    out: list[bytes] = []
    room = _MOST_MEMBER
    while not engine.eof and at < len(packed) and room > 0:
        try:
            out.append(engine.decompress(packed[at : at + _CHUNK], room))
        except zlib.error:
            return None, at
        room -= len(out[-1])
        at += _CHUNK
    if not engine.eof:
        return None, at
    return b"".join(out), min(at, len(packed)) - len(engine.unused_data)


def _whole(source: Source, piece: Piece, options: IntakeOptions) -> Iterator[tuple[str, Unit]]:
    def read() -> Iterator[Taken | Failure]:
        notes: list[str] = []
        with source.fs.open(piece.path, "rb") as raw:
            content = Content(
                cast(BinaryIO, raw), piece.name, path=piece.path, known=_sidecar(source, piece), notes=notes
            )
            yield from read_content(content, options)

    yield piece.name, read


def _sidecar(source: Source, piece: Piece) -> dict[str, object]:
    """Return what a file beside a local one says of it; other file systems have none."""
    if "file" not in source.fs.protocol:
        return {}
    from pathlib import Path

    from according.intake.sidecar import read_sidecar

    return read_sidecar(Path(piece.path), piece.name, IntakeOptions())


_UNITS: dict[str, Callable[[Source, Piece, IntakeOptions], Iterator[tuple[str, Unit]]]] = {
    "lines": _lines,
    "parquet": _rows,
    "warc": _records,
    "whole": _whole,
}
