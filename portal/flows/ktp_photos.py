"""The photograph of somebody's identity card (Foto KTP): seen for a reason that is kept; put away when it served."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.flows.enrolments import DisclosureForm, LookForm, shown
from portal.services import enrolments
from portal.services import ktp_photos as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, download, go, page
from portal.web.resource import Resource, within

ktp_photos = Resource("ktp_photos", __name__, url_prefix="/peserta/<uuid:enrolment_id>/foto-ktp")
#: Looking at it: a POST, since each look leaves a record.
ktp_looks = Resource("ktp_looks", __name__, url_prefix="/lihat")


@ktp_photos.post("/hapus", requires=Permission.PERSON_UNMASK)
def destroy(enrolment_id: UUID) -> Answer:
    enrolment = enrolments.find(actor(), enrolment_id)
    service.remove(actor(), service.find(actor(), enrolment))
    flash("Foto KTP dihapus.", "success")
    return go(within("enrolments.show"), enrolment_id=enrolment_id)


@ktp_looks.post("", requires=Permission.PERSON_UNMASK)
def create(enrolment_id: UUID) -> Answer:
    enrolment, form = enrolments.find(actor(), enrolment_id), LookForm.posted()
    photo = service.find(actor(), enrolment)
    if form.validate():
        try:
            content = service.look(actor(), enrolment, photo, reason=form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
            form.reason.data = ""  # what was refused may hold a number, which is not shown again
        else:
            return download(content, name="ktp.jpg", mimetype="image/jpeg", inline=True)
    return page("flows/enrolments/show.html", status=422, **shown(enrolment) | {"look": form}, form=DisclosureForm())


ktp_photos.register_blueprint(ktp_looks)
