"""Bills (tagihan): proposed with a submission, issued under a kode iuran, split, voided.

A kode iuran asks for one exact amount. So an issued bill never comes to ask for another under the same code: what
leaves it, by splitting or voiding, goes to fresh bills that wait for codes of their own, and the old one stays taken.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.exc import IntegrityError

from portal.access.actor import Actor, NotVisible, everyone
from portal.access.audit import Action, audited, bulk_update, fact
from portal.access.permissions import Permission
from portal.models import (
    Contribution,
    ContributionState,
    Enrolment,
    Invoice,
    InvoiceState,
    Submission,
    SubmissionState,
    db,
)
from portal.models.columns import NO_MONEY
from portal.rules import dues
from portal.rules.policies import Shape
from portal.services import policies
from portal.services.numbers import Series, next_number
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month
from portal.values.rupiah import Rupiah

#: What may stand in a kode iuran; its format was found in no public source.
_KODE_IURAN = re.compile(r"[0-9A-Z][0-9A-Z./-]{2,39}")
SHORTEST_REASON = 8

#: States in which a bill waits for money.
OPEN = (InvoiceState.ISSUED, InvoiceState.PART_PAID)


def draft(actor: Actor, submission: Submission) -> Invoice:
    """An empty proposed bill, flushed, so that contributions can be inserted with its id; `recount` fills its sums.

    A step of the sending: runs in the audited action under way.
    """
    return _proposed(
        actor, organisation_id=submission.organisation_id, submission_id=submission.id, wave_id=submission.wave_id
    )


def draft_without_submission(actor: Actor, organisation_id: UUID, *, agent_id: UUID | None = None) -> Invoice:
    """As `draft`, for what nobody has to approve: dues that were collected already. With `agent_id` a bill of people
    of that agent only."""
    return _proposed(actor, organisation_id=organisation_id, submission_id=None, wave_id=None, agent_id=agent_id)


def draft_extension(actor: Actor, enrolment: Enrolment) -> Invoice:
    """The bill for more months of a wave's people that still waits for its code, held; a fresh one if there is none,
    so that thirty interns who stay longer are one bill. A step of giving somebody more time."""
    waiting = actor.sees(Invoice).where(
        Invoice.organisation_id == enrolment.organisation_id,
        Invoice.wave_id == enrolment.wave_id,
        Invoice.submission_id.is_(None),
        Invoice.state == InvoiceState.PROPOSED,
    )
    found = db.session.scalars(waiting.order_by(Invoice.id).limit(1).with_for_update()).first()
    if found is not None:
        return found
    return _proposed(actor, organisation_id=enrolment.organisation_id, submission_id=None, wave_id=enrolment.wave_id)


def propose(actor: Actor, submission: Submission) -> Invoice:
    """A proposed bill for every planned month of a submission that no bill holds yet: one UPDATE, whatever the size.

    A step of the sending: runs in the audited action under way.
    """
    invoice = draft(actor, submission)
    enrolled = actor.sees(Enrolment).where(Enrolment.submission_id == submission.id).with_only_columns(Enrolment.id)
    bulk_update(
        Contribution,
        update(Contribution)
        .where(
            Contribution.enrolment_id.in_(enrolled),
            Contribution.state == ContributionState.PLANNED,
            Contribution.invoice_id.is_(None),
        )
        .values(invoice_id=invoice.id),
    )
    return recount(actor, invoice)


def recount(actor: Actor, invoice: Invoice) -> Invoice:
    """People, total and paid anew from the bill's contributions, for after some of them went elsewhere or were void.

    A step of another action.
    """
    invoice.people, invoice.total, invoice.paid = counted(actor, [invoice.id])[invoice.id]
    db.session.flush()
    return invoice


class Counted(NamedTuple):
    """What the months of a bill come to that are not void."""

    people: int
    total: Rupiah
    paid: Rupiah

    @property
    def state(self) -> InvoiceState:
        """Where an issued bill stands by what it received."""
        if not self.paid:
            return InvoiceState.ISSUED
        return InvoiceState.PAID if self.paid == self.total else InvoiceState.PART_PAID


def counted(actor: Actor, bills: Sequence[UUID]) -> Mapping[UUID, Counted]:
    """What each of these bills comes to, from its contributions; one query."""
    nothing = Counted(0, Rupiah(0), Rupiah(0))
    standing = (
        actor.sees(Contribution)
        .where(Contribution.invoice_id.in_(bills), Contribution.STANDS)
        .with_only_columns(
            Contribution.invoice_id,
            func.count(Contribution.enrolment_id.distinct()),
            func.sum(Contribution.amount),
            func.coalesce(
                func.sum(Contribution.amount).filter(Contribution.state == ContributionState.PAID), NO_MONEY
            ),
        )
        .group_by(Contribution.invoice_id)
    )
    rows: Sequence[Any] = db.session.execute(standing).all()
    found = {id_: Counted(*sums) for id_, *sums in rows}
    return dict.fromkeys(bills, nothing) | found


@audited(Action.INVOICE_ISSUED, needs=Permission.INVOICE_ISSUE)
def issue(actor: Actor, invoice: Invoice, *, kode_iuran: str) -> Invoice:
    """Put a proposed bill under the kode iuran the officer typed; its months are billed in one UPDATE.

    The submission must be APPROVED before (approving sets that first, then issues). Due on the due day of the first
    month billed; when that has gone by, on the next due day still to come.
    `Refused`: invoice.not_proposed, invoice.not_approved, invoice.empty, kode_iuran.empty, .form, .shape, .taken.
    """
    invoice = locked(actor, invoice.id)
    if invoice.state is not InvoiceState.PROPOSED:
        raise Refused.because("invoice.not_proposed", number=invoice.number)
    _expect_approved(actor, invoice)
    first = first_month(actor, invoice)
    if first is None:
        raise Refused.because("invoice.empty")
    invoice.due_on = due_on(first, clock.today())
    invoice.state, invoice.issued_at, invoice.issued_by = InvoiceState.ISSUED, clock.now(), actor.user_id
    _give_code(actor, invoice, kode_iuran)
    _move(invoice.id, to=invoice.id, was=ContributionState.PLANNED, becomes=ContributionState.BILLED)
    fact(people=invoice.people, amount=str(invoice.total), kode_iuran=invoice.kode_iuran)
    return invoice


@audited(Action.INVOICE_SPLIT, needs=Permission.INVOICE_SPLIT)
def split(actor: Actor, invoice: Invoice, enrolment_ids: Collection[UUID]) -> Invoice:
    """Let part of a group pay first (37 of 50): a fresh bill for the chosen people's unpaid months.

    A bill without a code keeps its number and the rest of its people. A bill with a code cannot: its code asks for
    the whole. It keeps what was already paid, or is void if nothing was, and the rest gets a fresh bill too; both
    wait for a code of their own. Returns the bill of the chosen; the rest's is found by the same `split_from_id`.
    `Refused`: invoice.closed, invoice.not_approved, split.none, split.all, split.unknown.
    """
    invoice = locked(actor, invoice.id)
    if invoice.state not in {InvoiceState.PROPOSED, *OPEN}:
        raise Refused.because("invoice.closed", number=invoice.number)
    _expect_approved(actor, invoice)
    chosen = set(enrolment_ids)
    if not chosen:
        raise Refused.because("split.none", "people")
    unpaid = set(db.session.scalars(_unpaid(actor, invoice).with_only_columns(Contribution.enrolment_id).distinct()))
    if chosen - unpaid:
        raise Refused.because("split.unknown", "people", count=len(chosen - unpaid))
    if chosen == unpaid:
        raise Refused.because("split.all", "people")
    was = ContributionState.PLANNED if invoice.state is InvoiceState.PROPOSED else ContributionState.BILLED
    part = _successor(actor, invoice)
    _move(invoice.id, to=part.id, was=was, becomes=ContributionState.PLANNED, people=chosen)
    if invoice.state is InvoiceState.PROPOSED:
        recount(actor, invoice)
    else:
        rest = _successor(actor, invoice)
        _move(invoice.id, to=rest.id, was=was, becomes=ContributionState.PLANNED)
        recount(actor, rest)
        _close(actor, invoice)
    recount(actor, part)
    fact(people=len(chosen), amount=str(part.total), wave=invoice.number)
    return part


@audited(Action.INVOICE_VOIDED, needs=Permission.INVOICE_VOID)
def void(actor: Actor, invoice: Invoice, reason: str) -> Invoice:
    """Void an issued bill of which nothing was paid; its months go to a fresh proposed bill, so that none is lost.

    Returns the void bill, which keeps its figures and its code. `Refused`: invoice.not_issued, invoice.has_payment,
    reason.short.
    """
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("reason.short", "reason")
    invoice = locked(actor, invoice.id)
    if invoice.paid:
        raise Refused.because("invoice.has_payment", paid=invoice.paid)
    if invoice.state is not InvoiceState.ISSUED:
        raise Refused.because("invoice.not_issued", number=invoice.number)
    fresh = _successor(actor, invoice)
    _move(invoice.id, to=fresh.id, was=ContributionState.BILLED, becomes=ContributionState.PLANNED)
    recount(actor, fresh)
    invoice.state, invoice.void_reason, invoice.voided_at = InvoiceState.VOID, reason, clock.now()
    fact(amount=str(invoice.total), kode_iuran=invoice.kode_iuran, reason=reason)
    return invoice


def strike(actor: Actor, invoice_id: UUID, months: Collection[UUID]) -> Invoice:
    """Unpaid months (by the ids of their contributions) are void, and the bill asks for them no more.

    A bill without a code is only smaller. One with a code cannot be: as in `split`, what is left unpaid on it goes to
    a fresh bill that waits for a code of its own. A step of whatever ends an enrolment.
    """
    invoice = locked(actor, invoice_id)
    unpaid = Contribution.state.in_([ContributionState.PLANNED, ContributionState.BILLED])
    for batch in batches(months):
        gone = update(Contribution).where(Contribution.id.in_(batch), Contribution.invoice_id == invoice.id, unpaid)
        bulk_update(Contribution, gone.values(state=ContributionState.VOID))
    if invoice.state is InvoiceState.PROPOSED:
        recount(actor, invoice)
        if not invoice.people:
            invoice.state, invoice.voided_at = InvoiceState.VOID, clock.now()
    elif invoice.state in OPEN:
        if first_month(actor, invoice) is not None:
            rest = _successor(actor, invoice)
            _move(invoice.id, to=rest.id, was=ContributionState.BILLED, becomes=ContributionState.PLANNED)
            recount(actor, rest)
        _close(actor, invoice)
    db.session.flush()
    return invoice


def restore(actor: Actor, invoice_id: UUID, months: Collection[UUID]) -> Invoice:
    """Months that were struck from a bill stand again, on a fresh one that waits for a code. A step of undoing."""
    fresh = _successor(actor, locked(actor, invoice_id))
    for batch in batches(months):
        again = update(Contribution).where(
            Contribution.id.in_(batch),
            Contribution.invoice_id == invoice_id,
            Contribution.state == ContributionState.VOID,
        )
        bulk_update(Contribution, again.values(state=ContributionState.PLANNED, invoice_id=fresh.id))
    return recount(actor, fresh)


def locked(actor: Actor, invoice_id: UUID) -> Invoice:
    """The bill as it is now, held until the transaction ends: whoever moves its money comes one after the other."""
    found = db.session.scalars(
        actor.sees(Invoice)
        .where(Invoice.id == invoice_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotVisible("invoice")
    return found


class Held(NamedTuple):
    """A bill as it was when it was held: what who moves its money has to know of it."""

    id: UUID
    organisation_id: UUID
    number: str
    kode_iuran: str | None
    state: InvoiceState
    paid: Rupiah
    issued_at: datetime | None

    @classmethod
    def of(cls, invoice: Invoice) -> Held:
        return cls(*(getattr(invoice, name) for name in cls._fields))


def held(actor: Actor, bills: Collection[UUID]) -> Mapping[UUID, Held]:
    """These bills as they are now, held in one order until the transaction ends; one query."""
    columns = [getattr(Invoice, name) for name in Held._fields]
    found = actor.sees(Invoice).where(Invoice.id.in_(bills)).order_by(Invoice.id).with_for_update()
    return {each.id: Held(*each) for each in db.session.execute(found.with_only_columns(*columns))}


def first_month(actor: Actor, invoice: Invoice) -> Month | None:
    """The first month a bill asks for; None when nothing on it is unpaid."""
    month: Month | None = db.session.scalar(_unpaid(actor, invoice).with_only_columns(func.min(Contribution.month)))
    return month


def due_on(first: Month, today: date) -> date:
    """The last WIB day to pay in time: the due day of the first month billed, or the next one not yet gone by."""
    month = first
    while dues.due_day(month) < today:
        month = month + 1
    return dues.due_day(month)


def _unpaid(actor: Actor, invoice: Invoice) -> Any:
    return actor.sees(Contribution).where(
        Contribution.invoice_id == invoice.id,
        Contribution.state.in_([ContributionState.PLANNED, ContributionState.BILLED]),
    )


def _proposed(
    actor: Actor,
    *,
    organisation_id: UUID,
    submission_id: UUID | None,
    wave_id: UUID | None,
    split_from_id: UUID | None = None,
    agent_id: UUID | None = None,
) -> Invoice:
    invoice = Invoice(
        organisation_id=organisation_id,
        branch_id=actor.branch_id,
        number=next_number(Series.TAG),
        submission_id=submission_id,
        wave_id=wave_id,
        split_from_id=split_from_id,
        agent_id=agent_id,
        state=InvoiceState.PROPOSED,
        people=0,
        total=Rupiah(0),
        paid=Rupiah(0),
        created_at=clock.now(),
    )
    db.session.add(invoice)
    db.session.flush()
    return invoice


def _successor(actor: Actor, invoice: Invoice) -> Invoice:
    """A fresh bill in the place of (part of) another, which it names."""
    return _proposed(
        actor,
        organisation_id=invoice.organisation_id,
        submission_id=invoice.submission_id,
        wave_id=invoice.wave_id,
        split_from_id=invoice.id,
        agent_id=invoice.agent_id,
    )


def _close(actor: Actor, invoice: Invoice) -> None:
    """What is left of an issued bill after its unpaid months left: the paid ones, or only its history."""
    if invoice.paid:
        recount(actor, invoice)
        invoice.state = InvoiceState.PAID
    else:
        invoice.state, invoice.voided_at = InvoiceState.VOID, clock.now()


def _move(
    invoice_id: UUID,
    *,
    to: UUID,
    was: ContributionState,
    becomes: ContributionState,
    people: Collection[UUID] | None = None,
) -> int:
    """Months of a bill into another bill or state, all in one UPDATE (a few for very many chosen people)."""
    where: list[ColumnElement[bool]] = [Contribution.invoice_id == invoice_id, Contribution.state == was]
    chosen = [None] if people is None else list(batches(people))
    moved = 0
    for batch in chosen:
        scope = where if batch is None else [*where, Contribution.enrolment_id.in_(batch)]
        moved += bulk_update(Contribution, update(Contribution).where(*scope).values(invoice_id=to, state=becomes))
    return moved


def batches(people: Collection[UUID], size: int = 5_000) -> list[list[UUID]]:
    """Ids in portions that both engines take as parameters of one statement."""
    ids = list(people)
    return [ids[at : at + size] for at in range(0, len(ids), size)]


def _expect_approved(actor: Actor, invoice: Invoice) -> None:
    """A bill that came with a submission waits for its approval; one of dues has nothing to wait for."""
    if invoice.submission_id is None:
        return
    submission = actor.sees(Submission).where(Submission.id == invoice.submission_id)
    if db.session.scalar(submission.with_only_columns(Submission.state)) is not SubmissionState.APPROVED:
        raise Refused.because("invoice.not_approved")


def _give_code(actor: Actor, invoice: Invoice, typed: str) -> None:
    code = "".join(typed.split()).upper()
    if not code:
        raise Refused.because("kode_iuran.empty", "kode_iuran")
    if not _KODE_IURAN.fullmatch(code):
        raise Refused.because("kode_iuran.form", "kode_iuran")
    shape = policies.in_force(actor.branch_id, clock.today()).kode_iuran_pattern
    if not Shape.fits(shape, code):
        raise Refused.because("kode_iuran.shape", "kode_iuran", shape=shape)
    taken = db.session.execute(
        everyone(Invoice, because="a kode iuran asks for one bill in the country")
        .where(Invoice.kode_iuran == code, Invoice.id != invoice.id)
        .with_only_columns(Invoice.branch_id, Invoice.number)
    ).one_or_none()
    if taken is not None:
        if taken.branch_id != actor.branch_id:
            raise Refused.because("kode_iuran.taken_elsewhere", "kode_iuran")
        raise Refused.because("kode_iuran.taken", "kode_iuran", number=taken.number)
    try:
        with db.session.begin_nested():
            invoice.kode_iuran = code
    except IntegrityError:
        raise Refused.because("kode_iuran.taken_elsewhere", "kode_iuran") from None
