"""Ormas among the partners of a branch: register one by its top unit, keep its agreement; the tree is its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, Optional

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.branch.partnership import standing
from portal.models import Organisation, OrganisationKind, Stage
from portal.rules.contributions import Funding
from portal.services import histories, invitations, levels, memberships
from portal.services import ormas as service
from portal.services.organisations import Agreement
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, PhoneField, TextField, given, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.names import name_of
from portal.web.wording.reasons import FUNDING

ormas = Resource("ormas", __name__, url_prefix="/ormas")


class OrmasForm(HouseForm):
    """What the branch knows of an ormas, new or not."""

    name = TextField(
        "Nama ormas", [required("Nama ormas")], longest=160, description="Unit paling atas yang bermitra di sini."
    )
    code = TextField("Kode unit paling atas", longest=40, description="Kode pendek di daftar unit ormas ini.")
    npw = TextField("NPW", longest=40, description="Nomor wadah dari BPJS Ketenagakerjaan.")
    address = TextField("Alamat", longest=300)
    contact_name = TextField("Nama narahubung", longest=120)
    contact_phone = PhoneField("Telepon narahubung", longest=30, description="Nomor ponsel, misalnya 0812 3456 7890.")
    contact_email = TextField(
        "E-mail narahubung",
        [Optional(), Email("Alamat e-mail ini tidak lengkap. Contoh: sekretariat@garuda.or.id.")],
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

    def said(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.data)
        agreement = Agreement(
            number=data.pop("agreement_number") or "",
            start=data.pop("agreement_start"),
            end=data.pop("agreement_end"),
        )
        return data | {"agreement": agreement, "funding": Funding(data["funding"])}


class NewOrmasForm(OrmasForm):
    """Its levels are asked for once; from then on they are its own business."""

    names = TextAreaField("Nama tingkat", description="Satu baris satu tingkat, dari atas ke bawah.")

    def said(self) -> dict[str, Any]:
        data = super().said()
        return data | {"level_names": (data.pop("names") or "").splitlines()}


class KnownOrmasForm(OrmasForm):
    """For an ormas that is registered already; at first its stage follows from its agreement."""

    stage = SelectField("Tahap", [given()], choices=[SelectChoice(each.value, name_of(each)) for each in Stage])

    def said(self) -> dict[str, Any]:
        data = super().said()
        return data | {"stage": Stage(data["stage"])}


#: As the largest ormas of the field calls them below the office of a city (domain paper, section 6).
USUAL_LEVELS = "MPC\nPAC\nRanting\nAnak Ranting"


@ormas.get("/baru", requires=Permission.ORGANISATION_WRITE)
def new() -> Answer:
    return page("branch/ormas/new.html", form=NewOrmasForm(names=USUAL_LEVELS))


@ormas.post("/", requires=Permission.ORGANISATION_WRITE)
def create() -> Answer:
    form = NewOrmasForm.posted()
    if form.validate():
        try:
            top = service.register(actor(), **form.said())
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Ormas terdaftar. Undang koordinatornya agar unit-unitnya dapat dibuka.", "success")
            return go(".show", organisation_id=top.id)
    return page("branch/ormas/new.html", status=422, form=form)


@ormas.get("/<uuid:organisation_id>", requires=Permission.ORGANISATION_READ)
def show(organisation_id: UUID) -> Answer:
    top = _top(organisation_id)
    return page(
        "branch/ormas/show.html",
        ormas=top,
        named=levels.names(actor(), top),
        funding=FUNDING[top.funding],
        members=memberships.members(actor(), top.id),
        invited=len(invitations.pending(actor(), top.id)),
        standing=standing(top),
        history=histories.history(actor(), top.id),
    )


@ormas.get("/<uuid:organisation_id>/ubah", requires=Permission.ORGANISATION_WRITE)
def edit(organisation_id: UUID) -> Answer:
    top = _top(organisation_id)
    return page("branch/ormas/edit.html", ormas=top, form=KnownOrmasForm(obj=top))


@ormas.post("/<uuid:organisation_id>", requires=Permission.ORGANISATION_WRITE)
def update(organisation_id: UUID) -> Answer:
    top, form = _top(organisation_id), KnownOrmasForm.posted()
    if form.validate():
        try:
            service.change(actor(), top, **form.said())
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".show", organisation_id=top.id)
    return page("branch/ormas/edit.html", status=422, ormas=top, form=form)


def _top(organisation_id: UUID) -> Organisation:
    found = actor().find(Organisation, organisation_id)
    if found.kind is not OrganisationKind.ORMAS or found.parent_id is not None:
        raise NotVisible("organisation")
    return found
