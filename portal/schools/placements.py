"""Where interns work (Penempatan): of a wave by ticks, of one intern, and the letter to a firm."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, request
from wtforms import TextAreaField

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Branch, Enrolment, Organisation, Placement, Wave, db
from portal.papers import host_letters
from portal.rules import regions
from portal.services import clinics, enrolments, verifications
from portal.services import placements as service
from portal.services.placements import Host
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, PhoneField, TextField, required
from portal.web.pages import Answer, download, go, page
from portal.web.resource import Resource

placements = Resource("placements", __name__, url_prefix="/gelombang/<uuid:wave_id>/penempatan")
intern_placements = Resource("intern_placements", __name__, url_prefix="/peserta/<uuid:enrolment_id>/penempatan")
host_letters_ = Resource("host_letters", __name__, url_prefix="/gelombang/<uuid:wave_id>/penempatan")


class HostForm(HouseForm):
    host = TextField("Nama tempat PKL (DU/DI)", [required("Nama tempat PKL")], longest=200)
    address = TextField("Alamatnya", longest=200)
    region = TextField(
        "Kabupaten atau kota", longest=80, description="Misalnya: Kota Bandung. Dari sini dicari klinik terdekat."
    )
    supervisor = TextField("Pembimbing di sana", longest=120)
    supervisor_phone = PhoneField("Nomor HP pembimbing", longest=30)
    start = DayField("Mulai di sana", description="Hanya bila berbeda dari masa PKL-nya.")
    end = DayField("Selesai di sana")
    route = TextAreaField(
        "Jalan yang biasa dilewati",
        description="Dari rumah ke tempat PKL dan pulangnya. Kecelakaan di jalan ini pun terlindungi.",
    )

    @property
    def said(self) -> Host:
        facts: dict[str, Any] = dict(self.data)
        facts["route"] = " ".join((facts["route"] or "").replace("\0", "").split())[:500]
        return Host(**facts)

    @classmethod
    def of(cls, placement: Placement) -> HostForm:
        region = regions.by_code(placement.region) if placement.region else None
        known = {name: getattr(placement, name) for name in cls().data}
        return cls(data=known | {"region": region.name if region else ""})


@placements.get("", requires=Permission.WAVE_READ)
def index(wave_id: UUID) -> Answer:
    return _page(actor().find(Wave, wave_id), HostForm())


@placements.post("", requires=Permission.ENROLMENT_WRITE)
def create(wave_id: UUID) -> Answer:
    wave, form = actor().find(Wave, wave_id), HostForm.posted()
    if form.validate():
        try:
            service.place(actor(), wave, _ticked(), form.said)
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"Tempat PKL di {form.host.data} disimpan.", "success")
            return go(".index", wave_id=wave_id)
    return _page(wave, form, status=422)


@intern_placements.get("", requires=Permission.ENROLMENT_WRITE)
def edit(enrolment_id: UUID) -> Answer:
    enrolment = _intern(enrolment_id)
    placed = service.of(actor(), enrolment)
    form = HostForm.of(placed) if placed else HostForm(data=service.drafted(actor(), enrolment))
    return _asked(enrolment, form, placed)


@intern_placements.post("", requires=Permission.ENROLMENT_WRITE)
def update(enrolment_id: UUID) -> Answer:
    enrolment, form = _intern(enrolment_id), HostForm.posted()
    assert enrolment.wave is not None
    if form.validate():
        try:
            service.place(actor(), enrolment.wave, [enrolment.id], form.said)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Tempat PKL-nya disimpan.", "success")
            return go("schools.enrolments.show", enrolment_id=enrolment_id)
    return _asked(enrolment, form, service.of(actor(), enrolment), status=422)


@host_letters_.get("/<uuid:placement_id>/surat.pdf", endpoint="show", requires=Permission.WAVE_READ)
def letter(wave_id: UUID, placement_id: UUID) -> Answer:
    wave, placement = actor().find(Wave, wave_id), actor().find(Placement, placement_id)
    if placement.wave_id != wave.id:
        raise NotVisible("placement")
    school, branch = _school(), db.session.get_one(Branch, wave.branch_id)
    paper = host_letters.letter(
        host=placement.host,
        address=placement.address,
        supervisor=placement.supervisor,
        school=school.name,
        school_contact=school.contact_name,
        school_phone=school.contact_phone or "",
        branch=branch.name,
        branch_phone=branch.phone or "",
        day=clock.today(),
        start=placement.start or wave.start,
        end=placement.end or wave.end,
        interns=[
            host_letters.Intern(each.participant.name, each.class_name, each.card_code)
            for each in service.colleagues(actor(), placement)
        ],
        clinics=[
            host_letters.Clinic(each.name, each.address, each.contact_phone or "")
            for each in clinics.nearest(school, placement.region)
        ],
        url=verifications.wave_url(wave.code or ""),
    )
    return download(paper, name=f"Surat untuk {placement.host[:60]}.pdf", mimetype="application/pdf", inline=True)


def _intern(enrolment_id: UUID) -> Enrolment:
    found = enrolments.find(actor(), enrolment_id)
    if found.wave is None:
        raise NotVisible("wave")
    return found


def _school() -> Organisation:
    school = actor()
    assert school.organisation_id is not None
    return school.find(Organisation, school.organisation_id)


def _ticked() -> list[UUID]:
    found = []
    for text in request.form.getlist("people"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _page(wave: Wave, form: HostForm, *, status: int = 200) -> Answer:
    return page(
        "schools/placements/index.html",
        status=status,
        wave=wave,
        form=form,
        firms=service.firms(actor(), wave),
        found=paged(actor(), service.people(actor(), wave), [Enrolment.name_key, Enrolment.id]),
        ticked=set(map(str, _ticked())),
    )


def _asked(enrolment: Enrolment, form: HostForm, placed: Placement | None, *, status: int = 200) -> Answer:
    return page(
        "schools/intern_placements/edit.html",
        status=status,
        enrolment=enrolment,
        form=form,
        placed=placed,
        nearest=clinics.nearest(enrolment.organisation, placed.region if placed else None),
    )
