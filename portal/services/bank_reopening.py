"""What a statement brought, when the payment made of it is taken back."""

from __future__ import annotations

from portal.access.actor import Actor
from portal.models import BankRow, Credit, CreditState, Fit, MoneyFate, Payment, db
from portal.services import credits
from portal.values.fault import Fault, Refused
from portal.values.rupiah import Rupiah


def reopen(actor: Actor, payment: Payment) -> None:
    """The row that brought a payment waits for a person again, and credits have back what they gave to it. A step of
    taking a payment back.

    `Refused`: credit.spent, when what it brought beyond the bill has gone elsewhere.
    """
    rows = actor.sees(BankRow).where(BankRow.payment_id == payment.id).with_for_update()
    for row in db.session.scalars(rows.execution_options(populate_existing=True)).all():
        beyond = db.session.scalars(actor.sees(Credit).where(Credit.row_id == row.id)).one_or_none()
        if beyond is not None:
            if beyond.state is not CreditState.OPEN or beyond.remaining != beyond.amount:
                raise Refused.because("credit.spent")
            beyond.state, beyond.remaining = CreditState.VOID, Rupiah(0)
        row.fate, row.fit, row.payment_id = MoneyFate.WAITING, Fit.UNMATCHED, None
        row.fault = Fault("bank_row.taken_back", params={"number": payment.number}).as_line()
    credits.give_back(actor, payment)
    db.session.flush()
