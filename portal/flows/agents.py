"""Agents (Agen) as their wadah and the branch see them, and each agent themselves: what is still asked of one, their
letters, how idle they are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, request
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import Optional
from wtforms.widgets import TextInput

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Agent, AgentState, Organisation
from portal.rules import activity
from portal.rules import agents as rules
from portal.rules.agents import Document
from portal.services import agents as service
from portal.services import handovers, histories, policies
from portal.services.agents import Description
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within
from portal.web.wording.names import name_of

agents = Resource("agents", __name__, url_prefix="/agen")
#: Switching one off.
stops = Resource("stops", __name__, url_prefix="/agen/<uuid:agent_id>/henti")

#: The tabs of the list: what ``?keadaan=`` says, and its words.
TABS = {
    "semua": "Semua",
    "calon": "Calon",
    "aktif": "Aktif",
    "diam": "Diam",
    "berakhir": "Surat segera berakhir",
    "nonaktif": "Nonaktif",
}
_STATES = {"calon": AgentState.CANDIDATE, "aktif": AgentState.ACTIVE, "nonaktif": AgentState.OFF}


class AgentForm(HouseForm):
    name = TextField("Nama", [required("Nama")], longest=120, description="Seperti di KTP; tercetak di surat tugas.")
    nik = TextField("NIK", longest=40)
    citizen = BooleanField("Warga negara Indonesia (KTP sudah dilihat)")
    not_employee = BooleanField("Menyatakan bukan pegawai BPJS Ketenagakerjaan")
    trained_on = DayField("Tanggal pelatihan")
    training = TextField("Nama atau tempat pelatihan", longest=120)
    tested_on = DayField("Tanggal ujian")
    score = IntegerField("Nilai ujian", [Optional()], widget=TextInput(), description="0 sampai 100.")
    bank = TextField("Bank", longest=60, description="Bank mitra, atas nama agen sendiri.")
    account = TextField("Nomor rekening", longest=40)
    account_holder = TextField("Nama pemilik rekening", longest=120)
    clinic_id = SelectField(
        "Bekerja di klinik",
        validate_choice=False,
        description="Bila agen juga bekerja di klinik PLKK, pilih kliniknya agar kantor cabang mengetahuinya.",
    )

    def process_choices(self) -> None:
        self.clinic_id.choices = [("", "Tidak bekerja di klinik")]
        self.clinic_id.choices += [(str(each.id), each.name) for each in service.clinics(actor())]

    def said(self) -> Description:
        """What the service takes."""
        data: dict[str, Any] = dict(self.data)
        data["documents"] = [each for each in request.form.getlist("documents") if each in set(Document)]
        data["clinic_id"] = _id(data["clinic_id"])
        return Description(**{name: value for name, value in data.items() if value is not None or name == "score"})


class StopForm(HouseForm):
    reason = TextField("Alasan", [required("Alasan")], longest=200, id="alasan-henti")


@agents.get("/", requires=Permission.AGENT_READ)
def index() -> Answer:
    who = actor()
    if who.agent_id is not None:
        return go(".show", agent_id=who.agent_id)
    tab = request.args.get("keadaan", "")
    tab = tab if tab in TABS else "semua"
    wadah = who.find(Organisation, asked) if (asked := _id(request.args.get("mitra"))) else None
    query = service.listed(who, wadah=wadah, states=[_STATES[tab]] if tab in _STATES else ())
    if tab == "diam":
        query = service.idle(query)
    if tab == "berakhir":
        query = service.running_out(query)
    found = paged(who, query, [Agent.id], descending=True)
    return page(
        "flows/agents/index.html",
        found=found,
        people=service.people(who, [each.id for each in found.rows]),
        standings={each.id: service.standing(each) for each in found.rows},
        tab=tab,
        tabs=TABS,
        wadah=wadah,
        kept={"mitra": str(wadah.id)} if wadah else {},
        strength=_strength(wadah),
        runs_out=_runs_out,
    )


@agents.get("/<uuid:agent_id>", requires=Permission.AGENT_READ)
def show(agent_id: UUID) -> Answer:
    return shown(service.find(actor(), agent_id))


@agents.get("/<uuid:agent_id>/ubah", requires=Permission.AGENT_WRITE)
def edit(agent_id: UUID) -> Answer:
    agent = service.find(actor(), agent_id)
    form = AgentForm(obj=agent)
    form.nik.data = form.account.data = ""
    form.clinic_id.data = str(agent.clinic_id or "")
    return _edit(agent, form, list(agent.documents))


@agents.post("/<uuid:agent_id>", requires=Permission.AGENT_WRITE)
def update(agent_id: UUID) -> Answer:
    agent, form = service.find(actor(), agent_id), AgentForm.posted()
    if form.validate():
        try:
            service.describe(actor(), agent, form.said())
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Data agen tersimpan.", "success")
            return go(".show", agent_id=agent_id)
    form.nik.data = ""  # typed again, rather than shown in the clear
    return _edit(agent, form, request.form.getlist("documents"), status=422)


@stops.post("", requires=Permission.AGENT_WRITE)
def create(agent_id: UUID) -> Answer:
    agent, form = service.find(actor(), agent_id), StopForm.posted()
    if form.validate():
        try:
            service.switch_off(actor(), agent, reason=form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"{agent.name} dinonaktifkan. Serahkan orang binaannya kepada agen lain.", "success")
            return go(within("agents.show"), agent_id=agent_id)
    return shown(service.find(actor(), agent_id), status=422, stop=form)


def shown(
    agent: Agent, *, status: int = 200, stop: StopForm | None = None, taken_back: StopForm | None = None
) -> Answer:
    """The page of an agent; the branch's own forms show it again when they are refused."""
    who, today = actor(), clock.today()
    standing = service.standing(agent)
    off_on = agent.off_on if agent.state is AgentState.OFF else None
    if standing and standing.idle:  # not off yet: a person does it, on that day or later
        off_on = max(standing.off_on, today)
    returns = activity.returns_on(off_on, policies.in_force(agent.branch_id, today)) if off_on else None
    return page(
        "flows/agents/show.html",
        status=status,
        agent=agent,
        asked=service.requirements(agent),
        standing=standing,
        returns=returns,
        documents=[name_of(each) for each in Document if each in agent.documents],
        people=service.people(who, [agent.id]).get(agent.id, 0),
        handovers=handovers.of_agent(who, agent),
        ending=[
            (words, day)
            for words, day in (("Sertifikat", agent.certificate_until), ("Surat tugas", agent.assignment_end))
            if agent.state is AgentState.ACTIVE and rules.runs_out(day, today)
        ],
        today=today,
        stop=stop or StopForm(),
        taken_back=taken_back or StopForm(),
        summary=[*(stop.summary if stop else ()), *(taken_back.summary if taken_back else ())],
        history=histories.history(who, agent.id),
    )


def _edit(agent: Agent, form: AgentForm, documents: list[str], *, status: int = 200) -> Answer:
    form.process_choices()
    return page(
        "flows/agents/edit.html",
        status=status,
        agent=agent,
        form=form,
        documents=[(each.value, name_of(each), each.value in documents) for each in Document],
        fixed=agent.state is not AgentState.CANDIDATE,
    )


def _strength(wadah: Organisation | None) -> rules.Strength | None:
    """Of the wadah that the list is of: the one asked for, else the actor's own."""
    who = actor()
    if wadah is None and who.organisation_id is not None:
        wadah = who.find(Organisation, who.organisation_id)
    return service.strength(who, wadah) if wadah else None


def _runs_out(agent: Agent) -> bool:
    today = clock.today()
    return agent.state is AgentState.ACTIVE and (
        rules.runs_out(agent.certificate_until, today) or rules.runs_out(agent.assignment_end, today)
    )


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
