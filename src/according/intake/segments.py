"""A web archive to streams of whole records: what is damaged ends one stream, and the next begins behind it."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from according.intake.unpack import BombError, check_ratio

_CHUNK = 65_536
_HELD = 16 * 1024 * 1024
"""Bytes of one member that are held until its checksum is seen: no page is longer. Longer ones are streamed."""
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_GZIP = 31
_TARGET = re.compile(rb"^WARC-Target-URI:[ \t]*<?([^\s>]+)", re.IGNORECASE | re.MULTILINE)


class Reads(Protocol):
    """Anything that bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return some bytes, `size` at most; none at the end."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A part of an archive that cannot be unpacked: why, and the address of the page that was in it, if it shows."""

    reason: str
    url: str | None = None


def gzip_segments(stream: Reads) -> Iterator[Reads | Damage]:
    """Yield the members of a gzipped archive as streams of unpacked bytes.

    A member whose checksum is wrong is a `Damage`, and the next one is looked for behind it. Only a member of more
    than 16 MiB is yielded before its end was seen; its stream then ends early, with a `Damage` after it.
    """
    packed = _Packed(stream)
    while packed.seek_member():
        member = _Member(packed)
        held = io.BytesIO()
        while member.going and held.tell() < _HELD:
            held.write(member.read(_CHUNK))
        whole = not member.going
        # One record a member is the rule: then nothing in a damaged one is sure. Of many, those before the damage are.
        if not (whole and member.damage) or b"\nWARC/1." in held.getvalue():
            held.seek(0)
            yield held if whole else _Joined(held, member)
            member.drain()
        if member.damage:
            yield Damage(member.damage, target_of(held.getvalue()) if whole else None)
        packed.after(member)


def target_of(record: bytes) -> str | None:
    """Return the address in the head of a `record`, where one stands there."""
    found = _TARGET.search(record[:4096])
    return found[1].decode("utf-8", "replace") if found else None


class _Packed:
    """The packed bytes, with what was read of the current member still at hand where it is short."""

    def __init__(self, stream: Reads) -> None:
        self._stream = stream
        self._buffer = b""
        self._kept = b""
        """The part of the current member that was taken already and could be looked through once more."""

    def seek_member(self) -> bool:
        """Go to the next place where a member begins; False at the end."""
        while True:
            if found := _MEMBER.search(self._buffer):
                self._buffer = self._buffer[found.start() :]
                self._kept = b""
                return True
            more = self._stream.read(_CHUNK)
            if not more:
                return False
            self._buffer = self._buffer[-3:] + more

    def take(self) -> bytes:
        chunk, self._buffer = self._buffer or self._stream.read(_CHUNK), b""
        self._kept = (self._kept + chunk)[-_HELD:]
        return chunk

    def after(self, member: _Member) -> None:
        """Go behind `member`: to its end, or where it is damaged just behind its beginning."""
        self._buffer = member.unused if not member.damage else self._kept[4:]


class _Member:
    """The unpacked bytes of one member. Damage ends it, and is said in `damage`: reading does not raise."""

    def __init__(self, packed: _Packed) -> None:
        self._packed = packed
        self._engine = zlib.decompressobj(_GZIP)
        self._waiting = b""
        self._in = self._out = 0
        self.going = True
        self.damage: str | None = None
        self.unused = b""

    def read(self, size: int = -1, /) -> bytes:
        most = _CHUNK if size < 1 else min(size, _CHUNK)
        while self.going:
            if not self._waiting:
                self._waiting = self._packed.take()
                self._in += len(self._waiting)
            if not self._waiting:
                self._end("cut short")
                break
            try:
                piece = self._engine.decompress(self._waiting, most)
                self._out += len(piece)
                check_ratio(self._in, self._out)
            except zlib.error:
                self._end("damaged")
                break
            except BombError as error:
                self._end(error.message)
                break
            self._waiting = self._engine.unconsumed_tail
            if self._engine.eof:
                self.unused = self._engine.unused_data
                self.going = False
            if piece:
                return piece
        return b""

    def drain(self) -> None:
        """Read on to the end."""
        while self.going:
            self.read(_CHUNK)

    def _end(self, damage: str) -> None:
        self.going = False
        self.damage = damage


class _Joined:
    """The held beginning of a long member, and the rest of it."""

    def __init__(self, held: Reads, rest: _Member) -> None:
        self._held = held
        self._rest = rest

    def read(self, size: int = -1, /) -> bytes:
        most = _CHUNK if size < 1 else size
        return self._held.read(most) or self._rest.read(most)
