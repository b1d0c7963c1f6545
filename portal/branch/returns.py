"""Rows given back to the school, each with a reason; the others stay and go on."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.branch.submissions import ReturnForm, show_again
from portal.models import Submission
from portal.services import submissions as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import number
from portal.web.pages import Answer, go
from portal.web.resource import Resource

returns = Resource("returns", __name__, url_prefix="/pengajuan")

LONGEST = 300


@returns.post("/<uuid:submission_id>/pengembalian", requires=Permission.SUBMISSION_DECIDE)
def create(submission_id: UUID) -> Answer:
    submission, form = actor().find(Submission, submission_id), ReturnForm.posted()
    if form.validate():
        reasons = _reasons(form.reason.data or "")
        try:
            service.return_rows(actor(), submission, reasons)
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"{number(len(reasons))} baris dikembalikan ke sekolah dengan alasannya.", "success")
            return go("branch.submissions.show", submission_id=submission_id)
    return show_again(submission_id, giving_back=form)


def ticked() -> list[UUID]:
    """The rows that were ticked on the page of a submission."""
    rows = []
    for text in request.form.getlist("baris_dicentang"):
        with suppress(ValueError):
            rows.append(UUID(text))
    return rows


def _reasons(common: str) -> dict[UUID, str]:
    """The ticked rows with the reason of the row itself, or else the one for all."""
    return {row: " ".join(request.form.get(f"alasan-{row}", "").split())[:LONGEST] or common for row in ticked()}
