"""Payouts (Pembayaran insentif): prepare a month's run, approve it as a second person, take the bank's file, send."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Payout, PayoutLine, PayoutState, db
from portal.models.job import latest_job
from portal.services import histories, payout_returns, payout_runs
from portal.services import payouts as service
from portal.spreadsheets.tables import Cell, to_csv
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month
from portal.web.actor import actor
from portal.web.formats import month_name
from portal.web.forms import HouseForm, required
from portal.web.pages import Answer, download, go, page
from portal.web.resource import Resource

payouts = Resource("payouts", __name__, url_prefix="/insentif/pembayaran")
#: The second pair of eyes.
payout_approvals = Resource("payout_approvals", __name__, url_prefix="/insentif/pembayaran/<uuid:payout_id>")
#: What the bank is given: account numbers, so a POST, which leaves a record.
payout_files = Resource("payout_files", __name__, url_prefix="/insentif/pembayaran/<uuid:payout_id>")
#: The bank has it.
payout_deliveries = Resource("payout_deliveries", __name__, url_prefix="/insentif/pembayaran/<uuid:payout_id>")
#: What came back, paid once more.
reissues = Resource("reissues", __name__, url_prefix="/insentif/pembayaran")

#: Months that may be chosen from.
BACK = 12
_HEAD = ("No", "Nama penerima", "Bank", "Nomor rekening", "Nama rekening", "Jumlah", "Berita")


class RunForm(HouseForm):
    month = SelectField("Bulan", [required("Bulan")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Month.of(clock.today())
        self.month.choices = [SelectChoice(str(here + -at), month_name(here + -at)) for at in range(1, BACK + 1)]


@payouts.get("/", requires=Permission.PAYOUT_PREPARE)
def index() -> Answer:
    return _list(RunForm())


@payouts.post("/", requires=Permission.PAYOUT_PREPARE)
def create() -> Answer:
    form = RunForm.posted()
    if form.validate():
        try:
            payout = payout_runs.prepare(actor(), Month.parse(form.month.data))
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".show", payout_id=payout.id)
    return _list(form, status=422)


@payouts.get("/<uuid:payout_id>", requires=Permission.PAYOUT_PREPARE)
def show(payout_id: UUID) -> Answer:
    return _shown(payout_id)


@payouts.post("/<uuid:payout_id>/batal", requires=Permission.PAYOUT_PREPARE)
def destroy(payout_id: UUID) -> Answer:
    try:
        service.drop(actor(), actor().find(Payout, payout_id))
    except Refused as refused:
        return _refused(payout_id, refused)
    flash("Rancangan dibatalkan. Bulannya dapat disiapkan lagi.", "success")
    return go(".index")


@payout_approvals.post("/persetujuan", endpoint="create", requires=Permission.PAYOUT_APPROVE)
def approve(payout_id: UUID) -> Answer:
    try:
        service.approve(actor(), actor().find(Payout, payout_id))
    except Refused as refused:
        return _refused(payout_id, refused)
    flash("Disetujui. Berkas bank sekarang dapat diunduh.", "success")
    return go("branch.payouts.show", payout_id=payout_id)


@payout_files.post("/berkas-bank", endpoint="create", requires=Permission.PAYOUT_PREPARE)
def take_file(payout_id: UUID) -> Answer:
    payout = actor().find(Payout, payout_id)
    content = to_csv(_HEAD, _rows(payout))
    try:
        service.take_file(actor(), payout, content)
    except Refused as refused:
        return _refused(payout_id, refused)
    return download(content, name=f"insentif-{payout.month}-{payout.serial}.csv", mimetype="text/csv")


@payout_deliveries.post("/terkirim", endpoint="create", requires=Permission.PAYOUT_PREPARE)
def deliver(payout_id: UUID) -> Answer:
    try:
        service.send(actor(), actor().find(Payout, payout_id))
    except Refused as refused:
        return _refused(payout_id, refused)
    flash("Ditandai sudah dikirim ke bank.", "success")
    return go("branch.payouts.show", payout_id=payout_id)


@reissues.post("/kirim-ulang", endpoint="create", requires=Permission.PAYOUT_PREPARE)
def reissue() -> Answer:
    try:
        payout = payout_returns.reissue(actor())
    except Refused as refused:
        form = RunForm()
        form.refused(refused)
        return _list(form, status=422)
    return go("branch.payouts.show", payout_id=payout.id)


def _rows(payout: Payout) -> list[list[Cell]]:
    note = f"Insentif Perisai {month_name(payout.month)}"
    return [
        [number, line.name, line.bank, line.account or "", line.holder, line.total.amount, note]
        for number, line in enumerate(service.to_pay(actor(), payout), 1)
    ]


def _list(form: RunForm, *, status: int = 200) -> Answer:
    here = Month.of(clock.today())
    waiting = payout_runs.first_waiting(actor())
    if status == 200 and waiting is not None and waiting < here:
        form.month.data = str(waiting)
    returned = payout_returns.waiting(actor()).order_by(PayoutLine.id).limit(50)
    return page(
        "branch/payouts/index.html",
        status=status,
        form=form,
        found=paged(actor(), actor().sees(Payout), [Payout.id], descending=True),
        waiting=waiting if waiting is not None and waiting < here else None,
        returned=db.session.scalars(returned).all(),
    )


def _refused(payout_id: UUID, refused: Refused) -> Answer:
    form = HouseForm()
    form.refused(refused)
    return _shown(payout_id, status=422, form=form)


def _shown(payout_id: UUID, *, status: int = 200, form: HouseForm | None = None) -> Answer:
    payout = actor().find(Payout, payout_id)
    preparing = payout.state is PayoutState.PREPARING
    return page(
        "branch/payouts/show.html",
        status=status,
        payout=payout,
        form=form or HouseForm(),
        job=latest_job(db.session(), payout) if preparing else None,
        found=paged(actor(), service.lines(actor(), payout), [PayoutLine.id]),
        missing=0 if preparing else service.without_account(actor(), payout),
        own=payout.prepared_by == actor().user_id,
        released=payout.state in service.RELEASED,
        droppable=payout.state in service.DROPPABLE,
        history=histories.history(actor(), payout.id),
    )
