"""The results of a job, or a part of them, into a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from according.bulk import quick
from according.bulk.files import Manifest, load_manifest
from according.bulk.quick import OnStage
from according.bulk.results import Results
from according.bulk.tables import claim_of, layers_of, report_of
from according.claims import Reading
from according.errors import AccordingError, BulkError
from according.intake.options import Failure
from according.ledger import Added, Ledger


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports are loaded: published from one day to another (ISO, both in it), with a claim of one of the types or in
    one of the countries (ISO 3166-1 alpha-2), from one of the publishers. What is not named does not matter."""

    since: str | None = None
    until: str | None = None
    types: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()


def load(
    ledger: Ledger, folder: Path, wanted: Wanted | None = None, on_stage: OnStage | None = None
) -> Iterator[Added | Failure]:
    """Add what a job wrote to `ledger`, day after day; each report comes out when it is safe. Loading twice changes nothing.

    A report comes with all of its claims. Where all of it goes into an empty ledger, copies and events are taken as they
    are, after the last report; `on_stage` is told how far that is. Else they are found anew by the ledger, so that they fit
    what is there. Raises `BulkError` where the folder holds no finished results.
    """
    results = Results(folder, _finished(folder))
    asked = wanted or Wanted()
    if asked == Wanted() and quick.is_right(ledger, results):
        yield from quick.load(ledger, results, readings(folder, asked), on_stage or (lambda *_: None))
    else:
        yield from ledger.add_many(readings(folder, asked))


def readings(folder: Path, wanted: Wanted) -> Iterator[Reading | Failure]:
    """Yield the reports of finished results with their claims, in the order of days and ids. Raises `BulkError`."""
    _finished(folder)
    for day in sorted((folder / "reports").iterdir()):
        name = day.name.removeprefix("day=")
        if day.is_dir() and _within(name, wanted):
            yield from _of_day(folder, name, wanted)


def _finished(folder: Path) -> Manifest:
    manifest = load_manifest(folder)
    if manifest is None or manifest.fused is None:
        raise BulkError(
            "there are no finished results of `according bulk` in it.",
            report=str(folder),
            remedy="Name the folder that was given to it with --out, or run it again to its end.",
        )
    return manifest


def _within(day: str, wanted: Wanted) -> bool:
    if wanted.since is None and wanted.until is None:
        return True
    return day != "none" and (wanted.since or day) <= day <= (wanted.until or day)


def _of_day(folder: Path, day: str, wanted: Wanted) -> Iterator[Reading | Failure]:
    from pyarrow import dataset

    def table(name: str) -> list[dict[str, Any]]:
        path = folder / name / f"day={day}"
        return dataset.dataset(path, format="parquet").to_table().to_pylist() if path.exists() else []

    claims: dict[str, list[dict[str, Any]]] = {}
    for row in table("claims"):
        claims.setdefault(row["report"], []).append(row)
    for row in sorted(table("reports"), key=lambda row: str(row["report"])):
        own = sorted(claims.get(row["report"], ()), key=lambda claim: (claim["trigger_start"], claim["claim"]))
        if _is_wanted(row, own, wanted):
            yield _reading(row, own)


def _is_wanted(report: dict[str, Any], claims: list[dict[str, Any]], wanted: Wanted) -> bool:
    if wanted.publishers and report["publisher"] not in wanted.publishers:
        return False
    if not (wanted.types or wanted.countries):
        return True
    return any(
        (not wanted.types or claim["type"] in wanted.types)
        and (not wanted.countries or claim["country"] in wanted.countries)
        for claim in claims
    )


def _reading(row: dict[str, Any], claims: list[dict[str, Any]]) -> Reading | Failure:
    try:
        return Reading(
            report=report_of(row),
            claims=[claim_of(claim["body"]) for claim in claims],
            layers=layers_of(row["layers"]) if row["layers"] else None,
            warnings=row["warnings"] or [],
            made_by=msgspec.json.decode(row["made_by"], type=dict[str, str]),
        )
    except msgspec.MsgspecError as error:
        damaged = AccordingError(
            f"its rows cannot be read ({error}).", report=row["report"], remedy="Run the bulk job again."
        )
        return Failure(row["report"], damaged)
