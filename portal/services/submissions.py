"""Submissions: send in, endorse, return, withdraw, approve."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from portal.access.actor import Actor
from portal.access.audit import Action, audited, bulk_update, fact
from portal.access.permissions import Permission
from portal.models import (
    Contribution,
    ContributionState,
    Enrolment,
    EnrolmentState,
    Fate,
    Grade,
    Invoice,
    InvoiceState,
    Organisation,
    Roster,
    RosterRow,
    RosterState,
    Stage,
    Submission,
    SubmissionState,
    db,
)
from portal.models.job import Job, enqueue, latest_job
from portal.services import examination, guardian_consents, invoices, quotes, standings
from portal.services.enrolling import enrol
from portal.values import clock
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah

#: Up to here people are sent while one waits; beyond, a job does it.
INLINE_PEOPLE = 300


@audited(Action.ROSTER_SENT, needs=Permission.SUBMISSION_SEND)
def send(actor: Actor, roster: Roster) -> Submission:
    """Send in every row that is ready or only warned. Few are sent at once, many by a job that can be resumed.

    `Refused`: submission.nothing, submission.under_way, roster.busy.
    """
    roster = examination.hold(actor, roster.id)
    if roster.state is not RosterState.OPEN:
        raise Refused.because("roster.busy")
    under_way = actor.sees(Submission).where(
        Submission.roster_id == roster.id, Submission.state == SubmissionState.SENDING
    )
    if db.session.scalar(under_way.with_only_columns(Submission.id).limit(1)):
        raise Refused.because("submission.under_way")
    people = db.session.scalar(quotes.sendable(actor, roster).with_only_columns(func.count())) or 0
    if not people:
        raise Refused.because("submission.nothing")
    submission = Submission(
        organisation_id=roster.organisation_id,
        branch_id=roster.branch_id,
        roster_id=roster.id,
        wave_id=roster.wave_id,
        state=SubmissionState.SENDING,
        sent_by=actor.user_id,
        sent_by_name=actor.name,
        sent_at=clock.now(),
    )
    db.session.add(submission)
    db.session.flush()
    invoices.draft(actor, submission)
    fact(people=people)
    if people <= INLINE_PEOPLE:
        while enrol(actor, submission, roster):
            continue
        complete(actor, submission)
    else:
        enqueue(
            db.session(),
            "submissions.send",
            {"submission": str(submission.id)},
            subject=submission,
            organisation_id=submission.organisation_id,
            branch_id=submission.branch_id,
            membership_id=actor.membership_id,
            total=people,
        )
    return submission


@audited(Action.ROWS_ENROLLED, needs=Permission.SUBMISSION_SEND)
def complete(actor: Actor, submission: Submission) -> Submission:
    """Every row is enrolled: propose the bill, and hand over to the principal or the branch."""
    if not submission.people:
        _drop_bill(actor, submission)
        submission.state = SubmissionState.RETURNED
        return submission
    organisation = actor.find(Organisation, submission.organisation_id)
    # As it is now, and until this is kept: who does without the principal lets on what waits by then (`let_on`).
    db.session.refresh(organisation, with_for_update={"read": True})
    invoice = invoices.recount(actor, _proposed(actor, submission))
    submission.total = invoice.total
    submission.state = (
        SubmissionState.AWAITING_PRINCIPAL if organisation.needs_principal else SubmissionState.AWAITING_BRANCH
    )
    fact(people=submission.people, amount=str(invoice.total))
    return submission


@audited(Action.SUBMISSION_ENDORSED, needs=Permission.SUBMISSION_ENDORSE)
def endorse(actor: Actor, submission: Submission) -> Submission:
    """The principal lets a submission go on to the branch."""
    _expect(submission, SubmissionState.AWAITING_PRINCIPAL)
    submission.state = SubmissionState.AWAITING_BRANCH
    submission.endorsed_by, submission.endorsed_at = actor.user_id, clock.now()
    return submission


def let_on(actor: Actor, organisation: Organisation) -> int:
    """The principal need not approve any more: what waits for that goes on to the branch. A step of saying so; how
    many submissions that were."""
    db.session.flush()
    waiting = actor.sees(Submission, of=organisation).where(Submission.state == SubmissionState.AWAITING_PRINCIPAL)
    found = db.session.scalars(waiting.with_for_update().execution_options(populate_existing=True)).all()
    for submission in found:
        submission.state = SubmissionState.AWAITING_BRANCH
    if found:
        fact(submissions=len(found))
    return len(found)


@audited(Action.SUBMISSION_REFUSED, needs=Permission.SUBMISSION_ENDORSE)
def refuse(actor: Actor, submission: Submission, *, reason: str) -> Submission:
    """The principal gives a submission back to the operator, whole."""
    _expect(submission, SubmissionState.AWAITING_PRINCIPAL)
    fact(reason=reason)
    _take_back(actor, submission, Fate.RETURNED, reason)
    submission.state = SubmissionState.RETURNED
    return submission


@audited(Action.SUBMISSION_WITHDRAWN, needs=Permission.SUBMISSION_SEND)
def withdraw(actor: Actor, submission: Submission) -> Submission:
    """Undo a sending while nothing is billed: its rows are with the school again.

    `Refused`: submission.decided.
    """
    _expect(submission, SubmissionState.AWAITING_PRINCIPAL, SubmissionState.AWAITING_BRANCH)
    _take_back(actor, submission, Fate.OPEN, None)
    submission.state = SubmissionState.WITHDRAWN
    return submission


def take_out(actor: Actor, submission: Submission, enrolment: Enrolment) -> Submission:
    """One person leaves a submission that nobody decided on yet, and its bill. A step of withdrawing them.

    `Refused`: submission.decided.
    """
    _expect(submission, SubmissionState.AWAITING_PRINCIPAL, SubmissionState.AWAITING_BRANCH)
    row = actor.sees(RosterRow).where(RosterRow.id == enrolment.id)
    warned = db.session.scalar(row.with_only_columns(RosterRow.grade)) is Grade.WARNED
    _release(Enrolment.id == enrolment.id, EnrolmentState.WITHDRAWN)
    db.session.expire_all()
    submission.people -= 1
    submission.warned -= warned
    if submission.people:
        submission.total = invoices.recount(actor, _proposed(actor, submission)).total
    else:
        _drop_bill(actor, submission)
        submission.state = SubmissionState.WITHDRAWN
    return submission


@audited(Action.ROWS_RETURNED, needs=Permission.SUBMISSION_DECIDE)
def return_rows(actor: Actor, submission: Submission, reasons: Mapping[UUID, str]) -> Submission:
    """The branch gives single people back, each with a reason; the others stay and go on.

    `reasons`: enrolment (and so row) id → the officer's words. `Refused`: return.none, return.reason,
    return.unknown, submission.decided.
    """
    _expect(submission, SubmissionState.AWAITING_BRANCH)
    if not reasons:
        raise Refused.because("return.none")
    if not all(reason.strip() for reason in reasons.values()):
        raise Refused.because("return.reason", "reason")
    found = _waiting(actor, submission, reasons)
    warned = _warned(actor, found)
    _release(Enrolment.id.in_(found), EnrolmentState.RETURNED)
    bulk_update(
        RosterRow,
        update(RosterRow),
        [
            {"id": each, "fate": Fate.RETURNED, "returned_reason": reason.strip()[:500]}
            for each, reason in reasons.items()
        ],
    )
    db.session.expire_all()
    submission.people -= len(found)
    submission.warned -= warned
    submission.returned += len(found)
    fact(ids=[str(each) for each in found[:200]])
    fact(rows=len(found), reason="; ".join(sorted({reason.strip() for reason in reasons.values()}))[:300])
    _settle(actor, submission)
    return submission


@audited(Action.SUBMISSION_PARTED, needs=Permission.SUBMISSION_DECIDE)
def part(actor: Actor, submission: Submission, chosen: Collection[UUID]) -> Submission:
    """The chosen people become a submission of their own with its own bill, to be approved before the others, who go
    on waiting: a kode iuran asks for one exact amount, which has to be known before there is a code.

    `chosen`: enrolments (and so rows). `Refused`: parting.none, parting.all, return.unknown, submission.decided.
    """
    _expect(submission, SubmissionState.AWAITING_BRANCH)
    ids = set(chosen)
    if not ids:
        raise Refused.because("parting.none")
    found = _waiting(actor, submission, ids)
    if len(found) == submission.people:
        raise Refused.because("parting.all")
    warned = _warned(actor, found)
    apart = Submission(
        organisation_id=submission.organisation_id,
        branch_id=submission.branch_id,
        roster_id=submission.roster_id,
        wave_id=submission.wave_id,
        state=SubmissionState.AWAITING_BRANCH,
        people=len(found),
        warned=warned,
        sent_by=submission.sent_by,
        sent_by_name=submission.sent_by_name,
        sent_at=submission.sent_at,
        endorsed_by=submission.endorsed_by,
        endorsed_at=submission.endorsed_at,
    )
    db.session.add(apart)
    db.session.flush()
    theirs = update(Contribution).where(
        Contribution.enrolment_id.in_(found), Contribution.state == ContributionState.PLANNED
    )
    bulk_update(Contribution, theirs.values(invoice_id=None))
    bulk_update(Enrolment, update(Enrolment).where(Enrolment.id.in_(found)).values(submission_id=apart.id))
    db.session.expire_all()
    apart.total = invoices.propose(actor, apart).total
    submission.people -= len(found)
    submission.warned -= warned
    _settle(actor, submission)
    fact(rows=len(found), of=str(submission.id))
    return apart


@audited(Action.SUBMISSION_APPROVED, needs=Permission.SUBMISSION_DECIDE)
def approve(actor: Actor, submission: Submission, *, kode_iuran: str) -> Submission:
    """The branch approves whoever is still in it and issues the bill under its kode iuran.

    `Refused`: submission.decided, consent.missing, and what `invoices.issue` refuses.
    """
    _expect(submission, SubmissionState.AWAITING_BRANCH)
    guardian_consents.refuse_without(actor, submission)
    now = clock.now()
    bulk_update(
        Enrolment,
        update(Enrolment)
        .where(Enrolment.submission_id == submission.id, Enrolment.state == EnrolmentState.WAITING)
        .values(state=EnrolmentState.APPROVED, approved_at=now),
    )
    enrolled = actor.sees(Enrolment).where(Enrolment.submission_id == submission.id)
    standings.follow(enrolled.with_only_columns(Enrolment.participant_id))
    submission.state = SubmissionState.APPROVED
    submission.decided_by, submission.decided_at = actor.user_id, now
    invoices.issue(actor, _proposed(actor, submission), kode_iuran=kode_iuran)
    organisation = actor.find(Organisation, submission.organisation_id)
    if organisation.stage in {Stage.REGISTERED, Stage.BRIEFED, Stage.AGREED}:
        organisation.stage = Stage.FIRST_BATCH
    elif organisation.stage is Stage.FIRST_BATCH:
        organisation.stage = Stage.ACTIVE
    fact(people=submission.people, kode_iuran=kode_iuran)
    return submission


def _waiting(actor: Actor, submission: Submission, ids: Collection[UUID]) -> Sequence[UUID]:
    """Those of a submission whose ids these are; `Refused`: return.unknown, when one of them waits there no more."""
    theirs = actor.sees(Enrolment).where(
        Enrolment.submission_id == submission.id, Enrolment.id.in_(ids), Enrolment.state == EnrolmentState.WAITING
    )
    found = db.session.scalars(theirs.with_only_columns(Enrolment.id)).all()
    if len(found) != len(ids):
        raise Refused.because("return.unknown")
    return found


def _warned(actor: Actor, ids: Collection[UUID]) -> int:
    warned = actor.sees(RosterRow).where(RosterRow.id.in_(ids), RosterRow.grade == Grade.WARNED)
    return db.session.scalar(warned.with_only_columns(func.count())) or 0


def _expect(submission: Submission, *states: SubmissionState) -> None:
    """The submission as it is now, held until the transaction ends: of two who decide at once the second is told."""
    db.session.refresh(submission, with_for_update={"key_share": True})
    if submission.state not in states:
        raise Refused.because("submission.decided")


def _take_back(actor: Actor, submission: Submission, fate: Fate, reason: str | None) -> None:
    """All of a submission goes back to the school; its bill is void."""
    ours = actor.sees(Enrolment).where(
        Enrolment.submission_id == submission.id, Enrolment.state == EnrolmentState.WAITING
    )
    ids = ours.with_only_columns(Enrolment.id)
    bulk_update(
        RosterRow,
        update(RosterRow).where(RosterRow.id.in_(ids)).values(fate=fate, returned_reason=reason),
    )
    state = EnrolmentState.RETURNED if reason else EnrolmentState.WITHDRAWN
    _release((Enrolment.submission_id == submission.id) & (Enrolment.state == EnrolmentState.WAITING), state)
    db.session.expire_all()
    _drop_bill(actor, submission)


def _release(which: Any, state: EnrolmentState) -> None:
    """Enrolments give their days and months free: contributions are void, the people may be sent in anew."""
    ids = select(Enrolment.id).where(which)
    bulk_update(
        Contribution,
        update(Contribution)
        .where(Contribution.enrolment_id.in_(ids), Contribution.state == ContributionState.PLANNED)
        .values(state=ContributionState.VOID, invoice_id=None),
    )
    bulk_update(Enrolment, update(Enrolment).where(which).values(state=state, withdrawn_at=clock.now()))


def _settle(actor: Actor, submission: Submission) -> None:
    """The bill follows those who are left; without anybody left the submission is over."""
    if submission.people:
        invoice = invoices.recount(actor, _proposed(actor, submission))
        submission.total = invoice.total
    else:
        _drop_bill(actor, submission)
        submission.state = SubmissionState.RETURNED
        submission.decided_by, submission.decided_at = actor.user_id, clock.now()


def _drop_bill(actor: Actor, submission: Submission) -> None:
    invoice = _proposed(actor, submission)
    invoice.state, invoice.people, invoice.total = InvoiceState.VOID, 0, Rupiah(0)
    invoice.voided_at = clock.now()
    submission.total = Rupiah(0)
    fact(invoice=invoice.number)


def _proposed(actor: Actor, submission: Submission) -> Invoice:
    return db.session.scalars(
        actor.sees(Invoice).where(Invoice.submission_id == submission.id, Invoice.state == InvoiceState.PROPOSED)
    ).one()


def job_of(submission: Submission) -> Job | None:
    """The newest long work on this submission."""
    return latest_job(db.session(), submission)
