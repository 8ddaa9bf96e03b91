"""Event data of others, to compare ours with: ACLED's CSV and GDELT's event files (1.0 and 2.0). Read, never shipped."""

from __future__ import annotations

import csv
import gzip
import io
import math
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

import msgspec

from according.claims import ClaimType
from according.errors import ExchangeError
from according.exchange.ledger.shared import web_address
from according.knowledge.exchanges import acled, by_country_name, by_fips, by_iso3, by_number, cameo_types, gdelt

OnBadRow = Callable[[ExchangeError], None]
Fields = Mapping[str, str]


class Foreign(msgspec.Struct, kw_only=True, frozen=True):
    """An event of another data set, in our terms."""

    id: str
    line: int
    """Number of the line in the file, from 1."""
    data: str
    """``acled`` or ``gdelt``."""
    date: str
    """ISO date."""
    slack_days: int = 0
    """Days that the true date may lie from it."""
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    """How far the true place may lie; None with coordinates says that they only stand for a country or state."""
    place: str | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    kind: str = ""
    """Its type in its own words."""
    types: tuple[ClaimType, ...] = ()
    """Our types that it may be, the likeliest first; empty where we have none."""
    actors: tuple[str, ...] = ()
    """The parties; ACLED's have no direction."""
    actor_kinds: tuple[str, ...] = ()
    """What they are (``State forces``, ``Civilians``), in ACLED's words."""
    states: tuple[str, ...] = ()
    """States of the parties where the data set says them (GDELT): ISO 3166-1 alpha-2."""
    fatalities: int | None = None
    source: str = ""
    notes: str = ""


class _BadRow(Exception):
    """What is wrong with a row, for the message."""


def read_acled(path: str | Path, *, on_error: OnBadRow | None = None) -> Iterator[Foreign]:
    """Yield the events of an ACLED CSV (comma, semicolon or tab; plain, ``.gz`` or ``.zip``), in the file's order.

    Actors of rows of one id (a monadic download) come together. A bad row is reported to `on_error`, or raised
    without it.

    Raises:
        ExchangeError: the file cannot be read, or has not the columns of an ACLED export.
    """
    with _opened(path) as lines:
        header = lines.readline().removeprefix("\ufeff")
        delimiter = max(",;\t", key=header.count)
        names = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter), [])]
        wanted = ("event_id_cnty", "event_date", "event_type", "latitude", "longitude")
        lacking = [name for name in wanted if name not in names]
        if lacking:
            raise ExchangeError(
                f"this is no ACLED export: it has no column {', '.join(lacking)}.",
                report=str(path),
                remedy="Give the CSV that ACLED's export tool or API wrote, with its line of column names.",
            )
        table = _Table(str(path), names, _acled_event, on_error)
        found: dict[str, Foreign] = {}
        for event in table.events(_numbered(csv.reader(lines, delimiter=delimiter))):
            known = found.get(event.id)
            found[event.id] = _joined(known, event) if known else event
    yield from found.values()


def read_gdelt(path: str | Path, *, on_error: OnBadRow | None = None) -> Iterator[Foreign]:
    """Yield the events of a GDELT event file, in the file's order: 61 columns (2.0), 58 or 57 (1.0), no header.

    A file with a line of column names is read too, and so are ``.gz`` and ``.zip``. A bad row is reported to
    `on_error`, or raised without it.

    Raises:
        ExchangeError: the file cannot be read, or has another number of columns.
    """
    with _opened(path) as lines:
        first = lines.readline()
        cells = first.rstrip("\r\n").split("\t")
        headed = cells[0].removeprefix("\ufeff").upper() in ("GLOBALEVENTID", "GLOBAL_EVENT_ID")
        names = [name.removeprefix("\ufeff").lower() for name in cells] if headed else _gdelt_columns(len(cells))
        if not names or "sqldate" not in names or "eventcode" not in names:
            raise ExchangeError(
                f"this is no GDELT event file: it has {len(cells)} columns, not 61 (2.0), 58 or 57 (1.0).",
                report=str(path),
                remedy="Give an .export.CSV file of GDELT, tab-separated; mentions and GKG files hold no events.",
            )
        table = _Table(str(path), ["globaleventid", *names[1:]], _gdelt_event, on_error)
        rows = (line.rstrip("\r\n").split("\t") for line in chain([] if headed else [first], lines))
        yield from table.events(enumerate(rows, 2 if headed else 1))


