"""Officers of a unit (Pengurus): who is in office, by which decree and until when, and who was."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.access.permissions import Permission
from portal.models import Organisation, Tenure
from portal.services import memberships
from portal.services import tenures as service
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, TextField, given, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

tenures = Resource("tenures", __name__)


class TenureForm(HouseForm):
    name = TextField("Nama", [required("Nama")], longest=120)
    title = TextField("Jabatan", [required("Jabatan")], longest=80, description="Misalnya: Ketua, Sekretaris.")
    decree = TextField("Nomor SK", longest=80, description="Kosongkan bila SK-nya belum terbit.")
    start = DayField("Mulai", [given("Mulai")])
    end = DayField("Masa bakti berakhir", description="Seperti pada SK.")
    membership_id = SelectField("Akun di Gandeng", validate_choice=False)

    def said(self) -> dict[str, Any]:
        """What the service takes."""
        return self.data | {"membership_id": _id_of(self.membership_id.data)}


class EndForm(HouseForm):
    day = DayField("Berakhir pada", [given("Berakhir pada")])
    access_ends = BooleanField("Akhiri juga akses masuknya")


@tenures.get("/unit/<uuid:unit_id>/pengurus/", requires=Permission.UNIT_READ)
def index(unit_id: UUID) -> Answer:
    unit = actor().find(Organisation, unit_id)
    return page(
        "ormas/tenures/index.html",
        unit=unit,
        officers=service.in_office(actor(), unit),
        former=service.former(actor(), unit),
        today=clock.today(),
        soon=service.SOON,
    )


@tenures.get("/unit/<uuid:unit_id>/pengurus/baru", requires=Permission.TENURE_WRITE)
def new(unit_id: UUID) -> Answer:
    unit = actor().find(Organisation, unit_id)
    return page("ormas/tenures/new.html", unit=unit, form=_with_accounts(TenureForm(start=clock.today()), unit))


@tenures.post("/unit/<uuid:unit_id>/pengurus/", requires=Permission.TENURE_WRITE)
def create(unit_id: UUID) -> Answer:
    unit = actor().find(Organisation, unit_id)
    form = _with_accounts(TenureForm.posted(), unit)
    if form.validate():
        try:
            service.begin(actor(), unit, **form.said())
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".index", unit_id=unit.id)
    return page("ormas/tenures/new.html", status=422, unit=unit, form=form)


@tenures.get("/pengurus/<uuid:tenure_id>", requires=Permission.TENURE_WRITE)
def edit(tenure_id: UUID) -> Answer:
    tenure, unit = _tenure(tenure_id)
    form = _with_accounts(TenureForm(obj=tenure), unit)
    return _edit(tenure, unit, form, EndForm(day=clock.today()))


@tenures.post("/pengurus/<uuid:tenure_id>", requires=Permission.TENURE_WRITE)
def update(tenure_id: UUID) -> Answer:
    tenure, unit = _tenure(tenure_id)
    form = _with_accounts(TenureForm.posted(), unit)
    if form.validate():
        try:
            service.change(actor(), tenure, **form.said())
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".index", unit_id=unit.id)
    return _edit(tenure, unit, form, EndForm(day=clock.today()), status=422)


@tenures.post("/pengurus/<uuid:tenure_id>/akhiri", requires=Permission.TENURE_WRITE)
def destroy(tenure_id: UUID) -> Answer:
    tenure, unit = _tenure(tenure_id)
    ending = EndForm.posted()
    if ending.validate():
        try:
            service.end(actor(), tenure, **ending.data)
        except Refused as refused:
            ending.refused(refused)
        else:
            flash(f"Masa bakti {tenure.name} sudah diakhiri.", "success")
            return go(".index", unit_id=unit.id)
    return _edit(tenure, unit, _with_accounts(TenureForm(obj=tenure), unit), ending, status=422)


def _tenure(tenure_id: UUID) -> tuple[Tenure, Organisation]:
    tenure = actor().find(Tenure, tenure_id)
    return tenure, actor().find(Organisation, tenure.organisation_id)


def _with_accounts(form: TenureForm, unit: Organisation) -> TenureForm:
    """Offers the people who act for this unit, so that a hand-over can end their access too."""
    accounts = [(str(each.membership.id), each.user.name) for each in memberships.members(actor(), unit.id)]
    form.membership_id.choices = [SelectChoice("", "Belum punya akun")] + [SelectChoice(*each) for each in accounts]
    return form


def _edit(tenure: Tenure, unit: Organisation, form: TenureForm, ending: EndForm, *, status: int = 200) -> Answer:
    return page("ormas/tenures/edit.html", status=status, tenure=tenure, unit=unit, form=form, ending=ending)


def _id_of(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Refused.because("tenure.account", "membership_id") from None
