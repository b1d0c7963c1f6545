"""When a contribution is due, which months are owed, and when unpaid months end the cover.

PP 44/2015: a BPU participant pays by the 15th of the contribution month itself, on a holiday by the next
working day; after three consecutive unpaid months cover stops, without a fine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from portal.rules import working_days
from portal.rules.dated import Dated, law
from portal.rules.reason import Reason
from portal.values.clock import end_of, in_wib, start_of
from portal.values.month import Month


@dataclass(frozen=True, slots=True)
class DueDay:
    """The last WIB day on which a month is paid in time, and why that day."""

    day: date
    reason: Reason


@lru_cache(maxsize=4096)
def due(month: Month) -> DueDay:
    """The due day with its reason: due_day, or due_day.moved with the day it was moved `from` and `why`.

    `why` is ``weekend``, or the Indonesian name of the holiday; `estimated` when no decree has appeared yet.
    """
    entry = law().on("due_day", month.first_day)
    printed = date(month.year, month.number, entry.value)
    day = working_days.next_working_day(printed)
    if day == printed:
        return DueDay(day, Reason.by(entry, "due_day", month=month, day=day))
    why = working_days.holiday(printed) or "weekend"
    code = "due_day.moved" if working_days.decreed(month.year) else "due_day.moved_estimated"
    return DueDay(day, Reason.by(entry, code, month=month, day=day, printed=printed, why=why))


def due_day(month: Month) -> date:
    """The last WIB day on which this contribution month is paid in time."""
    return due(month).day


@lru_cache(maxsize=4096)
def overdue_from(month: Month) -> datetime:
    """The first instant at which an unpaid month is late."""
    return end_of(due_day(month))


@lru_cache(maxsize=4096)
def begins(month: Month) -> datetime:
    """The first instant of a contribution month in WIB."""
    return start_of(month.first_day)


def arrears(months: Iterable[Month], paid: Mapping[Month, datetime], instant: datetime) -> tuple[Month, ...]:
    """Which of the `months` are unpaid and late at an instant. A payment at the instant itself counts."""
    return tuple(month for month in months if overdue_from(month) <= instant and not _paid_by(paid, month, instant))


def lapse_rule(day: date) -> Dated:
    """The entry of the law that says after how many consecutive unpaid months cover stops."""
    return law().on("lapse_months", day)


def at_stake(month: Month) -> tuple[Month, Month]:
    """The first and the last month that somebody may have paid through who in this month still has cover to lose, and
    the month itself to pay. With a gap behind them they owe more than that; the cover ends no sooner."""
    return month + -int(lapse_rule(month.first_day).value), month + -1


def lapsed_on(
    first: Month, paid: Mapping[Month, datetime], *, last: Month | None = None, after: datetime | None = None
) -> datetime | None:
    """The instant at which cover stops if nothing more is paid than `paid`: the end of the third consecutive
    month unpaid by then, in WIB. None when `last`, the last month of the enrolment, comes first.

    Counts from `first`, the first month of this spell of cover; `after`: a lapse before it is not meant,
    because the spell began only then. Paying a month of the three before their end averts the lapse.
    """
    run = int(lapse_rule(first.first_day).value)
    final = first + (run - 1)
    horizon = max([first, *paid]) + run
    if after is not None:
        horizon = max(horizon, Month.of(in_wib(after).date()) + run)
    while final <= horizon and (last is None or final <= last):
        stops = begins(final + 1)
        unpaid = all((at := paid.get(final + -back)) is None or at >= stops for back in range(run))
        if unpaid and (after is None or stops > after):
            return stops
        final = final + 1
    return None


def prepaid_through(first: Month, paid: Iterable[Month]) -> Month | None:
    """The last month of the unbroken run of paid months that begins with `first`; None when it is unpaid.

    BPU may pay 1, 3, 6 or 12 months at once; a gap in between is not prepaid.
    """
    months, through = set(paid), None
    while first in months:
        through, first = first, first + 1
    return through


def last_day_before(instant: datetime) -> date:
    """The last WIB day that ends by an instant: what people are told instead of a midnight."""
    return in_wib(instant - timedelta(microseconds=1)).date()


def _paid_by(paid: Mapping[Month, datetime], month: Month, instant: datetime) -> bool:
    at = paid.get(month)
    return at is not None and at <= instant
