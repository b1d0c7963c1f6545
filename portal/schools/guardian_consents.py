"""Persetujuan wali: who has it, the link for each parent's phone, papers that were signed, and those taken back."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.flows.whatsapp import below, whatsapp_about
from portal.models import RELATIONS, Enrolment, Relation, Wave
from portal.services import enrolments, whatsapp
from portal.services import guardian_consents as service
from portal.services.guardian_consents import Said
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, OneOfField, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.consents import CURRENT_GUARDIAN, guardian_paragraphs

guardian_consents = Resource("guardian_consents", __name__, url_prefix="/gelombang/<uuid:wave_id>/persetujuan")
#: Of one intern.
guardians = Resource("guardians", __name__, url_prefix="/peserta/<uuid:enrolment_id>/persetujuan")
guardians.register_blueprint(whatsapp_about(whatsapp.about_guardian, "/whatsapp", back=below("show", "enrolment_id")))


class SignedForm(HouseForm):
    name = TextField("Nama yang menandatangani", [required("Nama")], longest=120)
    relation = OneOfField("Siapanya siswa", Relation, among=RELATIONS)


@guardian_consents.get("", requires=Permission.WAVE_READ)
def index(wave_id: UUID) -> Answer:
    wave = actor().find(Wave, wave_id)
    return page(
        "schools/guardian_consents/index.html",
        wave=wave,
        figures=service.figures(actor(), wave),
        found=paged(actor(), service.of_wave(actor(), wave), [Enrolment.name_key, Enrolment.id]),
    )


@guardians.get("", requires=Permission.ENROLMENT_READ)
def show(enrolment_id: UUID) -> Answer:
    return _page(enrolments.find(actor(), enrolment_id), SignedForm())


@guardians.post("", requires=Permission.ENROLMENT_WRITE)
def create(enrolment_id: UUID) -> Answer:
    enrolment, form = enrolments.find(actor(), enrolment_id), SignedForm.posted()
    if form.validate():
        try:
            service.note(actor(), enrolment, Said(form.name.data or "", form.relation.data, CURRENT_GUARDIAN))
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Persetujuan tertulis dicatat. Simpan lembarnya di sekolah.", "success")
            return go(".show", enrolment_id=enrolment_id)
    return _page(enrolments.find(actor(), enrolment_id), form, status=422)


@guardians.post("/tarik", requires=Permission.ENROLMENT_WRITE)
def destroy(enrolment_id: UUID) -> Answer:
    service.note_withdrawn(actor(), enrolments.find(actor(), enrolment_id))
    flash("Penarikan persetujuan dicatat.", "success")
    return go(".show", enrolment_id=enrolment_id)


def _page(enrolment: Enrolment, form: SignedForm, *, status: int = 200) -> Answer:
    history = service.history(actor(), enrolment)
    return page(
        "schools/guardians/show.html",
        status=status,
        enrolment=enrolment,
        form=form,
        history=history,
        given=next((each for each in history if each.withdrawn_at is None), None),
        url=service.url(enrolment),
        paragraphs=guardian_paragraphs(CURRENT_GUARDIAN, enrolment.organisation.name),
    )
