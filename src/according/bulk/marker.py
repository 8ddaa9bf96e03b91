"""Where a task is, on disk, so that after its process was killed the next try knows what it was at.

Whoever starts a part looks whether another try left its mark. The first death at a place may be chance (somebody killed the
process); at the second the record is set aside. The mark is some bytes written in place, and costs microseconds.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from according.bulk.files import write_bytes

TRIES = 2
"""Deaths at one record after which it is set aside."""
TAKING, READING = 0, 1

Place = tuple[int, int, int]
"""Number of the unit, of the report in it, and whether it was being taken in or read."""


class Marker:
    """The mark of one part."""

    def __init__(self, folder: Path, part: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._at = folder / f"{part}.at"
        self._deaths = folder / f"{part}.deaths"
        self.deaths: Counter[str] = Counter()
        if self._deaths.exists():
            self.deaths.update(msgspec.json.decode(self._deaths.read_bytes(), type=dict[str, int]))
        if self._at.exists():
            died = self._at.read_bytes().decode("ascii", "replace").strip("\0 \n")
            if died:
                self.deaths[died] += 1
                write_bytes(self._deaths, msgspec.json.encode(self.deaths))

    def poisoned(self, place: Place) -> bool:
        """Whether processes have died at this place so often that it is to be passed over."""
        return self.deaths[_text(place)] >= TRIES

    @contextmanager
    def at_work(self) -> Iterator[_Writing]:
        """Keep the mark while the part is being read; it goes when all went well, or ended in an exception."""
        handle = os.open(self._at, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            yield _Writing(handle)
        finally:
            os.close(handle)
            self._at.unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget the deaths: the part is done."""
        self._deaths.unlink(missing_ok=True)


class _Writing:
    def __init__(self, handle: int) -> None:
        self._handle = handle

    def reach(self, place: Place) -> None:
        """Say where the task is."""
        os.pwrite(self._handle, _text(place).encode(), 0)


def _text(place: Place) -> str:
    return f"{place[0]:09} {place[1]:09} {place[2]}"
