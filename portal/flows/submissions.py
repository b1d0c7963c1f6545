"""Submissions (Pengajuan): see the bill first, send in, follow, take back; the principal's second pair of eyes."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Enrolment, Invoice, InvoiceState, Organisation, Roster, Submission, SubmissionState, db
from portal.services import examination, histories, quotes
from portal.services import submissions as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import number
from portal.web.pages import Answer, go, page, part, wants_part
from portal.web.resource import Resource, within
from portal.web.wording.faults import sentence

#: What was sent in.
submissions = Resource("submissions", __name__, url_prefix="/pengajuan")
#: What would be sent in, of one roster.
quoted = Resource("quotes", __name__, url_prefix="/daftar/<uuid:roster_id>/ajukan")
endorsements = Resource("endorsements", __name__, url_prefix="/<uuid:submission_id>/persetujuan")

PAGE = 25


@quoted.get("/", requires=Permission.SUBMISSION_SEND)
def new(roster_id: UUID) -> Answer:
    return _quote(actor().find(Roster, roster_id, joinedload(Roster.wave)))


@quoted.post("/", requires=Permission.SUBMISSION_SEND)
def create(roster_id: UUID) -> Answer:
    roster = actor().find(Roster, roster_id, joinedload(Roster.wave))
    try:
        submission = service.send(actor(), roster)
    except Refused as refused:
        return _quote(roster, 422, [("", sentence(fault)) for fault in refused.faults])
    if submission.state is SubmissionState.RETURNED:
        flash("Tidak ada yang diajukan: semuanya baru saja terdaftar. Keterangannya ada di tiap baris.", "warning")
        return go(within("rosters.show"), roster_id=roster.id)
    if submission.state is not SubmissionState.SENDING:
        flash(f"{number(submission.people)} siswa diajukan.", "success")
    return go(within("submissions.show"), submission_id=submission.id)


def _quote(roster: Roster, status: int = 200, faults: list[tuple[str, str]] | None = None) -> Answer:
    return page(
        "flows/submissions/new.html",
        status=status,
        roster=roster,
        quote=quotes.quote(actor(), roster),
        figures=examination.counts(actor(), roster),
        organisation=actor().find(Organisation, roster.organisation_id),
        faults=faults or [],
    )


@submissions.get("/", requires=Permission.SUBMISSION_READ)
def index() -> Answer:
    before = request.args.get("sebelum", type=UUID)
    found = actor().sees(Submission).options(joinedload(Submission.wave), joinedload(Submission.roster))
    if before:
        found = found.where(Submission.id < before)
    listed = db.session.scalars(found.order_by(Submission.id.desc()).limit(PAGE + 1)).all()
    return page("flows/submissions/index.html", submissions=listed[:PAGE], more=len(listed) > PAGE)


@submissions.get("/<uuid:submission_id>", requires=Permission.SUBMISSION_READ)
def show(submission_id: UUID) -> Answer:
    submission = actor().find(Submission, submission_id, joinedload(Submission.wave), joinedload(Submission.roster))
    if submission.state is SubmissionState.SENDING:
        return part(
            "flows/submissions/_sending.html",
            otherwise="flows/submissions/sending.html",
            submission=submission,
            job=service.job_of(submission),
        )
    if wants_part():
        return go(".show", submission_id=submission.id)
    people = actor().sees(Enrolment).where(Enrolment.submission_id == submission.id)
    people = people.options(joinedload(Enrolment.participant))
    bills = actor().sees(Invoice).where(Invoice.submission_id == submission.id, Invoice.state != InvoiceState.VOID)
    return page(
        "flows/submissions/show.html",
        submission=submission,
        people=paged(actor(), people, (Enrolment.name_key, Enrolment.id)),
        invoices=db.session.scalars(bills.order_by(Invoice.id)).all(),
        history=histories.history(actor(), submission.id),
    )


@submissions.post("/<uuid:submission_id>/tarik", requires=Permission.SUBMISSION_SEND)
def destroy(submission_id: UUID) -> Answer:
    submission = service.withdraw(actor(), actor().find(Submission, submission_id))
    flash("Pengajuan ditarik kembali. Semua barisnya ada lagi di daftar.", "success")
    return go(within("rosters.show"), roster_id=submission.roster_id)


@endorsements.post("/", endpoint="create", requires=Permission.SUBMISSION_ENDORSE)
def endorse(submission_id: UUID) -> Answer:
    submission = service.endorse(actor(), actor().find(Submission, submission_id))
    flash("Disetujui. Pengajuan diteruskan ke kantor cabang.", "success")
    return go(within("submissions.show"), submission_id=submission.id)


@endorsements.post("/tolak", endpoint="destroy", requires=Permission.SUBMISSION_ENDORSE)
def refuse(submission_id: UUID) -> Answer:
    submission = actor().find(Submission, submission_id)
    reason = " ".join(request.form.get("reason", "").split())[:300]
    if not reason:
        flash(sentence(Refused.because("return.reason").faults[0]), "danger")
        return go(within("submissions.show"), submission_id=submission.id)
    service.refuse(actor(), submission, reason=reason)
    flash("Dikembalikan ke operator.", "success")
    return go(within("submissions.show"), submission_id=submission.id)


submissions.register_blueprint(endorsements)
