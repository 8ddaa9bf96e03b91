"""Rows of places, each pair of coordinates stored once for the index of boxes."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from according.ledger.connect import is_sqlite
from according.ledger.neighbours import CHUNK, chunks
from according.ledger.rows import Row
from according.ledger.schema import PLACES, POINTS


def insert_places(connection: Connection, rows: list[Row]) -> None:
    """Insert rows of `places`; their `point` is filled in."""
    if not rows:
        return
    wanted = sorted({(row["lat"], row["lon"]) for row in rows if row["lat"] is not None and row["lon"] is not None})
    known = _known(connection, wanted)
    new = [{"lat": lat, "lon": lon} for lat, lon in wanted if (lat, lon) not in known]
    if new:
        put = (sqlite.insert if is_sqlite(connection) else postgresql.insert)(POINTS)
        connection.execute(put.on_conflict_do_nothing(index_elements=["lat", "lon"]), new)
        known |= _known(connection, [(point["lat"], point["lon"]) for point in new])
    for row in rows:
        row["point"] = known.get((row["lat"], row["lon"]))
    connection.execute(insert(PLACES), rows)


def _known(connection: Connection, points: list[tuple[float, float]]) -> dict[tuple[float, float], int]:
    found: dict[tuple[float, float], int] = {}
    for chunk in chunks(points, CHUNK):
        query = select(POINTS.c.key, POINTS.c.lat, POINTS.c.lon).where(tuple_(POINTS.c.lat, POINTS.c.lon).in_(chunk))
        found.update(((row.lat, row.lon), row.key) for row in connection.execute(query))
    return found
