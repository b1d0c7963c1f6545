"""Idle months of agents, to the day."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.activity import Record, returns_on, standing
from portal.rules.policies import Policies

pytestmark = pytest.mark.unit

BEGAN = date(2026, 6, 17)


def at(today: str, *, paid: str = "", began: date = BEGAN, **more: date) -> tuple[int, str]:
    record = Record(began, transacted_on=date.fromisoformat(paid) if paid else None, **more)
    found = standing(record, date.fromisoformat(today))
    return found.idle, found.off_on.isoformat()


@pytest.mark.parametrize(
    ("today", "idle"),
    [
        ("2026-06-30", 0),  # the month of the beginning counts for nothing
        ("2026-07-31", 0),  # the first month is not over
        ("2026-08-01", 1),
        ("2026-08-31", 1),
        ("2026-09-01", 2),
        ("2026-09-30", 2),
        ("2026-10-01", 3),
        ("2026-12-05", 5),
    ],
)
def test_whole_months_without_a_transaction_are_idle(today: str, idle: int) -> None:
    assert at(today) == (idle, "2026-10-01")


def test_any_payment_begins_the_count_anew() -> None:
    assert at("2026-11-21", paid="2026-11-01") == (0, "2027-03-01")
    assert at("2026-11-21", paid="2026-10-31") == (0, "2027-02-01")
    assert at("2026-11-21", paid="2026-09-30") == (1, "2027-01-01")
    assert at("2026-11-21", paid="2026-08-31") == (2, "2026-12-01")
    found = standing(Record(BEGAN, transacted_on=date(2026, 8, 31)), date(2026, 11, 30))
    assert (found.over, found.last_chance) == (False, date(2026, 11, 30))
    assert standing(Record(BEGAN, transacted_on=date(2026, 8, 31)), date(2026, 12, 1)).over


def test_what_happened_before_a_return_does_not_count() -> None:
    assert at("2026-11-21", paid="2026-03-03", began=date(2026, 10, 9)) == (0, "2027-02-01")


def test_before_2022_an_acquisition_counted_and_a_transaction_did_not() -> None:
    record = Record(date(2021, 1, 5), acquired_on=date(2021, 2, 10), transacted_on=date(2021, 6, 30))
    found = standing(record, date(2021, 6, 30))
    assert (found.counts, found.idle, found.over) == ("acquisition", 3, True)
    assert "2018" in found.reason.citation
    later = standing(record, date(2022, 4, 1))
    assert (later.counts, later.idle) == ("transaction", 9)


def test_the_earliest_return_is_the_law_s_then_and_the_branch_s_now() -> None:
    day, reason = returns_on(date(2021, 8, 31), Policies())
    assert (day, reason.certainty) == (date(2022, 2, 28), "N")
    day, reason = returns_on(date(2026, 11, 1), Policies())
    assert (day, reason.certainty) == (date(2027, 5, 1), "?")
    assert returns_on(date(2026, 11, 1), Policies.of({"agent_return_months": 0}))[0] == date(2026, 11, 1)
