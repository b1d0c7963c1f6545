"""One row of a bank statement, settled by a person: for which bill it is, kept for the partner, or put aside."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request
from sqlalchemy.orm import joinedload

from portal.access.actor import at_most
from portal.access.permissions import Permission
from portal.branch.bank_statements import SIEVES
from portal.flows.paging import paged
from portal.models import BankRow, Invoice, MoneyFate, db
from portal.services import bank_guesses
from portal.services import bank_payments as service
from portal.services.invoices import OPEN
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

bank_rows = Resource("bank_rows", __name__, url_prefix="/uang-masuk/baris")
#: Kept as a credit of the partner whose bill is paid already.
bank_keepings = Resource("bank_keepings", __name__, url_prefix="/uang-masuk/baris/<uuid:row_id>")
#: Put aside, with a reason.
bank_dismissals = Resource("bank_dismissals", __name__, url_prefix="/uang-masuk/baris/<uuid:row_id>")


#: What a person still has to settle, by what ``?saring=`` says; the first that has rows is shown.
ODD = {word: SIEVES[word] for word in ("cari", "kurang", "lebih", "ganda")}
ODD_FITS = tuple(fit for each in ODD.values() for fit in each.fits)
#: Rows of one tab counted no further.
MOST = 999


class RowForm(HouseForm):
    reason = TextField("Alasan", [required("Alasan")], longest=300)


@bank_rows.get("/", requires=Permission.PAYMENT_READ)
def index() -> Answer:
    rows = {
        word: actor().sees(BankRow).where(BankRow.fate == MoneyFate.WAITING, BankRow.fit.in_(each.fits))
        for word, each in ODD.items()
    }
    counts = {
        word: db.session.scalar(at_most(query.with_only_columns(BankRow.id), MOST)) for word, query in rows.items()
    }
    asked = request.args.get("saring", "")
    sieve = asked if asked in ODD else next((word for word in ODD if counts[word]), "cari")
    query = rows[sieve].options(
        joinedload(BankRow.statement),
        joinedload(BankRow.invoice).joinedload(Invoice.organisation),
        joinedload(BankRow.payment),
    )
    return page(
        "branch/bank_rows/index.html",
        sieves={word: each.words for word, each in ODD.items()},
        sieve=sieve,
        counts=counts,
        found=paged(actor(), query, [BankRow.id]),
    )


@bank_rows.get("/<uuid:row_id>", requires=Permission.PAYMENT_RECORD)
def edit(row_id: UUID) -> Answer:
    return _shown(row_id, RowForm())


@bank_rows.post("/<uuid:row_id>", requires=Permission.PAYMENT_RECORD)
def update(row_id: UUID) -> Answer:
    form, row = RowForm.posted(), actor().find(BankRow, row_id)
    chosen = request.form.get("tagihan", "")
    try:
        if not _is_id(chosen):
            raise Refused.because("bank_row.choose", "tagihan")
        row = service.match(actor(), row, actor().find(Invoice, UUID(chosen)))
    except Refused as refused:
        form.refused(refused)
        return _shown(row_id, form, 422)
    paid = row.fate is MoneyFate.PAID
    flash(
        "Pembayaran dicatat. Perlindungan mulai berlaku."
        if paid
        else "Uangnya belum cukup, jadi disimpan untuk tagihan itu sampai sisanya datang.",
        "success",
    )
    return go("branch.bank_statements.show", statement_id=row.statement_id)


@bank_keepings.post("/titipan", endpoint="create", requires=Permission.PAYMENT_RECORD)
def keep(row_id: UUID) -> Answer:
    form = RowForm()
    try:
        row = service.keep(actor(), actor().find(BankRow, row_id))
    except Refused as refused:
        form.refused(refused)
        return _shown(row_id, form, 422)
    flash("Disimpan sebagai titipan mitra: dipakai untuk tagihan berikutnya, atau dikembalikan.", "success")
    return go("branch.bank_statements.show", statement_id=row.statement_id)


@bank_dismissals.post("/sisihkan", endpoint="create", requires=Permission.PAYMENT_RECORD)
def dismiss(row_id: UUID) -> Answer:
    form = RowForm.posted()
    try:
        row = service.dismiss(actor(), actor().find(BankRow, row_id), form.reason.data or "")
    except Refused as refused:
        form.refused(refused)
        return _shown(row_id, form, 422)
    flash("Baris disisihkan.", "success")
    return go("branch.bank_statements.show", statement_id=row.statement_id)


def _shown(row_id: UUID, form: RowForm, status: int = 200) -> Answer:
    row = actor().find(
        BankRow,
        row_id,
        joinedload(BankRow.statement),
        joinedload(BankRow.invoice).joinedload(Invoice.organisation),
        joinedload(BankRow.payment),
    )
    asked = " ".join(request.values.get("q", "").split())[:60]
    open_one = row.fate is MoneyFate.WAITING and row.amount is not None
    return page(
        "branch/bank_rows/edit.html",
        status=status,
        row=row,
        form=form,
        q=asked,
        found=bank_guesses.searched(actor(), asked) if open_one and asked else [],
        guesses=bank_guesses.likeliest(actor(), row) if open_one else [],
        payable=row.invoice is not None and row.invoice.state in OPEN,
    )


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
