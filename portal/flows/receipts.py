"""Receipts (Kuitansi): one payment as a paper that a school files."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.models import Invoice, Payment
from portal.papers.receipts import Line, Receipt, receipt
from portal.services import invoice_lines
from portal.services.verifications import receipt_url
from portal.web.actor import actor
from portal.web.pages import Answer, download
from portal.web.resource import Resource
from portal.web.wording.reasons import because

receipts = Resource("receipts", __name__, url_prefix="/kuitansi")


@receipts.get("/<uuid:payment_id>.pdf", requires=Permission.PAYMENT_READ)
def show(payment_id: UUID) -> Answer:
    payment = actor().find(Payment, payment_id, joinedload(Payment.invoice).joinedload(Invoice.organisation))
    name = f"{payment.number.replace('/', '-')}.pdf"
    return download(paper_of(payment), name=name, mimetype="application/pdf", inline=True)


def paper_of(payment: Payment) -> bytes:
    """The receipt of a payment, whose invoice and organisation are loaded."""
    return receipt(
        Receipt(
            number=payment.number,
            received_from=payment.invoice.organisation.name,
            amount=payment.amount,
            lines=[_line(line) for line in invoice_lines.of_payment(actor(), payment)],
            kode_iuran=payment.invoice.kode_iuran or "–",
            paid_at=payment.paid_at,
            channel=payment.channel,
            reference=payment.reference,
            branch=actor().branch_name,
            recorded_by=payment.recorded_by_name,
            url=receipt_url(payment.code),
            void=payment.void_reason,
        )
    )


def _line(line: invoice_lines.Line) -> Line:
    due = line.dues[0]
    what = "Iuran JKK dan JKM" if len(due.lines) == 2 else "Iuran JKK, JKM, dan JHT"
    of_interns = any(reason.code == "base.pkl" for reason in due.reasons)
    return Line(
        what=f"{what} siswa PKL" if of_interns else what,
        months=line.months,
        people=line.people,
        each=line.each,
        because=" ".join(because(reason) for reason in line.reasons if reason.code.startswith("relief")),
    )
