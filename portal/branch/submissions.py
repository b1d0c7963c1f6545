"""The queue of what schools sent in (Pengajuan): oldest first, the rows with warnings first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import (
    Enrolment,
    EnrolmentState,
    Grade,
    Invoice,
    InvoiceState,
    Participant,
    RosterRow,
    Submission,
    SubmissionState,
    db,
)
from portal.services import deaths, histories, invoice_lines
from portal.values import clock
from portal.values.fault import Fault, Severity
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, page
from portal.web.resource import Resource
from portal.web.wording import sentence

submissions = Resource("submissions", __name__, url_prefix="/pengajuan")

TABS: dict[str, tuple[str, tuple[SubmissionState, ...]]] = {
    "menunggu": ("Menunggu keputusan", (SubmissionState.AWAITING_BRANCH,)),
    "sekolah": ("Masih di sekolah", (SubmissionState.SENDING, SubmissionState.AWAITING_PRINCIPAL)),
    "disetujui": ("Disetujui", (SubmissionState.APPROVED,)),
    "selesai": ("Dikembalikan atau ditarik", (SubmissionState.RETURNED, SubmissionState.WITHDRAWN)),
}


class ApprovalForm(HouseForm):
    kode_iuran = TextField(
        "Kode iuran",
        [required("Kode iuran")],
        longest=60,
        description="Buat kode untuk jumlah di atas di sistem BPJS Ketenagakerjaan, lalu salin ke sini.",
    )


class ReturnForm(HouseForm):
    reason = TextField(
        "Alasan untuk semua yang dicentang",
        longest=300,
        description="Misalnya: nama tidak sama dengan kartu keluarga. Alasan di barisnya sendiri didahulukan.",
    )


@submissions.get("/", requires=Permission.SUBMISSION_READ)
def index() -> Answer:
    tab = request.args.get("keadaan", "")
    tab = tab if tab in TABS else "menunggu"
    query = (
        actor()
        .sees(Submission)
        .options(joinedload(Submission.organisation), joinedload(Submission.wave))
        .where(Submission.state.in_(TABS[tab][1]))
    )
    return page(
        "branch/submissions/index.html",
        found=paged(actor(), query, [Submission.id], descending=tab != "menunggu"),
        tab=tab,
        tabs={key: words for key, (words, _) in TABS.items()},
        now=clock.now(),
    )


@submissions.get("/<uuid:submission_id>", requires=Permission.SUBMISSION_READ)
def show(submission_id: UUID) -> Answer:
    return show_again(submission_id, status=200)


def show_again(
    submission_id: UUID,
    *,
    approval: ApprovalForm | None = None,
    giving_back: ReturnForm | None = None,
    status: int = 422,
) -> Answer:
    """The page of a submission; the deeds on it give their form when it was refused."""
    refused = approval or giving_back
    return page(
        "branch/submissions/show.html",
        status=status,
        faults=refused.summary if refused else [],
        approval=approval or ApprovalForm(),
        giving_back=giving_back or ReturnForm(),
        **_shown(submission_id),
    )


def _shown(submission_id: UUID) -> dict[str, Any]:
    submission = actor().find(
        Submission,
        submission_id,
        joinedload(Submission.organisation),
        joinedload(Submission.wave),
        joinedload(Submission.roster),
    )
    open_ = submission.state is SubmissionState.AWAITING_BRANCH
    only_warned = request.values.get("baris", "lihat" if open_ and submission.warned else "semua") == "lihat"
    bills = db.session.scalars(
        actor()
        .sees(Invoice)
        .where(Invoice.submission_id == submission.id, Invoice.state != InvoiceState.VOID)
        .order_by(Invoice.id)
    ).all()
    found = paged(actor(), _rows(submission, only_warned), [RosterRow.number, RosterRow.id])
    return {
        "submission": submission,
        "open": open_,
        "only_warned": only_warned,
        "found": found,
        "warnings": {row.id: warnings(row.content) for row in found.rows},
        "dead": deaths.among(actor(), submission) if open_ else (),
        "bills": bills,
        "lines": invoice_lines.of_invoice(actor(), bills[0]) if len(bills) == 1 else [],
        "history": histories.history(actor(), submission.id),
        "now": clock.now(),
    }


def warnings(content: dict[str, Any]) -> list[str]:
    """What the examination warned of in a row, in sentences."""
    faults = [Fault.from_json(fault) for fault in content.get("faults", ())]
    return [sentence(fault) for fault in faults if fault.severity is Severity.WARNING]


def _rows(submission: Submission, only_warned: bool) -> Any:
    states = [EnrolmentState.WAITING, EnrolmentState.APPROVED]
    query = (
        actor()
        .sees(RosterRow)
        .join(Enrolment, Enrolment.id == RosterRow.id)
        .join(Participant, Participant.id == Enrolment.participant_id)
        .where(
            RosterRow.roster_id == submission.roster_id,
            Enrolment.submission_id == submission.id,
            Enrolment.state.in_(states),
        )
        .with_only_columns(
            RosterRow.id,
            RosterRow.number,
            RosterRow.grade,
            RosterRow.content,
            Enrolment.class_name,
            Enrolment.start,
            Enrolment.end,
            Participant.name,
            Participant.nik,
        )
    )
    return query.where(RosterRow.grade == Grade.WARNED) if only_warned else query
