"""Months are counted, not measured in days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.values.month import Month

pytestmark = pytest.mark.unit

months = st.builds(Month, st.integers(1950, 2150), st.integers(1, 12))
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(months, st.integers(-600, 600))
def test_adding_and_the_difference_are_each_others_way_back(month: Month, count: int) -> None:
    assert (month + count) - month == count
    assert (month + count) + -count == month


@given(months)
def test_text_sorts_as_time_and_comes_back(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert str(month) < str(month + 1)
    assert month < month + 1


@given(months)
def test_the_day_after_the_last_is_the_first_of_the_next(month: Month) -> None:
    assert month.last_day + timedelta(days=1) == (month + 1).first_day


@given(days, st.integers(0, 800))
def test_a_wave_touches_every_month_with_a_day_of_it(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    touched = Month.touched(start, end)
    assert touched == sorted({Month.of(start + timedelta(days=at)) for at in range(length + 1)})


def test_one_day_is_one_month_and_two_days_may_be_two() -> None:
    assert Month.touched(date(2026, 12, 31), date(2026, 12, 31)) == [Month(2026, 12)]
    assert Month.touched(date(2026, 12, 31), date(2027, 1, 1)) == [Month(2026, 12), Month(2027, 1)]


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-0", "november"])
def test_no_month(text: str) -> None:
    with pytest.raises(ValueError):
        Month.parse(text)
