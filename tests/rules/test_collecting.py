"""What is asked of a person when dues are collected: late months first, then the month, then those paid ahead."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.rules import dues
from portal.rules.collecting import asked, choices
from portal.rules.contributions import Sector, Segment
from portal.rules.coverage import Facts, State
from portal.rules.terms import Terms
from portal.values.fault import Invalid
from portal.values.month import Month
from portal.values.rupiah import Rupiah

pytestmark = pytest.mark.unit

TERMS = Terms(Segment.BPU, income=Rupiah(1_000_000))
SEP, OCT, NOV, DEC, JAN = (Month(2026, 9) + count for count in range(5))
TODAY = datetime(2026, 11, 21, 3, tzinfo=UTC)


def person(*paid: Month, start: date = date(2026, 1, 5), end: date | None = None) -> Facts:
    """Registered in January, each month paid on its first day."""
    return Facts(
        Segment.BPU, start, end, datetime(2026, 1, 5, 3, tzinfo=UTC), {month: dues.begins(month) for month in paid}
    )


def months(facts: Facts, month: Month = NOV, **kwargs: object) -> tuple[Month, ...]:
    found = asked(month, TODAY, facts, TERMS, **kwargs)  # type: ignore[arg-type]
    return found.months if found else ()


def test_who_paid_last_month_owes_this_one() -> None:
    found = asked(DEC, TODAY, person(SEP, OCT, NOV), TERMS)
    assert found is not None
    assert (found.months, found.late, found.reasons) == ((DEC,), (), ())
    assert found.bill.payable == Rupiah(8_400)


def test_late_months_come_first_and_say_so() -> None:
    found = asked(DEC, TODAY, person(SEP), TERMS)
    assert found is not None
    assert (found.months, found.late) == ((OCT, NOV, DEC), (OCT, NOV))
    assert [reason.code for reason in found.reasons] == ["asked.late"]
    assert found.bill.payable == Rupiah(3 * 8_400)


def test_a_month_before_the_sheet_s_that_is_not_late_yet_is_asked_for_too() -> None:
    early = datetime(2026, 11, 3, 3, tzinfo=UTC)
    found = asked(DEC, early, person(OCT), TERMS)
    assert found is not None
    assert (found.months, found.late) == ((NOV, DEC), ())


def test_who_never_paid_is_asked_from_now_on() -> None:
    found = asked(OCT, TODAY, person(), TERMS)
    assert found is not None
    assert (found.months, found.cover.state) == ((NOV,), State.NOT_YET)
    assert [reason.code for reason in found.reasons] == ["asked.first"]


def test_after_a_lapse_old_months_are_not_asked_for() -> None:
    lapsed = person(Month(2026, 5), Month(2026, 6))
    found = asked(NOV, TODAY, lapsed, TERMS)
    assert found is not None
    assert (found.months, found.late, found.cover.state) == ((NOV,), (), State.LAPSED)
    assert [reason.code for reason in found.reasons] == ["asked.again"]


def test_nothing_is_asked_of_who_paid_or_stands_on_a_bill() -> None:
    assert months(person(SEP, OCT, NOV)) == ()
    assert months(person(SEP, OCT), billed={NOV}) == ()
    assert months(person(SEP), billed={NOV}) == (OCT,)
    assert months(person(SEP, OCT, NOV, DEC, JAN)) == ()
    assert months(person(SEP, OCT, end=date(2026, 11, 1))) == ()


def test_paying_ahead_skips_what_is_paid_and_ends_with_the_enrolment() -> None:
    assert months(person(SEP, OCT, DEC), ahead=3) == (NOV, JAN, JAN + 1)
    assert months(person(OCT, NOV), ahead=3) == (DEC, JAN, JAN + 1)
    assert months(person(OCT, end=date(2026, 12, 24)), ahead=6) == (NOV, DEC)
    assert choices(NOV) == (1, 3, 6, 12)
    with pytest.raises(Invalid):
        asked(NOV, TODAY, person(), TERMS, ahead=2)


def test_months_across_the_end_of_a_relief_stand_line_by_line() -> None:
    found = asked(NOV, TODAY, person(OCT), TERMS, ahead=6)
    assert found is not None
    assert [(line.first, line.last, line.due.payable) for line in found.bill.lines] == [
        (NOV, DEC, Rupiah(8_400)),
        (JAN, JAN + 3, Rupiah(16_800)),
    ]
    assert "relief.ended" in {reason.code for reason in found.bill.lines[1].reasons}


def test_months_older_than_a_relief_cost_it_only_when_they_are_late_and_the_branch_says_so() -> None:
    strict = Terms(
        Segment.BPU,
        income=Rupiah(1_000_000),
        sector=Sector.OTHER,
        policies=TERMS.policies.of({"relief_arrears": "settled_first"}),
    )
    in_april = datetime(2026, 4, 20, 3, tzinfo=UTC)
    owing = person(Month(2026, 2))
    found = asked(Month(2026, 4), in_april, owing, strict)
    assert found is not None
    assert found.months == (Month(2026, 3), Month(2026, 4))
    assert found.bill.payable == Rupiah(2 * 16_800)
    early = asked(Month(2026, 4), datetime(2026, 3, 2, 3, tzinfo=UTC), owing, strict)
    assert early is not None
    assert early.bill.payable == Rupiah(16_800 + 8_400)
