"""What the branch decides of agents: approving with the numbers of their letters, renewing these, taking one back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash
from wtforms import BooleanField

from portal.access.permissions import Permission
from portal.flows.agents import StopForm, shown
from portal.models import Agent
from portal.services import agents as service
from portal.services.agents import Letters
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

agent_approvals = Resource("agent_approvals", __name__, url_prefix="/agen/<uuid:agent_id>/persetujuan")
agent_renewals = Resource("agent_renewals", __name__, url_prefix="/agen/<uuid:agent_id>/perpanjangan")
agent_returns = Resource("agent_returns", __name__, url_prefix="/agen/<uuid:agent_id>/kembali")


class LettersForm(HouseForm):
    number = TextField("Nomor agen", [required("Nomor agen")], longest=40, description="Dari BPJS Ketenagakerjaan.")
    certificate_number = TextField("Nomor sertifikat", [required("Nomor sertifikat")], longest=60)
    certificate_until = DayField("Sertifikat berlaku sampai", [required("Tanggal")])
    assignment_number = TextField("Nomor surat tugas", [required("Nomor surat tugas")], longest=60)
    assignment_start = DayField("Surat tugas mulai", [required("Tanggal")])
    assignment_end = DayField("Surat tugas sampai", [required("Tanggal")])

    def said(self) -> Letters:
        """What the service takes."""
        data: dict[str, Any] = {name: value for name, value in self.data.items() if name != "vouched"}
        return Letters(**data)


class ApprovalForm(LettersForm):
    vouched = BooleanField("Sudah saya periksa di sistem BPJS Ketenagakerjaan: ia peserta BPU")


@agent_approvals.get("", requires=Permission.AGENT_DECIDE)
def new(agent_id: UUID) -> Answer:
    agent = service.find(actor(), agent_id)
    return _approval(agent, ApprovalForm(assignment_start=clock.today(), assignment_end=_until(agent)))


@agent_approvals.post("", requires=Permission.AGENT_DECIDE)
def create(agent_id: UUID) -> Answer:
    agent, form = service.find(actor(), agent_id), ApprovalForm.posted()
    if form.validate():
        try:
            service.approve(actor(), agent, form.said(), vouched=bool(form.vouched.data))
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"{agent.name} disetujui dan dapat mulai mendaftarkan orang.", "success")
            return go("branch.agents.show", agent_id=agent_id)
    return _approval(service.find(actor(), agent_id), form, status=422)


@agent_renewals.get("", endpoint="edit", requires=Permission.AGENT_DECIDE)
def renewing(agent_id: UUID) -> Answer:
    agent = service.find(actor(), agent_id)
    return page("branch/agent_renewals/edit.html", agent=agent, form=LettersForm(obj=agent))


@agent_renewals.post("", endpoint="update", requires=Permission.AGENT_DECIDE)
def renew(agent_id: UUID) -> Answer:
    agent, form = service.find(actor(), agent_id), LettersForm.posted()
    if form.validate():
        try:
            service.renew(actor(), agent, form.said())
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Surat-suratnya diperbarui.", "success")
            return go("branch.agents.show", agent_id=agent_id)
    agent = service.find(actor(), agent_id)
    return page("branch/agent_renewals/edit.html", status=422, agent=agent, form=form)


@agent_returns.post("", endpoint="create", requires=Permission.AGENT_DECIDE)
def take_back(agent_id: UUID) -> Answer:
    agent, form = service.find(actor(), agent_id), StopForm.posted()
    if form.validate():
        try:
            service.take_back(actor(), agent, reason=form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"{agent.name} aktif kembali.", "success")
            return go("branch.agents.show", agent_id=agent_id)
    return shown(service.find(actor(), agent_id), status=422, taken_back=form)


def _approval(agent: Agent, form: ApprovalForm, *, status: int = 200) -> Answer:
    return page(
        "branch/agent_approvals/new.html",
        status=status,
        agent=agent,
        form=form,
        asked=service.requirements(agent),
    )


def _until(agent: Agent) -> Any:
    return agent.organisation.agreement_end
