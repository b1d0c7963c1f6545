"""What the clinic's desk is told: for that instant, to the second, and what it means for the patient."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta

import pytest

from portal.rules.contributions import Segment
from portal.rules.cover_checks import Answer, Verdict, answer
from portal.rules.coverage import Facts
from portal.rules.policies import Policies
from portal.rules.reason import Reason
from portal.values.clock import WIB, Zone, start_of
from portal.values.month import Month
from portal.web.wording.reasons import because

pytestmark = pytest.mark.unit

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
USUAL = Policies.defaults()
#: Registered and paid at ten in the morning of the 20th of November.
BEGAN = datetime(2026, 11, 20, 10, 0, tzinfo=WIB)
VENDOR = Facts(Segment.BPU, date(2026, 11, 20), None, BEGAN - HOUR, {Month(2026, 11): BEGAN})


def told(at: datetime, *facts: Facts, policies: Policies = USUAL, traffic: bool = False) -> Answer:
    found = answer(at, facts or (VENDOR,), policies, traffic=traffic)
    for reason in (found.reason, *found.meaning, *found.todo):
        assert reason.citation
        assert because(reason)
        kept = json.loads(json.dumps(reason.as_json()))
        assert Reason.from_json(kept) == reason, "an answer that is kept says later what it said then"
    return found


def codes(found: Answer) -> set[str]:
    return {reason.code for reason in (*found.meaning, *found.todo)}


def test_one_hour_before_and_after_cover_began() -> None:
    assert told(BEGAN - HOUR).verdict is Verdict.NOT_YET
    assert told(BEGAN - SECOND).verdict is Verdict.NOT_YET
    assert told(BEGAN).verdict is Verdict.COVERED
    assert told(BEGAN + HOUR).verdict is Verdict.COVERED
    assert told(BEGAN - 2 * HOUR).verdict is Verdict.NOT_YET  # not even registered


def test_the_same_wall_clock_in_the_east_was_before_it_began() -> None:
    day, hour = date(2026, 11, 20), time(11, 30)
    verdicts = [told(zone.instant(day, hour)).verdict for zone in (Zone.WIB, Zone.WITA, Zone.WIT)]
    assert verdicts == [Verdict.COVERED, Verdict.COVERED, Verdict.NOT_YET]


def test_the_end_of_a_month_the_due_day_and_the_day_of_the_lapse() -> None:
    """November paid; December due on the 15th; December, January, February unpaid: over with February, in WIB."""
    assert told(start_of(date(2026, 12, 1))).verdict is Verdict.COVERED
    assert told(start_of(date(2026, 12, 16)) - SECOND).cashless
    late = told(start_of(date(2026, 12, 16)))
    assert (late.verdict, late.cashless) == (Verdict.IN_ARREARS, False)
    lapse = start_of(date(2027, 3, 1))
    assert told(lapse - SECOND).verdict is Verdict.IN_ARREARS
    assert told(lapse).verdict is Verdict.NOT_COVERED
    assert told(Zone.WIT.instant(date(2027, 3, 1), time(1, 59))).verdict is Verdict.IN_ARREARS
    assert told(Zone.WIT.instant(date(2027, 3, 1), time(2, 0))).verdict is Verdict.NOT_COVERED


def test_paying_after_the_accident_does_not_reach_back() -> None:
    late = datetime(2027, 3, 5, 8, tzinfo=WIB)
    paid = Facts(VENDOR.segment, VENDOR.start, None, VENDOR.registered_at, {**VENDOR.paid, Month(2027, 3): late})
    assert told(late - SECOND, paid).verdict is Verdict.NOT_COVERED
    assert told(late, paid).verdict is Verdict.COVERED
    assert "check.meaning.not_back" in codes(told(late - SECOND, paid))


def test_what_it_means_for_the_patient() -> None:
    assert codes(told(BEGAN)) == {"check.meaning.cashless", "check.todo.report", "check.todo.papers"}
    late = datetime(2027, 1, 5, tzinfo=WIB)
    assert "check.meaning.arrears.after_settled" in codes(told(late))
    refused = Policies.of({"claim_in_arrears": "not_payable"})
    assert "check.meaning.arrears.not_payable" in codes(told(late, policies=refused))
    assert {"check.meaning.general", "check.todo.ask_branch"} <= codes(told(BEGAN - HOUR))


def test_in_traffic_jasa_raharja_comes_first_whatever_the_cover() -> None:
    for at in (BEGAN, BEGAN - HOUR):
        assert "check.meaning.traffic" in codes(told(at, traffic=True))
        assert "check.meaning.traffic" not in codes(told(at))
    assert "check.todo.traffic" in codes(told(BEGAN, traffic=True))


def test_of_several_enrolments_the_best_at_that_instant() -> None:
    school = Facts(
        Segment.PKL,
        date(2026, 8, 3),
        date(2026, 10, 30),
        start_of(date(2026, 8, 1)),
        {month: start_of(date(2026, 8, 1)) for month in Month.touched(date(2026, 8, 3), date(2026, 10, 30))},
    )
    during = told(datetime(2026, 9, 1, tzinfo=WIB), VENDOR, school)
    assert (during.verdict, during.place) == (Verdict.COVERED, 1)
    between = told(datetime(2026, 11, 10, tzinfo=WIB), VENDOR, school)
    assert (between.verdict, between.reason.code) == (Verdict.NOT_COVERED, "cover.ended")
    assert told(BEGAN, VENDOR, school).place == 0


def test_nobody_of_that_number_is_said_as_such() -> None:
    found = answer(BEGAN, (), USUAL, traffic=True)
    assert (found.verdict, found.cover, found.cashless) == (Verdict.UNKNOWN, None, False)
    assert codes(found) == {"check.meaning.general", "check.meaning.traffic", "check.todo.unknown"}
