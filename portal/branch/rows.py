"""One row of a submission: what the school wrote, masked, and unmasked only with a reason that is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import joinedload

from portal.access.actor import NotVisible
from portal.access.audit import looked
from portal.access.permissions import Permission
from portal.branch.submissions import warnings
from portal.models import Enrolment, Participant, RosterRow, Submission
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, page
from portal.web.resource import Resource

rows = Resource("rows", __name__, url_prefix="/pengajuan")

#: What is shown in the clear once a reason was given.
UNMASKED = ("nik", "mother_name", "phone", "address")


class RevealForm(HouseForm):
    reason = TextField(
        "Untuk apa Anda melihatnya?",
        [required("Alasan")],
        longest=200,
        description="Misalnya: mencocokkan dengan kartu keluarga. Nama Anda, waktu, dan alasan ini disimpan.",
    )


@rows.get("/<uuid:submission_id>/baris/<uuid:row_id>", requires=Permission.SUBMISSION_READ)
def show(submission_id: UUID, row_id: UUID) -> Answer:
    return page("branch/rows/show.html", form=RevealForm(), clear=False, **_shown(submission_id, row_id))


@rows.post("/<uuid:submission_id>/baris/<uuid:row_id>/buka", requires=Permission.PERSON_UNMASK)
def reveal(submission_id: UUID, row_id: UUID) -> Answer:
    """Not kept in the history of the browser, since it answers a POST: looking again asks for a reason again."""
    form, seen = RevealForm.posted(), _shown(submission_id, row_id)
    if not form.validate():
        return page("branch/rows/show.html", status=422, form=form, clear=False, **seen)
    looked(actor(), seen["participant"], fields=UNMASKED, reason=form.reason.data or "")
    return page("branch/rows/show.html", form=form, clear=True, **seen)


def _shown(submission_id: UUID, row_id: UUID) -> dict[str, Any]:
    submission = actor().find(Submission, submission_id, joinedload(Submission.organisation))
    enrolment = actor().find(Enrolment, row_id, joinedload(Enrolment.participant))
    row = actor().find(RosterRow, row_id)
    if enrolment.submission_id != submission.id:
        raise NotVisible("enrolment")
    participant: Participant = enrolment.participant
    return {
        "submission": submission,
        "enrolment": enrolment,
        "participant": participant,
        "row": row,
        "warnings": warnings(row.content),
    }
