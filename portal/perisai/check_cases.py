"""The clinic opens a case for the person whom it just asked about."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.flows.case_openings import OpeningForm
from portal.models import CoverCheck
from portal.services import cases as service
from portal.services import cover_checks
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

check_cases = Resource("check_cases", __name__, url_prefix="/cek/<uuid:check_id>/kecelakaan")


@check_cases.get("", requires=Permission.COVER_CHECK)
def new(check_id: UUID) -> Answer:
    check = actor().find(CoverCheck, check_id)
    if check.enrolment_id is None:
        return go("perisai.cover_checks.show", check_id=check_id)
    local = check.happened_at.astimezone(check.zone.clock)
    known = {"day": local.date(), "hour": local.time(), "zone": check.zone, "traffic": check.traffic}
    return _asked(check, OpeningForm(data=known))


@check_cases.post("", requires=Permission.COVER_CHECK)
def create(check_id: UUID) -> Answer:
    check, form = actor().find(CoverCheck, check_id), OpeningForm.posted()
    if form.validate():
        try:
            case = service.open_from_check(actor(), check, form.account, injury=form.injury.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"Kasus {case.number} ada di klinik ini. Lengkapi dan sampaikan laporan tahap I.", "success")
            return go("perisai.cases.show", case_id=case.id)
    return _asked(actor().find(CoverCheck, check_id), form, status=422)


def _asked(check: CoverCheck, form: OpeningForm, status: int = 200) -> Answer:
    return page("perisai/check_cases/new.html", status=status, check=check, told=cover_checks.told(check), form=form)
