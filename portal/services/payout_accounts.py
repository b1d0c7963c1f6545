"""To which bank account an agent or a wadah is paid. Each says it for themselves, and nobody for another."""

from __future__ import annotations

import re
from collections.abc import Collection
from uuid import UUID

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import Organisation, PayoutAccount, db, new_id
from portal.values import clock
from portal.values.fault import Refused

_NUMBER = re.compile(r"[0-9]{6,20}")


@audited(Action.PAYOUT_ACCOUNT_SET, needs=Permission.PAYOUT_ACCOUNT_WRITE)
def put(actor: Actor, wadah: Organisation, *, bank: str, account: str, holder: str) -> PayoutAccount:
    """An agent's own account, or of a manager the wadah's; a run that was prepared before keeps the former.

    `Refused`: account.bank, account.number, account.holder.
    """
    number = re.sub(r"[\s.\-]", "", account)
    if not bank:
        raise Refused.because("account.bank", "bank")
    if not _NUMBER.fullmatch(number):
        raise Refused.because("account.number", "account")
    if not any(mark.isalpha() for mark in holder):
        raise Refused.because("account.holder", "holder")
    known = own(actor, wadah)
    if known is None:
        known = PayoutAccount(
            id=new_id(),
            organisation_id=wadah.id,
            branch_id=wadah.branch_id,
            payee_id=actor.agent_id or wadah.id,
            agent_id=actor.agent_id,
        )
        db.session.add(known)
    known.bank, known.account, known.holder = bank, number, holder
    known.changed_by_name, known.changed_at = actor.name, clock.now()
    return known


def own(actor: Actor, wadah: Organisation) -> PayoutAccount | None:
    """The account that the actor may set."""
    seen = actor.sees(PayoutAccount, of=wadah).where(PayoutAccount.payee_id == (actor.agent_id or wadah.id))
    return db.session.scalars(seen).one_or_none()


def of(payees: Collection[UUID]) -> dict[UUID, PayoutAccount]:
    """The accounts of those whom a run pays; a step of preparing it."""
    known = everyone(PayoutAccount, because="a run pays whoever earned, to the account they named")
    return {each.payee_id: each for each in db.session.scalars(known.where(PayoutAccount.payee_id.in_(payees)))}
