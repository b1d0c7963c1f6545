"""Insentif of every wadah of the branch in a month, and the terms each earns by."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, request
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.flows.earnings import month_of
from portal.models import Dispute, IncentiveTerms, Organisation, OrganisationKind, db
from portal.rules import incentives as law
from portal.services import earnings, incentive_terms, term_previews
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month
from portal.web.actor import actor
from portal.web.formats import month_name
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

incentives = Resource("incentives", __name__, url_prefix="/insentif")
terms = Resource("incentive_terms", __name__, url_prefix="/wadah/<uuid:organisation_id>/aturan-insentif")

#: Months one can look back on, and decide ahead for.
BACK, AHEAD = 12, 12


class TermsForm(HouseForm):
    version = SelectField("Aturan", [required("Aturan")])
    since = SelectField("Mulai bulan", [required("Bulan")])
    agreement = TextField("Nomor PKS atau adendum", [required("Nomor PKS")], longest=80)
    reason = TextField("Alasan", [required("Alasan")], longest=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Month.of(clock.today())
        self.version.choices = [SelectChoice(name, law.title(name)) for name in law.names()]
        self.since.choices = [SelectChoice(str(here + at), month_name(here + at)) for at in range(AHEAD)]


@incentives.get("/", requires=Permission.INCENTIVE_READ)
def index() -> Answer:
    here = Month.of(clock.today())
    month = month_of(request.args.get("bulan") or str(here))
    waiting = actor().sees(Dispute).where(Dispute.OPEN).with_only_columns(Dispute.id).limit(100)
    return page(
        "branch/incentives/index.html",
        month=month,
        months=[here + -back for back in range(BACK)],
        found=earnings.by_wadah(actor(), month),
        waiting=len(db.session.scalars(waiting).all()),
    )


@terms.get("/", endpoint="index", requires=Permission.INCENTIVE_READ)
def show_terms(organisation_id: UUID) -> Answer:
    return _terms(_wadah(organisation_id), TermsForm())


@terms.post("/", endpoint="create", requires=Permission.INCENTIVE_DECIDE)
def decide(organisation_id: UUID) -> Answer:
    wadah, form = _wadah(organisation_id), TermsForm.posted()
    if form.validate():
        try:
            incentive_terms.decide(
                actor(),
                wadah,
                version=form.version.data,
                since=month_of(form.since.data),
                agreement=form.agreement.data or "",
                reason=form.reason.data or "",
            )
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Aturan insentif wadah disimpan.", "success")
            return go(".index", organisation_id=organisation_id)
    return _terms(wadah, form, status=422)


def _terms(wadah: Organisation, form: TermsForm, *, status: int = 200) -> Answer:
    month = Month.of(clock.today())
    decided = actor().sees(IncentiveTerms, of=wadah).order_by(IncentiveTerms.since.desc())
    return page(
        "branch/incentive_terms/index.html",
        status=status,
        wadah=wadah,
        form=form,
        month=month,
        version=incentive_terms.in_force(wadah.id, wadah.branch_id, month),
        decided=db.session.scalars(decided).all(),
        title=law.title,
        last=month + -1,
        others=term_previews.preview(wadah, month + -1),
    )


def _wadah(organisation_id: UUID) -> Organisation:
    found = actor().find(Organisation, organisation_id)
    if found.kind is not OrganisationKind.PERISAI:
        raise NotVisible("organisation")
    return found
