"""Whatever the history: every day the simulator names is true of the cover, the day before and the day after."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from portal.rules import dues
from portal.rules.arrears import Statement, Turn, paying, settlement, simulate, speaks_of_lateness
from portal.rules.contributions import Sector, Segment
from portal.rules.coverage import Facts, State, cover_at, jkm_benefit
from portal.rules.policies import Policies
from portal.rules.terms import Terms
from portal.values.clock import WIB, end_of, in_wib, start_of
from portal.values.fault import Invalid
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from portal.web.wording.reasons import REASONS, because

pytestmark = pytest.mark.unit

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
OCT, NOV, DEC, JAN, FEB, MAR, APR = (Month(2026, 10) + at for at in range(7))
TERMS = Terms(Segment.BPU, income=Rupiah(1_000_000))


def wib(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WIB)  # type: ignore[arg-type, misc]  # a date and a time, written short


def worker(paid: Mapping[Month, datetime], **said: datetime | date | None) -> Facts:
    known = {"registered_at": wib(2026, 1, 5), "start": date(2026, 1, 1), **said}
    return Facts(Segment.BPU, paid=paid, **known)  # type: ignore[arg-type]  # named by the callers


def through(last: Month) -> dict[Month, datetime]:
    """Paid month by month on the tenth, from January 2026."""
    first = Month(2026, 1)
    return {first + at: wib((first + at).year, (first + at).number, 10) for at in range(last - first + 1)}


def told(instant: datetime, facts: Facts, terms: Terms = TERMS) -> list[tuple[Turn, str, str, int | None]]:
    return [
        (each.turn, str(each.day), each.reasons[0].code, each.bill.payable.amount if each.bill else None)
        for each in simulate(instant, facts, terms)
    ]


def test_pay_by_15_december_still_covered_after_28_february_inactive() -> None:
    assert told(wib(2026, 11, 21), worker(through(NOV))) == [
        (Turn.PAY_BY, "2026-12-15", "arrears.pay_by", 8_400),
        (Turn.LATE, "2026-12-16", "outlook.late_from.after_settled", None),
        (Turn.SETTLE_BY, "2027-02-28", "arrears.settle_by", 8_400 + 16_800 * 2),
        (Turn.LAPSES, "2027-02-28", "outlook.lapses_after", None),
        (Turn.REACTIVATE, "2027-03-01", "arrears.reactivate", 16_800),
        (Turn.JKM, "2027-07-01", "jkm_again.restarts", None),
    ]


def test_in_arrears_already_it_is_settled_today_or_at_the_latest_on_the_last_day() -> None:
    statements = simulate(wib(2026, 11, 21), worker(through(OCT)), TERMS)
    assert [(each.turn, str(each.day)) for each in statements] == [
        (Turn.SETTLE, "2026-11-21"),
        (Turn.SETTLE_BY, "2027-01-31"),
        (Turn.LAPSES, "2027-01-31"),
        (Turn.REACTIVATE, "2027-02-01"),
        (Turn.JKM, "2027-06-01"),
    ]
    now, latest = statements[0].bill, statements[1].bill
    assert now is not None
    assert latest is not None
    assert ([str(month) for month, _ in now.months], now.payable) == (["2026-11"], Rupiah(8_400))
    assert [(line.count, line.due.payable.amount) for line in latest.lines] == [(2, 8_400), (1, 16_800)]


def test_who_lapsed_pays_this_month_only_and_waits_again() -> None:
    statements = simulate(wib(2026, 11, 21), worker(through(Month(2026, 6))), TERMS)
    assert [(each.turn, str(each.day)) for each in statements] == [
        (Turn.REACTIVATE, "2026-11-21"),
        (Turn.JKM, "2027-03-01"),
    ]
    assert statements[0].bill is not None
    assert [str(month) for month, _ in statements[0].bill.months] == ["2026-11"]
    said = statements[1].reasons
    assert said[0].params == {"day": date(2027, 3, 1), "reduced": Rupiah(10_000_000), "full": Rupiah(42_000_000)}
    assert [(each.citation, each.certainty) for each in said] == [
        ("Permenaker 1/2025", "?"),
        ("Permenaker 1/2025", "3"),
    ]


@pytest.mark.parametrize(
    ("decided", "day", "code"),
    [
        ({}, "2027-03-01", "jkm_again.restarts"),
        ({"jkm_waiting_counts": "begun"}, "2027-02-01", "jkm_again.restarts"),
        ({"jkm_waiting_after_lapse": "continues"}, "2026-11-21", "jkm_again.at_once"),
    ],
)
def test_what_waits_again_is_the_branchs_policy(decided: dict[str, str], day: str, code: str) -> None:
    terms = dataclasses.replace(TERMS, policies=Policies.of(decided))
    last = told(wib(2026, 11, 21), worker(through(Month(2026, 6))), terms)[-1]
    assert last[:3] == (Turn.JKM, day, code)


def test_months_before_a_lapse_may_count_and_still_be_too_few() -> None:
    terms = dataclasses.replace(TERMS, policies=Policies.of({"jkm_waiting_after_lapse": "continues"}))
    facts = worker({Month(2026, 5): wib(2026, 5, 10), Month(2026, 6): wib(2026, 6, 10)}, start=date(2026, 5, 1))
    assert told(wib(2026, 11, 21), facts, terms)[-1][:3] == (Turn.JKM, "2027-01-01", "jkm_again.continues")


def test_an_enrolment_that_ends_too_soon_never_pays_in_full_again() -> None:
    facts = worker(through(Month(2026, 6)), end=date(2027, 1, 31))
    last = told(wib(2026, 11, 21), facts)
    assert last[1][:3] == (Turn.JKM, "2027-01-31", "jkm_again.never")
    assert last[2][:3] == (Turn.ENDS, "2027-01-31", "outlook.ends_after")


def test_before_the_waiting_was_law_nothing_waits() -> None:
    paid = {Month(2024, 1): wib(2024, 1, 10)}
    facts = worker(paid, start=date(2024, 1, 1), registered_at=wib(2024, 1, 5))
    assert [turn for turn, *_ in told(wib(2024, 6, 5), facts)] == [Turn.REACTIVATE]


def test_who_never_paid_is_told_what_starts_the_cover() -> None:
    facts = worker({}, registered_at=wib(2026, 8, 1), start=date(2026, 8, 1))
    assert told(wib(2026, 11, 21), facts) == [(Turn.START, "2026-11-21", "arrears.start", 8_400)]
    later = worker({}, registered_at=wib(2026, 11, 1), start=date(2026, 12, 7))
    assert told(wib(2026, 11, 21), later) == [(Turn.START, "2026-12-07", "arrears.start", 8_400)]


def test_a_month_paid_ahead_brings_the_cover_back_by_itself() -> None:
    facts = worker({**through(Month(2026, 6)), JAN: wib(2026, 6, 10)})
    assert [(turn, day) for turn, day, *_ in told(wib(2026, 9, 20), facts)] == [
        (Turn.SETTLE, "2026-09-20"),
        (Turn.SETTLE_BY, "2026-09-30"),
        (Turn.LAPSES, "2026-09-30"),
        (Turn.REACTIVATE, "2026-10-01"),
        (Turn.JKM, "2027-02-01"),
        (Turn.RESUMES, "2027-01-01"),
        (Turn.PAY_BY, "2027-02-15"),
        (Turn.LATE, "2027-02-16"),
        (Turn.SETTLE_BY, "2027-04-30"),
        (Turn.LAPSES, "2027-04-30"),
        (Turn.REACTIVATE, "2027-05-01"),
        (Turn.JKM, "2027-09-01"),
    ]


def intern(paid: Mapping[Month, datetime], end: date = date(2027, 6, 30)) -> Facts:
    return Facts(Segment.PKL, date(2027, 1, 4), end, wib(2026, 11, 20), paid)


def test_an_intern_whose_months_are_all_paid_cannot_be_late() -> None:
    facts = intern({JAN + at: wib(2026, 12, 1) for at in range(6)})
    statements = simulate(wib(2026, 12, 5), facts, Terms(Segment.PKL))
    assert [(each.turn, str(each.day)) for each in statements] == [
        (Turn.BEGINS, "2027-01-04"),
        (Turn.ENDS, "2027-06-30"),
    ]
    assert not speaks_of_lateness(statements)


def test_an_intern_paid_in_part_is_late_like_anybody() -> None:
    statements = simulate(wib(2027, 1, 20), intern({JAN: wib(2026, 12, 1)}), Terms(Segment.PKL))
    assert speaks_of_lateness(statements)
    assert [(each.turn, str(each.day)) for each in statements] == [
        (Turn.PAY_BY, "2027-02-15"),
        (Turn.LATE, "2027-02-16"),
        (Turn.SETTLE_BY, "2027-04-30"),
        (Turn.LAPSES, "2027-04-30"),
        (Turn.ENDS, "2027-06-30"),
    ], "nothing of coming back: the months stand on the bill of the wave"
    assert statements[0].bill is not None
    assert statements[0].bill.payable == Rupiah(16_800), "no relief, unless the branch decides so"


def test_an_intern_never_paid_for_is_billed_as_a_whole() -> None:
    statements = simulate(wib(2027, 1, 20), intern({}), Terms(Segment.PKL))
    assert [each.turn for each in statements] == [Turn.ENDS]


def test_nothing_is_said_of_who_is_not_registered_or_has_ended() -> None:
    assert told(wib(2026, 11, 21), worker(through(NOV), registered_at=None)) == []
    assert told(wib(2026, 11, 21), worker(through(NOV), registered_at=wib(2026, 11, 22))) == []
    assert told(wib(2026, 11, 21), worker(through(OCT), end=date(2026, 11, 20))) == []
    assert told(wib(2026, 11, 21), worker(through(OCT), withdrawn_at=wib(2026, 11, 1))) == []


def test_the_reason_of_the_due_day_names_the_holiday() -> None:
    said = simulate(wib(2026, 11, 1), worker(through(OCT)), TERMS)[0]
    assert (said.turn, said.day) == (Turn.PAY_BY, date(2026, 11, 16))
    assert said.reasons[1].code == "due_day.moved"
    assert "PP 44/2015" in said.reasons[0].citation


def test_arrears_older_than_the_relief_cost_it_where_the_branch_says_so() -> None:
    owed = (Month(2026, 3), Month(2026, 4))
    assert settlement(owed, TERMS).payable == Rupiah(16_800 + 8_400)
    strict = dataclasses.replace(TERMS, policies=Policies.of({"relief_arrears": "settled_first"}))
    assert settlement(owed, strict).payable == Rupiah(16_800 * 2)
    assert settlement(owed[1:], strict).payable == Rupiah(8_400)


def test_terms_that_cannot_be() -> None:
    with pytest.raises(Invalid) as caught:
        simulate(wib(2026, 11, 21), worker(through(NOV)), Terms(Segment.BPU))
    assert caught.value.fault.code == "income.missing"


# Any history. Months and days around the reliefs and the holidays, payments early, late and ahead.

instants = st.datetimes(datetime(2026, 8, 1), datetime(2027, 6, 30)).map(lambda at: at.replace(tzinfo=WIB))  # noqa: DTZ001
months = st.builds(lambda at: Month(2026, 8) + at, st.integers(0, 14))
histories = st.builds(
    lambda start, length, registered, paid, withdrawn: Facts(
        Segment.BPU, start, None if length is None else start + timedelta(days=length), registered, paid, withdrawn
    ),
    st.dates(date(2026, 8, 1), date(2027, 6, 30)),
    st.none() | st.integers(0, 400),
    instants,
    st.dictionaries(months, instants, max_size=8),
    st.none() | instants,
)
#: As people do pay: month after month, some ahead, some late by days or weeks, some not at all.
usual = st.builds(
    lambda first, delays, end: Facts(
        Segment.BPU,
        date(2026, 8, 1),
        end,
        start_of(date(2026, 8, 1)),
        {
            Month(2026, 8) + at: dues.begins(Month(2026, 8) + at) + timedelta(days=days)
            for at, days in enumerate([first, *delays])
            if days is not None
        },
    ),
    st.integers(0, 20),
    st.lists(st.none() | st.integers(-90, 70), max_size=11),
    st.none() | st.none() | st.dates(date(2026, 12, 1), date(2027, 12, 31)),
)
people = st.one_of(usual, usual, histories)
terms_of_somebody = st.builds(
    lambda sector, claim, counts, after, relief: Terms(
        Segment.BPU,
        income=Rupiah(3_000_000),
        sector=sector,
        policies=Policies.of(
            {
                "claim_in_arrears": claim,
                "jkm_waiting_counts": counts,
                "jkm_waiting_after_lapse": after,
                "relief_arrears": relief,
            }
        ),
    ),
    st.sampled_from(Sector),
    st.sampled_from(["after_settled", "payable", "not_payable"]),
    st.sampled_from(["completed", "begun"]),
    st.sampled_from(["restarts", "continues"]),
    st.sampled_from(["by_month", "settled_first"]),
)


def as_known(instant: datetime, facts: Facts) -> Facts:
    """If nothing more is paid, and nobody is approved who was not: told apart from the simulator's own."""
    paid = {month: at for month, at in facts.paid.items() if at <= instant}
    registered = facts.registered_at if facts.registered_at and facts.registered_at <= instant else None
    return Facts(facts.segment, facts.start, facts.end, registered, paid, facts.withdrawn_at)


