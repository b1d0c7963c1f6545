"""Payouts: the sum of the ledger, prepared by one and approved by another; what comes late, back, or below zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
import time_machine

from portal.access.permissions import Role
from portal.models import Payout, PayoutLine, PayoutLineState, PayoutState, db
from portal.models.transaction import transaction
from portal.services import payout_returns, payout_runs, payouts, recounts
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month
from tests.cast import Cast, Person, newcomer
from tests.conftest import Hand
from tests.make import earnings

NOV, DEC, JAN = Month(2026, 11), Month(2026, 12), Month(2027, 1)


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as now:
        yield now


@pytest.fixture
def lilis(cast: Cast) -> Person:
    """A second officer of the branch."""
    with transaction():
        return newcomer("Lilis Suryani", Role.BRANCH_OFFICER, cast.bandung, None)


def refusal(action: Callable[..., object], *args: object, **kwargs: object) -> str:
    with pytest.raises(Refused) as refused:
        action(*args, **kwargs)
    return refused.value.faults[0].code


def sums(officer: Person, payout_id: UUID) -> dict[str, int]:
    return {line.name.partition(" ")[0]: line.total.amount for line in earnings.paid_lines(officer, payout_id)}


def agrees(*months: Month) -> bool:
    db.session.rollback()
    return all(recounts.recount(wadah, month).agrees for wadah in recounts.wadahs() for month in months)


def test_a_month_is_paid_as_the_ledger_says_by_two_people(
    cast: Cast, lilis: Person, november: time_machine.Coordinates, worker: Hand
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(25))
    earnings.brought_in(cast.joko, cast.hasan, range(30, 32))
    earnings.accounts(cast.dewi, cast.joko, cast.ratna)
    assert refusal(payout_runs.prepare, cast.hasan.actor(), NOV) == "payout.running"
    november.move_to("2026-12-01 03:00:00+00:00")
    assert refusal(payout_runs.prepare, cast.hasan.actor(), Month(2026, 10)) == "payout.nothing"
    payout_id = earnings.prepared(cast.hasan, NOV, worker)
    run = cast.hasan.actor().find(Payout, payout_id)
    assert sums(cast.hasan, payout_id) == {"Dewi": 25 * 11_260, "Joko": 2 * 1_260, "Wadah": 25 * 1_126 + 252}
    assert (run.state, run.payees, run.total.amount) == (PayoutState.DRAFT, 3, 25 * 12_386 + 2 * 1_386)
    assert refusal(payout_runs.prepare, cast.hasan.actor(), NOV) == "payout.twice"
    with transaction():
        assert refusal(payouts.approve, cast.hasan.actor(), run) == "payout.same_person"
        assert refusal(payouts.send, cast.hasan.actor(), run) == "payout.not_approved"
    with transaction():
        payouts.approve(lilis.actor(), lilis.actor().find(Payout, payout_id))
    with transaction():
        run = cast.hasan.actor().find(Payout, payout_id)
        assert refusal(payouts.drop, cast.hasan.actor(), run) == "payout.approved"
        payouts.send(cast.hasan.actor(), run)
    assert {line.state for line in earnings.paid_lines(cast.hasan, payout_id)} == {PayoutLineState.PAID}
    assert agrees(NOV)
    # An agent sees their own line, the manager all of the wadah's, another branch none.
    assert [line.agent_id for line in db.session.scalars(cast.dewi.actor().sees(PayoutLine))] == [
        cast.dewi.membership_id
    ]
    assert len(db.session.scalars(cast.ratna.actor().sees(PayoutLine)).all()) == 3
    assert db.session.scalars(cast.mira.actor().sees(PayoutLine)).all() == []
    assert db.session.scalars(cast.ratna.actor().sees(Payout)).all() == []


def test_what_comes_late_is_paid_with_the_next_month_and_below_zero_is_carried(
    cast: Cast, lilis: Person, november: time_machine.Coordinates, worker: Hand
) -> None:
    first = earnings.brought_in(cast.dewi, cast.hasan, range(24))
    bill, paid_at = earnings.billed(cast.dewi, cast.hasan, [24]), clock.now()
    november.move_to("2026-12-01 03:00:00+00:00")
    earnings.sent(cast.hasan, lilis, NOV, worker)
    # Recorded in December, but paid in November: the twenty-fifth, and so everybody's acquisition part.
    late = earnings.recorded(cast.hasan, bill, paid_at)
    worker.drain()
    lines = earnings.entries(cast.dewi, DEC)
    assert {each.late_for for each in lines} == {NOV}
    assert sum(each.amount.amount for each in lines) == 25 * 10_000 + 1_260
    assert agrees(NOV, DEC)
    # The November money bounces after December was paid out: January owes.
    november.move_to("2027-01-02 03:00:00+00:00")
    payout_id = earnings.sent(cast.hasan, lilis, DEC, worker)
    assert sums(cast.hasan, payout_id)["Dewi"] == 25 * 10_000 + 1_260
    for payment in (first, late):
        earnings.bounced(cast.hasan, payment)
    worker.drain()
    november.move_to("2027-02-01 03:00:00+00:00")
    payout_id = earnings.sent(cast.hasan, lilis, JAN, worker)
    owed = {line.name.partition(" ")[0]: line for line in earnings.paid_lines(cast.hasan, payout_id)}
    assert (owed["Dewi"].total.amount, owed["Dewi"].state) == (-25 * 11_260, PayoutLineState.CARRIED)
    assert cast.hasan.actor().find(Payout, payout_id).total.amount == 0
    # What the next month brings is set off against it.
    earnings.brought_in(cast.dewi, cast.hasan, [40])
    november.move_to("2027-03-01 03:00:00+00:00")
    payout_id = earnings.sent(cast.hasan, lilis, Month(2027, 2), worker)
    dewi = next(line for line in earnings.paid_lines(cast.hasan, payout_id) if line.name.startswith("Dewi"))
    own = sum(each.amount.amount for each in earnings.entries(cast.dewi, Month(2027, 2)))
    assert (dewi.earned.amount, dewi.brought.amount) == (own, -25 * 11_260)
    assert dewi.total.amount == own - 25 * 11_260 > 0
    assert dewi.follows_id == owed["Dewi"].id
    assert agrees(NOV, DEC, JAN, Month(2027, 2))


def test_a_transfer_that_comes_back_is_paid_once_more(
    cast: Cast, lilis: Person, november: time_machine.Coordinates, worker: Hand
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(2))
    earnings.accounts(cast.dewi)
    november.move_to("2026-12-01 03:00:00+00:00")
    payout_id = earnings.sent(cast.hasan, lilis, NOV, worker)
    by_name = {line.name.partition(" ")[0]: line for line in earnings.paid_lines(cast.hasan, payout_id)}
    assert (by_name["Dewi"].state, by_name["Wadah"].state) == (PayoutLineState.PAID, PayoutLineState.RETURNED)
    assert by_name["Wadah"].returned_reason == payouts.NO_ACCOUNT
    with transaction():
        actor = cast.hasan.actor()
        assert refusal(payout_returns.reissue, actor) == "payout.nothing_returned"
        dewi = actor.find(PayoutLine, by_name["Dewi"].id)
        assert refusal(payout_returns.returned, actor, dewi, "x") == "payout.return_reason"
        payout_returns.returned(actor, dewi, "rekening sudah ditutup")
    with transaction():
        again = payout_returns.reissue(cast.hasan.actor()).id
    lines = earnings.paid_lines(cast.hasan, again)
    assert [(line.name, line.total, line.follows_id) for line in lines] == [
        ("Dewi Anggraini", by_name["Dewi"].total, by_name["Dewi"].id)
    ]
    run = cast.hasan.actor().find(Payout, again)
    assert (run.state, run.serial, run.month) == (PayoutState.DRAFT, 1, DEC)
    # Dropped, the transfer waits again; done anew it is approved and sent like any other.
    with transaction():
        payouts.drop(cast.hasan.actor(), run)
    assert cast.hasan.actor().find(PayoutLine, by_name["Dewi"].id).state is PayoutLineState.RETURNED
    earnings.accounts(cast.ratna)
    with transaction():
        again = payout_returns.reissue(cast.hasan.actor()).id
    assert set(sums(cast.hasan, again)) == {"Dewi", "Wadah"}
    with transaction():
        run = cast.hasan.actor().find(Payout, again)
        assert refusal(payouts.approve, cast.hasan.actor(), run) == "payout.same_person"
    with transaction():
        payouts.approve(lilis.actor(), lilis.actor().find(Payout, again))
    with transaction():
        payouts.send(lilis.actor(), lilis.actor().find(Payout, again))
    states = {line.state for line in earnings.paid_lines(cast.hasan, payout_id)}
    assert states == {PayoutLineState.REISSUED}
    assert agrees(NOV)


def test_a_dropped_run_opens_its_month_again(cast: Cast, november: time_machine.Coordinates, worker: Hand) -> None:
    payment = earnings.brought_in(cast.dewi, cast.hasan, range(2))
    november.move_to("2026-12-01 03:00:00+00:00")
    payout_id = earnings.prepared(cast.hasan, NOV, worker)
    with transaction():
        payouts.drop(cast.hasan.actor(), cast.hasan.actor().find(Payout, payout_id))
    assert earnings.paid_lines(cast.hasan, payout_id) == []
    earnings.bounced(cast.hasan, payment)
    assert {each.month for each in earnings.entries(cast.dewi)} == {NOV}
    worker.drain()
    again = earnings.prepared(cast.hasan, NOV, worker)
    assert sums(cast.hasan, again) == {"Dewi": 0, "Wadah": 0}
    assert agrees(NOV)


def test_months_are_paid_in_their_order(
    cast: Cast, lilis: Person, november: time_machine.Coordinates, worker: Hand
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, [1])
    november.move_to("2026-12-05 03:00:00+00:00")
    earnings.collected(cast.dewi, cast.hasan)
    november.move_to("2027-01-05 03:00:00+00:00")
    assert refusal(payout_runs.prepare, cast.hasan.actor(), DEC) == "payout.earlier"
    earnings.sent(cast.hasan, lilis, NOV, worker)
    earnings.sent(cast.hasan, lilis, DEC, worker)
    assert agrees(NOV, DEC)
    assert refusal(payout_runs.prepare, cast.hasan.actor(), DEC) == "payout.twice"


def test_what_is_not_the_sum_of_the_ledger_is_not_approved(
    cast: Cast, lilis: Person, november: time_machine.Coordinates, worker: Hand
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(2))
    november.move_to("2026-12-01 03:00:00+00:00")
    payout_id = earnings.prepared(cast.hasan, NOV, worker)
    from sqlalchemy import update

    with transaction() as session:
        session.connection().execute(update(PayoutLine).values(total=PayoutLine.total + PayoutLine.total))
    with transaction():
        run = lilis.actor().find(Payout, payout_id)
        assert refusal(payouts.approve, lilis.actor(), run) == "payout.changed"
