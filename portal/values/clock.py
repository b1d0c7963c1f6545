"""The only clock of the house: instants are aware and in UTC, days and months are those of WIB."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

#: Western Indonesia Time, UTC+7, without summer time since 1964. Days of the law are days in WIB.
WIB = timezone(timedelta(hours=7), "WIB")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in WIB: at 00.30 in Jakarta it is already tomorrow, though UTC says yesterday."""
    return now().astimezone(WIB).date()


def in_wib(instant: datetime) -> datetime:
    """An aware instant as the wall clock of WIB shows it."""
    return instant.astimezone(WIB)


def start_of(day: date) -> datetime:
    """The first instant of a WIB day, in UTC."""
    return datetime.combine(day, time.min, WIB).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The first instant after a WIB day, in UTC: cover that ends on a day holds until here, exclusive."""
    return start_of(day + timedelta(days=1))
