"""Covered at this instant? To the second, in WIB, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.contributions import Segment
from portal.rules.coverage import Cover, Facts, State, cover_at, jkm_benefit, outlook
from portal.rules.policies import Policies
from portal.values.clock import WIB, end_of, start_of
from portal.values.fault import Invalid
from portal.values.month import Month
from portal.values.rupiah import Rupiah

pytestmark = pytest.mark.unit

SECOND = timedelta(seconds=1)
USUAL = Policies.defaults()
NOV, DEC, JAN, FEB, MAR, APR, MAY = (Month(2026, 11) + at for at in range(7))


def wib(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=WIB)


APPROVED, PAID = wib(2026, 11, 20, 9), wib(2026, 12, 1, 14)


def intern(paid: Mapping[Month, datetime] | None = None, **said: datetime | date | None) -> Facts:
    """An intern from 4 January to 31 March 2027."""
    known = {"registered_at": APPROVED, "start": date(2027, 1, 4), "end": date(2027, 3, 31), **said}
    return Facts(Segment.PKL, paid=paid or {}, **known)  # type: ignore[arg-type]  # named by the callers


def worker(paid: Mapping[Month, datetime] | None = None, **said: datetime | date | None) -> Facts:
    """An informal worker from 20 November 2026, without an end."""
    known = {"registered_at": APPROVED, "start": date(2026, 11, 20), **said}
    return Facts(Segment.BPU, paid=paid or {}, **known)  # type: ignore[arg-type]  # named by the callers


def answer(instant: datetime, facts: Facts, policies: Policies = USUAL) -> tuple[State, bool, str]:
    cover = cover_at(instant, facts, policies)
    return cover.state, cover.covered, cover.reason.code


WHOLE = {JAN: PAID, FEB: PAID, MAR: PAID}


def test_before_the_branch_approved_nobody_is_registered() -> None:
    assert answer(APPROVED - SECOND, intern()) == (State.NOT_REGISTERED, False, "cover.not_registered")
    assert answer(APPROVED, intern()) == (State.NOT_YET, False, "cover.unpaid")
    assert answer(APPROVED, intern(registered_at=None))[0] is State.NOT_REGISTERED


def test_a_paid_intern_is_covered_from_the_first_to_the_last_day_in_wib() -> None:
    facts = intern(WHOLE)
    begins, ends = wib(2027, 1, 4), wib(2027, 4, 1)
    assert answer(begins - SECOND, facts) == (State.NOT_YET, False, "cover.starts_later")
    assert answer(begins, facts) == (State.COVERED, True, "cover.paid_to_end")
    assert answer(ends - SECOND, facts) == (State.COVERED, True, "cover.paid_to_end")
    assert answer(ends, facts) == (State.ENDED, False, "cover.ended")
    for at in (begins, ends - SECOND, ends):
        assert (cover_at(at, facts, USUAL).since, cover_at(at, facts, USUAL).until) == (begins, ends)


def test_an_intern_paid_on_the_way_is_covered_from_the_payment() -> None:
    at = wib(2027, 1, 6, 10, 30)
    facts = intern({JAN: at, FEB: at, MAR: at})
    assert answer(at - SECOND, facts) == (State.NOT_YET, False, "cover.unpaid")
    assert answer(at, facts) == (State.COVERED, True, "cover.paid_to_end")
    assert cover_at(at, facts, USUAL).since == at


def test_a_payment_covers_from_its_own_month_on() -> None:
    facts = intern({FEB: PAID})
    assert answer(wib(2027, 1, 20), facts) == (State.NOT_YET, False, "cover.starts_later")
    assert answer(wib(2027, 2, 1), facts)[1]


def test_an_intern_never_paid_for_ends_without_cover() -> None:
    assert answer(wib(2027, 2, 1), intern()) == (State.NOT_YET, False, "cover.unpaid.at_once")
    cover = cover_at(wib(2027, 4, 1), intern(), USUAL)
    assert (cover.state, cover.reason.code, cover.since) == (State.ENDED, "cover.ended_unpaid", None)
    paid_afterwards = intern({JAN: wib(2027, 4, 2)})
    assert answer(wib(2027, 4, 3), paid_afterwards) == (State.ENDED, False, "cover.ended_unpaid")


def test_an_intern_withdrawn_is_covered_until_then() -> None:
    left = wib(2027, 2, 10, 8)
    facts = intern(WHOLE, withdrawn_at=left)
    assert answer(left - SECOND, facts)[1]
    assert answer(left, facts) == (State.ENDED, False, "cover.withdrawn")
    assert cover_at(left - SECOND, facts, USUAL).until == left
    assert answer(wib(2027, 5, 1), intern(WHOLE, withdrawn_at=wib(2027, 4, 9)))[2] == "cover.ended"


def test_a_worker_is_covered_from_the_payment_not_from_the_registration() -> None:
    at = wib(2026, 11, 23, 15)
    facts = worker({NOV: at})
    assert answer(at - SECOND, facts) == (State.NOT_YET, False, "cover.unpaid.at_once")
    assert answer(at, facts) == (State.COVERED, True, "cover.paid_through")
    assert cover_at(at, facts, USUAL).pay_by == date(2026, 12, 15)


def test_the_current_month_is_due_then_late_then_lost() -> None:
    facts = worker({NOV: wib(2026, 11, 23)})
    assert answer(wib(2026, 12, 1), facts) == (State.COVERED, True, "cover.due")
    assert answer(wib(2026, 12, 16) - SECOND, facts) == (State.COVERED, True, "cover.due")
    late = wib(2026, 12, 16)
    assert answer(late, facts) == (State.IN_ARREARS, True, "cover.arrears.after_settled")
    assert cover_at(late, facts, USUAL).owed == (DEC,)
    assert not cover_at(late, facts, USUAL).cashless
    assert cover_at(late - SECOND, facts, USUAL).cashless
    lapses = wib(2027, 3, 1)  # December, January and February were unpaid
    assert answer(lapses - SECOND, facts) == (State.IN_ARREARS, True, "cover.arrears.after_settled")
    assert answer(lapses, facts) == (State.LAPSED, False, "cover.lapsed")
    assert cover_at(lapses, facts, USUAL).reason.params == {"last_day": date(2027, 2, 28), "months": 3}


@pytest.mark.parametrize(("claim", "covered"), [("after_settled", True), ("payable", True), ("not_payable", False)])
def test_what_a_claim_in_arrears_meets_is_the_branchs_policy(claim: str, covered: bool) -> None:
    policies = Policies.of({"claim_in_arrears": claim})
    said = answer(wib(2026, 12, 20), worker({NOV: wib(2026, 11, 23)}), policies)
    assert said == (State.IN_ARREARS, covered, f"cover.arrears.{claim}")


def test_paying_again_after_a_lapse_without_the_old_months() -> None:
    again = wib(2027, 4, 10, 11)
    facts = worker({NOV: wib(2026, 11, 23), APR: again})
    assert answer(again - SECOND, facts) == (State.LAPSED, False, "cover.lapsed")
    cover = cover_at(again, facts, USUAL)
    assert (cover.state, cover.owed, cover.since) == (State.COVERED, (), again)


def test_a_late_payment_for_a_month_before_the_lapse_brings_nothing_back() -> None:
    facts = worker({NOV: wib(2026, 11, 23), DEC: wib(2027, 3, 5)})
    assert answer(wib(2027, 3, 6), facts) == (State.LAPSED, False, "cover.lapsed")


def test_a_payment_just_before_the_lapse_keeps_the_cover() -> None:
    facts = worker({NOV: wib(2026, 11, 23), DEC: wib(2027, 3, 1) - SECOND})
    assert answer(wib(2027, 3, 1), facts)[0] is State.IN_ARREARS
    assert answer(wib(2027, 4, 1), facts)[0] is State.LAPSED


def test_an_intern_partly_paid_follows_the_same_rule() -> None:
    facts = intern({JAN: PAID}, end=date(2027, 5, 14))
    assert answer(wib(2027, 2, 16) - SECOND, facts)[0] is State.COVERED
    assert answer(wib(2027, 2, 16), facts)[0] is State.IN_ARREARS
    assert answer(wib(2027, 5, 1), facts) == (State.LAPSED, False, "cover.lapsed")
    assert answer(wib(2027, 5, 15), facts) == (State.ENDED, False, "cover.ended")
    assert cover_at(wib(2027, 5, 15), facts, USUAL).until == wib(2027, 5, 1)


def test_what_happens_if_nothing_more_is_paid() -> None:
    facts = worker({NOV: wib(2026, 11, 23)})
    said = [(each.day, each.reason.code) for each in outlook(wib(2026, 11, 25), facts, USUAL)]
    assert said == [
        (date(2026, 12, 15), "outlook.pay_by"),
        (date(2026, 12, 16), "outlook.late_from.after_settled"),
        (date(2027, 2, 28), "outlook.lapses_after"),
    ]
    in_arrears = outlook(wib(2027, 1, 2), facts, USUAL)
    assert [each.reason.code for each in in_arrears] == ["outlook.lapses_after"]
    assert [each.reason.code for each in outlook(wib(2027, 1, 5), intern(WHOLE), USUAL)] == ["outlook.ends_after"]
    assert outlook(wib(2027, 3, 1), facts, USUAL) == ()


def test_october_was_the_last_paid_month() -> None:
    """Pay by 15 December and nothing is lost; without paying, cover is gone after 31 January."""
    facts = worker({Month(2026, 10): wib(2026, 10, 2)}, start=date(2026, 10, 1), registered_at=wib(2026, 10, 1))
    last = outlook(wib(2026, 11, 21), facts, USUAL)[-1]
    assert (last.day, last.reason.code) == (date(2027, 1, 31), "outlook.lapses_after")


def monthly(count: int) -> dict[Month, datetime]:
    return {NOV + at: start_of((NOV + at).first_day) for at in range(count)}


@pytest.mark.parametrize(
    ("instant", "counts", "amount", "code"),
    [
        (wib(2026, 11, 25), "completed", 10_000_000, "jkm.reduced"),
        (wib(2027, 1, 31), "begun", 10_000_000, "jkm.reduced"),
        (wib(2027, 2, 1), "begun", 42_000_000, "jkm.full"),
        (wib(2027, 2, 28), "completed", 10_000_000, "jkm.reduced"),
        (wib(2027, 3, 1) - SECOND, "completed", 10_000_000, "jkm.reduced"),
        (wib(2027, 3, 1), "completed", 42_000_000, "jkm.full"),
    ],
)
def test_the_first_three_months_pay_the_funeral_only(instant: datetime, counts: str, amount: int, code: str) -> None:
    facts = worker(monthly(6), registered_at=wib(2026, 10, 30), start=date(2026, 11, 1))
    benefit = jkm_benefit(instant, facts, Policies.of({"jkm_waiting_counts": counts}))
    assert (benefit.total, benefit.reasons[0].code) == (Rupiah(amount), code)
    assert Rupiah.total(part for _, part in benefit.parts) == benefit.total


def test_the_parts_of_the_benefit() -> None:
    facts = worker(monthly(6), registered_at=wib(2026, 10, 30), start=date(2026, 11, 1))
    full = jkm_benefit(wib(2027, 4, 2), facts, USUAL)
    assert [part.amount for _, part in full.parts] == [20_000_000, 12_000_000, 10_000_000]
    split = jkm_benefit(wib(2026, 11, 25), facts, Policies.of({"jkm_reduced_split": "heirs_and_funeral"}))
    assert dict(split.parts) == {"heirs": Rupiah(8_000_000), "funeral": Rupiah(2_000_000)}


def test_three_months_of_internship_never_reach_the_full_benefit() -> None:
    for day in (date(2027, 1, 4), date(2027, 2, 20), date(2027, 3, 31)):
        for counts in ("completed", "begun"):
            policies = Policies.of({"jkm_waiting_counts": counts})
            assert jkm_benefit(end_of(day) - SECOND, intern(WHOLE), policies).total == Rupiah(10_000_000)


def test_after_a_lapse_the_months_begin_anew_unless_the_branch_says_otherwise() -> None:
    long = {Month(2026, 1) + at: wib(2026, 1, 5) for at in range(6)} | {NOV: wib(2026, 11, 5)}
    facts = worker(long, start=date(2026, 1, 1), registered_at=wib(2026, 1, 1))
    died = wib(2026, 11, 25)
    assert jkm_benefit(died, facts, USUAL).total == Rupiah(10_000_000)
    lenient = Policies.of({"jkm_waiting_after_lapse": "continues"})
    assert jkm_benefit(died, facts, lenient).total == Rupiah(42_000_000)


def test_who_is_not_covered_leaves_nothing_and_is_told_why() -> None:
    benefit = jkm_benefit(wib(2027, 4, 1), intern(WHOLE), USUAL)
    assert (benefit.total, benefit.parts, benefit.reasons[0].code) == (Rupiah(0), (), "cover.ended")


def test_before_february_2025_there_was_no_waiting() -> None:
    paid = {Month(2025, 1): wib(2025, 1, 2)}
    facts = worker(paid, start=date(2025, 1, 1), registered_at=wib(2025, 1, 1))
    benefit = jkm_benefit(wib(2025, 1, 20), facts, USUAL)
    assert (benefit.total, benefit.reasons[0].code) == (Rupiah(42_000_000), "jkm.no_waiting")


def test_a_benefit_in_arrears_says_so() -> None:
    facts = worker({NOV: wib(2026, 11, 23)})
    said = [reason.code for reason in jkm_benefit(wib(2026, 12, 20), facts, USUAL).reasons]
    assert said == ["jkm.reduced", "cover.arrears.after_settled"]


def test_enrolments_that_cannot_be() -> None:
    for said, code in (({"end": None}, "end.missing"), ({"end": date(2027, 1, 3)}, "end.before_start")):
        with pytest.raises(Invalid) as caught:
            intern(**said)
        assert caught.value.fault.code == code


instants = st.datetimes(datetime(2026, 10, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=WIB))  # noqa: DTZ001
months = st.builds(lambda at: Month(2026, 10) + at, st.integers(0, 14))
enrolments = st.builds(
    lambda start, length, registered, paid, withdrawn: Facts(
        Segment.BPU,
        start,
        None if length is None else start + timedelta(days=length),
        registered,
        paid,
        withdrawn,
    ),
    st.dates(date(2026, 10, 1), date(2027, 6, 30)),
    st.none() | st.integers(0, 300),
    instants,
    st.dictionaries(months, instants, max_size=10),
    st.none() | instants,
)


def first_payment(facts: Facts) -> datetime | None:
    return min(facts.paid.values(), default=None)


@given(instants, enrolments)
def test_never_before_the_first_payment_never_outside_the_days(instant: datetime, facts: Facts) -> None:
    cover = cover_at(instant, facts, USUAL)
    if not cover.covered:
        return
    paid = first_payment(facts)
    assert paid is not None
    assert paid <= instant
    assert facts.registered_at is not None
    assert facts.registered_at <= instant
    assert start_of(facts.start) <= instant
    assert facts.end is None or instant < end_of(facts.end)
    assert facts.withdrawn_at is None or instant < facts.withdrawn_at


@given(instants, enrolments)
def test_the_bounds_of_an_answer_hold_to_the_second(instant: datetime, facts: Facts) -> None:
    cover = cover_at(instant, facts, USUAL)
    if not cover.covered:
        return
    assert cover.since is not None
    assert cover.until is not None
    assert cover.since <= instant < cover.until
    known = without_later_payments(facts, instant)
    assert covered(cover.since, known)
    assert covered(cover.until - timedelta(microseconds=1), known)
    assert not covered(cover.until, known)


def without_later_payments(facts: Facts, instant: datetime) -> Facts:
    paid = {month: at for month, at in facts.paid.items() if at <= instant}
    return Facts(facts.segment, facts.start, facts.end, facts.registered_at, paid, facts.withdrawn_at)


def covered(instant: datetime, facts: Facts) -> Cover | None:
    cover = cover_at(instant, facts, USUAL)
    return cover if cover.covered else None


@given(instants, enrolments, months, instants)
def test_paying_more_never_takes_cover_away(instant: datetime, facts: Facts, month: Month, at: datetime) -> None:
    if facts.paid.get(month, at) < at:
        return
    more = Facts(
        facts.segment,
        facts.start,
        facts.end,
        facts.registered_at,
        {**facts.paid, month: at},
        facts.withdrawn_at,
    )
    if cover_at(instant, facts, USUAL).covered:
        assert cover_at(instant, more, USUAL).covered
