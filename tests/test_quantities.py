"""The grammar of quantities: tables of cases, and what must hold for any text."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from according.reading.quantities import find_quantities
from according.reading.times import find_times

COUNTS = [
    ("They fired eight ballistic missiles.", "eight", 8, None, False, "ballistic missiles"),
    ("It killed at least 19 people.", "at least 19", 19, "min", False, "people"),
    ("It has more than 700,000 troops.", "more than 700,000", 700000, "min", False, "troops"),
    ("It sent some 10,000 soldiers.", "some 10,000", 10000, None, True, "soldiers"),
    ("It lost nearly 300 tanks.", "nearly 300", 300, None, True, "tanks"),
    ("It lost fewer than 50 men.", "fewer than 50", 50, "max", False, "men"),
    ("It sent up to 1,500 drones.", "up to 1,500", 1500, "max", False, "drones"),
    ("It sent no fewer than 7 drones.", "no fewer than 7", 7, "min", False, "drones"),
    ("It displaced half a million people.", "half a million", 500000, None, False, "people"),
    ("It sent a dozen drones.", "a dozen", 12, None, False, "drones"),
    ("It sent two dozen shells.", "two dozen", 24, None, False, "shells"),
    ("It sent 188 Ukrainian drones.", "188", 188, None, False, "Ukrainian drones"),
    ("It holds two-thirds of the city.", "two-thirds", 0.666667, None, False, "city"),
    ("It displaced 1.2 million people.", "1.2 million", 1200000, None, False, "people"),
    ("It displaced twenty-one people.", "twenty-one", 21, None, False, "people"),
]

MEASURES = [
    ("It froze €300bn in assets.", "€300bn", 3e11, "EUR", None, None),
    ("It gave $2.5 million.", "$2.5 million", 2.5e6, "USD", None, None),
    ("It gave 50 billion euros.", "50 billion euros", 5e10, "EUR", None, None),
    ("It gave £3.5m.", "£3.5m", 3.5e6, "GBP", None, None),
    ("It flew 300 km.", "300 km", 300, "km", 300000, "m"),
    ("It fired 155mm shells.", "155mm", 155, "mm", 0.155, "m"),
    ("It has a 20-kiloton warhead.", "20-kiloton", 20, "kiloton", 8.368e13, "J"),
    ("It took 60 square kilometres.", "60 square kilometres", 60, "square kilometres", 6e7, "m2"),
    ("It flies at Mach 10.", "Mach 10", 10, "mach", 3403, "m/s"),
    ("It is 45% lower.", "45%", 45, "percent", 0.45, "1"),
    ("It was minus 5 degrees.", "minus 5 degrees", -5, "degrees", -5, "degC"),
]

RANGES = [
    ("It killed between 200 and 300 people.", 200, 300),
    ("It sent 10-15 drones.", 10, 15),
    ("It sent 5,000-6,000 troops.", 5000, 6000),
    ("It killed two or three men.", 2, 3),
    ("It costs $3 billion to $5 billion.", 3e9, 5e9),
    ("It is 5% to 10% lower.", 5, 10),
    ("It wounded dozens.", 24, 99),
    ("It sent several hundred soldiers.", 300, 900),
]

NO_QUANTITIES = [
    "A Su-34 and an F-16 met a T-72.",
    "Resolution 2254 and Article 5 apply.",
    "The 93rd Regiment and the 3rd Brigade fought.",
    "The G7 met.",
    "An S-300 and Kh-101 fell.",
    "Leopard 2 tanks came.",
    "One of them left.",
    "On 5 May 2022 at 10:35 a.m. it rained.",
    "In 2014 it rained.",
]


@pytest.mark.parametrize(("text", "quote", "value", "bound", "approximate", "of"), COUNTS)
def test_counts(text: str, quote: str, value: float, bound: str | None, approximate: bool, of: str) -> None:
    [q] = find_quantities(text)
    assert (q.text, q.value, q.low, q.high) == (quote, value, value, value)
    assert (q.bound, q.approximate, q.unit, q.of) == (bound, approximate, "count", of)


@pytest.mark.parametrize(("text", "quote", "value", "unit", "si_value", "si_unit"), MEASURES)
def test_measures(text: str, quote: str, value: float, unit: str, si_value: float | None, si_unit: str | None) -> None:
    [q] = find_quantities(text)
    assert (q.text, q.value, q.unit, q.si_unit) == (quote, value, unit, si_unit)
    assert q.si_value == (None if si_value is None else pytest.approx(si_value))


@pytest.mark.parametrize(("text", "low", "high"), RANGES)
def test_a_range_has_no_value(text: str, low: float, high: float) -> None:
    [q] = find_quantities(text)
    assert (q.value, q.low, q.high) == (None, low, high)


@pytest.mark.parametrize("text", NO_QUANTITIES)
def test_designations_ordinals_and_times_are_no_quantities(text: str) -> None:
    assert find_quantities(text, find_times(text, date(2024, 11, 25))) == []


def test_a_fall_is_no_range() -> None:
    assert [q.value for q in find_quantities("It fell from 4.8 to 4.7 percent.")] == [4.8, 4.7]


def test_numbers_beside_a_time_are_kept() -> None:
    text = "On 5 May 2022 it killed 12 people and on 6 May 30 more."
    assert [q.value for q in find_quantities(text, find_times(text, None))] == [12, 30]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=6),
            st.sampled_from(
                "at least between 5 1,000 and a half dozen million to - €3bn mm km/h Mach % 1/2 "
                "two-thirds hundreds of 10-5 "
                "minus ² ٣ 9999999999999999999999 $ 1.2.3 times the speed of sound "
                "May 2022 0.5 million billion 00".split()
            ),
        ),
        max_size=14,
    ).map(" ".join)
)
def test_any_text_gives_ordered_spans_that_quote_it(text: str) -> None:
    at = 0
    for q in find_quantities(text, find_times(text, date(2024, 11, 25))):
        start, end = q.span
        assert at <= start < end
        assert text[start:end] == q.text
        assert q.low is not None and q.high is not None and q.low <= q.high
        assert q.value is None or math.isfinite(q.value)
        at = end


def test_a_number_beyond_floats_is_no_quantity() -> None:
    assert find_quantities("9" * 400 + " people") == []