def payable_months(statement: Statement) -> list[Month]:
    assert statement.bill is not None
    return [month for month, _ in statement.bill.months]


@settings(max_examples=300, deadline=None)
@given(instants, people, terms_of_somebody)
def test_day_by_day_nothing_changes_but_on_the_days_that_are_told(
    instant: datetime, facts: Facts, terms: Terms
) -> None:
    known = as_known(instant, facts)
    expected: dict[date, State] = {}
    for each in simulate(instant, facts, terms):
        match each.turn:
            case Turn.BEGINS | Turn.RESUMES:
                expected[each.day] = State.COVERED
            case Turn.LATE:
                expected[each.day] = State.IN_ARREARS
            case Turn.LAPSES:
                expected[each.day + DAY] = State.LAPSED
            case Turn.ENDS:
                expected[each.day + DAY] = State.ENDED
    state = cover_at(instant, known, terms.policies).state
    day = in_wib(instant).date() + DAY
    long_after = max([day, *expected]) + timedelta(days=130)
    while day < long_after:
        seen = cover_at(start_of(day), known, terms.policies).state
        if day in expected:
            event(f"{state} to {expected[day]}")
        state = expected.pop(day, state)
        assert seen is state, day
        day += DAY
    assert not expected, "every day told of comes"


@settings(max_examples=100, deadline=None)
@given(instants, people, terms_of_somebody)
def test_what_a_statement_says_of_paying_is_what_cover_says_after_paying(
    instant: datetime, facts: Facts, terms: Terms
) -> None:
    known, policies = as_known(instant, facts), terms.policies
    for each in simulate(instant, facts, terms):
        event(each.turn.value)
        assert all(reason.citation and reason.certainty for reason in each.reasons)
        after = end_of(each.day)
        match each.turn:
            case Turn.PAY_BY:
                paid = paying(known, payable_months(each), after - SECOND)
                assert cover_at(after, paid, policies).state is not State.IN_ARREARS
                assert cover_at(after - SECOND, known, policies).state is State.COVERED
                assert cover_at(after, known, policies).state is State.IN_ARREARS
                assert payable_months(each) == list(cover_at(after, known, policies).owed)
            case Turn.SETTLE:
                before, paid = cover_at(instant, known, policies), paying(known, payable_months(each), instant)
                settled = cover_at(instant, paid, policies)
                assert (settled.state, settled.owed, settled.since) == (State.COVERED, (), before.since)
            case Turn.SETTLE_BY:
                at = after - SECOND
                before, paid = cover_at(at, known, policies), paying(known, payable_months(each), at)
                assert tuple(payable_months(each)) == before.owed
                assert cover_at(after, known, policies).state is State.LAPSED
                settled = cover_at(after, paid, policies)
                assert (settled.state, settled.since) == (State.COVERED, before.since), "without a break"
                for month in payable_months(each):
                    rest = paying(known, [other for other in payable_months(each) if other != month], at)
                    assert cover_at(after, rest, policies).state is not State.COVERED, "each of them is needed"
            case Turn.REACTIVATE:
                at = max(instant, start_of(each.day) + datetime.resolution)
                again = cover_at(at, paying(known, payable_months(each), at), policies)
                assert cover_at(at, known, policies).state is State.LAPSED
                assert (again.state, again.since, again.owed) == (State.COVERED, at, ())
                assert payable_months(each) == [Month.of(each.day)]
            case Turn.START:
                paid = paying(known, payable_months(each), instant)
                begins = max(instant, start_of(each.day))
                assert not cover_at(begins - SECOND, paid, policies).covered or begins == instant
                assert cover_at(begins, paid, policies).state is State.COVERED
                assert cover_at(begins, paid, policies).since == begins
                assert not cover_at(begins, known, policies).covered


