"""What an accident or a death pays, from the law's own numbers; an estimate that says where it is written."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from portal.rules.benefits import (
    Carried,
    Child,
    Harm,
    Outcome,
    School,
    of_accident,
    of_death,
    parts_of_the_body,
    stmb,
)
from portal.rules.contributions import Segment
from portal.rules.coverage import Facts, State
from portal.rules.policies import Policies
from portal.values.clock import WIB, start_of
from portal.values.fault import Invalid
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from portal.web.wording.accidents import BODY, PARTS
from portal.web.wording.reasons import because

pytestmark = pytest.mark.unit

AT = datetime(2026, 11, 20, 16, 30, tzinfo=WIB)
DAY = date(2026, 11, 20)
USUAL = Policies.defaults()
NOTHING = Rupiah(1_000_000)


def worker(months: int = 1, start: date = date(2022, 1, 1)) -> Facts:
    """Who has paid the last so many months, and registered long ago."""
    paid = {Month(2026, 11) + -back: start_of((Month(2026, 11) + -back).first_day) for back in range(months)}
    return Facts(Segment.BPU, start, None, start_of(start), paid)


def intern() -> Facts:
    first, last = date(2026, 11, 2), date(2027, 1, 29)
    paid = {month: start_of(date(2026, 10, 26)) for month in Month.touched(first, last)}
    return Facts(Segment.PKL, first, last, start_of(date(2026, 10, 20)), paid)


def amounts(harm: Harm, facts: Facts | None = None, income: Rupiah = NOTHING) -> dict[str, Rupiah | None]:
    found = of_accident(AT, facts or worker(), USUAL, income=income, harm=harm)
    assert all(part.reason.citation and part.reason.certainty for part in found.parts)
    return {part.code: part.amount if part.most is None else part.most for part in found.parts}


def test_an_intern_who_dies_at_work_leaves_seventy_million() -> None:
    """The leaflet of Kudus: 48 x 1.000.000 + 10m + 12m."""
    found = of_accident(AT, intern(), USUAL, income=Rupiah(9_000_000), harm=Harm(outcome=Outcome.DIED))
    assert found.total == Rupiah(70_000_000)
    assert {part.code: part.amount for part in found.parts} == {
        "medical": None,
        "death": Rupiah(48_000_000),
        "funeral": Rupiah(10_000_000),
        "periodic": Rupiah(12_000_000),
    }
    assert found.base == Rupiah(1_000_000)


def test_the_base_is_the_bracket_s_and_not_the_income() -> None:
    died = Harm(outcome=Outcome.DIED)
    assert amounts(died, income=Rupiah(2_699_999))["death"] == Rupiah(2_600_000 * 48)
    assert amounts(died, income=Rupiah(2_700_000))["death"] == Rupiah(2_950_000 * 48)


def test_an_accident_in_the_first_hour_of_cover_is_paid_in_full() -> None:
    """JKK knows no waiting; the same person dead of an illness leaves the funeral only."""
    facts = Facts(Segment.BPU, DAY, None, AT - timedelta(hours=1), {Month(2026, 11): AT - timedelta(hours=1)})
    died = of_accident(AT, facts, USUAL, income=NOTHING, harm=Harm(outcome=Outcome.DIED))
    assert died.total == Rupiah(70_000_000)
    assert of_death(AT, facts, USUAL, income=NOTHING).total == Rupiah(10_000_000)


def test_nothing_is_promised_to_who_is_not_covered() -> None:
    before = of_accident(
        AT - timedelta(days=40), worker(), USUAL, income=NOTHING, harm=Harm(outcome=Outcome.TOTAL, days_off=9)
    )
    assert (before.cover.state, before.parts, before.total) == (State.NOT_YET, (), Rupiah(0))
    assert before.reasons == (before.cover.reason,)


def test_who_is_in_arrears_is_told_so_beside_the_amount() -> None:
    found = of_accident(
        AT + timedelta(days=40), worker(), USUAL, income=NOTHING, harm=Harm(outcome=Outcome.TREATED, days_off=3)
    )
    assert found.cover.state is State.IN_ARREARS
    assert found.cover.reason in found.reasons
    refused = Policies.of({"claim_in_arrears": "not_payable"})
    none = of_accident(AT + timedelta(days=40), worker(), refused, income=NOTHING, harm=Harm(days_off=3))
    assert none.parts == ()


@pytest.mark.parametrize(
    ("days", "amount"),
    [(0, 0), (1, 33_333), (30, 1_000_000), (360, 12_000_000), (361, 12_016_666), (390, 12_500_000)],
)
def test_unable_to_work_in_full_for_a_year_then_half(days: int, amount: int) -> None:
    assert stmb(Rupiah(1_000_000), days, DAY) == Rupiah(amount)


def test_what_is_paid_back_has_a_ceiling_and_no_promise() -> None:
    harm = Harm(days_off=30, carried=(Carried.LAND, Carried.AIR), home_care=True)
    assert amounts(harm) == {
        "medical": None,
        "transport.land": Rupiah(5_000_000),
        "transport.air": Rupiah(10_000_000),
        "stmb": Rupiah(1_000_000),
        "home_care": Rupiah(20_000_000),
    }
    assert of_accident(AT, worker(), USUAL, income=NOTHING, harm=harm).total == Rupiah(1_000_000)


@pytest.mark.parametrize(
    ("percent", "lost", "amount"), [(35, 100, 28_000_000), (5, 100, 4_000_000), (40, 25, 8_000_000)]
)
def test_a_part_lost_and_a_part_weakened(percent: int, lost: int, amount: int) -> None:
    found = amounts(Harm(outcome=Outcome.PARTIAL, percent=percent, lost=lost))
    assert found["partial"] == Rupiah(amount)


def test_who_never_works_again() -> None:
    found = amounts(Harm(outcome=Outcome.TOTAL, children=(Child(School.PRIMARY, 4),)))
    assert (found["total"], found["periodic"]) == (Rupiah(56_000_000), Rupiah(12_000_000))
    assert found["scholarship"] == Rupiah(87_000_000)


@pytest.mark.parametrize(
    ("children", "most"),
    [
        ([Child(School.PRIMARY, 4)], 87_000_000),
        ([Child(School.PRIMARY, 4)] * 3, 174_000_000),
        ([Child(School.SENIOR, 16)], 3 * 3_000_000 + 4 * 12_000_000),
        ([Child(School.HIGHER, 22)], 12_000_000),
        ([Child(School.HIGHER, 23)], 0),
        ([Child(School.JUNIOR, 22)], 2_000_000),
    ],
)
def test_scholarships_for_two_children_until_they_are_23(children: list[Child], most: int) -> None:
    harm = Harm(outcome=Outcome.DIED, children=tuple(children))
    assert amounts(harm)["scholarship"] == Rupiah(most)


def test_a_death_not_from_work_pays_a_scholarship_after_three_years_of_contributions() -> None:
    child = [Child(School.PRIMARY, 4)]
    early = of_death(AT, worker(35), USUAL, income=NOTHING, children=child)
    assert (early.total, early.parts[-1].amount, early.parts[-1].most) == (Rupiah(42_000_000), Rupiah(0), None)
    late = of_death(AT, worker(36), USUAL, income=NOTHING, children=child)
    assert (late.total, late.parts[-1].most) == (Rupiah(42_000_000), Rupiah(87_000_000))
    assert of_death(AT, worker(36), USUAL, income=NOTHING).parts[-1].code == "jkm.funeral"


@pytest.mark.parametrize(
    ("said", "field"),
    [({"days_off": -1}, "days_off"), ({"percent": 101}, "percent"), ({"lost": 0}, "lost")],
)
def test_what_cannot_be_is_refused(said: dict[str, int], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Harm(**said)  # type: ignore[arg-type]
    assert (refused.value.fault.code, refused.value.fault.field) == ("harm.range", field)


def test_a_lost_part_needs_its_percent() -> None:
    with pytest.raises(Invalid, match=r"harm\.percent"):
        Harm(outcome=Outcome.PARTIAL)
    assert ("eye", 35) in parts_of_the_body(DAY)


def test_everything_that_is_said_of_an_accident_has_its_sentence() -> None:
    """Codes are put together from the law's words, so the sweep of the wording cannot find them all."""
    every = Harm(
        outcome=Outcome.TOTAL,
        days_off=5,
        carried=tuple(Carried),
        home_care=True,
        children=(Child(School.SENIOR, 17),),
    )
    harms = [every, Harm(outcome=Outcome.DIED), Harm(outcome=Outcome.PARTIAL, percent=5)]
    harms.append(Harm(outcome=Outcome.PARTIAL, percent=5, lost=50))
    estimates = [of_accident(AT, worker(), USUAL, income=NOTHING, harm=harm) for harm in harms]
    estimates += [
        of_death(AT, worker(count), USUAL, income=NOTHING, children=[every.children[0]]) for count in (1, 40)
    ]
    for estimate in estimates:
        for part in estimate.parts:
            assert because(part.reason)
            assert PARTS[part.code]
        assert all(because(reason) for reason in estimate.reasons)
    assert {code for code, _ in parts_of_the_body(DAY)} == set(BODY)
