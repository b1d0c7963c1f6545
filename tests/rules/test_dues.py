"""The 15th of the month itself, the next working day on a holiday, three months to lapse."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from portal.rules import dues, working_days
from portal.values.clock import WIB, start_of
from portal.values.month import Month

pytestmark = pytest.mark.unit

SECOND = timedelta(seconds=1)
NOV, DEC, JAN, FEB, MAR = (Month(2026, 11) + at for at in range(5))


def wib(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WIB)  # type: ignore[arg-type, misc]  # a date and a time, written short


@pytest.mark.parametrize(
    ("month", "day", "code"),
    [
        (Month(2026, 1), date(2026, 1, 15), "due_day"),
        (Month(2026, 2), date(2026, 2, 18), "due_day.moved"),  # Sunday, then two days of Imlek
        (Month(2026, 3), date(2026, 3, 16), "due_day.moved"),  # Sunday
        (Month(2026, 4), date(2026, 4, 15), "due_day"),
        (Month(2026, 5), date(2026, 5, 18), "due_day.moved"),  # collective leave on a Friday
        (Month(2026, 6), date(2026, 6, 15), "due_day"),  # the Monday before 1 Muharam
        (Month(2026, 7), date(2026, 7, 15), "due_day"),
        (Month(2026, 8), date(2026, 8, 18), "due_day.moved"),  # Saturday, Sunday, Independence Day
        (Month(2026, 9), date(2026, 9, 15), "due_day"),
        (Month(2026, 10), date(2026, 10, 15), "due_day"),
        (Month(2026, 11), date(2026, 11, 16), "due_day.moved"),  # Sunday
        (Month(2026, 12), date(2026, 12, 15), "due_day"),
        (Month(2027, 3), date(2027, 3, 16), "due_day.moved"),  # Idulfitri
        (Month(2027, 8), date(2027, 8, 16), "due_day.moved"),  # Maulid on a Sunday
        (Month(2025, 6), date(2025, 6, 16), "due_day.moved_estimated"),  # a year the decree is not kept for
    ],
)
def test_the_due_day(month: Month, day: date, code: str) -> None:
    assert dues.due_day(month) == day
    assert dues.due(month).reason.code == code
    assert "PP 44/2015" in dues.due(month).reason.citation


def test_the_reason_names_the_holiday() -> None:
    assert dues.due(Month(2026, 5)).reason.params["why"] == "Kenaikan Yesus Kristus"
    assert dues.due(Month(2026, 11)).reason.params["why"] == "weekend"


def test_years_without_a_kept_decree_know_the_fixed_holidays() -> None:
    assert working_days.holiday(date(2031, 8, 17)) is not None
    assert not working_days.is_working_day(date(2031, 5, 1))
    assert working_days.next_working_day(date(2027, 12, 24)) == date(2027, 12, 27)
    assert not working_days.decreed(2031)


def test_a_month_is_late_from_the_end_of_its_due_day_in_wib() -> None:
    late = wib(2026, 11, 17)
    assert dues.overdue_from(NOV) == late
    assert dues.arrears([NOV, DEC], {}, late - SECOND) == ()
    assert dues.arrears([NOV, DEC], {}, late) == (NOV,)
    assert dues.arrears([NOV, DEC], {NOV: late}, late) == ()
    assert dues.arrears([NOV, DEC], {NOV: late + SECOND}, late) == (NOV,)


def test_cover_stops_when_the_third_unpaid_month_ends() -> None:
    paid = {NOV: wib(2026, 11, 3)}
    assert dues.lapsed_on(NOV, paid) == start_of(date(2027, 3, 1))
    assert dues.last_day_before(start_of(date(2027, 3, 1))) == date(2027, 2, 28)


def test_paying_one_of_the_three_in_time_averts_the_lapse() -> None:
    ends = start_of(date(2027, 3, 1))
    in_time = {NOV: wib(2026, 11, 3), DEC: ends - SECOND}
    too_late = {NOV: wib(2026, 11, 3), DEC: ends}
    assert dues.lapsed_on(NOV, in_time) == start_of(date(2027, 4, 1))
    assert dues.lapsed_on(NOV, too_late) == ends


def test_two_unpaid_months_and_a_paid_one_are_not_three() -> None:
    paid = {month: wib(2026, 11, 3) for month in (NOV, FEB)}
    assert dues.lapsed_on(NOV, paid) == start_of(date(2027, 6, 1))


def test_an_enrolment_that_ends_first_does_not_lapse() -> None:
    paid = {NOV: wib(2026, 11, 3)}
    assert dues.lapsed_on(NOV, paid, last=JAN) is None
    assert dues.lapsed_on(NOV, paid, last=FEB) == start_of(date(2027, 3, 1))


def test_prepaid_through_the_first_gap() -> None:
    assert dues.prepaid_through(NOV, [NOV, DEC, JAN, MAR]) == JAN
    assert dues.prepaid_through(FEB, [NOV]) is None