@settings(max_examples=100, deadline=None)
@given(instants, people, terms_of_somebody)
def test_the_death_benefit_waits_until_the_day_told_and_not_longer(
    instant: datetime, facts: Facts, terms: Terms
) -> None:
    known, policies = as_known(instant, facts), terms.policies
    statements = simulate(instant, facts, terms)
    pairs = [
        (back, said) for back, said in pairwise(statements) if back.turn is Turn.REACTIVATE and said.turn is Turn.JKM
    ]
    assert len(pairs) == sum(each.turn is Turn.REACTIVATE for each in statements)
    full, reduced = Rupiah(42_000_000), Rupiah(10_000_000)
    for back, said in pairs:
        at = max(instant, start_of(back.day) + datetime.resolution)
        paid = known
        for month in (Month.of(back.day) + ahead for ahead in range(8)):
            paid = paying(paid, [month], max(at, dues.begins(month)))
        code = said.reasons[0].code
        event(code)
        day = back.day
        while day < said.day:
            assert jkm_benefit(max(at, start_of(day)), paid, policies).total == reduced
            day += DAY
        if said.day > back.day:
            assert jkm_benefit(start_of(said.day) - SECOND, paid, policies).total == reduced
        final = jkm_benefit(max(at, start_of(said.day)), paid, policies).total
        assert final == (reduced if code == "jkm_again.never" else full)
        if code == "jkm_again.never":
            assert not jkm_benefit(end_of(said.day), paid, policies).total


