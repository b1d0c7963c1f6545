"""What agents and their wadah earn: the examples that the office gives, the edges, and what holds for any month."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import contributions, incentives
from portal.rules.contributions import Programme, Segment
from portal.rules.incentives import Line, Newcomer, Part, Payee, Version
from portal.rules.policies import Policies
from portal.values.fault import Invalid
from portal.values.month import Month
from portal.values.rupiah import Rupiah

pytestmark = pytest.mark.unit

NOV = Month(2026, 11)
NOW, THEN = incentives.version("v2022", NOV), incentives.version("v2018", NOV)
BY_MONTHS = Policies.defaults()
BY_CALENDAR = Policies.of({"incentive_month_counts": "calendar_months"})
THREE, TWO = "JKK+JKM+JHT", "JKK+JKM"
_JHT = frozenset(Programme)

versions = st.sampled_from([NOW, THEN])
rupiah = st.builds(Rupiah, st.integers(0, 10_000_000))
newcomers = st.builds(Newcomer, st.sampled_from([TWO, THREE]), st.booleans())


def total(lines: list[Line]) -> int:
    return Rupiah.total(line.amount for line in lines).amount


def codes(line: Line) -> list[str]:
    return [reason.code for reason in line.reasons]


def month_of(by: Version, people: int, fee: int, programmes: str) -> tuple[int, int]:
    """What an agent and the wadah earn by so many new people who each paid their first month."""
    lines = incentives.acquisitions(by, [Newcomer(programmes, known=False)] * people)
    lines += [incentives.iuran(by, 1, Rupiah(fee))] * people
    earned = Rupiah.total(line.amount for line in lines)
    return earned.amount, incentives.wadah(by, earned).amount.amount


@pytest.mark.parametrize(
    ("people", "fee", "programmes", "agent", "wadah"),
    [
        (30, 36_800, THREE, 615_600, 61_560),
        (50, 36_800, THREE, 1_026_000, 102_600),
        (100, 36_800, THREE, 2_052_000, 205_200),
        (30, 16_800, TWO, 375_600, 37_560),  # where one teaching paper repeats the sums of three programmes
    ],
)
def test_the_examples_of_the_office(people: int, fee: int, programmes: str, agent: int, wadah: int) -> None:
    assert month_of(NOW, people, fee, programmes) == (agent, wadah)


def test_the_example_taken_apart() -> None:
    heads = incentives.acquisitions(NOW, [Newcomer(THREE, known=False)] * 30)
    paid = [incentives.iuran(NOW, 1, Rupiah(36_800))] * 30
    assert (total(heads), total(paid)) == (450_000, 165_600)


@pytest.mark.parametrize(("new", "each"), [(24, 0), (25, 15_000), (26, 15_000)])
def test_the_threshold_of_new_people(new: int, each: int) -> None:
    lines = incentives.acquisitions(NOW, [Newcomer(THREE, known=False)] * new)
    assert {line.amount for line in lines} == {Rupiah(each)}
    (reason,) = lines[0].reasons
    assert reason.code == ("incentive.head" if each else "incentive.below")
    assert (reason.params["new"], reason.params["least"]) == (new, 25)


def test_who_stood_in_the_segment_before_is_not_new() -> None:
    people = [Newcomer(TWO, known=False)] * 24 + [Newcomer(THREE, known=True)]
    lines = incentives.acquisitions(NOW, people)
    assert total(lines) == 0
    assert codes(lines[0]) == ["incentive.below"]
    assert codes(lines[-1]) == ["incentive.known"]
    lines = incentives.acquisitions(NOW, [*people, Newcomer(THREE, known=False)])
    assert total(lines) == 24 * 10_000 + 15_000


@pytest.mark.parametrize(
    ("number", "rate", "code"),
    [
        (1, Fraction(15, 100), "incentive.iuran"),
        (24, Fraction(15, 100), "incentive.iuran"),
        (25, Fraction(5, 100), "incentive.iuran"),
        (60, Fraction(5, 100), "incentive.iuran"),
        (61, Fraction(0), "incentive.passed"),
    ],
)
def test_the_share_of_a_month_by_its_number(number: int, rate: Fraction, code: str) -> None:
    line = incentives.iuran(NOW, number, Rupiah(36_800))
    assert (line.rate, codes(line)) == (rate, [code])
    assert line.amount == Rupiah(int(36_800 * rate))


def test_relief_halves_the_base_and_so_the_share() -> None:
    due = contributions.due(NOV, segment=Segment.BPU, programmes=_JHT, income=Rupiah(1_000_000))
    assert due.payable == Rupiah(28_400)
    line = incentives.iuran(NOW, 1, due.payable, relieved=bool(due.relief))
    assert line.amount == Rupiah(4_260)
    assert codes(line) == ["incentive.iuran", "incentive.relief"]


def test_nobody_earns_by_whom_nobody_looks_after() -> None:
    line = incentives.iuran(NOW, None, Rupiah(36_800), relieved=True)
    assert (line.amount, codes(line)) == (Rupiah(0), ["incentive.no_agent"])


def test_half_a_rupiah_is_not_paid() -> None:
    assert incentives.iuran(NOW, 1, Rupiah(18_150)).amount == Rupiah(2_722)  # 2.722,5
    assert incentives.wadah(NOW, Rupiah(2_722)).amount == Rupiah(272)


@pytest.mark.parametrize(("new", "amount"), [(49, 0), (50, 450_000), (51, 450_000)])
def test_the_flat_amount_of_2018(new: int, amount: int) -> None:
    people = [Newcomer(TWO, known=place % 2 == 0) for place in range(new)]  # it asked nobody for an earlier number
    line = incentives.flat(THEN, people)
    assert line is not None
    assert line.amount == Rupiah(amount)  # nine tenths of 500.000
    assert codes(line) == ["incentive.flat" if amount else "incentive.flat_below"]
    assert incentives.wadah(THEN, line.amount).amount == Rupiah(50_000 if amount else 0)
    assert incentives.acquisitions(THEN, people) == []
    assert incentives.flat(NOW, people) is None


def test_the_share_of_2018_never_ends_and_is_split() -> None:
    for number in (1, 61, 600):
        line = incentives.iuran(THEN, number, Rupiah(16_800))
        assert line.rate == Fraction(75, 1000) * Fraction(9, 10)
        assert (line.amount, codes(line)) == (Rupiah(1_134), ["incentive.iuran", "incentive.agent_part"])
    wadah = incentives.wadah(THEN, Rupiah(1_134))
    assert (wadah.amount, codes(wadah)) == (Rupiah(126), ["incentive.wadah_of_all"])
    assert codes(incentives.wadah(NOW, Rupiah(1_134))) == ["incentive.wadah_on_top"]


def test_a_version_is_named_by_the_law_and_by_no_code() -> None:
    assert incentives.names() == ("v2022", "v2018")
    with pytest.raises(Invalid, match=r"incentive\.version"):
        incentives.version("v2022", Month(2022, 3))
    with pytest.raises(Invalid, match=r"incentive\.version"):
        incentives.version("v2099", NOV)
    assert incentives.version("v2018", Month(2018, 1)).least == 50


@pytest.mark.parametrize(
    ("decided", "payee", "earned", "withheld"),
    [
        ("none", Payee.AGENT, 615_600, None),
        ("pph21", Payee.AGENT, 615_600, -15_390),  # 5 % of the half
        ("pph21", Payee.WADAH, 61_560, None),
        ("pph21_pph23", Payee.WADAH, 61_560, -1_231),  # 1.231,2
        ("pph21", Payee.AGENT, 120_000_000, -3_000_000),
        ("pph21", Payee.AGENT, 140_000_000, -4_500_000),  # ten of the seventy millions are in the second bracket
        ("pph21", Payee.AGENT, 0, None),
    ],
)
def test_what_is_withheld(decided: str, payee: Payee, earned: int, withheld: int | None) -> None:
    line = incentives.tax(payee, Rupiah(earned), NOV, Policies.of({"incentive_tax": decided}))
    assert (line and line.amount.amount) == withheld
    if line is not None:
        assert "PMK" in line.reasons[0].citation


def test_one_more_would_reach_the_threshold() -> None:
    seen = incentives.forecast(NOW, Rupiah(132_480), [Newcomer(THREE, known=False)] * 24)
    assert (seen.short, seen.gain, seen.total) == (1, Rupiah(375_000), Rupiah(132_480))
    reached = incentives.forecast(NOW, Rupiah(138_000), [Newcomer(THREE, known=False)] * 25)
    assert (reached.short, reached.gain, reached.total) == (None, None, Rupiah(513_000))
    assert incentives.forecast(NOW, Rupiah(0), []).gain == Rupiah(250_000)  # two programmes unless most take three
    assert incentives.forecast(THEN, Rupiah(0), [Newcomer(TWO, known=False)] * 49).gain == Rupiah(450_000)


JAN = Month(2026, 1)


def test_months_are_counted_as_they_are_paid() -> None:
    assert incentives.numbered({}, [JAN, JAN + 1], BY_MONTHS) == {JAN: 1, JAN + 1: 2}
    known = {JAN: 1, JAN + 1: 2}
    assert incentives.numbered(known, [JAN + 4], BY_MONTHS) == {JAN + 4: 3}  # two months were left out
    assert incentives.numbered(known, [JAN + 4], BY_CALENDAR) == {JAN + 4: 5}
    assert incentives.numbered({JAN: 1, JAN + 2: 2}, [JAN + 1], BY_MONTHS) == {JAN + 1: 3}  # paid late, counted late
    assert incentives.numbered({JAN: 1, JAN + 2: 3}, [JAN + 1, JAN + 3], BY_MONTHS) == {JAN + 1: 2, JAN + 3: 4}


def test_who_lapsed_and_is_brought_in_again_begins_anew() -> None:
    known = {JAN: 1, JAN + 1: 2}
    assert incentives.numbered(known, [JAN + 5, JAN + 6], BY_MONTHS) == {JAN + 5: 1, JAN + 6: 2}  # three unpaid
    assert incentives.numbered(known, [JAN + 5], BY_CALENDAR) == {JAN + 5: 1}
    assert incentives.numbered({JAN + 5: 1}, [JAN], BY_MONTHS) == {JAN: 1}


months = st.sets(st.integers(0, 90).map(lambda at: JAN + at), min_size=1, max_size=70)


@given(months, st.data())
def test_whatever_order_months_are_paid_in_each_counts_once(paid: set[Month], data: st.DataObject) -> None:
    known: dict[Month, int] = {}
    for month in data.draw(st.permutations(sorted(paid))):
        known |= incentives.numbered(known, [month], BY_MONTHS)
    assert set(known) == paid
    if all(later - earlier <= 3 for earlier, later in pairwise(sorted(paid))):
        at_once = incentives.numbered({}, paid, BY_MONTHS)
        assert [at_once[month] for month in sorted(paid)] == list(range(1, len(paid) + 1))
    assert min(known.values()) == 1


@given(versions, st.lists(st.tuples(st.integers(1, 90), rupiah), max_size=40), st.lists(newcomers, max_size=60))
def test_lines_add_up_and_recompute_to_the_same(
    by: Version, paid: list[tuple[int, Rupiah]], people: list[Newcomer]
) -> None:
    lines = [incentives.iuran(by, number, base, relieved=number % 2 == 0) for number, base in paid]
    numbers = [number for number, _ in paid] + [None] * (len(people) + 1)
    lines += incentives.acquisitions(by, people)
    lines += [line for line in [incentives.flat(by, people)] if line]
    for line, number in zip(lines, numbers, strict=False):
        assert line.amount.amount >= 0
        assert line.reasons
        assert incentives.recompute(line.part, line.law, line.base, number) == line
        if line.rate is not None:
            assert line.amount == incentives.whole(line.base.amount * line.rate)
    earned = Rupiah.total(line.amount for line in lines)
    part = incentives.wadah(by, earned)
    assert incentives.recompute(Part.WADAH, part.law, part.base) == part
    assert part.amount.amount == earned.amount * by.wadah // by.agent
    seen = incentives.forecast(by, Rupiah.total(line.amount for line in lines if line.part is Part.IURAN), people)
    assert seen.total == earned
    assert (seen.short is None) is (seen.new >= seen.least)


@given(versions, rupiah, st.integers(1, 90), st.booleans())
def test_the_text_alone_holds_what_a_line_says(by: Version, base: Rupiah, number: int, relieved: bool) -> None:
    line = incentives.iuran(by, number, base, relieved=relieved)
    assert line.law == incentives.iuran_law(by, number, relieved=relieved)
    assert len(line.law) <= 40
    assert len(line.law.split()) <= 2
