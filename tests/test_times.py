"""The grammar of times: tables of cases, and what must hold for any text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from according.reading.times import find_times

PUBLISHED = date(2024, 11, 25)  # a Monday

NEWS = [
    ("It fell in the last 24 hours.", "PT24H", "2024-11-24", "2024-11-25"),
    ("They struck last week.", "2024-W47", "2024-11-18", "2024-11-24"),
    ("This week it rained.", "2024-W48", "2024-11-25", "2024-12-01"),
    ("It began last month.", "2024-10", "2024-10-01", "2024-10-31"),
    ("It began early last month.", "2024-10", "2024-10-01", "2024-10-10"),
    ("It began in late October.", "2024-10", "2024-10-21", "2024-10-31"),
    ("He arrived on Thursday.", "2024-11-21", "2024-11-21", "2024-11-21"),
    ("He arrived on Monday.", "2024-11-25", "2024-11-25", "2024-11-25"),
    ("He will arrive on Thursday.", "2024-11-28", "2024-11-28", "2024-11-28"),
    ("He will take office on January 20.", "2025-01-20", "2025-01-20", "2025-01-20"),
    ("He was killed on January 20.", "2024-01-20", "2024-01-20", "2024-01-20"),
    ("They prepared a December 2 meeting.", "2024-12-02", "2024-12-02", "2024-12-02"),
    ("The exercise runs through December 31.", "2024-12-31", "2024-12-31", "2024-12-31"),
    ("A summit for the middle of March.", "2025-03", "2025-03-11", "2025-03-20"),
    ("They struck in February.", "2024-02", "2024-02-01", "2024-02-29"),
    ("They were killed the night before.", "2024-11-24TNI", "2024-11-24", "2024-11-24"),
    ("The missile fired the evening before had missed.", "2024-11-24TEV", "2024-11-24", "2024-11-24"),
    ("They met yesterday.", "2024-11-24", "2024-11-24", "2024-11-24"),
    ("They meet tomorrow.", "2024-11-26", "2024-11-26", "2024-11-26"),
    ("They met on Tuesday night.", "2024-11-19TNI", "2024-11-19", "2024-11-19"),
    ("Drones came overnight into Tuesday.", "2024-11-19TNI", "2024-11-18", "2024-11-19"),
    ("It fell a week ago.", "2024-W47", "2024-11-18", "2024-11-24"),
    ("It fell three days ago.", "2024-11-22", "2024-11-22", "2024-11-22"),
    ("It fell in the early 1990s.", "199", "1990-01-01", "1992-12-31"),
    ("It fell in spring 2022.", "2022-SP", "2022-03-01", "2022-05-31"),
    ("It fell last winter.", "2023-WI", "2023-12-01", "2024-02-29"),
    ("It fell at 10:35 a.m. Friday.", "2024-11-22T10:35", "2024-11-22", "2024-11-22"),
    ("It fell on 5 May 2022.", "2022-05-05", "2022-05-05", "2022-05-05"),
    ("It fell on Nov. 20, 2023.", "2023-11-20", "2023-11-20", "2023-11-20"),
    ("It fell on 20/11/2024.", "2024-11-20", "2024-11-20", "2024-11-20"),
    ("It fell on 2024-11-20.", "2024-11-20", "2024-11-20", "2024-11-20"),
    ("It fell by the end of 2025.", "2025", "2025-09-01", "2025-12-31"),
    ("It fell in the first half of 2024.", "2024-H1", "2024-01-01", "2024-06-30"),
    ("The fight took two weeks.", "P2W", None, None),
    ("It ran for more than 1,000 days.", "P1000D", None, None),
    ("A two-hour battle began.", "PT2H", None, None),
    ("Shells land every day.", "P1D", None, None),
]

OPEN = [
    ("He spoke on Thursday.", "XXXX-WXX-4"),
    ("He spoke yesterday.", "XXXX-XX-XX"),
    ("He spoke last week.", "XXXX-WXX"),
    ("He spoke last month.", "XXXX-XX"),
    ("He spoke on May 5.", "XXXX-05-05"),
    ("He spoke a year ago.", "XXXX"),
    ("He spoke overnight.", "XXXX-XX-XXTNI"),
]

NO_TIMES = [
    "He may march on.",
    "Theresa May spoke.",
    "A 20-year-old man spoke.",
    "Some 1,500 soldiers and 1,990 civilians.",
    "The second attempt failed.",
]


@pytest.mark.parametrize(("text", "value", "start", "end"), NEWS)
def test_news_is_anchored_at_its_date(text: str, value: str, start: str | None, end: str | None) -> None:
    [mention] = find_times(text, PUBLISHED)
    assert (mention.value, mention.start, mention.end) == (value, start, end)


@pytest.mark.parametrize(("text", "value"), OPEN)
def test_without_a_date_relative_times_stay_open(text: str, value: str) -> None:
    [mention] = find_times(text, None)
    assert (mention.value, mention.start, mention.end) == (value, None, None)


@pytest.mark.parametrize("text", NO_TIMES)
def test_words_that_only_look_like_times(text: str) -> None:
    assert find_times(text, PUBLISHED) == []


def test_absolute_dates_need_no_report_date() -> None:
    [mention] = find_times("It fell on 5 May 2022.", None)
    assert (mention.start, mention.end, mention.granularity) == ("2022-05-05", "2022-05-05", "day")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("It lasted from 3 to 5 May.", "2024-05-03", "2024-05-05"),
        ("It lasted from March to June 2023.", "2023-03-01", "2023-06-30"),
        ("It fell between March and June.", "2024-03-01", "2024-06-30"),
        ("The war of 1914–1918 ended.", "1914-01-01", "1918-12-31"),
    ],
)
def test_both_ends_of_a_range_have_its_interval(text: str, start: str, end: str) -> None:
    first, second = find_times(text, PUBLISHED)
    assert {(m.start, m.end) for m in (first, second)} == {(start, end)}


def test_the_mention_before_is_the_anchor_of_narrative() -> None:
    text = "On 5 May 2022 they attacked. The following day they left. Two months later it ended."
    assert [m.value for m in find_times(text, PUBLISHED)] == ["2022-05-05", "2022-05-06", "2022-07"]


def test_a_history_takes_the_year_from_its_own_dates() -> None:
    text = (
        "War came in 1939. In 1940 France fell, and in 1941 the front moved east. "
        "It froze in December 1941. On May 8, 1942 the thaw ended. The town fell on July 14."
    )
    assert find_times(text, PUBLISHED)[-1].value == "1942-07-14"


def test_tense_of_the_syntax_wins() -> None:
    [mention] = find_times("He spoke on Thursday.", PUBLISHED, lambda at: "future")
    assert mention.start == "2024-11-28"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=6),
            st.sampled_from(
                "the last next 31 Feb. 30 1999 2024 9999 0 BC s ago weeks day before Monday night of early end "
                "99999999999 "
                "hours later May - – to and 12:61 p.m. 1/2 ½ every a second half century 29 February that year".split()
            ),
        ),
        max_size=14,
    ).map(" ".join),
    st.sampled_from([None, PUBLISHED, date.min, date.max]),
)
def test_any_text_gives_ordered_spans_that_quote_it(text: str, published: date | None) -> None:
    at = 0
    for mention in find_times(text, published):
        start, end = mention.span
        assert at <= start < end
        assert text[start:end] == mention.text
        assert mention.start is None or mention.end is None or mention.start <= mention.end
        at = end


def test_a_number_beyond_floats_is_no_date() -> None:
    assert all(m.start is None for m in find_times("9" * 400 + " years ago", PUBLISHED))


# The day of a time of day

FRIDAY = date(2024, 3, 22)


def test_a_time_of_day_in_the_story_is_of_the_day_that_was_told() -> None:
    text = (
        "Raiders seized forty women near the ford on Thursday, the head of the watch said. Asked about it by telephone, he "
        "said that the women were surrounded at about 11 in the morning."
    )
    assert find_times(text, FRIDAY)[-1].start == "2024-03-21"


@pytest.mark.parametrize(
    "text",
    [
        "The council met on Thursday. It rained, and the ford could not be crossed for a whole day. Shops there will close at 6 p.m.",
        "12:10 GMT - Flights are suspended until tomorrow morning.\n\n11:50 GMT - The army says it shot down five drones.",
    ],
    ids=["what is so every day", "a line of a live page"],
)
def test_else_it_is_of_the_day_of_the_report(text: str) -> None:
    assert find_times(text, FRIDAY)[-1].start == "2024-03-22"


def test_a_date_before_a_colon_is_one() -> None:
    assert [m.start for m in find_times("In related strikes on March 21:\n- Near the ford, 14 strikes", FRIDAY)] == [
        "2024-03-21"
    ]