def sentences(statement: Statement) -> str:
    return " ".join(because(reason) for reason in statement.reasons)


def test_every_statement_has_its_sentence() -> None:
    told_of = [
        *simulate(wib(2026, 11, 21), worker(through(NOV)), TERMS),
        *simulate(wib(2026, 11, 21), worker(through(OCT)), TERMS),
        *simulate(wib(2026, 9, 20), worker({**through(Month(2026, 6)), JAN: wib(2026, 6, 10)}), TERMS),
        *simulate(wib(2026, 11, 21), worker({}), TERMS),
        *simulate(wib(2026, 12, 5), intern({JAN: wib(2026, 12, 1)}), Terms(Segment.PKL)),
    ]
    assert {each.turn for each in told_of} == set(Turn)
    for each in told_of:
        assert "{" not in sentences(each)
        assert each.bill is None or str(each.bill.payable) in sentences(each)
    codes = {code for code in REASONS if code.startswith(("arrears.", "jkm_again."))}
    said = {reason.code for each in told_of for reason in each.reasons}
    assert codes - said == {"jkm_again.continues", "jkm_again.at_once", "jkm_again.never"}
    assert sentences(told_of[0]) == (
        "Bayar iuran Desember 2026 sebesar Rp8.400 paling lambat 15 Desember 2026: tetap terlindungi, tanpa "
        "tunggakan. Iuran Desember 2026 dibayar paling lambat 15 Desember 2026."
    )
