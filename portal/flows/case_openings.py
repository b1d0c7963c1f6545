"""Opening a case for one of one's own people (Laporkan kecelakaan)."""

from __future__ import annotations

from uuid import UUID

from flask import flash
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.access.permissions import Permission
from portal.flows.cases import AccountForm
from portal.models import Enrolment, Organisation
from portal.services import cases as service
from portal.services import clinics, enrolments, placements
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within

case_openings = Resource("case_openings", __name__, url_prefix="/peserta/<uuid:enrolment_id>/kecelakaan")


class OpeningForm(AccountForm):
    injury = TextAreaField(
        "Yang terluka, bila tahu",
        description="Hanya dibaca klinik yang merawat dan kantor cabang; sesudah dikirim tidak tampil lagi di sini.",
    )


class ChoosingForm(OpeningForm):
    """With the clinic, by whoever may name it."""

    clinic = SelectField("Klinik (PLKK) yang merawat", validate_choice=False)

    def offer(self, treating: list[Organisation]) -> ChoosingForm:
        found = [SelectChoice(str(each.id), each.name) for each in treating]
        self.clinic.choices = [SelectChoice("", "Belum tahu"), *found]
        return self

    def chosen(self, treating: list[Organisation]) -> Organisation | None:
        return next((each for each in treating if str(each.id) == self.clinic.data), None)


@case_openings.get("", requires=Permission.CASE_OPEN)
def new(enrolment_id: UUID) -> Answer:
    enrolment = enrolments.find(actor(), enrolment_id)
    where = placements.region(actor(), enrolment)
    form = ChoosingForm(data={"day": clock.today(), "contact_name": actor().name}).offer(_treating(enrolment, where))
    return _asked(enrolment, form, where)


@case_openings.post("", requires=Permission.CASE_OPEN)
def create(enrolment_id: UUID) -> Answer:
    enrolment = enrolments.find(actor(), enrolment_id)
    where = placements.region(actor(), enrolment)
    treating = _treating(enrolment, where)
    form = ChoosingForm.posted().offer(treating)
    if form.validate():
        try:
            case = service.open_case(
                actor(), enrolment, form.account, clinic=form.chosen(treating), injury=form.injury.data or ""
            )
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"Kasus {case.number} dibuka. Sampaikan laporan tahap I sebelum waktunya habis.", "success")
            return go(within("cases.show"), case_id=case.id)
    return _asked(enrolments.find(actor(), enrolment_id), form, where, status=422)


def _treating(enrolment: Enrolment, where: str | None) -> list[Organisation]:
    """The branch's own, of which one is named: the nearest to where the person works, or to who sponsors them."""
    return service.clinics(enrolment.branch_id, near=where or enrolment.organisation.region)


def _asked(enrolment: Enrolment, form: ChoosingForm, where: str | None, status: int = 200) -> Answer:
    return page(
        "flows/case_openings/new.html",
        status=status,
        enrolment=enrolment,
        form=form,
        nearest=clinics.nearest(enrolment.organisation, where),
    )
