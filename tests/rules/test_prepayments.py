"""One, three, six or twelve months at once: each month at its own rate, line by line, none twice."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.contributions import Funding, Programme, Sector, Segment
from portal.rules.policies import Policies
from portal.rules.prepayments import Prepayment, offers, prepay
from portal.rules.terms import Terms
from portal.values.fault import Invalid
from portal.values.month import Month
from portal.values.rupiah import Rupiah

pytestmark = pytest.mark.unit

NOV = Month(2026, 11)
LOWEST = Terms(Segment.BPU, income=Rupiah(1_000_000))
DRIVER = Terms(Segment.BPU, income=Rupiah(1_000_000), sector=Sector.TRANSPORT)
SAVER = Terms(Segment.BPU, frozenset(Programme), Rupiah(1_000_000))

terms_of_somebody = st.builds(
    lambda income, sector, funding, savings, strict: Terms(
        Segment.BPU,
        frozenset(Programme) if savings else frozenset({Programme.JKK, Programme.JKM}),
        Rupiah(income),
        sector,
        funding,
        Policies.of({"relief_state_funded": "apbn_apbd_only"}) if strict else Policies.defaults(),
    ),
    st.integers(0, 25_000_000),
    st.sampled_from(Sector),
    st.sampled_from(Funding),
    st.booleans(),
    st.booleans(),
)
first_months = st.builds(lambda at: Month(2025, 10) + at, st.integers(0, 24))


def lines(offer: Prepayment) -> list[tuple[str, str, int, int]]:
    return [(str(each.first), str(each.last), each.count, each.due.payable.amount) for each in offer.bill.lines]


def test_one_three_six_and_twelve_months() -> None:
    assert [(each.months, each.bill.payable) for each in offers(NOV, LOWEST)] == [
        (1, Rupiah(8_400)),
        (3, Rupiah(8_400 * 2 + 16_800)),
        (6, Rupiah(8_400 * 2 + 16_800 * 4)),
        (12, Rupiah(8_400 * 2 + 16_800 * 10)),
    ]
    assert all("1, 3, 6, atau 12" in each.reason.citation for each in offers(NOV, LOWEST))


def test_a_bill_across_the_end_of_the_relief_says_so_line_by_line() -> None:
    six = prepay(NOV, 6, LOWEST)
    assert lines(six) == [("2026-11", "2026-12", 2, 8_400), ("2027-01", "2027-04", 4, 16_800)]
    assert six.through == Month(2027, 4)
    ended = six.bill.lines[1].reasons[0]
    assert (ended.code, ended.params["until"]) == ("relief.ended", date(2026, 12, 31))
    assert six.bill.relief == Rupiah(16_800)


def test_a_driver_is_relieved_three_months_longer() -> None:
    assert lines(prepay(NOV, 6, DRIVER)) == [("2026-11", "2027-03", 5, 8_400), ("2027-04", "2027-04", 1, 16_800)]
    assert lines(prepay(NOV, 3, DRIVER)) == [("2026-11", "2027-01", 3, 8_400)]


def test_savings_are_never_relieved() -> None:
    assert lines(prepay(NOV, 3, SAVER)) == [("2026-11", "2026-12", 2, 28_400), ("2027-01", "2027-01", 1, 36_800)]


@pytest.mark.parametrize(
    ("funding", "decided", "payable"),
    [
        (Funding.STATE, {}, 16_800),
        (Funding.BOS, {}, 16_800),
        (Funding.BOS, {"relief_state_funded": "apbn_apbd_only"}, 8_400),
        (Funding.OWN, {}, 8_400),
    ],
)
def test_whose_money_it_is(funding: Funding, decided: dict[str, str], payable: int) -> None:
    terms = Terms(Segment.BPU, income=Rupiah(0), funding=funding, policies=Policies.of(decided))
    assert prepay(NOV, 1, terms).bill.payable == Rupiah(payable)


def test_before_the_relief_begins_on_the_way() -> None:
    assert lines(prepay(Month(2026, 2), 3, LOWEST)) == [
        ("2026-02", "2026-03", 2, 16_800),
        ("2026-04", "2026-04", 1, 8_400),
    ]


def test_months_already_paid_are_not_paid_again() -> None:
    three = prepay(NOV, 3, LOWEST, paid={Month(2026, 12), Month(2026, 10)})
    assert [str(month) for month, _ in three.bill.months] == ["2026-11", "2027-01", "2027-02"]
    assert lines(three) == [("2026-11", "2026-11", 1, 8_400), ("2027-01", "2027-02", 2, 16_800)]
    assert three.through == Month(2027, 2)


def test_nobody_pays_beyond_the_last_month() -> None:
    assert [each.months for each in offers(NOV, LOWEST, last=Month(2027, 3))] == [1, 3]
    assert offers(NOV, LOWEST, last=Month(2026, 10)) == ()
    assert offers(NOV, LOWEST, last=NOV, paid={NOV}) == ()


@pytest.mark.parametrize(
    ("months", "said", "code"),
    [
        (2, {}, "prepay.months"),
        (0, {}, "prepay.months"),
        (-1, {}, "prepay.months"),
        (12, {"last": Month(2027, 3)}, "prepay.beyond"),
    ],
)
def test_what_cannot_be_paid(months: int, said: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as caught:
        prepay(NOV, months, LOWEST, **said)
    assert (caught.value.fault.code, caught.value.fault.field) == (code, "months")


def test_somebody_without_an_income_is_asked_for_it() -> None:
    with pytest.raises(Invalid) as caught:
        offers(NOV, Terms(Segment.BPU))
    assert caught.value.fault.code == "income.missing"


@given(first_months, terms_of_somebody, st.sets(first_months, max_size=6))
def test_a_prepayment_is_the_sum_of_its_months(first: Month, terms: Terms, paid: set[Month]) -> None:
    for offer in offers(first, terms, paid=paid):
        months = [month for month, _ in offer.bill.months]
        assert len(set(months)) == offer.months
        assert not set(months) & paid
        assert min(months) >= first
        assert all(
            month in paid for month in (first + at for at in range(offer.through - first)) if month not in months
        )
        assert offer.bill.payable == Rupiah.total(terms.due(month).payable for month in months)
        assert offer.bill.payable == Rupiah.total(line.payable for line in offer.bill.lines)
        assert sum(line.count for line in offer.bill.lines) == offer.months
        for earlier, later in pairwise(offer.bill.lines):
            assert later.first - earlier.last > 1 or later.due.law != earlier.due.law, "equal months are one line"
