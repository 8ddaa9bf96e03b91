"""Packed bytes to bytes, never more of them than was allowed: a small file can hold a bomb."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from according.errors import TooLargeError

MOST_RATIO = 200
"""How many times larger than packed anything may be, once it is over `RATIO_FLOOR`: prose is 3 to 10 times larger."""
RATIO_FLOOR = 64 * 1024 * 1024
"""Bytes that may come out whatever the ratio."""
_CHUNK = 65_536
_GZIP = 31
_WINDOWS = {"gzip": (_GZIP,), "x-gzip": (_GZIP,), "deflate": (15, -15)}
"""What zlib has to be told for each name of HTTP; «deflate» is sent in two forms."""
PACKINGS = tuple(_WINDOWS)


class BombError(TooLargeError):
    """Bytes unpack to far more than any report has."""

    def __init__(self, report: str | None = None) -> None:
        super().__init__(
            "the packed data unpacks to far more than reports do: stopped.",
            report=report,
            remedy="Unpack it by hand if you trust it, and name the unpacked file.",
        )


def check_ratio(packed: int, unpacked: int) -> None:
    """Raise `BombError` where `packed` bytes became too many `unpacked` ones."""
    if unpacked > RATIO_FLOOR and unpacked > MOST_RATIO * max(packed, 1):
        raise BombError


def inflate(chunks: Iterable[bytes], packing: str, limit: int) -> bytes:
    """Return at most `limit` + 1 bytes out of `chunks`, packed as one of `PACKINGS`.

    Raises `zlib.error` or `EOFError` where they are damaged or cut short.
    """
    windows = list(_WINDOWS[packing])
    engine = zlib.decompressobj(windows.pop(0))
    out = bytearray()
    for chunk in chunks:
        try:
            piece = engine.decompress(chunk, limit + 1 - len(out))
        except zlib.error:
            if out or not windows:
                raise
            engine = zlib.decompressobj(windows.pop(0))
            piece = engine.decompress(chunk, limit + 1 - len(out))
        out += piece
        if len(out) > limit:
            return bytes(out)
    if not engine.eof:
        raise EOFError
    return bytes(out)


def head_of(packed: bytes, most: int) -> bytes:
    """Return the first bytes, `most` of them, of what begins as `packed`; empty where it is damaged."""
    try:
        return zlib.decompressobj(_GZIP).decompress(packed, most)
    except zlib.error:
        return b""


class Gunzip(io.RawIOBase):
    """What is in a gzip stream of one or many members.

    Reading raises `EOFError` where it is cut short, `zlib.error` where it is damaged, `BombError` where it is a bomb.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._pieces = self._unpacked(stream)
        self._left = b""

    def readable(self) -> bool:
        """Return True: it can be read."""
        return True

    def readinto(self, buffer: object, /) -> int:
        """Fill `buffer`, and return how many bytes that were."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = piece
        count = min(len(view), len(self._left))
        view[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def _unpacked(self, stream: BinaryIO) -> Iterator[bytes]:
        packed = unpacked = 0
        engine = zlib.decompressobj(_GZIP)
        waiting = b""
        begun = False
        while True:
            if not waiting:
                waiting = stream.read(_CHUNK)
                packed += len(waiting)
            if not waiting:
                if begun:
                    raise EOFError
                return
            if not begun:
                waiting = waiting.lstrip(b"\0")  # tapes and some tools fill up with zeros
                begun = bool(waiting)
                continue
            piece = engine.decompress(waiting, _CHUNK)
            waiting = engine.unconsumed_tail
            unpacked += len(piece)
            check_ratio(packed, unpacked)
            if piece:
                yield piece
            if engine.eof:
                waiting, engine, begun = engine.unused_data, zlib.decompressobj(_GZIP), False
