"""What a school decides for itself."""

from __future__ import annotations

from flask import flash
from wtforms import BooleanField

from portal.access.permissions import Permission
from portal.models import Organisation
from portal.services import settings as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

settings = Resource("settings", __name__, url_prefix="/pengaturan")


class SettingsForm(HouseForm):
    needs_principal = BooleanField("Pengajuan harus disetujui kepala sekolah lebih dahulu")


@settings.get("/", requires=Permission.SETTINGS_WRITE)
def edit() -> Answer:
    school = _school()
    return page(
        "schools/settings/edit.html", form=SettingsForm(needs_principal=school.needs_principal), school=school
    )


@settings.post("/", requires=Permission.SETTINGS_WRITE)
def update() -> Answer:
    school, form = _school(), SettingsForm.posted()
    try:
        service.want_principal(actor(), school, bool(form.needs_principal.data))
    except Refused as refused:
        form.refused(refused)
        return page("schools/settings/edit.html", status=422, form=form, school=school)
    flash("Pengaturan sekolah tersimpan.", "success")
    return go(".edit")


def _school() -> Organisation:
    school = actor()
    assert school.organisation_id is not None
    return school.find(Organisation, school.organisation_id)
