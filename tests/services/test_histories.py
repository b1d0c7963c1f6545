"""A history tells what happened to one thing, to those who may see it, and not what only the machine did."""

from __future__ import annotations

from portal.access.audit import Action
from portal.models import Enrolment, Invoice, Payment, Roster, Submission, db
from portal.models.transaction import transaction
from portal.services import enrolments, histories, payments, submissions
from portal.services.histories import MACHINERY, MOST
from portal.web.wording.actions import SENTENCES
from tests.cast import Cast
from tests.make import journey, people


def one(cast: Cast, number: int = 0) -> Enrolment:
    found = cast.sari.actor().sees(Enrolment).where(Enrolment.name_key == f" {people.name(number).lower()}")
    return db.session.scalars(found).one()


def test_a_person_from_the_list_to_the_money(cast: Cast) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(3))
    entries = histories.of_enrolment(cast.sari.actor(), one(cast))
    deeds = [entry.action for entry in entries]
    assert deeds[0] is Action.PAYMENT_RECORDED
    assert {Action.ROSTER_SENT, Action.SUBMISSION_APPROVED, Action.INVOICE_ISSUED} <= set(deeds)
    assert [entry.when for entry in entries] == sorted((entry.when for entry in entries), reverse=True)
    assert {entry.who for entry in entries} == {cast.sari.name, cast.hasan.name}
    with transaction():
        actor = cast.hasan.actor()
        assert step.payment
        payments.void(actor, actor.find(Payment, step.payment), "salah mencatat rekening")
    (newest, *_) = histories.of_enrolment(cast.sari.actor(), one(cast))
    assert (newest.action, newest.facts["reason"]) == (Action.PAYMENT_VOIDED, "salah mencatat rekening")


def test_machinery_is_left_out(cast: Cast) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(3))
    actor = cast.sari.actor()
    assert step.roster
    assert step.invoice
    for entries in (
        histories.of_enrolment(actor, one(cast)),
        histories.of_roster(actor, actor.find(Roster, step.roster)),
        histories.of_invoice(actor, actor.find(Invoice, step.invoice)),
    ):
        assert entries
        assert MACHINERY.isdisjoint(entry.action for entry in entries)
        assert all(entry.action in SENTENCES for entry in entries)


def test_a_list_and_a_bill(cast: Cast) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(3))
    actor = cast.sari.actor()
    assert step.roster
    assert step.invoice
    of_list = {entry.action for entry in histories.of_roster(actor, actor.find(Roster, step.roster))}
    assert {Action.ROSTER_ADDED, Action.ROSTER_SENT, Action.SUBMISSION_APPROVED} <= of_list
    of_bill = [entry.action for entry in histories.of_invoice(actor, actor.find(Invoice, step.invoice))]
    assert of_bill == [Action.PAYMENT_RECORDED, Action.INVOICE_ISSUED]


def test_what_came_back_is_told_to_whom_it_concerns(cast: Cast) -> None:
    step = journey.sent(cast.sari, range(3))
    with transaction():
        actor = cast.hasan.actor()
        assert step.submission
        submissions.return_rows(actor, actor.find(Submission, step.submission), {one(cast, 1).id: "nama salah"})
    told = {number: histories.of_enrolment(cast.sari.actor(), one(cast, number)) for number in (1, 2)}
    assert Action.ROWS_RETURNED in {entry.action for entry in told[1]}
    assert Action.ROWS_RETURNED not in {entry.action for entry in told[2]}


def test_a_stranger_reads_nothing(cast: Cast) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(3))
    assert step.invoice
    assert histories.history(cast.sari.actor(), step.invoice)
    assert histories.history(cast.hasan.actor(), step.invoice)
    assert histories.history(cast.rina.actor(), step.invoice) == []
    assert histories.history(cast.mira.actor(), step.invoice) == []


def test_a_long_history_is_cut(cast: Cast) -> None:
    journey.sent(cast.sari, range(3))
    for turn in range(MOST + 5):
        with transaction():
            actor = cast.sari.actor()
            enrolments.change(actor, enrolments.find(actor, one(cast).id), {"class_name": f"XI RPL {turn}"})
    assert len(histories.of_enrolment(cast.sari.actor(), one(cast))) == MOST
