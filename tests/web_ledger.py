"""A ledger to look at in a browser: a strike that two sides tell differently, a copy that changes a number, a denial, a threat
that came true, and a report whose every word is hostile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fixture_reading import hostile_reading

import according
from according.ledger import Ledger

AGENCY = (
    "Russian missiles struck a depot in the Ukrainian city of Poltava on Monday, killing nine people, the regional governor,"
    " Oleh Stasiuk, said.\n\nForty others were wounded when the roof of the depot fell in, Stasiuk told reporters at the scene."
    " Rescue workers pulled two of them out of the rubble before noon, and the fire was put out by the evening."
)
REPORTS = [
    ("agency-1", "2024-09-09", "Kestrel Wire", "Missiles hit Poltava depot", AGENCY),
    ("copy-1", "2024-09-09", "The Morning Post", "Poltava struck", AGENCY.replace("nine people", "eleven people")),
    (
        "ministry-1", "2024-09-10", "Interfold", "Moscow denies strike",
        "The Russian Defence Ministry denied on Tuesday that its missiles had struck a depot in Poltava on Monday."
        " The ministry said that Ukraine had staged the explosion.",
    ),
    (
        "threat-1", "2024-09-01", "Kestrel Wire", "Medvedev threatens Ukraine",
        "Russia threatened on Sunday to strike Ukraine's depots if Kyiv uses the missiles, Dmitry Medvedev said.",
    ),
]  # fmt: skip


def fill(ledger: Ledger) -> None:
    """Add the reports."""
    reader = according.Reader(layers=True)
    for name, day, publisher, title, text in REPORTS:
        ledger.add(reader.read(according.Report(id=name, text=text, published=day, publisher=publisher, title=title)))
    ledger.add(hostile_reading())


@contextmanager
def filled(folder: Path) -> Iterator[Ledger]:
    """A ledger in `folder` with all of them."""
    with according.open_ledger(folder / "web.db") as ledger:
        fill(ledger)
        yield ledger
