"""What stands out and what does not, at the very edge."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rules.signals import (
    LEAST,
    SignalKind,
    at_the_edge,
    is_early,
    just_bought,
    last_days,
    stands_out,
)
from portal.values.month import Month

pytestmark = pytest.mark.unit

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = date(2026, 11, 20)


@pytest.mark.parametrize("kind", SignalKind)
def test_every_kind_has_its_least_number(kind: SignalKind) -> None:
    assert stands_out(kind, LEAST[kind])
    assert not stands_out(kind, LEAST[kind] - 1)


def test_a_burst_is_most_of_a_month() -> None:
    assert stands_out(SignalKind.BURST, 15, 25)
    assert not stands_out(SignalKind.BURST, 14, 25)
    assert last_days(Month(2027, 2)) == (date(2027, 2, 26), date(2027, 2, 28))


def test_cover_bought_less_than_72_hours_before() -> None:
    assert just_bought(AT - timedelta(hours=72), AT) is None
    assert just_bought(AT - timedelta(hours=72) + timedelta(seconds=1), AT) == 71
    assert just_bought(AT, AT) == 0
    assert just_bought(AT + timedelta(hours=1), AT) is None
    assert just_bought(None, AT) is None


def test_soon_after_registration() -> None:
    assert is_early(SignalKind.EARLY_DEATH, DAY, DAY + timedelta(days=90))
    assert not is_early(SignalKind.EARLY_DEATH, DAY, DAY + timedelta(days=91))
    assert not is_early(SignalKind.EARLY_CASE, DAY, DAY + timedelta(days=31))
    assert not is_early(SignalKind.EARLY_CASE, DAY, DAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(1961, 11, 20), False),  # 65 on that day: could not register any more
        (date(1961, 11, 21), True),
        (date(1962, 11, 20), True),
        (date(1962, 11, 21), False),
    ],
)
def test_registered_in_the_last_year_in_which_one_can(born: date, expected: bool) -> None:
    assert at_the_edge(born, DAY) is expected
