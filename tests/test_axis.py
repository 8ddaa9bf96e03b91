"""The axis of the timeline: where an interval stands, and which days are named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from according.web.server.axis import TICKS, Axis, When, axis_of, when_of

days = st.dates(date(1, 1, 1), date(9999, 12, 30))
whens = st.builds(
    lambda day, length: When(day, min(date.max, day + timedelta(days=min(length, (date.max - day).days)))),
    days,
    st.integers(0, 4000),
)


def test_a_month_is_a_month_wide_and_a_day_a_day() -> None:
    axis = Axis(date(2024, 6, 1), date(2024, 6, 30))
    assert axis.place(When(date(2024, 6, 1), date(2024, 6, 30))).width == 100
    one = axis.place(When(date(2024, 6, 16), date(2024, 6, 16)))
    assert (one.x, one.width) == (50, 3.33)


def test_what_lies_outside_stands_at_its_end() -> None:
    axis = Axis(date(2024, 6, 1), date(2024, 6, 30))
    assert axis.place(When(date(1991, 1, 1), date(1991, 12, 31))).beyond == "before"
    assert axis.place(When(date(2030, 1, 1), date(2030, 1, 1))).beyond == "after"


def test_one_that_recalls_long_ago_does_not_squeeze_the_others() -> None:
    week = [When(date(2024, 6, n), date(2024, 6, n)) for n in range(1, 8)] * 4
    axis = axis_of([*week, When(date(1991, 1, 1), date(1991, 1, 1))])
    assert axis is not None
    assert axis.first >= date(2024, 5, 1)
    assert axis.last == date(2024, 6, 7)


def test_the_filter_sets_the_ends() -> None:
    axis = axis_of([When(date(2024, 6, 3), date(2024, 6, 3))], "2024-01-01", "2024-12-31")
    assert axis == Axis(date(2024, 1, 1), date(2024, 12, 31))
    assert axis_of([]) is None
    assert axis_of([], "2024-01-01", "2024-12-31") is not None


def test_where_no_day_is_told_the_day_of_the_report_stands_for_it() -> None:
    found = when_of(None, None, "2024-06-11T05:40:00Z")
    assert found == When(date(2024, 6, 11), date(2024, 6, 11), told=False)
    assert when_of("2024-06-10", None, "2024-06-11") == When(date(2024, 6, 10), date(2024, 6, 10))
    assert when_of("no day", None, None) is None


@given(st.lists(whens, min_size=1, max_size=40))
def test_everything_stands_on_the_axis(found: list[When]) -> None:
    axis = axis_of(found)
    assert axis is not None
    assert axis.first <= axis.last
    for one in found:
        place = axis.place(one)
        assert 0 <= place.x <= 100
        assert place.width >= 0
        assert place.x + place.width <= 100.01
        assert place.beyond or one.end >= axis.first


def test_what_lasts_to_the_end_of_the_calendar_has_a_place() -> None:
    axis = Axis(date(9997, 10, 1), date(9997, 10, 7))
    assert axis.place(When(date(9997, 10, 1), date.max)).width == 100


@given(days, st.integers(0, 3_000_000))
def test_ticks_are_few_in_order_and_on_the_axis(first: date, length: int) -> None:
    axis = Axis(first, first + timedelta(days=min(length, (date.max - first).days)))
    found = axis.ticks()
    assert len(found) <= TICKS + 1
    assert [t.x for t in found] == sorted(t.x for t in found)
    assert all(0 <= t.x <= 100 for t in found)


@pytest.mark.parametrize("length", range(3, 60))
def test_days_and_weeks_have_several_ticks(length: int) -> None:
    assert len(Axis(date(2024, 11, 26), date(2024, 11, 26) + timedelta(days=length - 1)).ticks()) >= 2
