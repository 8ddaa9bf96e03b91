"""The timeline and the map: nothing is drawn more precisely than it was told, and what cannot be drawn is listed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from web_ledger import filled

from according.claims import Role
from according.events import Event, EventPlace, EventTime
from according.web.server.app import create_app
from according.web.server.happenings import of_event
from according.web.server.options import ServeOptions
from according.web.server.views.atlas import spots

POLTAVA = EventPlace(name="Poltava", lat=49.59, lon=34.55, country="UA", precision="point", radius_km=10)
OBLAST = EventPlace(name="Sumy Oblast", lat=51.0, lon=34.0, country="UA", precision="region", radius_km=110)
UKRAINE = EventPlace(name="Ukraine", lat=49.0, lon=32.0, country="UA", precision="country", radius_km=500)
VAGUE = EventPlace(name="the northern front", lat=50.0, lon=36.0, country="UA", precision="area", radius_km=None)
UNKNOWN = EventPlace(name="Novovasylivske", country="UA")


def event(*places: EventPlace, name: str = "e1", role: Role = "in") -> Event:
    found = [EventPlace(**{**{f: getattr(p, f) for f in p.__struct_fields__}, "role": role}) for p in places]
    return Event(id=name, type="ASSAULT", mode="strike", status="single-source", locations=found)


@pytest.mark.parametrize(
    ("place", "drawn"), [(POLTAVA, "point"), (OBLAST, "circle"), (UKRAINE, "country"), (VAGUE, ""), (UNKNOWN, None)]
)
def test_a_place_is_drawn_as_precisely_as_it_was_told(place: EventPlace, drawn: str | None) -> None:
    found = spots([of_event(event(place))])
    assert [spot.drawn for spot in found] == ([] if drawn is None else [drawn])


def test_a_place_without_coordinates_keeps_its_name() -> None:
    assert of_event(event(UNKNOWN)).unplaced == ["Novovasylivske"]
    assert of_event(event(POLTAVA)).unplaced == []


def test_events_of_one_place_share_a_mark_and_the_gravest_status_colours_it() -> None:
    two = event(POLTAVA, name="e2")
    two.status = "disputed"
    (found,) = spots([of_event(event(POLTAVA)), of_event(two)])
    assert [e.id for e in found.events] == ["e1", "e2"]
    assert found.status == "disputed"


def test_the_town_is_marked_and_not_the_region_around_it_too() -> None:
    town = EventPlace(name="Shostka", lat=51.3, lon=33.9, country="UA", precision="point", radius_km=5)
    assert [spot.name for spot in spots([of_event(event(town, OBLAST))])] == ["Shostka"]


def test_a_time_that_is_not_told_is_not_made_up() -> None:
    told = event(POLTAVA)
    told.time = EventTime(start="2024-06-01", end="2024-06-30", granularity="month")
    assert of_event(told).days == "2024-06-01 to 2024-06-30"
    silent = event(POLTAVA)
    silent.first_reported = "2024-06-11T05:40:00Z"
    assert of_event(silent).days == ""
    when = of_event(silent).when
    assert when is not None
    assert not when.told


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with filled(tmp_path_factory.mktemp("places")) as ledger:
        slowly = itertools.count(step=1.0).__next__
        options = ServeOptions(ticks=slowly)
        yield TestClient(create_app(ledger, options), base_url="http://127.0.0.1:8000")


def test_the_features_are_the_places_that_are_drawn(client: TestClient) -> None:
    data: Any = client.get("/map.json").json()
    features: Any = client.get("/map.geojson").json()
    assert features["type"] == "FeatureCollection"
    assert {one["properties"]["place"] for one in features["features"]} <= {one["place"] for one in data["places"]}
    assert any(one["properties"]["place"] == "Poltava" for one in features["features"])
    for one in features["features"]:
        assert one["geometry"]["type"] == "Point"
        assert one["properties"]["precision"]
        assert one["properties"]["events"]
    drawn = {e["id"] for place in data["places"] for e in place["events"]}
    assert drawn.isdisjoint(e["id"] for e in data["nowhere"])


def test_timeline_and_map_answer_the_same_filters(client: TestClient) -> None:
    on_axis = {one["id"] for one in client.get("/timeline.json?place=Poltava").json()["items"]}
    places = client.get("/map.json?place=Poltava").json()
    on_map = {e["id"] for place in places["places"] for e in place["events"]} | {e["id"] for e in places["nowhere"]}
    assert on_axis
    assert on_axis == on_map


def test_rows_of_claims_say_who_claims(client: TestClient) -> None:
    items = client.get("/timeline.json?of=claims").json()["items"]
    assert any("Stasiuk" in one["source"] for one in items)
    assert client.get("/timeline?of=rumours").status_code == 400


def test_a_page_of_the_timeline_is_followed_by_the_next(client: TestClient) -> None:
    first = client.get("/timeline.json?limit=1").json()
    second = client.get("/timeline.json", params={"limit": 1, "after": first["next"]}).json()
    assert first["items"][0]["id"] != second["items"][0]["id"]


def test_the_page_states_the_policy_of_borders(client: TestClient) -> None:
    page = client.get("/map").text
    assert "How borders are drawn" in page
    assert "Crimea" in page
    assert "68/262" in page
