"""Approving a submission and issuing its bill: one step, since an approval without a bill covers nobody."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.branch.submissions import ApprovalForm, show_again
from portal.models import Submission
from portal.services import submissions as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import number
from portal.web.pages import Answer, go
from portal.web.resource import Resource

approvals = Resource("approvals", __name__, url_prefix="/pengajuan")


@approvals.post("/<uuid:submission_id>/persetujuan", requires=Permission.SUBMISSION_DECIDE)
def create(submission_id: UUID) -> Answer:
    submission, form = actor().find(Submission, submission_id), ApprovalForm.posted()
    if form.validate():
        try:
            service.approve(actor(), submission, kode_iuran=form.kode_iuran.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            people = number(submission.people)
            flash(f"Disetujui. Tagihan untuk {people} orang sudah terbit dan terlihat oleh sekolah.", "success")
            return go("branch.submissions.show", submission_id=submission_id)
    return show_again(submission_id, approval=form)
