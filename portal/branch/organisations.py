"""Partners (Mitra) of this branch: the list of all, and schools. Other kinds have rooms of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, request
from sqlalchemy import func
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, Optional

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.branch.partnership import standing
from portal.flows.paging import paged
from portal.models import (
    LIVE,
    Enrolment,
    Invoice,
    Organisation,
    OrganisationKind,
    Stage,
    Wave,
    db,
)
from portal.rules.contributions import Funding
from portal.services import histories, invitations, memberships, trees
from portal.services import organisations as service
from portal.services.invoices import OPEN
from portal.services.organisations import Agreement
from portal.values.fault import Refused
from portal.values.naming import name_key
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, PhoneField, TextField, given, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.names import name_of
from portal.web.wording.reasons import FUNDING

organisations = Resource("organisations", __name__, url_prefix="/mitra")

_ELSEWHERE = {OrganisationKind.PERISAI: "branch.wadah.show", OrganisationKind.CLINIC: "branch.clinics.show"}


class SchoolForm(HouseForm):
    name = TextField("Nama sekolah", [required("Nama sekolah")], longest=160, description="Seperti pada Dapodik.")
    npsn = TextField("NPSN", [required("NPSN")], longest=20, description="8 karakter, misalnya 20219158.")
    address = TextField("Alamat", longest=300)
    contact_name = TextField("Nama narahubung", longest=120)
    contact_phone = PhoneField("Telepon narahubung", longest=30, description="Nomor ponsel, misalnya 0812 3456 7890.")
    contact_email = TextField(
        "E-mail narahubung",
        [Optional(), Email("Alamat e-mail ini tidak lengkap. Contoh: hubin@smkn1.sch.id.")],
        longest=254,
    )
    agreement_number = TextField("Nomor PKS", longest=80, description="Kosongkan bila belum ditandatangani.")
    agreement_start = DayField("PKS mulai")
    agreement_end = DayField("PKS berakhir")
    funding = SelectField(
        "Iuran dibayar dengan",
        [given()],
        choices=[SelectChoice(each.value, words) for each, words in FUNDING.items()],
        description="Menentukan keringanan PP 50/2025.",
    )
    needs_principal = BooleanField("Pengajuan harus disetujui kepala sekolah dahulu")

    def said(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.data)
        agreement = Agreement(
            number=data.pop("agreement_number") or "",
            start=data.pop("agreement_start"),
            end=data.pop("agreement_end"),
        )
        return data | {"agreement": agreement, "funding": Funding(data["funding"])}


class KnownSchoolForm(SchoolForm):
    """For a school that is registered already; at first its stage follows from its agreement."""

    stage = SelectField("Tahap", [given()], choices=[SelectChoice(each.value, name_of(each)) for each in Stage])

    def said(self) -> dict[str, Any]:
        data = super().said()
        return data | {"stage": Stage(data["stage"])}


@organisations.get("/", requires=Permission.ORGANISATION_READ)
def index() -> Answer:
    words = " ".join(request.args.get("q", "").split())[:160]
    kind = KINDS.get(request.args.get("jenis", ""), OrganisationKind.SCHOOL)
    query = actor().sees(Organisation).where(Organisation.kind == kind, Organisation.parent_id.is_(None))
    if words:
        number = Organisation.npsn if kind is OrganisationKind.SCHOOL else Organisation.npw
        query = query.where(
            Organisation.name_key.contains(name_key(words), autoescape=True) | (number == words.upper())
        )
    found = paged(actor(), query, [Organisation.name_key, Organisation.id])
    ids = [each.id for each in found.rows]
    return page(
        "branch/organisations/index.html",
        kind=kind,
        shown=SHOWN[kind],
        kinds=SHOWN,
        kept={"jenis": SHOWN[kind].asked} if SHOWN[kind].asked else {},
        found=found,
        words=words,
        figures=trees.counts_below(actor(), ids) if kind is OrganisationKind.ORMAS else _figures(ids),
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """How the list speaks of partners of one kind; `asked` is what its address says."""

    asked: str
    label: str
    noun: str
    number: str
    new: str
    #: What to do when there is none yet.
    first: str

    @property
    def register(self) -> str:
        return f"Daftarkan {self.noun}"


SHOWN = {
    OrganisationKind.SCHOOL: Kind(
        "",
        "Sekolah",
        "sekolah",
        "NPSN",
        "branch.organisations.new",
        "Daftarkan sekolah pertama, lalu undang operatornya. Sesudah itu sekolah dapat mengajukan siswanya sendiri.",
    ),
    OrganisationKind.ORMAS: Kind(
        "ormas",
        "Ormas",
        "ormas",
        "NPW",
        "branch.ormas.new",
        "Daftarkan ormas dengan nama tingkat dan PKS-nya, lalu undang koordinatornya. "
        "Sesudah itu ormas membuka unit-unitnya sendiri.",
    ),
    OrganisationKind.PERISAI: Kind(
        "wadah",
        "Wadah Perisai",
        "wadah",
        "NPW",
        "branch.wadah.new",
        "Daftarkan wadah dengan NPW dan PKS-nya, lalu undang pengurusnya. Sesudah itu agen-agennya dapat bergabung.",
    ),
    OrganisationKind.CLINIC: Kind(
        "klinik",
        "Klinik (PLKK)",
        "klinik",
        "",
        "branch.clinics.new",
        "Daftarkan klinik PLKK dengan daerah dan narahubungnya, lalu undang pengelolanya.",
    ),
}
KINDS = {each.asked: kind for kind, each in SHOWN.items()}


@organisations.get("/baru", requires=Permission.ORGANISATION_WRITE)
def new() -> Answer:
    return page("branch/organisations/new.html", form=SchoolForm())


@organisations.post("/", requires=Permission.ORGANISATION_WRITE)
def create() -> Answer:
    form = SchoolForm.posted()
    if form.validate():
        try:
            school = service.register_school(actor(), **form.said())
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Sekolah terdaftar. Undang operatornya agar sekolah dapat mulai.", "success")
            return go(".show", organisation_id=school.id)
    return page("branch/organisations/new.html", status=422, form=form)


@organisations.get("/<uuid:organisation_id>", requires=Permission.ORGANISATION_READ)
def show(organisation_id: UUID) -> Answer:
    school = actor().find(Organisation, organisation_id)
    # Bills and people lead to whoever sponsors them, whatever it is.
    if school.kind is OrganisationKind.ORMAS:
        return go("branch.units.show", unit_id=school.id)
    if school.kind in _ELSEWHERE:
        return go(_ELSEWHERE[school.kind], organisation_id=school.id)
    waves = db.session.scalars(
        actor().sees(Wave).where(Wave.organisation_id == school.id).order_by(Wave.start.desc(), Wave.id).limit(10)
    ).all()
    return page(
        "branch/organisations/show.html",
        school=school,
        funding=FUNDING[school.funding],
        figures=_figures([school.id])[school.id],
        members=memberships.members(actor(), school.id),
        invited=len(invitations.pending(actor(), school.id)),
        waves=waves,
        standing=standing(school),
        history=histories.history(actor(), school.id),
    )


@organisations.get("/<uuid:organisation_id>/ubah", requires=Permission.ORGANISATION_WRITE)
def edit(organisation_id: UUID) -> Answer:
    school = _school(organisation_id)
    return page("branch/organisations/edit.html", school=school, form=KnownSchoolForm(obj=school))


@organisations.post("/<uuid:organisation_id>", requires=Permission.ORGANISATION_WRITE)
def update(organisation_id: UUID) -> Answer:
    school, form = _school(organisation_id), KnownSchoolForm.posted()
    if form.validate():
        try:
            service.change(actor(), school, **form.said())
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".show", organisation_id=school.id)
    return page("branch/organisations/edit.html", status=422, school=school, form=form)


def _school(organisation_id: UUID) -> Organisation:
    found = actor().find(Organisation, organisation_id)
    if found.kind is not OrganisationKind.SCHOOL:
        raise NotVisible("organisation")
    return found


def _figures(schools: list[UUID]) -> dict[UUID, dict[str, int]]:
    """For each school: people enrolled, of them paid for, and bills not yet paid; two queries for a whole page."""
    people = dict.fromkeys(schools, (0, 0))
    enrolled = (
        actor()
        .sees(Enrolment)
        .where(Enrolment.organisation_id.in_(schools), Enrolment.state.in_(LIVE))
        .with_only_columns(Enrolment.organisation_id, func.count(), func.count(Enrolment.covered_from))
        .group_by(Enrolment.organisation_id)
    )
    people |= {school: (all_, paid) for school, all_, paid in db.session.execute(enrolled)}
    unpaid = (
        actor()
        .sees(Invoice)
        .where(Invoice.organisation_id.in_(schools), Invoice.state.in_(OPEN))
        .with_only_columns(Invoice.organisation_id, func.count())
        .group_by(Invoice.organisation_id)
    )
    bills = {school: count for school, count in db.session.execute(unpaid)}  # noqa: C416
    return {
        school: {"people": people[school][0], "paid": people[school][1], "bills": bills.get(school, 0)}
        for school in schools
    }
