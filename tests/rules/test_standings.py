"""Where a member stands: cover first, then what keeps one from joining, the rest is the gap."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from portal.rules import pace
from portal.rules.contributions import Segment
from portal.rules.coverage import Cover, Facts, cover_at
from portal.rules.policies import Policies
from portal.rules.standings import STANDINGS, Cause, Standing, stand
from portal.values.clock import WIB
from portal.values.month import Month

pytestmark = pytest.mark.unit

DAY = date(2026, 11, 21)
MARCH = datetime(2026, 3, 2, 9, 0, tzinfo=WIB)


def known(at: date, *months: str, end: date | None = None, registered: bool = True) -> tuple[Facts, Cover]:
    facts = Facts(
        segment=Segment.BPU,
        start=date(2026, 3, 1),
        end=end,
        registered_at=MARCH if registered else None,
        paid={Month.parse(each): MARCH for each in months},
    )
    return facts, cover_at(datetime.combine(at, datetime.min.time(), WIB), facts, Policies.defaults())


def test_the_days_of_one_who_stops_paying_follow_each_other() -> None:
    """Each `until` is the day on which the next answer holds: nothing changes between them."""
    day, seen = date(2026, 3, 3), []
    while day:
        now = stand(day, [known(day, "2026-03")])
        if not seen or seen[-1][1] is not now.cause:
            seen.append((day, now.cause))
        if now.until is None:
            break
        assert (
            stand(now.until - timedelta(days=1), [known(now.until - timedelta(days=1), "2026-03")]).cause is now.cause
        )
        day = now.until
    assert seen == [
        (date(2026, 3, 3), Cause.PAID),
        (date(2026, 4, 16), Cause.OWES),
        (date(2026, 7, 1), Cause.LAPSED),
    ]


@pytest.mark.parametrize(
    ("covers", "said", "cause"),
    [
        ([], {}, Cause.NEVER),
        ([], {"wage_earner": True}, Cause.WAGES),
        ([], {"born": date(1961, 11, 21)}, Cause.AGE),
        ([], {"born": date(1961, 11, 22)}, Cause.NEVER),
        ([], {"born": date(1961, 11, 21), "wage_earner": True}, Cause.WAGES),
        ([known(DAY)], {}, Cause.UNPAID),
        ([known(DAY, registered=False)], {}, Cause.NEVER),
        ([known(DAY, "2026-11")], {"born": date(1950, 1, 1)}, Cause.PAID),
        ([known(DAY, "2026-11")], {"wage_earner": True}, Cause.PAID),
        ([known(DAY, "2026-12")], {}, Cause.LATER),
        ([known(DAY, "2026-03")], {}, Cause.LAPSED),
        ([known(DAY, "2026-03")], {"born": date(1950, 1, 1)}, Cause.LAPSED),
        ([known(DAY, "2026-03", end=date(2026, 4, 30))], {}, Cause.ENDED),
        ([known(DAY, "2026-03", end=date(2026, 4, 30)), known(DAY, "2026-11")], {}, Cause.PAID),
        ([known(DAY, "2026-11")], {"left": True}, Cause.GONE),
    ],
)
def test_cover_comes_first_then_what_keeps_one_from_joining(
    covers: list[object], said: dict[str, object], cause: Cause
) -> None:
    assert stand(DAY, covers, **said).cause is cause  # type: ignore[arg-type]


def test_every_cause_has_a_standing_and_only_those_who_left_are_counted_nowhere() -> None:
    assert set(STANDINGS) == set(Cause)
    assert set(STANDINGS.values()) == set(Standing)


def test_a_birthday_is_seen_coming() -> None:
    assert stand(DAY, born=date(1964, 2, 29)).until == date(2029, 3, 1)
    assert stand(DAY, born=date(1950, 1, 1)).until is None


@pytest.mark.parametrize(
    ("left", "day", "weekly"),
    [(16, date(2026, 12, 31), 3), (16, date(2026, 11, 22), 16), (0, date(2026, 12, 31), 0), (5, date(2026, 1, 1), 5)],
)
def test_a_pace_never_leaves_anybody_for_after_the_day(left: int, day: date, weekly: int) -> None:
    assert pace.weekly(left, DAY, day) == weekly


def test_an_even_pace() -> None:
    assert pace.expected(10, 50, date(2026, 11, 1), date(2026, 11, 11), date(2026, 11, 21)) == 30
    assert pace.expected(10, 50, DAY, DAY, DAY) == 10
    assert pace.expected(10, 50, date(2026, 1, 1), date(2027, 1, 1), DAY) == 50
