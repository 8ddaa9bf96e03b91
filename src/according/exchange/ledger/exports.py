"""The formats that a ledger is written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from according.errors import ExchangeError
from according.exchange.ledger.data import Exported, LedgerData, What
from according.exchange.ledger.flat import write_csv, write_parquet
from according.exchange.ledger.ftm import write_ftm
from according.exchange.ledger.geojson import write_geojson
from according.exchange.ledger.lines import write_jsonl
from according.exchange.ledger.plover import write_plover
from according.exchange.ledger.timemap import write_timemap


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: what it is for, its files' suffix and media type, and what of a ledger it can hold."""

    about: str
    suffix: str
    media_type: str
    whats: tuple[What, ...]
    """What can be asked for; the first is what to take where nobody says."""
    write: Callable[[What, LedgerData, BinaryIO], Exported]


_ONE_TABLE: tuple[What, ...] = ("claims", "events", "reports")
_ONE_KIND: tuple[What, ...] = ("events", "claims")

EXPORTS: Mapping[str, Exporter] = {
    "csv": Exporter("one flat table", ".csv", "text/csv", _ONE_TABLE, write_csv),
    "jsonl": Exporter(
        "everything, to be read back", ".jsonl", "application/jsonl", ("all", "claims", "events", "reports"), write_jsonl
    ),
    "parquet": Exporter(
        "one flat table of typed columns", ".parquet", "application/vnd.apache.parquet", _ONE_TABLE, write_parquet
    ),
    "geojson": Exporter("maps", ".geojson", "application/geo+json", ("events", "claims", "all"), write_geojson),
    "ftm": Exporter(
        "FollowTheMoney: Aleph and OpenSanctions", ".ftm.json", "application/x-ndjson",
        ("all", "claims", "events", "reports"), write_ftm,
    ),
    "plover": Exporter("PLOVER: event data", ".plover.jsonl", "application/jsonl", _ONE_KIND, write_plover),
    "timemap": Exporter("timemap: a map with a timeline", ".timemap.json", "application/json", _ONE_KIND, write_timemap),
}  # fmt: skip


def export(form: str, what: What, data: LedgerData, stream: BinaryIO) -> Exported:
    """Write `what` of `data` in the format `form`, one of `EXPORTS`, to `stream`, which stays open.

    The same data give the same bytes. What has no place in the format is counted in the result's `left_out`, by the
    reason; say it to the user.

    Raises:
        ExchangeError: there is no such format, it cannot hold what was asked for, or a library is missing.
    """
    exporter = EXPORTS.get(form)
    if exporter is None:
        raise ExchangeError(f"there is no format {form!r}.", remedy=f"Take one of {', '.join(EXPORTS)}.")
    if what not in exporter.whats:
        raise ExchangeError(
            f"{form} cannot hold {what!r} in one file.", remedy=f"Ask for one of {', '.join(exporter.whats)}."
        )
    return exporter.write(what, data, stream)
