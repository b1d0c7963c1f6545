"""When somebody is reminded of what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.rules.reminding import LONGEST, What, stage

pytestmark = pytest.mark.unit

DAY = date(2026, 12, 15)


def stages(what: What, first: int, last: int) -> list[int | None]:
    """By days left, from `first` down to `last`."""
    return [stage(what, DAY, DAY - timedelta(days=left)) for left in range(first, last - 1, -1)]


def test_a_bill_is_spoken_of_before_its_day_on_it_and_after() -> None:
    assert stages(What.BILL, 9, -3) == [None, None, 7, 7, 7, 7, 3, 3, 1, 0, -1, -1, -3]
    assert stages(What.BILL, -6, -15) == [-3, -7, -7, -7, -7, -7, -7, -7, -14, -14]


def test_a_departure_follows_the_same_days() -> None:
    assert stages(What.DEPARTURE, 9, -30) == stages(What.BILL, 9, -30)


def test_an_agreement_is_spoken_of_early_and_not_after_its_end() -> None:
    assert stages(What.AGREEMENT, 61, 59) == [None, 60, 60]
    assert stages(What.AGREEMENT, 30, 29) == [30, 30]
    assert stages(What.AGREEMENT, 1, -1) == [1, 0, None]


def test_letters_end_some_day() -> None:
    assert stage(What.BILL, DAY, DAY + timedelta(days=LONGEST)) == -84
    assert stage(What.BILL, DAY, DAY + timedelta(days=LONGEST + 1)) is None


def test_each_stage_lasts_until_the_next_begins() -> None:
    """So a machine that was off on the very day catches up, and no day falls into two stages."""
    for what in What:
        seen = [each for each in stages(what, 70, -100) if each is not None]
        assert seen == sorted(seen, reverse=True)
