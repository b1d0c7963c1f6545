"""Bank statements (Uang masuk): load a file of a bank or channel, say its columns, see what fits, record it."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app, flash, request
from sqlalchemy.orm import joinedload
from wtforms import FileField

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import BankRow, BankStatement, Fit, Invoice, MoneyFate, StatementState
from portal.services import bank_payments, histories
from portal.services import bank_statements as service
from portal.services.bank_matching import EXPECTED
from portal.spreadsheets.bank_columns import BANK
from portal.values.fault import Fault, Refused
from portal.values.rupiah import Rupiah
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page, part
from portal.web.resource import Resource
from portal.web.wording.faults import sentence

bank_statements = Resource("bank_statements", __name__, url_prefix="/uang-masuk")
#: What the columns of a file are.
bank_columns = Resource("bank_columns", __name__, url_prefix="/uang-masuk/<uuid:statement_id>/kolom")
#: How far the long work on a file is.
bank_progress = Resource("bank_progress", __name__, url_prefix="/uang-masuk/<uuid:statement_id>/kemajuan")
#: What fits becomes payments.
bank_payments_made = Resource("bank_payments", __name__, url_prefix="/uang-masuk/<uuid:statement_id>")

_OPEN = (MoneyFate.WAITING,)
_DONE = (MoneyFate.PAID, MoneyFate.CREDIT, MoneyFate.DISMISSED)


class Sieve(NamedTuple):
    """A tab of a statement's rows: its words, and which rows."""

    words: str
    fits: tuple[Fit, ...]
    fates: tuple[MoneyFate, ...]


#: By what ``?saring=`` says.
SIEVES: dict[str, Sieve] = {
    "cocok": Sieve("Cocok", (Fit.MATCHED,), _OPEN),
    "kurang": Sieve("Kurang", (Fit.PART,), _OPEN),
    "lebih": Sieve("Lebih", (Fit.OVER,), _OPEN),
    "ganda": Sieve("Ganda", (Fit.DUPLICATE,), _OPEN),
    "cari": Sieve("Belum ketemu", (Fit.UNMATCHED,), _OPEN),
    "rusak": Sieve("Tidak terbaca", (Fit.UNREAD,), _OPEN),
    "selesai": Sieve("Selesai", tuple(Fit), _DONE),
    "lain": Sieve("Bukan uang masuk", (Fit.ASIDE,), _OPEN),
}
_ONES_OWN_WORK = frozenset({StatementState.READING, StatementState.PAYING})


class StatementForm(HouseForm):
    channel = TextField("Bank atau kanal", [required("Bank atau kanal")], longest=40)
    file = FileField("Berkas rekening koran")


@bank_statements.get("/", requires=Permission.PAYMENT_READ)
def index() -> Answer:
    query = actor().sees(BankStatement).where(BankStatement.state != StatementState.UNDONE)
    return page("branch/bank_statements/index.html", found=paged(actor(), query, [BankStatement.id], descending=True))


@bank_statements.get("/baru", requires=Permission.PAYMENT_RECORD)
def new() -> Answer:
    return _new(StatementForm(channel=request.args.get("kanal", "")[:40]))


@bank_statements.post("/", requires=Permission.PAYMENT_RECORD)
def create() -> Answer:
    form, upload = StatementForm.posted(), request.files.get("file")
    if form.validate():
        try:
            if not upload or not upload.filename:
                raise Refused.because("roster.no_file", "file")
            statement = service.receive(
                actor(), channel=form.channel.data or "", content=upload.read(), filename=upload.filename
            )
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".show", statement_id=statement.id)
    return _new(form, 422)


@bank_statements.get("/<uuid:statement_id>", requires=Permission.PAYMENT_READ)
def show(statement_id: UUID) -> Answer:
    return _shown(actor().find(BankStatement, statement_id))


@bank_statements.post("/<uuid:statement_id>/batal", requires=Permission.PAYMENT_RECORD)
def destroy(statement_id: UUID) -> Answer:
    statement = actor().find(BankStatement, statement_id)
    try:
        service.undo(actor(), statement)
    except Refused as refused:
        return _refused(statement_id, refused)
    flash("Berkas dibatalkan. Tidak ada pembayaran yang dicatat darinya.", "success")
    return go(".index")


@bank_payments_made.post("/pembayaran", endpoint="create", requires=Permission.PAYMENT_RECORD)
def pay(statement_id: UUID) -> Answer:
    try:
        statement = bank_payments.begin(actor(), actor().find(BankStatement, statement_id))
    except Refused as refused:
        return _refused(statement_id, refused)
    if statement.state is StatementState.OPEN:
        flash("Uang yang cocok sudah dicatat. Perlindungan mulai berlaku.", "success")
    return go("branch.bank_statements.show", statement_id=statement_id)


@bank_columns.get("/", requires=Permission.PAYMENT_RECORD)
def edit(statement_id: UUID) -> Answer:
    return _columns(actor().find(BankStatement, statement_id))


