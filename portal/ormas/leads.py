"""Tindak lanjut: who is to be called by whom, the overdue on top; what came of it."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request
from wtforms import RadioField, TextAreaField

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import TO_CALL, Lead, LeadState
from portal.ormas.events import asked_unit
from portal.ormas.follow_ups import CallerForm
from portal.services import histories
from portal.services import leads as service
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, given
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

leads = Resource("leads", __name__, url_prefix="/tindak-lanjut")
answers = Resource("answers", __name__, url_prefix="/tindak-lanjut/<uuid:lead_id>/hasil")

TABS = {"semua": "Belum selesai", "saya": "Tugas saya", "selesai": "Selesai"}

#: What may come of a call.
OUTCOMES = {
    LeadState.DONE.value: "Sudah dibicarakan dan dibantu",
    LeadState.MISSED.value: "Belum tersambung",
    LeadState.DECLINED.value: "Tidak berminat",
}


class AnswerForm(HouseForm):
    state = RadioField("Hasilnya", [given("Hasilnya")], choices=OUTCOMES, validate_choice=False)
    note = TextAreaField("Catatan", description="Misalnya: mau mendaftar Minggu ini, minta dijemput.")
    again_on = DayField("Hubungi lagi pada", description="Hanya bila belum tersambung; bila kosong, tiga hari lagi.")

    @property
    def outcome(self) -> LeadState:
        return LeadState(self.state.data) if self.state.data in OUTCOMES else LeadState.OPEN


@leads.get("/", requires=Permission.EVENT_READ)
def index() -> Answer:
    unit = asked_unit()
    tab = request.args.get("tampilan", "semua")
    tab = tab if tab in TABS else "semua"
    query = service.listed(actor(), unit, mine=tab == "saya", closed=tab == "selesai")
    return page(
        "ormas/leads/index.html",
        unit=unit,
        tab=tab,
        tabs=TABS,
        today=clock.today(),
        found=paged(actor(), query, [Lead.due_on, Lead.id], descending=tab == "selesai"),
    )


@leads.get("/<uuid:lead_id>", requires=Permission.EVENT_READ)
def show(lead_id: UUID) -> Answer:
    return _shown(lead_id, AnswerForm(), CallerForm(due_on=clock.today()))


@leads.post("/<uuid:lead_id>", requires=Permission.EVENT_WRITE)
def update(lead_id: UUID) -> Answer:
    """Somebody else calls, or another day."""
    lead, form = service.find(actor(), lead_id), CallerForm.posted()
    if form.validate():
        try:
            service.hand_on(actor(), lead, caller_id=form.caller_id, due_on=form.day)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Tindak lanjut dialihkan.", "success")
            return go("ormas.leads.show", lead_id=lead_id)
    return _shown(lead_id, AnswerForm(), form, status=422)


@answers.post("", requires=Permission.EVENT_WRITE)
def create(lead_id: UUID) -> Answer:
    lead, form = service.find(actor(), lead_id), AnswerForm.posted()
    if form.validate():
        try:
            service.answer(actor(), lead, form.outcome, note=form.note.data or "", again_on=form.again_on.data)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Hasilnya dicatat.", "success")
            return go("ormas.leads.index")
    return _shown(lead_id, form, CallerForm(due_on=clock.today()), status=422)


def _shown(lead_id: UUID, form: AnswerForm, handing: CallerForm, *, status: int = 200) -> Answer:
    lead = service.find(actor(), lead_id)
    callers = service.callers(actor(), lead.organisation)
    handing.offer(callers)
    if not handing.caller.data:
        handing.caller.data = str(lead.caller_id)
    return page(
        "ormas/leads/show.html",
        status=status,
        lead=lead,
        form=form,
        handing=handing,
        today=clock.today(),
        is_open=lead.state in TO_CALL,
        history=histories.history(actor(), lead.id),
    )
