"""Some of a submission are approved before the others: they become one of their own, whose amount is then known."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.branch.returns import ticked
from portal.branch.submissions import ReturnForm, show_again
from portal.models import Submission
from portal.services import submissions as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import number
from portal.web.pages import Answer, go
from portal.web.resource import Resource

partings = Resource("partings", __name__, url_prefix="/pengajuan")


@partings.post("/<uuid:submission_id>/bagian", requires=Permission.SUBMISSION_DECIDE)
def create(submission_id: UUID) -> Answer:
    submission, form = actor().find(Submission, submission_id), ReturnForm.posted()
    try:
        apart = service.part(actor(), submission, ticked())
    except Refused as refused:
        form.refused(refused)
        return show_again(submission_id, giving_back=form)
    flash(
        f"{number(apart.people)} siswa dipisahkan. Isi kode iurannya di bawah; yang lain tetap menunggu.", "success"
    )
    return go("branch.submissions.show", submission_id=apart.id)
