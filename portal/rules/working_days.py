"""Which days people work: no weekends, no national holidays, no collective leave (cuti bersama).

The yearly decree of three ministers (SKB 3 Menteri) is kept in `lokal` for the years it has appeared; for
other years the `holidays` package is asked, whose Islamic dates are estimates until the decree appears.
Banks and branch offices are closed on collective leave too, so nobody could pay there.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

# Both packages are imported when a day is asked for: they cost a third of a second and half of one, which a process
# that asks for none (every command line, every start) need not wait for.


@lru_cache(maxsize=64)
def _year(year: int) -> dict[date, str]:
    if decreed(year):
        from lokal.holidays import get_holidays

        return {date.fromisoformat(each.date): each.name for each in get_holidays(year).holidays}
    from holidays import country_holidays

    found = country_holidays("ID", years=year, language="id", categories=("public", "government"))
    return dict(found.items())


def decreed(year: int) -> bool:
    """Whether the holidays of this year stand in a decree; if not, they are estimates."""
    from lokal.holidays import HOLIDAY_YEARS

    return year in HOLIDAY_YEARS


def holiday(day: date) -> str | None:
    """The Indonesian name of the holiday or collective leave on a day, None on any other (weekends too)."""
    return _year(day.year).get(day)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and holiday(day) is None


def next_working_day(day: date) -> date:
    """The day itself when people work on it, else the first after it on which they do."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
