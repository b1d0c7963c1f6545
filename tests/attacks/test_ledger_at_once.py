"""The ledger under two hands: counted while money comes, closed twice at once, sealed while money comes late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
import time_machine
from flask import Flask

from portal.access.permissions import Role
from portal.models import Payout, db, engine
from portal.models.transaction import transaction
from portal.services import payouts, recounts
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month
from tests.attacks.knocks import overlapping
from tests.attacks.order import disorder
from tests.cast import Cast, newcomer
from tests.conftest import Hand
from tests.make import earnings

NOV = Month(2026, 11)


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as now:
        yield now


def elsewhere(app: Flask, deed: Callable[[], Any]) -> Callable[[], Any]:
    """A deed as another process does it: in a context of its own; what it tells, or that it was done."""

    def done() -> Any:
        with app.app_context():
            engine.only_reads(True)
            try:
                return deed() or True
            finally:
                db.session.remove()

    return done


def counted(month: Month = NOV) -> tuple[bool, int]:
    """Whether a month agrees, and in how many lines, as one moment shows it."""
    db.session.rollback()
    engine.one_moment(db.session())
    found = [recounts.recount(wadah, month) for wadah in recounts.wadahs()]
    db.session.rollback()
    return all(each.agrees for each in found), sum(each.lines for each in found)


def test_a_recount_during_a_payment_sees_all_of_it_or_nothing(app: Flask, cast: Cast) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(3))
    bill = earnings.billed(cast.dewi, cast.hasan, range(3, 6))
    pays = elsewhere(app, partial(earnings.recorded, cast.hasan, bill, clock.now()))
    _, (agrees, lines) = overlapping(app, pays, elsewhere(app, counted))
    assert agrees, "a payment that is not kept yet is not counted, and neither are its lines"
    assert lines in {3, 6}
    assert counted() == (True, 6)


def test_a_month_closed_by_two_workers_is_closed_once(
    app: Flask, cast: Cast, november: time_machine.Coordinates
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(25))
    november.move_to("2026-12-01 03:00:00+00:00")
    close = elsewhere(app, partial(earnings.closed, cast.hasan, cast.mandiri, NOV))
    overlapping(app, close, close)
    assert counted() == (True, 25 + 25 + 1)
    assert disorder() == []


def test_money_that_comes_while_a_month_is_sealed_goes_with_it_or_with_the_next(
    app: Flask, cast: Cast, november: time_machine.Coordinates, worker: Hand
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(3))
    bill, paid_at = earnings.billed(cast.dewi, cast.hasan, range(3, 6)), clock.now()
    november.move_to("2026-12-01 03:00:00+00:00")
    seal = elsewhere(app, partial(earnings.added_up, cast.hasan, NOV))
    late = elsewhere(app, partial(earnings.recorded, cast.hasan, bill, paid_at))
    payout_id, _ = overlapping(app, seal, late)
    worker.drain()
    db.session.rollback()
    assert payouts.agrees(cast.hasan.actor().find(Payout, payout_id)), "nothing was added behind the seal"
    paid = sum(line.total.amount for line in earnings.paid_lines(cast.hasan, payout_id) if line.agent_id)
    lines = earnings.entries(cast.dewi)
    assert paid == sum(each.amount.amount for each in lines if each.month == NOV)
    assert sum(each.amount.amount for each in lines) == 6 * 1_260
    assert counted()[0]
    assert disorder() == []


def test_of_two_who_approve_one_does(
    app: Flask, cast: Cast, november: time_machine.Coordinates, worker: Hand
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, [1])
    with transaction():
        others = [newcomer(f"Petugas{at} Lain", Role.BRANCH_OFFICER, cast.bandung, None) for at in range(2)]
    november.move_to("2026-12-01 03:00:00+00:00")
    payout_id = earnings.prepared(cast.hasan, NOV, worker)
    told: list[str] = []

    def approve(who: Any) -> None:
        with suppress(Refused):
            earnings.agree(who, payout_id)
            told.append(who.name)

    overlapping(app, *(elsewhere(app, partial(approve, who)) for who in others))
    assert len(told) == 1
    db.session.rollback()
    assert cast.hasan.actor().find(Payout, payout_id).approved_by_name == told[0]
