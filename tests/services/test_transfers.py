"""Somebody covered through one sponsor is asked for by another: masked, answered, and split at the day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine

from portal.access.actor import NotVisible
from portal.models import (
    AuditEvent,
    Consent,
    Contribution,
    ContributionState,
    Enrolment,
    EnrolmentState,
    Invoice,
    InvoiceState,
    Organisation,
    RosterRow,
    Transfer,
    TransferState,
    db,
)
from portal.models.roster import Grade
from portal.models.transaction import transaction
from portal.rules.coverage import State
from portal.services import coverage, transfers
from portal.values.clock import today
from portal.values.fault import Refused
from portal.values.month import Month
from tests.cast import Cast, Person
from tests.make import dues, journey, people, workers


@pytest.fixture(autouse=True)
def november() -> object:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def asked(by: Person, number: int, *, wanted_from: date, intern: bool = False, sure: bool = True) -> UUID:
    """The request of a unit for somebody."""
    texts = workers.texts(number)
    if intern:
        texts |= {"nik": people.nik(number).digits, "name": people.name(number)}
    with transaction():
        actor = by.actor()
        unit = actor.find(Organisation, by.organisation_id or UUID(int=0))
        return transfers.ask(actor, unit, texts, wanted_from=wanted_from, consent=Consent.SIGNED, sure=sure).id


def accepted(by: Person, transfer_id: UUID, moves_on: date, reason: str = "") -> UUID:
    with transaction():
        actor = by.actor()
        return transfers.accept(actor, transfers.find(actor, transfer_id), moves_on=moves_on, reason=reason).id


def refusal(call: object, *args: object, **kwargs: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)  # type: ignore[operator]
    return [fault.code for fault in refused.value.faults]


def test_an_intern_goes_from_a_school_to_a_unit_with_one_continuous_record(cast: Cast) -> None:
    """The school has paid November to January: they stay with it and cover the person all the same; unpaid bills of
    the others are not touched."""
    done = journey.covered(cast.sari, cast.hasan, range(3), start=today() + timedelta(days=1))
    day = date(2026, 12, 10)
    transfer_id = asked(cast.agus, 0, wanted_from=day, intern=True)

    # Who asks sees what was typed and until when; nothing of the school is in sight.
    mine = transfers.find(cast.agus.actor(), transfer_id)
    assert (mine.held_until, mine.asked["name"]) == (today() + timedelta(days=61), people.name(0))
    with pytest.raises(NotVisible):
        cast.agus.actor().find(Enrolment, mine.enrolment_id)
    for stranger in (cast.rina, cast.euis, cast.mira):
        with pytest.raises(NotVisible):
            transfers.find(stranger.actor(), transfer_id)
    assert refusal(asked, cast.agus, 0, wanted_from=day, intern=True) == ["transfer.asked"]
    assert refusal(accepted, cast.agus, transfer_id, day) == ["transfer.not_holder"]

    # The school answers, not for a day gone by.
    assert refusal(accepted, cast.sari, transfer_id, today() - timedelta(days=1)) == ["transfer.moves_on"]
    held_id = accepted(cast.sari, transfer_id, day)
    assert refusal(accepted, cast.sari, transfer_id, day) == ["transfer.answered"]
    held = cast.sari.actor().find(Enrolment, held_id)
    assert held.end == date(2026, 12, 9)
    answered = transfers.find(cast.agus.actor(), transfer_id)
    assert (answered.state, answered.by_branch) == (TransferState.ACCEPTED, False)
    made = cast.agus.actor().find(Enrolment, answered.made_id or UUID(int=0))
    assert (made.participant_id, made.start, made.end) == (held.participant_id, day, None)

    # Paid months stay with the school's money, and cover goes on without a break.
    months = db.session.scalars(
        cast.sari.actor().sees(Contribution).where(Contribution.enrolment_id == held_id)
    ).all()
    assert {each.state for each in months} == {ContributionState.PAID}
    bill = cast.sari.actor().find(Invoice, done.invoice or UUID(int=0))
    assert (bill.state, bill.paid) == (InvoiceState.PAID, bill.total)
    with time_machine.travel("2026-12-09 05:00:00+00:00"):
        assert coverage.answer(held).state is State.COVERED
    with time_machine.travel("2026-12-10 05:00:00+00:00"):
        assert coverage.answer(held).state is State.ENDED
        assert coverage.answer(made).state is State.COVERED
    with time_machine.travel("2027-02-10 05:00:00+00:00"):
        sheet = dues.opened(cast.agus)
        dues.ticked(cast.agus, sheet, [1])
        invoice_id = dues.billed(cast.agus, sheet)
    billed = cast.agus.actor().sees(Contribution).where(Contribution.invoice_id == invoice_id)
    assert [each.month for each in db.session.scalars(billed)] == [Month(2027, 2)]

    # Each side has its own line, and the asker's names nobody of the other.
    lines = db.session.scalars(cast.agus.actor().sees(AuditEvent).where(AuditEvent.subject_id == transfer_id)).all()
    assert {each.action: each.actor_name for each in lines} == {
        "transfer_asked": "Agus Salim",
        "transfer_answered": "Gandeng",
    }
    ours = cast.sari.actor().sees(AuditEvent).where(AuditEvent.subject_id == held_id)
    assert "transfer_accepted" in {each.action for each in db.session.scalars(ours)}


def test_unpaid_months_leave_the_bill_and_those_of_the_others_get_a_fresh_one(cast: Cast) -> None:
    done = journey.approved(cast.sari, cast.hasan, range(3), start=today() + timedelta(days=1))
    before = cast.sari.actor().find(Invoice, done.invoice or UUID(int=0))
    one = before.total.amount // 9
    assert before.total.amount == 9 * one
    transfer_id = asked(cast.agus, 0, wanted_from=date(2026, 12, 10), intern=True)
    held_id = accepted(cast.sari, transfer_id, date(2026, 12, 10))
    sari = cast.sari.actor()
    mine = sari.sees(Contribution).where(Contribution.enrolment_id == held_id).order_by(Contribution.month)
    states = [(each.month, each.state) for each in db.session.scalars(mine)]
    assert states == [
        (Month(2026, 11), ContributionState.PLANNED),
        (Month(2026, 12), ContributionState.PLANNED),
        (Month(2027, 1), ContributionState.VOID),
    ]
    old = sari.find(Invoice, done.invoice or UUID(int=0))
    fresh = db.session.scalars(sari.sees(Invoice).where(Invoice.split_from_id == old.id)).one()
    assert (old.state, fresh.state, fresh.total.amount, fresh.people) == (
        InvoiceState.VOID,
        InvoiceState.PROPOSED,
        8 * one,
        3,
    )


def test_the_branch_answers_when_the_sponsor_does_not(cast: Cast) -> None:
    [held_id] = workers.registered(cast.euis, [1])
    transfer_id = asked(cast.agus, 1, wanted_from=today() + timedelta(days=1))
    hasan = cast.hasan
    assert refusal(accepted, hasan, transfer_id, today() + timedelta(days=1)) == ["transfer.branch_reason"]
    with pytest.raises(NotVisible):
        accepted(cast.mira, transfer_id, today() + timedelta(days=1))
    with time_machine.travel("2026-11-28 03:00:00+00:00"):
        accepted(hasan, transfer_id, today())
        made = transfers.find(cast.agus.actor(), transfer_id)
        assert (made.by_branch, made.moves_on, made.reason) == (True, date(2026, 11, 28), "")
    held = cast.euis.actor().find(Enrolment, held_id)
    assert (held.state, held.end) == (EnrolmentState.APPROVED, date(2026, 11, 27))


def test_whoever_never_began_is_taken_back_and_whoever_is_free_is_not_asked_for(cast: Cast) -> None:
    assert refusal(asked, cast.agus, 5, wanted_from=today()) == ["transfer.free"]
    [held_id] = workers.registered(cast.euis, [5])
    assert refusal(asked, cast.euis, 5, wanted_from=today()) == ["registration.here"]
    assert refusal(asked, cast.agus, 5, wanted_from=today() - timedelta(days=1)) == ["transfer.day"]
    first = asked(cast.agus, 5, wanted_from=today())
    accepted(cast.euis, first, today())
    held = cast.euis.actor().find(Enrolment, held_id)
    assert held.state is EnrolmentState.WITHDRAWN
    again = asked(cast.euis, 5, wanted_from=today())
    with transaction():
        agus = cast.agus.actor()
        assert refusal(transfers.refuse, agus, transfers.find(agus, again), reason="tidak") == ["transfer.reason"]
        transfers.refuse(agus, transfers.find(agus, again), reason="Masih anggota Ranting Arjuna.")
    told = transfers.find(cast.euis.actor(), again)
    assert (told.state, told.reason) == (TransferState.REFUSED, "Masih anggota Ranting Arjuna.")
    once_more = asked(cast.euis, 5, wanted_from=today())
    with transaction():
        euis = cast.euis.actor()
        transfers.withdraw(euis, transfers.find(euis, once_more))
    late = asked(cast.euis, 5, wanted_from=today())
    with time_machine.travel("2027-03-01 03:00:00+00:00"):
        assert refusal(accepted, cast.agus, late, today()) == ["transfer.answered"]
        with transaction():
            assert transfers.expire() == 1
    assert transfers.find(cast.euis.actor(), late).state is TransferState.EXPIRED


def test_a_school_s_row_waits_for_the_days_and_is_examined_anew(cast: Cast) -> None:
    journey.covered(cast.rina, cast.hasan, [0], start=today() + timedelta(days=1))
    theirs = journey.listed(cast.sari, [0], start=date(2026, 12, 14))
    row = db.session.scalars(cast.sari.actor().sees(RosterRow).where(RosterRow.roster_id == theirs.roster)).one()
    assert row.grade is Grade.FAULTY
    with transaction():
        sari = cast.sari.actor()
        transfer_id = transfers.ask_for_row(sari, sari.find(RosterRow, row.id)).id
    accepted(cast.rina, transfer_id, date(2026, 12, 14))
    db.session.expire_all()
    assert cast.sari.actor().find(RosterRow, row.id).grade is not Grade.FAULTY
    assert db.session.scalars(cast.sari.actor().sees(Transfer)).one().made_id is None
