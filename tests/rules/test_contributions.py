"""Reliefs at their boundaries, who is excluded, bills whose rate changes, and the past that recomputes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.contributions import (
    Due,
    Funding,
    Programme,
    Sector,
    Segment,
    bill,
    due,
    explain,
    paid_by_state,
    recompute,
)
from portal.rules.dated import NoLaw
from portal.rules.policies import Policies
from portal.values.fault import Invalid
from portal.values.month import Month
from portal.values.rupiah import Rupiah

pytestmark = pytest.mark.unit

ALL = frozenset(Programme)
FULL, HALF = Rupiah(16_800), Rupiah(8_400)
LOWEST = Rupiah(1_000_000)


def bpu(month: Month, **said: Any) -> Due:
    return due(month, **{"segment": Segment.BPU, "income": LOWEST, **said})


def codes(owed: Due) -> set[str]:
    return {reason.code for reason in owed.reasons}


@pytest.mark.parametrize(
    ("sector", "month", "payable"),
    [
        (Sector.TRANSPORT, Month(2025, 12), FULL),
        (Sector.TRANSPORT, Month(2026, 1), HALF),
        (Sector.TRANSPORT, Month(2027, 3), HALF),
        (Sector.TRANSPORT, Month(2027, 4), FULL),
        (Sector.OTHER, Month(2026, 3), FULL),
        (Sector.OTHER, Month(2026, 4), HALF),
        (Sector.OTHER, Month(2026, 12), HALF),
        (Sector.OTHER, Month(2027, 1), FULL),
    ],
)
def test_the_first_and_last_month_of_the_relief(sector: Sector, month: Month, payable: Rupiah) -> None:
    assert bpu(month, sector=sector).payable == payable


def test_the_relief_says_why() -> None:
    owed = bpu(Month(2026, 11))
    given_ = next(reason for reason in owed.reasons if reason.code == "relief.given")
    assert given_.params == {"percent": 50, "since": date(2026, 4, 1), "until": date(2026, 12, 31)}
    assert "PP 50/2025" in given_.citation
    assert codes(owed) == {"bracket", "flat.jkm", "relief.given"}


@pytest.mark.parametrize("sector", Sector)
@pytest.mark.parametrize(
    ("month", "payable"),
    [
        (Month(2020, 7), 36_800),
        (Month(2020, 8), 20_168),
        (Month(2021, 1), 20_168),
        (Month(2021, 2), 36_800),
    ],
)
def test_the_relief_of_the_pandemic_is_history(sector: Sector, month: Month, payable: int) -> None:
    owed = bpu(month, programmes=ALL, sector=sector)
    assert owed.payable == Rupiah(payable)
    if payable == 20_168:
        assert owed[Programme.JKM].payable == Rupiah(68)


def test_what_the_state_pays_is_not_relieved() -> None:
    owed = bpu(Month(2026, 11), government_paid=True)
    assert owed.payable == FULL
    assert "relief.state_funded" in codes(owed)
    assert "relief.given" not in codes(owed)


def test_whether_school_aid_is_state_money_is_the_branchs_policy() -> None:
    lenient = Policies.of({"relief_state_funded": "apbn_apbd_only"})
    assert paid_by_state(Funding.BOS, Policies.defaults())
    assert not paid_by_state(Funding.BOS, lenient)
    assert paid_by_state(Funding.STATE, lenient)
    assert not paid_by_state(Funding.OWN, Policies.defaults())


def test_interns_are_not_relieved_unless_the_branch_decides_so() -> None:
    usual = due(Month(2026, 11), segment=Segment.PKL)
    granted = due(Month(2026, 11), segment=Segment.PKL, policies=Policies.of({"pkl_relief": True}))
    assert (usual.payable, granted.payable) == (FULL, HALF)
    assert "relief.pkl_open" in codes(usual)
    assert {"relief.given", "relief.pkl_granted"} <= codes(granted)
    assert "policy~pkl_relief=off" in usual.law
    assert "policy~pkl_relief=on" in granted.law


def test_interns_are_billed_on_a_million_whatever_is_typed() -> None:
    owed = due(Month(2026, 11), segment=Segment.PKL, income=Rupiah(9_000_000))
    assert owed[Programme.JKK].base == Rupiah(1_000_000)
    assert owed[Programme.JKM].base is None
    assert "base.pkl" in codes(owed)


def test_after_the_relief_nothing_is_said_of_it() -> None:
    assert codes(due(Month(2027, 1), segment=Segment.PKL)) == {"base.pkl", "bracket", "flat.jkm"}


def test_arrears_older_than_the_relief_are_the_branchs_policy() -> None:
    strict = Policies.of({"relief_arrears": "settled_first"})
    assert bpu(Month(2026, 11), in_arrears=True).payable == HALF
    owed = bpu(Month(2026, 11), in_arrears=True, policies=strict)
    assert owed.payable == FULL
    assert "relief.arrears" in codes(owed)
    assert bpu(Month(2026, 11), policies=strict).payable == HALF


def test_programmes_that_cannot_be() -> None:
    for said, code in (
        ({"programmes": {Programme.JKK}}, "programmes.mandatory"),
        ({"programmes": ALL, "segment": Segment.PKL}, "programmes.pkl"),
    ):
        with pytest.raises(Invalid) as caught:
            bpu(Month(2026, 11), **said)
        assert caught.value.fault.code == code


def test_a_bill_whose_rate_changes_on_the_way_explains_itself() -> None:
    mixed = bill(Month.touched(date(2026, 11, 2), date(2027, 4, 30)), segment=Segment.BPU, income=LOWEST)
    assert [(line.first, line.last, line.count, line.due.payable, line.payable) for line in mixed.lines] == [
        (Month(2026, 11), Month(2026, 12), 2, HALF, Rupiah(16_800)),
        (Month(2027, 1), Month(2027, 4), 4, FULL, Rupiah(67_200)),
    ]
    assert (mixed.full, mixed.relief, mixed.payable) == (Rupiah(100_800), Rupiah(16_800), Rupiah(84_000))
    ended = mixed.lines[1].reasons[0]
    assert ended.code == "relief.ended"
    assert ended.params == {"until": date(2026, 12, 31), "percent": 50}
    assert [month for month, _ in mixed.months] == [Month(2026, 11) + at for at in range(6)]


def test_a_drivers_bill_changes_three_months_later() -> None:
    months = Month.touched(date(2026, 11, 2), date(2027, 4, 30))
    mixed = bill(months, segment=Segment.BPU, income=LOWEST, sector=Sector.TRANSPORT)
    assert [(line.count, line.due.payable) for line in mixed.lines] == [(5, HALF), (1, FULL)]


def test_a_bill_keeps_apart_months_that_do_not_touch_and_forgets_order_and_doubles() -> None:
    split = bill([Month(2027, 5), Month(2027, 2), Month(2027, 2)], segment=Segment.PKL)
    assert [(line.first, line.count) for line in split.lines] == [(Month(2027, 2), 1), (Month(2027, 5), 1)]
    assert split.payable == Rupiah(33_600)


def test_a_bill_of_nothing_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        bill([], segment=Segment.PKL)
    assert caught.value.fault.code == "bill.empty"


def test_the_stored_text_is_short_stable_and_says_everything() -> None:
    text = (
        "JKK:bracket.pp44-2015#1*relief.pp50-2025.other JKM:jkm.pp44-2015*relief.pp50-2025.other "
        "JHT:bracket.pp44-2015#1"
    )
    owed = bpu(Month(2026, 11), programmes=ALL)
    assert owed.law == text
    assert recompute(text) == owed
    assert explain(text) == owed.reasons


@given(
    month=st.builds(Month, st.integers(2016, 2030), st.integers(1, 12)),
    segment=st.sampled_from(Segment),
    income=st.integers(0, 30_000_000),
    sector=st.sampled_from(Sector),
    government_paid=st.booleans(),
    in_arrears=st.booleans(),
    pkl_relief=st.booleans(),
)
def test_what_was_stored_recomputes_to_the_same_rupiah(
    month: Month,
    segment: Segment,
    income: int,
    sector: Sector,
    government_paid: bool,
    in_arrears: bool,
    pkl_relief: bool,
) -> None:
    owed = due(
        month,
        segment=segment,
        income=Rupiah(income),
        sector=sector,
        government_paid=government_paid,
        in_arrears=in_arrears,
        policies=Policies.of({"pkl_relief": pkl_relief}),
    )
    recompute.cache_clear()
    assert recompute(owed.law) == owed
    assert all(reason.citation and reason.certainty for reason in owed.reasons)
    assert len(owed.law) <= 255


def test_a_text_that_names_an_entry_nobody_knows_is_not_guessed_at() -> None:
    with pytest.raises(NoLaw):
        recompute("JKK:bracket.pp99-2099#1")


def test_people_of_one_wave_cost_one_computation() -> None:
    months = [Month(2026, 11) + at for at in range(6)]
    assert bill(months, segment=Segment.PKL) is bill(months, segment=Segment.PKL)
    assert bpu(months[0], income=Rupiah(1)) is bpu(months[0], income=Rupiah(1_000_000))
