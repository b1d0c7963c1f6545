"""To which bank account somebody is paid: an agent as they stated on becoming one, a wadah as its manager says."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import Agent, Organisation, WadahAccount, db, new_id
from portal.values import clock
from portal.values.fault import Refused

_NUMBER = re.compile(r"[0-9]{6,20}")


class Account(NamedTuple):
    """Where money goes."""

    bank: str
    account: str
    holder: str


@audited(Action.PAYOUT_ACCOUNT_SET, needs=Permission.PAYOUT_ACCOUNT_WRITE)
def put(actor: Actor, wadah: Organisation, *, bank: str, account: str, holder: str) -> WadahAccount:
    """The wadah's account; a run that was prepared before keeps the former. `Refused`: account.bank, .number,
    .holder."""
    number = re.sub(r"[\s.\-]", "", account)
    if not bank:
        raise Refused.because("account.bank", "bank")
    if not _NUMBER.fullmatch(number):
        raise Refused.because("account.number", "account")
    if not any(mark.isalpha() for mark in holder):
        raise Refused.because("account.holder", "holder")
    known = of_wadah(actor, wadah)
    if known is None:
        known = WadahAccount(id=new_id(), organisation_id=wadah.id, branch_id=wadah.branch_id)
        db.session.add(known)
    known.bank, known.account, known.holder = bank, number, holder
    known.changed_by_name, known.changed_at = actor.name, clock.now()
    return known


def of_wadah(actor: Actor, wadah: Organisation) -> WadahAccount | None:
    """The account a wadah is paid to, as far as it is known."""
    return db.session.scalars(actor.sees(WadahAccount, of=wadah)).one_or_none()


def of(payees: Collection[UUID]) -> dict[UUID, Account]:
    """The accounts of those whom a run pays, agents and wadah, by their ids; a step of preparing it. Two queries."""
    agents = everyone(Agent, because="a run pays whoever earned, to the account they stated")
    agents = agents.where(Agent.id.in_(payees), Agent.account.is_not(None))
    wadahs = everyone(WadahAccount, because="a run pays whoever earned, to the account they stated")
    wadahs = wadahs.where(WadahAccount.organisation_id.in_(payees))
    known = {}
    for agent in db.session.scalars(agents):
        known[agent.id] = Account(agent.bank, agent.account or "", agent.account_holder)
    for wadah in db.session.scalars(wadahs):
        known[wadah.organisation_id] = Account(wadah.bank, wadah.account, wadah.holder)
    return known
