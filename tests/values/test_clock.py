"""Days are those of WIB, instants those of UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from portal.values import clock

pytestmark = pytest.mark.unit


def test_at_half_past_midnight_in_jakarta_it_is_tomorrow() -> None:
    with time_machine.travel(datetime(2026, 12, 31, 17, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2027, 1, 1)
        assert clock.now() == datetime(2026, 12, 31, 17, 30, tzinfo=UTC)


def test_a_day_is_as_long_as_a_day_and_touches_the_next() -> None:
    day = date(2027, 1, 4)
    assert clock.start_of(day) == datetime(2027, 1, 3, 17, 0, tzinfo=UTC)
    assert clock.end_of(day) == clock.start_of(day + timedelta(days=1))
    assert clock.in_wib(clock.end_of(day) - timedelta(microseconds=1)).date() == day


def test_the_same_hour_on_three_walls_is_three_instants() -> None:
    day, hour = date(2026, 12, 1), time(0, 30)
    at = {zone: zone.instant(day, hour) for zone in clock.Zone}
    assert at[clock.Zone.WIB] == datetime(2026, 11, 30, 17, 30, tzinfo=UTC)
    assert at[clock.Zone.WIB] - at[clock.Zone.WITA] == timedelta(hours=1)
    assert at[clock.Zone.WIB] - at[clock.Zone.WIT] == timedelta(hours=2)
    assert clock.in_wib(at[clock.Zone.WITA]).date() == date(2026, 11, 30)
