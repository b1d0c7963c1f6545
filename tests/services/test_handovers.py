"""People go over from one agent to another: who sees what, whose money is whose, which bills are whose."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import func

from portal.access.actor import Forbidden
from portal.models import DuesSheet, Enrolment, Handover, Invoice, Payment, db
from portal.models.transaction import transaction
from portal.services import agents, handovers, stewards
from portal.values import clock
from portal.values.clock import start_of, today
from portal.values.fault import Refused
from tests.cast import Cast, Person
from tests.make import dues, earnings, workers

WHY = "Dewi pindah ke luar kota"


def handed(
    cast: Cast,
    *,
    by: Person | None = None,
    day: date | None = None,
    people: Collection[UUID] | None = None,
    giver: Person | None = None,
    taker: Person | None = None,
    reason: str = WHY,
) -> None:
    with transaction():
        actor = (by or cast.ratna).actor()
        one, other = giver or cast.dewi, taker or cast.joko
        handovers.hand_over(
            actor,
            agents.find(actor, one.membership_id),
            agents.find(actor, other.membership_id),
            day=day or today(),
            reason=reason,
            people=people,
        )


def seen(who: Person, model: type) -> set[UUID]:
    db.session.rollback()
    return {each.id for each in db.session.scalars(who.actor().sees(model))}


def earned_by(cast: Cast) -> dict[UUID, int]:
    """agent → rupiah that came in for who was theirs at the instant of the payment."""
    db.session.rollback()
    spell, then, agent_id = stewards.agent_at(Payment.paid_at)
    from portal.models import Allocation, Contribution

    found = (
        cast.hasan.actor()
        .sees(Enrolment)
        .join(Contribution, Contribution.enrolment_id == Enrolment.id)
        .join(Allocation, Allocation.contribution_id == Contribution.id)
        .join(Payment, Payment.id == Allocation.payment_id)
        .outerjoin(spell, then)
        .with_only_columns(agent_id, func.sum(Allocation.amount))
        .group_by(agent_id)
    )
    return {key: int(getattr(amount, "amount", amount)) for key, amount in db.session.execute(found)}


def collected(cast: Cast, who: Person, lines: list[int], *, pay: bool = True) -> UUID:
    sheet = dues.opened(who)
    dues.ticked(who, sheet, lines)
    bill = dues.billed(who, sheet)
    if pay:
        dues.paid(cast.hasan, bill)
    return bill


def test_the_ledger_pays_whose_person_it_was_on_the_day_of_the_money(cast: Cast) -> None:
    workers.registered(cast.dewi, range(3))
    handed(cast, day=today() + timedelta(days=1))
    assert (
        db.session.scalars(cast.joko.actor().sees(Enrolment).with_only_columns(Enrolment.agent_id)).all()
        == [cast.joko.membership_id] * 3
    )
    collected(cast, cast.joko, [1])
    (before,) = earnings.entries(cast.hasan)
    assert before.agent_id == cast.dewi.membership_id, "still hers, though he looks after them already"
    assert earnings.entries(cast.dewi) == [before]
    with time_machine.travel(start_of(today() + timedelta(days=1)) + timedelta(minutes=1), tick=True):
        collected(cast, cast.joko, [1, 2])
        after = [each for each in earnings.entries(cast.hasan) if each.id != before.id]
        assert {each.agent_id for each in after} == {cast.joko.membership_id}
        assert len(after) >= 2
        assert earnings.entries(cast.joko) == after


def test_a_whole_portfolio_goes_over_and_money_is_split_at_the_day(cast: Cast) -> None:
    theirs = set(workers.registered(cast.dewi, range(3)))
    workers.registered(cast.joko, [10])
    before = collected(cast, cast.dewi, [1, 2])
    half = earned_by(cast)[cast.dewi.membership_id]
    with time_machine.travel(clock.now() + timedelta(seconds=2), tick=False):
        handed(cast, day=today() + timedelta(days=1))
    assert seen(cast.dewi, Enrolment) == set()
    assert theirs < seen(cast.joko, Enrolment)
    assert before in seen(cast.joko, Invoice)
    assert before not in seen(cast.dewi, Invoice)
    today_still = collected(cast, cast.joko, [1, 2])
    until_then = {cast.dewi.membership_id: half // 2 * 3, cast.joko.membership_id: half // 2}
    assert earned_by(cast) == until_then, "until the day they are Dewi's"
    assert today_still in seen(cast.joko, Invoice)
    with time_machine.travel(clock.now() + timedelta(days=45), tick=False):
        collected(cast, cast.joko, [1, 2, 3, 4])
        after = earned_by(cast)
        assert after[cast.dewi.membership_id] == until_then[cast.dewi.membership_id]
        assert after[cast.joko.membership_id] > until_then[cast.joko.membership_id]
    [told] = db.session.scalars(cast.joko.actor().sees(Handover)).all()
    assert (told.people, told.giver_name, told.reason) == (3, "Dewi Anggraini", WHY)
    assert seen(cast.dewi, Handover) == {told.id}


def test_some_people_go_over_and_mixed_bills_are_the_manager_s(cast: Cast) -> None:
    one, two, three = workers.registered(cast.dewi, range(3))
    mixed = collected(cast, cast.dewi, [1, 2], pay=False)
    own = collected(cast, cast.dewi, [1], pay=False)
    on_mixed = {each for each in (one, two, three) if mixed in bills_of(cast, each)}
    on_own = ({one, two, three} - on_mixed).pop()
    handed(cast, people=[on_own, next(iter(on_mixed))])
    assert own in seen(cast.joko, Invoice)
    assert seen(cast.dewi, Invoice) == set()
    assert seen(cast.ratna, Invoice) == {mixed, own}
    assert seen(cast.dewi, Enrolment) == {one, two, three} - {on_own, next(iter(on_mixed))}


def bills_of(cast: Cast, enrolment_id: UUID) -> set[UUID]:
    from portal.models import Contribution

    owed = cast.hasan.actor().sees(Contribution).where(Contribution.enrolment_id == enrolment_id)
    return {each for each in db.session.scalars(owed.with_only_columns(Contribution.invoice_id)) if each}


def test_open_sheets_lose_the_lines_that_go_unless_money_was_noted(cast: Cast) -> None:
    one, *_ = workers.registered(cast.dewi, range(3))
    sheet = dues.opened(cast.dewi)
    dues.ticked(cast.dewi, sheet, [1, 2, 3])
    with pytest.raises(Refused, match=r"handover\.ticked"):
        handed(cast, people=[one])
    for number in (1, 2, 3):
        with transaction():
            from portal.services import dues_sheets
            from portal.services.dues_sheets import Tick

            dewi = cast.dewi.actor()
            dues_sheets.tick(dewi, dues_sheets.find(dewi, sheet), {number: Tick(paid=False)})
    handed(cast, people=[one])
    assert cast.dewi.actor().find(DuesSheet, sheet).people == 2
    handed(cast)
    assert seen(cast.joko, DuesSheet) == {sheet}


def test_over_and_back_and_a_day_that_is_still_to_come(cast: Cast) -> None:
    [one] = workers.registered(cast.dewi, [1])
    handed(cast)
    handed(cast, giver=cast.joko, taker=cast.dewi)
    assert seen(cast.dewi, Enrolment) == {one}
    handed(cast, day=today() + timedelta(days=3))
    with pytest.raises(Refused, match=r"handover\.planned"):
        handed(cast, giver=cast.joko, taker=cast.dewi)
    spells = stewards.spells(cast.joko.actor(), one)
    assert [each.agent_id for each in spells][-1] == cast.joko.membership_id
    assert all(earlier.ends == later.begins for earlier, later in pairwise(spells))


@pytest.mark.once
def test_what_is_wrong_with_a_hand_over(cast: Cast) -> None:
    [one] = workers.registered(cast.dewi, [1])
    for code, said in (
        ("reason.short", {"reason": "x"}),
        ("handover.same", {"taker": cast.dewi}),
        ("handover.day", {"day": today() - timedelta(days=1)}),
        ("handover.day", {"day": today() + timedelta(days=32)}),
        ("handover.nobody", {"people": []}),
        ("handover.nobody", {"giver": cast.joko, "taker": cast.dewi}),
        ("handover.unknown", {"giver": cast.joko, "taker": cast.dewi, "people": [one]}),
    ):
        with pytest.raises(Refused, match=code):
            handed(cast, **said)  # type: ignore[arg-type]
    with transaction():
        ratna = cast.ratna.actor()
        agents.switch_off(ratna, agents.find(ratna, cast.joko.membership_id), reason="Berhenti sendiri")
    with pytest.raises(Refused, match=r"handover\.taker"):
        handed(cast)
    own = agents.find(cast.dewi.actor(), cast.dewi.membership_id)
    with pytest.raises(Forbidden):
        handovers.hand_over(cast.dewi.actor(), own, own, day=today(), reason=WHY)
