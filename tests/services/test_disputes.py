"""A line somebody does not believe: said, answered, righted by a line of its own; the line itself stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
import time_machine

from portal.access.actor import Forbidden, NotVisible
from portal.models import Dispute, DisputeState, IncentiveEntry, db
from portal.models.transaction import transaction
from portal.rules.incentives import Part
from portal.services import disputes, recounts
from portal.values.fault import Refused
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.cast import Cast, Person
from tests.make import earnings

NOV = Month(2026, 11)
SAID = "NIK ini belum pernah terdaftar di mana pun."


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as now:
        yield now


def refusal(action: Callable[..., object], *args: object, **kwargs: object) -> str:
    with pytest.raises(Refused) as refused:
        action(*args, **kwargs)
    return refused.value.faults[0].code


def raised(by: Person, entry_id: UUID, said: str = SAID) -> UUID:
    with transaction():
        actor = by.actor()
        return disputes.open_one(actor, actor.find(IncentiveEntry, entry_id), said).id


def test_a_line_is_disputed_and_righted_once(cast: Cast, november: time_machine.Coordinates) -> None:
    payment = earnings.brought_in(cast.dewi, cast.hasan, range(3))
    november.move_to("2026-12-01 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, NOV)
    line = next(each for each in earnings.entries(cast.dewi) if each.part is Part.ACQUISITION)
    with pytest.raises(NotVisible):
        raised(cast.joko, line.id)
    with pytest.raises(Forbidden):
        raised(cast.hasan, line.id)
    dispute_id = raised(cast.dewi, line.id)
    with transaction():
        actor = cast.dewi.actor()
        assert refusal(disputes.open_one, actor, actor.find(IncentiveEntry, line.id), SAID) == "dispute.twice"
        assert refusal(disputes.open_one, actor, actor.find(IncentiveEntry, line.id), "salah") == "dispute.said"
    with transaction():
        actor = cast.hasan.actor()
        found = disputes.find(actor, dispute_id)
        assert refusal(disputes.answer, actor, found, said="ya", righted=None) == "dispute.answer"
        assert refusal(disputes.answer, actor, found, said=SAID, righted=Rupiah(0)) == "dispute.amount"
        assert refusal(disputes.answer, actor, found, said=SAID, righted=Rupiah(99_000_000)) == "dispute.amount"
        disputes.answer(actor, found, said="Benar, datanya tertukar.", righted=Rupiah(10_000))
    with transaction():
        actor = cast.hasan.actor()
        found = disputes.find(actor, dispute_id)
        assert refusal(disputes.answer, actor, found, said=SAID, righted=Rupiah(1)) == "dispute.answered"
    (added,) = [each for each in earnings.entries(cast.dewi) if each.part is Part.ADJUSTMENT]
    assert (added.id, added.amount, added.month) == (dispute_id, Rupiah(10_000), NOV)
    assert recounts.recount(recounts.wadahs()[0], NOV).agrees
    # A line that was taken back is past disputing.
    earnings.bounced(cast.hasan, payment)
    gone = next(each for each in earnings.entries(cast.dewi) if each.part is Part.IURAN and not each.reversal_of)
    with transaction():
        actor = cast.dewi.actor()
        assert refusal(disputes.open_one, actor, actor.find(IncentiveEntry, gone.id), SAID) == "dispute.taken_back"


def test_who_understood_withdraws_and_may_ask_again(cast: Cast) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, [1])
    line = earnings.entries(cast.dewi)[0]
    dispute_id = raised(cast.ratna, line.id)
    with transaction():
        disputes.withdraw(cast.ratna.actor(), disputes.find(cast.ratna.actor(), dispute_id))
    with transaction():
        found = disputes.find(cast.dewi.actor(), dispute_id)
        assert refusal(disputes.withdraw, cast.dewi.actor(), found) == "dispute.answered"
    again = raised(cast.dewi, line.id)
    with transaction():
        actor = cast.hasan.actor()
        disputes.answer(actor, disputes.find(actor, again), said="15 persen dari 8.400 adalah 1.260.", righted=None)
    states = [each.state for each in disputes.of_line(cast.dewi.actor(), line)]
    assert states == [DisputeState.EXPLAINED, DisputeState.WITHDRAWN]
    assert len(earnings.entries(cast.dewi)) == 1
    assert db.session.scalars(cast.joko.actor().sees(Dispute)).all() == []
