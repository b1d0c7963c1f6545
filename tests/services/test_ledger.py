"""The incentive ledger: what a payment writes, what the end of a month adds, what comes late or bounces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager

import pytest
import time_machine

from portal.models import IncentiveEntry, Organisation, db
from portal.models.transaction import transaction
from portal.rules.dated import Law, law, read
from portal.rules.incentives import Part, Payee, recompute
from portal.services import incentive_terms
from portal.values import clock
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.cast import Cast
from tests.conftest import Hand
from tests.make import earnings, workers

NOV, DEC = Month(2026, 11), Month(2026, 12)


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as now:
        yield now


def total(lines: Sequence[IncentiveEntry], part: Part | None = None, payee: Payee = Payee.AGENT) -> int:
    return sum(each.amount.amount for each in lines if each.payee is payee and part in {None, each.part})


def explained(lines: Sequence[IncentiveEntry]) -> bool:
    """Every line, or that which it takes back, recomputes from its own text."""
    return all(
        each.amount in {line.amount, -line.amount}
        for each in lines
        for line in [recompute(each.part, each.law, each.base, each.number)]
    )


def test_a_payment_writes_a_line_for_each_month_it_pays(cast: Cast) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(3))
    earnings.brought_in(cast.joko, cast.hasan, range(10, 12), jht=True)
    lines = earnings.entries(cast.dewi)
    assert [(each.number, each.base, each.amount) for each in lines] == [(1, Rupiah(8_400), Rupiah(1_260))] * 3
    assert {each.law for each in lines} == {"incentive.v2022#1 relief"}
    assert {(each.month, each.late_for, each.agent_id) for each in lines} == {(NOV, None, cast.dewi.membership_id)}
    assert explained(lines)
    assert total(earnings.entries(cast.joko)) == 2 * 4_260
    assert total(earnings.entries(cast.ratna)) == 3 * 1_260 + 2 * 4_260
    assert earnings.entries(cast.hasan) == earnings.entries(cast.ratna)
    assert earnings.entries(cast.mira) == []


def test_the_office_s_own_example_through_the_whole_portal(
    cast: Cast, november: time_machine.Coordinates, worker: Hand
) -> None:
    """Thirty new people with three programmes at full price: 615.600 for the agent and 61.560 for the wadah."""
    november.move_to("2027-01-04 03:00:00+00:00")  # the relief is over
    earnings.brought_in(cast.dewi, cast.hasan, range(30), jht=True)
    jan = Month(2027, 1)
    earnings.closed(cast.hasan, cast.mandiri, jan)
    assert total(earnings.entries(cast.dewi)) == 165_600, "the month still runs"
    november.move_to("2027-02-01 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, jan)
    lines = earnings.entries(cast.ratna)
    assert (total(lines, Part.IURAN), total(lines, Part.ACQUISITION)) == (165_600, 450_000)
    assert total(earnings.entries(cast.dewi)) == 615_600
    assert total(lines, payee=Payee.WADAH) == 61_560
    assert {each.month for each in lines} == {jan}
    assert explained(lines)
    assert all(each.payee is Payee.AGENT for each in earnings.entries(cast.dewi))


def test_counted_twice_it_is_written_once(cast: Cast, november: time_machine.Coordinates) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(25))
    november.move_to("2026-12-01 03:00:00+00:00")
    for _ in range(3):
        earnings.closed(cast.hasan, cast.mandiri, NOV)
    lines = earnings.entries(cast.ratna)
    assert Counter(each.part for each in lines) == {Part.IURAN: 25, Part.ACQUISITION: 25, Part.WADAH: 1}
    assert total(lines) == 25 * (1_260 + 10_000)


def test_24_of_25_and_then_one_who_came_late(cast: Cast, november: time_machine.Coordinates, worker: Hand) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(24))
    bill, paid_at = earnings.billed(cast.dewi, cast.hasan, [24]), clock.now()
    november.move_to("2026-12-01 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, NOV)
    lines = earnings.entries(cast.dewi)
    assert total(lines, Part.ACQUISITION) == 0
    assert {each.law for each in lines if each.part is Part.ACQUISITION} == {"incentive.v2022 for~JKK+JKM new~24"}
    # The twenty-fifth had paid in November; the branch records it in December.
    earnings.recorded(cast.hasan, bill, paid_at)
    worker.drain()
    lines = earnings.entries(cast.ratna)
    assert total(lines, Part.ACQUISITION) == 250_000
    assert sum(1 for each in lines if each.reversal_of) == 24 + 1, "the lines of nought, and the wadah's"
    assert total(lines, payee=Payee.WADAH) == (250_000 + 25 * 1_260) // 10
    assert explained(lines)


def test_a_bounced_payment_is_a_line_below_zero(cast: Cast, november: time_machine.Coordinates, worker: Hand) -> None:
    payment = earnings.brought_in(cast.dewi, cast.hasan, range(3))
    earnings.bounced(cast.hasan, payment)
    lines = earnings.entries(cast.dewi)
    assert (len(lines), total(lines)) == (6, 0)
    assert {each.cause for each in lines if each.reversal_of} == {"payment_voided"}
    again = earnings.paid_again(cast.hasan, payment)
    earnings.bounced(cast.hasan, again)
    earnings.paid_again(cast.hasan, again)
    lines = earnings.entries(cast.dewi)
    assert (len(lines), total(lines)) == (15, 3 * 1_260)
    assert {each.number for each in lines} == {1}, "the same months, counted the same"
    november.move_to("2026-12-01 03:00:00+00:00")
    worker.drain()
    earnings.closed(cast.hasan, cast.mandiri, NOV)
    lines = earnings.entries(cast.ratna)
    assert [each.law for each in lines if each.part is Part.ACQUISITION] == ["incentive.v2022 for~JKK+JKM new~3"] * 3


def test_a_payment_that_bounces_after_the_month_was_closed_undoes_what_rested_on_it(
    cast: Cast, november: time_machine.Coordinates, worker: Hand
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(24))
    last = earnings.brought_in(cast.dewi, cast.hasan, [24])
    november.move_to("2026-12-01 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, NOV)
    assert total(earnings.entries(cast.dewi)) == 25 * 11_260
    earnings.bounced(cast.hasan, last)
    worker.drain()
    lines = earnings.entries(cast.ratna)
    assert total(lines, Part.ACQUISITION) == 0
    assert total(lines) == 24 * 1_260
    assert total(lines, payee=Payee.WADAH) == 24 * 126
    assert explained(lines)


def test_who_pays_again_in_the_next_month_is_new_in_it_too(
    cast: Cast, november: time_machine.Coordinates, worker: Hand
) -> None:
    payment = earnings.brought_in(cast.dewi, cast.hasan, range(3))
    november.move_to("2026-12-05 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, NOV)
    earnings.bounced(cast.hasan, payment)
    earnings.paid_again(cast.hasan, payment)
    november.move_to("2027-01-01 03:00:00+00:00")
    worker.drain()
    earnings.closed(cast.hasan, cast.mandiri, DEC)
    lines = earnings.entries(cast.dewi)
    assert total(lines) == 3 * 1_260
    new = [each for each in lines if each.part is Part.ACQUISITION]
    assert Counter((each.month, bool(each.reversal_of)) for each in new) == {
        (NOV, False): 3,
        (NOV, True): 3,
        (DEC, False): 3,
    }


def test_months_ahead_are_months_of_their_own(cast: Cast, november: time_machine.Coordinates) -> None:
    """Three months at once: two under relief and one without, the first, second and third of the person."""
    earnings.brought_in(cast.dewi, cast.hasan, [1])
    november.move_to("2026-12-05 03:00:00+00:00")
    earnings.collected(cast.dewi, cast.hasan, ahead=3)
    lines = earnings.entries(cast.dewi)
    assert sorted((each.number or 0, each.base.amount) for each in lines) == [
        (1, 8_400),
        (2, 8_400),
        (3, 16_800),
        (4, 16_800),
    ]
    assert {each.month for each in lines if each.number != 1} == {DEC}, "the month in which the money came"


def test_who_lapsed_and_came_back_begins_anew_and_is_not_new(cast: Cast, november: time_machine.Coordinates) -> None:
    november.move_to("2026-07-05 03:00:00+00:00")
    earnings.brought_in(cast.dewi, cast.hasan, range(2))
    november.move_to("2026-11-05 03:00:00+00:00")
    earnings.collected(cast.dewi, cast.hasan, only=[1])
    assert [each.number for each in earnings.entries(cast.dewi, NOV)] == [1]
    november.move_to("2026-12-01 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, NOV)
    laws = [each.law for each in earnings.entries(cast.dewi, NOV) if each.part is Part.ACQUISITION]
    assert laws == ["incentive.v2022 known"]


def test_what_is_not_perisai_costs_one_statement_more(
    cast: Cast, queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    from tests.make import journey

    with queries() as seen:
        journey.covered(cast.sari, cast.hasan, range(3))
    assert [each for each in seen if "incentive" in each] == []


def test_a_month_before_any_perisai_has_no_lines(cast: Cast) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, [1])
    earnings.closed(cast.hasan, cast.mandiri, Month(2017, 1))
    assert len(db.session.scalars(cast.dewi.actor().sees(IncentiveEntry)).all()) == 1


LATER = """
[[value]]
id = "incentive.v2026"
key = "incentive.v2026"
from = 2026-11-01
citation = "a test"
certainty = "own"
note = "a version that no code knows"
[value.value]
name = "Perdir uji"
acquisition = { least = 2, per = "head", amounts = { "JKK+JKM" = 20_000 }, only_new = true }
iuran = [{ through = 2, share = [20, 100] }, { through = 6, share = [4, 100] }]
split = { agent = [1, 1], wadah = [1, 20] }
"""


def test_a_version_more_is_an_entry_of_the_law_and_no_code(
    cast: Cast, november: time_machine.Coordinates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month is paid and closed, explained and counted again by a third version, two of whose tiers it touches."""
    more = Law([*law(), *read(LATER)])
    for held in ("_ids", "_keys"):
        monkeypatch.setattr(law(), held, getattr(more, held))
    with transaction():
        hasan = cast.hasan.actor()
        wadah = hasan.find(Organisation, cast.mandiri)
        incentive_terms.decide(
            hasan, wadah, version="v2026", since=NOV, agreement="PKS/9/XI/2026", reason="adendum PKS bulan November"
        )
    workers.registered(cast.dewi, range(2))
    earnings.collected(cast.dewi, cast.hasan, ahead=3)
    november.move_to("2026-12-01 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, NOV)
    lines = earnings.entries(cast.ratna)
    paid = {(each.number, each.base.amount, each.amount.amount) for each in lines if each.part is Part.IURAN}
    assert paid == {(1, 8_400, 1_680), (2, 8_400, 1_680), (3, 16_800, 672)}
    assert total(lines, Part.ACQUISITION) == 2 * 20_000
    assert total(lines, payee=Payee.WADAH) == (40_000 + 4 * 1_680 + 2 * 672) // 20
    assert {each.law.partition("#")[0].split()[0] for each in lines} == {"incentive.v2026"}
    assert explained(lines)