@contextmanager
def _opened(path: str | Path) -> Iterator[TextIO]:
    """The lines of a file, unpacked; bytes that are no UTF-8 show as ``\ufffd``."""
    path = Path(path)
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive, archive.open(_only_member(archive, path)) as packed:
                yield io.TextIOWrapper(packed, "utf-8", "replace", newline="")
        elif path.suffix.lower() == ".gz":
            with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="") as lines:
                yield lines
        else:
            with path.open(encoding="utf-8", errors="replace", newline="") as lines:
                yield lines
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ExchangeError(
            f"the file cannot be read ({getattr(error, 'strerror', None) or error}).",
            report=str(path),
            remedy="Check its name, or load it again.",
        ) from error


def _only_member(archive: zipfile.ZipFile, path: Path) -> str:
    members = [name for name in archive.namelist() if not name.endswith("/")]
    if len(members) != 1:
        raise ExchangeError(
            f"the archive holds {len(members)} files.", report=str(path), remedy="Unpack it and give one of them."
        )
    return members[0]


def _numbered(rows: Any) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """The rows of a `csv.reader`, each with the number of its last line in the file, the header being line 1."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield rows.line_num + 1, error
        else:
            yield rows.line_num + 1, row


@dataclass(frozen=True, slots=True)
class _Table:
    path: str
    names: list[str]
    read: Callable[[Fields, int], Foreign]
    on_error: OnBadRow | None

    def events(self, rows: Iterable[tuple[int, list[str] | csv.Error]]) -> Iterator[Foreign]:
        """The events of the rows; a bad row is reported, or raised where nobody takes reports."""
        for number, row in rows:
            if row == [] or row == [""]:
                continue
            try:
                if isinstance(row, csv.Error):
                    raise _BadRow(str(row))
                if len(row) != len(self.names):
                    raise _BadRow(f"it has {len(row)} cells, not {len(self.names)}")
                event = self.read(dict(zip(self.names, row, strict=True)), number)
            except _BadRow as error:
                bad = ExchangeError(
                    f"the row cannot be compared: {error}.",
                    report=f"{self.path}, line {number}",
                    remedy="Correct it, or leave it: the other rows are compared without it.",
                )
                if self.on_error is None:
                    raise bad from error
                self.on_error(bad)
                continue
            yield event


def _acled_event(row: Fields, line: int) -> Foreign:
    table = acled()
    kind, sub = row["event_type"].strip(), row.get("sub_event_type", "").strip()
    types = table.sub_events.get(sub.lower(), table.events.get(kind.lower()))
    if types is None:
        raise _BadRow(f"the type {sub or kind!r} is not known")
    lat, lon = _point(row["latitude"], row["longitude"])
    # Names of countries differ between lists ("Ivory Coast"): the number goes before.
    country = by_number().get(row.get("iso", "").strip().lstrip("0")) or by_country_name().get(
        row.get("country", "").strip().lower()
    )
    inter = [row.get(name, "").strip() for name in ("inter1", "inter2")]
    return Foreign(
        id=_given(row, "event_id_cnty"),
        line=line,
        data="acled",
        date=_acled_date(row["event_date"].strip()).isoformat(),
        slack_days=table.slack_days.get(_code(row.get("time_precision", "")), 0),
        lat=lat,
        lon=lon,
        radius_km=table.radius_km.get(_code(row.get("geo_precision", "")), table.radius_km[1]),
        place=row.get("location", "").strip() or None,
        country=country.iso2 if country else None,
        kind=" / ".join(part for part in (kind, sub) if part),
        types=tuple(types),
        actors=_filled(row, "actor1", "assoc_actor_1", "actor2", "assoc_actor_2"),
        actor_kinds=tuple(table.interactions.get(_code(cell), cell) for cell in inter if cell and cell != "0"),
        fatalities=_count(row.get("fatalities", "")),
        source=row.get("source", "").strip(),
        notes=row.get("notes", "").strip(),
    )


def _gdelt_columns(number: int) -> list[str]:
    names = [name.lower() for name in gdelt().columns.split()]
    if number == len(names):
        return names
    first = [name for name in names if not name.endswith("adm2code")]
    return first[:number] if number in (len(first), len(first) - 1) else []


def _gdelt_event(row: Fields, line: int) -> Foreign:
    code = row["eventcode"].strip()
    types = cameo_types(code)
    if types is None:
        raise _BadRow(f"the event code {code!r} is not known")
    day = row["sqldate"].strip()
    if not re.fullmatch(r"\d{8}", day):
        raise _BadRow(f"the date {day!r} is none")
    lat, lon = _point(row.get("actiongeo_lat", ""), row.get("actiongeo_long", ""))
    country = by_fips().get(row.get("actiongeo_countrycode", "").strip())
    states = (by_iso3().get(row.get(f"actor{n}countrycode", "").strip()) for n in (1, 2))
    return Foreign(
        id=_given(row, "globaleventid"),
        line=line,
        data="gdelt",
        date=_date(f"{day[:4]}-{day[4:6]}-{day[6:]}").isoformat(),
        lat=lat,
        lon=lon,
        radius_km=gdelt().radius_km.get(_code(row.get("actiongeo_type", ""))),
        place=row.get("actiongeo_fullname", "").strip() or None,
        country=country.iso2 if country else None,
        kind=f"CAMEO {code}",
        types=tuple(types),
        actors=_filled(row, "actor1name", "actor2name"),
        states=tuple(dict.fromkeys(state.iso2 for state in states if state)),
        source=web_address(row.get("sourceurl", "").strip()) or "",
    )


def _joined(known: Foreign, again: Foreign) -> Foreign:
    """One event of two rows: the actors of both, all else of the first."""
    return msgspec.structs.replace(
        known,
        actors=tuple(dict.fromkeys(known.actors + again.actors)),
        actor_kinds=tuple(dict.fromkeys(known.actor_kinds + again.actor_kinds)),
    )


def _given(row: Fields, name: str) -> str:
    value = row[name].strip()
    if not value:
        raise _BadRow(f"it has no {name}")
    return value


def _filled(row: Fields, *names: str) -> tuple[str, ...]:
    cells = (part.strip() for name in names for part in row.get(name, "").split(";"))
    return tuple(dict.fromkeys(cell for cell in cells if cell))


def _code(cell: str) -> int:
    return int(cell) if cell.strip().isdecimal() else -1


def _count(cell: str) -> int | None:
    if not cell.strip():
        return None
    if not cell.strip().isdecimal():
        raise _BadRow(f"the number of fatalities {cell!r} is none")
    return int(cell)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _BadRow(f"the date {text!r} is none") from None


def _acled_date(text: str) -> date:
    """ISO, or with the month in words: a date in figures alone could be two."""
    for form in ("%d %B %Y", "%d-%B-%Y", "%d-%b-%Y", "%d %b %Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return _date(text[:10])


def _point(lat_cell: str, lon_cell: str) -> tuple[float | None, float | None]:
    cells = [cell.strip().replace(",", ".") for cell in (lat_cell, lon_cell)]
    if not all(cells):
        return None, None
    try:
        lat, lon = map(float, cells)
    except ValueError:
        raise _BadRow(f"the place {lat_cell!r}, {lon_cell!r} is none") from None
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        raise _BadRow(f"there is no place at {lat_cell}, {lon_cell}")
    return lat, lon