@bank_columns.post("/", requires=Permission.PAYMENT_RECORD)
def update(statement_id: UUID) -> Answer:
    statement = actor().find(BankStatement, statement_id)
    if not _columns_may_change(statement):
        return go("branch.bank_statements.show", statement_id=statement_id)
    said = {match.index: request.form.get(f"kolom-{match.index}", "") for match in service.matches_of(statement)}
    fields = {index: field if field in BANK.by_field else "" for index, field in said.items()}
    try:
        service.map_columns(actor(), statement, fields)
    except Refused as refused:
        chosen = {index: field for index, field in fields.items() if field}
        return _columns(actor().find(BankStatement, statement_id), 422, refused.faults, chosen)
    flash("Kolom dicatat. Berkas berikutnya dari kanal ini langsung dikenali.", "success")
    return go("branch.bank_statements.show", statement_id=statement_id)


@bank_progress.get("/", endpoint="show", requires=Permission.PAYMENT_READ)
def progress(statement_id: UUID) -> Answer:
    statement = actor().find(BankStatement, statement_id)
    if statement.state not in _ONES_OWN_WORK:
        return go("branch.bank_statements.show", statement_id=statement_id)
    return part(
        "branch/bank_progress/_progress.html",
        otherwise=lambda: go("branch.bank_statements.show", statement_id=statement_id),
        statement=statement,
        job=service.job_of(statement),
    )


@bank_progress.post("/lanjut", endpoint="create", requires=Permission.PAYMENT_RECORD)
def go_on(statement_id: UUID) -> Answer:
    service.resume(actor(), actor().find(BankStatement, statement_id))
    return go("branch.bank_statements.show", statement_id=statement_id)


@bank_progress.post("/henti", endpoint="destroy", requires=Permission.PAYMENT_RECORD)
def stop(statement_id: UUID) -> Answer:
    service.stop(actor(), actor().find(BankStatement, statement_id))
    flash("Pekerjaan dihentikan. Yang sudah selesai tetap tersimpan.", "info")
    return go("branch.bank_statements.show", statement_id=statement_id)


def _new(form: StatementForm, status: int = 200) -> Answer:
    return page(
        "branch/bank_statements/new.html",
        status=status,
        form=form,
        channels=service.channels(actor()),
        limit=int(current_app.config["SETTINGS"].upload_megabytes),
    )


def _refused(statement_id: UUID, refused: Refused) -> Answer:
    form = HouseForm()
    form.refused(refused)
    return _shown(actor().find(BankStatement, statement_id), 422, form)


def _shown(statement: BankStatement, status: int = 200, form: HouseForm | None = None) -> Answer:
    if statement.state is StatementState.MAPPING:
        return go("branch.bank_columns.edit", statement_id=statement.id)
    shown: dict[str, Any] = {"statement": statement, "form": form or HouseForm()}
    if statement.state is not StatementState.OPEN:
        return page("branch/bank_statements/waiting.html", status=status, **shown, job=service.job_of(statement))
    counted = service.figures(actor(), statement)
    figures = {word: _sum(counted, each.fits, each.fates) for word, each in SIEVES.items()}
    asked = request.args.get("saring", "")
    sieve = asked if asked in SIEVES else next((word for word in SIEVES if figures[word][0]), "cocok")
    rows = (
        actor()
        .sees(BankRow)
        .where(
            BankRow.statement_id == statement.id,
            BankRow.fit.in_(SIEVES[sieve].fits),
            BankRow.fate.in_(SIEVES[sieve].fates),
        )
        .options(joinedload(BankRow.invoice).joinedload(Invoice.organisation), joinedload(BankRow.payment))
    )
    return page(
        "branch/bank_statements/show.html",
        status=status,
        **shown,
        figures=figures,
        sieves={word: each.words for word, each in SIEVES.items()},
        sieve=sieve,
        found=paged(actor(), rows, [BankRow.number, BankRow.id]),
        to_pay=_sum(counted, EXPECTED, _OPEN),
        changeable=_columns_may_change(statement),
        history=histories.history(actor(), statement.id),
    )


def _sum(
    figures: dict[tuple[Fit, MoneyFate], tuple[int, Rupiah]], fits: tuple[Fit, ...], fates: tuple[MoneyFate, ...]
) -> tuple[int, Rupiah]:
    chosen = [figures[fit, fate] for fit in fits for fate in fates if (fit, fate) in figures]
    return sum(count for count, _ in chosen), Rupiah.total(money for _, money in chosen)


def _columns_may_change(statement: BankStatement) -> bool:
    return statement.state in {StatementState.MAPPING, StatementState.OPEN} and bool(
        statement.header and statement.sha256 and not service.settled(actor(), statement)
    )


def _columns(
    statement: BankStatement, status: int = 200, faults: tuple[Fault, ...] = (), chosen: dict[int, str] | None = None
) -> Answer:
    if not _columns_may_change(statement):
        return go("branch.bank_statements.show", statement_id=statement.id)
    mapped = {index: field for field, index in statement.mapping.items()}
    return page(
        "branch/bank_columns/edit.html",
        status=status,
        statement=statement,
        matches=service.matches_of(statement),
        examples=service.examples(statement),
        chosen=mapped if chosen is None else chosen,
        choices=[(column.field, column.title) for column in BANK.columns],
        faults=[("", sentence(fault)) for fault in faults],
    )
