"""WACZ: web archives with a list of their pages, in one zip file."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

import msgspec

from according.errors import UnreadableError
from according.intake.options import Failure, IntakeOptions
from according.intake.taken import Taken
from according.intake.unpack import Gunzip
from according.intake.warc import Archive, read_warc

_MOST_LISTED = 64 * 1024 * 1024
"""Bytes of the lists of pages that are read."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""What zipfile raises on damaged, encrypted and strange files."""


def read_wacz(stream: BinaryIO, name: str, options: IntakeOptions) -> Iterator[Taken | Failure]:
    """Yield the pages of every archive in the WACZ, which `stream` has to be able to seek in.

    Where it lists its pages, only those are taken: the rest are frames and parts. Raises `UnreadableError` where it is
    damaged or holds no archive.
    """
    try:
        with zipfile.ZipFile(stream) as packed:
            inside = [entry for entry in packed.infolist() if _is_archive(entry.filename)]
            pages = _listed(packed)
    except _DAMAGED as error:
        raise _damaged(name) from error
    if not inside:
        raise UnreadableError(
            "there is no web archive in the zip file.", report=name, remedy="A WACZ has archive/*.warc.gz."
        )
    for entry in inside:
        where = f"{name}/{entry.filename}"
        try:
            with zipfile.ZipFile(stream) as packed, packed.open(entry) as opened:
                yield from read_warc(cast(BinaryIO, opened), Archive(where, options, pages or None))
        except _DAMAGED:
            yield Failure(where, _damaged(where))


def _is_archive(name: str) -> bool:
    return name.startswith("archive/") and name.casefold().endswith((".warc", ".warc.gz"))


def _listed(packed: zipfile.ZipFile) -> frozenset[str]:
    """Return the addresses in the lists of pages; a damaged line is passed over: then its page is too."""
    found: set[str] = set()
    left = _MOST_LISTED
    for entry in packed.infolist():
        if not entry.filename.startswith("pages/") or ".jsonl" not in entry.filename:
            continue
        with packed.open(entry) as opened:
            lines = io.BufferedReader(Gunzip(cast(BinaryIO, opened))) if entry.filename.endswith(".gz") else opened
            while left > 0 and (line := lines.readline(1_000_000)):
                left -= len(line)
                url = _url(line)
                if url:
                    found.add(url.partition("#")[0])
    return frozenset(found)


def _url(line: bytes) -> str | None:
    try:
        page = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    url = page.get("url") if isinstance(page, dict) else None
    return url if isinstance(url, str) else None


def _damaged(name: str) -> UnreadableError:
    return UnreadableError("the zip file is damaged.", report=name, remedy="Fetch it again.")
