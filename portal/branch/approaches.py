"""Winning partners (Pendekatan): who stands at which stage, what follows, who has heard nothing for how long."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask import flash, request
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.access.permissions import Permission
from portal.branch.organisations import KINDS, SHOWN
from portal.branch.partnership import find, page_of
from portal.flows.paging import paged
from portal.models import ApproachWay, Organisation, OrganisationKind, Stage
from portal.services import approaches as service
from portal.services.approaches import Said, Sieve
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, OneOfField, TextField, given
from portal.web.pages import Answer, go_to, page
from portal.web.resource import Resource
from portal.web.wording.names import name_of

E = TypeVar("E", bound=StrEnum)
approaches = Resource("approaches", __name__, url_prefix="/mitra")


class ApproachForm(HouseForm):
    way = OneOfField("Lewat apa", ApproachWay)
    day = DayField("Tanggal", [given("Tanggal")])
    note = TextField("Hasilnya", longest=500, description="Misalnya: Wakasek setuju, menunggu tanda tangan PKS.")
    stage = SelectField("Tahap sekarang", choices=[SelectChoice(each.value, name_of(each)) for each in Stage])
    next_step = TextField(
        "Langkah berikutnya", longest=120, description="Misalnya: ambil PKS yang sudah ditandatangani."
    )
    next_on = DayField("Paling lambat")

    def said(self) -> Said:
        return Said(**{**self.data, "stage": Stage(self.stage.data)})


@approaches.get("/pendekatan", requires=Permission.ORGANISATION_READ)
def index() -> Answer:
    kind = KINDS.get(request.args.get("jenis", ""), OrganisationKind.SCHOOL)
    stage = _among(Stage, request.args.get("tahap"))
    sieve = _among(Sieve, request.args.get("saring"))
    query = service.partners(actor(), kind, stage=stage, sieve=sieve)
    return page(
        "branch/approaches/index.html",
        kind=kind,
        shown=SHOWN[kind],
        kinds=SHOWN,
        stage=stage,
        stages=list(Stage),
        sieve=sieve,
        counts=service.by_stage(actor(), kind),
        found=paged(actor(), query, [Organisation.silent_since, Organisation.id]),
        kept={"jenis": SHOWN[kind].asked or None, "tahap": stage, "saring": sieve},
        today=clock.today(),
        page_of=page_of,
    )


@approaches.get("/<uuid:organisation_id>/pendekatan", requires=Permission.ORGANISATION_WRITE)
def new(organisation_id: UUID) -> Answer:
    partner = find(organisation_id)
    form = ApproachForm(data={"day": clock.today(), "stage": partner.stage})
    return _form(partner, form)


@approaches.post("/<uuid:organisation_id>/pendekatan", requires=Permission.ORGANISATION_WRITE)
def create(organisation_id: UUID) -> Answer:
    partner, form = find(organisation_id), ApproachForm.posted()
    if form.validate():
        try:
            service.note(actor(), partner, form.said())
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Kontak tercatat.", "success")
            return go_to(page_of(partner, "pendekatan"))
    return _form(partner, form, status=422)


def _form(partner: Organisation, form: ApproachForm, *, status: int = 200) -> Answer:
    return page("branch/approaches/new.html", status=status, partner=partner, form=form, back=page_of(partner))


def _among(kind: type[E], text: str | None) -> E | None:
    return next((each for each in kind if each.value == text), None)
