"""Bills (Tagihan), as school and branch both read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import request
from sqlalchemy.orm import joinedload

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.flows.whatsapp import below, whatsapp_about
from portal.models import Enrolment, Invoice, InvoiceState, Payment, Submission, SubmissionState, Wave, db
from portal.services import histories, invoice_lines, policies, whatsapp
from portal.services.invoices import OPEN
from portal.values import clock
from portal.values.clock import in_wib
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

invoices = Resource("invoices", __name__, url_prefix="/tagihan")
invoices.register_blueprint(
    whatsapp_about(whatsapp.about_bill, "/<uuid:invoice_id>/whatsapp", back=below("show", "invoice_id"))
)

#: The tabs of the list: what ``?keadaan=`` says, its words, the states meant.
TABS: dict[str, tuple[str, tuple[InvoiceState, ...]]] = {
    "semua": ("Semua", tuple(InvoiceState)),
    "terbuka": ("Belum lunas", OPEN),
    "usulan": ("Usulan", (InvoiceState.PROPOSED,)),
    "tanpa-kode": ("Menunggu kode iuran", (InvoiceState.PROPOSED,)),
    "terlambat": ("Lewat jatuh tempo", OPEN),
    "lunas": ("Lunas", (InvoiceState.PAID,)),
    "batal": ("Dibatalkan", (InvoiceState.VOID,)),
}


@invoices.get("/", requires=Permission.INVOICE_READ)
def index() -> Answer:
    tab = request.args.get("keadaan", "")
    tab = tab if tab in TABS else "semua"
    query = actor().sees(Invoice).options(joinedload(Invoice.organisation)).where(Invoice.state.in_(TABS[tab][1]))
    if tab == "terlambat":
        query = query.where(Invoice.due_on < clock.today())
    approved = actor().sees(Submission).where(Submission.state == SubmissionState.APPROVED)
    if tab in {"usulan", "tanpa-kode"}:
        decided = Invoice.submission_id.in_(approved.with_only_columns(Submission.id))
        # A bill of dues has no submission that somebody would have to decide on.
        query = query.where(Invoice.submission_id.is_(None) | decided if tab == "tanpa-kode" else ~decided)
    found = paged(actor(), query, [Invoice.id], descending=True)
    return page(
        "flows/invoices/index.html",
        found=found,
        approved=_approved(found.rows),
        tab=tab,
        tabs={key: words for key, (words, _) in TABS.items()},
        today=clock.today(),
    )


@invoices.get("/<uuid:invoice_id>", requires=Permission.INVOICE_READ)
def show(invoice_id: UUID) -> Answer:
    return page(
        "flows/invoices/show.html", **shown(actor().find(Invoice, invoice_id, joinedload(Invoice.organisation)))
    )


@invoices.get("/<uuid:invoice_id>/peserta", requires=Permission.INVOICE_READ)
def people(invoice_id: UUID) -> Answer:
    invoice = actor().find(Invoice, invoice_id)
    found = paged(actor(), invoice_lines.shares(actor(), invoice), [Enrolment.name_key, Enrolment.id])
    return page("flows/invoices/people.html", invoice=invoice, found=found)


def shown(invoice: Invoice) -> dict[str, Any]:
    """All that the page of a bill says; the branch's own forms show it again when they are refused."""
    payments = db.session.scalars(
        actor().sees(Payment).where(Payment.invoice_id == invoice.id).order_by(Payment.id)
    ).all()
    kin = db.session.scalars(
        actor()
        .sees(Invoice)
        .where((Invoice.split_from_id == invoice.id) | (Invoice.id == invoice.split_from_id))
        .order_by(Invoice.id)
    ).all()
    lines = invoice_lines.of_invoice(actor(), invoice)
    return {
        "invoice": invoice,
        "wave": _of(Wave, invoice.wave_id),
        "submission": _of(Submission, invoice.submission_id),
        "lines": lines,
        "mixed": len({line.each for line in lines}) > 1,
        "payments": payments,
        "successors": [each for each in kin if each.split_from_id == invoice.id],
        "origin": next((each for each in kin if each.id == invoice.split_from_id), None),
        "late": invoice.state in OPEN and invoice.due_on is not None and invoice.due_on < clock.today(),
        "code_until": _code_until(invoice),
        "issued_on": in_wib(invoice.issued_at).date() if invoice.issued_at else None,
        "history": histories.of_invoice(actor(), invoice),
    }


def _approved(found: Sequence[Invoice]) -> set[UUID]:
    """The submissions of these bills that the branch approved; one query on every page."""
    submissions = (
        actor()
        .sees(Submission)
        .where(
            Submission.id.in_([invoice.submission_id for invoice in found]),
            Submission.state == SubmissionState.APPROVED,
        )
    )
    return set(db.session.scalars(submissions.with_only_columns(Submission.id)))


def _code_until(invoice: Invoice) -> date | None:
    """The last day the code of an open bill can be paid, where the branch has said how long a code lives."""
    if invoice.issued_at is None or invoice.state not in OPEN:
        return None
    issued_on = in_wib(invoice.issued_at).date()
    days = policies.in_force(invoice.branch_id, issued_on).kode_iuran_days
    return issued_on + timedelta(days=int(days)) if days else None


def _of(model: Any, key: UUID | None) -> Any:
    if key is None:
        return None
    try:
        return actor().find(model, key)
    except NotVisible:
        return None
