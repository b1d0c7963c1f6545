"""Accident cases (Kasus): the list, the page of one, and telling again what happened.

Mounted by schools, ormas, the Perisai portal and the branch. Everybody sees state, clock and next step; the health
record and the papers are shown to whom the services give them, the treating clinic and the branch.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, request
from wtforms import BooleanField, TextAreaField

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Case, CaseState, Organisation, OrganisationKind
from portal.rules.accidents import Evidence, Where, missing, next_step
from portal.services import (
    case_cover,
    case_documents,
    case_feedback,
    case_health,
    case_tellings,
    cover_checks,
    histories,
    placements,
    policies,
)
from portal.services import cases as service
from portal.services.cases import Account
from portal.services.clinics import nearest as clinics_near
from portal.values import clock
from portal.values.clock import Zone, in_wib
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import (
    DayField,
    HourField,
    HouseForm,
    OneOfField,
    PhoneField,
    TextField,
    VersionField,
    given,
    required,
)
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within
from portal.web.wording.faults import sentence
from portal.web.wording.names import name_of

cases = Resource("cases", __name__, url_prefix="/kasus")

#: The tabs of the list: what ``?keadaan=`` says, its words, and one state, by which a page is a range of an index.
TABS = {
    "ditangani": ("Ditangani", CaseState.OPEN),
    "masuk": ("Pemberitahuan", CaseState.NOTICED),
    "diterima": ("Diterima", CaseState.ACCEPTED),
    "ditolak": ("Tidak diterima", CaseState.REFUSED),
    "batal": ("Dibatalkan", CaseState.WITHDRAWN),
}


class AccountForm(HouseForm):
    day = DayField("Tanggal kecelakaan", [required("Tanggal")])
    hour = HourField("Jam kecelakaan", [given("Jam")], description="Misalnya 16.30; perkiraan pun boleh.")
    zone = OneOfField("Zona waktu di tempat kejadian", Zone, default=Zone.WIB)
    where = OneOfField("Di mana", Where)
    traffic = BooleanField("Kecelakaan lalu lintas")
    spent = BooleanField("Sudah ada biaya yang dibayar sendiri")
    place = TextField("Tempat kejadian", [required("Tempat")], longest=200, description="Jalan, pasar, kota.")
    chronology = TextAreaField(
        "Kronologi",
        [required("Kronologi")],
        description="Sedang mengerjakan apa, lalu bagaimana terjadinya. Jangan menulis luka atau penyakitnya.",
    )
    contact_name = TextField("Nama yang dapat dihubungi", longest=120)
    contact_phone = PhoneField("Nomor HP-nya", longest=30)
    #: Which of the case's versions somebody had before them.
    version = VersionField(default=0)

    @property
    def account(self) -> Account:
        assert self.day.data is not None
        assert self.hour.data is not None
        zone: Zone = self.zone.data
        return Account(
            happened_at=zone.instant(self.day.data, self.hour.data),
            zone=zone,
            where=self.where.data,
            traffic=self.traffic.data,
            spent=self.spent.data,
            place=service.tidy(self.place.data or ""),
            chronology=(self.chronology.data or "").replace("\0", "").strip()[: service.LONGEST_STORY],
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
        )

    @classmethod
    def of(cls, case: Case, told: str = "") -> AccountForm:
        """`told`: what to begin the chronology with where there is none."""
        local = case.happened_at.astimezone(case.zone.clock)
        facts = {name: getattr(case, name) for name in ("zone", "where", "traffic", "spent", "version")}
        words = case.told | {"chronology": case.told["chronology"] or told}
        return cls(data={**words, **facts, "day": local.date(), "hour": local.time()})


@cases.get("/", requires=Permission.CASE_READ)
def index() -> Answer:
    tab = request.args.get("keadaan", "")
    tab = tab if tab in TABS else "ditangani"
    state = TABS[tab][1]
    found = paged(actor(), service.listed(actor(), state), [Case.id], descending=True)
    clocks = service.hues_of_all(found.rows) if state in service.OPEN else {}
    return page("flows/cases/index.html", found=found, tab=tab, tabs=TABS, clocks=clocks)


@cases.get("/<uuid:case_id>", requires=Permission.CASE_READ)
def show(case_id: UUID) -> Answer:
    return shown(service.find(actor(), case_id))


@cases.get("/<uuid:case_id>/ubah", requires=Permission.CASE_WRITE)
def edit(case_id: UUID) -> Answer:
    case = service.find(actor(), case_id)
    told = case_tellings.heard(case, words=service.reads_health(actor(), case))
    form = AccountForm.of(case, next((each.words for each in told), ""))
    return page("flows/cases/edit.html", case=case, form=form, now=None)


@cases.post("/<uuid:case_id>", requires=Permission.CASE_WRITE)
def update(case_id: UUID) -> Answer:
    case, form = service.find(actor(), case_id), AccountForm.posted()
    if form.validate():
        try:
            service.change(actor(), case, form.account, version=form.version.data)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Keterangan kejadian disimpan.", "success")
            return go(within("cases.show"), case_id=case_id)
    case = service.find(actor(), case_id)
    overtaken = form.version.data != case.version
    # What was typed stays; the next press is meant against what stands there now.
    form.version.data = case.version
    return page(
        "flows/cases/edit.html", status=422, case=case, form=form, now=AccountForm.of(case) if overtaken else None
    )


@cases.post("/<uuid:case_id>/batal", requires=Permission.CASE_WRITE)
def destroy(case_id: UUID) -> Answer:
    case = service.find(actor(), case_id)
    try:
        service.withdraw(actor(), case, reason=request.form.get("reason", ""))
    except Refused as refused:
        return shown(service.find(actor(), case_id), refused=refused)
    flash("Kasus dibatalkan.", "success")
    return go(within("cases.show"), case_id=case_id)


def shown(case: Case, *, refused: Refused | None = None, status: int = 422, **more: Any) -> Answer:
    """The page of a case as this actor may see it; with what was refused, if something was."""
    who, now = actor(), clock.now()
    record = case_health.read(who, case)
    demands = service.demands_of(case, record.as_json() if record else None)
    documents = case_documents.standing(who, case)
    have = case_documents.have(who, case, documents)
    today, day = in_wib(now).date(), in_wib(case.happened_at).date()
    decided = policies.in_force_on(case.branch_id, [today, day])
    course = service.steps(who, case)
    duties = service.duties_of(case, course=course, decided=decided[today])
    proof = case_cover.of(who, case, decided[day])
    lacking = missing(demands, have)
    is_open = case.state in service.OPEN
    clinics = service.clinics(case.branch_id, near=case.organisation.region) if is_open and _may_choose(case) else []
    return page(
        "flows/cases/show.html",
        status=status if refused else 200,
        faults=[("", sentence(fault)) for fault in refused.faults] if refused else [],
        case=case,
        person=case.enrolment.participant,
        is_open=is_open,
        may_write=is_open and who.may(Permission.CASE_WRITE),
        may_decide=who.is_branch and who.may(Permission.CASE_DECIDE),
        duties=[(duty, duty.hue(now)) for duty in duties],
        step=next_step(duties, papers_missing=bool(lacking)) if case.state is CaseState.OPEN else None,
        demands=[(each, each not in lacking) for each in demands],
        kinds=_kinds(record is not None),
        proof=proof,
        told=cover_checks.told(proof.check) if proof.check else None,
        record=record,
        tellings=case_tellings.heard(case, words=record is not None),
        documents=documents,
        steps=course,
        clinics=clinics,
        nearest=_nearest(case) if clinics and case.clinic_id is None else [],
        conflict=service.conflict(case) if who.is_branch else None,
        feedback=case_feedback.of(who, case) if who.is_branch and not is_open else None,
        history=histories.history(who, case.id) if who.is_branch else [],
        now=now,
        **more,
    )


def _nearest(case: Case) -> list[Organisation]:
    """The clinics nearest to where the person works, or else to who sponsors them."""
    return clinics_near(case.organisation, placements.region(actor(), case.enrolment))


def _kinds(all_of_them: bool) -> list[tuple[str, str]]:
    """What a paper may be: those of the body are the clinic's and the branch's to add."""
    some = [kind for kind in Evidence if all_of_them or kind not in service.OF_THE_BODY or kind is Evidence.RECEIPTS]
    return [(kind.value, name_of(kind)) for kind in some]


def _may_choose(case: Case) -> bool:
    """Whoever sponsors the person names the clinic; once there is one, only the branch names another."""
    who = actor()
    if who.is_branch or who.organisation_kind is OrganisationKind.CLINIC:
        return who.is_branch
    return case.clinic_id is None and who.may(Permission.CASE_WRITE)
