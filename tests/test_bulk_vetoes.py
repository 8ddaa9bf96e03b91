"""What bulk refuses of many pairs at once is what pairing refuses of each."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from according.bulk.events import apart_in_place, spot_of
from according.fusion.pairing.model import Features, Spot
from according.fusion.pairing.vetoes import veto

TOWNS = st.builds(
    Spot,
    name=st.sampled_from(["Kebra", "Donka", "kebra", "Port Donka", "Umm Sal"]),
    level=st.sampled_from(["point", "point", "district", "region", "country"]),
    lat=st.floats(9.0, 11.0),
    lon=st.floats(20.0, 22.0),
    reach=st.sampled_from([5.0, 12.0, 40.0]),
    country=st.sampled_from(["SD", "TD", None]),
)


def claim(ref: str, places: list[Spot], unlisted: list[str]) -> Features:
    return Features(
        ref=f"{ref}/c", report=ref, event="e", unit="c", type="ASSAULT", trigger="raided", place=0, sentence=0, paragraph=0,
        published="2024-03-12", places=places, unlisted=unlisted,
    )  # fmt: skip


@given(
    st.lists(TOWNS, max_size=2),
    st.lists(TOWNS, max_size=2),
    st.sampled_from([([], []), (["foubé"], []), (["foubé"], ["foubé"])]),
)
def test_what_is_refused_for_its_place_has_that_veto(
    left: list[Spot], right: list[Spot], unlisted: tuple[list[str], list[str]]
) -> None:
    one, other = claim("a", left, unlisted[0]), claim("b", right, unlisted[1])
    refused = apart_in_place(np.array([spot_of(one)]), np.array([spot_of(other)]))
    if refused[0]:
        assert "in different places" in (veto(one, other) or "")


def test_two_far_towns_are_refused() -> None:
    far = [
        claim(name, [Spot(name=name, level="point", lat=lat, lon=20.0, reach=12.0, country="SD")], [])
        for name, lat in (("Kebra", 9.0), ("Donka", 15.0))
    ]
    assert apart_in_place(*(np.array([spot_of(one)]) for one in far))[0]
