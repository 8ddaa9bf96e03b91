"""Rows of claims into their tables; each pair of coordinates is stored once, for the index of boxes."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from according.ledger.bulk import insert_rows
from according.ledger.connect import is_sqlite
from according.ledger.neighbours import CHUNK, chunks
from according.ledger.rows import ClaimRows, Row
from according.ledger.schema import AMOUNTS, CLAIMS, PARTIES, PLACES, POINTS


def insert_claims(connection: Connection, rows: ClaimRows) -> None:
    """Insert claims with their parties, places and amounts."""
    insert_rows(connection, CLAIMS, rows.claims)
    insert_rows(connection, PARTIES, rows.parties)
    insert_rows(connection, AMOUNTS, rows.amounts)
    _insert_places(connection, rows.places)


def _insert_places(connection: Connection, rows: list[Row]) -> None:
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
    insert_rows(connection, PLACES, rows)


def _known(connection: Connection, points: list[tuple[float, float]]) -> dict[tuple[float, float], int]:
    found: dict[tuple[float, float], int] = {}
    wanted = set(points)
    # By latitude, which the index begins with: of pairs SQLite makes a search through the whole table.
    for chunk in chunks(sorted({lat for lat, _ in points}), CHUNK):
        query = select(POINTS.c.key, POINTS.c.lat, POINTS.c.lon).where(POINTS.c.lat.in_(chunk))
        near = {(row.lat, row.lon): row.key for row in connection.execute(query)}
        found.update((point, key) for point, key in near.items() if point in wanted)
    return found
