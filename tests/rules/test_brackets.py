"""Every row of Lampiran II PP 44/2015, against the table as it is printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.contributions import Programme, Sector, Segment, bracket, due
from portal.values.fault import Invalid
from portal.values.month import Month
from portal.values.rupiah import Rupiah

pytestmark = pytest.mark.unit

ALL = frozenset(Programme)
BEFORE_RELIEF, IN_RELIEF = Month(2025, 6), Month(2026, 11)

#: from, to, base, JKK + JKM, with JHT, and both with half of JKK and JKM, as a person reads them.
PRINTED = [
    (0, 1_099_000, 1_000_000, 16_800, 36_800, 8_400, 28_400),
    (1_100_000, 1_299_000, 1_200_000, 18_800, 42_800, 9_400, 33_400),
    (1_300_000, 1_499_000, 1_400_000, 20_800, 48_800, 10_400, 38_400),
    (1_500_000, 1_699_000, 1_600_000, 22_800, 54_800, 11_400, 43_400),
    (1_700_000, 1_899_000, 1_800_000, 24_800, 60_800, 12_400, 48_400),
    (1_900_000, 2_099_000, 2_000_000, 26_800, 66_800, 13_400, 53_400),
    (2_100_000, 2_299_000, 2_200_000, 28_800, 72_800, 14_400, 58_400),
    (2_300_000, 2_499_000, 2_400_000, 30_800, 78_800, 15_400, 63_400),
    (2_500_000, 2_699_000, 2_600_000, 32_800, 84_800, 16_400, 68_400),
    (2_700_000, 3_199_000, 2_950_000, 36_300, 95_300, 18_150, 77_150),
    (3_200_000, 3_699_000, 3_450_000, 41_300, 110_300, 20_650, 89_650),
    (3_700_000, 4_199_000, 3_950_000, 46_300, 125_300, 23_150, 102_150),
    (4_200_000, 4_699_000, 4_450_000, 51_300, 140_300, 25_650, 114_650),
    (4_700_000, 5_199_000, 4_950_000, 56_300, 155_300, 28_150, 127_150),
    (5_200_000, 5_699_000, 5_450_000, 61_300, 170_300, 30_650, 139_650),
    (5_700_000, 6_199_000, 5_950_000, 66_300, 185_300, 33_150, 152_150),
    (6_200_000, 6_699_000, 6_450_000, 71_300, 200_300, 35_650, 164_650),
    (6_700_000, 7_199_000, 6_950_000, 76_300, 215_300, 38_150, 177_150),
    (7_200_000, 7_699_000, 7_450_000, 81_300, 230_300, 40_650, 189_650),
    (7_700_000, 8_199_000, 7_950_000, 86_300, 245_300, 43_150, 202_150),
    (8_200_000, 9_199_000, 8_700_000, 93_800, 267_800, 46_900, 220_900),
    (9_200_000, 10_199_000, 9_700_000, 103_800, 297_800, 51_900, 245_900),
    (10_200_000, 11_199_000, 10_700_000, 113_800, 327_800, 56_900, 270_900),
    (11_200_000, 12_199_000, 11_700_000, 123_800, 357_800, 61_900, 295_900),
    (12_200_000, 13_199_000, 12_700_000, 133_800, 387_800, 66_900, 320_900),
    (13_200_000, 14_199_000, 13_700_000, 143_800, 417_800, 71_900, 345_900),
    (14_200_000, 15_199_000, 14_700_000, 153_800, 447_800, 76_900, 370_900),
    (15_200_000, 16_199_000, 15_700_000, 163_800, 477_800, 81_900, 395_900),
    (16_200_000, 17_199_000, 16_700_000, 173_800, 507_800, 86_900, 420_900),
    (17_200_000, 18_199_000, 17_700_000, 183_800, 537_800, 91_900, 445_900),
    (18_200_000, 19_199_000, 18_700_000, 193_800, 567_800, 96_900, 470_900),
    (19_200_000, 20_199_000, 19_700_000, 203_800, 597_800, 101_900, 495_900),
    (20_200_000, None, 20_700_000, 213_800, 627_800, 106_900, 520_900),
]


@pytest.mark.parametrize(("first", "last", "base", "two", "three", "half_two", "half_three"), PRINTED)
def test_the_printed_table(
    first: int, last: int | None, base: int, two: int, three: int, half_two: int, half_three: int
) -> None:
    for income in (first, last if last is not None else first + 50_000_000):
        assert bracket(Rupiah(income), BEFORE_RELIEF).base == Rupiah(base)
        for month, amount_two, amount_three in (
            (BEFORE_RELIEF, two, three),
            (IN_RELIEF, half_two, half_three),
        ):
            without = due(month, segment=Segment.BPU, income=Rupiah(income))
            with_savings = due(month, segment=Segment.BPU, income=Rupiah(income), programmes=ALL)
            assert (without.payable, with_savings.payable) == (Rupiah(amount_two), Rupiah(amount_three))
            assert with_savings[Programme.JHT].relief == Rupiah(0)


def test_there_are_33_rows() -> None:
    assert len(PRINTED) == 33
    assert bracket(Rupiah(10**12), IN_RELIEF).number == 33


@pytest.mark.parametrize(("at", "row"), list(enumerate(PRINTED[:-1], 1)))
def test_the_printed_holes_belong_to_the_row_below(at: int, row: tuple[int, ...]) -> None:
    last, next_first = row[1], PRINTED[at][0]
    assert next_first - last == 1_000
    for income in (last + 1, last + 500, next_first - 1):
        assert bracket(Rupiah(income), IN_RELIEF).number == at
    assert bracket(Rupiah(next_first), IN_RELIEF).number == at + 1


def test_the_first_hole_by_name() -> None:
    assert bracket(Rupiah(1_099_500), IN_RELIEF).number == 1


@given(st.integers(0, 40_000_000), st.integers(0, 40_000_000))
def test_who_earns_more_never_pays_less(one: int, other: int) -> None:
    low, high = sorted((one, other))
    of = [
        due(IN_RELIEF, segment=Segment.BPU, income=Rupiah(income), programmes=ALL).payable for income in (low, high)
    ]
    assert of[0] <= of[1]


@given(
    st.integers(0, 40_000_000),
    st.sampled_from(Sector),
    st.builds(Month, st.integers(2015, 2030), st.integers(1, 12)).filter(lambda m: m >= Month(2015, 7)),
)
def test_what_is_paid_and_what_is_relieved_are_the_whole(income: int, sector: Sector, month: Month) -> None:
    owed = due(month, segment=Segment.BPU, income=Rupiah(income), programmes=ALL, sector=sector)
    assert owed.payable + owed.relief == owed.full
    for line in owed.lines:
        assert line.payable + line.relief == line.full
        if line.programme is not Programme.JHT and owed.relief and month.year >= 2026:
            assert line.payable == line.relief, "half and half"


def test_incomes_and_months_that_cannot_be() -> None:
    for raising, code in (
        (lambda: bracket(Rupiah(-1), IN_RELIEF), "income.negative"),
        (lambda: bracket(Rupiah(1), Month(2015, 6)), "month.before_law"),
        (lambda: due(IN_RELIEF, segment=Segment.BPU), "income.missing"),
    ):
        with pytest.raises(Invalid) as caught:
            raising()
        assert caught.value.fault.code == code
