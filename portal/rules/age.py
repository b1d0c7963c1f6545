"""Who is too old to register: a BPU must not have reached 65 (official conditions). No lower limit was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from portal.rules.dated import law
from portal.rules.reason import Reason


def years(born: date, on: date) -> int:
    """Completed years of life on a day; someone born on 29 February has the birthday on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def too_old(born: date, registered: date) -> Reason | None:
    """Why a person cannot register on this day, or None: they have not reached the upper age."""
    entry = law().on("age_limit", registered)
    age = years(born, registered)
    if age < entry.value:
        return None
    return Reason.by(entry, "age.limit", age=age, limit=entry.value)


#: How long before the birthday somebody is told: three months, which is what cover survives unpaid.
AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Turning:
    """Somebody reaches the age limit on a WIB day that is near.

    Whoever is registered by then stays: the condition speaks of the day of registration (one source). Nobody says
    what becomes of a lapse after it, so the person is told to keep paying.
    """

    day: date
    limit: int
    reason: Reason


def limit_day(born: date, on: date) -> date:
    """The birthday from which a person is too old to register; 29 February becomes 1 March."""
    year = born.year + int(law().on("age_limit", on).value)
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def turning(born: date, today: date) -> Turning | None:
    """The limit, when it is reached after today and within `AHEAD`; else None."""
    entry, day = law().on("age_limit", today), limit_day(born, today)
    if not today < day <= today + AHEAD:
        return None
    return Turning(day, entry.value, Reason.by(entry, "age.turning", limit=entry.value, day=day))


def born_between(today: date, ahead: timedelta = AHEAD) -> tuple[date, date]:
    """Between which days those were born who reach the limit within `ahead` (both included); at the ends a day more
    than needed, which `turning` sorts out."""
    limit = int(law().on("age_limit", today).value)
    return _years_before(today, limit), _years_before(today + ahead, limit)


def _years_before(day: date, count: int) -> date:
    try:
        return day.replace(year=day.year - count)
    except ValueError:
        return date(day.year - count, 3, 1)
