"""Reports of an accident, and until when a claim is heard."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rules.age import too_old, years
from portal.rules.deadlines import claim_expiry, report_one, report_two
from portal.rules.policies import Policies
from portal.values.clock import WIB

pytestmark = pytest.mark.unit

FALL = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # 23.30 on the 20th in WIB
SECOND = timedelta(seconds=1)
USUAL = Policies.defaults()


def test_the_first_report_has_two_days_to_the_second() -> None:
    deadline = report_one(FALL)
    assert deadline.at == datetime(2026, 11, 22, 23, 30, tzinfo=WIB)
    assert not deadline.missed(deadline.at)
    assert deadline.missed(deadline.at + SECOND)
    assert "Permenaker 1/2025" in deadline.reason.citation


def test_the_second_report_by_the_branchs_policy() -> None:
    assert report_two(FALL, USUAL).at - FALL == timedelta(hours=48)
    longer = report_two(FALL, Policies.of({"report_two_hours": 72}))
    assert longer.at - FALL == timedelta(hours=72)
    assert longer.reason.certainty == "own"


def test_a_claim_expires_with_the_wib_day_five_years_later() -> None:
    deadline = claim_expiry(FALL, USUAL)
    assert deadline.reason.params == {"years": 5, "day": date(2031, 11, 20)}
    assert not deadline.missed(datetime(2031, 11, 20, 23, 59, 59, tzinfo=WIB))
    assert deadline.missed(datetime(2031, 11, 21, tzinfo=WIB))


def test_the_older_two_years_and_a_leap_day() -> None:
    leap = datetime(2024, 2, 29, 12, tzinfo=WIB)
    expiry = claim_expiry(leap, Policies.of({"jkk_claim_years": 2}))
    assert expiry.reason.params["day"] == date(2026, 2, 28)
    assert "Pasal 26" in expiry.reason.citation


@pytest.mark.parametrize(
    ("born", "age"),
    [(date(1961, 11, 21), 65), (date(1961, 11, 22), 64), (date(1940, 1, 1), 86)],
)
def test_too_old_from_the_birthday_itself(born: date, age: int) -> None:
    on = date(2026, 11, 21)
    assert years(born, on) == age
    reason = too_old(born, on)
    assert (reason is not None) == (age >= 65)
    if reason is not None:
        assert reason.params == {"age": age, "limit": 65}


def test_someone_of_29_february_is_a_year_older_on_1_march() -> None:
    assert years(date(1962, 2, 28), date(2027, 2, 28)) == 65
    assert too_old(date(1960, 2, 29), date(2025, 2, 28)) is None
    assert too_old(date(1960, 2, 29), date(2025, 3, 1)) is not None
