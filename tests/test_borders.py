"""The borders of the map: the table of disputed areas, and the world that the front end's build makes of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from according.knowledge import tables
from according.knowledge.borders import Area, areas

WORLD = Path(__file__).parents[1] / "src/according/web/server/static/world.json"
INSIDE = {
    "UA": {"Simferopol": (34.1, 44.95), "Donetsk": (37.8, 48.0), "Mariupol": (37.55, 47.12), "Kharkiv": (36.25, 49.98)},
    "SY": {"Quneitra": (35.8, 33.0)},
    "EH": {"Laayoune": (-13.2, 27.1), "Dakhla": (-15.6, 23.9)},
    "MA": {"Agadir": (-9.4, 30.3)},
    "PS": {"Gaza": (34.42, 31.45), "Hebron": (35.1, 31.53), "Ramallah": (35.2, 31.9)},
    "IL": {"Tel Aviv": (34.85, 32.06), "Tiberias": (35.4, 32.75)},
    "GE": {"Sukhumi": (41.2, 43.05), "Tskhinvali": (43.97, 42.23)},
    "MD": {"Tiraspol": (29.63, 46.85)},
    "CY": {"Kyrenia": (33.35, 35.3), "Limassol": (33.0, 34.8)},
    "SO": {"Hargeisa": (44.06, 9.56), "Mogadishu": (45.2, 2.15)},
    "RU": {"Moscow": (37.6, 55.75), "Rostov": (39.8, 47.3)},
    "XK": {"Pristina": (21.15, 42.66)},
}


def test_the_areas_name_states_by_their_codes() -> None:
    with (tables.HERE / "borders/codes.csv").open(encoding="utf-8") as stream:
        codes = {row["alpha2"] for row in csv.DictReader(line for line in stream if not line.startswith("#"))}
    assert len(codes) > 240
    for area in areas():
        assert area.why.endswith("."), area.name
        assert area.drawn is None or area.drawn in codes, area.name
    assert len({area.name for area in areas()}) == len(areas())


@pytest.mark.parametrize("area", areas(), ids=lambda a: a.name)
def test_an_outline_is_a_closed_ring_on_the_earth(area: Area) -> None:
    assert area.outline or area.whole
    assert not area.outline or (len(area.outline) > 3 and area.outline[0] == area.outline[-1])
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in area.outline)


def test_the_policy_is_written_down_area_by_area() -> None:
    policy = (Path(__file__).parents[1] / "docs/borders.md").read_text("utf-8")
    for area in areas():
        assert f"| {area.name} |" in policy
        assert area.why in policy, area.name


@pytest.fixture(scope="module")
def world() -> Any:
    assert WORLD.is_file(), "the front end is not built: run script/bootstrap test"
    return json.loads(WORLD.read_text())


@pytest.mark.parametrize("state", INSIDE)
def test_towns_lie_in_the_state_that_they_are_recognised_as(world: Any, state: str) -> None:
    polygons = {one["id"]: rings(world, one) for one in world["objects"]["countries"]["geometries"]}
    for town, at in INSIDE[state].items():
        found = [code for code, mine in polygons.items() if inside(mine, at)]
        assert found == [state], town


def test_every_disputed_area_is_on_the_map(world: Any) -> None:
    drawn = {one["id"]: rings(world, one) for one in world["objects"]["disputed"]["geometries"]}
    assert set(drawn) == {area.name for area in areas()}
    assert all(drawn.values())
    assert inside(drawn["Crimea"], (34.1, 44.95))
    assert not inside(drawn["Crimea"], (33.4, 46.6))


def test_the_world_is_light_enough_for_a_page() -> None:
    assert WORLD.stat().st_size < 300_000


def rings(world: Any, geometry: Any) -> list[list[tuple[float, float]]]:
    """All rings of a (multi-)polygon of a quantised topology, in degrees."""
    nested = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [[at for index in ring for at in arc(world, index)] for polygon in nested for ring in polygon]


def arc(world: Any, index: int) -> list[tuple[float, float]]:
    (kx, ky), (dx, dy) = world["transform"]["scale"], world["transform"]["translate"]
    x = y = 0
    found = []
    for step_x, step_y in world["arcs"][~index if index < 0 else index]:
        x, y = x + step_x, y + step_y
        found.append((x * kx + dx, y * ky + dy))
    return found[::-1] if index < 0 else found


def inside(found: list[list[tuple[float, float]]], at: tuple[float, float]) -> bool:
    """Whether a point is inside by the even-odd rule, so that holes count."""
    x, y = at
    crossings = 0
    for ring in found:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1
