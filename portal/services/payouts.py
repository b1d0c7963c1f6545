"""Payouts: what a branch pays its agents and wadah for a month, prepared by one person and approved by another."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor, NotVisible, everyone
from portal.access.audit import Action, audited, bulk_delete, bulk_update, fact
from portal.access.permissions import Permission
from portal.models import Payout, PayoutLine, PayoutLineState, PayoutState, db
from portal.services import ledger, ledger_months, recounts
from portal.values import clock
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah

#: States in which a run can still be dropped, and those in which its file may leave the house.
DROPPABLE = (PayoutState.PREPARING, PayoutState.DRAFT)
RELEASED = (PayoutState.APPROVED, PayoutState.SENT)
#: Said of a line whose payee has named no account.
NO_ACCOUNT = "Rekening belum diisi"


@audited(Action.PAYOUT_APPROVED, needs=Permission.PAYOUT_APPROVE)
def approve(actor: Actor, payout: Payout) -> Payout:
    """A second person agrees; only then may the file leave the house.

    `Refused`: payout.not_draft, payout.same_person, payout.changed (it is not the sum of the ledger's lines).
    """
    held = _own(actor, payout, (PayoutState.DRAFT,), "payout.not_draft")
    if held.prepared_by == actor.user_id:
        raise Refused.because("payout.same_person", name=held.prepared_by_name)
    if not agrees(held):
        raise Refused.because("payout.changed")
    held.state = PayoutState.APPROVED
    held.approved_by, held.approved_by_name, held.approved_at = actor.user_id, actor.name, clock.now()
    fact(month=str(held.month), amount=str(held.total))
    return held


@audited(Action.PAYOUT_DROPPED, needs=Permission.PAYOUT_PREPARE)
def drop(actor: Actor, payout: Payout) -> Payout:
    """Put a run away before anybody approved it: its month takes lines again. `Refused`: payout.approved."""
    ledger_months.hold(actor.branch_id)
    held = _own(actor, payout, DROPPABLE, "payout.approved")
    followed = select(PayoutLine.follows_id).where(
        PayoutLine.payout_id == held.id, PayoutLine.follows_id.is_not(None)
    )
    again = update(PayoutLine).where(PayoutLine.id.in_(followed), PayoutLine.state == PayoutLineState.REISSUED)
    bulk_update(PayoutLine, again.values(state=PayoutLineState.RETURNED))
    bulk_delete(PayoutLine, delete(PayoutLine).where(PayoutLine.payout_id == held.id))
    held.state = PayoutState.DROPPED
    return held


@audited(Action.PAYOUT_SENT, needs=Permission.PAYOUT_PREPARE)
def send(actor: Actor, payout: Payout) -> Payout:
    """The bank has the file: who has an account is paid; who named none is waited for, as if it had come back.

    `Refused`: payout.not_approved.
    """
    held = _own(actor, payout, (PayoutState.APPROVED,), "payout.not_approved")
    lines = update(PayoutLine).where(PayoutLine.payout_id == held.id, PayoutLine.state == PayoutLineState.TO_PAY)
    bulk_update(
        PayoutLine,
        lines.where(PayoutLine.account.is_(None)).values(
            state=PayoutLineState.RETURNED, returned_reason=NO_ACCOUNT, returned_at=clock.now()
        ),
    )
    bulk_update(PayoutLine, lines.values(state=PayoutLineState.PAID))
    held.state, held.sent_by_name, held.sent_at = PayoutState.SENT, actor.name, clock.now()
    db.session.flush()
    db.session.expire_all()
    return held


@audited(Action.PAYOUT_FILE_TAKEN, needs=Permission.PAYOUT_PREPARE)
def take_file(actor: Actor, payout: Payout, content: bytes) -> Payout:
    """Somebody takes the bank's file with them, whose fingerprint stands in the record. `Refused`:
    payout.not_approved."""
    held = _own(actor, payout, RELEASED, "payout.not_approved")
    fact(month=str(held.month), amount=str(held.total), sha256=hashlib.sha256(content).hexdigest())
    return held


def agrees(payout: Payout) -> bool:
    """Whether every line of a run is the sum of what it pays: the ledger's lines, or the line that came back."""
    lines = everyone(PayoutLine, because="a run is compared with the ledger").where(PayoutLine.payout_id == payout.id)
    found = db.session.execute(
        lines.with_only_columns(
            PayoutLine.organisation_id, PayoutLine.payee_id, PayoutLine.earned, PayoutLine.brought, PayoutLine.total
        )
    ).all()
    if any(each.earned + each.brought != each.total for each in found):
        return False
    if payout.serial:
        return all(not each.earned for each in found)
    kept: dict[UUID, dict[UUID, Rupiah]] = {}
    for each in found:
        kept.setdefault(each.organisation_id, {})[each.payee_id] = each.earned
    wadahs = recounts.wadahs(payout.branch_id)
    return all(ledger.earnings(wadah, payout.month) == kept.get(wadah.id, {}) for wadah in wadahs)


# ── Reading.


def find_line(actor: Actor, id_: UUID) -> PayoutLine:
    """With its run and its wadah; raises `NotVisible`."""
    return actor.find(PayoutLine, id_, joinedload(PayoutLine.payout), joinedload(PayoutLine.organisation))


def lines(actor: Actor, payout: Payout) -> Any:
    """The lines of a run, to be paged by the id."""
    return (
        actor.sees(PayoutLine).where(PayoutLine.payout_id == payout.id).options(joinedload(PayoutLine.organisation))
    )


def to_pay(actor: Actor, payout: Payout) -> Sequence[PayoutLine]:
    """What the bank's file asks for: those of a run who have an account, by wadah and name."""
    paid = lines(actor, payout).where(
        PayoutLine.account.is_not(None),
        PayoutLine.state.in_([PayoutLineState.TO_PAY, PayoutLineState.PAID]),
    )
    return db.session.scalars(paid.order_by(PayoutLine.organisation_id, PayoutLine.name, PayoutLine.id)).all()


def without_account(actor: Actor, payout: Payout) -> int:
    """How many of a run have named no account."""
    missing = actor.sees(PayoutLine).where(
        PayoutLine.payout_id == payout.id,
        PayoutLine.account.is_(None),
        PayoutLine.state == PayoutLineState.TO_PAY,
    )
    return db.session.scalar(missing.with_only_columns(func.count())) or 0


def _own(actor: Actor, payout: Payout, states: Sequence[PayoutState], otherwise: str) -> Payout:
    """The run as it is now, held until the transaction ends: of two who decide the second is told."""
    found = actor.sees(Payout).where(Payout.id == payout.id).with_for_update()
    held = db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if held is None:
        raise NotVisible("payout")
    if held.state not in states:
        raise Refused.because(otherwise)
    return held
