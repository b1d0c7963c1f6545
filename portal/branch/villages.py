"""In which village (kelurahan, desa) a partner stands: by typing, from the province down, one link a step."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.branch.partnership import find, page_of
from portal.models import Organisation
from portal.rules import regions
from portal.services import cooperation as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go_to, page
from portal.web.resource import Resource

villages = Resource("villages", __name__, url_prefix="/mitra/<uuid:organisation_id>/kelurahan")


@villages.get("", requires=Permission.ORGANISATION_WRITE)
def edit(organisation_id: UUID) -> Answer:
    return _page(find(organisation_id), HouseForm())


@villages.post("", requires=Permission.ORGANISATION_WRITE)
def update(organisation_id: UUID) -> Answer:
    partner, form = find(organisation_id), HouseForm.posted()
    try:
        service.place(actor(), partner, request.form.get("village", ""))
    except Refused as refused:
        form.refused(refused)
        return _page(partner, form, status=422)
    flash("Kelurahan tersimpan.", "success")
    return go_to(page_of(partner))


def _page(partner: Organisation, form: HouseForm, *, status: int = 200) -> Answer:
    asked = request.args.get("di", (partner.village or partner.region or "")[:5])[:13]
    upper = regions.place(asked)
    words = " ".join(request.args.get("q", "").split())[:60]
    return page(
        "branch/villages/edit.html",
        status=status,
        partner=partner,
        form=form,
        upper=upper,
        trail=[
            found
            for depth in (2, 5)
            if upper and upper.code[:depth] != upper.code and (found := regions.place(upper.code[:depth]))
        ],
        words=words,
        found=regions.below(upper.code if upper else "", words),
        back=page_of(partner),
    )
