"""Finished results of a job, as a ledger takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from pyarrow import dataset

from according.bulk.files import Manifest
from according.bulk.tables import day_of, event_of
from according.claims import Report, Span
from according.events import ChangedNumber, CopyOf, Event
from according.ledger.adding import page_of

_SPANS = msgspec.json.Decoder(list[Span]).decode
_NUMBERS = msgspec.json.Decoder(list[ChangedNumber]).decode


@dataclass(slots=True)
class Membership:
    """Which claims (refs) are in which event; `loose` are those of events that hold a claim of a report that is left out.

    `passages` holds the report that a claim was copied from.
    """

    members: dict[str, list[str]] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)
    passages: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """A folder of finished results."""

    folder: Path
    manifest: Manifest

    def rows(self, name: str, columns: list[str]) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table, some at a time; none where there is no file."""
        if next((self.folder / name).rglob("*.parquet"), None) is None:
            return
        held = dataset.dataset(self.folder / name, format="parquet")
        for batch in held.to_batches(columns=columns, batch_size=20_000):
            yield from batch.to_pylist()

    def later_versions(self) -> set[str]:
        """Return the reports of which another, loaded before them, is a version of the same page: to a ledger a revision."""
        rows = self.rows("reports", ["report", "url", "published"])
        order = sorted((day_of(row["published"]), row["report"], row["url"]) for row in rows)
        pages: set[str] = set()
        later: set[str] = set()
        for _, name, url in order:
            page = page_of(Report(id=name, text="", url=url), None)
            if page in pages:
                later.add(name)
            pages.add(page)
        return later

    def membership(self, without: set[str]) -> Membership:
        """Return which claims are in which event, but for those of the reports `without`."""
        found = Membership()
        broken: set[str] = set()
        for row in self.rows("claims", ["report", "claim", "event_id", "copy_of"]):
            if row["report"] in without:
                broken.add(row["event_id"])
                continue
            ref = f"{row['report']}/{row['claim']}"
            found.members.setdefault(row["event_id"], []).append(ref)
            if row["copy_of"] is not None and row["copy_of"] not in without:
                found.passages[ref] = row["copy_of"]
        for event in broken:
            found.loose += found.members.pop(event, [])
        return found

    def copies(self) -> Iterator[tuple[str, CopyOf]]:
        """Yield originals with a copy each."""
        for row in self.rows("copies", ["original", "report", "containment", "passage", "changed"]):
            passage, changed = _SPANS(row["passage"]), _NUMBERS(row["changed"])
            copy = CopyOf(report=row["report"], containment=row["containment"], passage=passage, changed=changed)
            yield row["original"], copy

    def events(self, among: dict[str, list[str]]) -> Iterator[Event]:
        """Yield those events whose ids are `among` others."""
        return (event_of(row["body"]) for row in self.rows("events", ["event", "body"]) if row["event"] in among)

    def texts(self, without: set[str]) -> Iterator[tuple[str, str]]:
        """Yield the reports but `without`, by id, with their texts."""
        rows = self.rows("reports", ["report", "text"])
        return ((row["report"], row["text"]) for row in rows if row["report"] not in without)
