"""The branch decides a case, thinks again, and asks how the person was treated."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.flows.cases import shown
from portal.services import case_decisions as service
from portal.services import case_feedback, cases
from portal.values.fault import Refused
from portal.values.token import Token
from portal.web import mail
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, VersionField
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

case_acceptances = Resource("case_acceptances", __name__, url_prefix="/kasus/<uuid:case_id>/persetujuan")
case_refusals = Resource("case_refusals", __name__, url_prefix="/kasus/<uuid:case_id>/penolakan")
case_reopenings = Resource("case_reopenings", __name__, url_prefix="/kasus/<uuid:case_id>/pembukaan")
case_feedbacks = Resource("case_feedbacks", __name__, url_prefix="/kasus/<uuid:case_id>/tanggapan")


class DecisionForm(HouseForm):
    reason = TextField("Alasan", longest=300)
    version = VersionField(default=0)


@case_acceptances.post("", endpoint="create", requires=Permission.CASE_DECIDE)
def accept(case_id: UUID) -> Answer:
    case, form = cases.find(actor(), case_id), DecisionForm.posted()
    try:
        service.accept(actor(), case, reason=form.reason.data or "", version=form.version.data)
    except Refused as refused:
        return shown(cases.find(actor(), case_id), refused=refused, typed=form.reason.data)
    flash("Diterima sebagai kecelakaan kerja. Semua yang terkait melihat keputusannya.", "success")
    return go("branch.cases.show", case_id=case_id)


@case_refusals.post("", endpoint="create", requires=Permission.CASE_DECIDE)
def refuse(case_id: UUID) -> Answer:
    case, form = cases.find(actor(), case_id), DecisionForm.posted()
    try:
        service.refuse(actor(), case, reason=form.reason.data or "", version=form.version.data)
    except Refused as refused:
        return shown(cases.find(actor(), case_id), refused=refused, typed=form.reason.data)
    flash("Tidak diterima. Semua yang terkait melihat alasannya.", "success")
    return go("branch.cases.show", case_id=case_id)


@case_reopenings.post("", endpoint="create", requires=Permission.CASE_DECIDE)
def reopen(case_id: UUID) -> Answer:
    case, form = cases.find(actor(), case_id), DecisionForm.posted()
    try:
        service.reopen(actor(), case, reason=form.reason.data or "")
    except Refused as refused:
        return shown(cases.find(actor(), case_id), refused=refused)
    flash("Kasus dibuka kembali; jam laporannya berjalan lagi.", "success")
    return go("branch.cases.show", case_id=case_id)


@case_feedbacks.post("", endpoint="create", requires=Permission.CASE_DECIDE)
def ask(case_id: UUID) -> Answer:
    """Makes the link, mails it where there is an address, and shows it once, to be handed over by WhatsApp."""
    case, token = cases.find(actor(), case_id), Token.fresh()
    try:
        case_feedback.ask(actor(), case, token)
    except Refused as refused:
        return shown(cases.find(actor(), case_id), refused=refused)
    case = cases.find(actor(), case_id)
    person = case.enrolment.participant
    url = mail.whole_url("public.feedbacks.new", token=token.text)
    mailed = mail.post("case_feedback", person.email, branch_id=case.branch_id, name=person.name, url=url)
    text = f"Yth. {person.name}, bagaimana Anda dirawat sesudah kecelakaan? Beri tahu kami, sekali saja: {url}"
    phone = person.phone.lstrip("+") if person.phone else ""
    return page(
        "branch/case_feedbacks/create.html",
        case=case,
        url=url,
        mailed=mailed,
        whatsapp=f"https://wa.me/{phone}?text={quote(text)}" if phone else "",
    )
