"""What agents earn by, step by step through the services: people brought in, months paid, months closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from portal.access import audit
from portal.access.audit import Action
from portal.models import Agent, IncentiveEntry, Invoice, Organisation, Payment, Payout, PayoutLine, db
from portal.models.transaction import transaction
from portal.services import closings, dues_sheets, payments, payout_accounts, payout_runs, payouts, recounts
from portal.services.closings import Place
from portal.values import clock
from portal.values.month import Month
from tests.cast import Person
from tests.conftest import Hand
from tests.make import dues, workers


def brought_in(agent: Person, officer: Person, numbers: Iterable[int], *, jht: bool = False) -> UUID:
    """New people of an agent who pay their first month today: the payment."""
    workers.registered(agent, numbers, jht="ya" if jht else "")
    return collected(agent, officer)


def collected(agent: Person, officer: Person, *, ahead: int | None = None, only: Iterable[int] = ()) -> UUID:
    """Everybody whom the agent asks for dues this month (or the lines numbered so) has paid: the payment."""
    sheet_id = dues.opened(agent)
    lines = list(only) or range(1, _people(agent, sheet_id) + 1)
    dues.ticked(agent, sheet_id, lines, ahead=ahead)
    return dues.paid(officer, dues.billed(agent, sheet_id))


def billed(agent: Person, officer: Person, numbers: Iterable[int]) -> UUID:
    """New people of an agent on a bill that waits for money: the bill."""
    workers.registered(agent, numbers)
    sheet_id = dues.opened(agent)
    dues.ticked(agent, sheet_id, range(1, _people(agent, sheet_id) + 1))
    invoice_id = dues.billed(agent, sheet_id)
    dues.issued(officer, invoice_id)
    return invoice_id


def recorded(officer: Person, invoice_id: UUID, paid_at: datetime) -> UUID:
    """The money of a bill, recorded now: the payment."""
    with transaction():
        actor = officer.actor()
        invoice = actor.find(Invoice, invoice_id)
        return payments.record(
            actor,
            invoice,
            amount=invoice.total,
            paid_at=paid_at,
            channel="ATM",
            reference=f"NTB-{invoice_id.int % 10**8:08}",
        ).id


def bounced(officer: Person, payment_id: UUID) -> None:
    with transaction():
        actor = officer.actor()
        payments.void(actor, actor.find(Payment, payment_id), "ditolak bank")


def paid_again(officer: Person, payment_id: UUID) -> UUID:
    """The same bill, by other money."""
    return recorded(officer, officer.actor().find(Payment, payment_id).invoice_id, clock.now())


def closed(officer: Person, wadah_id: UUID, month: Month) -> None:
    """The month counted to its end, as the job does it."""
    at: Place | None = Place()
    while at is not None:
        with transaction():
            at = closings.step(officer.actor().find(Organisation, wadah_id), month, at)


def entries(by: Person, month: Month | None = None) -> list[IncentiveEntry]:
    """The lines of the ledger that somebody sees, in the order they were written."""
    seen = by.actor().sees(IncentiveEntry).order_by(IncentiveEntry.created_at, IncentiveEntry.id)
    return list(db.session.scalars(seen.where(IncentiveEntry.month == month) if month else seen))


def _people(agent: Person, sheet_id: UUID) -> int:
    return dues_sheets.find(agent.actor(), sheet_id).people


def accounts(*people: Person) -> None:
    """Each has stated the account they are paid to (a manager the wadah's)."""
    for person in people:
        with transaction():
            actor = person.actor()
            wadah = actor.find(Organisation, person.organisation_id or UUID(int=0))
            if actor.agent_id is None:
                payout_accounts.put(actor, wadah, bank="BJB", account="0012345678901", holder=wadah.name)
                continue
            with audit.personal(Action.AGENT_DESCRIBED, None):
                agent = actor.find(Agent, actor.agent_id)
                agent.bank, agent.account, agent.account_holder = "BJB", "0012345678902", person.name
                db.session.flush()


def added_up(officer: Person, month: Month) -> UUID:
    """As `prepared`, its steps taken here: the job that was asked for finds nothing left to do."""
    with transaction():
        payout_id = payout_runs.prepare(officer.actor(), month).id
    for wadah in recounts.wadahs(officer.branch_id):
        closed(officer, wadah.id, month)
    for step in (payout_runs.seal, _added_up, payout_runs.complete):
        with transaction():
            payout = payout_runs.under_way(payout_id)
            assert payout is not None
            step(payout)
    return payout_id


def _added_up(payout: Payout) -> None:
    for wadah in recounts.wadahs(payout.branch_id):
        payout_runs.add_up(payout, wadah)


def agree(second: Person, payout_id: UUID) -> None:
    with transaction():
        actor = second.actor()
        payouts.approve(actor, actor.find(Payout, payout_id))


def deliver(officer: Person, payout_id: UUID) -> None:
    with transaction():
        actor = officer.actor()
        payouts.send(actor, actor.find(Payout, payout_id))


def prepared(officer: Person, month: Month, worker: Hand) -> UUID:
    """A run of the month, added up and waiting for a second person."""
    with transaction():
        payout_id = payout_runs.prepare(officer.actor(), month).id
    worker.drain()
    return payout_id


def approved(officer: Person, second: Person, month: Month, worker: Hand) -> UUID:
    payout_id = prepared(officer, month, worker)
    agree(second, payout_id)
    return payout_id


def sent(officer: Person, second: Person, month: Month, worker: Hand) -> UUID:
    payout_id = approved(officer, second, month, worker)
    deliver(officer, payout_id)
    return payout_id


def paid_lines(officer: Person, payout_id: UUID) -> list[PayoutLine]:
    actor = officer.actor()
    found = payouts.lines(actor, actor.find(Payout, payout_id)).order_by(PayoutLine.name)
    return list(db.session.scalars(found))
