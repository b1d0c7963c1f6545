"""Insentif: an agent's months and where this one is going; a manager's agents, and the account of the wadah."""

from __future__ import annotations

from flask import flash

from portal.access.permissions import Permission
from portal.perisai.home import own_place
from portal.services import earnings as service
from portal.services import payout_accounts
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

incentives = Resource("incentives", __name__, url_prefix="/insentif")
#: To which the wadah's own part is paid.
accounts = Resource("accounts", __name__, url_prefix="/rekening")


class AccountForm(HouseForm):
    bank = TextField("Bank", [required("Bank")], longest=60)
    account = TextField(
        "Nomor rekening", [required("Nomor rekening")], longest=40, description="Salin dari buku tabungan."
    )
    holder = TextField("Nama pemilik rekening", [required("Nama pemilik")], longest=120)


@incentives.get("/", requires=Permission.INCENTIVE_READ)
def index() -> Answer:
    who, month = actor(), Month.of(clock.today())
    wadah = own_place()
    earner = service.earner(who, who.agent_id or wadah.id)
    months = service.months(who, earner)
    return page(
        "perisai/incentives/index.html",
        who=earner,
        month=month,
        months=months,
        paid=service.paid_out(who, earner, [each for each, _ in months]),
        figures=service.figures(who, earner, month),
        outlook=service.outlook(who, earner),
        agents=service.by_agent(who, wadah, month) if who.agent_id is None else [],
        account=payout_accounts.of_wadah(who, wadah) if who.agent_id is None else None,
    )


@accounts.get("/", requires=Permission.PAYOUT_ACCOUNT_WRITE)
def edit() -> Answer:
    known = payout_accounts.of_wadah(actor(), own_place())
    form = AccountForm(bank=known.bank, holder=known.holder) if known else AccountForm()
    return page("perisai/accounts/edit.html", form=form, known=known)


@accounts.post("/", requires=Permission.PAYOUT_ACCOUNT_WRITE)
def update() -> Answer:
    form, wadah = AccountForm.posted(), own_place()
    if form.validate():
        try:
            payout_accounts.put(
                actor(),
                wadah,
                bank=form.bank.data or "",
                account=form.account.data or "",
                holder=form.holder.data or "",
            )
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Rekening wadah disimpan. Dipakai mulai pembayaran berikutnya.", "success")
            return go("perisai.incentives.index")
    return page("perisai/accounts/edit.html", status=422, form=form, known=payout_accounts.of_wadah(actor(), wadah))


incentives.register_blueprint(accounts)
