"""The only clock of the house: instants are aware and in UTC, days and months are those of WIB."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

#: Western Indonesia Time, UTC+7, without summer time since 1964. Days of the law are days in WIB.
WIB = timezone(timedelta(hours=7), "WIB")


class Zone(StrEnum):
    """What the clock on the wall shows where something happened: western, central, eastern Indonesia."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def clock(self) -> timezone:
        """UTC+7, +8 or +9; none has a summer time."""
        return timezone(timedelta(hours=7 + list(Zone).index(self)), self.value)

    def instant(self, day: date, hour: time) -> datetime:
        """The instant, in UTC, at which that wall clock shows this."""
        return datetime.combine(day, hour, self.clock).astimezone(UTC)


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
