"""What agents earn by, step by step through the services: people brought in, months paid, months closed."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from portal.models import IncentiveEntry, Invoice, Organisation, Payment, db
from portal.models.transaction import transaction
from portal.services import closings, payments
from portal.services.closings import Place
from portal.values import clock
from portal.values.month import Month
from tests.cast import Person
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


def bounced(officer: Person, payment_id: UUID) -> None:
    with transaction():
        actor = officer.actor()
        payments.void(actor, actor.find(Payment, payment_id), "ditolak bank")


def paid_again(officer: Person, payment_id: UUID) -> UUID:
    """The same bill, by other money."""
    with transaction():
        actor = officer.actor()
        invoice = actor.find(Invoice, actor.find(Payment, payment_id).invoice_id)
        return payments.record(
            actor,
            invoice,
            amount=invoice.total,
            paid_at=clock.now(),
            channel="ATM",
            reference=f"LAGI-{payment_id.int % 10**8:08}",
        ).id


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
    from portal.services import dues_sheets

    return dues_sheets.find(agent.actor(), sheet_id).people
